"""Addresses: everyone lives somewhere, at addresses that belong to nobody, and moves are in the record."""

import datetime as dt
import re
from dataclasses import replace

import numpy as np
import pytest

from synth import clock
from synth.settings import Settings
from synth.world.building import build
from synth.world.families import homes
from synth.world.organisations import organisations
from synth.world.places import border, places
from synth.world.residence import addresses

SETTINGS = Settings()


@pytest.fixture(scope="module")
def population():
    return build(np.arange(1500), SETTINGS)


@pytest.fixture(scope="module")
def table(population):
    return addresses.assign(population, SETTINGS)


def test_the_addresses_of_a_household_touch_and_do_not_overlap(table):
    home = table["family"] * 4096 + table["household"]
    assert (np.diff(home) >= 0).all()
    same = home[1:] == home[:-1]
    assert (table["from"][1:][same] == table["until"][:-1][same]).all()
    assert (table["from"] <= table["until"]).all()
    assert same.sum() > 200


def test_everyone_has_an_address_while_at_a_home(population, table):
    population.addresses = table
    h = population.households
    main = np.flatnonzero(~np.isin(h["kind"], homes.BESIDE) & (h["from"] < h["until"]))
    person, since = h["person"][main], np.maximum(h["from"][main], SETTINGS.begins - 5 * clock.YEAR)
    inside = since < h["until"][main]
    row = addresses.at(population, person[inside], since[inside])
    assert (row >= 0).all()
    assert (table["family"][row] == population["family"][person[inside]]).all()
    assert (table["household"][row] == h["household"][main][inside]).all()
    assert ((table["from"][row] <= since[inside]) & (since[inside] < table["until"][row])).all()


def test_place_and_practice_on_the_first_day_are_the_persons(population, table):
    population.addresses = table
    there = (population["born"] < SETTINGS.begins) & (population["arrives"] < SETTINGS.begins)
    alive = np.flatnonzero(there & population["patient"])
    row = addresses.at(population, alive, np.full(len(alive), SETTINGS.begins))
    assert (row >= 0).all() and len(alive) > 1000
    assert (table["place"][row] == population["place"][alive]).all()
    assert (table["practice"][row] == population["practice"][alive]).all()


def test_nobody_is_anywhere_before_arrival_or_after_departure(population, table):
    population.addresses = table
    come = np.flatnonzero((population["arrives"] > clock.LONG_AGO) & population["patient"])
    assert len(come) > 50
    assert (addresses.at(population, come, population["arrives"][come] - 1) == -1).all()
    row = addresses.at(population, come, population["arrives"][come])
    assert (row >= 0).all()
    gone = np.flatnonzero((population["leaves"] < SETTINGS.ends) & population["patient"])
    assert len(gone) > 20
    assert (addresses.at(population, gone, population["leaves"][gone]) == -1).all()
    assert (addresses.at(population, gone, population["leaves"][gone] - 1) >= 0).all()


def test_a_postcode_lies_in_one_decile_one_place_and_in_town_or_country(table):
    known = table["postcode"] != addresses.NO_FIXED_ABODE
    order = np.argsort(table["postcode"][known], kind="stable")
    code = table["postcode"][known][order]
    same = code[1:] == code[:-1]
    assert same.sum() > 100
    for name in ("decile", "place", "rural", "street", "town"):
        column = table[name][known][order]
        assert (column[1:][same] == column[:-1][same]).all(), name


def test_nobody_is_anywhere_before_birth(population, table):
    population.addresses = table
    babies = np.flatnonzero(population["born"] > SETTINGS.begins)
    assert (addresses.at(population, babies, population["born"][babies] - 1) == -1).all()


