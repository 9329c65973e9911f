"""The world's promises that do not depend on numbers: who is asked for does not matter, families are
closed."""

import datetime as dt

import numpy as np
import pytest

from synth import clock, keys
from synth.settings import Settings
from synth.world import build, choose_families, count_families, count_persons
from synth.world.demography import migration, pregnancy
from synth.world.families import families, homes
from synth.world.identity import nhs_numbers, numbering
from synth.world.places import dealing
from synth.world.population import Population, Table

SETTINGS = Settings(seed=42)
N = 6000


@pytest.fixture(scope="module")
def world() -> Population:
    return build(np.arange(N), SETTINGS)


def rows(population: Population, table, *person_columns: str, keep=None) -> set[tuple]:
    """The rows of a table with persons told by family and member, so that batches can be compared."""
    family, member = population["family"], population["member"]
    columns = []
    for name, column in table.columns.items():
        if column.dtype.kind == "V" or column.ndim > 1:
            continue
        if name in person_columns:
            at = np.maximum(column, 0)
            columns.append(np.where(column >= 0, family[at] * 64 + member[at], -1))
        else:
            columns.append(column)
    found = zip(*(c.tolist() for c in columns), strict=True)
    return {
        row for row, wanted in zip(found, keep if keep is not None else iter(lambda: True, 0), strict=False) if wanted
    }


PARTS = {
    "persons": ("mother", "father"),
    "pregnancies": ("mother", "baby_1", "baby_2", "baby_3"),
    "households": ("person",),
    "relationships": ("person", "other"),
    "numbers": ("person",),
    "marriages": ("one", "two"),
    "lists": ("person",),
}


def of_families(population: Population, part: str, wanted: set[int]) -> set[tuple]:
    table = getattr(population, part)
    first = {"persons": None, "pregnancies": "mother", "marriages": "one"}.get(part, "person")
    family = population["family"] if first is None else population["family"][table[first]]
    return rows(population, table, *PARTS[part], keep=np.isin(family, list(wanted)))


@pytest.mark.parametrize("part", PARTS)
def test_a_family_is_the_same_whichever_others_are_asked_for(world, part):
    chosen = np.arange(3, N, 149)
    alone = build(chosen, SETTINGS)
    assert of_families(alone, part, set(chosen)) == of_families(world, part, set(chosen)) != set()


def test_attributes_and_facts_are_the_same_whichever_others_are_asked_for(world):
    chosen = np.arange(100, 400, 7)
    alone = build(chosen, SETTINGS)
    here = np.flatnonzero(np.isin(world["family"], chosen))
    for name, column in alone.attributes.items():
        assert (column == world.attributes[name][here]).all(), name
    for name, fact in alone.facts.items():
        keep = np.isin(world["family"][world.facts[name]["person"]], chosen)
        assert rows(alone, fact, "person") == rows(world, world.facts[name], "person", keep=keep), name


def test_a_family_far_away_can_be_had_alone():
    some = np.arange(4_099_990, 4_100_000)
    far = int(some[count_families(some, SETTINGS) > 0][-1])
    a, b = build(np.array([far]), SETTINGS), build(some, SETTINGS)
    assert of_families(a, "persons", {far}) == of_families(b, "persons", {far}) != set()


