"""Repeat medicines in general practice: packs of four weeks, and from when on a course can stand in the record."""

from care_pathways import beside
from care_pathways.gp._review import GP
from synth.clock import DAY
from synth.pathway.language.expressions import Expression
from synth.pathway.language.time import birthday
from synth.pathway.parts.treatment import Medicine

p = beside(__file__)
_LATER = {
    "sitagliptin": p.sitagliptin_begins,
    "linagliptin": p.linagliptin_begins,
    "dapagliflozin": p.dapagliflozin_begins,
    "empagliflozin": p.empagliflozin_begins,
}
"""Medicines that came into use later than the practice's computer."""


def repeated(key: str, dosage: str, quantity: int = 28, *, held: bool = False) -> Medicine:
    """A repeat medicine: key of the codelists, what the label says, how many are dispensed for 28 days.

    held: whether it is held back in pregnancy (NICE NG133, NG3; MHRA). A doctor signs for it, whoever does the review.

    A course that began before its medicine can stand in the practice's record is shown as of that day.
    """
    return Medicine(key, dosage, quantity, days=28, repeats=13, course="repeat", stands_from=_known(key),
                    prescriber=GP, held=held, supplied=True)  # fmt: skip


def _known(key: str) -> Expression:
    """The day from which on a course of a medicine stands in the record."""
    copied = p.record_begins + birthday() * DAY % p.copying_takes
    return _LATER.get(key.split("_")[0], copied)


STATINS = {"atorvastatin": repeated("atorvastatin_20mg_tab", "Take one tablet at night", held=True)}
