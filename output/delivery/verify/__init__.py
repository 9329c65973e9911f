"""Asking a server what it must now answer, and comparing."""
