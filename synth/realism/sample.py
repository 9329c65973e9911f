"""A population as measures see it: who is present on a day, who was born in some years, how many years were lived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from synth import clock
from synth.realism.tally import Tally
from synth.settings import Settings
from synth.world.population import Population

Column = np.ndarray


@dataclass(frozen=True)
class Span:
    """Instants from (inclusive) and until (exclusive)."""

    begins: int
    until: int

    def holds(self, instants: Column) -> Column:
        """Which instants lie in it (bool)."""
        return (instants >= self.begins) & (instants < self.until)

    def __str__(self) -> str:
        first = clock.date_of(self.begins // clock.DAY)
        last = clock.date_of((self.until - 1) // clock.DAY)
        return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"


def _later(date: dt.date, years: int) -> dt.date:
    return date.replace(year=date.year + years, day=min(date.day, 28) if date.month == 2 else date.day)


class Sample:
    """One population with the window it was built for. Rows are person rows; only Patients are counted."""

    def __init__(self, population: Population, settings: Settings) -> None:
        self.population = population
        self.settings = settings
        self._kept: dict[Any, Any] = {}

    def __getitem__(self, name: str) -> Column:
        """A column of the persons, or an attribute of theirs."""
        found = self.population.persons.columns
        return found[name] if name in found else self.population.attributes[name]

    def kept(self, key: Any, make: Callable[[], Any]) -> Any:
        """What `make` returns, worked out once for all measures that ask for it by one key."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def moment(self, year: int, month: int = 7, day: int = 1) -> int:
        """The instant at the middle of a year (or another date), or the nearest in the window."""
        wanted = clock.day_of(year, month, day) * clock.DAY
        return int(min(max(wanted, self.settings.begins), self.settings.ends - 1))

    def span(self, year: int, years: int = 1) -> Span:
        """A year, or so many years with it in the middle, or the nearest in the window."""
        start, end = self.settings.start, self.settings.end
        first = max(dt.date(year - years // 2, 1, 1), start)
        if _later(first, years) > end:
            first = max(_later(end, -years), start)
        return Span(clock.instant_of(first), clock.instant_of(min(_later(first, years), end)))

    @cached_property
    def family(self) -> Column:
        """The position of each person's family among those built, from 0 (int64)."""
        return np.searchsorted(self.population.families, self["family"])

    @cached_property
    def born_day(self) -> Column:
        """The day on which each person was born, by British clocks."""
        return clock.uk_day(self["born"])

    def present(self, at: int) -> Column:
        """The rows of those alive and in England at an instant."""

        def find() -> Column:
            here = (self["born"] <= at) & (self["died"] > at) & (self["arrives"] <= at) & (self["leaves"] > at)
            return np.flatnonzero(here & self["patient"] & ~self["stillborn"].astype(bool))

        return self.kept(("present", at), find)

    def fact(self, name: str, at: int) -> Column:
        """The value of a fact of the world for everyone at an instant; 0 where it was never set."""

        def find() -> Column:
            table = self.population.facts[name]
            began = np.flatnonzero(table["time"] <= at)
            out = np.zeros(len(self.population), dtype=np.int64)
            out[table["person"][began]] = table["value"][began]  # in order of time: the last stands
            return out

        return self.kept(("fact", name, at), find)

    def age(self, rows: Column, at: int) -> Column:
        """Completed years of some persons at an instant."""
        return clock.age_years(self.born_day[rows], np.full(len(rows), at // clock.DAY))

    def babies(self, span: Span) -> Column:
        """The rows of those born in some years of the window, live or still from 24+0 weeks."""
        # Whoever comes from abroad was not born here.
        mine = self["patient"] & (self["born"] >= np.maximum(self.settings.begins, self["arrives"]))
        return self.kept(("babies", span), lambda: np.flatnonzero(mine & span.holds(self["born"])))

    def live(self, span: Span) -> Column:
        """The rows of those born alive in some years of the window."""
        rows = self.babies(span)
        return rows[~self["stillborn"][rows].astype(bool)]

    def birthday(self, years: int) -> Column:
        """The instant at which each person reaches an age."""
        return self.kept(("birthday", years), lambda: clock.birthday(self.born_day, years) * clock.DAY)

    def lived(self, rows: Column, span: Span, first: int, last: int) -> Column:
        """Years that each of some persons lived in the span while aged first .. last (completed years)."""
        begins = np.maximum(np.maximum(self.birthday(first), self["born"])[rows], span.begins)
        until = np.minimum(np.minimum(self.birthday(last + 1), self["died"])[rows], span.until)
        begins, until = np.maximum(begins, self["arrives"][rows]), np.minimum(until, self["leaves"][rows])
        return np.maximum(until - begins, 0) / clock.YEAR

    def share(self, rows: Column, yes: Column) -> Tally:
        """The share of `rows` (persons) for which `yes` is true, or the mean of `yes` if it is a number."""
        return Tally.of(self.family[rows], yes.astype(float), np.ones(len(rows)), len(rows))

    def rate(self, event: Column, rows: Column, years: Column) -> Tally:
        """Events a year of life: `event` the rows to whom they happened, `years` those lived by each of `rows`."""
        family = self.family[np.concatenate([event, rows])]
        one, none = np.ones(len(event)), np.zeros(len(event))
        return Tally.of(family, np.r_[one, 0 * years], np.r_[none, years], len(rows))
