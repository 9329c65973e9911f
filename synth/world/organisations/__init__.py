"""Organisations, their sites, hours and staff."""
