"""What goes on beside a pathway is taken apart from it by the compiler: the same record as of parts written by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

import care_pathways
from synth import evidence
from synth.pathway.compiled import prepare
from synth.pathway.compiled.apart import apart
from synth.pathway.compiled.plan import Library
from synth.pathway.engines import reference
from synth.pathway.language.expressions import Fact, Now
from synth.pathway.language.model import Beside, Pathway, Signal, Step
from synth.pathway.language.notes import Notes, count, instant
from synth.pathway.language.numbers import Numbers
from synth.pathway.language.words import Words, fact, signal
from synth.pathway.language.writes import observe
from synth.pathway.shown.lines import lines
from synth.pathway.shown.steps import told
from synth.settings import Settings
from tests.engines.compare import differences
from tests.engines.people import population

WINDOW = Settings(seed=3, start=dt.date(2015, 1, 1), end=dt.date(2017, 1, 1))
NURSE, DAY = "health visitor home", 1440
NUMBERS = """
[wait]
quantiles = [[0, 1], [1, 9]]
unit = "days"
source = "test"
"""
p = Numbers(evidence.read_text(NUMBERS, "beside.toml"))


class Plan(Notes):
    """What the plan keeps."""

    ends = instant("when it is over")
    visits = count("the visits wanted")


VISIT = [Step("visit", NURSE, after=p.wait, contact="home_visit", then="visit",
              writes=[observe("parity", Plan.visits + Fact("planned"), slot="wanted")])]  # fmt: skip
CLOSED = [Step("waits", at=Plan.ends + 900 * DAY), Step("closed", NURSE, writes=[observe("gravida", 1)])]
PLANNED = Step("planned", after=p.wait, draws={Plan.ends: Now() + 60 * DAY, Plan.visits: 2}, sets={"planned": 1},
               then="over")  # fmt: skip
STEPS = (PLANNED, Step("over", at=Plan.ends, sets={"planned": 0}, raises=Signal("thought again")))
VISITS, CLOSING = Beside("visits", VISIT, until=Plan.ends), Beside("closing", CLOSED, until=Plan.ends, ending="closed")
WHOLE = Pathway("plan", "conception", STEPS, notes=Plan, confidentiality="restricted",
                beside=[VISITS, CLOSING])  # fmt: skip
_RAISING = PLANNED.changed(raises=Signal("visits"))
_PARENT = replace(WHOLE, steps=[_RAISING, STEPS[1]], beside=())
BY_HAND = [
    _PARENT,
    *(Pathway(one.name, "visits", one.steps, until=one.until, ending=one.ending, notes=Plan, part_of=_PARENT,
              confidentiality="restricted") for one in (VISITS, CLOSING)),
]  # fmt: skip


def built(*pathways: Pathway, words: Words | None = None) -> Library:
    return prepare.build(pathways, care_pathways.codelists(), *([words] if words else []))


def test_one_pathway_gives_the_record_of_parts_that_are_written_by_hand_and_both_engines_agree() -> None:
    people = population(5, 150, WINDOW)
    libraries = built(WHOLE), built(*BY_HAND)
    assert [library.faults for library in libraries] == [[], []]
    whole, by_hand = (reference.run(library, people, WINDOW) for library in libraries)
    assert whole == by_hand and len(whole["contact"]) > 100 and len(whole["observation"]) > 100
    assert differences(libraries[0], people, WINDOW) == []


def test_what_only_writes_stays_out_of_the_group_of_what_sets_facts() -> None:
    asking = Pathway("asking", "thought again", [Step("asks", NURSE, sets={"asked": Fact("planned")})])
    waiting = replace(WHOLE, only=~Fact("asked"))
    library = built(waiting, asking)
    assert library.faults == []
    names = [{library.pathways[i].name for i in group} for group in library.groups]
    assert {"plan", "asking"} in names and {"visits"} in names and {"closing"} in names


def test_the_real_ones_stay_out_of_their_groups_too() -> None:
    library = care_pathways.library()
    together = {library.pathways[i].name for group in library.groups if len(group) > 1 for i in group}
    whole = [plan.pathway for plan in library.pathways if plan.pathway.beside]
    assert {"child in need", "child protection"} <= together & {one.name for one in whole} and len(whole) >= 3
    assert not together & {strand.name for one in whole for strand in one.beside}


def test_what_is_taken_apart_is_taken_apart_once_and_comes_out_as_the_same() -> None:
    once = apart([WHOLE])
    assert [one.name for one in once] == ["plan", "visits", "closing"]
    assert apart(once) == once == apart([WHOLE])
    assert {one.confidentiality for one in once} == {"restricted"} and {one.notes for one in once} == {Plan}


@pytest.mark.parametrize("starts_on", ["", "thought again"])
def test_without_some_of_what_goes_on_beside_it_what_is_taken_apart_stays_as_it_is(starts_on: str) -> None:
    own, _, closing = apart([replace(WHOLE, beside=[replace(one, starts_on=starts_on) for one in (VISITS, CLOSING)])])
    for some in ([own], [own, closing]):
        assert apart(some) == some
        assert built(*some).faults == []


def test_its_signal_needs_no_declaring_and_a_name_of_none_that_it_raises_is_a_fault() -> None:
    raised = signal("thought again", "the plan is looked at again", for_later="those who plan")
    words = Words((fact("planned", "a plan"),), (raised,), True)
    assert built(WHOLE, words=words).faults == []
    strange = replace(WHOLE, beside=[replace(VISITS, starts_on="thought agian")])
    assert any("did you mean 'thought again'" in fault for fault in built(strange, words=words).faults)
    heard = replace(WHOLE, beside=[replace(VISITS, starts_on="birth")])
    assert any("an event of the world" in fault for fault in built(heard).faults)


@pytest.mark.parametrize(
    ("beside", "said"),
    [
        (["visits"], "plan: beside is 'visits': give a Beside"),
        ([Beside("visits", [VISIT])], "plan.visits: steps is"),
        ([Beside("visits", VISIT, until="later")], "plan.visits: until is 'later'"),
        ([Beside("plan", VISIT), CLOSING], "two pathways have this name"),
        ([Beside("visits", VISIT, ending="gone")], "gone"),
    ],
)
def test_a_strand_of_the_wrong_sort_is_refused_with_its_place(beside: list, said: str) -> None:
    assert any(said in fault for fault in built(replace(WHOLE, beside=beside)).faults)


def test_it_is_told_with_the_pathway() -> None:
    text = "\n".join(lines(told(apart([WHOLE])[0], care_pathways.codelists())))
    assert "visits; closing" in text
