"""Every life line holds together: who is whose, who lives with whom and when, nothing before arrival or after leaving
or death, and families as England's are."""

import numpy as np
import pytest

from synth import clock
from synth.settings import Settings
from synth.world import build
from synth.world.demography import characteristics, deaths, pregnancy
from synth.world.families import homes, marriages, relationships
from synth.world.families.families import FEMALE, MALE
from synth.world.identity import numbering
from synth.world.population import Population, Table
from synth.world.residence import practice_lists

SETTINGS = Settings(seed=11)
N = 16_000
DAYS = [clock.day_of(year, 6, 1) * clock.DAY for year in (2015, 2018, 2021, 2024)]
WIDTH, OFFSET = np.int64(1) << 42, np.int64(1) << 41


ELSEWHERE = (homes.CARE_HOME, homes.PRISON, homes.NOWHERE, homes.COMMUNAL)
"""Kinds of home to which nobody takes anyone along."""


@pytest.fixture(scope="module")
def world() -> Population:
    return build(np.arange(N), SETTINGS)


@pytest.fixture(scope="module")
def main(world) -> Table:
    """Homes, but for the second ones of children and stays of some weeks."""
    return world.households.take(~np.isin(world.households["kind"], homes.BESIDE))


@pytest.fixture(scope="module")
def partners(world) -> Table:
    """Each couple from both sides."""
    r = world.relationships
    return r.take(r["kind"] == relationships.PARTNER)


def begins(world: Population) -> np.ndarray:
    """The instant from which each person is alive and in England."""
    return np.maximum(world["born"], world["arrives"])


def ends(world: Population) -> np.ndarray:
    """The instant of each person's death or departure."""
    return np.minimum(world["died"], world["leaves"])


def years(world: Population, person: np.ndarray, instant: np.ndarray) -> np.ndarray:
    """Whole years of age."""
    return clock.age_years(clock.uk_day(world["born"][person]), clock.uk_day(instant))


def home_at(world: Population, main: Table, person: np.ndarray, instant: int) -> np.ndarray:
    """The row of the home of each person at an instant, or -1."""
    code = main["person"] * WIDTH + main["from"] + OFFSET
    row = np.searchsorted(code, person * WIDTH + instant + OFFSET, side="right") - 1
    safe = np.maximum(row, 0)
    return np.where((row >= 0) & (main["person"][safe] == person) & (main["until"][safe] > instant), row, -1)


def test_arrival_birth_departure_and_death_stand_in_order(world):
    come = world["arrives"] > clock.LONG_AGO
    gone = world["leaves"] < clock.NEVER
    assert come.sum() > 500 and (gone & (world["leaves"] < SETTINGS.ends)).sum() > 300
    assert (world["born"][come] < world["arrives"][come]).all()
    assert (world["arrives"][come] < world["died"][come]).all()
    assert (world["leaves"][gone] > begins(world)[gone]).all()
    assert (world["leaves"][gone] < world["died"][gone]).all()
    patient = world["patient"]
    assert (world["arrives"][patient] < SETTINGS.ends).all()


def test_a_family_comes_together_and_babies_leave_with_their_mothers(world):
    family = world["family"]
    opening = np.flatnonzero(world["patient"] & (world["arrives"] > clock.LONG_AGO))
    first, last = (np.full(N, fill) for fill in (clock.NEVER, clock.LONG_AGO))
    np.minimum.at(first, family[opening], world["arrives"][opening])
    np.maximum.at(last, family[opening], world["arrives"][opening])
    assert (first[family[opening]] == last[family[opening]]).all()
    child = np.flatnonzero((world["mother"] >= 0) & (world["leaves"] < clock.NEVER) & world["patient"])
    mother = world["mother"][child]
    young = (years(world, child, world["leaves"][child]) < 16) & (world["died"][mother] > world["leaves"][child])
    young &= world["patient"][mother]
    together = world["leaves"][mother] == world["leaves"][child]
    assert young.sum() > 100 and together[young].mean() > 0.99


def test_nobody_has_two_homes_at_once_but_a_child_of_parents_apart(world):
    h = world.households
    person, second = h["person"], h["kind"] == homes.SECOND_HOME
    order = np.flatnonzero(~np.isin(h["kind"], homes.BESIDE))
    same = person[order][1:] == person[order][:-1]
    assert (h["from"][order][1:][same] >= h["until"][order][:-1][same]).all()
    child = person[second]
    assert len(child) > 100 and len(np.unique(child)) == len(child)
    assert (world["mother"][child] >= 0).all() and (world["father"][child] >= 0).all()
    assert (h["until"][second] <= clock.birthday(clock.uk_day(world["born"][child]), 18) * clock.DAY).all()


