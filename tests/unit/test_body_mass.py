"""Body mass index and smoking over a life: courses that track, and differ as surveys say."""

from __future__ import annotations

import numpy as np
import pytest

from care_pathways import body
from synth import clock
from synth.pathway.language.model import Pathway, Step
from synth.pathway.language.writes import observe
from synth.settings import Settings
from synth.world import build
from synth.world.demography import characteristics
from synth.world.population import Population
from synth.world.traits import body_mass
from tests.spec.written import Written

CODES = [code for code, _ in characteristics.ETHNIC]


@pytest.fixture(scope="module")
def world() -> Population:
    """Some 50,000 people."""
    return build(np.arange(18_000), Settings(seed=37))


def course(world: Population) -> tuple[np.ndarray, ...]:
    return tuple(world.attributes[name] for name in body_mass.ATTRIBUTES)


def test_the_course_goes_through_its_ages_and_is_level_beyond_them(world):
    known = course(world)
    for k, age in enumerate(body_mass.AGES):
        assert (body_mass.at_age(known, np.full(len(world), age)) == known[k]).all()
    assert (body_mass.at_age(known, np.full(len(world), 17)) == known[0]).all()
    assert (body_mass.at_age(known, np.full(len(world), 99)) == known[-1]).all()
    between = body_mass.at_age(known, np.full(len(world), 24))
    assert (between >= np.minimum(known[0], known[1])).all() and (between <= np.maximum(known[0], known[1])).all()


def test_people_keep_their_place_and_most_gain_until_middle_age(world):
    young, _, middle, old, _ = course(world)
    assert np.corrcoef(middle, old)[0, 1] > 0.9 and np.corrcoef(young, middle)[0, 1] > 0.75
    assert (middle > young).mean() > 0.8
    assert min(c.min() for c in course(world)) >= body_mass.LEAST


def test_deprivation_and_ethnic_group_shift_the_course(world):
    middle, decile, woman = course(world)[2], world.attributes["decile"], world["sex"] == 2
    gap = [middle[who & (decile <= 2)].mean() - middle[who & (decile >= 9)].mean() for who in (woman, ~woman)]
    assert gap[0] > gap[1] > 5
    mean = {c: middle[world["ethnic"] == CODES.index(c)].mean() for c in "ANR"}
    assert mean["R"] < mean["A"] - 20 and mean["N"] > mean["A"] + 5


def test_pathways_read_the_course_that_the_world_tells():
    written = Written(
        [
            Pathway(
                "weighed",
                starts_on="sixty-fifth birthday",
                steps=[Step("weighed", "general practice (nurse)", draws={"bmi": body.usual_bmi()},
                            writes=[observe("bmi", body.usual_bmi(), "unit_kilogram_per_square_metre", decimals=1)])],
            )
        ],
        1500,
    )  # fmt: skip
    rows, p = written.rows("observation", "bmi"), written.people
    known = tuple(p.attributes[name][rows["person"]] for name in body_mass.ATTRIBUTES)
    age = clock.age_years(clock.uk_day(p["born"][rows["person"]]), clock.uk_day(rows["from"]))
    assert len(rows) > 100 and (age == 65).all()
    np.testing.assert_array_equal(rows["value"], body_mass.at_age(known, age))


def test_smoking_differs_by_sex_ethnic_group_and_deprivation_and_falls_with_the_years(world):
    fact = world.facts["smoker"]

    def smokers(year: int) -> tuple[np.ndarray, np.ndarray]:
        instant = clock.day_of(year, 7, 1) * clock.DAY
        value = np.zeros(len(world), dtype=np.int64)
        began = fact["time"] <= instant
        value[fact["person"][began]] = fact["value"][began]
        here = (np.minimum(world["died"], world["leaves"]) > instant) & (world["arrives"] <= instant) & world["patient"]
        return value > 0, here & (instant - world["born"] > 18 * clock.YEAR)

    smokes, adult = smokers(2023)
    assert smokes[adult].mean() == pytest.approx(0.116, abs=0.012)
    then, before = smokers(2015)
    assert then[before].mean() > 1.25 * smokes[adult].mean()
    decile, woman = world.attributes["decile"], world["sex"] == 2
    assert smokes[adult & (decile <= 2)].mean() > 2 * smokes[adult & (decile >= 9)].mean()
    asian = np.isin(world["ethnic"], [CODES.index(c) for c in "HJK"])
    assert smokes[adult & asian & woman].mean() < 0.4 * smokes[adult & ~asian & woman].mean()
    assert smokes[adult & asian & ~woman].mean() > 2 * smokes[adult & asian & woman].mean()
