"""Hours: of services when they are open, of staff when they work; a week in sessions, by British clocks.

A week has 28 sessions: each day's night before eight, its morning, its afternoon from half past twelve, its night from
twenty. Services that see people at a time (`opening.fit`) do so within their hours, and so in a session that
someone of the role works. Staff of clinics work weekdays, some of them part-time; wards
work by a rota of shifts of twelve hours (`evidence/places.toml`).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from synth import clock
from synth.calendar import days
from synth.world import tables

Column = np.ndarray

SESSIONS = 28
"""Sessions to a week: four to a day, from Monday's night."""
_PARTS = 4
_STARTS = (0, 8 * 60, 12 * 60 + 30, 20 * 60)
_SATURDAY = 5
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Codes of http://hl7.org/fhir/days-of-week."""

MIDNIGHT = "23:59"
"""The last minute of a day, since no time of FHIR is 24:00."""

Times = tuple[tuple[tuple[str, ...], str, str], ...]
"""Days, and the times of opening and closing (hh:mm) on each of them; "" and "" for the whole day."""

_DAYS = {"weekdays": DAYS[:5], "saturday": DAYS[5:6], "every day": DAYS}
OPENING: dict[str, Times] = {
    kind: tuple((_DAYS[days], opens, closes) for days, opens, closes in times)
    for kind, times in tables.toml("places")["opening_hours"].items()
    if isinstance(times, list)
}
"""Opening hours by kind (`evidence/places.toml`)."""

_OFTEN = {
    "emergency_care": days.ALWAYS, "midwifery": days.ALWAYS, "obstetrics": days.ALWAYS,
    "neonatal_care": days.ALWAYS, "acute_medicine": days.ALWAYS, "surgery": days.ALWAYS,
    "paediatrics": days.ALWAYS, "mental_health_inpatient": days.ALWAYS, "adult_social_care": days.ALWAYS,
    "care_and_support": days.ALWAYS, "residential_care": days.ALWAYS, "demographics": days.ALWAYS,
    "events": days.ALWAYS, "community_inpatient": days.ALWAYS, "prison_health": days.ALWAYS,
    "community_midwifery": days.EXTENDED, "newborn_hearing_screening": days.EXTENDED,
    "newborn_examination": days.EXTENDED, "community_nursing": days.EXTENDED, "minor_injuries": days.EXTENDED,
    "short_breaks": days.EXTENDED, "general_practice": "surgery", "pharmacy": "pharmacy",
}  # fmt: skip
_PLACES = {
    "hospital": days.ALWAYS, "labour_ward": days.ALWAYS, "birth_centre": days.ALWAYS,
    "neonatal_unit": days.ALWAYS, "emergency_department": days.ALWAYS, "theatre": days.ALWAYS,
    "care_home": days.ALWAYS, "ward": days.ALWAYS, "minor_injuries": days.EXTENDED,
    "short_breaks_centre": days.EXTENDED, "surgery": "surgery",
    "pharmacy": "pharmacy", "school": "school", "prison": days.ALWAYS, "student_hall": days.ALWAYS,
}  # fmt: skip


def of_service(service: str) -> Times:
    """The opening hours of a service (`sites.SERVICES`)."""
    return OPENING[_OFTEN.get(service, days.OFFICE)]


def of_location(kind: str) -> Times:
    """The opening hours of a location (`sites.LOCATIONS`)."""
    return OPENING[days.ALWAYS if kind.endswith("_ward") else _PLACES.get(kind, days.OFFICE)]


def opens_at(times: Times, session: int) -> bool:
    """Whether a service is open at some time in a session."""
    day, part = DAYS[session // _PARTS], session % _PARTS
    first, last = (*_STARTS, 24 * 60)[part : part + 2]
    return any(
        day in days and (not opens or (_minutes(opens) < last and _minutes(closes) > first))
        for days, opens, closes in times
    )


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def sessions(instants: Column) -> Column:
    """The session of the week in which each instant lies, by British clocks (int64)."""
    day, minute = np.divmod(instants + clock.uk_offset(instants), clock.DAY)
    part = (minute >= _STARTS[1]).astype(np.int64) + (minute >= _STARTS[2]) + (minute >= _STARTS[3])
    return clock.weekday(day) * _PARTS + part


# ---------------------------------------------------------------- who works when

_WEEKS = tables.toml("places")["working_weeks"]
SHIFTS = "shifts"
"""The working pattern of those of whom some are there day and night."""


def works(pattern: str, position: int, of: int) -> list[bool]:
    """In which sessions of the week the holder of a position (0 .. of - 1 of a role) works, in a pattern.

    Of every role someone works in every session of the pattern, however few there are."""
    if pattern == SHIFTS:
        return [_on_shift(position, of, session) for session in range(SESSIONS)]
    return [_in_clinic(position, of, session, pattern) for session in range(SESSIONS)]


def _on_shift(position: int, of: int, session: int) -> bool:
    """Shifts of twelve hours: three days of seven and a night of seven, each day's rota one further on."""
    day, part = divmod(session, _PARTS)
    if of < 7:  # few: they share every day and every night between them, in turn
        turn = day * 2 + (part in (0, 3))
        return turn % of == position or (part in (1, 2) and day < 5)
    night = day - 1 if part == 0 else day  # the hours before eight belong to the night that began the day before
    rota = (position + 2 * (night if part in (0, 3) else day)) % 7
    days, nights = _WEEKS["day_shifts"], _WEEKS["night_shifts"]
    return days <= rota < days + nights if part in (0, 3) else rota < days


def _in_clinic(position: int, of: int, session: int, pattern: str) -> bool:
    """Weekdays, with a day off in the week for every third; evenings and weekends in turn where there are any."""
    day, part = divmod(session, _PARTS)
    if part == 0:
        return False
    if day < 5 and part < 3:
        each = _WEEKS["part_time_one_in"]
        return of < each or position % each != 1 or (position // each + day) % 5 >= 5 - _WEEKS["part_time_days"]
    in_turn = (position + day + part) % min(of, 4) == 0
    return in_turn and (pattern == days.EXTENDED or (pattern == days.SURGERY and day == _SATURDAY and part < 3))


@lru_cache(maxsize=1 << 12)
def week_of(pattern: str, position: int, of: int) -> Times:
    """The working week of a position as days and times, each stretch of sessions once."""
    on = works(pattern, position, of)
    stretches: dict[tuple[str, str], list[str]] = {}
    starts = ("00:00", "08:00", "12:30", "20:00")
    ends = ("08:00", "12:30", "20:00", MIDNIGHT if pattern == SHIFTS else "21:00")
    if pattern in (days.OFFICE, days.SURGERY):
        ends = ("08:00", "12:30", "18:30", "18:30")
    for day in range(7):
        part = 0
        while part < _PARTS:
            if not on[day * _PARTS + part]:
                part += 1
                continue
            first = part
            while part + 1 < _PARTS and on[day * _PARTS + part + 1]:
                part += 1
            stretches.setdefault((starts[first], ends[part]), []).append(DAYS[day])
            part += 1
    return tuple((tuple(days), opens, closes) for (opens, closes), days in stretches.items())
