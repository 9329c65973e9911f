"""End digits: who reads a scale or enters a number rounds it, anew at each reading; a height is kept as once measured.

Blood pressure has its own rounding (`blood_pressure.read`), as both of its numbers are rounded together.
"""

from care_pathways import beside
from synth.pathway.language.courses import Course, among_highest
from synth.pathway.language.expressions import Draw, Expression, Fact, Value, where, whole

p = beside(__file__)

_READER = Course("who reads a measurement", p.reader)
_MEASURED = Course("how a height was measured", p.measured)
KILOGRAM, HALF_KILOGRAM = 10, 5  # no evidence: what it is rounded to, in tenths of a kilogram
CENTIMETRE = 10  # no evidence: a centimetre in mm
HUNDRED, FIFTY = 100, 50  # no evidence: mL to which a loss is estimated
FIVE = 5  # no evidence: a pulse is counted to five
_SQUARED = 1_000_000  # no evidence: mm2 in a square metre


def rounded(value: Value, grain: Expression) -> Expression:
    """A value to the nearest of what it is read in."""
    return (whole(value) + grain // 2) // grain * grain  # no evidence: half a grain, to the nearest


def _to(coarse: Draw, large: int, fine: Draw, small: int) -> Expression:
    """To what a reading is rounded: the large grain as often as one number says, either as often as the other does."""
    place = _READER.now()
    return where(among_highest(coarse, place), large, where(among_highest(fine, place), small, 1))


def weight(value: Value) -> Expression:
    """A weight on an adult's scales, kg times 10: some are to the kilogram or its half."""
    return rounded(value, _to(p.weight_to_whole, KILOGRAM, p.weight_to_half, HALF_KILOGRAM))


def height() -> Expression:
    """An adult's height as it stands in records, mm: mostly whole centimetres, the same wherever it stands."""
    return rounded(Fact("height"), where(among_highest(p.height_to_whole, _MEASURED.lasting()), CENTIMETRE, 1))


def bmi_of(weighed: Expression) -> Expression:
    """The body mass index, kg/m2 times 10, of a weight (kg times 10) and the height that stands in the record."""
    return weighed * _SQUARED // (height() * height())


def blood_loss(value: Value) -> Expression:
    """Blood lost at a birth, mL, as it is estimated: mostly to 50 or 100."""
    return rounded(value, _to(p.loss_to_hundred, HUNDRED, p.loss_to_fifty, FIFTY))


def heart_rate(value: Value) -> Expression:
    """A heart rate as it is counted, per minute: often to five."""
    return rounded(value, where(among_highest(p.heart_to_five, _READER.now()), FIVE, 1))
