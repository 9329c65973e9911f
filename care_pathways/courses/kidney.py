"""Kidney function and albumin in urine: one level for every laboratory, which falls with age as the evidence says.

Where the kidneys are to fail, `FALL` is how fast they do, for life, and `SAMPLE` how single samples lie about that.
"""

from care_pathways import beside
from synth.pathway.language.courses import Course

p = beside(__file__)

FUNCTION = Course(
    "kidney function", p.function, keeps={"years": p.years_keep, "weeks": p.weeks_keep}, passing=("weeks",)
)
FALL = Course("how fast kidney function falls", p.fall)
SAMPLE = Course("a sample of kidney function", p.sample, keeps={"weeks": p.weeks_keep}, passing=("weeks",))
ALBUMIN = Course(
    "albumin in urine", p.albumin, keeps={"years": p.years_keep, "weeks": p.weeks_keep}, passing=("weeks",)
)
