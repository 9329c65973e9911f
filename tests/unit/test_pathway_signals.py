"""Signals, facts and entries that do not meet are refused when pathways are loaded, each in one line."""

from __future__ import annotations

import pytest

import care_pathways
from synth.pathway.compiled import prepare
from synth.pathway.compiled import signals as met
from synth.pathway.language.expressions import Fact, Local, Now
from synth.pathway.language.model import Pathway, Signal, Step, When
from synth.pathway.language.notes import Notes, whether
from synth.pathway.language.words import Words, fact, signal
from synth.pathway.language.writes import AMENDED, BEGUN, ENDED, care_episode, diagnose, plan

NURSE = "general practice (nurse)"
SEEN = signal("seen", "the nurse has seen the child", ("how",))
WELL = fact("well", "1 while a child is well")


class Call(Notes):
    """What is known of who is called."""

    how = whether("the child was well when it was seen")


def faults(*pathways: Pathway, signals=(SEEN,), facts=(WELL,), whole=True) -> list[str]:
    return prepare.build(pathways, care_pathways.codelists(), Words(tuple(facts), tuple(signals), whole)).faults


def sender(*raised: Signal, **more) -> Pathway:
    step = Step("visit", NURSE, contact="antenatal_visit", raises=raised, sets={"well": 1}, **more)
    return Pathway("care", "birth", [step], only=~Fact("well"))


def hearer(*takes: str, on: str | tuple[str, ...] = "seen", **more) -> Pathway:
    step = Step("call", NURSE, contact="antenatal_visit", contact_when=Call.how if takes else None)
    return Pathway("call", on, [step], takes=takes, notes=Call if takes else None, **more)


def told(*names: str) -> Signal:
    return Signal("seen", carries=dict.fromkeys(names or ("how",), 1))


FAULTS = {
    "a signal that nobody hears": (
        lambda: faults(sender(told())),
        "care.visit: it raises 'seen', which nobody hears: let a pathway start on it, or say in SIGNALS for_later=\"what it is for\""),
    "a signal that nobody raises": (
        lambda: faults(sender(), hearer(), signals=[signal("seen", "x")]),
        "call: it starts on 'seen', which nobody raises: raise it at a step"),
    "a signal misspelt where it is raised": (
        lambda: faults(sender(told(), Signal("sene")), hearer("how")),
        "care.visit: unknown signal 'sene': did you mean 'seen'? If not, declare it in SIGNALS"),
    "a signal misspelt where it is heard": (
        lambda: faults(sender(told()), hearer("how", on=("seen", "sen"))),
        "call: unknown signal 'sen': did you mean 'seen'? If not, declare it in SIGNALS"),
    "an event of the world misspelt": (
        lambda: faults(sender(told()), hearer("how", on=("seen", "birht"))),
        "call: unknown signal 'birht': did you mean 'birth'? If not, declare it in SIGNALS"),
    "an event of the world that a step raises": (
        lambda: faults(sender(told(), Signal("death")), hearer("how")),
        "care.visit: it raises 'death', which is the world's to raise: give the signal another name"),
    "a signal that is heard though it is said to be for later": (
        lambda: faults(sender(told()), hearer("how"), signals=[signal("seen", "x", ("how",), for_later="one day")]),
        "call: it starts on 'seen', which SIGNALS says is for later: take for_later out"),
    "a signal declared and never used": (
        lambda: faults(sender(told()), hearer("how"), signals=[SEEN, signal("lost", "x")]),
        "signal 'lost' is declared, but nobody raises or hears it: take it out of SIGNALS"),
    "a signal declared twice": (
        lambda: faults(sender(told()), hearer("how"), signals=[SEEN, SEEN]),
        "signal 'seen' is declared twice: declare it once, where it is raised"),
    "a value that is carried and not taken": (
        lambda: faults(sender(told()), hearer()),
        "care.visit: 'seen' carries 'how', which nobody takes: leave it out, or let one take it"),
    "a value that is carried and not declared": (
        lambda: faults(sender(told("how", "hows")), hearer("how")),
        "care.visit: 'seen' carries 'hows', of which SIGNALS tells nothing: did you mean 'how'? If not, add it there"),
    "a value that is declared and not carried": (
        lambda: faults(sender(Signal("seen")), hearer()),
        "signal 'seen' is declared to carry 'how', which nobody gives it: take it out of SIGNALS"),
    "a value that is taken and not carried": (
        lambda: faults(sender(told()), hearer("how", "hows")),
        "call: it takes 'hows', which nothing that starts it carries: did you mean 'how'? If not, let the signal carry it"),
    "a fact that nobody asks about": (
        lambda: faults(Pathway("care", "birth", [Step("visit", NURSE, contact="antenatal_visit", sets={"well": 1})]), signals=()),
        "care.visit: it sets 'well', which nobody asks about: let a pathway ask, or say in FACTS for_later=\"what it is for\""),
    "a fact misspelt where it is set": (
        lambda: faults(sender(told()), hearer("how"), Pathway("more", "birth", [Step("a", sets={"wel": 1})])),
        "more.a: it sets an unknown fact 'wel': did you mean 'well'? If not, declare it in FACTS"),
    "a fact declared and never set": (
        lambda: faults(sender(told()), hearer("how"), facts=[WELL, fact("ill", "x")]),
        "fact 'ill' is declared, but no step sets it: take it out of FACTS"),
    "a fact that is asked about though it is said to be for later": (
        lambda: faults(sender(told()), hearer("how"), facts=[fact("well", "x", for_later="one day")]),
        "care: it asks about 'well', which FACTS says is for later: take for_later out"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "says"), FAULTS.values(), ids=FAULTS)
