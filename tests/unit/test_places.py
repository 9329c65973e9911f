"""Places: their towns, postcodes and neighbours, and what happens when there are no more."""

import re

import numpy as np
import pytest

from synth.world import wordlists
from synth.world.places import contacts, places

# The highest district number that each area has ever had (ONS postcode directory, live and ended postcodes).
HIGHEST = {
    "AL": 10, "BA": 22, "BH": 31, "CB": 25, "CO": 16, "DA": 18, "DT": 11, "DY": 14, "FY": 8, "HA": 9, "HD": 9,
    "HG": 5, "HP": 27, "HX": 7, "IG": 11, "KT": 24, "LA": 23, "LN": 13, "PR": 26, "SG": 19, "SK": 23, "SM": 7,
    "SP": 11, "TA": 24, "TF": 13, "TQ": 14, "UB": 18, "WN": 8, "WS": 15,
}  # fmt: skip


def test_there_are_at_least_sixty_places_each_with_a_town_and_district_of_its_own():
    columns = wordlists.read("towns")
    assert places.count() >= 60
    assert len({*columns["town"]}) == len({*columns["district"]}) == places.count()


def test_no_district_has_ever_been_in_use():
    for place in range(places.count()):
        area, number = re.fullmatch(r"([A-Z]{2})(\d{2})", places.district(place)).groups()
        assert int(number) > HIGHEST[area]


def test_postcodes_are_well_formed_and_name_their_place():
    for place in (0, 7, places.count() - 1):
        for sector, unit in ((0, 0), (3, 217), (9, contacts.UNITS - 1)):
            text = contacts.postcode_text_one(contacts.postcode(place, sector, unit))
            assert re.fullmatch(r"[A-Z]{2}\d{2} \d[ABD-HJLNP-UW-Z]{2}", text)
            assert text.startswith(places.district(place))
    assert contacts.postcode_text_one(contacts.NO_FIXED_ABODE) == "ZZ99 3VZ"


def test_different_postcodes_read_differently():
    numbers = np.arange(contacts.SECTORS * contacts.UNITS)
    assert len({*contacts.postcode_text(numbers)}) == len(numbers)


def test_telephones_are_from_the_ranges_kept_for_drama():
    for key in (0, 999, 2**63 + 12345):
        assert re.fullmatch(r"01632 960\d{3}", contacts.landline(key))
        assert re.fullmatch(r"07700 900\d{3}", contacts.mobile(key))


def test_mail_is_at_example_org():
    assert contacts.email("St. Bede's — Surgery") == "st.bede.s.surgery@example.org"


def test_families_that_do_not_fit_are_refused_in_words():
    places.check(places.capacity())
    with pytest.raises(places.PlacesExhausted, match=r"towns\.csv"):
        places.check(places.capacity() + 1)
    with pytest.raises(ValueError, match="no place 90"):
        places.town(places.count())


def test_neighbours_are_mutual_and_exist():
    here = np.arange(places.count())
    there = places.neighbour(here, np.ones_like(here))
    assert (places.neighbour(there, np.ones_like(here)) == here).all()
    assert (there != here).all() and there.max() < places.count()
    assert (places.neighbour(here, np.full_like(here, 2)) == here).all()
