"""Places take the composition of real councils, and any number of them taken from the first is near England."""

import numpy as np
import pytest

from synth import clock
from synth.dataset import arguments
from synth.errors import BadArguments
from synth.settings import Settings
from synth.world import tables
from synth.world.building import build
from synth.world.counting import count_families
from synth.world.organisations import organisations
from synth.world.places import composition, dealing, places

SETTINGS = Settings()
CODES = "ABCDEFGHJKLMNPRS"
ENGLAND = np.array([float(tables.toml("people")["ethnic"][code]) for code in CODES]) / 100
ASIAN, BLACK = [CODES.index(c) for c in "HJKLR"], [CODES.index(c) for c in "MNP"]


def made_of(families, settings=SETTINGS):
    """Shares of deciles and of ethnic groups among residents on the day of the census, of which the councils'
    figures are, of rural addresses, and how many."""
    people = build(families, settings)
    census = clock.day_of(2021, 3, 21) * clock.DAY
    here = (people["born"] < census) & (people["arrives"] < census) & people["patient"]
    here &= np.minimum(people["died"], people["leaves"]) > census
    decile = np.bincount(people.attributes["decile"][here], minlength=11)[1:]
    ethnic = np.bincount(people["ethnic"][here], minlength=16)
    own = (people.addresses["establishment"] < 0) & (people.addresses["postcode"] >= 0)
    return decile / here.sum(), ethnic / here.sum(), people.addresses["rural"][own].mean(), here.sum()


@pytest.fixture(scope="module")
def ten():
    first = [place * dealing.FAMILIES_PER_PLACE for place in range(10)]
    return [made_of(np.arange(at, at + 3000)) for at in first]


@pytest.mark.parametrize(
    ("prefix", "decile_within", "british_within"), [(1, 0.035, 0.035), (3, 0.06, 0.035), (10, 0.03, 0.035)]
)
def test_any_prefix_of_places_is_near_england(ten, prefix, decile_within, british_within):
    weight = np.array([n for *_, n in ten[:prefix]])[:, None]
    decile = (np.array([d for d, *_ in ten[:prefix]]) * weight).sum(axis=0) / weight.sum()
    ethnic = (np.array([e for _, e, *_ in ten[:prefix]]) * weight).sum(axis=0) / weight.sum()
    assert np.abs(decile - 0.1).max() < decile_within
    assert abs(ethnic[0] - ENGLAND[0]) < british_within
    for group in (ASIAN, BLACK):
        assert abs(ethnic[group].sum() - ENGLAND[group].sum()) < 0.025


def test_places_differ_as_councils_do(ten):
    british = [ethnic[0] for _, ethnic, *_ in ten]
    deprived = [decile[:3].sum() for decile, *_ in ten]
    assert max(british) - min(british) > 0.1
    assert max(deprived) - min(deprived) > 0.2


@pytest.mark.parametrize("name", ["Bradford", "East Lindsey", "Newham", "Richmond upon Thames"])
def test_a_place_that_was_asked_for_is_as_its_council(name):
    decile, ethnic, rural, _ = made_of(np.arange(4000), Settings(place=name))
    row = tables.rows("councils")[composition.council(name) - 1]
    assert np.abs(decile - [int(row[f"d{d}"]) / 1000 for d in range(1, 11)]).max() < 0.04
    assert abs(ethnic[0] - int(row["A"]) / 100_000) < 0.08
    assert np.abs(ethnic[1:] - [int(row[c]) / 100_000 for c in CODES[1:]]).max() < 0.04
    assert abs(rural - int(row["rural"]) / 100) < 0.10


def test_every_place_is_as_the_council_asked_for_wherever_it_lies():
    asked = Settings(place="Bradford")
    far = 7 * dealing.FAMILIES_PER_PLACE
    near, there = made_of(np.arange(3000), asked), made_of(np.arange(far, far + 3000), asked)
    assert np.abs(near[0] - there[0]).max() < 0.04 and abs(near[1][0] - there[1][0]) < 0.05


def test_the_count_agrees_with_what_is_built_where_a_council_was_asked_for():
    asked, wanted = Settings(place="Leeds"), np.arange(500)
    people = build(wanted, asked)
    built = np.bincount(people["family"][people["patient"]], minlength=500)
    assert (count_families(wanted, asked) == built).all()


def test_a_family_on_the_border_of_two_places_is_the_same_alone():
    edge = dealing.FAMILIES_PER_PLACE
    both, alone = build(np.arange(edge - 40, edge + 40), SETTINGS), build(np.arange(edge, edge + 40), SETTINGS)
    here = both["family"] >= edge
    assert (both["ethnic"][here] == alone["ethnic"]).all()
    assert (both.attributes["decile"][here] == alone.attributes["decile"]).all()


def test_a_council_is_found_however_its_name_is_written_and_others_are_suggested():
    assert composition.council("  bristol city OF ") == composition.council("Bristol, City of")
    assert arguments.place("--place", "bradford") == "Bradford" and arguments.place("--place", None) is None
    with pytest.raises(BadArguments, match="Bradford"):
        arguments.place("--place", "Bradferd")
    with pytest.raises(BadArguments, match="--place is empty"):
        arguments.place("--place", "  ")


def test_the_evidence_has_every_region_and_adds_up():
    rows = tables.rows("councils")
    assert {row["region"] for row in rows} == {composition.region(place) for place in range(1, len(rows) + 1)}
    assert len({row["region"] for row in rows}) == 9 and composition.region(0) == ""
    for row in rows:
        assert abs(sum(int(row[f"d{d}"]) for d in range(1, 11)) - 1000) <= 5
        assert abs(sum(int(row[code]) for code in CODES) - 100_000) <= 16


def test_no_body_and_no_town_bears_the_name_of_a_council():
    known = {name.casefold() for name in composition.councils()}
    for place in range(places.count()):
        assert places.town(place).casefold() not in known
        name = organisations.name_of(organisations.numbers_of(place)[0]).casefold()
        assert not any(f" {one} " in f" {name} " for one in known)
