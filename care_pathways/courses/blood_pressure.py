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
_AGAIN = Course("who takes a blood pressure again", p.reader)
TEN, TWO = 10, 2  # no evidence: to what readings are rounded, mmHg


def usual(number: Draw) -> Expression:
    """The pressure that someone has on average in these months, mmHg."""
    return at_centile(number, COURSE.usual())


def read(number: Draw, change: Value = 0) -> Expression:
    """One reading, mmHg, with what raises (or lowers) the pressure; some round both its numbers to tens, or to twos."""
    reader = _READER.now()
    grain = where(among_highest(p.rounded_to_ten, reader), TEN, where(among_highest(p.rounded_to_two, reader), TWO, 1))
    return rounded(at_centile(number, COURSE.now()) + change, grain)


def taken_again(systolic: Expression) -> Expression:
    """A systolic reading as it is kept, mmHg: one that is just over the target is often taken again, and is lower."""
    just_over = (systolic > p.just_over) & (systolic < p.well_over)
    return where(just_over & among_highest(p.taken_again, _AGAIN.now()), systolic - p.lower_again, systolic)
