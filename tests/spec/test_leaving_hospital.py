"""Leaving hospital with help, reablement and its outcomes, charging and capacity of adults."""

from __future__ import annotations

import numpy as np
import pytest

from synth import clock
from tests.spec.test_social_care import cared_for
from tests.spec.written import Written


@pytest.fixture(scope="module")
def written() -> Written:
    return cared_for()


def answered(written: Written, code: str, answer: str, kind: str = "observation") -> float:
    return float(np.mean(written.rows(kind, code)["value_code"] == written.code(answer)))


def test_whoever_asks_from_hospital_was_on_a_ward_and_its_notice_came_first(written: Written) -> None:
    w = written
    asked = w.rows("referral", "request_for_support")
    asked = asked.take(np.flatnonzero(asked["value_code"] == w.code("request_source_hospital_discharge")))
    sent = w.rows("referral", "assessment_notice", anywhen=True)
    notices = set(zip(sent["person"].tolist(), (sent["from"] // (30 * clock.DAY)).tolist(), strict=True))
    month = (asked["from"] // (30 * clock.DAY)).tolist()
    assert len(asked) > 500
    assert all((p, m) in notices or (p, m - 1) in notices for p, m in zip(asked["person"].tolist(), month, strict=True))
    left = w.rows("contact", "inpatient", pathway="discharge to assess", change="ended")
    assert len(left) == pytest.approx(len(asked), rel=0.05)


def test_the_stay_before_it_is_for_an_illness_that_is_over_with_it_and_the_practice_has_its_letter(
    written: Written,
) -> None:
    w = written
    begun, ended = (w.rows("contact", "inpatient", pathway="discharge to assess", change=c) for c in ("begun", "ended"))
    ill, over = (w.rows("condition", pathway="discharge to assess", change=c) for c in ("begun", "ended"))
    dead = w.people["died"][ended["person"]]
    alive = ended.take(np.flatnonzero(dead > ended["from"]))
    assert len(begun) > 500 and np.isin(begun["episode"], ill["episode"]).all()
    assert np.isin(ended["episode"], over["episode"]).all()
    letters = w.rows("document", pathway="discharge to assess", anywhen=True)
    assert np.isin(alive["episode"][alive["until"] < dead[dead > ended["from"]]], letters["episode"]).mean() > 0.98


def latest_before(rows, instants, persons):
    """How long before each instant its person has the latest of the rows, in minutes; a day where there is none."""
    of: dict[int, list[int]] = {}
    for person, instant in zip(rows["person"].tolist(), rows["from"].tolist(), strict=True):
        of.setdefault(person, []).append(instant)
    return [min([now - at for at in of.get(person, []) if at <= now], default=clock.DAY)
            for person, now in zip(persons.tolist(), instants.tolist(), strict=True)]  # fmt: skip


def test_a_bed_to_get_up_again_begins_some_hours_after_the_ward_is_left_and_no_notice_keeps_anyone_there(written):
    beds = written.rows("plan", "bed_based_intermediate_care", change="begun")
    left = written.rows("observation", "discharge_pathway", anywhen=True)
    assert len(beds) > 20 and max(latest_before(left, beds["from"], beds["person"])) <= 3 * clock.HOUR
    told = written.rows("communication", "discharge_notice", anywhen=True)
    held = [gap for gap in latest_before(told, left["from"], left["person"]) if gap == 0]
    assert len(left) > 500 and not held


def test_nearly_four_in_five_live_on_without_long_term_support_after_reablement(written: Written) -> None:
    # ASCOF 2D 2022-23: 78 percent.
    assert 1 - answered(written, "reablement_outcome", "reablement_long_term_support") == pytest.approx(0.78, abs=0.04)


def test_of_the_old_in_long_term_support_somewhat_more_than_half_live_at_home(written: Written) -> None:
    # ASC-FR 2022-23 (SALT): 57 percent of those of 65 and over in the community, 28 residential, 15 nursing.
    w, at = written, clock.day_of(2022, 3, 31) * clock.DAY
    begun = w.rows("plan", entry="service", change="begun", anywhen=True)
    over = w.rows("plan", entry="service", change="ended", anywhen=True)
    until = dict(zip(over["entry"].tolist(), over["until"].tolist(), strict=True))
    runs = np.array([until.get(entry, clock.NEVER) > at for entry in begun["entry"].tolist()])
    on = runs & (begun["from"] <= at) & (w.people["born"][begun["person"]] <= at - 65 * clock.YEAR)
    homes = [w.code("residential_care_placement"), w.code("nursing_care_placement")]
    assert on.sum() > 150
    assert np.mean(~np.isin(begun["code"][on], homes)) == pytest.approx(0.57, abs=0.09)


def test_more_than_half_of_applications_to_deprive_of_liberty_are_not_granted(written: Written) -> None:
    # NHS England, MCA DoLS 2023-24: 57 percent of completed applications.
    granted = len(written.rows("observation", "dols_granted"))
    refused = len(written.rows("observation", "dols_not_granted"))
    assert refused / (granted + refused) == pytest.approx(0.57, abs=0.08)


def test_a_few_places_in_homes_in_a_hundred_end_with_continuing_healthcare(written: Written) -> None:
    w = written
    ended = len(w.rows("plan", "residential_care_placement", "nursing_care_placement", change="ended"))
    assert 0.005 < len(w.rows("observation", "continuing_healthcare")) / ended < 0.08


def test_who_has_care_met_by_the_council_pays_what_the_means_allow(written: Written) -> None:
    shares = [answered(written, "financial_assessment", key, "assessment")
              for key in ("contributes_nothing", "contributes_part", "pays_in_full")]  # fmt: skip
    assert sum(shares) == pytest.approx(1) and shares[1] > 0.5


def test_why_someone_needs_support_stays_from_request_to_request(written: Written) -> None:
    reasons = written.rows("observation", slot="reason", pathway="request for support", anywhen=True)
    by_person: dict[int, set[int]] = {}
    for person, code in zip(reasons["person"].tolist(), reasons["code"].tolist(), strict=True):
        by_person.setdefault(person, set()).add(code)
    assert len(by_person) > 1_000 and all(len(codes) == 1 for codes in by_person.values())


def test_a_death_closes_support_at_the_council_that_gave_it(written: Written) -> None:
    closed = written.rows("care_episode", "long_term_support", step="death", anywhen=True)
    flags = written.rows("flag", "has_paid_carer", step="death", anywhen=True)
    begun = written.rows("care_episode", "long_term_support", change="begun", anywhen=True)
    author = dict(zip(begun["entry"].tolist(), begun["form"].tolist(), strict=True))
    settings = [written.library.forms[form].setting for form in (*closed["form"].tolist(), *flags["form"].tolist())]
    assert len(author) and len(settings) > 100 and set(settings) == {"adult social worker"}
