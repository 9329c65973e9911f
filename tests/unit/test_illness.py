"""Illness in the world: as common as published, before the deaths that it causes, and not without consequence for them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from synth import clock
from synth.settings import Settings
from synth.world import building, tables
from synth.world.demography import deaths, left, smoking_and_death
from synth.world.illness import curves, risks
from synth.world.illness.risks import ILLNESSES

SETTINGS = Settings(seed=23)
NEVER = clock.NEVER
EARLIEST, ALL = clock.LONG_AGO, slice(None)


class World:
    """Some people, and from when on each is what is asked."""

    def __init__(self, families: np.ndarray) -> None:
        self.population = building.build(families, SETTINGS)
        self.p = self.population.persons
        self.ours = self.p["patient"] & ~self.p["stillborn"]

    def since(self, fact: str, least: int = 1) -> np.ndarray:
        """The instant from which a fact holds for each person, NEVER where it does not."""
        table = self.population.facts[fact]
        out, rows = np.full(len(self.p), NEVER), np.flatnonzero(table["value"] >= least)
        np.minimum.at(out, table["person"][rows], table["time"][rows])
        return out

    def alive(self, at: int) -> np.ndarray:
        """Who is alive and here at an instant."""
        p = self.p
        return self.ours & (p["born"] < at) & (p["died"] > at) & (p["arrives"] <= at) & (p["leaves"] > at)

    def cells(self, at: int) -> np.ndarray:
        """Age in bands of five years, and sex."""
        return np.clip((at - self.p["born"]) // clock.YEAR, 0, 104) // 5 * 2 + self.p["sex"] - 1

    def mortality(self, exposed: np.ndarray, from_age: int = 40) -> tuple[float, float]:
        """Mortality of the exposed (since an instant) against all others, age and sex adjusted (Mantel and Haenszel),
        and the standard error of its logarithm."""
        above = below = dead = 0.0
        for year in range(10):
            at = SETTINGS.begins + year * clock.YEAR
            cell, there = self.cells(at), self.alive(at) & (at - self.p["born"] >= from_age * clock.YEAR)
            dies, ill = self.p["died"] < at + clock.YEAR, exposed <= at
            for c in np.unique(cell[there]):
                a, b = there & (cell == c) & ill, there & (cell == c) & ~ill
                n = a.sum() + b.sum()
                above += dies[a].sum() * b.sum() / n
                below += dies[b].sum() * a.sum() / n
                dead += dies[a].sum()
        return above / below, 1.25 / max(dead, 1) ** 0.5

    def ratio(self, ill: np.ndarray, exposed: np.ndarray, at: int, ages: tuple[int, int] = (45, 90)) -> float:
        """How many times as common an illness is among the exposed, at one age and sex."""
        cell, age = self.cells(at), (at - self.p["born"]) // clock.YEAR
        there = self.alive(at) & (age >= ages[0]) & (age < ages[1])
        above = below = 0.0
        for c in np.unique(cell[there]):
            a, b = there & (cell == c) & exposed, there & (cell == c) & ~exposed
            n = a.sum() + b.sum()
            above += (ill[a] <= at).sum() * b.sum() / n
            below += (ill[b] <= at).sum() * a.sum() / n
        return above / below


@pytest.fixture(scope="module")
def world() -> World:
    return World(np.arange(14_000))


@pytest.mark.parametrize("illness", ILLNESSES)
def test_an_illness_is_as_common_as_its_evidence_says(world, illness):
    at = SETTINGS.begins + 4 * clock.YEAR
    there, since = world.alive(at), world.since(illness)
    age = ((at - world.p["born"]) // clock.YEAR)[there]
    shares = [[float(s) for s in curves.prevalence(illness, sex)] for sex in curves.SEXES]
    # Who has completed so many years is on average half a year older; the curve is steep in the old.
    shares = (np.array(shares) + np.roll(shares, -1, axis=1)) / 2
    expected = shares[world.p["sex"][there] - 1, np.minimum(age, curves.YEARS - 1)]
    found, error = (since[there] <= at).sum(), max(expected.sum(), 1) ** 0.5
    assert abs(found - expected.sum()) < 4 * error + 0.12 * expected.sum()


PUBLISHED = {
    "raised_blood_glucose": (1.4, 2.0),
    "raised_blood_pressure": (1.15, 1.5),
    "chronic_kidney_disease": (1.4, 2.3),
    "coronary_heart_disease": (1.5, 2.2),
    "atrial_fibrillation": (1.4, 2.2),
    "stroke": (1.6, 2.6),
    "heart_failure": (2.2, 4.0),
    "chronic_obstructive_pulmonary_disease": (1.6, 2.8),
    "dementia": (1.9, 3.2),
    "frailty": (2.2, 4.0),
    "lung_cancer": (3.0, 20.0),
    "other_cancer": (1.7, 3.6),
    "in_care_home": (2.5, 6.0),
    "disabled": (1.4, 2.3),
}
"""Mortality against those without, age and sex adjusted, as published (`evidence/illness.toml` names by whom)."""


@pytest.mark.parametrize(("exposure", "bounds"), PUBLISHED.items())
def test_mortality_is_that_of_the_ill(world, exposure, bounds):
    ratio, error = world.mortality(world.since(exposure))
    assert bounds[0] * np.exp(-2.5 * error) < ratio < bounds[1] * np.exp(2.5 * error)


def test_smokers_die_sooner_and_of_what_smoking_leads_to(world):
    smoker = world.population.facts["smoker"]
    before = smoker.take(np.flatnonzero(smoker["time"] < SETTINGS.begins))
    smokes = np.zeros(len(world.p), dtype=bool)
    smokes[before["person"]] = before["value"] > 0  # rows are by person and time: the last one counts
    ratio, error = world.mortality(np.where(smokes, EARLIEST, NEVER))
    assert abs(np.log(ratio / 2)) < 0.2 + 2.5 * error
    has = world.since("has_smoked") < SETTINGS.begins
    lung = world.ours & (world.p["cause"] == deaths.CAUSES.index("lung and other intrathoracic cancer"))
    lung &= (world.p["died"] > SETTINGS.begins) & (world.p["died"] < SETTINGS.ends)
    assert lung.sum() > 40
    assert has[lung].mean() > 0.7 > 0.55 > has[world.alive(SETTINGS.begins)].mean()


def test_the_thinnest_and_the_heaviest_die_sooner(world):
    # Global BMI Mortality Collaboration, Lancet 2016.
    mass = world.population.attributes["bmi_70"]
    ours, between = world.ours, (mass >= 200) & (mass < 300)
    for extreme in (mass < 187, mass >= 390):
        world.ours = ours & (between | extreme)
        ratio, error = world.mortality(np.where(extreme, EARLIEST, NEVER))
        assert 1.3 * np.exp(-2 * error) < ratio < 2.8 * np.exp(2 * error)
    world.ours = ours


def test_places_are_spread_as_before_over_all_who_live():
    tilt = left.tilt([Fraction(1, 10), Fraction(9, 10), 1], [3, 1, 2])
    key = np.arange(400_000).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    u, remains = tables.draws(key, 17)
    place = tilt.place(u, remains) / 2**32
    for share in (0.1, 0.3, 0.5, 0.9):
        assert (place < share).mean() == pytest.approx(share, abs=0.012)
    soon = remains > 2**32 * 0.98  # who has nearly all of the survival left behind dies next
    assert (place[soon] < 0.1).mean() == pytest.approx(0.3 / 1.3, abs=0.02)
    assert (place[soon] >= 0.9).mean() == pytest.approx(0.2 / 1.3, abs=0.02)


def test_the_share_of_smokers_is_what_it_would_be_if_smoking_did_not_kill():
    n = 200_000
    key = np.arange(n).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    sex, decile = np.full(n, 1), np.full(n, 5)
    for age in (30, 60, 80):
        born, day = np.full(n, -age * 1461 // 4), 0
        dies = deaths.death_days(key, sex, decile, born, day)
        none = smoking_and_death.weights("smokes", sex, decile, born, dies, np.full(n, -1), day)
        assert none.mean() / smoking_and_death.ONE == pytest.approx(1, abs=0.01)
        cause = deaths.causes(key, sex, (dies - born) * 4 // 1461, dies, np.zeros(n, dtype=bool))
        weights = smoking_and_death.weights("smokes", sex, decile, born, dies, cause, day)
        assert weights.mean() / smoking_and_death.ONE == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize("illness", [i for i in ILLNESSES if curves.fatal(i) is not None])
def test_whoever_dies_of_an_illness_had_it_before(world, illness):
    causes, _, _ = curves.fatal(illness)
    evidence = tables.toml("illness")["fatal"][illness]
    since, p = world.since(illness), world.p
    dead = world.ours & np.isin(p["cause"], causes) & (p["died"] < SETTINGS.ends) & (p["died"] > SETTINGS.begins)
    dead &= p["died"] - p["born"] > 55 * clock.YEAR
    if illness == "breast_cancer":
        dead &= p["sex"] == 2
    known = since[dead] < p["died"][dead]
    error = 0.5 / max(dead.sum(), 1) ** 0.5
    assert abs(known.mean() - float(evidence["known"])) < 3 * error + 0.02
    for days, share in evidence["before"][1:-1]:
        within = (p["died"][dead] - since[dead])[known] <= days * clock.DAY
        assert abs(within.mean() - float(share)) < 3 * error + 0.06


STRATA = {
    ("raised_blood_pressure", "raised_blood_glucose"): (1.5, 2.3),
    ("coronary_heart_disease", "raised_blood_glucose"): (1.4, 2.9),
    ("coronary_heart_disease", "raised_blood_pressure"): (1.4, 2.6),
    ("stroke", "raised_blood_pressure"): (1.5, 3.0),
    ("stroke", "atrial_fibrillation"): (1.6, 4.0),
    ("heart_failure", "coronary_heart_disease"): (2.5, 6.0),
    ("chronic_kidney_disease", "raised_blood_glucose"): (1.4, 2.6),
}


@pytest.mark.parametrize(("pair", "bounds"), STRATA.items())
def test_illnesses_know_each_other(world, pair, bounds):
    at = SETTINGS.begins + 5 * clock.YEAR
    ill, other = (world.since(name) for name in pair)
    assert bounds[0] < world.ratio(ill, other <= at, at) < bounds[1]


def test_weight_smoking_ethnic_group_and_deprivation_lead_to_illness(world):
    at, attributes = SETTINGS.begins + 5 * clock.YEAR, world.population.attributes
    glucose, pressure, lungs = (
        world.since(i)
        for i in ("raised_blood_glucose", "raised_blood_pressure", "chronic_obstructive_pulmonary_disease")
    )
    obese = attributes["bmi"] >= 300
    assert 2.5 < world.ratio(glucose, obese, at) < 5.5
    assert 1.4 < world.ratio(pressure, obese, at) < 2.3
    assert world.ratio(lungs, world.since("has_smoked") <= at, at) > 3
    south_asian = (world.p["ethnic"] >= 7) & (world.p["ethnic"] <= 9)
    assert 1.5 < world.ratio(glucose, south_asian, at, (35, 90)) < 3.2
    deprived, cell = attributes["decile"] <= 2, attributes["decile"] >= 9
    assert world.ratio(glucose, deprived, at) > 1.1
    assert 1.05 < world.ratio(pressure, deprived, at) < 1.4
    assert world.ratio(lungs, deprived, at) > 1.3 > world.ratio(lungs, cell, at)


def test_diabetes_runs_in_families(world):
    at, mother = SETTINGS.ends, world.p["mother"]
    since = world.since("raised_blood_glucose")
    grown = world.ours & (mother >= 0) & (at - world.p["born"] > 18 * clock.YEAR)
    of_mother = np.zeros(len(world.p), dtype=bool)
    of_mother[grown] = since[mother[grown]] < NEVER  # sooner or later in her life
    later = since < NEVER
    assert later[grown & of_mother].mean() > 1.25 * later[grown & ~of_mother].mean()


def test_no_family_knows_of_another(world):
    few = World(np.array([3, 40, 1700]))
    whole = world.population
    for illness in ILLNESSES:
        table, alone = whole.facts[illness], few.population.facts[illness]
        rows = np.flatnonzero(np.isin(whole.persons["family"][table["person"]], few.population.families))
        assert table["time"][rows].tolist() == alone["time"].tolist()


def test_no_death_is_moved_by_illness_or_smoking(world):
    died, here = world.p["died"], world.ours & (world.p["died"] < NEVER)
    for illness in ILLNESSES:
        table = world.population.facts[illness]
        assert (table["time"] < died[table["person"]]).all()
    years = (died - world.p["born"])[here & (died > SETTINGS.begins) & (died < SETTINGS.ends)] / clock.YEAR
    assert 70 < np.median(years) < 86


def test_logarithms_and_exponentials_are_near_enough():
    shares = np.array([1, 2, 3, 1000, 2**16 + 1, 2**31, 2**31 + 12345, 2**32 - 1])
    found = left.minus_log(shares) / 1e8
    assert found == pytest.approx(-np.log(shares / 2**32), abs=1e-5)
    risk = np.array([0, 1000, 10**7, 10**8, 5 * 10**8, 19 * 10**8])
    assert left.survival(risk) / 2**32 == pytest.approx(np.exp(-risk / 1e8), abs=5e-5)


def test_ratios_leave_the_average_where_it_is():
    for illness in ILLNESSES:
        rows = [r for r in tables.rows("relative_risks") if r["outcome"] == illness and Fraction(r["share"]) > 0]
        for exposure in {r["exposure"] for r in rows}:
            shares = [Fraction(r["share"]) for r in rows if r["exposure"] == exposure]
            assert sum(shares) == pytest.approx(1, abs=0.01)
    assert float(left.more_at_death(2, Fraction(1, 2))) == pytest.approx(4 / 3)
    assert set(risks.of_illnesses("heart_failure")) == {
        "coronary_heart_disease", "atrial_fibrillation", "raised_blood_pressure", "raised_blood_glucose",
    }  # fmt: skip


def test_what_leads_to_an_illness_comes_before_it_in_the_order_in_which_they_are_drawn():
    for illness in ILLNESSES:
        for other in risks.of_illnesses(illness):
            assert ILLNESSES.index(other) < ILLNESSES.index(illness)
