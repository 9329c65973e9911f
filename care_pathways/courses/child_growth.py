"""How a child grows beside what its birth and its parents' bodies say: what brothers and sisters share of it for life.

Each course gives a place; the evidence of growth says what is found there. The thinnest and the shortest have the
lowest places.
"""

from care_pathways import beside
from synth.pathway.language.courses import Course

p = beside(__file__)

WEIGHT = Course("weight in childhood", p.variance_of_weight)
LENGTH = Course("height in childhood", p.variance_of_length)
HEAD = Course("head in childhood", p.variance_of_head)
MASS = Course("body mass in childhood", p.variance_of_mass)
