"""Casework on a family: brothers and sisters are referred, seen and conferred on together, each with a plan of their own."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from synth import clock
from synth.table import Table
from tests.spec.test_social_care import BOOKING, REFERRAL, social_care
from tests.spec.written import Written


@pytest.fixture(scope="module")
def written() -> Written:
    return Written([*social_care(), BOOKING], 24_000, seed=5)


def with_an_elder(w: Written, rows: Table, before: int, after: int) -> tuple[int, float]:
    """Rows of children with an elder sibling under eighteen: how many, and the share with one of the sibling's so near."""
    mother, born = w.people["mother"], w.people["born"]
    children, moments = defaultdict(list), defaultdict(list)
    for person in np.flatnonzero(mother >= 0).tolist():
        children[int(mother[person])].append(person)
    seen = list(zip(rows["person"].tolist(), rows["from"].tolist(), strict=True))
    for person, when in seen:
        moments[person].append(when)
    near = []
    for person, when in seen:
        elder = [s for s in children[int(mother[person])]
                 if s != person and born[s] <= born[person] and when - born[s] < 18 * clock.YEAR]  # fmt: skip
        if elder:
            near.append(any(-before * clock.DAY <= m - when < after * clock.DAY for s in elder for m in moments[s]))
    return len(near), float(np.mean(near))


def test_most_protection_plans_of_children_with_an_elder_sibling_begin_with_the_siblings(written: Written) -> None:
    # Of 75 such children 50 were not even known when a review counted: most plans are made of sibling groups.
    n, share = with_an_elder(written, written.rows("plan", pathway="child protection plan", change="begun"), 7, 8)
    assert n > 100
    assert share == pytest.approx(0.6, abs=0.12)


def test_nearly_half_of_the_referrals_of_children_with_an_elder_sibling_come_with_the_siblings(
    written: Written,
) -> None:
    n, share = with_an_elder(written, written.rows("referral", pathway=REFERRAL), 2, 3)
    assert n > 500
    assert share == pytest.approx(0.45, abs=0.08)


def test_siblings_who_are_conferred_on_in_one_week_meet_the_conference_at_one_moment(written: Written) -> None:
    w = written
    held = w.rows("contact", "initial_child_protection_conference", pathway="child protection")
    n, in_a_week = with_an_elder(w, held, 7, 8)
    _, at_once = with_an_elder(w, held, 0, 1)
    assert n > 100
    assert at_once >= 0.95 * in_a_week > 0.4


def test_review_conferences_of_plans_that_began_together_are_held_together(written: Written) -> None:
    w = written
    held = w.rows("contact", "review_child_protection_conference", step="first review conference")
    n, in_a_month = with_an_elder(w, held, 15, 16)
    _, on_the_day = with_an_elder(w, held, 0, 1)
    assert n > 100
    assert on_the_day >= 0.9 * in_a_month > 0.4


def test_nobody_has_two_enquiries_at_a_time(written: Written) -> None:
    w = written
    enquiries = w.rows("assessment", "section_47_enquiry")
    order = np.lexsort((enquiries["from"], enquiries["person"]))
    person, when = enquiries["person"][order], enquiries["from"][order]
    close = (person[1:] == person[:-1]) & (when[1:] - when[:-1] < 14 * clock.DAY)
    assert close.sum() <= 0.01 * len(order)


def test_no_adult_brother_or_sister_is_drawn_into_an_enquiry(written: Written) -> None:
    w = written
    enquiries = w.rows("assessment", "section_47_enquiry")
    ages = (enquiries["from"] - w.people["born"][enquiries["person"]]) / clock.YEAR
    assert len(ages) > 500
    assert ages.max() < 18
