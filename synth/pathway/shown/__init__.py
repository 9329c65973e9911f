"""Pathways as those read them who can judge them: in words, as lines and as a page."""
