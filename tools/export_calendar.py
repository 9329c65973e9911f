"""Exports the calendar of England once: when British clocks changed, and the bank holidays.

Run by hand when a law changes: python tools/export_calendar.py, with `holidays` and `tzdata` installed. The product reads
the two files that it writes, never these libraries.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays

TO = Path(__file__).resolve().parents[1] / "synth" / "calendar"
RULE_BEGINS = 1996  # from then on clocks change by one rule, which `synth.clock` knows
YEARS = range(1990, 2071)


def clocks() -> list[str]:
    """Each change of British clocks before the rule: the hour (UTC) from which they are so many minutes ahead."""
    zone, lines = ZoneInfo("Europe/London"), ["from,minutes_ahead"]
    moment, ahead = dt.datetime(1916, 1, 1, tzinfo=dt.UTC), dt.timedelta()
    while moment.year < RULE_BEGINS:
        moment += dt.timedelta(hours=1)
        now = moment.astimezone(zone).utcoffset() or dt.timedelta()
        if now != ahead and moment.year < RULE_BEGINS:
            lines.append(f"{moment:%Y-%m-%dT%H:%M},{int(now.total_seconds()) // 60}")
        ahead = now
    return lines


def bank_holidays() -> list[str]:
    """Each bank and public holiday of England, with its name."""
    days = holidays.country_holidays("GB", subdiv="ENG", years=YEARS)
    return ["date,name", *(f"{day},{days[day]}" for day in sorted(days))]


if __name__ == "__main__":
    for name, lines in (("clocks", clocks()), ("bank_holidays", bank_holidays())):
        (TO / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
