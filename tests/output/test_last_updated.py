"""`meta.lastUpdated` is when something was recorded: no default moment is put on what stood before the window."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from synth import api, clock
from synth.settings import Settings
from synth.world.organisations import listed, organisations, posts, staff

WINDOW = {"seed": 3, "start": "2020-01-01", "end": "2025-01-01"}
BEGINS, CLOSES = (dt.datetime.fromisoformat(f"{WINDOW[end]}T00:00:00+00:00") for end in ("start", "end"))
REFERENCE = ("Organization", "Location", "HealthcareService", "Questionnaire")
"""What stands in the directory from the first day on; staff come and go."""


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> list[dict]:
    """Every resource of a hundred families."""
    dataset = api.generate(
        families=100, formats="ndjson", workers=1, out=tmp_path_factory.mktemp("last") / "d", **WINDOW
    )
    return [resource for kind in dataset.manifest["totals"]["resources"] for resource in dataset.read(kind)]


def updated(resource: dict) -> dt.datetime:
    return dt.datetime.fromisoformat(resource["meta"]["lastUpdated"])


def test_no_instant_is_borne_by_more_than_a_two_hundredth_of_all_resources_nor_of_a_type(every):
    found = Counter(updated(resource) for resource in every)
    assert max(found.values()) <= len(every) / 200, found.most_common(3)
    kinds = Counter(resource["resourceType"] for resource in every)
    of_kind = Counter((resource["resourceType"], updated(resource)) for resource in every)
    heaps = {(kind, at): n for (kind, at), n in of_kind.items() if kinds[kind] > 1000 and n > kinds[kind] / 50}
    assert not heaps


def test_organisations_were_entered_before_the_window_opened_and_the_rest_before_it_closed(every):
    for resource in every:
        assert updated(resource) < (BEGINS if resource["resourceType"] in REFERENCE else CLOSES)


def test_what_only_ever_stood_before_the_window_bears_its_own_time_and_is_the_first_version(every):
    early = [r for r in every if r["resourceType"] in ("Patient", "RelatedPerson") and updated(r) < BEGINS]
    assert len(early) > 50 and all(r["meta"]["versionId"] == "1" for r in early)
    assert all(updated(r) >= BEGINS for r in every if r["resourceType"] == "Patient" and r["meta"]["versionId"] != "1")
    patients = [r for r in every if r["resourceType"] == "Patient"]
    assert all(r["meta"]["lastUpdated"][:10] >= r["birthDate"] for r in patients)


def test_nobody_is_entered_before_the_organisation_and_everyone_in_office_hours():
    settings = Settings(seed=5)
    numbers = np.concatenate([np.array(staff.numbers_of(n, settings), np.int64) for n in organisations.numbers_of(0)])
    employer, (begins, ends) = posts.organisation_of(numbers), staff.times_of(numbers)
    opened, began = (
        listed.organisations_since(employer, settings),
        listed.staff_since(numbers, begins, employer, settings),
    )
    sites = listed.sites_since("location", numbers, employer, settings)
    left = listed.staff_left(numbers, ends, settings)
    assert ((left >= ends) & ((left < settings.ends) | (left == clock.NEVER))).all()
    assert (left < clock.NEVER).mean() > 0.2
    assert (opened < settings.begins).all() and (sites < settings.begins).all()
    assert ((began <= begins) | (began <= settings.begins)).all() and (began < settings.ends).all()
    for since in (opened, began, sites, left[left < clock.NEVER]):
        assert (clock.weekday(clock.uk_day(since)) < 5).all()
        minute = (since + clock.uk_offset(since)) % clock.DAY
        assert ((minute >= 9 * clock.HOUR) & (minute < 17 * clock.HOUR)).all()
    assert (began >= opened).all() and (sites >= opened).all()
    assert len(np.unique(began)) > 0.9 * len(began)


def test_the_moment_of_an_entry_in_the_directory_does_not_depend_on_what_else_is_asked_for():
    settings = Settings(seed=5)
    numbers = np.array([3, 1, 2])
    alone = [int(listed.organisations_since(np.array([n]), settings)[0]) for n in numbers]
    assert listed.organisations_since(numbers, settings).tolist() == alone


def test_summaries_are_made_on_the_last_day_each_at_its_own_minute_and_after_all_that_they_hold(tmp_path: Path):
    made = api.generate(families=12, formats="bundles", bundle="document", workers=1, out=tmp_path / "d", **WINDOW)
    found = []
    for path in sorted((made.path / "bundles").rglob("*.json")):
        bundle = json.loads(path.read_text())
        inside = [updated(entry["resource"]) for entry in bundle["entry"]]
        found.append(inside[0])
        assert inside[0] == max(inside) == dt.datetime.fromisoformat(bundle["timestamp"])
        assert CLOSES - dt.timedelta(days=1) <= inside[0] < CLOSES
    assert len(set(found)) > len(found) / 2
