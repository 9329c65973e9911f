"""Filling a server with a dataset, and emptying it again."""
