"""Illness: who falls ill with what and when, so that deaths, their causes and what is published of the living agree."""
