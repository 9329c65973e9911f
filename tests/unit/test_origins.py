"""Where people are from, what they speak and believe, and who they are: one family at a time it must fit."""

from __future__ import annotations

import numpy as np
import pytest

from synth import clock
from synth.settings import Settings
from synth.world import build
from synth.world.demography import characteristics
from synth.world.population import Population
from synth.world.traits import beliefs, origins
from synth.world.traits.origins import COUNTRIES, LANGUAGES, NATIONS

SETTINGS = Settings(seed=23)
CODES = [code for code, _ in characteristics.ETHNIC]


@pytest.fixture(scope="module")
def world() -> Population:
    """Some 50,000 people."""
    return build(np.arange(40_000), SETTINGS)


def of_group(world: Population, codes: str) -> np.ndarray:
    return np.isin(world["ethnic"], [CODES.index(c) for c in codes])


def test_who_is_born_in_the_window_in_england_is_born_in_england(world):
    here = (world["born"] >= SETTINGS.begins) & (world["born"] >= world["arrives"]) & world["patient"]
    assert here.sum() > 1000
    assert (world.attributes["born_in"][here] == origins.ENGLAND).all()


def test_who_comes_from_abroad_with_foreign_parents_was_born_abroad(world):
    came = (world["arrives"] > clock.LONG_AGO) & of_group(world, "CHJKLN") & world["patient"]
    assert (world.attributes["born_in"][came] >= NATIONS).mean() > 0.93


def test_a_year_of_arrival_is_told_of_those_born_abroad_alone_and_fits_their_lives(world):
    a = world.attributes
    abroad = a["born_in"] >= NATIONS
    assert ((a["arrived_year"] > 0) == abroad).all()
    assert (a["arrived_year"][abroad] >= a["born_year"][abroad]).all()
    window = abroad & (world["arrives"] > clock.LONG_AGO)
    year = clock.year_of(clock.uk_day(world["arrives"][window]))
    assert (a["arrived_year"][window] == year).all()


def test_children_are_born_where_their_mother_lived_at_the_time(world):
    a, mother = world.attributes, world["mother"]
    child = np.flatnonzero((mother >= 0) & (a["born_in"] >= NATIONS) & (a["born_in"][mother] >= NATIONS))
    assert len(child) > 500
    assert (a["born_in"][child] == a["born_in"][mother[child]]).all()
    assert (a["born_year"][child] <= a["arrived_year"][mother[child]]).all()
    at_home = np.flatnonzero((mother >= 0) & (a["born_in"] < NATIONS) & (a["born_in"][mother] >= NATIONS))
    assert (a["born_year"][at_home] >= a["arrived_year"][mother[at_home]]).all()


def test_country_and_ethnic_group_fit(world):
    country = np.array(COUNTRIES)[world.attributes["born_in"]]
    abroad = world.attributes["born_in"] >= NATIONS
    founders = abroad & (world["mother"] < 0)
    for code, wanted in (("J", "Pakistan"), ("K", "Bangladesh"), ("H", "India"), ("B", "Ireland"), ("M", "Jamaica")):
        theirs = country[founders & of_group(world, code)]
        assert (theirs == wanted).mean() > 0.5, code
    assert of_group(world, "J")[country == "Pakistan"].mean() > 0.85
    assert of_group(world, "A")[country == "Poland"].mean() < 0.15


def test_partners_born_abroad_of_one_group_are_mostly_of_one_country(world):
    r = world.relationships
    pairs = r.take(r["kind"] == 4)
    one, two = pairs["person"], pairs["other"]
    born = world.attributes["born_in"]
    both = (world["ethnic"][one] == world["ethnic"][two]) & (born[one] >= NATIONS) & (born[two] >= NATIONS)
    assert both.sum() > 300
    assert (born[one[both]] == born[two[both]]).mean() > 0.7


def test_language_fits_the_country_and_runs_in_the_family(world):
    a, mother = world.attributes, world["mother"]
    language = np.array(LANGUAGES)[a["language"]]
    country = np.array(COUNTRIES)[a["born_in"]]
    polish = language[(country == "Poland") & (language != "English")]
    assert len(polish) > 100 and (polish == "Polish").mean() > 0.95
    assert (language[np.isin(country, ["Jamaica", "Ireland", "Australia"])] == "English").mean() > 0.95
    other = np.flatnonzero((mother >= 0) & (a["language"] > 0) & (a["language"] < len(LANGUAGES) - 1))
    theirs = np.maximum(mother[other], 0)
    speaks = a["language"][theirs] > 0
    assert (a["language"][other[speaks]] == a["language"][theirs[speaks]]).mean() > 0.95
    assert ((a["language"] == 0) == (a["english_speaker"] == 1)).all()


def test_who_is_from_england_speaks_english_wherever_born(world):
    a = world.attributes
    expats = (a["heritage"] == origins.ENGLAND) & (a["born_in"] >= NATIONS) & (world["mother"] < 0)
    assert expats.sum() > 300
    assert (a["language"][expats] == 0).mean() > 0.99
    welsh = np.array(LANGUAGES)[a["language"]] == "Welsh"
    assert (np.array(COUNTRIES)[a["born_in"]][welsh & (world["mother"] < 0)] == "Wales").all()


