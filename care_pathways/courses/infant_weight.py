"""A young child's weight about its own curve: one baby for ward, midwife, neonatal unit, health visitor and practice.

How much a baby has lost and gained in the first weeks is its own; later its weight moves about the line of the chart
that it keeps to. Both give a place; the evidence of growth says what is found there.
"""

from care_pathways import beside
from synth.pathway.language.courses import Course

p = beside(__file__)

FIRST_WEEKS = Course("weight in the first weeks", p.variance_in_the_first_weeks)
FROM_WEEK_TO_WEEK = Course(
    "weight from week to week", p.variance, keeps={"months": p.months_keep, "weeks": p.weeks_keep}
)
