"""Births, deaths, migration and what a person is like."""
