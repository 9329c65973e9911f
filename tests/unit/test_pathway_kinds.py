"""What is of two kinds is not compared, added or kept as one: an instant, a day, so many minutes, a number, a flag."""

from __future__ import annotations

import pytest

import care_pathways
from synth import evidence
from synth.clock import DAY
from synth.pathway.compiled import kinds, naming, prepare
from synth.pathway.language.expressions import PLACES, Expression, Fact, Now, OneOf, Started, at_centile, where
from synth.pathway.language.model import Pathway, Signal, Step, When
from synth.pathway.language.notes import Notes, count, day, instant, option, person, place_among, quantity, whether
from synth.pathway.language.numbers import Numbers
from synth.pathway.language.time import birthday, day_of, midnight, minute_of_day, today, weeks, working_day
from synth.pathway.language.writes import observe

EVIDENCE = """
[week]
value = 7
unit = "days"
source = "test"
[founded]
value = 12509
unit = "days"
source = "test"
[reform]
value = 14000
unit = "day number"
source = "test"
[weight]
quantiles = [[0, 2000], [1, 4000]]
unit = "g"
source = "test"
"""
NURSE = "general practice (nurse)"


class Kept(Notes):
    """One of each kind."""

    at = instant("when")
    ends = instant("when it is over")
    day = day("on which day")
    wait = quantity("how long", "minutes")
    gestation = quantity("how far on", "days")
    visits = count("how often")
    place = place_among("others")
    seen = whether("she is seen")
    who = person("the baby")
    mode = option("how", "well", "low")


n = Kept


@pytest.fixture(scope="module")
def p(tmp_path_factory) -> Numbers:
    path = tmp_path_factory.mktemp("evidence") / "visit.toml"
    path.write_text(EVIDENCE)
    return Numbers(evidence.read(path))


def asked(condition: Expression, **more) -> list[str]:
    step = Step("visit", NURSE, contact="antenatal_visit", then=When({"again": condition}), **more)
    return found(step)


def found(*steps: Step, **more) -> list[str]:
    care = Pathway("care", "birth", [*steps, Step("again", NURSE, contact="antenatal_visit")], notes=Kept, **more)
    return list(kinds.check([care], {"care": naming.notes_of(care, lambda said: None)}))


