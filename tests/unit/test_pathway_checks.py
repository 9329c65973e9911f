"""A broken pathway is refused when it is loaded, with what is wrong, where, and how to mend it."""

from __future__ import annotations

import pytest

import care_pathways
from care_pathways.laboratory import FULL_BLOOD_COUNT, RESULTS, WHEN_THERE, awaited
from synth import evidence
from synth.pathway.compiled import numbers, prepare
from synth.pathway.compiled.drawing import mermaid
from synth.pathway.language.expressions import Fact, Local, Of, OthersInFamily, where
from synth.pathway.language.model import REST, Choice, Pathway, Signal, Step, When
from synth.pathway.language.notes import option
from synth.pathway.language.numbers import Numbers
from synth.pathway.language.options import code_of, either
from synth.pathway.language.writes import BEGUN, ENDED, care_episode, observe, perform, prescribe
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
SHARES = """
[feed]
shares = { breast = 0.7, bottle = 0.2, both = 0.1 }
unit = "share"
source = "test"
[feed_of_twins]
shares = { bottle = 0.2, breast = 0.7, both = 0.1 }
unit = "share"
source = "test"
[later]
by = { fed = ["breast", "bottle"] }
average = [0.1, 0.2]
unit = "probability"
source = "test"
[misspelt]
by = { fed = ["breast", "botle"] }
average = [0.1, 0.2]
unit = "probability"
source = "test"
[turned]
by = { fed = ["both", "bottle"] }
average = [0.1, 0.2]
unit = "probability"
source = "test"
[by_place]
by = { fed = [0, 1] }
average = [0.1, 0.2]
unit = "probability"
source = "test"
[risks.by_bottle]
fact = "fed"
is = ["bottle", "both"]
prevalence = 0.3
source = "test"
[risks.by_number]
fact = "fed"
at_least = 1
prevalence = 0.3
source = "test"
[at_risk]
average = 0.1
odds = { by_bottle = 2 }
unit = "probability"
source = "test"
[at_risk_by_number]
average = 0.1
odds = { by_number = 2 }
unit = "probability"
source = "test"
"""
FED = option("how the baby is fed", "breast", "bottle", "both", called="fed")
CODES = {"breast": "breastfeeding_exclusive", "bottle": "breastfeeding_none", "both": "breastfeeding_partial"}


@pytest.fixture(scope="module")
def p(tmp_path_factory):
    """Some numbers."""
    path = tmp_path_factory.mktemp("evidence") / "some.toml"
    path.write_text(NUMBERS + SHARES)
    return Numbers(evidence.read(path))


def faults(*pathways: Pathway) -> str:
    return "\n".join(prepare.build(pathways, care_pathways.codelists()).faults)


def one(*steps: Step, **more) -> Pathway:
    return Pathway("care", "birth", list(steps), **more)


def fed(value, *writes, **more) -> Pathway:
    """A pathway in which it is drawn how a baby is fed."""
    return one(Step("a", NURSE, draws={FED: value}, contact="antenatal_visit", writes=writes, **more))


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
    "a reason in no codelist": (
        lambda p: one(Step("a", NURSE, writes=[prescribe("naproxen_250mg_tab", reason="migrain", dosage="As directed")])),
        "reason 'migrain' of"),
    "a unit in no codelist": (
        lambda p: one(Step("a", NURSE, writes=[observe("body_weight", 1, "stone")])), "unit 'stone'"),
    "a unit that no reader knows": (
        lambda p: one(Step("a", NURSE, writes=[observe("body_weight", 1, "answer_yes")])), "unit 'answer_yes' of 'body_weight' has no code of UCUM"),
    "decimals of no unit": (
        lambda p: one(Step("a", NURSE, writes=[observe("body_weight", 1, decimals=1)])), "'body_weight' has decimals and no unit"),
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

