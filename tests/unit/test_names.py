"""Names: they fit the person, families share them, and newborns come by theirs in time."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from synth import clock
from synth.settings import Settings
from synth.world import reasons, tables, wordlists
from synth.world.building import build
from synth.world.demography import characteristics
from synth.world.families import relationships
from synth.world.identity import namelists, names
from synth.world.identity.namelists import FEMALE, MALE, MASTER, MISS, MR, MRS, PLACEHOLDERS
from synth.world.traits import origins

SETTINGS = Settings()
WORDS = names.vocabulary()


@pytest.fixture(scope="module")
def population():
    return build(np.arange(1500), SETTINGS)


@pytest.fixture(scope="module")
def table(population):
    return names.assign(population, SETTINGS)


def gone_by(population, table):
    """The sex by whose names a person goes in each row: the other one since a change of gender."""
    changed = np.flatnonzero(table["reason"] == reasons.GENDER)
    since = np.full(len(population), clock.NEVER)
    since[table["person"][changed]] = table["from"][changed]
    sex = population["sex"][table["person"]]
    return np.where(table["from"] >= since[table["person"]], 3 - sex, sex)


def test_the_names_of_a_person_touch_from_birth_to_never(population, table):
    person, begins, until = table["person"], table["from"], table["until"]
    first = np.r_[True, person[1:] != person[:-1]]
    last = np.r_[first[1:], True]
    assert (person[first] == np.arange(len(population))).all()
    assert (begins[first] == population["born"][person[first]]).all()
    assert (until[last] == clock.NEVER).all()
    assert (begins[1:][~first[1:]] == until[:-1][~last[:-1]]).all()
    assert (begins < until).all()


def test_first_names_are_of_lists_for_the_sex(population, table):
    rows = wordlists.read("given")
    babies = wordlists.read("babies")
    of_sex = {
        sex: {name for r in (rows, babies) for name, s in zip(r["name"], r["sex"], strict=True) if s == letter}
        for sex, letter in ((MALE, "M"), (FEMALE, "F"))
    }
    for given, middle, sex in zip(table["given"], table["middle"], gone_by(population, table), strict=True):
        assert WORDS["given"][given] in of_sex[sex] or WORDS["given"][given] in PLACEHOLDERS
        assert middle == -1 or (WORDS["given"][middle] in of_sex[sex] and middle != given)


def test_prefixes_fit_sex_and_age(population, table):
    sex = gone_by(population, table)
    age = clock.age_years(
        clock.uk_day(population["born"][table["person"]]),
        clock.uk_day(np.maximum(table["from"], SETTINGS.begins)),
    )
    assert (sex[np.isin(table["prefix"], (MR, MASTER))] == MALE).all()
    assert (sex[np.isin(table["prefix"], (MRS, MISS))] == FEMALE).all()
    assert (age[table["prefix"] == MASTER] < 18).all()
    assert (age[(table["prefix"] == MR) | (table["prefix"] == MRS)] >= 18).all()


def test_names_go_with_the_time_of_birth():
    n = 4000
    english = np.full(n, namelists.groups().index("english"))
    bits = np.arange(n, dtype=np.uint64) * np.uint64(0x9E37_79B9_7F4A_7C15)
    drawn = {}
    for year in (1890, 1925, 1964, 2016):
        picked = namelists.pick_given(english, np.full(n, FEMALE), np.full(n, year), bits)
        drawn[year] = {WORDS["given"][word] for word in picked}
    assert drawn[1890] == drawn[1925] and "Doris" in drawn[1925] and "Olivia" not in drawn[1925]
    assert "Tracey" in drawn[1964] and "Doris" not in drawn[1964]
    assert "Olivia" in drawn[2016] and "Tracey" not in drawn[2016]


def test_one_born_in_the_window_is_first_a_baby_of_the_mothers_name(population, table):
    here = population["born"] >= np.maximum(SETTINGS.begins, population["arrives"])  # of abroad nothing is known
    babies = np.flatnonzero(here & (population["mother"] >= 0))
    assert len(babies) > 100
    start = np.searchsorted(table["person"], np.arange(len(population)))
    births = population.pregnancies
    order, plurality = {}, {}
    for place in (1, 2, 3):
        for row, many in zip(births[f"baby_{place}"].tolist(), births["babies"].tolist(), strict=True):
            order[row], plurality[row] = place, many
    assert {2} <= {plurality[baby] for baby in babies.tolist()}
    for baby in babies.tolist():
        row = start[baby]
        said = WORDS["given"][table["given"][row]]
        many = min(plurality[baby], 3)
        wanted = {1: ("Baby",), 2: ("Twin One", "Twin Two"), 3: PLACEHOLDERS[3:]}[many][order[baby] - 1]
        assert said == wanted and table["middle"][row] == -1
        mother = population["mother"][baby]
        hers = np.flatnonzero((table["person"] == mother) & (table["from"] <= population["born"][baby]))[-1]
        assert table["family"][row] == namelists.forms()[population["sex"][baby], table["family"][hers]]
        later = table["until"][row]
        if later == clock.NEVER:
            assert population["stillborn"][baby] or population["died"][baby] < clock.NEVER
        else:
            days = later // clock.DAY - population["born"][baby] // clock.DAY
            assert 5 <= days <= 42 and not population["stillborn"][baby]
            assert WORDS["given"][table["given"][row + 1]] not in PLACEHOLDERS


def test_nobody_else_is_called_baby(population, table):
    placed = np.isin(table["given"], np.arange(len(PLACEHOLDERS)))
    assert (population["born"][table["person"][placed]] >= SETTINGS.begins).all()


def family_names_at(table, people, instants):
    """The family names, in their form for men, that people bore at some instants: later changes are none of a child's."""
    places = table["person"] * (2 * clock.NEVER) + table["from"]
    rows = np.searchsorted(places, people * (2 * clock.NEVER) + instants, side="right") - 1
    assert (table["person"][rows] == people).all()
    return namelists.forms()[1][table["family"][rows]]


