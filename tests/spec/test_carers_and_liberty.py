"""Carers' assessments and deprivation of liberty: who is assessed, how often, and what follows."""

from __future__ import annotations

import numpy as np
import pytest

from care_pathways.social_care import carers, deprivation_of_liberty
from synth import clock
from tests.spec.written import Written, engines_differ

PATHWAYS = [*carers.PATHWAYS, *deprivation_of_liberty.PATHWAYS]


@pytest.fixture(scope="module")
def written() -> Written:
    return Written(PATHWAYS, 6_000)


def test_both_engines_write_the_same_record() -> None:
    assert engines_differ(PATHWAYS, 100) == []


def test_about_eight_carers_in_a_hundred_are_assessed_or_reviewed_in_a_year(written: Written) -> None:
    # NHS England, SALT 2022-23 [recalled, not looked up]: some 370,000 of 4.7 million carers (Census 2021).
    w = written
    seen = len(w.rows("assessment", "carer_assessment")) + len(w.rows("contact", "care_plan_review"))
    adults = w.years(18, 120)
    assert 100 * seen / (0.10 * adults) == pytest.approx(8, abs=3)  # one adult in ten cares


def test_only_who_cares_is_assessed_as_a_carer(written: Written) -> None:
    w = written
    caring = w.people.facts["carer"]
    ever = np.unique(caring["person"][caring["value"] > 0])
    assert np.isin(w.rows("referral", "carer_needs_assessment")["person"], ever).all()


def test_a_deprivation_of_liberty_is_authorised_for_a_year_at_the_most(written: Written) -> None:
    w = written
    ended = w.rows("flag", "dols", change="ended")
    assert len(ended) > 20
    assert ((ended["until"] - ended["from"]) / clock.DAY < 370).all()


def test_a_death_ends_an_authorisation(written: Written) -> None:
    w = written
    begun = w.rows("flag", "dols", change="begun", anywhen=True)
    over = set(w.rows("flag", "dols", change="ended", anywhen=True)["entry"].tolist())
    died = w.people["died"][begun["person"]] < w.settings.ends
    assert died.sum() > 10 and all(entry in over for entry in begun["entry"][died].tolist())
