"""Children in the care of the council: as many as in England, placed, cared for by somebody, at home again or adopted."""

import numpy as np
import pytest

from synth import clock
from synth.pathway.engines import rules
from synth.record.kinds import CHANGES, RELATIONSHIPS
from synth.record.relationships import relationships as recorded
from synth.record.scribe import Scribe
from synth.settings import Settings
from synth.world import build
from synth.world.families import care, homes, relationships
from synth.world.population import Population
from synth.world.residence import away

SETTINGS = Settings(seed=31)
YEARS = (2015, 2018, 2021, 2024)


@pytest.fixture(scope="module")
def world() -> Population:
    return build(np.arange(80_000), SETTINGS)


def children(world: Population, at: int) -> np.ndarray:
    here = world["patient"] & (world["born"] <= at) & (world["born"] > at - 18 * clock.YEAR)
    return here & (np.minimum(world["died"], world["leaves"]) > at) & (world["arrives"] <= at)


def test_as_many_are_looked_after_as_in_england(world):
    # DfE, children looked after 2024: 69 per 10,000 on a day, 27 start in a year, 57 percent boys.
    c, stock, starts, boys = world.care, [], [], []
    for year in YEARS:
        at = clock.day_of(year, 3, 31) * clock.DAY
        many = children(world, at).sum()
        on = (c["from"] <= at) & (c["until"] > at)
        stock.append(10_000 * on.sum() / many)
        starts.append(10_000 * ((c["from"] > at) & (c["from"] <= at + clock.YEAR)).sum() / many)
        boys.append((world["sex"][c["person"][on]] == 1).mean())
    assert np.mean(stock) == pytest.approx(69, rel=0.2)
    assert np.mean(starts) == pytest.approx(27, rel=0.2)
    assert np.mean(boys) == pytest.approx(0.57, abs=0.05)


def test_two_in_three_are_with_foster_carers_or_kin(world):
    p, kinds = world.placements, np.zeros(6)
    for year in YEARS:
        at = clock.day_of(year, 3, 31) * clock.DAY
        kinds += np.bincount(p["kind"][(p["from"] <= at) & (p["until"] > at)], minlength=6)
    share = kinds / kinds.sum()
    assert share[care.FOSTER] + share[care.KIN] == pytest.approx(0.70, abs=0.10)
    assert share[care.CHILDRENS_HOME] + share[care.SUPPORTED] == pytest.approx(0.20, abs=0.08)
    assert share[care.PARENT] == pytest.approx(0.07, abs=0.04)
    assert share[care.WITH_ADOPTERS] == pytest.approx(0.03, abs=0.02)


def test_placements_touch_and_fill_the_time_in_care(world):
    c, p = world.care, world.placements
    begun = c["from"] < SETTINGS.ends
    assert len(np.unique(c["person"])) == len(c)
    # Those who come into care after the window are told of because somebody worries within it.
    assert (begun | (c["known"] < SETTINGS.ends)).all() and 0 < (~begun).sum() < 0.4 * begun.sum()
    c = c.take(np.flatnonzero(begun))
    first = np.searchsorted(p["person"], c["person"])
    last = np.searchsorted(p["person"], c["person"], side="right") - 1
    assert (p["from"][first] == c["from"]).all()
    ended = p["until"][last]
    assert ((ended == c["until"]) | (ended >= SETTINGS.ends)).all()
    same = p["person"][1:] == p["person"][:-1]
    assert (p["from"][1:][same] == p["until"][:-1][same]).all()
    assert ((c["until"] - world["born"][c["person"]]) / clock.YEAR).max() < 18.01


def test_a_foster_carer_is_nobodys_patient_and_lives_with_the_child(world):
    p, h = world.placements, world.households
    rows = np.flatnonzero((p["carer"] >= 0) & (p["from"] >= SETTINGS.begins))
    assert len(rows) > 100
    carer, child, at = p["carer"][rows], p["person"][rows], p["from"][rows]
    assert not world["patient"][carer].any() and (world["member"][carer] >= care.CARERS).all()
    assert (world["family"][carer] == world["family"][child]).all()
    age = (at - world["born"][carer]) / clock.YEAR
    assert age.min() > 27 and age.max() < 90
    main = np.flatnonzero(~np.isin(h["kind"], homes.BESIDE))
    person, since = h["person"][main], h["from"][main]
    theirs, his = (main[away.around(person, since, who, at)[0]] for who in (child, carer))
    assert (h["household"][theirs] == h["household"][his]).all()
    fostered = p["kind"][rows] == care.FOSTER
    assert (h["kind"][theirs][fostered] == homes.FOSTER_HOME).all()
    a = world.addresses
    assert np.isin(world["family"][child] * 4096 + h["household"][theirs], a["family"] * 4096 + a["household"]).all()


