"""Organisations and staff: fictitious, well formed, and found by arithmetic."""

import csv
import datetime as dt
import gzip
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from synth import clock, keys
from synth.settings import Settings
from synth.world.organisations import organisations, posts, sites, staff
from synth.world.organisations.directory import reference_data
from synth.world.places import places

SETTINGS = Settings()
EVERY_PLACE = [*range(places.count()), places.NATIONAL]
PUBLISHED = Path(__file__).parents[3] / "shared/standards/ods_codes_in_use.csv.gz"

SHAPES = {
    "council": r"9[A-HJ-NP-Z]\d",
    "icb": r"Q\d[A-HJ-NP-Z]",
    "acute_trust": r"R[2-9][A-HJ-NP-Z0-9]",
    "community_provider": r"R[2-9][A-HJ-NP-Z0-9]",
    "mental_health_provider": r"R[2-9][A-HJ-NP-Z0-9]",
    "maternity_unit": r"R[2-9][A-HJ-NP-Z0-9]01",
    "neonatal_unit": r"R[2-9][A-HJ-NP-Z0-9]02",
    "emergency_department": r"R[2-9][A-HJ-NP-Z0-9]03",
    "screening_laboratory": r"R[2-9][A-HJ-NP-Z0-9]04",
    "health_visiting": r"R[2-9][A-HJ-NP-Z0-9]01",
    "child_health_information": r"R[2-9][A-HJ-NP-Z0-9]02",
    "adult_social_care": r"9[A-HJ-NP-Z]\dAA",
    "childrens_social_care": r"9[A-HJ-NP-Z]\dAB",
    "community_hospital": r"R[2-9][A-HJ-NP-Z0-9]03",
    "mental_health_unit": r"R[2-9][A-HJ-NP-Z0-9]01",
    "prison": r"PRISON-\d{4}",
    "student_hall": r"HALL-\d{4}",
    "primary_care_network": r"U9[A-HJ-NP-Z]\d{3}",
    "practice": r"[B-HJ-NP]99\d{3}",
    "pharmacy": r"F9[A-HJ-NP-Z]\d{2}",
    "primary_school": r"EE9\d{5}",
    "secondary_school": r"EE9\d{5}",
    "special_school": r"EE9\d{5}",
    "care_provider": r"89[A-HJ-NP-Z]\d{2}",
    "care_home": r"79[A-HJ-NP-Z]\d{2}",
    "pregnancy_advisory_service": r"88[A-HJ-NP-Z]\d{2}",
    "demographics_service": r"X9A",
    "event_service": r"X9B",
}


@pytest.fixture(scope="module")
def everyone():
    return [there for place in EVERY_PLACE for there in organisations.catalogue(place, SETTINGS)]


def test_codes_have_the_shape_of_their_kind_and_no_two_are_alike(everyone):
    for there in everyone:
        assert re.fullmatch(SHAPES[there.kind], there.ods_code), there
    assert {there.kind for there in everyone} == {*organisations.KINDS}
    assert max(Counter(there.ods_code for there in everyone).values()) == 1


@pytest.mark.skipif(not PUBLISHED.exists(), reason="needs ../shared")
def test_no_code_and_no_name_is_in_the_published_lists(everyone):
    with gzip.open(PUBLISHED, "rt") as file:
        rows = list(csv.DictReader(file))
    codes = {row["code"] for row in rows} - {""}
    names = {row["name"].upper() for row in rows} - {""}
    assert len(codes) > 16_000
    for there in everyone:
        assert there.ods_code not in codes
        assert there.name.upper() not in names
    blocks = {code[:3] for code in codes if re.fullmatch(r"[A-Z]\d{5}", code)}
    assert not blocks & {there.ods_code[:3] for there in everyone if there.kind == "practice"}
    assert not {code[:2] for code in codes if len(code) == 3} & {f"R{digit}" for digit in range(2, 10)}


def test_sites_bear_their_parents_code(everyone):
    by_number = {there.number: there for there in everyone}
    for there in everyone:
        assert there.parent == -1 or there.parent in by_number
        if there.site:
            assert there.ods_code[:-2] == by_number[there.parent].ods_code
            alike = there.lines == by_number[there.parent].lines
            assert alike == (there.kind not in ("community_hospital", "mental_health_unit"))


