"""Repeat medicines in general practice: a course begun and stopped, authorised again at each review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from care_pathways import beside
from synth.clock import DAY
from synth.pathway.language.expressions import Expression, Now, where
from synth.pathway.language.model import Write
from synth.pathway.language.notes import Note, option
from synth.pathway.language.options import code_of
from synth.pathway.language.time import birthday
from synth.pathway.language.writes import BEGUN, ENDED, prescribe

p = beside(__file__)
_LATER = {
    "sitagliptin": p.sitagliptin_begins,
    "linagliptin": p.linagliptin_begins,
    "dapagliflozin": p.dapagliflozin_begins,
    "empagliflozin": p.empagliflozin_begins,
}
"""Medicines that came into use later than the practice's computer."""


@dataclass(frozen=True)
class Medicine:
    """A product (key of the codelists), what the label says, and how many are dispensed for 28 days."""

    key: str
    dosage: str
    quantity: int = 28


Medicines = Mapping[str, Medicine]
"""The medicines of one step of treatment, by the names that the evidence gives them."""


def which_of(name: str, medicines: Medicines) -> Note:
    """The note in which an episode keeps which of some medicines it was."""
    return option(f"which medicine it was: {name}", *medicines, called=name)


def begin(entry: str, which: Note, medicines: Medicines, reason: str, when: Expression | None = None) -> list[Write]:
    """Begin a course of the medicine that the note `which` names.

    A course that began before its medicine can stand in the practice's record is shown as of that day.
    """
    return [
        _of(m, reason, _chosen(which, name, medicines, when), f"{entry}: {m.key}", entry=entry, change=BEGUN,
            begins=where(Now() < _known(m), _known(m), Now()), recorded=where(Now() < _known(m), _known(m) - Now()))
        for name, m in medicines.items()
    ]  # fmt: skip


def _known(m: Medicine) -> Expression:
    """The day from which on a course of a medicine stands in the record."""
    drug = m.key.split("_")[0]
    copied = p.record_begins + birthday() * DAY % p.copying_takes
    return _LATER.get(drug, copied)


def authorise(entry: str, which: Note, medicines: Medicines, reason: str, when: Expression) -> list[Write]:
    """Authorise the running course for another year; not before the course stands in the record."""
    return [
        _of(
            m,
            reason,
            _chosen(which, name, medicines, when & (Now() >= _known(m))),
            f"{entry} authorised: {m.key}",
            repeats=13,
        )
        for name, m in medicines.items()
    ]


def stop(entry: str, which: Note, medicines: Medicines, when: Expression | None = None) -> Write:
    """Stop a course."""
    keys = {name: m.key for name, m in medicines.items()}
    code = next(iter(keys.values())) if len(keys) == 1 else code_of(which, keys)
    return prescribe(code, entry=entry, change=ENDED, slot=f"{entry} stopped", status="stopped", when=when)


def _chosen(which: Note, name: str, medicines: Medicines, when: Expression | None) -> Expression | None:
    if len(medicines) == 1:
        return when
    chosen = which.is_(name)
    return chosen if when is None else when & chosen


def _of(m: Medicine, reason: str, when: Expression | None, slot: str, **more: Any) -> Write:
    return prescribe(m.key, slot=slot, when=when, dosage=m.dosage, quantity=m.quantity, days=28,
                     course="repeat",
                     reason=reason, **more)  # fmt: skip
