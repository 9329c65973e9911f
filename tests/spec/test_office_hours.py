"""Nobody books, certifies or cancels in the middle of the night: offices and surgeries write when somebody is there."""

from __future__ import annotations

import numpy as np

from synth import clock
from synth.systems import authorship
from synth.systems.kinds import KINDS
from tests.spec.written import everyone

AWAKE = (7 * 60, 21 * 60)
OFFICES = ("gp", "health_visiting", "child_health_information", "childrens_social_care", "adult_social_care")


def at_night(kind: str, change: str, slot: str = "") -> tuple[int, int]:
    """Of the changes that offices recorded in the window, how many at night, and how many in all."""
    w = everyone()
    t, forms = w.record[kind], w.library.forms
    office = np.array([
        f.change == change and slot in f.slot and f.setting in authorship.INDEX
        and KINDS[int(authorship.systems(np.array([authorship.INDEX[f.setting]]))[0])].key in OFFICES
        for f in forms
    ])  # fmt: skip
    t = t.take(np.flatnonzero(office[t["form"]] & (t["recorded"] >= w.settings.begins)))
    minute = (t["recorded"] + clock.uk_offset(t["recorded"])) % clock.DAY
    return int(((minute < AWAKE[0]) | (minute >= AWAKE[1])).sum()), len(t)


def test_appointments_are_booked_and_cancelled_by_day() -> None:
    """Of those that follow on a letter of the emergency department most were booked by the reception at night."""
    for change in ("planned", "withdrawn"):
        night, of = at_night("appointment", change)
        assert of > 1_000 and night == 0, change


def test_certificates_are_written_on_working_days() -> None:
    w = everyone()
    t = w.rows("communication", "medical_certificate_of_cause_of_death")
    assert len(t) > 100 and (clock.weekday(clock.uk_day(t["recorded"])) < 5).all()
    assert at_night("communication", "recorded", "certificate")[0] == 0


def test_whoever_cancels_does_so_after_the_booking_and_before_the_time() -> None:
    w = everyone()
    planned = w.rows("appointment", change="planned", pathway="consultation")
    booked = dict(zip(planned["entry"].tolist(), planned["recorded"].tolist(), strict=True))
    at = dict(zip(planned["entry"].tolist(), planned["from"].tolist(), strict=True))
    t = w.rows("appointment", change="withdrawn", pathway="consultation", step="cancelled by the patient")
    known = [(e, r) for e, r in zip(t["entry"].tolist(), t["recorded"].tolist(), strict=True) if e in booked]
    assert len(known) > 1_000
    assert all(booked[entry] < recorded < at[entry] for entry, recorded in known)
