"""A treatment: a course of one of some medicines, begun, authorised again at reviews, and stopped.

class Pressure(Notes):
    first = medicine_of("the medicine of step 1", FIRST_LINE)

FIRST = treatment("first medicine", n.first, FIRST_LINE, reason="hypertension")
Step("step 1", "general practice (GP)", draws={n.first: p.first_medicine}, writes=FIRST.begun())
Step("annual review", "general practice (nurse)", writes=FIRST.authorised(n.taken))
Step("death", "general practice (GP)", writes=[FIRST.stopped(n.taken)])
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from synth.clock import DAY
from synth.pathway.language.conditions import both
from synth.pathway.language.expressions import Expression, Fact, Now, where
from synth.pathway.language.model import Write
from synth.pathway.language.notes import Note, option
from synth.pathway.language.options import code_of, number_of
from synth.pathway.language.writes import AMENDED, BEGUN, ENDED, prescribe


@dataclass(frozen=True, eq=False)
class Medicine:
    """A product, and how it is given.

    key: of the codelists. dosage: what the label says. quantity: how many are dispensed for `days` days. repeats: how
    often that is done before it must be authorised again. course: acute or repeat, in the words of the record.
    stands_from: the instant before which no course of it can stand in the record, if there is one; a course that began
    before is shown as of then. prescriber: the setting of whoever signs for it, if that is not the step's own. held:
    whether it can be held back for a time (in pregnancy, say), and taken again. supplied: whether a course of it is
    issued again and again (`synth.record.supply`), and so authorised by an amendment of the course, not by an order.
    """

    key: str
    dosage: str
    quantity: int
    days: int
    repeats: int
    course: str
    stands_from: Expression | None = None
    prescriber: str = ""
    held: bool = False
    supplied: bool = False

    def issued(self, when: Expression | None = None, *, reason: str) -> Write:
        """One prescription of it, until its pack is used up. reason: the key of the condition."""
        return _of(self, reason, when, f"issued: {self.key}", until=Now() + self.days * DAY)


Medicines = Mapping[str, Medicine]
"""The medicines of which a treatment is one, by the names that the evidence gives them."""


def medicine_of(means: str, medicines: Medicines, called: str = "") -> Note:
    """A note of which of some medicines it was: an option with their names."""
    return option(means, *medicines, called=called)


@dataclass(frozen=True, eq=False)
class Treatment:
    """A course of one of some medicines: made by `treatment`."""

    entry: str
    which: Note | None
    medicines: Medicines
    reason: str

    def begun(self, when: Expression | None = None) -> list[Write]:
        """The writes by which the course begins, of the medicine that the note names."""
        return [_of(m, self.reason, self._chosen(name, when), f"{self.entry}: {self._called(name)}",
                    entry=self.entry, change=BEGUN, **_shown(m),
                    **({"supplied": True, "repeats": m.repeats} if m.supplied else {}))
                for name, m in self.medicines.items()]  # fmt: skip

    def authorised(self, when: Expression | None = None) -> list[Write]:
        """The writes by which the running course is authorised again; not before it stands in the record.

        Of a course that is issued again and again only those of the time of the record are written down.
        """
        return [_of(m, self.reason, self._chosen(name, both(when, _stands(m))),
                    f"{self.entry} authorised: {self._called(name)}", repeats=m.repeats)
                if not m.supplied else
                _of(m, self.reason, self._chosen(name, both(both(when, _stands(m)), Now() >= Fact("record_begins"))),
                    f"{self.entry} authorised: {self._called(name)}", repeats=m.repeats, entry=self.entry,
                    change=AMENDED)
                for name, m in self.medicines.items()]  # fmt: skip

    def stopped(self, when: Expression | None = None) -> Write:
        """The write by which the course is stopped."""
        keys = {name: m.key for name, m in self.medicines.items()}
        code = next(iter(keys.values())) if self.which is None or len(keys) == 1 else code_of(self.which, keys)
        by = {m.prescriber for m in self.medicines.values()}
        more = {"setting": by.pop()} if len(by) == 1 and "" not in by else {}
        return prescribe(code, entry=self.entry, change=ENDED, slot=f"{self.entry} stopped", status="stopped",
                         when=when, **more)  # fmt: skip

    def held(self, when: Expression | None = None) -> list[Write]:
        """The writes by which the running course is held back, of the medicines that are (`Medicine.held`)."""
        return self._amended("held back", "on-hold", when)

    def resumed(self, when: Expression | None = None) -> list[Write]:
        """The writes by which a course that was held back is taken again."""
        return self._amended("taken again", "active", when)

    def _amended(self, how: str, status: str, when: Expression | None) -> list[Write]:
        return [_of(m, self.reason, self._chosen(name, both(when, _stands(m))),
                    f"{self.entry} {how}: {self._called(name)}", entry=self.entry, change=AMENDED, status=status)
                for name, m in self.medicines.items() if m.held]  # fmt: skip

    def is_(self, *names: str) -> Expression:
        """1 where the course is of one of the medicines so named."""
        if self.which is None:
            raise ValueError(f"treatment '{self.entry}': there is one medicine alone, so nothing tells which it is")
        if unknown := [name for name in names if name not in self.medicines]:
            known = ", ".join(self.medicines)
            raise ValueError(f"treatment '{self.entry}' is never '{unknown[0]}': use one of {known}")
        return self.which.is_(*names)

    def _called(self, name: str) -> str:
        """What tells a medicine from the others: its key, or its name where several doses are of one product."""
        key = self.medicines[name].key
        return key if [m.key for m in self.medicines.values()].count(key) == 1 else name

    def _chosen(self, name: str, when: Expression | None) -> Expression | None:
        if self.which is None or len(self.medicines) == 1:
            return when
        return both(when, self.which.is_(name))


def treatment(entry: str, which: Note | None, medicines: Medicines, *, reason: str) -> Treatment:
    """A course of one of some medicines.

    entry: the name of its run of changes within the episode ("first medicine"). which: the note that says which
    medicine it is, an option with their names in their order; None where there is one alone. reason: the key of the
    condition.
    """
    if not entry:
        raise ValueError("a treatment has no name: say which course it is, as 'first medicine'")
    if not medicines:
        raise ValueError(f"treatment '{entry}' has no medicine: give at least one by its name")
    if which is None and len(medicines) > 1:
        raise ValueError(f"treatment '{entry}' is one of {len(medicines)} medicines: give the note that says which")
    if which is not None and tuple(which.options) != tuple(medicines):
        said, known = (", ".join(names) or "nothing" for names in (which.options, medicines))
        raise ValueError(f"treatment '{entry}': the note '{which.name}' is one of {said}, the medicines are {known}: "
                         "declare it with medicine_of(...)")  # fmt: skip
    return Treatment(entry, which, dict(medicines), reason)


def issued(which: Note, medicines: Medicines, *, slot: str, **options: Any) -> Write:
    """One prescription of the medicine that a note names, until its pack is used up; of a name that is none, nothing.

    which: an option, the names of the medicines among its names. options: what else a prescription says.
    """
    keys = {name: medicines[name].key if name in medicines else "" for name in which.options}
    days = {name: medicines[name].days if name in medicines else 0 for name in which.options}
    write = prescribe(code_of(which, keys), slot=slot, until=Now() + number_of(which, days) * DAY,
                      **{**options, "when": both(options.get("when"), which.is_(*medicines))})  # fmt: skip
    packs = {name: ({"code": m.key, "dosage": m.dosage, "quantity": m.quantity, "days": m.days, "course": m.course},)
             for name, m in medicines.items()}  # fmt: skip
    return replace(write, worded_by=which, wordings=packs)


def _stands(m: Medicine) -> Expression | None:
    return None if m.stands_from is None else Now() >= m.stands_from


def _shown(m: Medicine) -> dict[str, Expression]:
    """When a course that begins now is shown to begin, and how much later than now it is written down."""
    if m.stands_from is None:
        return {}
    early = Now() < m.stands_from
    return {"begins": where(early, m.stands_from, Now()), "recorded": where(early, m.stands_from - Now())}


def _of(m: Medicine, reason: str, when: Expression | None, slot: str, **more: Any) -> Write:
    if m.prescriber:
        more["setting"] = m.prescriber
    return prescribe(m.key, slot=slot, when=when, dosage=m.dosage, quantity=m.quantity, days=m.days, course=m.course,
                     reason=reason, **more)  # fmt: skip
