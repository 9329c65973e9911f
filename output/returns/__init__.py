"""Extracts of a dataset in the layouts of the national returns of social care."""
