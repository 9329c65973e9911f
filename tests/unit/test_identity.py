"""Identity over time: numbers, recorded sex and what people are called, each with its reason and its days."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from synth import clock
from synth.settings import Settings
from synth.world import reasons, wordlists
from synth.world.building import build
from synth.world.identity import gender, identity, namelists, names, nhs_numbers, numbering
from synth.world.population import Population, Table

SETTINGS = Settings()
FAMILIES = 30_000


@pytest.fixture(scope="module")
def world() -> Population:
    """Some 50,000 people."""
    return build(np.arange(FAMILIES), SETTINGS)


def touching(table: Table) -> tuple[np.ndarray, np.ndarray]:
    """Whether each row is the first, and the last, of its person; every other follows the one before without a gap."""
    person = table["person"]
    first = np.r_[True, person[1:] != person[:-1]]
    assert (np.diff(person) >= 0).all() and (table["from"] < table["until"]).all()
    assert (table["from"][1:][~first[1:]] == table["until"][:-1][~first[1:]]).all()
    return first, np.r_[first[1:], True]


def test_numbers_touch_from_the_first_to_never_and_no_two_are_alike(world):
    n = world.numbers
    _, last = touching(n)
    assert (n["until"][last] == clock.NEVER).all()
    # No number is anyone else's at any time, and none that was given up comes back.
    assert len(np.unique(n["nhs_number"])) == len(n)
    assert all(nhs_numbers.is_valid(int(one)) for one in n["nhs_number"][:: len(n) // 500])


def test_everyone_but_some_visitors_has_a_number_and_no_one_before_birth_or_arrival(world):
    n = world.numbers
    has = np.isin(np.arange(len(world)), n["person"])
    unnumbered = world.attributes["overseas_visitor"] == numbering.UNNUMBERED
    assert (has == (world["patient"] & ~unnumbered)).all() and unnumbered.any()
    here = np.maximum(world["born"], world["arrives"])
    assert (n["from"] >= here[n["person"]]).all()
    newborn = (world["born"] >= SETTINGS.begins) & world["patient"] & has & (world["arrives"] == clock.LONG_AGO)
    wait = n["from"] - world["born"][n["person"]]
    first = np.r_[True, n["person"][1:] != n["person"][:-1]] & newborn[n["person"]]
    assert (wait[first] >= 15).all() and (wait[first] <= 36 * 60).all()


def test_a_number_changes_for_a_reason_and_only_in_life(world):
    n = world.numbers
    first, _ = touching(n)
    later = n.take(~first)
    why = later["reason"]
    assert np.isin(why, (reasons.GENDER, reasons.CORRECTION, reasons.ADOPTION)).all()
    assert {reasons.GENDER, reasons.CORRECTION} <= {*why.tolist()}
    assert np.isin(n["reason"][first], (reasons.BIRTH, reasons.ARRIVAL)).all()
    person = later["person"]
    assert (later["from"] < np.minimum(world["died"], world["leaves"])[person]).all()
    came = world["arrives"][n["person"][first]] > clock.LONG_AGO
    assert ((n["reason"][first] == reasons.ARRIVAL) == came).all()


def test_verification_is_that_of_a_few_untraced_numbers(world):
    n = world.numbers
    assert np.isin(n["status"], (1, 2, 3, 5, 6)).all()
    assert ((n["status"] == numbering.TRACED) == (n["verified"] == n["from"])).all()
    assert 0.005 < (n["status"] != numbering.TRACED).mean() < 0.012
    # A few stay untraced, so that a record of any day shows some.
    assert 0.002 < ((n["verified"] > SETTINGS.ends) & (n["from"] < SETTINGS.ends)).mean() < 0.009


def test_recorded_sex_changes_on_the_day_of_the_new_number_or_is_put_right_soon_after_birth(world):
    s, n = world.sexes, world.numbers
    first, last = touching(s)
    assert (s["until"][last] == clock.NEVER).all() and (s["from"][first] == world["born"][s["person"][first]]).all()
    assert (s["sex"][1:][~first[1:]] == 3 - s["sex"][:-1][~first[1:]]).all()
    changed = s.take(s["reason"] == reasons.GENDER)
    assert len(changed) > 5
    age = (changed["from"] - world["born"][changed["person"]]) / clock.YEAR
    assert (age >= 16).all() and (changed["sex"] == 3 - world["sex"][changed["person"]]).all()
    new = set(zip(n["person"][n["reason"] == reasons.GENDER].tolist(), n["from"][n["reason"] == reasons.GENDER].tolist(),
                  strict=True))  # fmt: skip
    # Who came from abroad may have changed before the first number was given.
    given = dict(zip(n["person"][::-1].tolist(), n["from"][::-1].tolist(), strict=True))
    numbered = [
        (p, at) for p, at in zip(changed["person"].tolist(), changed["from"].tolist(), strict=True) if at > given[p]
    ]
    assert set(numbered) == new and len(numbered) > 5
    right = s.take(s["reason"] == reasons.CORRECTION)
    assert len(right) and (right["from"] - world["born"][right["person"]] <= 31 * clock.DAY).all()
    assert (right["sex"] == world["sex"][right["person"]]).all()


def test_what_was_recorded_before_a_change_of_gender_keeps_the_old_sex(world):
    changed = world.sexes.take(world.sexes["reason"] == reasons.GENDER)
    who, when = changed["person"], changed["from"]
    assert (gender.recorded(world, who, when - 1) == world["sex"][who]).all()
    assert (gender.recorded(world, who, when) == 3 - world["sex"][who]).all()
    others = np.setdiff1d(np.arange(len(world)), world.sexes["person"])
    assert (gender.recorded(world, others, np.full(len(others), SETTINGS.ends)) == world["sex"][others]).all()


def test_the_new_first_name_comes_with_or_before_the_new_number_and_is_of_the_new_sex(world):
    t, n = world.names, world.numbers
    renamed = dict(zip(t["person"][t["reason"] == reasons.GENDER].tolist(),
                       t["from"][t["reason"] == reasons.GENDER].tolist(), strict=True))  # fmt: skip
    rows = np.flatnonzero(n["reason"] == reasons.GENDER)
    for person, when in zip(n["person"][rows].tolist(), n["from"][rows].tolist(), strict=True):
        assert when - 701 * clock.DAY <= renamed[person] <= when


def test_names_change_with_marriages_and_go_back_after_some_divorces(world):
    t = world.names
    first, _ = touching(t)
    wed = np.flatnonzero((t["reason"] == reasons.MARRIAGE) & ~first)
    same_name = (t["family"][wed] == t["family"][wed - 1]) & (t["second"][wed] == t["second"][wed - 1])
    # Most who marry take a name; the others change a title alone.
    assert len(wed) > 5000 and 0.02 < same_name.mean() < 0.5
    m = world.marriages
    married = np.unique(np.concatenate([m["one"], m["two"][m["two"] >= 0]]))
    assert np.isin(t["person"][wed], married).all()
    back = np.flatnonzero(t["reason"] == reasons.SEPARATION)
    own = np.full(len(world), -1)
    named = t["given"] >= len(namelists.PLACEHOLDERS)
    own[t["person"][named][::-1]] = t["family"][named][::-1]
    assert len(back) > 50 and (t["family"][back] == own[t["person"][back]]).all()
    assert np.isin(t["person"][back], married).all()


def test_double_names_are_of_two_and_some_pass_to_children(world):
    t = world.names
    double = np.flatnonzero(t["second"] >= 0)
    forms = namelists.forms()[1]
    assert 0.005 < len(double) / len(t) < 0.06
    assert (forms[t["family"][double]] != forms[t["second"][double]]).all()
    assert (world["mother"][t["person"][double]] >= 0).sum() > 50


def test_titles_fit_sex_age_and_profession(world):
    t = world.names
    since = np.full(len(world), clock.NEVER)
    changed = t["reason"] == reasons.GENDER
    since[t["person"][changed]] = t["from"][changed]
    male = (world["sex"][t["person"]] == 1) ^ (t["from"] >= since[t["person"]])
    title = t["prefix"]
    assert male[np.isin(title, (namelists.MR, namelists.MASTER))].all()
    assert not male[np.isin(title, (namelists.MRS, namelists.MISS, namelists.MS))].any()
    seen = np.maximum(t["from"], np.minimum(SETTINGS.begins, t["until"] - 1))
    age = clock.age_years(clock.uk_day(world["born"])[t["person"]], clock.uk_day(seen))
    assert (age[title == namelists.DR] >= 26).all() and (age[title == namelists.PROFESSOR] >= 46).all()
    assert (age[title == namelists.REVEREND] >= 32).all() and (age[title == namelists.MASTER] < 18).all()
    assert {namelists.DR, namelists.PROFESSOR, namelists.REVEREND} <= {*title.tolist()}


def test_no_row_of_names_repeats_the_one_before(world):
    t = world.names
    same = t["person"][1:] == t["person"][:-1]
    for column in ("family", "second", "given", "middle", "prefix"):
        same &= t[column][1:] == t[column][:-1]
    assert not same.any()


def test_what_people_are_called_stands_beside_a_name_that_it_fits(world):
    k, t = world.known_as, world.names
    assert 0.03 < len(np.unique(k["person"])) / world["patient"].sum() < 0.3
    words, listed = namelists.vocabulary()["given"], wordlists.read("short_names")
    forms: dict[str, set[str]] = {}
    for name, short in zip(listed["name"], listed["short"], strict=True):
        forms.setdefault(name, set()).add(short)
    columns = [k[c][::20].tolist() for c in ("person", "given", "from", "until")]
    for person, given, begins, until in zip(*columns, strict=True):
        rows = np.flatnonzero((t["person"] == person) & (t["from"] < until) & (t["until"] > begins))
        official = {words[g] for g in t["given"][rows]}
        middle = {words[m] for m in t["middle"][rows] if m >= 0}
        assert words[given] not in official
        assert words[given] in middle | {form for name in official for form in forms.get(name, ())}


def test_restricted_stretches_begin_and_end_in_turn_and_cover_children_with_a_parent(world):
    f = world.facts["restricted"]
    assert (f["value"][::2] == 1).all() and (f["value"][1::2] == 0).all()
    assert (f["person"][::2] == f["person"][1::2]).all() and (f["time"][::2] < f["time"][1::2]).all()
    later = f["person"][2::2] == f["person"][:-2:2]
    assert (f["time"][2::2][later] > f["time"][1:-2:2][later]).all()
    assert world["patient"][f["person"]].all()
    parents = {*f["person"][::2].tolist()}
    young = [p for p, time in zip(f["person"][::2].tolist(), f["time"][::2].tolist(), strict=True)
             if time < world["born"][p] + 18 * clock.YEAR]  # fmt: skip
    assert len(young) > 10
    assert all(world["mother"][p] in parents or world["father"][p] in parents for p in young)


def test_adopted_children_have_the_adopters_name_and_a_new_number():
    world = build(np.arange(3000), SETTINGS)
    child = np.flatnonzero(
        (world["mother"] >= 0) & world["patient"] & (world["born"] < SETTINGS.begins - clock.YEAR)
        & (world["born"] > SETTINGS.begins - 8 * clock.YEAR) & (world["died"] > SETTINGS.ends)
        & (world["leaves"] > SETTINGS.ends) & (world["arrives"] == clock.LONG_AGO)
    )[:40]  # fmt: skip
    start = world.family_start[np.searchsorted(world.families, world["family"][child])]
    adopter = np.where(start == world["mother"][child], start + 1, start)
    some = (world["family"][adopter] == world["family"][child]) & (adopter != child)
    child, adopter = child[some], adopter[some]
    # No more of one family than there are numbers to spare.
    some = np.arange(len(child)) - np.searchsorted(world["family"][child], world["family"][child]) < 2
    child, adopter = child[some], adopter[some]
    before = world.numbers
    world.adoptions = Table(
        {"person": child, "adopter": adopter, "from": np.full(len(child), SETTINGS.begins + 600 * clock.DAY)}
    )
    identity.assign(world, SETTINGS)
    n, t = world.numbers, world.names
    new = n.take(n["reason"] == reasons.ADOPTION)
    assert len(child) > 20 and (new["person"] == child).all()
    assert not np.isin(new["nhs_number"], before["nhs_number"]).any()
    forms = namelists.forms()[1]
    named = np.full(len(world), -1)
    adopted = (t["from"] <= SETTINGS.begins + 600 * clock.DAY) & (t["until"] > SETTINGS.begins + 600 * clock.DAY)
    named[t["person"][adopted]] = forms[t["family"][adopted]]
    own = np.full(len(world), -1)
    own[t["person"][::-1]] = forms[t["family"][::-1]]
    assert (named[child] == own[adopter]).mean() > 0.9
    renamed = t["person"][t["reason"] == reasons.ADOPTION]
    assert len(renamed) and np.isin(renamed, child).all()


@pytest.mark.parametrize("family", range(0, 60, 3))
def test_any_one_family_has_its_identities_alone(world, family):
    alone = build(np.array([family]), SETTINGS)
    t = world.names
    here = np.isin(t["person"], np.flatnonzero(world["family"] == family))
    assert (alone.names["given"] == t["given"][here]).all() and (alone.names["family"] == t["family"][here]).all()
    n = np.isin(world.numbers["person"], np.flatnonzero(world["family"] == family))
    if len(alone):
        assert (alone.numbers["nhs_number"] == world.numbers["nhs_number"][n]).all()


def test_more_numbers_than_a_family_has_to_spare_are_not_given(world):
    later = world.numbers.take(~np.isin(world.numbers["reason"], (reasons.BIRTH, reasons.ARRIVAL)))
    family = world["family"][later["person"]]
    assert np.bincount(family).max() <= nhs_numbers.SPARE


def test_identity_does_not_depend_on_when_the_window_ends(world):
    few = np.arange(2000)
    ours = build(few, SETTINGS)
    longer = replace(SETTINGS, end=dt.date(2035, 1, 1))
    theirs = build(few, longer)
    keys = {key: row for row, key in enumerate(theirs["key"].tolist())}
    place = np.array([keys[key] for key in ours["key"].tolist()])
    for name in ("numbers", "sexes"):
        one, two = getattr(ours, name), getattr(theirs, name)
        mine = two.take(np.isin(two["person"], place))
        known = (one["from"] < SETTINGS.ends), (mine["from"] < SETTINGS.ends)
        for column in one.columns:
            if column not in ("person", "until"):
                assert (one[column][known[0]] == mine[column][known[1]]).all(), (name, column)


def test_nobody_is_called_alike_by_chance_of_row(world):
    assert {*world.names.columns} == {"person", "from", "until", "use", "family", "second", "given", "middle", "prefix",
                                      "reason"}  # fmt: skip
    assert names.USES[0] == "official" and len(reasons.REASONS) == len({*reasons.REASONS})
