"""Numbers with sources: one reader for pathways and world, and the exact tables that come of them."""

from synth.evidence.number import Dimension, Evidence, MissingNumber, Number, Risk
from synth.evidence.reading import read, read_text
from synth.evidence.units import EvidenceError

__all__ = ["Dimension", "Evidence", "EvidenceError", "MissingNumber", "Number", "Risk", "read", "read_text"]
