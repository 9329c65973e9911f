"""What FHIR lets one write in several ways is the same; what says more, less or something else is not."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from output.delivery.dataset.sameness import differences, digest, same
from output.delivery.server.lookup import holds

SAME = [
    ("2024-03-31T10:00:00+00:00", "2024-03-31T10:00:00Z"), ("2024-03-31T10:00:00+00:00", "2024-03-31T10:00:00.000Z"), ("2024-06-01T10:00:00+01:00", "2024-06-01T09:00:00Z"),
    ("2024-06-01T00:30:00+01:00", "2024-05-31T23:30:00-00:00"), ("2024-06-01T10:00:00.250+01:00", "2024-06-01T09:00:00.25Z"), ("10:15:00", "10:15:00.0"), (7, 7.0), (7.1, 7.10), (0.1, 1e-1), (0, -0.0), (1200, 1.2e3),
    ("2024-12-31T23:59:00Z", "2025-01-01T05:29:00+05:30"),
]  # fmt: skip
OTHER = [
    ("2024-03-31T10:00:00Z", "2024-03-31T10:00:00+01:00"), ("2024-03-31", "2024-03-31T00:00:00Z"), ("2024-03", "2024-03-01"), ("2024-06-01T10:00:00.25Z", "2024-06-01T10:00:00Z"), (7, "7"), (1, True), (0, False), (7.1, 7.11),
    ("7.0", "7.00"), ("2024-13-01T10:00:00Z", "2024-13-01T10:00:00+00:00"), ("a", "A"), ("10:15:00", "10:15:01"), (None, 0), ("", None), ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
]  # fmt: skip


@pytest.mark.parametrize("one, other", SAME)
def test_two_writings_of_one_value_are_the_same(one, other):
    ours, theirs = (
        {"resourceType": "Observation", "id": "a", "meta": {}, "value": [{"x": value}]} for value in (one, other)
    )
    assert same(one, other) and digest(ours) == digest(theirs)
    assert differences(ours, theirs) == [] and holds(theirs, ours)


@pytest.mark.parametrize("one, other", OTHER)
def test_what_says_something_else_is_not_the_same(one, other):
    ours, theirs = (
        {"resourceType": "Observation", "id": "a", "meta": {}, "value": [{"x": value}]} for value in (one, other)
    )
    assert not same(one, other) and digest(ours) != digest(theirs)
    assert len(differences(ours, theirs)) == 1 and not holds(theirs, ours)


@given(
    at=st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 1, 1)),
    zone=st.integers(-14 * 4, 14 * 4),
    zeros=st.integers(0, 4),
)
def test_an_instant_is_itself_in_every_zone(at, zone, zeros):
    whole = at.replace(microsecond=0, tzinfo=dt.UTC)
    there = whole.astimezone(dt.timezone(dt.timedelta(minutes=15 * zone)))
    text = there.isoformat()
    written = text[:19] + (f".{'0' * zeros}" if zeros else "") + text[19:]
    assert same(whole.isoformat(), written)
    later = (whole + dt.timedelta(seconds=1)).isoformat()
    assert not same(later, written)


@given(
    number=st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**6), max_value=10**6),
    zeros=st.integers(1, 6),
)
def test_a_number_is_itself_with_zeros_at_its_end(number, zeros):
    assert same(json.loads(str(number)), json.loads(f"{number:f}{'0' * zeros}"))


@pytest.mark.parametrize(
    "meta",
    [
        None,
        7,
        "x",
        [],
        {"tag": 7},
        {"profile": 7},
        {"profile": [1, "a", None]},
        {"security": [{"a": 1.5}, 7]},
        {"source": []},
    ],
)
def test_what_stands_in_meta_against_the_rules_is_compared_all_the_same(meta):
    resource = {"resourceType": "Patient", "id": "a", "meta": meta}
    assert digest(resource) == digest(json.loads(json.dumps(resource))) and differences(resource, resource) == []
