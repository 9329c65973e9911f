"""Blood pressure: one level for the practice, the midwife and the hospital, read with the error of every reading.

Who asks brings the distribution of what is found among people of this kind (in pregnancy, by age and sex); the course
says where in it someone stands. Rises and falls (treatment, pre-eclampsia) are added by whoever knows of them.
"""

from care_pathways import beside
from care_pathways.courses.reading import rounded
from synth.pathway.language.courses import Course, among_highest
from synth.pathway.language.expressions import Draw, Expression, Fact, Value, at_centile, where

p = beside(__file__)

COURSE = Course(
    "blood pressure",
    p.variance,
    keeps={"years": p.years_keep, "visit": p.visit_keeps},
    passing=("visit",),
    moved_by=p.by_body_mass + p.by_ethnic_group + Fact("raised_blood_glucose") * p.by_diabetes,
)
_READER = Course("who reads the blood pressure", p.reader)


def usual(number: Draw) -> Expression:
    """The pressure that someone has on average in these months, mmHg."""
    return at_centile(number, COURSE.usual())


def read(number: Draw, change: Value = 0) -> Expression:
    """One reading, mmHg, with what raises (or lowers) the pressure; some round both its numbers to a nought."""
    grain = where(among_highest(p.rounded_to_ten, _READER.now()), 10, 1)
    return rounded(at_centile(number, COURSE.now()) + change, grain)
