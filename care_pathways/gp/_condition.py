"""A long-term condition that a practice finds, treats and goes through once a year: one row of a table each.

    condition("gout", "gout", told=[observe("joint_pain")], given=[
        given("allopurinol", {"allopurinol": repeated(...)}, reason="gout", begun=p.allopurinol)])

When it begins is the world's (`synth/world/evidence/illness.toml`). What is alike for all of them stands here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from care_pathways import beside, body
from care_pathways.closures import services
from care_pathways.courses import attendance
from care_pathways.courses.yearly_call import held, until_next_call
from care_pathways.gp import allergies
from care_pathways.gp._review import GP, HCA, NURSE, called_again, gone_through, leads
from care_pathways.gp.raised_pressure import told_of
from care_pathways.laboratory import RESULTS, WHEN_THERE, Awaited, awaited
from synth.pathway.language.conditions import any_of, both
from synth.pathway.language.expressions import Draw, Expression, Fact, Now, Value, where
from synth.pathway.language.model import END, Pathway, Signal, Step, When, Write
from synth.pathway.language.notes import Note, keeping, quantity, whether
from synth.pathway.language.writes import Code, diagnose, observe, perform, refer
from synth.pathway.parts.treatment import Medicines, Treatment, medicine_of, treatment

p = beside(__file__)


class Condition(Awaited):
    """What the practice keeps of someone with a long-term condition."""

    held = whether("the practice holds reviews at the time")
    attended = whether("comes to the annual review")
    smoked = whether("has ever smoked")
    systolic = quantity("systolic pressure as read today", "mmHg")
    diastolic = quantity("diastolic pressure as read today", "mmHg")


n = Condition


@dataclass(frozen=True, eq=False)
class Given:
    """A treatment of a condition: made by `given`."""

    takes: Note
    ends: Note
    which: Note | None
    shares: Draw | None
    begun: Draw | None
    stops: Draw | None
    safe: Expression | None
    treated: Treatment
    beside: Given | None = None
    known_as: str = ""

    @property
    def may_end(self) -> bool:
        """Whether anything stops it before a life ends."""
        alone = self.stops is not None or self.safe is not None
        return alone or (self.beside is not None and self.beside.may_end)

    def notes(self) -> list[Note]:
        """The notes that it keeps."""
        return [self.takes, *([self.ends] if self.may_end else []), *([] if self.which is None else [self.which])]

    def drawn(self) -> dict[Any, Value]:
        """What is drawn when the condition is diagnosed."""
        chosen = {} if self.which is None or self.shares is None else {self.which: self.shares}
        takes = both(both(self.begun, self.safe), None if self.beside is None else self.beside.takes)
        assert takes is not None  # `given` refuses what is neither begun nor beside another
        return {**chosen, self.takes: takes}

    def judged(self) -> dict[Any, Value]:
        """What is drawn when it is gone through once a year."""
        other = None if self.beside is None or not self.beside.may_end else ~self.beside.takes
        over = any_of((self.stops, None if self.safe is None else ~self.safe, other))
        return {} if over is None else {self.ends: self.takes & over, self.takes: self.takes & ~self.ends}

    def gone_through(self) -> list[Write]:
        """What is written then: authorised for another year, or stopped."""
        return [*self.treated.authorised(self.takes), *([self.treated.stopped(self.ends)] if self.may_end else [])]

    def known(self) -> dict[str, Value]:
        """The fact that says whether it is taken, if others ask."""
        return {self.known_as: self.takes} if self.known_as else {}

    def told(self) -> list[Signal]:
        """The signal that says that it is begun, if others ask."""
        return [Signal(f"{self.treated.entry} begun", when=self.takes)] if self.known_as else []


def given(name: str, medicines: Medicines, *, reason: str, begun: Draw | None = None, which: Draw | None = None,
          stops: Draw | None = None, safe: Expression | None = None, beside: Given | None = None,
          known_as: str = "") -> Given:  # fmt: skip
    """A treatment of a condition.

    name: of its course. medicines: of which it is one, by the names of the evidence. reason: the key of the condition.
    begun: how many are given it. which: the share of each. stops: how many stop within a year. safe: who may take it,
    asked when it is begun and once a year. beside: the treatment with which it goes, and which stands before it: only
    who takes that one is given it (all of them, or so many as `begun` says), and it stops when that one does. known_as:
    the fact that is 1 while it is taken, for those who look after it; they are told of its beginning by a signal too.
    """
    if begun is None and beside is None:
        raise ValueError(f"treatment '{name}': say how many are given it (begun=), or what it goes with (beside=)")
    slug = name.replace(" ", "_")
    several = len(medicines) > 1
    note = medicine_of(f"the {name}", medicines, called=f"which_{slug}") if several else None
    ends = None if stops is None else stops.named(f"stops: {name}")
    takes = whether(f"is prescribed {name} on repeat", called=f"takes_{slug}")
    return Given(takes, whether(f"stops {name}", called=f"ends_{slug}"),
                 note, which, None if begun is None else begun.named(f"begun: {name}"), ends, safe,
                 treatment(name, note, medicines, reason=reason), beside, known_as)  # fmt: skip


def _in_order(condition: str, given: Sequence[Given]) -> None:
    """Refuse what is drawn apart and yet belongs together, and what goes with a treatment that stands after it."""
    for place, g in enumerate(given):
        if g.beside is not None and g.beside not in given[:place]:
            raise ValueError(f"{condition}: '{g.treated.entry}' goes with '{g.beside.treated.entry}': put it after "
                             "that")  # fmt: skip
        for other in given[:place]:
            if _alike(g.begun, other.begun) and _alike(g.stops, other.stops):
                raise ValueError(f"{condition}: '{other.treated.entry}' and '{g.treated.entry}' are begun and stopped "
                                 "by draws of the same numbers, each its own: say what goes with what (beside=), or "
                                 "give them numbers of their own")  # fmt: skip


def _alike(one: Draw | None, other: Draw | None) -> bool:
    return one is not None and other is not None and one.number is other.number


@dataclass(frozen=True, eq=False)
class Test:
    """A test: made by `test`."""

    found: Note
    value: Draw
    write: Write


def test(code: str, value: Draw, unit: str, panel: Mapping[str, Any], *, decimals: int = 0) -> Test:
    """A blood test. code, unit: keys of the codelists. value: what is found. panel: as `laboratory` has it."""
    note = quantity(f"what is found: {code}", value.number.unit, decimals, called=f"found_{code}")
    return Test(note, value, observe(code, note, unit, decimals=decimals, recorded=WHEN_THERE, **panel))


def _sent(tests: Sequence[Test]) -> dict[Any, Value]:
    return {**{t.found: t.value for t in tests}, **(awaited(p.turnaround) if tests else {})}


def condition(
    name: str, code: Code, *, guideline: str, told: Sequence[Write], given: Sequence[Given] = (),
    draws: Mapping[Any, Value] | None = None, notes: Sequence[Note] = (), found: Sequence[Write] = (),
    tests: Sequence[Test] = (), review: str = "", setting: str = NURSE, again: Sequence[Test] = (),
    measured: bool = False, reviewed: Expression | None = None, only: Expression | None = None, referral: str = "",
    asked: Expression | None = None, clinic: str = "outpatient clinic",
) -> Pathway:  # fmt: skip
    """The pathway of a condition.

    name: of the illness, as the world's signal has it. code: of the diagnosis. told: what the patient complains of.
    given: how it is treated. draws, notes: what else is decided at the diagnosis, and the notes that keep it. found:
    what else is written there. tests: what leads to it; without them it is diagnosed when first seen. review: the code
    of its annual review, if it has one; setting: who holds it; again: what is tested there; measured: whether pressure
    and smoking are asked about; reviewed: who is asked to come. only: in whom the practice finds it. referral: the
    code of the referral after which the letter of a specialist makes the diagnosis; asked: who is referred, if not all;
    clinic: where that goes.
    """
    _in_order(name, given)
    every = [note for g in given for note in g.notes()]

    @keeping(*every, *notes, *dict.fromkeys(t.found for t in (*tests, *again)))
    class Kept(Condition):
        """What the practice keeps of someone with this condition."""

    diagnosed = Step(
        "diagnosed", GP, after=p.until_seen, contact="gp_consultation",
        draws={**(draws or {}), **{note: value for g in given for note, value in g.drawn().items()}},
        writes=[*([] if tests or referral else told), diagnose(code, lasting=True), allergies.checked(), *found,
                *(write for g in given for write in g.treated.begun(g.takes))],
        sets=_known(given), raises=[signal for g in given for signal in g.told()],
        then="gone through" if given or review else END,
    )  # fmt: skip
    before: list[Step] = []
    if tests:
        before = [
            Step("seen", GP, after=p.until_seen, contact="gp_consultation", writes=told, then="blood test"),
            Step("blood test", HCA, after=p.until_tested, draws=_sent(tests), writes=[t.write for t in tests],
                 then="diagnosed"),
        ]  # fmt: skip
        diagnosed = diagnosed.changed(after=p.until_told, at=RESULTS, contact="telephone_consultation")
    if referral:
        before = [Step("seen", GP, after=p.until_seen, contact="gp_consultation",
                       writes=[*told, refer(referral, to=clinic, when=asked)], then="diagnosed")]  # fmt: skip
        diagnosed = diagnosed.changed(after=p.until_letter, contact=None)
    death = [Step("death", GP, writes=[g.treated.stopped(g.takes) for g in given],
                  sets=dict.fromkeys(_known(given), 0))] if given else []  # fmt: skip
    return Pathway(
        name,
        starts_on=f"{name} begins",
        only=only,
        at_death="death" if death else None,
        guideline=guideline,
        notes=Kept,
        steps=[*before, diagnosed, *([_yearly(given, review, setting, again, measured, reviewed)]
                                     if given or review else []), *death],
    )  # fmt: skip


def _known(given: Sequence[Given]) -> dict[str, Value]:
    return {fact: value for g in given for fact, value in g.known().items()}


def _yearly(given: Sequence[Given], review: str, setting: str, again: Sequence[Test], measured: bool,
            reviewed: Expression | None) -> Step:  # fmt: skip
    """What happens once a year: a review where there is one, and medicines authorised for another year, or stopped."""
    draws = {note: value for g in given for note, value in g.judged().items()}
    writes = [write for g in given for write in g.gone_through()]
    anything = any_of(g.takes for g in given)
    # Of years long before the record nothing is kept but what lasts.
    wait = where(Now() < Fact("record_begins") - p.early, p.between_early, until_next_call())
    then: str | When = "gone through" if review or anything is None else When(
        {"gone through": anything}, otherwise=END)  # fmt: skip
    if not review:
        return Step("gone through", GP, after=wait, draws=draws, writes=writes, sets=_known(given), then=then)
    came, seen = n.attended, {n.held: both(held(services.long_term_reviews), reviewed)}
    readings = {n.smoked: body.SMOKED, **body.pressure_read(n.systolic, n.diastolic)} if measured else {}
    alone = leads(review, came)
    done = [perform("medication_review_done", when=alone & anything)] if anything is not None else []
    taken = [body.write_pressure(n.systolic, n.diastolic, alone), body.smoking(alone)] if measured else []
    return Step(
        "gone through", setting, hours="always", after=wait, contact=review, contact_when=alone,
        draws={**seen, came: n.held & attendance.comes(p.attended), **readings, **_sent(again), **draws},
        writes=[*taken, *done, *gone_through(review, came), *(replace(t.write, when=came) for t in again), *writes,
                *called_again(review, came, n.held)],
        sets=_known(given), raises=told_of(n.systolic, n.diastolic, alone) if measured else (), then=then,
    )  # fmt: skip