def test_brothers_and_sisters_come_on_one_day_and_mostly_stay_together(world):
    c = world.care
    code = world["family"][c["person"]] * (1 << 42) + c["from"] + (1 << 41)
    _, inverse, many = np.unique(code, return_inverse=True, return_counts=True)
    assert 0.2 < (many[inverse] > 1).mean() < 0.6


def test_an_adopted_child_has_new_parents_from_that_day_and_the_old_ones_until_then(world):
    a, r = world.adoptions, world.relationships
    now = a.take(a["from"] > SETTINGS.begins)
    assert len(now) > 20 and (np.diff(a["person"]) > 0).all()
    size = len(world)
    pair = r["person"] * size + r["other"]
    new = r["kind"] == relationships.ADOPTIVE_PARENT
    wanted = now["person"] * size + now["adopter"]
    assert np.isin(wanted, pair[new]).all()
    assert (r["responsibility"][new] == 1).all()
    birth = np.isin(r["kind"], relationships.UPWARD[:3]) & np.isin(r["person"], now["person"])
    day = dict(zip(now["person"].tolist(), now["from"].tolist(), strict=True))
    assert birth.sum() >= len(now)
    assert all(
        until == day[p] for p, until in zip(r["person"][birth].tolist(), r["until"][birth].tolist(), strict=True)
    )
    assert (world["died"][now["person"]] > now["from"]).all()
    old = (now["from"] - world["born"][now["person"]]) / clock.YEAR
    assert old.max() < 12 and old.mean() < 5
    # Two men among the adopters of some, two women among those of others.
    parents = {p: [] for p in now["person"].tolist()}
    for p, other in zip(r["person"][new].tolist(), r["other"][new].tolist(), strict=True):
        parents.get(p, []).append(int(world["sex"][other]))
    assert {tuple(sorted(sexes)) for sexes in parents.values()} >= {(1, 2)}
    assert max(len(sexes) for sexes in parents.values()) == 2


def test_guardians_have_parental_responsibility_while_the_child_is_one(world):
    r = world.relationships
    rows = np.flatnonzero((r["kind"] == relationships.GUARDIAN) & (r["responsibility"] == 1))
    assert len(rows) > 20
    grown = clock.birthday(clock.uk_day(world["born"][r["person"][rows]]), 18) * clock.DAY
    assert (r["until"][rows] <= grown).all()
    foster = r["kind"] == relationships.FOSTER_CARER
    assert foster.sum() > 100 and not r["responsibility"][foster].any()


def test_pathways_hear_of_worry_then_care_then_each_placement(world):
    names = ("is not safe at home", "comes into care", "is placed", "is adopted")
    heard = {s.name: s for s in rules.world_signals(world, dict.fromkeys(names, (0,)))}
    assert set(heard) == set(names)
    worry, comes, placed = (heard[n] for n in names[:3])
    # Who comes to England alone is in care from the first hour, and nobody here has worried before.
    alone = np.isin(worry.person, world.care["person"][world.care["alone"] == 1])
    assert (worry.person == comes.person).all() and (worry.time < comes.time)[~alone].mean() > 0.95
    assert alone.sum() > 20 and (worry.time[alone] == clock.NEVER).all()
    assert (comes.time[alone] == world["arrives"][comes.person[alone]]).all()
    within = comes.person[comes.time < SETTINGS.ends]
    assert set(within.tolist()) == set(placed.person.tolist()) and len(placed.person) > len(within)
    assert np.isin(comes.carries["to"], (0, 1, 2, 3)).all() and np.isin(comes.carries["legal"], (0, 1, 2)).all()
    assert (comes.carries["leaves"] > comes.time).all()


