"""Adults at risk: concerns, decisions and enquiries under section 42, as often and about what as in England."""

from __future__ import annotations

import numpy as np
import pytest

from synth import clock
from synth.record.kinds import CONFIDENTIALITY
from synth.table import Table
from tests.spec.test_social_care import cared_for
from tests.spec.written import Written

CONCERN = "safeguarding concern about an adult"


@pytest.fixture(scope="module")
def written() -> Written:
    return cared_for()


def ages(w: Written, rows: Table) -> np.ndarray:
    return (rows["from"] - w.people["born"][rows["person"]]) / clock.YEAR


def test_concerns_are_as_many_as_in_england(written: Written) -> None:
    # Safeguarding Adults, England 2023-24: 1,347 per 100,000 adults.
    concerns = written.rows("referral", "adult_safeguarding_concern")
    assert 100_000 * len(concerns) / written.years(18, 130) == pytest.approx(1347, rel=0.1)


def test_three_concerns_in_ten_lead_to_an_enquiry(written: Written) -> None:
    # Safeguarding Adults, England 2023-24: 28.7 percent; none that was concluded goes on.
    begun = written.rows("flag", "adult_safeguarding_enquiry", change="begun")
    concerns = written.rows("referral", "adult_safeguarding_concern")
    assert len(begun) / len(concerns) == pytest.approx(0.287, abs=0.03)
    ended = written.rows("flag", "adult_safeguarding_enquiry", change="ended")
    old = begun["from"] < written.settings.ends - 2 * clock.YEAR
    assert set(begun["entry"][old].tolist()) <= set(ended["entry"].tolist())


def test_a_third_is_about_care_homes_and_nearly_half_about_homes(written: Written) -> None:
    # 2023-24: own home 46 percent; 2022-23: care home 33 percent [recalled, not looked up].
    where = written.rows("observation", "safeguarding_place")["value_code"]
    assert (where == written.code("safeguarding_place_care_home")).mean() == pytest.approx(0.33, abs=0.05)
    assert (where == written.code("safeguarding_place_own_home")).mean() == pytest.approx(0.46, abs=0.05)


def test_neglect_is_the_commonest_risk(written: Written) -> None:
    # 2023-24: neglect and acts of omission 32 percent.
    feared = written.rows("observation", pathway=CONCERN, slot="risk")["code"]
    assert (feared == written.code("at_risk_of_neglect")).mean() == pytest.approx(0.32, abs=0.04)


def test_no_child_is_an_adult_at_risk(written: Written) -> None:
    concerns = written.rows("referral", "adult_safeguarding_concern")
    assert len(concerns) > 1000
    assert ages(written, concerns).min() >= 18


def test_all_of_it_is_guarded(written: Written) -> None:
    normal = CONFIDENTIALITY.index("normal")
    for kind in ("contact", "referral", "observation", "assessment", "flag"):
        rows = written.rows(kind, pathway=CONCERN)
        assert len(rows)
        assert (rows["confidentiality"] != normal).all()


def test_nobody_has_two_enquiries_at_a_time(written: Written) -> None:
    ended = written.rows("flag", "adult_safeguarding_enquiry", change="ended")
    order = np.lexsort((ended["from"], ended["person"]))
    person, begins, ends = (ended[name][order] for name in ("person", "from", "until"))
    same = person[1:] == person[:-1]
    assert same.sum() > 10
    assert (begins[1:] >= ends[:-1])[same].all()