def test_a_second_home_is_that_of_the_other_parent(world, main):
    h = world.households
    seen = 0
    for day in DAYS:
        rows = np.flatnonzero((h["kind"] == homes.SECOND_HOME) & (h["from"] <= day) & (h["until"] > day))
        child = h["person"][rows]
        there = np.zeros(len(rows), dtype=bool)
        for parent in ("mother", "father"):
            at = home_at(world, main, world[parent][child], day)
            own = home_at(world, main, child, day)
            there |= (at >= 0) & (main["household"][at] == h["household"][rows])
            there |= (at >= 0) & np.isin(main["kind"][at], ELSEWHERE)
            assert (main["household"][own] != h["household"][rows]).all()
        assert there.mean() > 0.98
        seen += len(rows)
    assert seen > 100


def test_homes_lie_between_birth_or_arrival_and_departure_or_death(world):
    h = world.households
    person = h["person"]
    assert (h["until"] <= ends(world)[person]).all()
    come = world["arrives"][person] > clock.LONG_AGO
    assert (h["from"][come] >= world["arrives"][person][come]).all()
    born = world["born"][person] >= SETTINGS.begins
    assert (h["from"][born] >= world["born"][person][born]).all()
    assert ((h["from"] < h["until"]) | world["stillborn"][person]).all()
    moves = practice_lists.moves(world)
    who = moves["person"]
    assert len(who) > 1000
    assert ((moves["time"] > begins(world)[who]) & (moves["time"] < ends(world)[who])).all()


def test_a_child_lives_with_a_parent(world, main):
    """As long as the one with whom they live is alive, in England and not in prison: orphans, and those left behind,
    apart."""
    patients = np.flatnonzero(world["patient"] & (world["mother"] >= 0) & (world["father"] >= 0))
    for day in DAYS:
        kid = patients[(begins(world)[patients] <= day) & (ends(world)[patients] > day)]
        kid = kid[world["born"][kid] > day - 16 * clock.YEAR]
        r = world.relationships
        others = np.isin(r["kind"], (relationships.FOSTER_CARER, relationships.GUARDIAN, relationships.ADOPTIVE_PARENT))
        placed = np.concatenate(
            [
                r["person"][others & (r["from"] <= day) & (r["until"] > day)],
                world.placements["person"][(world.placements["from"] <= day) & (world.placements["until"] > day)],
            ]
        )
        kid = kid[~np.isin(kid, placed)]
        with_one, lost = np.zeros(len(kid), dtype=bool), np.zeros(len(kid), dtype=bool)
        own = home_at(world, main, kid, day)
        for parent in ("mother", "father"):
            who = world[parent][kid]
            at = home_at(world, main, who, day)
            with_one |= (at >= 0) & (main["household"][at] == main["household"][own])
            lost |= (ends(world)[who] <= day) & world["patient"][who]
            lost |= (at >= 0) & np.isin(main["kind"][at], ELSEWHERE)
        assert len(kid) > 2000 and (with_one | lost).all()
        assert with_one.mean() > 0.995


def test_partners_live_together_but_for_care_and_prison(world, main, partners):
    for day in DAYS:
        now = partners.take((partners["from"] <= day) & (partners["until"] > day))
        one, two = now["person"], now["other"]
        here = (begins(world)[one] <= day) & (begins(world)[two] <= day)
        here &= (ends(world)[one] > day) & (ends(world)[two] > day)
        one, two = one[here], two[here]
        a, b = home_at(world, main, one, day), home_at(world, main, two, day)
        assert (a >= 0).all() and (b >= 0).all() and len(one) > 5000
        care = np.isin(main["kind"][a], ELSEWHERE) | np.isin(main["kind"][b], ELSEWHERE)
        assert ((main["household"][a] == main["household"][b]) | care).all()
        assert care.mean() < 0.05


def test_the_fact_of_a_partner_is_the_couples(world, partners):
    fact = world.facts["partnered"]
    code = fact["person"] * WIDTH + fact["time"] + OFFSET
    person = np.arange(len(world))
    for day in DAYS:
        row = np.maximum(np.searchsorted(code, person * WIDTH + day + OFFSET, side="right") - 1, 0)
        said = (fact["person"][row] == person) & (fact["time"][row] <= day) & (fact["value"][row] == 1)
        true = np.zeros(len(world), dtype=bool)
        true[partners["person"][(partners["from"] <= day) & (partners["until"] > day)]] = True
        assert (said == true).all()