def test_a_place_has_its_ten_practices_and_one_of_each_great_body():
    kinds = Counter(there.kind for there in organisations.catalogue(4, SETTINGS))
    assert kinds["practice"] == places.PRACTICES == 10
    for kind in ("council", "icb", "acute_trust", "maternity_unit", "neonatal_unit", "community_provider",
                 "health_visiting", "child_health_information", "mental_health_provider", "adult_social_care",
                 "childrens_social_care"):  # fmt: skip
        assert kinds[kind] == 1


def test_a_place_has_what_its_people_need_and_a_network_over_each_practice():
    for place in (0, 1, 17):
        here = organisations.catalogue(place, SETTINGS)
        kinds = Counter(there.kind for there in here)
        assert kinds["primary_school"] == 20 and kinds["secondary_school"] == 5 and kinds["special_school"] == 1
        assert kinds["pharmacy"] == 20 and kinds["care_home"] == 10 and kinds["care_provider"] == 6
        assert kinds["student_hall"] == 2 and kinds["prison"] == kinds["community_hospital"] == 1
        by_number = {there.number: there for there in here}
        for there in here:
            if there.kind == "practice":
                network = by_number[there.parent]
                assert network.kind == "primary_care_network" and by_number[network.parent].kind == "icb"


def test_names_are_all_different_within_a_place_and_so_are_the_postcodes_of_seats():
    for place in range(0, places.count(), 9):
        here = organisations.catalogue(place, SETTINGS)
        assert max(Counter(there.name for there in here).values()) == 1
        seats = {(there.lines, there.postcode) for there in here}
        assert len({postcode for _, postcode in seats}) == len(seats)


def test_some_maternity_units_have_intensive_care_for_the_newborn_and_others_not():
    having = [organisations.has_intensive_care(place) for place in range(places.count())]
    assert having[0] and 0.2 < np.mean(having) < 0.35
    for place in (0, 1):
        unit = organisations.name_of(int(organisations.organisation_of(np.array([place]), "neonatal_unit")[0]))
        assert ("Intensive Care" in unit) == having[place]


def test_a_place_is_bounded_in_what_it_brings():
    data = reference_data([0], SETTINGS)
    held = {posts.post_of(person.number) for person in data["practitioners"]}
    assert len(held) < 1700 and len(data["organisations"]) < 120
    assert len(data["practitioners"]) < 2.5 * len(held), "in ten years a post is held by two or three"


def test_columns_of_organisations_agree_with_the_catalogue():
    place = np.repeat(np.arange(5), 10)
    which = np.tile(np.arange(10), 5)
    for kind in organisations.KINDS.values():
        if kind.national:
            continue
        numbers = organisations.organisation_of(place, kind.key, which)
        for number, p in zip(numbers.tolist(), place.tolist(), strict=True):
            assert organisations.kind_of(number) == kind and number // organisations.SLOTS == p
            assert number in organisations.numbers_of(p)


def test_an_unknown_kind_or_place_is_refused_in_words():
    with pytest.raises(ValueError, match="not a kind of organisation"):
        organisations.organisation_of(np.arange(2), "hospice")
    with pytest.raises(ValueError, match="say which"):
        organisations.organisation_of(np.arange(2), "practice")
    with pytest.raises(places.PlacesExhausted):
        organisations.catalogue(places.count(), SETTINGS)


def test_names_and_codes_do_not_depend_on_the_seed_but_ids_do():
    other = Settings(seed=7)
    assert organisations.catalogue(3, SETTINGS) == organisations.catalogue(3, other)
    numbers = np.array(organisations.numbers_of(3))
    assert (organisations.ids(numbers, SETTINGS) != organisations.ids(numbers, other)).any()


def test_picking_staff_in_columns_equals_one_by_one():
    bits = np.arange(50, dtype=np.uint64) * np.uint64(0x9E37_79B9_7F4A_7C15)
    for kind, roster in staff.rosters().items():
        organisation = organisations.organisation_of(np.arange(50) % 7, kind, np.arange(50))
        for role, _ in roster:
            found = staff.pick(organisation, role, bits)
            one_by_one = [staff.pick_one(int(o), role, int(b)) for o, b in zip(organisation, bits, strict=True)]
            assert found.tolist() == one_by_one
            assert {staff.role_of(post * posts.TURNS).key for post in one_by_one} == {role}


