"""Families: who is kin to whom, couples, and children in care."""
