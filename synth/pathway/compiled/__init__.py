"""Pathways made ready to run: checks, plan, programs, drawing."""