def test_a_family_that_is_not_in_england_in_the_window_is_nobody(world):
    there = migration.present(SETTINGS.run, np.arange(N), SETTINGS.start_day, SETTINGS.ends // clock.DAY)
    assert (world.families == np.flatnonzero(there)).all() and 0 < len(world.families) < N
    assert (np.unique(world["family"]) == world.families).all()
    absent = np.flatnonzero(~there)[:3]
    assert len(build(absent, SETTINGS)) == 0 and not count_families(absent, SETTINGS).any()
    # Those who come on the last day of the window are the last to be there.
    seen = migration.first_seen(keys.family_key(SETTINGS.run, np.arange(N)), SETTINGS.start_day)
    assert (there == (seen < SETTINGS.ends // clock.DAY)).all()


def test_what_is_so_up_to_a_day_does_not_depend_on_the_end():
    short = Settings(seed=42, end=dt.date(2019, 7, 1))
    a, b = build(np.arange(3000), short), build(np.arange(3000), SETTINGS)
    ends = short.ends
    told_a = rows(a, a.persons, "mother", "father")
    here = (np.maximum(b["born"], b["arrives"]) < ends) & (b["member"] < families.OUTSIDE)
    told_b = rows(b, b.persons, "mother", "father", keep=here)
    assert {r for r in told_a if r[1] < families.OUTSIDE} == told_b
    assert told_a <= rows(b, b.persons, "mother", "father")
    known = np.isin(b["family"], a.families)
    for name in ("households", "relationships", "numbers", "marriages", "lists"):
        t, u = getattr(a, name), getattr(b, name)
        person = PARTS[name]
        # An end of theirs that has not come may be told by a later address.
        # So may the end of a home: by a time away from it that begins later.
        if name in ("lists", "households"):
            told = {"until", "kept", "registers", "removed"} & set(t.columns)
            t, u = (Table({**x.columns, **{c: np.minimum(x[c], ends) for c in told}}) for x in (t, u))
        early_a, early_b = t["from"] < ends, (u["from"] < ends) & known[u[person[0]]]
        assert rows(a, t, *person, keep=early_a) == rows(b, u, *person, keep=early_b) != set(), name
    told = []
    for population in (a, b):
        table = population.addresses
        early = table.take((table["from"] < ends) & np.isin(table["family"], a.families))
        told.append(set(zip(*(np.minimum(early[c], ends if c == "until" else early[c].max()).tolist()
                              for c in early.columns), strict=True)))  # fmt: skip
    assert told[0] == told[1]
    for name in a.facts:
        t, u = a.facts[name], b.facts[name]
        early = (u["time"] < ends) & known[u["person"]]
        assert rows(a, t, "person", keep=t["time"] < ends) == rows(b, u, "person", keep=early), name
    p, q = a.pregnancies, b.pregnancies.take(known[b.pregnancies["mother"]])
    ended_a, ended_b = p["ends"] < ends, q["ends"] < ends
    who = PARTS["pregnancies"]
    assert rows(a, p, *who, keep=ended_a) == rows(b, q, *who, keep=ended_b)
    begun = q["begins"] < ends
    assert rows(a, p.take(p["begins"] < ends), *who) >= rows(b, q.take(ended_b & begun), *who)
    open_a, open_b = (p["begins"] < ends) & ~ended_a, begun & ~ended_b
    for name in ("begins", "ends", "gestation", "outcome", "fetuses", "birth_weight_1", "parity", "number"):
        assert (p[name][open_a] == q[name][open_b]).all(), name


def test_the_count_equals_what_is_built(world):
    built = np.bincount(world["family"][world["patient"]], minlength=N)
    assert (count_persons(0, N, SETTINGS) == built).all()
    assert (count_families(np.array([5, 17, 4000]), SETTINGS) == built[[5, 17, 4000]]).all()


def test_the_count_equals_what_is_built_over_a_long_window_with_families_that_fill_up():
    long = Settings(seed=9, end=dt.date(2055, 1, 1))
    p = build(np.arange(4000), long)
    assert (count_persons(0, 4000, long) == np.bincount(p["family"][p["patient"]], minlength=4000)).all()
    assert p["member"][p["patient"]].max() < families.LARGEST


@pytest.mark.parametrize("patients", [1, 2, 7, 100, 999, 5000])
def test_exactly_so_many_patients_are_chosen(patients):
    chosen = choose_families(patients, SETTINGS)
    counts = count_families(chosen.families, SETTINGS)
    assert counts.sum() == patients
    built = build(chosen.families, SETTINGS)
    assert built["patient"].sum() == patients
    # Only families that are not in England in the window are empty, and none of them is taken to fill up.
    assert (np.unique(built["family"]) == chosen.families[counts > 0]).all()
    assert (counts[chosen.whole :] > 0).all() and (count_families(np.array(chosen.left_out, int), SETTINGS) > 0).all()
    assert (np.diff(chosen.families) > 0).all()
    assert len(chosen.filling) + len(chosen.left_out) < 200
    assert not set(chosen.left_out) & set(chosen.families.tolist())


def test_no_patients_is_an_error():
    with pytest.raises(ValueError, match="at least 1"):
        choose_families(0, SETTINGS)


def test_persons_stand_in_order_with_their_own_keys_and_numbers(world):
    family, member = world["family"], world["member"]
    assert (np.diff(family * 64 + member) > 0).all()
    assert (world["key"] == keys.person_key(SETTINGS.run, family, member)).all()
    assert (np.diff(world.families) > 0).all()
    assert (np.diff(world.family_start) == np.bincount(family, minlength=N)[world.families]).all()
    assert (family[world.family_start[:-1]] == world.families).all()
    n = world.numbers
    patients = np.flatnonzero(world["patient"])
    patients = patients[world.attributes["overseas_visitor"][patients] != numbering.UNNUMBERED]
    first = np.flatnonzero(np.r_[True, n["person"][1:] != n["person"][:-1]])
    assert (n["person"][first] == patients).all()
    rank = family[patients] % keys.BLOCK * families.LARGEST + member[patients]
    assert (n["nhs_number"][first] == nhs_numbers.nhs_numbers(42, family[patients] // keys.BLOCK, rank)).all()


def test_no_relation_leads_out_of_a_family(world):
    family = world["family"]
    for part, people in PARTS.items():
        table = getattr(world, part)
        own = family if part == "persons" else family[table[people[0]]]
        for name in people:
            column = table[name]
            assert (column < len(world)).all()
            there = column >= 0
            assert (family[column[there]] == own[there]).all(), (part, name)


def test_relationships_are_told_from_both_sides(world):
    from synth.world.families.relationships import KINDS

    back = {
        "gestational mother": {"child"},
        "father": {"child"},
        "second parent": {"child"},
        "partner": {"partner"},
        "child": {"gestational mother", "father", "second parent"},
        "former partner": {"former partner"},
        "sibling": {"sibling"},
        "half-sibling": {"half-sibling"},
        "grandparent": {"grandchild"},
        "grandchild": {"grandparent"},
        "step-parent": {"step-child"},
        "step-child": {"step-parent"},
        "foster carer": {"foster child"},
        "foster child": {"foster carer"},
        "guardian": {"ward"},
        "ward": {"guardian"},
        "adoptive parent": {"adopted child"},
        "adopted child": {"adoptive parent"},
    }
    r = world.relationships
    told = set(zip(r["person"].tolist(), r["other"].tolist(), r["kind"].tolist(), strict=True))
    assert len(told) == len(r)
    for person, other, kind in told:
        assert person != other
        assert any((other, person, KINDS.index(k)) in told for k in back[KINDS[kind]]), (
            person,
            other,
            KINDS[kind],
        )
    assert (r["until"] > r["from"]).all()


def test_a_mother_is_a_woman_of_age_and_alive_when_she_bears(world):
    child = np.flatnonzero(world["mother"] >= 0)
    mother = world["mother"][child]
    assert (world["sex"][mother] == families.FEMALE).all()
    assert (world["died"][mother] >= world["born"][child]).all()
    age = clock.age_years(clock.uk_day(world["born"][mother]), clock.uk_day(world["born"][child]))
    assert age.min() >= 14 and age.max() <= 51
    father = world["father"][world["father"] >= 0]
    assert (world["sex"][father] == families.MALE).all()


def test_a_father_is_alive_at_conception(world):
    p = world.pregnancies
    has = p["baby_1"] >= 0
    father = world["father"][p["baby_1"][has]]
    begins = p["begins"][has]
    there = father >= 0
    assert (world["died"][father[there]] + clock.DAY > begins[there]).all()
    age = (begins[there] - world["born"][father[there]]) // clock.YEAR
    assert age.min() >= 13


def test_brothers_and_sisters_are_a_wait_and_a_pregnancy_apart_or_twins(world):
    p = world.pregnancies
    births = np.flatnonzero(p["outcome"] <= pregnancy.STILLBIRTH)
    mother, ends, begins = p["mother"][births], p["ends"][births], p["begins"][births]
    same = mother[1:] == mother[:-1]
    wait = begins[1:] - ends[:-1]
    assert (wait[same] >= 60 * clock.DAY).all()
    lately = ends[:-1] > np.maximum(SETTINGS.begins, world["arrives"][mother[:-1]])
    assert (same & lately).sum() > 100
    assert (wait[same & lately] >= 149 * clock.DAY).all()


def test_no_pregnancy_lasts_longer_than_pregnancies_do(world):
    p = world.pregnancies
    birth = p["outcome"] <= pregnancy.STILLBIRTH
    assert p["gestation"][birth].max() < 44 * 7


def test_pregnancies_follow_one_another_and_are_counted(world):
    p = world.pregnancies
    same = p["mother"][1:] == p["mother"][:-1]
    assert (np.diff(p["mother"]) >= 0).all()
    assert (p["number"][1:][same] == p["number"][:-1][same] + 1).all()
    assert (p["number"][1:][~same] == 1).all() and (p["gravida"] == p["number"]).all()
    assert (p["begins"][1:][same] > p["ends"][:-1][same]).all()
    birth = p["outcome"] <= pregnancy.STILLBIRTH
    assert (p["parity"][1:][same] == (p["parity"] + birth)[:-1][same]).all()
    assert (p["parity"][1:][~same] == 0).all()
    assert (p["gestation"][birth] >= 154).all() and (p["gestation"][~birth] < 168).all()
    assert (p["gestation"][p["outcome"] == pregnancy.STILLBIRTH] >= 168).all()
    assert ((p["babies"] > 0) == birth).all() and (p["birth_weight_1"][birth] > 200).all()
    days = clock.uk_day(p["ends"]) - p["last_period"]
    assert (np.abs(days - p["gestation"]) <= 1).all()


def test_babies_belong_to_their_pregnancy(world):
    p = world.pregnancies
    for j in (1, 2, 3):
        has = np.flatnonzero(p[f"baby_{j}"] >= 0)
        baby = p[f"baby_{j}"][has]
        assert (world["mother"][baby] == p["mother"][has]).all()
        assert (np.abs(world["born"][baby] - p["ends"][has]) < 2 * clock.DAY).all()
        assert (world.attributes["birth_weight"][baby] == p[f"birth_weight_{j}"][has]).all()
        assert (world.attributes["plurality"][baby] == p["fetuses"][has]).all()


def test_the_opening_population_is_alive_on_the_first_day(world):
    opening = world["born"] < SETTINGS.begins
    assert (world["died"][opening] > SETTINGS.begins).all()
    came = world["arrives"] > clock.LONG_AGO
    assert (world["born"][came] < world["arrives"][came]).all() and (world["died"] > world["arrives"]).all()
    assert (world["born"] < SETTINGS.ends).all()
    assert ((world["died"] == clock.NEVER) == (world["cause"] == -1)).all()


def test_a_stillborn_baby_is_a_patient_born_dead_from_24_weeks():
    p = build(np.arange(60_000), SETTINGS)
    still = np.flatnonzero(p["stillborn"])
    assert len(still) > 20
    assert p["patient"][still].all()
    assert (p["died"][still] == p["born"][still]).all()
    assert (p.attributes["birth_gestation"][still] >= 168).all()
    assert np.isin(still, p.numbers["person"]).all()


def test_every_patient_lives_somewhere_from_birth_or_arrival_to_departure_or_death(world):
    h = world.households
    at_home = h.take(~np.isin(h["kind"], homes.BESIDE))
    person = at_home["person"]
    first = np.flatnonzero(np.r_[True, person[1:] != person[:-1]])
    last = np.append(first[1:] - 1, len(person) - 1)
    patient = world["patient"][person[first]]
    first, last = first[patient], last[patient]
    who = person[first]
    assert (who == np.flatnonzero(world["patient"])).all()
    opening = (world["born"] < SETTINGS.begins) & (world["arrives"] == clock.LONG_AGO)
    begins = np.where(opening, SETTINGS.begins, np.maximum(world["born"], world["arrives"]))[who]
    assert (np.where(opening[who], at_home["from"][first] <= begins, at_home["from"][first] == begins)).all()
    same = person[1:] == person[:-1]
    assert (at_home["from"][1:][same] == at_home["until"][:-1][same]).all() and same.sum() > 1000
    # Homes that begin after the window are not told: what is told reaches to its end.
    ends = np.minimum(world["died"], world["leaves"])[who]
    assert (np.minimum(at_home["until"][last], SETTINGS.ends) == np.minimum(ends, SETTINGS.ends)).all()
    assert (at_home["until"][last] <= ends).all() and (at_home["from"] < SETTINGS.ends).all()


def test_every_household_number_of_a_baby_is_its_mothers(world):
    begins = np.maximum(SETTINGS.begins, world["arrives"])
    baby = np.flatnonzero((world["born"] >= begins) & (world["mother"] >= 0))
    h = world.households
    start = {}
    for row in np.flatnonzero(~np.isin(h["kind"], homes.BESIDE)):
        start.setdefault(int(h["person"][row]), []).append(row)
    assert len(baby) > 400
    for b in baby:
        home = int(h["household"][start[int(b)][0]])
        born = world["born"][b]
        hers = [
            int(h["household"][r])
            for r in start[int(world["mother"][b])]
            if h["from"][r] <= born and h["until"][r] >= born
        ]
        assert home in hers


def test_families_are_dealt_to_places_and_practices_by_arithmetic(world):
    family = np.arange(dealing.FAMILIES_PER_PLACE * 2 + 1)
    place = dealing.place_of(family)
    assert place[0] == 0 and place[dealing.FAMILIES_PER_PLACE] == 1 and place[-1] == 2
    practice = dealing.practice_of(SETTINGS.run, family)
    share = np.bincount(practice[:10_000], minlength=dealing.PRACTICES) / 10
    assert np.abs(share - dealing.shares()[0]).max() < 0.5
    assert (dealing.practice_of(SETTINGS.run, family[500:600]) == practice[500:600]).all()
    assert (world["practice"] == dealing.practice_of(SETTINGS.run, world["family"])).all()


def test_no_families_make_an_empty_population():
    p = build(np.zeros(0, dtype=np.int64), SETTINGS)
    assert len(p) == 0 and len(p.pregnancies) == 0


@pytest.mark.parametrize(
    "start", [dt.date(1970, 1, 1), dt.date(1999, 12, 31), dt.date(2024, 2, 29), dt.date(2090, 6, 1)]
)
def test_any_first_day_in_range_does(start):
    settings = Settings(start=start, end=start.replace(year=start.year + 3, day=1))
    p = build(np.arange(400), settings)
    assert (count_persons(0, 400, settings) == np.bincount(p["family"][p["patient"]], minlength=400)).all()
    assert p["born"].min() > clock.FIRST_DAY * clock.DAY


def test_a_first_day_too_early_is_said():
    with pytest.raises(ValueError, match="too early"):
        count_persons(0, 3, Settings(start=dt.date(1930, 1, 1), end=dt.date(1931, 1, 1)))


def test_a_window_too_long_is_said():
    with pytest.raises(ValueError, match="50 years"):
        build(np.arange(3), Settings(end=dt.date(2070, 1, 1)))
