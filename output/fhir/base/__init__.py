"""Pieces of JSON that every resource is made of."""
