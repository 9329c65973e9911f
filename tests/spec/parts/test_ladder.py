"""A ladder of treatment in a life: climbed rung by rung, replaced at a higher dose, swapped, stopped, over at death."""

from __future__ import annotations

import pytest

from synth import clock
from synth.pathway.language.expressions import Occurrence
from synth.pathway.language.model import Pathway, Step, When
from synth.pathway.language.notes import Notes, count, whether
from synth.pathway.language.writes import observe
from synth.pathway.parts.ladder import ladder, rung, swap
from synth.pathway.parts.treatment import Medicine, medicine_of, treatment
from tests.spec.parts.tried import WINDOW, Row, numbers, ran

p = numbers("""
[wait]
value = 30
unit = "days"
[year]
value = 365
unit = "days"
[weak]
shares = { low = 0.5, other = 0.5 }
unit = "share"
[strong]
shares = { high = 0.5, other = 0.5 }
unit = "share"
[coughs]
average = 0.4
unit = "probability"
[has_it_already]
average = 0.5
unit = "probability"
[kidneys_fail]
average = 0.3
unit = "probability"
""")


def pack(key: str) -> Medicine:
    return Medicine(key, "Take one once a day", 28, days=28, repeats=13, course="repeat")


WEAK = {"low": pack("amlodipine_5mg_tab"), "other": pack("ramipril_2_5mg_cap")}
STRONG = {"high": pack("amlodipine_10mg_tab"), "other": pack("indapamide_2_5mg_tab")}


class Treated(Notes):
    """What is known of who is treated."""

    treated = count("rungs climbed")
    weak = medicine_of("the first medicine", WEAK)
    strong = medicine_of("the second medicine", STRONG)
    coughs = whether("coughs")
    swapped = whether("has another for the cough")
    kidneys = whether("the kidneys fail")
    stopped = whether("the second is stopped for the kidneys")
    spared = whether("has the third from elsewhere")


n = Treated
GP = "general practice (GP)"
FIRST = treatment("first", n.weak, WEAK, reason="hypertension")
OTHER = treatment("instead", None, {"losartan": pack("losartan_50mg_tab")}, reason="hypertension")
SECOND = treatment("second", n.strong, STRONG, reason="hypertension")
THIRD = treatment("third", None, {"spironolactone": pack("spironolactone_25mg_tab")}, reason="hypertension")
LADDER = ladder(
    n.treated,
    rung("first step", FIRST, draws={n.weak: p.weak, n.coughs: FIRST.is_("other") & p.coughs}),
    rung("second step", SECOND, draws={n.strong: p.strong}, replaces={FIRST: SECOND.is_("high")}),
    rung("third step", THIRD, draws={n.spared: p.has_it_already}, spared=n.spared),
    swap("swapped", FIRST, OTHER, when=n.coughs, noted=n.swapped),
    swap("kidneys fail", SECOND, when=n.kidneys, noted=n.stopped,
         writes=[observe("adverse_reaction_drug", text="Kidneys")]),
    setting=GP, after=p.wait, then="review",
)  # fmt: skip
PATHWAY = Pathway(
    "treated",
    starts_on="coming of age",
    at_death="death",
    notes=Treated,
    steps=[
        *LADDER.steps,
        Step("review", GP, after=p.year, draws={n.kidneys: p.kidneys_fail}, writes=LADDER.authorised(),
             then=When({**LADDER.swapped(), **LADDER.up(Occurrence() >= 0)}, otherwise="review")),
        Step("death", GP, writes=LADDER.stopped()),
    ],
)  # fmt: skip


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return [row for row in ran([PATHWAY], families=80) if row.kind == "prescription"]


BEGINS = WINDOW.begins // clock.DAY


def runs(rows: list[Row]) -> dict[tuple[int, int], dict[str, Row]]:
    found: dict[tuple[int, int], dict[str, Row]] = {}
    for row in rows:
        if row.change in ("begun", "ended"):
            found.setdefault((row.person, row.entry), {})[row.change] = row
    return found


def test_every_course_begins_once_and_is_over_at_death(rows):
    courses = runs(rows)
    assert sum("ended" in run for run in courses.values()) > 10
    for run in courses.values():
        first = next(iter(run.values()))
        if "begun" in run and first.died < 18_000:  # well within the window
            assert "ended" in run and run["ended"].day <= first.died + 30  # the practice is told within weeks


def test_a_higher_dose_replaces_the_lower_and_another_medicine_is_added(rows):
    inside = [row for row in rows if row.day >= BEGINS]  # what ended before the window is in no record
    higher = [row for row in inside if row.code == "amlodipine_10mg_tab" and row.change == "begun"]
    added = [row for row in inside if row.code == "indapamide_2_5mg_tab" and row.change == "begun"]
    ends = {(row.person, row.day, row.step) for row in rows if row.change == "ended" and row.slot == "first stopped"}
    instead = {row.person for row in rows if row.slot.startswith("instead")}
    assert higher and added
    for row in higher:
        assert (row.person, row.day, "second step") in ends or row.person in instead
    assert not any((row.person, row.day, "second step") in ends for row in added)


def test_a_swap_ends_one_and_begins_the_other_at_once(rows):
    swapped = [row for row in rows if row.step == "swapped" and row.day >= BEGINS]
    assert {row.change for row in swapped} == {"begun", "ended"}
    ended = {(row.person, row.day) for row in swapped if row.change == "ended"}
    assert ended == {(row.person, row.day) for row in swapped if row.change == "begun"}


def test_what_is_stopped_for_a_reason_is_not_authorised_again_nor_stopped_twice(rows):
    stops = {(row.person): row.day for row in rows if row.step == "kidneys fail"}
    assert stops
    for person, day in stops.items():
        later = [row for row in rows if row.person == person and row.day > day and row.slot.startswith("second")]
        assert later == []


def test_a_rung_is_climbed_and_nothing_begun_authorised_or_stopped_for_who_has_it_from_elsewhere(rows):
    third = [row for row in rows if row.slot.startswith("third")]
    spared = {row.person for row in rows if row.step == "review"} - {row.person for row in third}
    assert {row.change for row in third} >= {"begun", "ended"} and len({row.person for row in third}) > 5
    assert len(spared) > 5
    for run in runs(third).values():
        assert "begun" in run or next(iter(run.values())).day >= BEGINS