def test_most_children_bear_a_parents_name_and_most_couples_one(population, table):
    forms = namelists.forms()
    now, own = (np.empty(len(population), dtype=np.int64) for _ in range(2))
    now[table["person"]] = forms[1][table["family"]]
    named = table["given"] >= len(PLACEHOLDERS)
    own[table["person"][named][::-1]] = forms[1][table["family"][named][::-1]]
    child = np.flatnonzero((population["mother"] >= 0) & (population["father"] >= 0))
    child = child[np.isin(child, table["person"][named])]
    father, mother = population["father"][child], population["mother"][child]
    first = np.flatnonzero(named)[::-1]
    given = np.empty(len(population), dtype=np.int64)
    given[table["person"][first]] = table["from"][first]
    hers, his = (family_names_at(table, parent, given[child]) for parent in (mother, father))
    # What a parent is called later, or was before, is no name of the child: those of the day count on which it was named.
    shared = (own[child] == his) | (own[child] == hers) | (own[child] == own[mother])
    assert shared.mean() > 0.99
    assert (own[child] == his).mean() > 0.75
    r = population.relationships
    sex = population["sex"]
    couple = (r["kind"] == relationships.PARTNER) & (sex[r["person"]] == FEMALE) & (sex[r["other"]] == MALE)
    couple &= population["died"][r["person"]] > SETTINGS.ends
    assert 0.5 < (now[r["person"][couple]] == now[r["other"][couple]]).mean() < 0.95


def test_a_woman_who_took_a_name_has_her_own_before(population, table):
    maiden = np.flatnonzero(table["use"] == names.MAIDEN)
    assert len(maiden) > 50
    assert (population["sex"][table["person"][maiden]] == FEMALE).all()
    assert (table["person"][maiden] == table["person"][maiden + 1]).all()
    assert (table["given"][maiden] == table["given"][maiden + 1]).all()


def test_children_of_one_mother_have_different_first_names(population, table):
    last = np.r_[table["person"][1:] != table["person"][:-1], True]
    child = (population["mother"] >= 0) & (table["given"][last] >= len(PLACEHOLDERS))
    pairs = list(zip(population["mother"][child].tolist(), table["given"][last][child].tolist(), strict=True))
    assert len({*pairs}) == len(pairs)


def test_a_family_is_called_the_same_whoever_is_built_beside_it(population, table):
    few = build(np.array([3, 700, 1234]), SETTINGS)
    alone = names.assign(few, SETTINGS)
    for family in (3, 700, 1234):
        here = np.isin(table["person"], np.flatnonzero(population["family"] == family))
        there = np.isin(alone["person"], np.flatnonzero(few["family"] == family))
        for column in alone.columns:
            if column != "person":
                assert (table[column][here] == alone[column][there]).all()


