"""A broken pathway is refused when it is loaded, with what is wrong, where, and how to mend it."""

from __future__ import annotations

import pytest

import care_pathways
from care_pathways.laboratory import FULL_BLOOD_COUNT, RESULTS, WHEN_THERE, awaited
from synth import evidence
from synth.pathway.compiled import numbers, prepare
from synth.pathway.compiled.drawing import mermaid
from synth.pathway.language.expressions import Fact, Local, Of, OthersInFamily
from synth.pathway.language.model import REST, Choice, Pathway, Signal, Step, When
from synth.pathway.language.numbers import Numbers
from synth.pathway.language.writes import BEGUN, care_episode, observe
from synth.scale import sources

NUMBERS = """
[often]
average = 0.7
unit = "probability"
source = "test"
[week]
value = 7
unit = "days"
source = "test"
[soon]
quantiles = [[0, 0], [1, 5]]
unit = "days"
source = "test"
"""
NURSE = "general practice (nurse)"


@pytest.fixture(scope="module")
def p(tmp_path_factory):
    """Some numbers."""
    path = tmp_path_factory.mktemp("evidence") / "some.toml"
    path.write_text(NUMBERS)
    return Numbers(evidence.read(path))


def faults(*pathways: Pathway) -> str:
    return "\n".join(prepare.build(pathways, care_pathways.codelists()).faults)


def one(*steps: Step, **more) -> Pathway:
    return Pathway("care", "birth", list(steps), **more)


def blood_test(p, *writes, draws=None, **more) -> Step:
    """A step that sends blood to the laboratory."""
    sent = observe("haemoglobin", Local("found"), recorded=WHEN_THERE, **FULL_BLOOD_COUNT)
    drawn = {"found": p.soon, **(draws or {}), **awaited(p.soon.named("turnaround"))}
    return Step("a", NURSE, draws=drawn, writes=[sent, *writes], **more)