def test_signals_and_facts_that_do_not_meet_are_refused_in_one_line(make, says):
    assert says in make()


def test_signals_and_facts_that_meet_or_are_for_later_have_no_fault():
    assert faults(sender(told()), hearer("how")) == []
    later = signal("seen", "x", ("how",), for_later="those who call")
    assert faults(sender(told()), signals=[later]) == []
    assert faults(sender(told()), signals=(), facts=(), whole=False) == []


def plan_over(*steps: Step) -> list[str]:
    """A child with a plan, which is over after a while; then comes support, which is for those who have none."""
    planned = Step(
        "planned", NURSE, contact="antenatal_visit", draws={"ends": Now() + 1000}, sets={"plan": 1}, then="over"
    )
    support = Pathway(
        "support", "steps down", [Step("a", NURSE, contact="antenatal_visit")], only=~Fact("plan") & Fact("smoker")
    )
    return faults(Pathway("plan", "birth", [planned, *steps], only=~Fact("plan")), support, whole=False)


def test_a_signal_that_its_own_step_keeps_from_being_received_is_refused():
    at_once = Step("over", at=Local("ends"), sets={"plan": 0}, raises=Signal("steps down"))
    assert plan_over(at_once) == [
        "plan.over: 'steps down' can never start 'support', as 'plan' is still 1 at that moment: "
        "raise it a moment later, in a step of its own"
    ]
    over = Step("over", at=Local("ends"), sets={"plan": 0}, then="later")
    assert plan_over(over, Step("later", after=5, raises=Signal("steps down"))) == []
    assert (
        plan_over(over, Step("later", after=0, raises=Signal("steps down"))) == []
    )  # what is set at once is not known then


def test_whoever_starts_on_what_nobody_raises_is_told_what_the_world_raises():
    [found] = faults(hearer(on="a letter"), signals=(), facts=())
    assert found.startswith("call: unknown signal 'a letter': declare it in SIGNALS and raise it, or start on an event of "
                            "the world (birth, conception, ")  # fmt: skip


def entries(*steps: Step, **more) -> list[str]:
    return faults(Pathway("care", "birth", list(steps), **more), whole=False)


def begins(**more) -> Step:
    return Step(
        "begins", NURSE, writes=[plan("care_and_support_plan", BEGUN), care_episode("hv_service", BEGUN)], **more
    )


def ends(name: str, entry: str = "plan", **more) -> Step:
    writes = [plan("care_and_support_plan", ENDED, entry=entry), care_episode("hv_service", ENDED)]
    return Step(name, NURSE, writes=writes, **more)


def test_an_entry_that_never_ends_or_stays_at_death_is_refused():
    assert entries(begins()) == [
        "care: step 'begins' begins plan 'plan', which nothing ends: end it at the step where it is over",
        "care: step 'begins' begins care_episode 'care episode', which nothing ends: end it at the step where it is over",
    ]
    assert entries(begins(then="over"), ends("over")) == [
        "care: step 'begins' begins plan 'plan', which stays when the person dies: end it at_death",
        "care: step 'begins' begins care_episode 'care episode', which stays when the person dies: end it at_death",
    ]
    assert entries(begins(then="over"), ends("over"), at_death="over") == []
    for_life = Step("told", NURSE, writes=[diagnose("t2dm", lasting=True)])
    assert entries(for_life) == []


def test_an_entry_that_is_open_when_the_episode_is_over_is_refused():
    """What begins an entry leads on to what ends it: the step at death comes only while the episode goes on."""
    told = (
        "care: the episode is over at step 'begins' while {} goes on: end it there, or let the step lead on to one that "
        "does (ending and at_death come only while the episode goes on)"
    )
    open_at_once = [told.format(what) for what in ("plan 'plan'", "care_episode 'care episode'")]
    assert entries(begins(), ends("over"), at_death="over") == open_at_once
    assert entries(begins(then=When({"over": Fact("age") > 3})), ends("over"), at_death="over") == open_at_once
    waits = Step("waits", at=Fact("born") + 99)  # until death, departure or the end of the pathway
    assert entries(begins(then="waits"), waits, ends("over"), at_death="over", until=Fact("born") + 99) == []


def test_an_entry_that_ends_under_another_name_than_it_began_is_refused():
    found = entries(begins(then="over"), ends("over", entry="plann"), at_death="over")
    assert (
        found[1]
        == "care: step 'over' writes that plan 'plann' is ended, but none of that name begins: did you mean entry='plan'"
    )
    amended = Step("review", NURSE, writes=[plan("care_and_support_plan", AMENDED)])
    assert entries(amended) == ["care: step 'review' writes that plan 'plan' is amended, but none of that name begins: "
                                "begin it at an earlier step"]  # fmt: skip


def test_whoever_raises_hears_sets_and_asks_is_found_in_the_pathways():
    pathways = [sender(told()), hearer("how")]
    seen = met.signals(pathways)["seen"]
    assert (seen.by, seen.to, seen.carried, seen.taken) == (["care.visit"], ["call"], {"how": "care.visit"}, {"how"})
    well = met.facts(pathways)["well"]
    assert (well.by, well.to) == (["care.visit"], ["care"])


def test_every_signal_and_fact_of_the_project_is_declared_with_its_meaning():
    words = care_pathways.words()
    assert len(words.signals) > 25 and len(words.facts) > 40
    for word in (*words.signals, *words.facts):
        assert len(word.means) > 5, word.name