def test_nobody_has_two_partners_and_none_as_a_child_or_after_death_or_departure(world, partners):
    order = np.lexsort((partners["from"], partners["person"]))
    person, since, until = (partners[c][order] for c in ("person", "from", "until"))
    same = person[1:] == person[:-1]
    assert same.sum() > 100 and (since[1:][same] >= until[:-1][same]).all()
    assert (since < until).all() and (until <= world["died"][person]).all()
    assert (since < ends(world)[person]).all()
    assert years(world, person, since).min() >= 16
    # Who came together may have lived together abroad; nobody else finds a partner here before coming.
    other = partners["other"][order]
    came_as_one = (world["arrives"][person] > clock.LONG_AGO) & (world["arrives"][person] == world["arrives"][other])
    assert ((since >= begins(world)[person]) | came_as_one).all() and came_as_one.sum() > 100


def test_marriages_lie_within_couples_and_follow_one_another(world, partners):
    m = world.marriages
    ours = np.flatnonzero(m["two"] >= 0)
    size = len(world)
    pair = partners["person"] * size + partners["other"]
    order = np.argsort(pair)
    at = np.minimum(np.searchsorted(pair[order], m["one"][ours] * size + m["two"][ours]), len(pair) - 1)
    couple = order[at]
    assert len(ours) > 3000 and (pair[couple] == m["one"][ours] * size + m["two"][ours]).all()
    wed = m["from"][ours]
    assert ((partners["from"][couple] <= wed) & (wed < partners["until"][couple])).all()
    assert (m["until"][ours] >= partners["until"][couple]).all()
    who = np.concatenate([m["one"], m["two"][ours]])
    since, until = np.concatenate([m["from"], wed]), np.concatenate([m["until"], m["until"][ours]])
    assert years(world, who, since).min() >= 18
    assert (since < until).all() and (until <= world["died"][who]).all() and (since < world["leaves"][who]).all()
    order = np.lexsort((since, who))
    same = who[order][1:] == who[order][:-1]
    assert same.sum() > 20 and (since[order][1:][same] >= until[order][:-1][same]).all()
    # Whoever is told to be married is so in the table, and the other way round.
    for day in DAYS:
        now = np.zeros(size, dtype=bool)
        now[who[(since <= day) & (until > day)]] = True
        assert (marriages.married(m, size, day) == now).all() and now.sum() > 3000


def test_partners_are_of_like_age(world, partners):
    one = world["sex"][partners["person"]] == FEMALE
    woman, man = partners["person"][one], partners["other"][one]
    mixed = world["sex"][man] == MALE
    gap = (world["born"][woman[mixed]] - world["born"][man[mixed]]) / clock.YEAR
    assert np.median(gap) == pytest.approx(2.2, abs=0.8)  # he is the older by some two years
    assert 0.2 < (gap < 0).mean() < 0.4
    assert (np.abs(gap) > 15).mean() < 0.05 and np.abs(gap).max() < 45


def test_no_parent_of_school_age_has_a_teenager(world):
    for parent, youngest, oldest in (("mother", 14, 51), ("father", 14, 75)):
        child = np.flatnonzero(world[parent] >= 0)
        age = years(world, world[parent][child], world["born"][child])
        assert age.min() >= youngest and age.max() <= oldest, parent
    child = np.flatnonzero(world["mother"] >= 0)
    age = years(world, world["mother"][child], world["born"][child])
    assert age.mean() == pytest.approx(29.8, abs=1.2) and (age >= 45).mean() < 0.01


def test_few_mothers_are_under_18_at_a_birth(world):
    """Births in England to those under 18: some 2 in a hundred in 2000, fewer than 1 since 2018."""
    child = np.flatnonzero(world["mother"] >= 0)
    assert (years(world, world["mother"][child], world["born"][child]) < 18).mean() < 0.025


def test_children_of_a_mother_are_twins_or_a_wait_and_a_pregnancy_apart(world):
    child = np.flatnonzero(world["mother"] >= 0)
    child = child[world["patient"][world["mother"][child]]]
    order = child[np.lexsort((world["born"][child], world["mother"][child]))]
    same = world["mother"][order][1:] == world["mother"][order][:-1]
    apart = (world["born"][order][1:] - world["born"][order][:-1])[same]
    plurality = world.attributes["plurality"]
    twins = apart < 2 * clock.DAY
    assert twins.sum() > 20 and (plurality[order[1:][same][twins]] > 1).all()
    assert (plurality[order[:-1][same][twins]] > 1).all()
    # From one birth to the next: at least a wait of two months and a pregnancy of 22 weeks.
    assert (apart[~twins] > (60 + 140) * clock.DAY).all()
    assert np.median(apart[~twins]) / clock.YEAR == pytest.approx(3, abs=0.8)
    p = world.pregnancies
    assert (
        p["babies"][p["outcome"] <= pregnancy.STILLBIRTH] == p["fetuses"][p["outcome"] <= pregnancy.STILLBIRTH]
    ).all()


