"""The few who live in Wales and are registered in England: the address is across the border, all else is as it was."""

from fractions import Fraction

import numpy as np
import pytest

from output.fhir.subject.context import Context
from output.fhir.subject.people import People
from synth.codes import Codelists
from synth.settings import Settings
from synth.simulate import batch_of
from synth.world import tables
from synth.world.building import build
from synth.world.families import homes
from synth.world.places import border, contacts, places
from synth.world.residence import addresses

SETTINGS = Settings()
FAMILIES = 600


@pytest.fixture(scope="module")
def across():
    """A population of which a tenth of the homes are in Wales, so that a few hundred families show it."""
    patch = pytest.MonkeyPatch()
    patch.setattr(border, "_evidence", lambda: tables.part(Fraction(1, 10)))
    try:
        return build(np.arange(FAMILIES), SETTINGS)
    finally:
        patch.undo()


def test_a_home_in_wales_has_its_postcode_and_town_there_and_its_practice_in_england(across):
    a = across.addresses
    there = a["town"] == border.wales()
    assert 0.05 < there.mean() < 0.15
    texts = contacts.postcode_text(np.unique(a["postcode"][there]))
    assert all(text.startswith("LD86 ") for text in texts)
    assert not any(text.startswith("LD86") for text in contacts.postcode_text(np.unique(a["postcode"][~there])))
    assert addresses.vocabulary()["town"][border.wales()] == "Pontwerydd"
    assert (a["place"] < places.count()).all() and (a["practice"] >= 0).all()


def test_nobody_in_an_establishment_or_without_a_home_is_across(across):
    a, h = across.addresses, across.households
    there = {*zip(a["family"][a["town"] == border.wales()].tolist(),
                  a["household"][a["town"] == border.wales()].tolist(), strict=True)}  # fmt: skip
    communal = np.isin(h["kind"], homes.ESTABLISHMENTS)
    in_them = {*zip(across["family"][h["person"][communal]].tolist(), h["household"][communal].tolist(), strict=True)}
    assert not there & in_them
    assert (a["postcode"][a["town"] == border.wales()] != contacts.NO_FIXED_ABODE).all()


def test_nothing_else_of_a_family_changes_with_it(across):
    plain = build(np.arange(FAMILIES), SETTINGS)
    for name in ("place", "practice", "from", "until", "decile", "number"):
        assert (plain.addresses[name] == across.addresses[name]).all(), name
    share = (plain.addresses["town"] == border.wales()).mean()
    assert share < 0.005


def test_an_address_says_its_country(across):
    context = Context(batch_of(across, {}, SETTINGS, (), Codelists([])))
    written = People.kept(context).addresses.columns["json"].to_pylist()
    welsh = [one for one in written if b'"country":"Wales"' in one]
    assert welsh and all(b"LD86" in one and b"Pontwerydd" in one for one in welsh)
    assert all(b'"country":"England"' in one for one in written if b"LD86" not in one)


def test_an_address_without_a_home_is_no_home(across):
    context = Context(batch_of(across, {}, SETTINGS, (), Codelists([])))
    nowhere = [one for one in People.kept(context).addresses.columns["json"].to_pylist() if b"ZZ99 3VZ" in one]
    assert nowhere and all(b'"use":"home"' not in one for one in nowhere)
