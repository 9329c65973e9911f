"""An appointment in a life: one entry that is planned, and then kept, missed, cancelled or withdrawn at death."""

from __future__ import annotations

from collections import Counter

import pytest

from synth.pathway.language.expressions import Fact, Now
from synth.pathway.language.model import Pathway, Signal, Step
from synth.pathway.language.notes import Notes, day, instant, whether
from synth.pathway.language.time import day_of
from synth.pathway.parts.appointment import (
    appointment,
    booked,
    cancelled,
    kept,
    missed,
    on_working_day,
    prevented,
    withdrawn,
)
from tests.spec.parts.tried import WINDOW, Row, numbers, ran

p = numbers("""
[year]
value = 365
unit = "days"
[notice]
value = 40
unit = "days"
[before]
value = 10
unit = "days"
[given_up]
value = 20
unit = "minutes"
[length]
value = 30
unit = "minutes"
[time_of_day]
quantiles = [[0, 540], [1, 960]]
unit = "minutes"
[missed]
average = 0.3
unit = "probability"
[until_away]
quantiles = [[0, 60], [1, 140]]
unit = "days"
[cancels]
average = 0.3
unit = "probability"
""")


class Visit(Notes):
    """What is known of a visit."""

    day = day("the day that is sought")
    at = instant("when it is")
    missed = whether("nobody comes")
    cancels = whether("it is cancelled beforehand")


n = Visit
VISITS = Pathway(
    "visits",
    starts_on="birth",
    steps=[Step("due", after=p.year, raises=Signal("visit due"), then="due")],
)
VISIT = Pathway(
    "visit",
    starts_on=("visit due", "visit offered again"),
    at_death="withdrawn",
    notes=Visit,
    steps=appointment(
        "hv_1yr_review",
        booked("booked", draws={n.day: day_of(Now() + p.notice), n.at: on_working_day(n.day, p.time_of_day),
                                n.missed: p.missed, n.cancels: p.cancels}),
        cancelled("cancelled", when=n.cancels, at=n.at - p.before, after=p.given_up, raises=Signal("visit offered again")),
        missed("not brought", when=n.missed, after=p.given_up, reason="was_not_brought",
               raises=Signal("visit offered again")),
        kept("seen"),
        withdrawn("withdrawn"),
        setting="health visitor home", begins=n.at, lasts=p.length),
)  # fmt: skip


def changes() -> dict[int, list[Row]]:
    runs: dict[int, list[Row]] = {}
    for row in ran([VISITS, VISIT], families=60):
        if row.kind == "appointment":
            runs.setdefault(row.entry, []).append(row)
    return runs


def test_an_appointment_is_one_entry_planned_first_and_over_once():
    runs = changes()
    over = Counter(rows[-1].status for rows in runs.values() if len(rows) == 2)
    assert min(over[status] for status in ("fulfilled", "noshow", "cancelled")) > 20
    for rows in runs.values():
        assert len(rows) <= 2
        if rows[0].day > WINDOW.begins // 1440 + 60:
            assert rows[0].change == "planned" and rows[0].status == "booked"
        if len(rows) == 2:
            assert rows[1].change in ("ended", "withdrawn")
            assert rows[1].day >= rows[0].day


class Call(Notes):
    """What is known of a visit that may be a call."""

    at = instant("when it is")
    missed = whether("nobody answers")
    called = whether("it is done by telephone")


c = Call
VISIT_OR_CALL = Pathway(
    "visit",
    starts_on="visit due",
    at_death="withdrawn",
    notes=Call,
    steps=appointment(
        "gp_consultation",
        booked("booked", draws={c.at: on_working_day(day_of(Now() + p.notice), p.time_of_day), c.missed: p.missed,
                                c.called: p.cancels}),
        missed("did not come", when=c.missed, after=p.given_up),
        kept("called", when=c.called, contact="telephone_consultation"),
        kept("seen"),
        withdrawn("withdrawn"),
        setting="general practice (GP)", begins=c.at, lasts=p.length),
)  # fmt: skip


