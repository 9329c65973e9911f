"""A later `--to` continues an earlier one: what was recorded by then is the same, and nothing was known early."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import numpy as np
import pytest

from synth import api, clock
from synth.dataset.layout import ndjson_kind
from synth.record.batch import Batch
from synth.record.kinds import CHANGES, KINDS
from synth.scale.sources import library
from synth.settings import Settings
from synth.simulate import simulate

EARLY, LATE = dt.date(2019, 6, 15), dt.date(2024, 1, 1)
FAMILIES = 900


def batch(end: dt.date) -> Batch:
    """The same families, up to a day."""
    return simulate(np.arange(FAMILIES), Settings(seed=6, start=dt.date(2016, 1, 1), end=end), library())


@pytest.fixture(scope="module")
def early() -> Batch:
    """Up to the earlier day."""
    return batch(EARLY)


@pytest.fixture(scope="module")
def late() -> Batch:
    """Up to the later day."""
    return batch(LATE)


def known_by_its_end(ours: Batch, theirs: Batch, kind: str) -> None:
    """Asserts that a batch holds what another that goes on for longer had recorded by its end."""
    table, later = ours.record[kind], theirs.record[kind]
    later = later.take(later["recorded"] < ours.settings.ends)
    assert len(table) == len(later)
    for name in table.columns:
        if name != "person":  # a row number of the batch
            np.testing.assert_array_equal(table[name], later[name], err_msg=f"{kind}.{name}")


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_recorded_before_a_day_does_not_depend_on_where_the_window_ends(
    early: Batch, late: Batch, kind: str
) -> None:
    ours = early.record[kind]
    assert not len(ours) or int(ours["recorded"].max()) < early.settings.ends
    known_by_its_end(early, late, kind)


OPEN = {
    "contact": "a stay",
    "care_episode": "a pregnancy or a caseload",
    "plan": "a plan",
    "flag": "an alert",
    "condition": "a condition",
    "prescription": "a course of a medicine",
}


def spans(late: Batch, kind: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The entries of a kind that are recorded in the window: each with the day of that and that of its recorded end."""
    table, begins = late.record[kind], late.settings.begins
    last = table["change"] == CHANGES.index("ended")
    ended = dict(zip(table["entry"][last].tolist(), table["recorded"][last].tolist(), strict=True))
    whole = [
        (entry, recorded // clock.DAY, ended.get(entry, recorded) // clock.DAY)
        for entry, recorded in zip(table["entry"].tolist(), table["recorded"].tolist(), strict=True)
        if recorded > begins
    ]
    entry, first, end = zip(*[span for span in whole if span[1] < span[2]], strict=True)
    return np.array(entry, dtype=np.uint64), np.array(first), np.array(end)


@pytest.fixture(scope="module")
def then(late: Batch) -> Batch:
    """Up to a day on which something of each kind is open whose end is recorded later."""
    whole = [spans(late, kind) for kind in OPEN]
    for day in range(late.settings.begins // clock.DAY, late.settings.ends // clock.DAY):
        if all(((first < day) & (end >= day)).any() for _, first, end in whole):
            return batch(clock.date_of(day))
    raise AssertionError("on some day one of each kind must be open")


@pytest.mark.parametrize("kind", KINDS)
def test_on_a_day_on_which_much_is_open_nothing_shows_that_was_learned_afterwards(
    late: Batch, then: Batch, kind: str
) -> None:
    known_by_its_end(then, late, kind)


@pytest.mark.parametrize("kind", OPEN)
def test_what_is_open_on_the_last_day_has_no_end(late: Batch, then: Batch, kind: str) -> None:
    entry, first, end = spans(late, kind)
    day = then.settings.ends // clock.DAY
    is_open = entry[(first < day) & (end >= day)]
    found = then.record[kind].take(np.isin(then.record[kind]["entry"], is_open))
    assert len(found) and (found["change"] != CHANGES.index("ended")).all()
    assert (found["until"] >= clock.NEVER).all(), OPEN[kind]


NOT_BOOKED = (
    "Patient", "RelatedPerson", "Encounter", "Procedure", "Immunization", "Condition", "EpisodeOfCare", "Flag",
)  # fmt: skip
"""Resources that never hold what is only booked or expected."""
_DATE = re.compile(rb'"(\d{4}-\d\d-\d\d)(?:T[^"]*)?"')
_UPDATED = re.compile(rb'"lastUpdated":\s*"(\d{4}-\d\d-\d\d)')


def test_no_resource_tells_of_a_day_after_the_last(tmp_path: Path) -> None:
    window = {"start": "2016-01-01", "end": EARLY.isoformat()}
    dataset = api.generate(families=300, seed=6, out=tmp_path / "data", formats="ndjson", **window)
    last = EARLY.isoformat().encode()
    looked = 0
    for path in sorted((dataset.path / "ndjson").glob("*.ndjson")):
        for line in path.read_bytes().splitlines():
            assert all(day < last for day in _UPDATED.findall(line)), line
            if ndjson_kind(path.name) in NOT_BOOKED:
                looked += 1
                assert all(day < last for day in _DATE.findall(line)), line
    assert looked > 300


def test_people_who_die_later_are_alive(tmp_path: Path, early: Batch, late: Batch) -> None:
    died = late.who.died
    later = (died >= early.settings.ends) & (died < late.settings.ends)
    assert later.any()
    window = {"start": "2016-01-01", "end": EARLY.isoformat()}
    dataset = api.generate(families=FAMILIES, seed=6, out=tmp_path / "data", formats="ndjson", **window)
    dead = sum("deceasedDateTime" in json.loads(line) for line in patients(dataset.path))
    by_then = (early.who.died < early.settings.ends) & early.people["patient"]
    assert 0 < dead <= int(by_then.sum())


def patients(folder: Path) -> list[str]:
    """Every Patient of a dataset."""
    return [line for path in sorted((folder / "ndjson").glob("Patient.*")) for line in path.read_text().splitlines()]
