"""A course: what it promises of its places, over one life and between kin, and what is refused when it is loaded."""

from __future__ import annotations

import datetime as dt
from statistics import NormalDist

import numpy as np
import pytest

import care_pathways
from care_pathways.courses import mood
from synth import clock, evidence
from synth.evidence import scores
from synth.pathway.compiled import courses as compiled
from synth.pathway.compiled import prepare
from synth.pathway.engines import columnar
from synth.pathway.engines import courses as columns
from synth.pathway.engines.course_of_one import place
from synth.pathway.engines.scene import Scene
from synth.pathway.language.courses import Course, among_highest, place_within, share_of
from synth.pathway.language.expressions import Constant, Fact, Local, OneOf
from synth.pathway.language.model import Pathway, Step
from synth.pathway.language.numbers import Numbers
from synth.pathway.language.time import today
from synth.pathway.language.writes import observe
from synth.settings import Settings
from tests.engines.people import population

NUMBERS = """
[parts]
shares = { inherited = 0.3, family = 0.1, person = 0.2, weeks = 0.3, reading = 0.1 }
unit = "share"
source = "test"
[handed_down]
shares = { inherited = 1 }
unit = "share"
source = "test"
[nothing_stays]
shares = { weeks = 0.9, reading = 0.1 }
unit = "share"
source = "test"
[month]
value = 30
unit = "days"
source = "test"
[year]
value = 365
unit = "days"
source = "test"
[often]
average = 0.3
unit = "probability"
source = "test"
[low]
value = 500
unit = "thousandths of a standard deviation"
source = "test"
"""
WINDOW = Settings(seed=3, start=dt.date(2015, 1, 1), end=dt.date(2017, 1, 1))


@pytest.fixture(scope="module")
def p(tmp_path_factory):
    """Some numbers."""
    path = tmp_path_factory.mktemp("evidence") / "some.toml"
    path.write_text(NUMBERS)
    return Numbers(evidence.read(path))


def built(*values):
    steps = [Step("a", "general practice (nurse)", writes=[observe("parity", v, slot=f"seen {k}")])
             for k, v in enumerate(values)]  # fmt: skip
    pathways = [Pathway(f"care {k}", "birth", [step]) for k, step in enumerate(steps)]
    return prepare.build(pathways, care_pathways.codelists())


def ready(value) -> compiled.Coursed:
    library = built(value)
    assert library.faults == []
    found = library.pathways[0].steps[0].writes[0].value
    assert isinstance(found, compiled.Coursed)
    return found


@pytest.fixture(scope="module")
def scene():
    return Scene(population(1, 12_000, WINDOW))


def at(e, scene, day):
    everyone = np.arange(len(scene.population), dtype=np.int64)
    return columns.places(e, scene, everyone, np.full(len(everyone), day * clock.DAY))


def together(a, b):
    return float(np.corrcoef(a, b)[0, 1])


def test_places_are_those_of_the_normal_curve():
    exact = [
        min(65_535, 65_536 * NormalDist().cdf(k / scores.FINENESS)) for k in range(-scores.REACH, scores.REACH + 1)
    ]
    assert max(abs(a - b) for a, b in zip(scores.places(), exact, strict=True)) <= 1.001
    assert all(a * a + b * b == pytest.approx(1 << 32, rel=1e-4) for a, b in scores.turning())


