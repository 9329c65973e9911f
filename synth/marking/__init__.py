"""Marking: what a matcher, a receiver or a merge answered, against the truth beside the views of systems."""
