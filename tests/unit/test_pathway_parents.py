"""A part reads the notes of the episode that it is part of, as they stood when it was begun; else it is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

import care_pathways
from synth import evidence
from synth.chance import name_hash
from synth.pathway.compiled import prepare
from synth.pathway.compiled.drawing import mermaid
from synth.pathway.engines import reference
from synth.pathway.language.expressions import Local, Now, Of
from synth.pathway.language.model import Pathway, Signal, Step, When
from synth.pathway.language.notes import Notes, count, instant, option, person
from synth.pathway.language.numbers import Numbers
from synth.pathway.language.options import code_of
from synth.pathway.language.words import Words, signal
from synth.pathway.language.writes import observe
from synth.pathway.shown.lines import lines
from synth.pathway.shown.steps import told
from synth.settings import Settings
from tests.engines.compare import differences
from tests.engines.people import population

WINDOW = Settings(seed=3, start=dt.date(2015, 1, 1), end=dt.date(2017, 1, 1))
NURSE = "community midwife"
DAY = 1440
NUMBERS = """
[wait]
value = 3
unit = "days"
source = "test"
[by_visits]
by = { visits = [0, 2] }
value = [10, 20]
unit = "score"
source = "test"
[risks.low]
fact = "mood"
is = ["low"]
prevalence = 0.3
source = "test"
[at_risk]
average = 0.5
odds = { low = 4 }
unit = "probability"
source = "test"
"""
p = Numbers(evidence.read_text(NUMBERS, "parents.toml"))


class Course(Notes):
    """What a parent keeps."""

    visits = count("how many visits there were")
    mood = option("how she is", "well", "low")
    baby_1 = person("whom it is about")
    due = instant("when it is over")
    late = count("what is known at the last visit alone")
    alone = count("what a part keeps")
    never = count("what nobody keeps")


class Own(Notes):
    """What a part keeps itself."""

    visits = count("its own visits")


BEGUN = Signal("begun")


def parent(*raised: Signal, **more) -> Pathway:
    """Keeps two visits when it raises its signals, and three a moment later."""
    draws = {Course.visits: 2, Course.mood: "low", Course.due: Now() + 300 * DAY}
    steps = [Step("first", NURSE, draws=draws, raises=raised or BEGUN, contact="antenatal_visit", then="second"),
             Step("second", NURSE, draws={Course.visits: 3, Course.late: 1}, contact="antenatal_visit")]  # fmt: skip
    return Pathway("course", "conception", steps, **{"notes": Course, "takes": ("baby_1",), **more})


PARENT = parent()


def part(*writes, of: Pathway | None = PARENT, on="begun", name="visit", **more) -> Pathway:
    said = {key: more.pop(key) for key in ("draws", "raises", "at", "then") if key in more}
    return Pathway(name, on, [Step("seen", NURSE, after=p.wait, writes=writes, **said)], part_of=of, **more)


def seen(value, slot: str = "seen"):
    return observe("parity", value, slot=slot)


def built(*pathways: Pathway):
    return prepare.build(pathways, care_pathways.codelists())


def faults(*pathways: Pathway) -> list[str]:
    return built(*pathways).faults


def values(*pathways: Pathway) -> dict[str, set[int]]:
    """The values that were written, by step and slot; both engines agree on them."""
    library, people = built(*pathways), population(5, 150, WINDOW)
    assert library.faults == []
    assert differences(library, people, WINDOW) == []
    found: dict[str, set[int]] = {}
    for rows in reference.run(library, people, WINDOW).values():
        for row in rows:
            form = library.forms[row["form"]]
            if form.kind == "observation":
                found.setdefault(f"{form.pathway}.{form.slot}", set()).add(row["value"])
    return found


def test_what_is_read_is_what_stood_when_the_part_was_begun():
    assert values(PARENT, part(seen(Course.visits))) == {"visit.seen": {2}}


def test_a_part_keeps_notes_of_its_own_by_the_names_of_its_parents():
    own = part(seen(Own.visits), seen(Course.visits, "of the parent"), notes=Own, draws={Own.visits: Course.visits + 5})
    assert values(PARENT, own) == {"visit.seen": {7}, "visit.of the parent": {2}}


def test_a_part_keeps_for_itself_what_it_declares_and_draws_though_its_parent_keeps_it_too():
    phrase = part(seen(Course.visits), notes=Course, draws={Course.visits: 7})
    assert values(PARENT, phrase) == {"visit.seen": {7}}


def test_a_part_may_share_the_class_of_its_parents_notes_and_keep_others_of_it():
    shared = part(seen(Course.visits), seen(Course.alone, "own"), notes=Course, draws={Course.alone: Course.visits + 1})
    assert values(PARENT, shared) == {"visit.seen": {2}, "visit.own": {3}}


def test_evidence_reads_a_note_of_the_parent_by_its_name():
    assert values(PARENT, part(seen(p.by_visits))) == {"visit.seen": {20}}
    own = part(seen(p.by_visits), notes=Own, draws={Own.visits: 1})
    assert values(PARENT, own) == {"visit.seen": {10}}
    assert faults(PARENT, part(seen(p.at_risk))) == []


def test_an_option_of_the_parent_keeps_its_names():
    by_mood = part(observe("parity", 1, when=Course.mood.is_("low"), slot="seen"),
                   observe(code_of(Course.mood, well="parity", low="gravida"), 2, slot="by code"))  # fmt: skip
    assert values(PARENT, by_mood) == {"visit.seen": {1}, "visit.by code": {2}}
    assert faults(PARENT, part(seen(1), draws={"x": Course.mood.is_("lov")}))[0] == (
        "visit.seen: 'mood of course' is never 'lov': did you mean 'low'")  # fmt: skip


def test_a_part_that_another_part_begins_reads_through_it():
    between = part(raises=Signal("goes on"), draws={"visits": 9})
    last = part(seen(Course.visits), on=("goes on", "again"), name="last", raises=Signal("again", when=Local("x")),
                draws={"x": 0})  # fmt: skip
    assert values(PARENT, between, last) == {"last.seen": {2}}


def test_a_part_of_a_part_reads_what_both_keep():
    middle = part(raises=Signal("deeper"), notes=Own, draws={Own.visits: 9}, name="middle")
    inner = part(seen(Course.visits), seen(Own.visits, "middle"), of=middle, on="deeper", name="inner")
    assert values(PARENT, middle, inner) == {"inner.seen": {2}, "inner.middle": {9}}


def test_a_person_of_the_parent_is_read_and_signalled_to_by_name():
    of_child = part(seen(Of("baby_1", "birth_weight")), raises=Signal("about", to="baby_1"), at=Course.due)
    about = Pathway("about", "about", [Step("heard", NURSE, writes=[seen(1)])])
    found = values(PARENT, of_child, about)
    assert len(found["visit.seen"]) > 1
    assert found["about.seen"] == {1}


def test_keys_are_made_of_the_name_that_an_author_gives_a_person():
    of_child = part(seen(Of("baby_1", "birth_weight")), raises=Signal("about", to="baby_1"))
    about = Pathway("about", "about", [Step("heard", NURSE, writes=[seen(1)])])
    raised = built(PARENT, of_child, about).named("visit").steps[0].signals[0]
    assert (raised.to, raised.name) == ("baby_1 of course", name_hash("signal visit.seen.about.baby_1"))


def test_a_signal_that_hands_over_begins_a_part_in_someone_else():
    course = replace(parent(Signal("begun", to="mother", hands_over=True)), starts_on="birth", takes=())
    assert values(course, part(seen(Course.visits), of=course)) == {"visit.seen": {2}}


def test_reading_of_a_parent_needs_no_declaration_of_what_is_carried():
    class Small(Notes):
        visits = count("how many visits there were")

    words = Words((), (signal("begun", "it has begun"),), True)
    first = Step("first", NURSE, draws={Small.visits: 2}, raises=BEGUN, contact="antenatal_visit")
    course = Pathway("course", "conception", [first], notes=Small)
    assert prepare.build([course, part(seen(Small.visits), of=course)], care_pathways.codelists(), words).faults == []


def test_pathways_made_ready_once_can_be_made_ready_again():
    once = built(PARENT, part(seen(p.by_visits), seen(Course.due, "due")))
    again = built(*(plan.pathway for plan in once.pathways))
    assert again.faults == []
    assert [plan.locals for plan in again.pathways] == [plan.locals for plan in once.pathways]


def test_a_part_is_shown_and_drawn_as_one():
    library = built(PARENT, part(seen(Course.visits), at=Course.due))
    shown = told(library.named("visit").pathway, library.codelists)
    text = "\n".join(lines(shown))
    assert ("part of", "course, of which it reads: due, visits") in shown.lines
    assert "not before due of course" in text
    assert "is told" not in text
    assert "part of course" in mermaid(library.named("visit").pathway)


def elsewhere(**more) -> Pathway:
    return Pathway("other", "birth", [Step("raised", NURSE, contact="antenatal_visit", raises=Signal("begun", **more))])


FAULTS = {
    "a part begun by a pathway that is none of its parent's": (
        lambda: faults(PARENT, elsewhere(), part(seen(Course.visits))),
        "visit: it is part of 'course' but starts on 'begun', which other.raised raises, and that is no part of 'course': "
        "give the two signals two names"),
    "a part begun by an event of the world": (
        lambda: faults(PARENT, part(seen(Course.visits), on=("begun", "birth"))),
        "visit: it is part of 'course' but starts on 'birth', an event of the world: let 'course' raise a signal that starts it"),
    "a part begun in someone else": (
        lambda: faults(parent(Signal("begun", to="baby_1")), part(seen(Course.visits))),
        "course.first: 'begun' starts 'visit', a part of 'course', in someone else: say hands_over=True if notes are to be "
        "read there, or take part_of out of it"),
    "a part begun in someone else beside": (
        lambda: faults(parent(Signal("begun", to=("self", "baby_1"))), part(seen(Course.visits))),
        "course.first: 'begun' starts 'visit', a part of 'course', in someone else: say hands_over=True if notes are to be "
        "read there, or take part_of out of it"),
    "notes handed over that no part reads": (
        lambda: faults(parent(BEGUN, Signal("x", to="baby_1", hands_over=True)), part(seen(Course.visits))),
        "course.first: 'x' hands over, but starts no part of 'course': take hands_over out"),
    "notes handed over to nobody else": (
        lambda: faults(parent(Signal("begun", hands_over=True)), part(seen(Course.visits))),
        "course.first: 'begun' hands over, but goes to no one else: take hands_over out"),
    "a note that is not the parent's": (
        lambda: faults(PARENT, part(seen(option("of no parent", "a", "b", called="visit").is_("a")))),
        "visit: it reads 'visit', which neither 'course' keeps nor it itself: did you mean 'visits'?"),
    "a note of a pathway that is no parent": (
        lambda: faults(PARENT, part(seen(Course.visits), of=None)),
        "visit.seen: unknown local 'visits': draw it in a step, or take it from the signal"),
    "a parent without notes": (
        lambda: faults(parent(notes=None), part(seen(1), of=parent(notes=None))),
        "visit: it is part of 'course', which declares no notes: give that notes=..., or take part_of out here"),
    "a part that draws into its parent's note": (
        lambda: faults(PARENT, part(seen(1), draws={Course.visits: 1})),
        "visit: it keeps 'visits', a note that 'course' keeps: read it there, or declare another"),
    "a part that takes its parent's note": (
        lambda: faults(PARENT, part(seen(Course.visits), takes=("visits",), notes=Course)),
        "visit: it keeps 'visits', a note that 'course' keeps: read it there, or declare another"),
    "a note that both keep, read before it is drawn": (
        lambda: faults(PARENT, part(seen(1), notes=Course, draws={Course.visits: Course.visits + 1})),
        "visit.seen: it reads 'visits' before it draws it, and 'course' keeps the same note, which it does not see: declare "
        "another"),
    "a note that neither keeps": (
        lambda: faults(PARENT, part(seen(Course.never))),
        "visit: it reads 'never', which neither 'course' keeps nor it itself: read one of baby_1, due, late, mood, visits"),
    "a note of a parent read one moment too early": (
        lambda: faults(PARENT, part(seen(Course.late))),
        "visit: it reads 'late' of 'course', which is not known yet when course.first raises 'begun': draw it there by "
        "then, or raise that later"),
    "a part that goes round without time": (
        lambda: faults(PARENT, Pathway("visit", ("begun", "again"), [
            Step("seen", NURSE, writes=[seen(Course.visits)], raises=Signal("again"))], part_of=PARENT)),
        "visit.seen: it needs its own effect at its own moment (visit.seen -> visit.seen): let time pass in it"),
    "an option of a parent that is counted with": (
        lambda: faults(PARENT, part(seen(Course.mood + 1))),
        "visit.seen: it counts with 'mood of course', which is an option: ask .is_(...) of it, or say number_of(...)"),
    "a local of a parent that is read by its bare name": (
        lambda: faults(PARENT, part(seen(Local("visits")))),
        "visit.seen: unknown local 'visits': draw it in a step, or take it from the signal"),
    "part_of that is no pathway": (
        lambda: faults(PARENT, part(seen(1), of="course")), "visit: part_of is 'course': give a Pathway or None"),
}  # fmt: skip


@pytest.mark.parametrize(("found", "says"), FAULTS.values(), ids=FAULTS)
def test_a_part_that_cannot_read_what_it_asks_for_is_refused_in_one_line(found, says):
    assert found() == [says]


def test_a_note_that_a_later_signal_finds_kept_is_no_fault():
    steps = [Step("first", NURSE, contact="antenatal_visit", then=When({"second": Local("baby_1") >= 0})),
             Step("second", NURSE, draws={Course.late: 1}, contact="antenatal_visit", then="third"),
             Step("third", NURSE, contact="antenatal_visit", raises=BEGUN)]  # fmt: skip
    course = Pathway("course", "conception", steps, notes=Course, takes=("baby_1",))
    assert faults(course, part(seen(Course.late), of=course)) == []
