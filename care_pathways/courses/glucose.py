"""Glucose in the blood over months (HbA1c), without treatment: one level for every laboratory.

Who stands high comes nearer to diabetes, and gets it the sooner (`synth.world.illness.onsets`).
"""

from care_pathways import beside
from synth.pathway.language.courses import Course

p = beside(__file__)

COURSE = Course(
    "blood glucose",
    p.variance,
    keeps={"years": p.years_keep, "months": p.months_keep},
    moved_by=p.by_body_mass + p.by_ethnic_group,
)
RISE = Course("how fast blood glucose rises", p.rise)
SAMPLE = Course("a sample of blood glucose", p.sample, keeps={"months": p.months_keep})