def test_names_do_not_depend_on_when_the_window_ends(population, table):
    longer = replace(SETTINGS, end=dt.date(2030, 1, 1))
    more = names.assign(population, longer)
    assert all((more[column] == table[column]).all() for column in table.columns)


def test_the_commonest_names_of_2020_are_as_common_as_published():
    """Of babies named from the English list, who are three in four; percent of all babies (ONS, 2020)."""
    babies = wordlists.read("babies")
    latest = [column for column in babies if column.isdigit()][-1]
    listed = list(zip(babies["sex"], babies["name"], map(int, babies[latest]), strict=True))
    published = {"Olivia": 1.36, "Amelia": 1.24, "Isla": 1.02, "Ava": 1.0, "Oliver": 1.46, "George": 1.42,
                 "Arthur": 1.4, "Noah": 1.4}  # fmt: skip
    for sex, names_ in (("F", [*published][:4]), ("M", [*published][4:])):
        total = sum(n for s, _, n in listed if s == sex)
        for name in names_:
            share = 75.6 * sum(n for s, word, n in listed if (s, word) == (sex, name)) / total
            assert abs(share / published[name] - 1) < 0.25, name


def test_no_common_name_of_one_list_is_lost_from_all():
    given, babies = wordlists.read("given"), wordlists.read("babies")
    there = {*given["name"], *babies["name"]}
    assert {"Noah", "Jack", "Muhammad", "Layla", "Daniel", "Maya", "Ethan", "Omar"} <= there
    indian = {
        n for g, s, n in zip(given["group"], given["sex"], given["name"], strict=True) if (g, s) == ("indian", "M")
    }
    assert "Noah" not in indian and "Aarav" in indian


def test_every_group_and_ethnic_category_has_lists():
    groups = namelists.groups()
    evidence = names._evidence()
    assert len(characteristics.ETHNIC) == 16
    for group in range(len(groups)):
        for sex in (MALE, FEMALE):
            for year in (1880, 1950, 2020):
                one = [np.array([n]) for n in (group, sex, year)]
                assert namelists.pick_given(*one, np.zeros(1, dtype=np.uint64))[0] >= len(PLACEHOLDERS)
    assert len(evidence["english"]) == len(groups)


def test_names_are_of_the_country_whose_language_a_family_speaks():
    population = build(np.arange(6000), SETTINGS)
    heritage, mixed = population.attributes["heritage"], np.isin(population["ethnic"], names.MIXED)
    groups, group = namelists.groups(), names._groups(population, SETTINGS)
    spoken = population.attributes["language"]
    for country, language, of in (("Lithuania", "Lithuanian", {"lithuanian", "east slavic"}), ("Poland", "Polish", {"polish"}),
                                  ("Portugal", "Portuguese", {"portuguese"}), ("Somalia", "Somali", {"somali"})):  # fmt: skip
        who = (heritage == origins.COUNTRIES.index(country)) & (spoken == origins.LANGUAGES.index(language)) & ~mixed
        assert who.sum() >= 8 and {groups[row] for row in group[who].tolist()} <= of, country


def test_every_country_of_the_world_and_no_other_has_names():
    assert tables.toml("names")["groups"].keys() == {*origins.COUNTRIES}


def test_forms_for_men_and_women():
    for his, hers in (
        ("Novák", "Nováková"),
        ("Petrov", "Petrova"),
        ("Kazlauskas", "Kazlauskė"),
        ("Kalniņš", "Kalniņa"),
    ):
        assert namelists.womens(his) == hers and namelists.mens(hers) == his
    assert namelists.womens("Kowalski") == "Kowalska" and namelists.mens("Kowalska") == "Kowalski"
    assert namelists.womens("Singh") == "Kaur" and namelists.mens("Kaur") == "Singh"
    assert namelists.womens("Taylor") == namelists.mens("Taylor") == "Taylor"


def test_word_lists_are_small_and_clean():
    for path in wordlists.FOLDER.glob("*.csv"):
        assert path.stat().st_size < 200_000
        assert "  " not in path.read_text("utf-8")
    for part in ("given", "family"):
        assert len({*WORDS[part]}) == len(WORDS[part])
        assert all(word == word.strip() and word for word in WORDS[part])
