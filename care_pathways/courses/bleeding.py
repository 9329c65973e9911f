"""How much a woman bleeds at birth, beside what the way of it takes: some do so each time.

The higher the place, the more blood is lost; the evidence of birth says how much that is.
"""

from care_pathways import beside
from synth.pathway.language.courses import Course

p = beside(__file__)

COURSE = Course("bleeding at birth", p.variance)