OPTIONS = {
    "evidence with two options swapped": (
        lambda p: fed(p.feed_of_twins),
        "care.a: 'fed' is one of breast, bottle, both, but is given [feed_of_twins] (some.feed_of_twins), one of bottle, breast, both: "
        "name the same, in the same order"),
    "codes with an option missing": (
        lambda p: fed(p.feed, observe("infant_feeding", value_code=code_of(FED, breast=CODES["breast"], bottle=CODES["bottle"]))),
        "care.a: 'fed' has the options breast, bottle, both, but breast, bottle are told apart: name the same, in the same order"),
    "codes with an option too many": (
        lambda p: fed(p.feed, observe("infant_feeding", value_code=code_of(p.feed.named("x"), CODES, none=""))),
        "care.a: [feed] (some.feed) has the options breast, bottle, both, but breast, bottle, both, none are told apart: "
        "name the same, in the same order"),
    "an option that there is not": (
        lambda p: fed("botle"), "care.a: 'fed' is never 'botle': did you mean 'bottle'"),
    "a question about an option that there is not": (
        lambda p: fed(p.feed, contact_when=FED.is_("spoon")), "care.a: 'fed' is never 'spoon': use one of breast, bottle, both"),
    "an option that is given a number": (
        lambda p: fed(2), "care.a: 'fed' is one of breast, bottle, both, but is given no option: give one by its name"),
    "an option that is counted with": (
        lambda p: fed(p.feed, observe("birth_order", FED + 1)),
        "care.a: it counts with 'fed', which is an option: ask .is_(...) of it, or say number_of(...)"),
    "a place in the evidence that is counted with": (
        lambda p: one(Step("a", NURSE, draws={"x": 1 + p.feed}, contact="antenatal_visit")),
        "care.a: it counts with [feed] (some.feed), which is an option: ask .is_(...) of it, or say number_of(...)"),
    "an option kept by what is none": (
        lambda p: one(Step("a", NURSE, draws={"fed": p.feed}, contact="antenatal_visit")),
        "care.a: 'fed' is given an option but is declared as none: declare it with its options, "
        "or draw a number of the evidence that has none (one of two ways of writing: OneOf(2, 'voice'))"),
    "words that are an expression": (
        lambda p: one(Step("a", NURSE, writes=[observe("birth_order", text=where(p.often, 1, 2))])),
        "care.a.birth_order: text differs from one to the next: give words in quotation marks; two wordings are two writes, each "
        "with its when=... and slot=..., or said_of(...) by an option"),
    "a number that is asked which option it is": (
        lambda p: one(Step("a", NURSE, draws={"n": 1}, contact="antenatal_visit", contact_when=Local("n").is_("two"))),
        "care.a: 'n' is no option: declare it with option(...), or compare it with a number"),
    "a name where nothing says of which list": (
        lambda p: one(Step("a", NURSE, writes=[observe("birth_order", where(p.often, "breast", "bottle"))])),
        "care.a: nothing says of which list 'breast' is an option: put it where an option is meant"),
    "bands of an option misspelt": (
        lambda p: fed(p.feed, contact_when=p.misspelt),
        "care.a: 'fed' of [misspelt] (some.misspelt) is never 'botle': did you mean 'bottle'"),
    "bands of an option in another order": (
        lambda p: fed(p.feed, contact_when=p.turned),
        "care.a: [turned] (some.turned) has bands of 'fed' in another order than its options, breast, bottle, both: "
        "name the same, in the same order"),
    "bands of an option by number": (
        lambda p: fed(p.feed, contact_when=p.by_place),
        "care.a: [by_place] (some.by_place) has bands of 'fed' by number: name the options at which they begin, of "
        "breast, bottle, both"),
    "a risk of an option by number": (
        lambda p: fed(p.feed, contact_when=p.at_risk_by_number),
        "care.a: risk 'by_number' speaks of 'fed' by number: write is = [...], of breast, bottle, both"),
    "two notes of one name that differ": (
        lambda p: fed(p.feed, contact_when=option("other", "a", "b", called="fed").is_("a")),
        "care: two notes are named 'fed' and are not alike: rename one"),
    "an event of the world whose options are taken by other names": (
        lambda p: Pathway("care", "is placed", [Step("a", NURSE, contact="antenatal_visit")], takes=("kind",)),
        "care: it takes 'kind' of 'is placed': declare it as an option, one of foster carer, kin, children's home, "
        "a parent, supported accommodation, adopters"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "says"), OPTIONS.values(), ids=OPTIONS)
def test_options_that_do_not_agree_are_refused_in_one_line(p, make, says):
    assert faults(make(p)).splitlines()[0] == says


def test_what_a_signal_hands_over_is_one_of_the_options_of_whoever_takes_it(p):
    taker = Pathway(
        "visit", "seen", [Step("b", NURSE, contact="antenatal_visit", contact_when=FED.is_("both"))], takes=("fed",)
    )
    sender = fed(p.feed, raises=Signal("seen", carries={"fed": "cup"}))
    assert faults(sender, taker) == "care.a: 'fed' is never 'cup': use one of breast, bottle, both"
    undeclared = Pathway(
        "visit", "seen", [Step("b", NURSE, contact="antenatal_visit", contact_when=Local("fed") > 1)], takes=("fed",)
    )
    found = faults(fed(p.feed, raises=Signal("seen", carries={"fed": FED})), undeclared)
    assert found.startswith("visit.b: it counts with 'fed', which is an option")


def test_options_that_agree_have_no_fault(p):
    sound = fed(
        where(p.often, "both", p.feed), observe("infant_feeding", value_code=code_of(FED, CODES)),
        perform(either(FED.is_("breast", "both"), "delivery_normal", "delivery_breech"), slot="x", when=p.later.named("x") & p.at_risk),
    )  # fmt: skip
    assert faults(sound) == ""


@pytest.mark.parametrize(("make", "says"), CASES.values(), ids=CASES)
def test_a_broken_pathway_is_refused(p, make, says):
    found = faults(make(p))
    assert says in found
    assert found.startswith("care")


def test_a_good_pathway_has_no_fault_and_is_drawn(p):
    good = one(
        Step("visit", NURSE, after=p.week, contact="antenatal_visit", writes=[care_episode("antenatal_care", BEGUN)],
             raises=Signal("seen", to=["self", "mother"]), then=Choice({"visit": p.often, "over": REST})),
        Step("over", NURSE, writes=[care_episode("antenatal_care", ENDED)]),
        at_death="over",
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
