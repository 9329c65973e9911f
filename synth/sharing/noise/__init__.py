"""Noise: mistakes put into the views of systems on purpose, each kind by a rate of its own, all told in the truth."""
