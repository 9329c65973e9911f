"""Families resemble each other: what mothers, children, twins and partners have in common, within the world itself."""

import numpy as np
import pytest

from synth import clock
from synth.settings import Settings
from synth.world import build, tables
from synth.world.families import heredity
from synth.world.population import Population

TERM, LOW = 37 * 7, 2500


@pytest.fixture(scope="module")
def world() -> Population:
    return build(np.arange(24_000), Settings(seed=11))


def following(world: Population) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Births of one living baby, and the next of the same woman."""
    p = world.pregnancies
    births = p.take((p["outcome"] == 0) & (p["fetuses"] == 1))
    again = np.flatnonzero(births["mother"][1:] == births["mother"][:-1])
    return births.take(again).columns, births.take(again + 1).columns


def test_preterm_birth_recurs_as_published(world):
    before, after = following(world)
    early, again = before["gestation"] < TERM, after["gestation"] < TERM
    assert early.sum() > 100
    assert 2.7 < again[early].mean() / again[~early].mean() < 5.5


def test_babies_of_one_mother_are_alike_in_weight(world):
    before, after = following(world)
    term = (before["gestation"] >= TERM) & (after["gestation"] >= TERM)
    alike = np.corrcoef(before["birth_weight_1"][term], after["birth_weight_1"][term])[0, 1]
    assert 0.4 < alike < 0.6


def test_weight_goes_by_who_the_mother_is(world):
    p = world.pregnancies
    births = p.take((p["outcome"] == 0) & (p["fetuses"] == 1) & (p["gestation"] >= TERM))
    mother, grams = births["mother"], births["birth_weight_1"]
    south_asian, white = (np.isin(world["ethnic"][mother], group) for group in ((7, 8, 9), (0, 1, 2)))
    assert 170 < grams[white].mean() - grams[south_asian].mean() < 350
    height = world.attributes["height"][mother]
    assert 0.08 < np.corrcoef(height, grams)[0, 1] < 0.30
    assert 60 < grams[births["parity"] > 0].mean() - grams[births["parity"] == 0].mean() < 180
    assert 0.02 < (grams < LOW).mean() < 0.042


def test_identical_twins_are_of_one_sex_and_one_height(world):
    p = world.pregnancies
    twins = p.take((p["fetuses"] == 2) & (p["baby_1"] >= 0) & (p["baby_2"] >= 0))
    one, two, identical = twins["baby_1"], twins["baby_2"], twins["identical"] > 0
    assert identical.sum() > 10
    assert (world["sex"][one] == world["sex"][two])[identical].all()
    assert (world.attributes["height"][one] == world.attributes["height"][two])[identical].all()
    assert (world["sex"][one] != world["sex"][two])[~identical].any()
    assert ((world["genes"][one] == world["genes"][two]) == identical).all()
    alone = np.setdiff1d(np.arange(len(world)), two)
    assert (world["genes"][alone] == world["key"][alone]).all()
    everyone = p.take((p["fetuses"] == 2) & (p["outcome"] <= 1))
    assert 0.2 < (everyone["identical"] > 0).mean() < 0.45
    assert not (p["identical"][p["fetuses"] != 2]).any()


def test_body_mass_and_smoking_run_in_families(world):
    mass, mother, father = world.attributes["bmi"], world["mother"], world["father"]
    child = mother >= 0
    assert 0.18 < np.corrcoef(mass[child], mass[mother[child]])[0, 1] < 0.40
    both = np.flatnonzero((mother >= 0) & (father >= 0))
    pairs = np.unique(np.stack([mother[both], father[both]], axis=1), axis=0)
    assert 0.05 < np.corrcoef(mass[pairs[:, 0]], mass[pairs[:, 1]])[0, 1] < 0.25
    ever = np.zeros(len(world), dtype=bool)
    smoker = world.facts["smoker"]
    ever[smoker["person"][smoker["value"] > 0]] = True
    hers, his = ever[pairs[:, 0]], ever[pairs[:, 1]]
    assert hers[his].mean() / hers[~his].mean() > 1.25


def test_a_draw_turned_into_a_deviate_and_back_is_the_same_draw():
    u = np.arange(1, 1 << 32, 9_999_991, dtype=np.int64)
    there = tables.chance_of(tables.normal(u))
    assert np.abs(there - u).max() < 1 << 21
    assert (np.diff(there) >= 0).all()


def test_a_mixture_of_deviates_is_even_as_chance_is():
    u = np.random.default_rng(1).integers(0, 1 << 32, (2, 50_000))
    mixed = tables.chance_of(heredity.mixed(tables.normal(u[0]), tables.normal(u[1]), (2, 5)))
    shares = np.bincount(mixed >> 28, minlength=16) / len(mixed)
    assert np.abs(shares - 1 / 16).max() < 0.006


def test_partners_are_of_like_height_and_children_spread_no_more_for_it(world):
    height, mother, father = world.attributes["height"], world["mother"], world["father"]
    both = np.flatnonzero((mother >= 0) & (father >= 0))
    pairs = np.unique(np.stack([mother[both], father[both]], axis=1), axis=0)
    assert 0.16 < np.corrcoef(height[pairs[:, 0]], height[pairs[:, 1]])[0, 1] < 0.30  # Stulp 2017: 0.23
    for sex in (1, 2):
        children, all_of_them = (np.flatnonzero((world["sex"] == sex) & so) for so in (mother >= 0, mother >= -1))
        assert 0.40 < np.corrcoef(height[children], height[mother[children]])[0, 1] < 0.52
        assert height[children].std() == pytest.approx(height[all_of_them].std(), rel=0.03)


def test_mothers_under_twenty_smoke_more_than_twice_as_often_as_those_of_thirty_and_over(world):
    p, smoker = world.pregnancies, world.facts["smoker"]
    births = p.take((p["babies"] > 0) & (p["ends"] >= Settings(seed=11).begins))
    at = (
        np.searchsorted(
            (smoker["person"] << 32) + smoker["time"] + 2**31, (births["mother"] << 32) + births["ends"] + 2**31
        )
        - 1
    )
    smokes = (at >= 0) & (smoker["person"][at] == births["mother"]) & (smoker["value"][at] > 0)
    age = (births["ends"] - world["born"][births["mother"]]) // clock.YEAR
    assert (age < 20).sum() > 40
    assert smokes[age < 20].mean() > 2 * smokes[age >= 30].mean()  # 0.7 times as often where neither knew of the other