def test_addresses_read_well(table):
    words = addresses.vocabulary()
    for row in range(0, len(table), 7):
        r = {name: table[name][row] for name in table.columns}
        text = addresses.postcode_text_one(int(r["postcode"]))
        line = addresses.line_text(int(r["flat"]), int(r["number"]), int(r["street"]))
        if r["postcode"] == addresses.NO_FIXED_ABODE:
            assert text == "ZZ99 3VZ" and line == "No fixed abode" and r["uprn"] == -1
            continue
        assert re.fullmatch(r"(Flat \d+, )?\d+ [A-Z][A-Za-z]+ [A-Z][a-z]+", line)
        if text.startswith(border.district(border.wales())):  # a few live across the border
            continue
        assert text.startswith(places.district(int(r["place"])))
        assert words["town"][r["town"]] == places.town(int(r["place"]))
        assert (r["locality"] >= 0) == r["rural"]
        assert 999_000_000_000 <= r["uprn"] < 10**12


def test_a_postcode_lies_in_one_street_one_decile_and_in_town_or_country(table):
    lived = (table["postcode"] >= 0) & (table["establishment"] < 0)
    for column in ("street", "decile", "rural", "locality", "place", "practice"):
        pairs = {*zip(table["postcode"][lived].tolist(), table[column][lived].tolist(), strict=True)}
        assert len(pairs) == len({*table["postcode"][lived].tolist()})


def test_no_fixed_abode_is_rare_and_of_people_alone(population, table):
    nowhere = np.flatnonzero(table["postcode"] == addresses.NO_FIXED_ABODE)
    assert 0 < len(nowhere) < 0.01 * len(table)


def test_a_family_lives_the_same_whoever_is_built_beside_it(table):
    few = addresses.assign(build(np.array([3, 700, 1234]), SETTINGS), SETTINGS)
    here = np.isin(table["family"], (3, 700, 1234))
    for column in few.columns:
        assert (table[column][here] == few[column]).all()


def test_a_longer_window_only_adds_moves(population, table):
    more = addresses.assign(population, replace(SETTINGS, end=dt.date(2030, 1, 1)))
    early = more["from"] < SETTINGS.ends
    early_here = table["from"] < SETTINGS.ends
    for column in table.columns:
        if column != "until":
            assert (more[column][early] == table[column][early_here]).all()
    changed = more["until"][early] != table["until"][early_here]
    assert (more["until"][early][changed] >= SETTINGS.ends).all() and changed.any()


def test_about_as_many_move_as_do(table):
    moved = (table["from"] >= SETTINGS.begins) & (table["from"] < SETTINGS.ends)
    first = np.r_[True, (np.diff(table["family"]) != 0) | (np.diff(table["household"]) != 0)]
    households = first & (table["from"] < SETTINGS.begins)
    assert 0.03 < (moved & ~first).sum() / households.sum() / 10 < 0.09


def test_whoever_lives_in_a_care_home_a_hall_or_a_prison_has_its_address(population, table):
    h = population.households
    kinds = {homes.CARE_HOME: "care_home", homes.HALL: "student_hall", homes.PRISON: "prison"}
    seen = set()
    for row in np.flatnonzero(table["establishment"] >= 0):
        r = {name: table[name][row] for name in table.columns}
        home = organisations.details(int(r["establishment"]))
        line = addresses.line_text(int(r["flat"]), int(r["number"]), int(r["street"]))
        assert (line,) == home.lines and addresses.postcode_text_one(int(r["postcode"])) == home.postcode
        assert home.number // organisations.SLOTS == r["place"] and not r["rural"]
        mine = (population["family"][h["person"]] == r["family"]) & (h["household"] == r["household"])
        assert {kinds[int(kind)] for kind in h["kind"][mine]} == {home.kind}
        if home.kind == "care_home":  # each practice has its care home
            assert home.number % organisations.SLOTS - organisations.KINDS["care_home"].slot == r["practice"]
        seen.add(home.kind)
    assert seen == {*kinds.values()}
    communal = {(int(population["family"][p]), int(n)) for p, n, k in
                zip(h["person"], h["household"], h["kind"], strict=True) if k in kinds}  # fmt: skip
    away = table["establishment"] < 0
    assert not communal & {*zip(table["family"][away].tolist(), table["household"][away].tolist(), strict=True)}
