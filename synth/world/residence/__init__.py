"""Homes and practice lists of people, over time."""
