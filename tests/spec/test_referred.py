"""A referral to the council stands in the record of who refers as well, and what came of it is told back."""

from __future__ import annotations

import pytest

from synth import clock
from synth.calendar import days
from tests.spec.test_social_care import cared_for
from tests.spec.written import Written


@pytest.fixture(scope="module")
def written() -> Written:
    return cared_for()


def test_what_health_services_refer_stands_in_their_own_record_and_they_are_told_what_came_of_it(
    written: Written,
) -> None:
    w = written
    called = w.rows("referral", "child_social_care_referral")
    called = called.take(called["value_code"] == w.code("referral_source_health_services"))
    theirs = w.rows("referral", "social_services_referral")
    assert len(called) > 100
    assert set(zip(called["person"].tolist(), called["from"].tolist(), strict=True)) == set(
        zip(theirs["person"].tolist(), theirs["from"].tolist(), strict=True)
    )
    told = w.rows("observation", "outcome_of_referral_to_childrens_social_care")
    assert 0.75 < len(told) / len(theirs) <= 1  # of the unborn the midwife hears at the conference
    assert days.is_worked(clock.uk_day(told["from"])).all()
