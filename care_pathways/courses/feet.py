"""Nerves and vessels of feet: how easily diabetes harms them, one place for life."""

from care_pathways import beside
from synth.pathway.language.courses import Course

p = beside(__file__)

FEET = Course("how easily feet are harmed", p.feet)