def test_as_many_people_stand_at_one_place_as_at_another(p, scene):
    course = Course("one", p.parts, keeps={"weeks": p.month})
    found = at(ready(course.now()), scene, 17_000)
    counts = np.bincount(found * 10 // 65_536, minlength=10)
    assert np.abs(counts / len(found) - 0.1).max() < 0.01


def test_what_keeps_is_forgotten_after_twice_its_time_and_what_stays_is_not(p, scene):
    e = ready(Course("two", p.parts, keeps={"weeks": p.month}).now())
    first = at(e, scene, 17_000)
    assert together(first, at(e, scene, 17_001)) == pytest.approx(0.89, abs=0.03)
    assert together(first, at(e, scene, 17_061)) == pytest.approx(0.58, abs=0.03)
    assert together(first, at(e, scene, 25_000)) == pytest.approx(0.58, abs=0.03)


def test_children_are_half_of_each_parent_and_families_share_what_they_share(p, scene):
    people = scene.population
    e = ready(Course("three", p.handed_down).lasting())
    found = at(e, scene, 17_000)
    child = np.flatnonzero((people["mother"] >= 0) & (people["father"] >= 0))
    mother, father = people["mother"][child], people["father"][child]
    assert together(found[child], found[mother]) == pytest.approx(0.5, abs=0.03)
    assert together(found[mother], found[father]) == pytest.approx(0, abs=0.03)
    last = child[np.r_[np.diff(mother) != 0, True]]
    first = child[np.r_[True, np.diff(mother) != 0]]
    assert together(found[first[first != last]], found[last[first != last]]) == pytest.approx(0.5, abs=0.04)
    twin = np.flatnonzero(people["genes"] != people["key"])
    assert len(twin) > 100 and (found[twin] == found[twin - 1]).all()
    both = at(ready(Course("four", p.parts, keeps={"weeks": p.month}).now()), scene, 17_000)
    assert together(both[child], both[mother]) == pytest.approx(0.3 / 2 + 0.1, abs=0.03)
    assert together(both[mother], both[father]) == pytest.approx(0.1, abs=0.03)


def test_columns_and_one_alone_agree_on_every_person_and_sight(p):
    people = population(2, 40, WINDOW)
    scene, course = Scene(people), Course("five", p.parts, keeps={"weeks": p.month}, passing=("weeks",))
    for e in (ready(course.now()), ready(course.usual()), ready(course.lasting())):
        for day in (-9_000, 17_000, 17_003):
            found = at(e, scene, day)
            for family, first in enumerate(people.family_start[:-1]):
                rows = range(int(first), int(people.family_start[family + 1]))
                assert [place(e, people, rows, r, day * clock.DAY, 0) for r in rows] == found[
                    rows.start : rows.stop
                ].tolist()
    assert place(e, people, range(0, 1), -1, 0, 0) == 32_768
    nobody = columns.places(e, scene, np.array([-1]), np.array([0]))
    assert nobody.tolist() == [32_768]


def test_what_moves_a_person_moves_as_far_as_it_says(p, scene):
    everyone = np.arange(len(scene.population), dtype=np.int64)
    e, now = ready(Course("six", p.parts, keeps={"weeks": p.month}).now()), np.full(len(everyone), 17_000 * clock.DAY)
    higher = columns.moved(e, scene, everyone, now, np.full(len(everyone), 500))
    assert (higher >= 32_768).mean() == pytest.approx(NormalDist().cdf(0.5), abs=0.01)


FAULTS = {
    "does not say how long it keeps": lambda p: Course("a", p.parts).now(),
    "has no part 'years' that wanders": lambda p: Course("a", p.parts, keeps={"weeks": p.month, "years": p.month}).now(),
    "mend passing": lambda p: Course("a", p.parts, keeps={"weeks": p.month}, passing=("years",)).now(),
    "no length of time": lambda p: Course("a", p.parts, keeps={"weeks": p.often}).now(),
    "no table of shares": lambda p: Course("a", p.often).now(),
    "nothing of it lasts": lambda p: Course("a", p.nothing_stays, keeps={"weeks": p.month}).now(),
    "moved by more than facts": lambda p: Course("a", p.handed_down, moved_by=OneOf(3)).now(),
    "ask for lasting()": lambda p: Course("a", p.handed_down, moved_by=Fact("smoker") * p.low).now("mother"),
    "unknown person 'aunt'": lambda p: Course("a", p.handed_down).now("aunt"),
    "unknown fact 'brave'": lambda p: Course("a", p.handed_down, moved_by=Fact("brave")).now(),
}  # fmt: skip


@pytest.mark.parametrize("said", FAULTS)
def test_a_broken_course_is_refused_with_its_mend(p, said):
    assert said in "\n".join(built(FAULTS[said](p)).faults)


def test_two_courses_of_one_name_are_refused(p):
    one, other = Course("same", p.handed_down), Course("same", p.handed_down)
    assert built(one.now(), one.usual()).faults == []
    assert "two courses have this name" in "\n".join(built(one.now(), other.now()).faults)


def test_the_highest_are_as_many_as_the_number_says_and_keep_their_order(p):
    cut = 65_536 - 19_661  # 0.3 of 65,536, to the nearest
    library = built(share_of(p.often), among_highest(p.often, 65_535), place_within(p.often, Local("none") * 0))
    assert "unknown local 'none'" in "\n".join(library.faults)
    with pytest.raises(TypeError, match="share_of reads a probability"):
        share_of(Constant(1))
    highest = among_highest(p.often, Fact("birth_weight"))
    inside = place_within(p.often, Fact("birth_weight"))
    people = population(2, 3, WINDOW)
    people.attributes["birth_weight"][:4] = [0, cut - 1, cut, 65_535]
    library = built(highest, inside)
    assert library.faults == []
    table = columnar.run(library, people, WINDOW)["observation"]
    for row, (high, place_in) in enumerate([(0, 0), (0, 65_534), (1, 0), (1, 65_532)]):
        mine = table["value"][table["person"] == row].tolist()
        assert mine in ([], [high, place_in], [place_in, high])


def test_who_lost_a_baby_is_lower_for_months_and_not_for_ever(p):
    def asked(slot):
        return observe("parity", mood.COURSE.now(), slot=slot)

    lost = Step("lost", after=p.month, sets={"lost_a_baby": today() * Fact("sex").is_("male")}, then="soon")
    soon = Step("soon", "labour ward", after=p.month, hours="always", writes=[asked("soon")], then="late")
    late = Step("late", "labour ward", after=p.year, hours="always", writes=[asked("late")])
    library = prepare.build([Pathway("care", "birth", [lost, soon, late])], care_pathways.codelists())
    assert library.faults == []
    people = population(1, 4000, WINDOW)
    table = columnar.run(library, people, WINDOW)["observation"]
    bereaved = people["sex"][table["person"]] == 1
    now = np.array([f.slot == "soon" for f in library.forms])[table["form"]]
    gap = {when: np.mean(table["value"][rows & bereaved]) - np.mean(table["value"][rows & ~bereaved])
           for when, rows in (("soon", now), ("late", ~now))}  # fmt: skip
    assert gap["soon"] > 10_000 and abs(gap["late"]) < 2_000  # 0.8 of a standard deviation, then nothing


def test_what_a_course_answers_to_is_set_by_some_pathway():
    assert mood.COURSE.answers_to and set(mood.COURSE.answers_to) <= set(care_pathways.library().changing)