def test_only_those_with_another_language_need_an_interpreter_and_the_old_more_than_the_young(world):
    a = world.attributes
    assert (a["interpreter"][a["language"] == 0] == 0).all()
    other = (a["language"] > 0) & world["patient"]
    old, young = other & (a["born_year"] < 1960), other & (a["born_year"] >= 1985) & (a["born_year"] < 2000)
    assert a["interpreter"][old].mean() > 2 * a["interpreter"][young].mean()
    assert 0.12 < a["interpreter"][other].mean() < 0.30


def test_religion_fits_group_and_family(world):
    religion, mother = np.array(beliefs.RELIGIONS)[world.attributes["religion"]], world["mother"]
    shares = {code: religion[of_group(world, code)] for code in "AHJKMR"}
    assert (shares["J"] == "Muslim").mean() > 0.85 and (shares["K"] == "Muslim").mean() > 0.85
    assert (shares["H"] == "Hindu").mean() == pytest.approx(0.43, abs=0.07)
    assert (shares["H"] == "Sikh").mean() == pytest.approx(0.22, abs=0.06)
    assert (shares["M"] == "Christian").mean() > 0.55
    assert (shares["R"] == "none").mean() > 0.5
    child = np.flatnonzero((mother >= 0) & (religion[mother] == "Sikh") & (world["ethnic"] == CODES.index("H")))
    assert len(child) > 50 and np.isin(religion[child], ["Sikh", "none"]).mean() > 0.9


def test_the_religions_of_england_have_their_shares(world):
    day = clock.day_of(2021, 3, 21) * clock.DAY
    here = world["patient"] & (world["born"] <= day) & (np.minimum(world["died"], world["leaves"]) > day)
    here &= world["arrives"] <= day
    share = np.bincount(world.attributes["religion"][here], minlength=8) / here.sum()
    # Census 2021, of the 94.0 percent who answered.
    wanted = {"none": 0.390, "Christian": 0.493, "Muslim": 0.071, "Hindu": 0.019, "Sikh": 0.0096, "Jewish": 0.0053}
    for name, value in wanted.items():
        assert share[beliefs.RELIGIONS.index(name)] == pytest.approx(value, abs=0.006 + 0.06 * value), name


def test_orientation_agrees_with_whom_people_live_with(world):
    r = world.relationships
    pairs = r.take(r["kind"] == 4)
    one, two = pairs["person"], pairs["other"]
    same = world["sex"][one] == world["sex"][two]
    orientation = world.attributes["orientation"]
    assert same.sum() > 50
    assert (orientation[one[same]] > 0).all()
    assert (orientation[one[~same]] != 1).all()
    adult = world["patient"] & (world.attributes["born_year"] < 2005)
    assert (orientation[adult] == 1).mean() == pytest.approx(0.0166, abs=0.004)
    assert (orientation[adult] == 2).mean() == pytest.approx(0.0138, abs=0.004)


def test_half_a_percent_have_another_gender_than_registered_and_some_change_their_record(world):
    a = world.attributes
    adult = world["patient"] & (a["born_year"] < 2005)
    assert (a["gender_identity"][adult] > 0).mean() == pytest.approx(0.005, abs=0.0015)
    changes = a["transition"] < 2**31
    assert (a["gender_identity"][changes] > 0).all() and changes.sum() > 20
    man, woman = a["gender_identity"] == beliefs.TRANS_MAN, a["gender_identity"] == beliefs.TRANS_WOMAN
    assert (world["sex"][man] == 2).all() and (world["sex"][woman] == 1).all()
    age = clock.age_years(clock.uk_day(world["born"])[changes], a["transition"][changes])
    assert (age >= 15).all()


def test_what_people_are_like_does_not_depend_on_when_the_window_ends(world):
    import dataclasses
    import datetime as dt

    longer = build(np.arange(3_000), dataclasses.replace(SETTINGS, end=dt.date(2030, 1, 1)))
    shorter = build(np.arange(3_000), SETTINGS)
    code = longer["family"] * 64 + longer["member"]
    row = np.searchsorted(code, shorter["family"] * 64 + shorter["member"])
    assert (longer["key"][row] == shorter["key"]).all()
    for name in shorter.attributes:
        mine = shorter["patient"]
        long, short = longer.attributes[name][row][mine], shorter.attributes[name][mine]
        if name in ("not_safe_from", "into_care_from"):  # what comes after the window is nobody's to know in it
            moments = (longer.attributes[m][row][mine] for m in ("not_safe_from", "into_care_from"))
            known = np.minimum(*moments) < SETTINGS.ends
            assert (short[~known] >= SETTINGS.ends).all()
            long, short = long[known], short[known]
        np.testing.assert_array_equal(long, short, err_msg=name)