def test_nobody_is_in_care_while_living_with_a_partner_nor_in_a_home_of_ones_own_after_it(world):
    partnered, h = world.facts["partnered"], world.households
    alone = world.care["person"][world.care["alone"] == 1]
    own = h.take(np.flatnonzero((h["kind"] == homes.OWN_HOME) & np.isin(h["person"], alone)))
    for t in (world.care, own):
        row, _ = away.around(partnered["person"], partnered["time"], t["person"], t["until"] - 1)
        assert np.isin(t["person"], partnered["person"]).sum() > 5
        assert not ((row >= 0) & (partnered["value"][row] == 1)).any()


def test_an_adopted_child_lived_with_those_who_adopt_it_for_months_and_was_in_care_for_more_than_a_year(world):
    c, p, a = world.care, world.placements, world.adoptions
    since = dict(zip(c["person"].tolist(), c["from"].tolist(), strict=True))
    placed = p.take(np.flatnonzero(p["kind"] == care.WITH_ADOPTERS))
    moved_in = dict(zip(placed["person"].tolist(), placed["from"].tolist(), strict=True))
    adopters = dict(zip(placed["person"].tolist(), placed["carer"].tolist(), strict=True))
    assert len(a) > 20
    for person, adopter, day in zip(a["person"].tolist(), a["adopter"].tolist(), a["from"].tolist(), strict=True):
        assert day - moved_in[person] >= 70 * clock.DAY and adopters[person] == adopter
        assert day - since[person] > clock.YEAR


def test_two_people_are_one_relative_in_the_record_whatever_they_become_to_each_other(world):
    table = recorded(Scribe(world, SETTINGS))
    pair = table["person"] * len(world) + table["other"]
    order = np.lexsort((table["version"], pair))
    pair, entry, change, version, what = (
        column[order] for column in (pair, *(table[name] for name in ("entry", "change", "version", "relationship")))
    )
    same = pair[1:] == pair[:-1]
    assert (entry[1:][same] == entry[:-1][same]).all() and (version[1:][same] == version[:-1][same] + 1).all()
    assert (np.diff(table["recorded"][order])[same] >= 0).all()
    assert ((change == CHANGES.index("begun")) == (version == 1)).all()
    foster, guardian = RELATIONSHIPS.index("foster carer"), RELATIONSHIPS.index("guardian")
    becomes = same & (what[:-1] == foster) & (what[1:] == guardian)
    assert becomes.any() and (change[1:][becomes] == CHANGES.index("amended")).all()


def test_people_of_working_age_live_in_homes_with_care_as_often_as_in_england(world):
    # SALT 2022-23: 16 percent of 890 per 100,000 of 18-64 in residential or nursing care [recalled, not looked up].
    h, found = world.households, {homes.CARE_HOME: [], homes.SUPPORTED: []}
    for year in YEARS:
        at = clock.day_of(year, 3, 31) * clock.DAY
        age = at - world["born"]
        adults = world["patient"] & (age >= 18 * clock.YEAR) & (age < 65 * clock.YEAR) & (world["arrives"] <= at)
        adults &= np.minimum(world["died"], world["leaves"]) > at
        for kind, rates in found.items():
            there = (h["kind"] == kind) & (h["from"] <= at) & (h["until"] > at)
            rates.append(100_000 * adults[h["person"][there]].sum() / adults.sum())
    assert np.mean(found[homes.CARE_HOME]) == pytest.approx(0.16 * 890, rel=0.25)
    assert 120 < np.mean(found[homes.SUPPORTED]) < 280


def test_who_moves_to_a_home_with_care_in_working_age_is_limited_a_lot_and_nobodys_mother(world):
    a, born = world.attributes, world["born"]
    moves = np.minimum(a["supported_living_from"], a["care_home_from"])
    young = np.flatnonzero((moves < clock.NEVER) & (moves > clock.day_of(2015, 1, 1) * clock.DAY)
                           & (moves - born < 55 * clock.YEAR) & (moves < clock.day_of(2025, 1, 1) * clock.DAY))  # fmt: skip
    assert len(young) > 60
    limited = world.facts["disabled"]
    much = np.zeros(len(world), dtype=bool)
    much[limited["person"][(limited["value"] == 2) & (limited["time"] <= moves[limited["person"]])]] = True
    assert much[young].mean() > 0.99
    assert not np.isin(young, world.pregnancies["mother"]).any()
