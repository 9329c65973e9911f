"""Social care by its clocks and by risk: what must be done by a day is mostly, and who is more at risk comes oftener."""

from __future__ import annotations

import numpy as np
import pytest

from synth import clock
from tests.spec.test_social_care import cared_for
from tests.spec.written import Written


@pytest.fixture(scope="module")
def written() -> Written:
    return cared_for()


def working_days(w: Written, since: tuple[str, str], until: tuple[str, str]) -> np.ndarray:
    """Of each entry of one kind the working days since the last of the other in the same person, in the year before."""
    before, after = w.rows(*since, anywhen=True), w.rows(*until)
    width = 1 << 40
    start = np.sort(before["person"] * width + before["from"])
    at = after["person"] * width + after["from"]
    place = np.searchsorted(start, at, side="right") - 1
    found = np.where(place >= 0, at - start[np.maximum(place, 0)], width)
    begins = (after["from"] - found)[found < clock.YEAR] // clock.DAY
    ends = after["from"][found < clock.YEAR] // clock.DAY
    return np.busday_count(begins.astype("datetime64[D]"), ends.astype("datetime64[D]"))


def test_assessments_take_as_long_as_in_england(written: Written) -> None:
    # DfE, Children in need 2025, C2: quartiles 17, 33 and 43 working days; 85.7 percent within 45, 4.2 in 61 or more.
    took = working_days(written, ("referral", "child_social_care_referral"),
                        ("assessment", "child_and_family_assessment"))  # fmt: skip
    assert len(took) > 1000
    assert np.percentile(took, [25, 50, 75]) == pytest.approx([17, 33, 43], abs=5)
    assert np.mean(took <= 45) == pytest.approx(0.857, abs=0.05)
    assert np.mean(took > 60) == pytest.approx(0.042, abs=0.02)


def test_initial_conferences_are_called_as_soon_as_in_england(written: Written) -> None:
    # DfE, Children in need 2023, C4: quartiles 13, 14 and 15 working days; 9.2 percent within 10, 78.5 within 15.
    took = working_days(written, ("procedure", "strategy_discussion"),
                        ("contact", "initial_child_protection_conference"))  # fmt: skip
    assert len(took) > 200
    assert np.percentile(took, [25, 50, 75]) == pytest.approx([13, 14, 15], abs=2)
    assert np.mean(took <= 10) == pytest.approx(0.092, abs=0.05)
    assert np.mean(took <= 15) == pytest.approx(0.785, abs=0.06)


def referred(w: Written, whom: np.ndarray) -> float:
    """How often children of whom it is true are referred in a year."""
    born, p = w.people["born"], w.people
    start = np.maximum(np.maximum(born, w.settings.begins), p["arrives"])
    end = np.minimum(np.minimum(born + 18 * clock.YEAR, np.minimum(p["died"], p["leaves"])), w.settings.ends)
    years = (end - start).clip(0) * w.patient
    t = w.rows("referral", "child_social_care_referral")
    t = t.take(np.flatnonzero(born[t["person"]] > t["from"] - 18 * clock.YEAR))
    return float(whom[t["person"]].sum()) / (float(years[whom].sum()) / clock.YEAR)


def mothers_age(w: Written) -> np.ndarray:
    """Everyone's mother's age in years at the birth; -1 of those whose mother is nobody here."""
    born, mother = w.people["born"], w.people["mother"]
    return np.where(mother >= 0, (born - born[np.maximum(mother, 0)]) // clock.YEAR, -1)


def test_children_of_young_mothers_are_referred_oftener(written: Written) -> None:
    # Baldwin H and others, Child Abuse & Neglect 2020: hazard 0.96 times for each year of the mother's age.
    w, age = written, mothers_age(written)
    older = referred(w, age >= 25)
    assert referred(w, (age >= 0) & (age < 20)) / older > 1.25
    assert referred(w, (age >= 20) & (age < 25)) / older > 1.1


def test_whoever_leaves_hospital_with_reablement_is_mostly_at_home_three_months_later(written: Written) -> None:
    # ASCOF 2B 2022-23: 82.3 percent of those of 65 and over; who dies or moves into a care home is not.
    w, span = written, 91 * clock.DAY
    asked = w.rows("referral", "request_for_support")
    asked = asked.take(np.flatnonzero(asked["value_code"] == w.code("request_source_hospital_discharge")))
    begun = w.rows("plan", "reablement", change="begun")
    asks = set(zip(asked["person"].tolist(), asked["episode"].tolist(), strict=True))
    from_hospital = np.array([pair in asks for pair in zip(begun["person"].tolist(), begun["episode"].tolist(),
                                                           strict=True)])  # fmt: skip
    born = w.people["born"][begun["person"]]
    counted = from_hospital & (begun["from"] - born > 65 * clock.YEAR) & (begun["from"] < w.settings.ends - span)
    person, later = begun["person"][counted], begun["from"][counted] + span
    alive = w.people["died"][person] > later
    moved = np.minimum(w.people.attributes["care_home_from"][person], clock.NEVER) <= later
    assert len(person) > 150
    assert np.mean(alive & ~moved) == pytest.approx(0.823, abs=0.04)
    assert np.mean(~alive) == pytest.approx(0.12, abs=0.04) and np.mean(moved) == pytest.approx(0.05, abs=0.03)
