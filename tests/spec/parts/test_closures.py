"""A service that is closed for a time: nobody is invited, what was booked is called off, and nobody has missed it."""

from __future__ import annotations

import datetime as dt

import pytest

import care_pathways
from care_pathways.closures import services
from synth import clock
from synth.pathway.compiled import prepare
from synth.pathway.language.expressions import Now
from synth.pathway.language.model import Pathway, Signal, Step
from synth.pathway.language.notes import Notes, day, instant, whether
from synth.pathway.language.time import day_of
from synth.pathway.parts.appointment import appointment, booked, called_off, kept, missed, on_working_day, withdrawn
from synth.pathway.parts.recall import did_not_come, invitation, recall
from tests.spec.parts.tried import Row, numbers, ran

p = numbers("""
[month]
value = 30
unit = "days"
[notice]
value = 60
unit = "days"
[length]
value = 30
unit = "minutes"
[time_of_day]
quantiles = [[0, 540], [1, 960]]
unit = "minutes"
[misses]
average = 0.3
unit = "probability"
[[goes_on]]
average = 1
until = 2018-01-01
unit = "probability"
[[goes_on]]
average = 0
from = 2018-01-01
until = 2019-01-01
unit = "probability"
[[goes_on]]
average = 1
from = 2019-01-01
unit = "probability"
""")


class Closed(Notes):
    """What is known of who is called."""

    invited = whether("the practice invites at the time")
    came = whether("comes when invited")
    held = whether("reviews are held at the time")
    stays = whether("comes to the review")
    day = day("the day that is sought")
    at = instant("when it is")
    missed = whether("nobody comes")


n = Closed
VISITS = Pathway(
    "visits", starts_on="birth", steps=[Step("due", after=p.month, raises=Signal("visit due"), then="due")]
)
VISIT = Pathway(
    "visit",
    starts_on="visit due",
    at_death="withdrawn",
    notes=Closed,
    steps=appointment(
        "hv_1yr_review",
        booked("booked", draws={n.day: day_of(Now() + p.notice), n.at: on_working_day(n.day, p.time_of_day),
                                n.missed: p.misses}),
        missed("not brought", when=n.missed, after=p.length),
        called_off("called off", when=~p.goes_on.as_of(n.at)),
        kept("seen"),
        withdrawn("withdrawn"),
        setting="health visitor home", begins=n.at, lasts=p.length),
)  # fmt: skip
REVIEW = Step(
    "review", "general practice (nurse)", hours="always", after=p.month, contact="hypertension_review",
    contact_when=n.stays, draws={n.held: p.goes_on.named("held"), n.stays: n.held & ~p.misses.named("stays")},
    writes=did_not_come("hypertension_review", came=n.stays, held=n.held, letter="qof_invite"), then="invited",
)  # fmt: skip
CALLED = Pathway(
    "called",
    starts_on="coming of age",
    notes=Closed,
    steps=[
        *recall(
            invitation("invited", after=p.month, comes=p.misses.named("comes"), letter="qof_invite"),
            invitation("reminded", after=p.month, comes=p.misses.named("comes late"), letter="qof_invite"),
            setting="general practice (reception)", came=n.came, then="review", otherwise="later",
            goes_on=p.goes_on, invited=n.invited),
        Step("later", after=p.month, then="review"),
        REVIEW,
    ],
)  # fmt: skip
OPEN, SHUT, AGAIN = (clock.instant_of(dt.date(year, 1, 1)) // clock.DAY for year in (2016, 2018, 2019))


def in_the_year(rows: list[Row], first: int) -> list[Row]:
    return [row for row in rows if first <= row.day < first + 365]


def test_what_was_booked_is_called_off_by_the_day_of_the_appointment_not_that_of_the_booking():
    rows = [row for row in ran([VISITS, VISIT]) if row.kind == "appointment" and row.step != "withdrawn"]
    for first in (OPEN, AGAIN):
        ended = {row.status for row in in_the_year(rows, first + 2) if row.change != "planned"}
        assert ended <= {"fulfilled", "noshow"} and "fulfilled" in ended
    shut = [row for row in rows if SHUT < row.day < AGAIN - 2]
    assert {row.status for row in shut} == {"booked", "cancelled"}
    assert {row.step for row in shut} == {"booked", "called off"}
    # Two months before it closes the first are booked that will be called off: not on the day of booking.
    assert not [row for row in rows if SHUT - 60 <= row.day < SHUT - 4 and row.status == "cancelled"]


def test_while_a_service_is_closed_nobody_is_invited_and_nobody_has_missed_anything():
    rows = ran([CALLED])
    assert in_the_year(rows, OPEN) and in_the_year(rows, AGAIN)
    assert in_the_year(rows, SHUT) == []
    kinds = {(row.step, row.kind) for row in in_the_year(rows, OPEN)}
    assert kinds >= {("invited", "communication"), ("review", "contact"), ("review", "appointment")}


def test_a_recall_that_may_be_closed_says_both_and_a_number_without_dates_is_not_asked_for_another_day():
    with pytest.raises(ValueError, match="one of goes_on and invited"):
        recall(invitation("invited", comes=p.misses), setting="general practice (reception)", came=n.came,
               then="review", otherwise="later", goes_on=p.goes_on)  # fmt: skip
    wrong = Pathway("wrong", starts_on="birth", notes=Closed, steps=[
        Step("asked", after=p.month, draws={n.missed: p.misses.as_of(Now())}, contact="hv_1yr_review",
             contact_when=n.missed, setting="health visitor home")])  # fmt: skip
    faults = prepare.build([wrong], care_pathways.codelists()).faults
    assert [fault for fault in faults if "[misses]" in fault and "the same on every day" in fault]


def test_every_service_goes_on_before_and_after_the_spring_of_2020():
    found = services._evidence.numbers
    for name, number in found.items():
        chances = number.table.ravel() / 2**63
        assert len(chances) >= 4, name
        if "telephone" in name:
            assert chances[0] < 0.05 < chances.max(), name
        else:
            assert chances[0] == pytest.approx(1) and chances[-1] == pytest.approx(1), name
            assert chances.min() < 0.75, name
