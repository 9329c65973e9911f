"""Catchments: a family's school and pharmacy are near, the same for those who live together, and change with a move."""

from collections import defaultdict

import numpy as np
import pytest

from synth import clock
from synth.settings import Settings
from synth.world.building import build
from synth.world.organisations import organisations
from synth.world.residence import addresses, catchments

SETTINGS = Settings()
WHEN = clock.day_of(2019, 11, 5) * clock.DAY + 600


@pytest.fixture(scope="module")
def population():
    return build(np.arange(2500), SETTINGS)


def here(population):
    rows = np.arange(len(population))
    return rows, addresses.at(population, rows, np.full(len(rows), WHEN))


def test_those_who_live_together_have_one_pharmacy_and_their_children_one_school_of_a_kind(population):
    rows, home = here(population)
    pharmacy = catchments.pharmacies(population, rows, np.full(len(rows), WHEN))
    school = catchments.schools(population, rows, np.full(len(rows), WHEN))
    by_postcode = defaultdict(set)
    together = 0
    for row in rows[home >= 0]:
        postcode = int(population.addresses["postcode"][home[row]])
        assert (pharmacy[row] == catchments.NONE) == (postcode == addresses.NO_FIXED_ABODE)
        for number in (pharmacy[row], school[row]):
            if number != catchments.NONE:
                by_postcode[postcode, organisations.kind_of(int(number)).key].add(int(number))
                assert number // organisations.SLOTS == population.addresses["place"][home[row]]
        together += school[row] != catchments.NONE
    assert together > 300
    assert all(len(found) == 1 for found in by_postcode.values())
    assert (pharmacy[home < 0] == catchments.NONE).all() and (school[home < 0] == catchments.NONE).all()


def test_children_go_to_the_school_of_their_age(population):
    rows, home = here(population)
    school = catchments.schools(population, rows, np.full(len(rows), WHEN))
    born = clock.uk_day(population["born"])
    age = np.array([clock.age_years_one(int(b), clock.day_of(2019, 8, 31)) if b <= WHEN // 1440 else -1 for b in born])
    kinds = {"primary_school": range(4, 11), "secondary_school": range(11, 16)}
    lives = (home >= 0) & (population.addresses["postcode"][np.maximum(home, 0)] != addresses.NO_FIXED_ABODE)
    for row in rows[lives]:
        wanted = [kind for kind, ages in kinds.items() if age[row] in ages]
        found = [] if school[row] == catchments.NONE else [organisations.kind_of(int(school[row])).key]
        assert found == wanted, (row, age[row])


def test_every_school_and_pharmacy_of_a_place_is_somebodys(population):
    rows, _ = here(population)
    when = np.full(len(rows), WHEN)
    used = {
        *catchments.schools(population, rows, when).tolist(),
        *catchments.pharmacies(population, rows, when).tolist(),
    }
    for kind in ("primary_school", "secondary_school", "pharmacy"):
        slots = range(organisations.KINDS[kind].slot, organisations.KINDS[kind].slot + organisations.KINDS[kind].count)
        assert {*slots} <= used


def test_the_school_year_begins_in_september():
    days = [clock.day_of(2019, 8, 31), clock.day_of(2019, 9, 1), clock.day_of(2020, 1, 1)]
    assert catchments.school_year(np.array(days) * clock.DAY + 720).tolist() == [2018, 2019, 2019]