FAULTS = {
    "an instant compared with a day": (
        lambda p: n.at > n.day,
        "it compares day, a day, with at, an instant: make a day of the instant with day_of, or an instant of the day "
        "with midnight"),
    "now compared with a birthday": (
        lambda p: Now() > birthday(),
        "it compares the day of born, a day, with now, an instant: make a day of the instant with day_of, or an instant "
        "of the day with midnight"),
    "an instant compared with a quantity": (
        lambda p: n.at >= n.gestation,
        "it compares gestation, a number, with at, an instant: count from an instant in minutes"),
    "an instant compared with a span": (
        lambda p: n.at >= n.wait,
        "it compares wait, so many minutes, with at, an instant: count the minutes from an instant"),
    "days compared with a span of the evidence": (
        lambda p: n.gestation < p.week,
        "it compares gestation, a number, with week, so many minutes: divide the minutes by DAY or WEEK, or keep "
        "the number in minutes"),
    "a flag compared with a number": (
        lambda p: n.seen.equals(1),
        "it compares seen, which is true or false, with a number: ask for it as it is, or deny it"),
    "a flag that is at least one": (
        lambda p: n.seen >= 1,
        "it compares seen, which is true or false, with a number: ask for it as it is, or deny it"),
    "a person that is compared with a number": (
        lambda p: n.who.equals(n.visits),
        "it compares who, a person, with visits, a number: compare like with like"),
    "two instants added": (
        lambda p: n.at + n.ends > Now(),
        "it adds at to ends, each an instant: add a span to one of them"),
    "minutes added to a day": (
        lambda p: n.day + p.week < today(),
        "it reckons day plus week, a day and so many minutes: divide the minutes by DAY, or count them from "
        "midnight of the day"),
    "a number added to an instant": (
        lambda p: n.at + n.gestation < Now(),
        "it reckons at plus gestation, an instant and a number: count from an instant in minutes"),
    "an instant divided": (
        lambda p: n.at // DAY >= 3,
        "it reckons at divided by 1440, but no instant is divided or multiplied: use day_of and its like"),
    "the midnight of an instant": (
        lambda p: midnight(n.at) < Now(),
        "'midnight' is of a day, but is asked of at, an instant: make a day of the instant with day_of, or an instant "
        "of the day with midnight"),
    "the day of a day": (
        lambda p: day_of(n.day) < today(),
        "'day of' is of an instant, but is asked of day, a day: make a day of the instant with day_of, or an instant of "
        "the day with midnight"),
    "an instant or a day": (
        lambda p: where(n.seen, n.at, n.day) > 0,
        "at if seen, otherwise day is an instant or a day: make a day of the instant with day_of, or an instant of the "
        "day with midnight"),
    "a quantity read at what is no place": (
        lambda p: at_centile(p.weight, n.visits) > 0,
        "it reads drawn weight at visits, which is no place in a distribution: give a place"),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_what_is_of_two_kinds_is_refused(case, p):
    condition, said = FAULTS[case]
    assert asked(condition(p)) == [f"care.visit: {said}"]


SOUND = {
    "instants": lambda p: (n.at > Now()) & (n.at >= Fact("born") + p.week) & (Started() < n.ends - n.wait),
    "days": lambda p: (n.day > today()) & (n.day + 3 <= birthday() + p.week // DAY) & (working_day(n.day) > n.day),
    "what lies between two instants": lambda p: n.ends - n.at < p.week,
    "what lies between two days": lambda p: n.gestation < today() - n.day,
    "an instant of a day": lambda p: midnight(n.day) + n.wait < Now(),
    "the time of an instant": lambda p: minute_of_day(n.at) < p.week,
    "weeks": lambda p: weeks(n.gestation) >= n.visits,
    "a date of the evidence": lambda p: (n.at < p.founded) & (n.day < p.reform) & (midnight(p.reform) < Now()),
    "flags": lambda p: n.seen & ~n.seen | n.seen.equals(Fact("smoker")) | n.seen.equals(n.visits > 3),
    "an option": lambda p: n.mode.is_("low"),
    "a place": lambda p: at_centile(p.weight, n.place) > at_centile(p.weight, OneOf(PLACES)),
    "what nobody tells the kind of": lambda p: (n.at > Fact("home_from")) & (Fact("home_from") - n.at < p.week),
}


@pytest.mark.parametrize("case", SOUND)
def test_what_is_of_one_kind_is_let_be(case, p):
    assert asked(SOUND[case](p)) == []


def test_a_note_is_given_what_is_of_its_kind(p):
    given = {n.at: n.day, n.day: today() + 1, n.wait: n.gestation, n.seen: n.visits, n.place: OneOf(3), n.visits: 3}
    said = asked(n.seen, draws=given)
    assert [one.split(":")[1].split(", but")[0] for one in said] == [
        " 'at' is an instant", " 'wait' is so many minutes", " 'seen' is true or false",
        " 'place' is a place in a distribution"]  # fmt: skip


def test_when_something_happens_is_an_instant_and_how_long_it_takes_is_minutes(p):
    writes = [observe("body_weight", 3, begins=n.day, recorded=n.at)]
    said = found(
        Step("visit", NURSE, at=n.day, after=n.at, lasts=n.gestation, writes=writes, then="again"), until=n.day
    )
    assert [one.split(": ")[1].split(", but")[0] for one in said] == [
        "'until' is an instant", "'at' is an instant", "'after' is so many minutes", "'lasts' is so many minutes",
        "'begins' of 'body_weight' is an instant", "'recorded' of 'body_weight' is so many minutes"]  # fmt: skip


def test_what_an_event_of_the_world_hands_over_is_taken_as_what_it_is():
    class Wrong(Notes):
        ends = day("when the pregnancy ends")
        last_period = instant("when the last period began")

    care = Pathway("care", "conception", [Step("a", NURSE, contact="antenatal_visit")], notes=Wrong,
                   takes=("ends", "last_period"))  # fmt: skip
    assert list(kinds.check([care], {"care": naming.notes_of(care, lambda said: None)})) == [
        "care: it takes 'last_period' of 'conception', a day, as an instant: declare it so",
        "care: it takes 'ends' of 'conception', an instant, as a day: declare it so"]  # fmt: skip


def test_what_is_handed_on_is_of_the_kind_of_the_note_that_takes_it():
    told = Signal("seen", carries={"at": n.day})
    sends = Pathway("care", "birth", [Step("visit", NURSE, contact="antenatal_visit", raises=told)], notes=Kept)
    hears = Pathway("call", "seen", [Step("a", NURSE, at=n.at, contact="antenatal_visit")], takes=("at",), notes=Kept)
    said = prepare.build([sends, hears], care_pathways.codelists()).faults
    assert ("care.visit: 'at' of 'call' is an instant, but is given day, a day: make a day of the instant with day_of, "
            "or an instant of the day with midnight") in said  # fmt: skip