def test_nobody_is_picked_where_the_role_is_not_employed():
    with pytest.raises(ValueError, match="nobody is employed as 'midwife'"):
        staff.pick(np.array([16]), "midwife", np.zeros(1, dtype=np.uint64))


def test_registration_numbers_fit_no_registers_form_and_are_unlike():
    issued = {
        "gmc": r"\d{7}|L\d{6}", "nmc": r"\d{2}[A-Z]\d{4}[A-Z]", "hcpc": r"[A-Z]{2}\d{1,6}", "gphc": r"\d{7}",
        "social_work_england": r"SW\d+",
    }  # fmt: skip
    people = reference_data([0, 1, places.count() - 1], SETTINGS)["practitioners"]
    numbers = [(person.registration_system, person.registration) for person in people if person.registration]
    assert len(numbers) > 1000 and len({*numbers}) == len(numbers)
    for person in people:
        register = staff.ROLES[person.role].register
        assert bool(register) == bool(person.registration)
        if register:
            assert not re.fullmatch(issued[register], person.registration)


def test_staff_have_names_and_addresses_that_fit():
    people = reference_data([0], SETTINGS)["practitioners"]
    for person in people:
        assert person.given and person.family and person.email.endswith("@example.org")
        assert person.prefix in ({"Mr", "Dr"} if person.sex == 1 else {"Mrs", "Miss", "Ms", "Dr"})
    assert Counter(p.sex for p in people if p.role == "midwife")[2] >= 55


def test_a_post_is_held_by_one_after_another_none_of_whom_works_for_more_years_than_anyone_may():
    whole = Settings(start=dt.date(1910, 1, 1), end=dt.date(2100, 1, 1))
    for organisation in organisations.numbers_of(2):
        numbers = np.array(staff.numbers_of(organisation, whole), dtype=np.int64)
        if not len(numbers):
            continue
        begins, ends = staff.times_of(numbers)
        assert (ends - begins <= posts.LONGEST * clock.YEAR).all() and (ends - begins >= 3 * clock.YEAR).all()
        follows = posts.post_of(numbers[1:]) == posts.post_of(numbers[:-1])
        assert (begins[1:] == ends[:-1])[follows].all() and follows.mean() > 0.8
        first, last = np.r_[True, ~follows], np.r_[~follows, True]
        assert (begins[first] <= whole.begins).all() and (ends[last] >= whole.ends).all()
        assert (posts.organisation_of(numbers) == organisation).all()


def test_the_directory_lists_who_holds_a_post_in_the_window_and_a_longer_window_only_more():
    short, longer = (Settings(end=dt.date(year, 1, 1)) for year in (2016, 2025))
    for organisation in organisations.numbers_of(0):
        some, more = ({*staff.numbers_of(organisation, each)} for each in (short, longer))
        assert some <= more and len(more) <= 3 * len(some)


def test_reference_data_is_whole_sorted_and_the_same_in_any_order():
    data = reference_data([3, 0, 3], SETTINGS)
    assert data == reference_data([0, 3], SETTINGS)
    for rows in data.values():
        numbers = [row.number for row in rows]
        assert numbers == sorted({*numbers})
    assert {there.kind for there in data["organisations"]} == {*organisations.KINDS}
    known = {there.number for there in data["organisations"]}
    assert {row.organisation for name in ("locations", "services", "practitioners") for row in data[name]} <= known
    locations = {there.number for there in data["locations"]} | {sites.NOWHERE}
    assert {there.location for there in data["services"]} <= locations


def test_ids_are_version_8_and_unlike():
    data = reference_data([0, 1], SETTINGS)
    made = [
        function(np.array([row.number for row in data[name]]), SETTINGS)
        for name, function in (("organisations", organisations.ids), ("locations", sites.location_ids),
                               ("services", sites.service_ids), ("practitioners", staff.ids),
                               ("roles", staff.role_ids))
    ]  # fmt: skip
    text = [row.tobytes().decode() for ids in made for row in keys.uuid_text(ids)]
    assert len({*text}) == len(text)
    assert all(one[14] == "8" and one[19] in "89ab" for one in text)
