"""Practices have lists of published sizes, and none is ever longer than it may be."""

import numpy as np
import pytest

from synth import clock
from synth.realism import practices
from synth.realism.measures import all_measures
from synth.settings import Settings
from synth.world.building import build
from synth.world.places import dealing, places

SETTINGS = Settings()
EVERY = 61 * clock.DAY


def lists(families, settings=SETTINGS):
    """How many people are on each list, every two months and on the last day: (days, places, practices)."""
    days = np.append(np.arange(settings.begins, settings.ends, EVERY), settings.ends - 1)
    found = np.zeros((len(days), places.count(), dealing.PRACTICES), dtype=np.int64)
    for part in np.array_split(families, max(1, len(families) // 8000)):
        people = build(part, settings)
        table = people.lists
        gone = np.minimum(people["died"], people["leaves"])[table["person"]]
        until = np.minimum(table["until"], gone)
        for number, day in enumerate(days):
            on = (table["from"] <= day) & (until > day)
            np.add.at(found[number], (table["place"][on], table["practice"][on]), 1)
    return found


def test_no_list_is_longer_than_it_may_be_where_places_are_full():
    """Two places that people move between, full to the last family: no number of patients gives longer lists."""
    found = lists(np.arange(2 * dealing.FAMILIES_PER_PLACE))[:, :2]
    most = np.array([[dealing.list_size(place, p) for p in range(dealing.PRACTICES)] for place in range(2)])
    assert (found.max(axis=0) <= most).all()
    assert (found.max(axis=0) > 0.7 * most).all()
    # What is free is five times what chance makes of it, whatever the seed.
    assert ((most - found.max(axis=0)) / (1.7 * np.sqrt(most)) > 4).all()


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "first"), [(1, 2), (7, 4), (1234, 8)])
def test_no_list_is_longer_than_it_may_be_with_other_seeds_and_sizes(seed, first):
    here = np.arange(first * dealing.FAMILIES_PER_PLACE, (first + 2) * dealing.FAMILIES_PER_PLACE)
    found = lists(here, Settings(seed=seed))[:, first : first + 2]
    most = np.array([[dealing.list_size(place, p) for p in range(dealing.PRACTICES)] for place in (first, first + 1)])
    assert (found.max(axis=0) <= most).all()


def test_a_thousand_patients_live_in_one_place_and_fill_its_practices_evenly():
    people = build(np.arange(600), SETTINGS)
    assert people["patient"].sum() > 900 and (people["place"] == 0).all()
    families = dealing.practice_of(SETTINGS.run, np.arange(600))
    assert np.abs(np.bincount(families, minlength=10) - 0.6 * dealing.shares()[0]).max() < 2


def test_list_sizes_are_as_published():
    sizes = [dealing.list_size(place, p) for place in range(places.count()) for p in range(dealing.PRACTICES)]
    assert 9_500 < np.mean(sizes) < 10_500
    bands = np.bincount(np.array(sizes) // 2000)
    assert bands.argmax() == 2  # 4,000 to 5,999 is the commonest
    measures = [
        m for m in all_measures().values() if m.run and m.name.startswith(("GP practice mean", "Practices with"))
    ]
    assert len(measures) == 3 and practices.__doc__


def test_families_are_dealt_to_every_pattern_by_its_shares():
    assert (dealing.shares().sum(axis=1) == 1000).all()
    for pattern, wanted in zip(dealing.patterns(), dealing.shares(), strict=True):
        assert (np.bincount(pattern, minlength=10) == wanted).all()
        early = np.bincount(pattern[:100], minlength=10)
        assert np.abs(early - wanted / 10).max() <= 1


def test_whoever_moves_changes_practice_as_often_whichever_it_is():
    """Moves to a practice are in proportion to its share: whether one changes says nothing of where to."""
    bits = np.arange(200_000, dtype=np.uint64) * np.uint64(0x9E37_79B9_7F4A_7C15)
    drawn = dealing.practice_drawn(np.zeros(len(bits), dtype=np.int64), bits)
    assert np.abs(np.bincount(drawn, minlength=10) / 200 - dealing.shares()[0]).max() < 5
    found = lists(np.arange(6000))[:, :2].sum(axis=1)
    early, late = found[0] / found[0].sum(), found[-1] / found[-1].sum()
    assert np.abs(late - early).max() < 0.03
