"""What follows the death of a child: who is told, what is reviewed, and what its mother is offered."""

from __future__ import annotations

import numpy as np
import pytest

from care_pathways.child_health import child_death
from care_pathways.maternity.bereavement import AFTER_DEATH
from synth import clock
from synth.world.demography.deaths import CAUSES
from tests.spec.written import Written, engines_differ

PATHWAYS = [*child_death.PATHWAYS, AFTER_DEATH]
REVIEWS = ("child_death_notification", "child_death_review_meeting", "child_death_panel_review")


@pytest.fixture(scope="module")
def written() -> Written:
    return Written(PATHWAYS, 20_000, seed=3)


def dead(w: Written, days: int = 60) -> np.ndarray:
    """The patients who died as children in the window, so many days before its end."""
    p = w.people
    age = clock.age_years(p["born"] // clock.DAY, np.minimum(p["died"], w.settings.ends) // clock.DAY)
    return w.patient & (p["died"] >= w.settings.begins) & (p["died"] < w.settings.ends - days * clock.DAY) & (
        p["died"] < p["leaves"]) & (age < 18)  # fmt: skip


def test_every_death_of_a_child_is_told_to_the_panel_within_two_days_and_no_other(written: Written) -> None:
    t = written.rows("communication", "child_death_notification")
    died = dead(written)
    assert died.sum() > 15 and written.who(t)[died].all()
    late = t["recorded"] - written.people["died"][t["person"]]
    assert (late >= 0).all() and (late <= 2 * clock.DAY + 1).all()
    adult = written.people["died"] - written.people["born"] > 19 * 366 * clock.DAY
    assert not written.who(t)[adult].any() and not written.who(t)[written.people["stillborn"].astype(bool)].any()


def test_a_death_that_was_foreseen_is_answered_by_no_joint_agency_and_a_sudden_one_always_is(written: Written) -> None:
    w = written
    answered = w.who(w.rows("communication", "joint_agency_response"))
    cause, reviewed = w.people["cause"], w.who(w.rows("communication", "child_death_notification"))
    foreseen = ("perinatal conditions", "congenital anomalies", *(one for one in CAUSES if "cancer" in one))
    ill = reviewed & np.isin(cause, [CAUSES.index(one) for one in foreseen])
    sudden = reviewed & (cause == CAUSES.index("sudden or unexplained infant death"))
    assert ill.sum() > 8 and answered[ill].mean() < 0.1
    assert answered[sudden].all() and 0.03 < answered[reviewed].mean() < 0.45


def test_the_meeting_comes_before_the_panel(written: Written) -> None:
    first, last = (written.rows("communication", key) for key in REVIEWS[1:])
    when = dict(zip(last["person"].tolist(), last["recorded"].tolist(), strict=True))
    gaps = [when[who] - at for who, at in zip(first["person"].tolist(), first["recorded"].tolist(), strict=True)
            if who in when]  # fmt: skip
    assert len(gaps) > 5 and np.median(gaps) > 60 * clock.DAY


def test_mothers_of_newborns_who_die_are_asked_about_a_post_mortem_and_answer_once(written: Written) -> None:
    w = written
    newborn = dead(w) & (w.people["died"] - w.people["born"] < 27 * clock.DAY)
    mothers = w.people["mother"][newborn]
    mothers = mothers[(mothers >= 0) & w.patient[mothers] & (w.people["died"][mothers] == clock.NEVER)]
    offered = w.rows("observation", "post_mortem_offered")
    answers = [w.rows("observation", f"post_mortem_{one}") for one in ("consented", "declined")]
    assert len(mothers) > 5 and w.who(offered)[mothers].all()
    assert sum(len(t) for t in answers) == len(offered)


def test_nobody_offers_a_post_mortem_to_mothers_whose_babies_live(written: Written) -> None:
    w = written
    t = w.rows("observation", "bereavement_support")
    died = (w.people["died"] < w.settings.ends) & (w.people["mother"] >= 0)
    assert len(t) and np.isin(t["person"], w.people["mother"][died]).all()


def test_both_engines_write_the_same_record() -> None:
    assert engines_differ(PATHWAYS, 3000) == []
