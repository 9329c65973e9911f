"""Bundles: how resources are linked, cut and put in order."""
