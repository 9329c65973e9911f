"""Shared reference data: organisations, places, staff, questionnaires."""
