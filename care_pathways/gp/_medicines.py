"""Repeat medicines in general practice: packs of four weeks, and from when on a course can stand in the record."""

from care_pathways import beside
from care_pathways.gp._review import GP
from synth.clock import DAY
from synth.pathway.language.expressions import Expression
from synth.pathway.language.time import birthday
from synth.pathway.parts.treatment import Medicine

p = beside(__file__)


def repeated(key: str, dosage: str, quantity: int = 28, *, held: bool = False,
             in_use: Expression | None = None) -> Medicine:  # fmt: skip
    """A repeat medicine: key of the codelists, what the label says, how many are dispensed for 28 days.

    held: whether it is held back in pregnancy (NICE NG133, NG3; MHRA). A doctor signs for it, whoever does the review.
    in_use: from which instant on there is such a medicine, where it is newer than the practice's computer.

    A course that began before its medicine can stand in the practice's record is shown as of that day.
    """
    stands = _copied() if in_use is None else in_use
    return Medicine(key, dosage, quantity, days=28, repeats=13, course="repeat", stands_from=stands,
                    prescriber=GP, held=held, supplied=True)  # fmt: skip


def _copied() -> Expression:
    """The moment from which on courses of older medicines stand in the record."""
    return p.record_begins + birthday() * DAY % p.copying_takes


STATINS = {"atorvastatin": repeated("atorvastatin_20mg_tab", "Take one tablet at night", held=True)}