def test_an_appointment_is_booked_kept_and_missed_as_what_it_is_to_be():
    """Who is to be called was once expected at the surgery: the contact alone said otherwise."""
    runs: dict[int, list[Row]] = {}
    for row in ran([VISITS, VISIT_OR_CALL], families=60):
        if row.kind == "appointment":
            runs.setdefault(row.entry, []).append(row)
    seen = Counter((rows[-1].step, rows[-1].code) for rows in runs.values())
    assert min(seen["called", "telephone_consultation"], seen["seen", "gp_consultation"]) > 20
    assert not seen["called", "gp_consultation"] + seen["seen", "telephone_consultation"]
    assert min(seen["did not come", code] for code in ("telephone_consultation", "gp_consultation")) > 5
    assert all(len({row.code for row in rows}) == 1 for rows in runs.values())


def test_what_an_appointment_is_booked_as_goes_by_a_note_and_by_no_draw_that_falls_anew():
    with pytest.raises(ValueError, match="keep it in a note"):
        appointment("gp_consultation", booked("booked"), kept("called", when=p.cancels, contact="telephone_consultation"),
                    kept("seen"), setting="general practice (GP)", begins=Now(), lasts=p.length)  # fmt: skip


def test_what_is_cancelled_is_cancelled_before_its_day_and_what_is_booked_at_death_is_withdrawn():
    last = [rows[-1] for rows in changes().values()]
    cancelled_ = [rows for rows in changes().values() if rows[-1].step == "cancelled" and len(rows) == 2]
    assert cancelled_ and all(20 <= rows[1].day - rows[0].day <= 40 for rows in cancelled_)
    gone = [row for row in last if row.step == "withdrawn"]
    assert gone and all(row.status == "cancelled" and row.died <= row.day < row.died + 30 for row in gone)
    assert not [
        row for row in last if row.step == "booked" and row.died < row.day + 20 and row.died < WINDOW.ends // 1440
    ]


AWAY = Pathway("away", starts_on="birth", steps=[
    Step("goes", after=p.until_away, sets={"away": 1}, then="comes back"),
    Step("comes back", after=p.until_away, sets={"away": 0}, then="goes"),
])  # fmt: skip
PREVENTED = Pathway(
    "visit",
    starts_on="visit due",
    at_death="withdrawn",
    notes=Visit,
    steps=appointment(
        "hv_1yr_review",
        booked("booked", draws={n.day: day_of(Now() + p.notice), n.at: on_working_day(n.day, p.time_of_day),
                                n.missed: p.missed, n.cancels: p.cancels}),
        cancelled("cancelled", when=n.cancels, at=n.at - p.before),
        missed("not brought", when=n.missed, after=p.given_up),
        prevented("away", when=Fact("away")),
        kept("seen"),
        withdrawn("withdrawn"),
        setting="health visitor home", begins=n.at, lasts=p.length),
)  # fmt: skip


def test_what_prevents_an_appointment_is_asked_when_its_time_comes():
    """Who was admitted after the booking once had a consultation at the practice from the ward."""
    rows = ran([VISITS, AWAY, PREVENTED], families=60)
    over = [row for row in rows if row.kind == "appointment" and row.change in ("ended", "withdrawn")]
    last = Counter(row.step for row in over)
    assert min(last[step] for step in ("cancelled", "not brought", "away", "seen")) > 20
    assert 0.3 < last["away"] / (last["away"] + last["seen"] + last["not brought"]) < 0.6
    assert {row.status for row in over if row.step == "away"} == {"cancelled"}


def test_what_prevents_an_appointment_is_said_once():
    with pytest.raises(ValueError, match="give one prevented"):
        appointment("gp_consultation", booked("booked"), prevented("away", when=Fact("away")),
                    prevented("ill", when=Fact("ill")), kept("seen"), setting="general practice (GP)", begins=Now(),
                    lasts=p.length)  # fmt: skip