def test_ethnic_groups_run_in_families(world, partners):
    ethnic = world["ethnic"]
    child = np.flatnonzero((world["mother"] >= 0) & (world["father"] >= 0))
    mother, father = ethnic[world["mother"][child]], ethnic[world["father"][child]]
    alike = mother == father
    assert (ethnic[child][alike] == mother[alike]).all() and alike.mean() > 0.8
    mixed = [i for i, (code, _) in enumerate(characteristics.ETHNIC) if code in "DEFG"]
    assert len(mixed) == 4
    # Of parents of different groups the child is of one of theirs, or of a mixed group.
    either = (ethnic[child] == mother) | (ethnic[child] == father) | np.isin(ethnic[child], mixed)
    assert either.all() and np.isin(ethnic[child][~alike], mixed).any()
    same = (ethnic[partners["person"]] == ethnic[partners["other"]]).mean()
    by_chance = (np.bincount(ethnic[world["patient"]]) / world["patient"].sum()) ** 2
    assert same > by_chance.sum() + 0.2


def test_causes_of_death_fit_age_and_sex(world):
    dead = np.flatnonzero(world["cause"] >= 0)
    age, sex, cause = years(world, dead, world["died"][dead]), world["sex"][dead], world["cause"][dead]
    assert len(dead) > 5000
    named = {name: cause == i for i, name in enumerate(deaths.CAUSES)}
    assert not sex[named["prostate cancer"]].tolist().count(FEMALE)
    assert (age[named["prostate cancer"]] >= 35).all()
    assert (age[named["dementia and Alzheimer disease"]] >= 35).all()
    assert np.median(age[named["dementia and Alzheimer disease"]]) > 80
    for name, i in ((n, i) for i, n in enumerate(deaths.CAUSES) if "perinatal" in n or "neonatal" in n):
        assert (age[cause == i] < 1).all(), name
    assert (world["stillborn"][dead] == (cause == deaths.STILLBORN)).all()


def test_practice_lists_touch_and_never_overlap(world):
    t = world.lists
    person = t["person"]
    same = person[1:] == person[:-1]
    assert same.sum() > 1000
    assert (t["from"][1:][same] == t["until"][:-1][same]).all()
    moved = (t["practice"][1:] != t["practice"][:-1]) | (t["place"][1:] != t["place"][:-1])
    assert moved[same].all() and (t["until"] > t["from"]).all()
    first, last = np.flatnonzero(np.r_[True, ~same]), np.flatnonzero(np.r_[~same, True])
    who = person[first]
    # Visitors who are given no NHS number register nowhere.
    listed = world["patient"] & ~world["stillborn"].astype(bool)
    living = np.flatnonzero(listed & (world.attributes["overseas_visitor"] != numbering.UNNUMBERED))
    assert (who == living).all()
    assert (t["from"][first] == begins(world)[who]).all()
    assert (np.minimum(t["until"][last], SETTINGS.ends) == np.minimum(ends(world)[who], SETTINGS.ends)).all()
    # A turn is counted from 0 for those there from the first, from 1 for those who came from abroad.
    come = world["arrives"][who] > clock.LONG_AGO
    assert (t["turn"][first] == come).all() and (np.diff(t["turn"])[same] == 1).all()


def test_the_list_is_that_of_the_address(world):
    from synth.world.residence import addresses

    for day in DAYS:
        here = np.flatnonzero(world["patient"] & (begins(world) <= day) & (ends(world) > day))
        here = here[world.attributes["overseas_visitor"][here] != numbering.UNNUMBERED]
        row = addresses.at(world, here, np.full(len(here), day))
        place, practice = practice_lists.at(world, here, np.full(len(here), day))
        assert (row >= 0).all()
        assert (world.addresses["place"][row] == place).all() and (world.addresses["practice"][row] == practice).all()


def test_neighbours_share_deprivation_and_those_of_a_home_share_it(world):
    h = world.households
    decile = world.attributes["decile"]
    code = world["family"][h["person"]] * 4096 + h["household"]
    order = np.argsort(code, kind="stable")
    same = code[order][1:] == code[order][:-1]
    assert (decile[h["person"][order]][1:][same] == decile[h["person"][order]][:-1][same]).all()
    a = world.addresses
    abode = a["postcode"] >= 0
    order = np.flatnonzero(abode)[np.argsort(a["postcode"][abode], kind="stable")]
    same = a["postcode"][order][1:] == a["postcode"][order][:-1]
    assert same.sum() > 100 and (a["decile"][order][1:][same] == a["decile"][order][:-1][same]).all()