CASES = {
    "a step that does not exist": (
        lambda p: one(Step("a", NURSE, after=p.week, contact="antenatal_visit", then="b")), "leads to 'b', which does not exist"),
    "a step that is never reached": (
        lambda p: one(Step("a", NURSE, contact="antenatal_visit"), Step("b", NURSE, contact="antenatal_visit")),
        "step 'b' is never reached"),
    "two steps of one name": (
        lambda p: one(Step("a", NURSE, contact="antenatal_visit", then="a"), Step("a", NURSE)), "two steps are named 'a'"),
    "chances over one": (
        lambda p: one(Step("a", NURSE, contact="antenatal_visit", then=Choice({"b": p.often, "c": p.often.named("again"), "a": REST})),
                      Step("b", NURSE, after=p.week, contact="antenatal_visit"), Step("c", NURSE, contact="antenatal_visit")),
        "its chances can add up to 1.4"),
    "a rest that goes nowhere": (
        lambda p: one(Step("a", NURSE, contact="antenatal_visit", then=Choice({"b": p.often})),
                      Step("b", NURSE, contact="antenatal_visit")), "leave a rest that goes nowhere"),
    "a code in no codelist": (
        lambda p: one(Step("a", NURSE, writes=[observe("made up by memory", 1)])), "stands in no codelist"),
    "a unit in no codelist": (
        lambda p: one(Step("a", NURSE, writes=[observe("body_weight", 1, "stone")])), "unit 'stone'"),
    "an unknown setting": (lambda p: one(Step("a", "witch doctor", contact="antenatal_visit")), "unknown setting 'witch doctor'"),
    "an entry by nobody": (lambda p: one(Step("a", writes=[observe("body_weight", 1)])), "has no setting"),
    "a step that does nothing": (lambda p: one(Step("a", NURSE)), "writes nothing and takes no time"),
    "an unknown fact": (
        lambda p: one(Step("a", NURSE, writes=[observe("body_weight", Fact("happiness"))])), "unknown fact 'happiness'"),
    "an unknown local": (
        lambda p: one(Step("a", NURSE, writes=[observe("body_weight", Local("weight"))])), "unknown local 'weight'"),
    "a fact of others that never changes": (
        lambda p: one(Step("a", NURSE, writes=[observe("body_weight", OthersInFamily("height"))])), "never changes"),
    "the age of someone else": (
        lambda p: one(Step("a", NURSE, writes=[observe("body_weight", Of("mother", "age"))])), "of someone else cannot be asked"),
    "an unknown person": (
        lambda p: one(Step("a", NURSE, contact="antenatal_visit", raises=Signal("x", to="uncle"))), "unknown person 'uncle'"),
    "a delay that needs what the step draws": (
        lambda p: one(Step("a", NURSE, after=Local("wait"), draws={"wait": p.soon}, contact="antenatal_visit")),
        "which it draws itself"),
    "a circle without time": (
        lambda p: one(Step("a", NURSE, after=p.soon, contact="antenatal_visit", then=When({"a": Fact("age") < 9}))),
        "it needs its own effect at its own moment"),
    "a circle through a signal": (
        lambda p: Pathway("care", ("birth", "again"), [Step("a", NURSE, contact="antenatal_visit", raises=Signal("again"))]),
        "it needs its own effect at its own moment"),
    "one decision made twice": (
        lambda p: one(Step("a", NURSE, writes=[observe("body_weight", p.week + p.soon - p.soon)])), "two decisions are named"),
    "one signal raised twice": (
        lambda p: one(Step("a", NURSE, after=p.week, contact="antenatal_visit", raises=[Signal("x"), Signal("x")])),
        "one signal is raised twice"),
    "two writes of one slot": (
        lambda p: one(Step("a", NURSE, writes=[observe("body_weight", 1), observe("body_weight", 2)])), "two writes have one slot"),
    "an ending without an end": (
        lambda p: one(Step("a", NURSE, contact="antenatal_visit", then="b"), Step("b", NURSE, contact="antenatal_visit"), ending="b"),
        "no until"),
    "an ending with a delay": (
        lambda p: one(Step("a", NURSE, contact="antenatal_visit", then="b"), Step("b", NURSE, after=p.week, contact="antenatal_visit"),
                      ending="b", until=Fact("born")), "has a delay"),
    "a step chosen by a result before it is there": (
        lambda p: one(blood_test(p, then=When({"b": Local("found") >= 4})), Step("b", NURSE, after=p.soon, contact="antenatal_visit")),
        "leads to 'b' by 'found' before its result"),
    "an entry by a result before it is there": (
        lambda p: one(blood_test(p, then="b"), Step("b", NURSE, after=p.soon, writes=[observe("body_weight", when=Local("found"))])),
        "writes 'body_weight' by 'found' before its result"),
    "an entry at the test by what the laboratory will tell": (
        lambda p: one(blood_test(p, observe("body_weight", when=Local("found")))), "writes 'body_weight' by 'found' before its result"),
    "a fact set by a result before it is there": (
        lambda p: one(blood_test(p, sets={"anaemia": Local("found")})), "sets 'anaemia' by 'found' before its result"),
    "a signal raised by a result before it is there": (
        lambda p: one(blood_test(p, raises=Signal("x", when=Local("found")))), "raises 'x' by 'found' before its result"),
    "a step chosen by what follows from a result": (
        lambda p: one(blood_test(p, draws={"act": Local("found") >= 4}, then=When({"b": Local("act")})),
                      Step("b", NURSE, after=p.soon, contact="antenatal_visit")), "leads to 'b' by 'act' before its result"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "says"), CASES.values(), ids=CASES)
def test_a_broken_pathway_is_refused(p, make, says):
    found = faults(make(p))
    assert says in found
    assert found.startswith("care")


def test_a_good_pathway_has_no_fault_and_is_drawn(p):
    good = one(
        Step("visit", NURSE, after=p.week, contact="antenatal_visit", writes=[care_episode("antenatal_care", BEGUN)],
             raises=Signal("seen", to=["self", "mother"]), then=Choice({"visit": p.often, "end": REST})),
    )  # fmt: skip
    assert faults(good) == ""
    drawn = mermaid(good)
    assert drawn.startswith("flowchart TD")
    for words in ("visit", "birth", "after week", "often", "seen to self and mother"):
        assert words in drawn


def test_what_waits_for_a_result_or_comes_later_than_any_may_go_by_it(p):
    waits = Step("b", NURSE, at=RESULTS, after=p.soon, writes=[observe("body_weight", when=Local("found"))])
    later = Step("b", NURSE, after=p.week, writes=[observe("body_weight", when=Local("found"))])
    for step in (waits, later):
        assert faults(one(blood_test(p, then=When({"b": Local("found") >= 4})), step)) == ""


def test_every_pathway_of_the_project_is_sound_and_can_be_drawn():
    library = care_pathways.library()
    assert library.faults == []
    for pathway in library.pathways:
        assert mermaid(pathway.pathway).count("\n") > len(pathway.steps)


def test_every_number_that_the_pathways_rest_on_is_counted():
    library = sources.library()
    counted = {number.where for plan in library.pathways for number in numbers.of_pathway(plan)}
    assert len(counted) > 500
    assert f"{len(counted)} numbers" in numbers.lines(library)[1]
