"""What a figure is of: people on a day, years lived, birthdays, births, deliveries, deaths, or entries of a selection.

Each unit is of a person at an instant; beside these it may have columns of its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from synth import clock
from synth.realism.recorded.entries import Chosen, Selection
from synth.realism.recorded.persons import Persons
from synth.realism.recorded.tables import NOBODY, Tables
from synth.realism.sample import Span
from synth.record.kinds import KINDS as CARE
from synth.settings import Settings

Column = np.ndarray
PEOPLE, YEARS, BIRTHDAYS = "people", "years", "birthdays"
BIRTHS, DELIVERIES, DEATHS = "births", "deliveries", "deaths"
KINDS = (PEOPLE, YEARS, BIRTHDAYS, BIRTHS, DELIVERIES, DEATHS)
"""The units that are no entries."""
OWN = {
    YEARS: ("exposure", "died"), BIRTHS: ("gestation", "plurality", "birth_order", "stillborn"),
    DELIVERIES: ("gestation", "plurality", "stillborn"),
}  # fmt: skip
"""The columns that units have beside those of every person."""
LASTING = ("length", "lag")
ENTRY = ("value", "second", "to", *LASTING)
"""The columns of entries: of all kinds, and of those about care."""


@dataclass
class Units:
    """Some units: the person of each (row; NOBODY where there is none) and the instant at which it is looked at.

    own: further columns; ends: the instants until which things are counted unless a stretch is named, where units last;
    kept: what was worked out for them."""

    record: Record
    person: Column
    at: Column
    own: dict[str, Column] = field(default_factory=dict)
    ends: Column | None = None
    age_at: Column | None = None
    chosen: Chosen | None = None
    measured: str = ""
    kept: dict[Any, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.person)

    def of(self, person: Column) -> Units:
        """The same instants in other persons; NOBODY for no one."""
        return Units(self.record, person, self.at, {}, self.ends, self.age_at)

    def at_times(self, at: Column) -> Units:
        """The same persons at other instants."""
        return Units(self.record, self.person, at, self.own, None, None, self.chosen)


class Record:
    """A dataset as figures see it: its tables, its people, and the selections that figures speak of."""

    def __init__(self, tables: Tables, settings: Settings, selections: dict[str, Selection]) -> None:
        self.tables, self.settings, self.selections = tables, settings, selections
        self.persons = Persons(tables)
        self._chosen: dict[str, Chosen] = {}
        self._units: dict[Any, Units] = {}

    def chosen(self, name: str) -> Chosen:
        """The entries of a selection, found once."""
        if name not in self._chosen:
            self._chosen[name] = Chosen(self.selections[name], self.tables)
        return self._chosen[name]

    def span(self, year: int, years: int) -> Span:
        """So many years with a year in the middle (0: the window), or the nearest that the window holds."""
        settings = self.settings
        if not years:
            return Span(settings.begins, settings.ends)
        length = years * clock.YEAR
        first = clock.day_of(year - years // 2) * clock.DAY
        first = max(min(first, settings.ends - length), settings.begins)
        until = clock.day_of(year - years // 2 + years) * clock.DAY
        return Span(first, min(max(until, min(first + length, settings.ends)), settings.ends))

    def day(self, date: dt.date) -> int:
        """Noon of a date, or the nearest in the window."""
        wanted = clock.instant_of(date) + clock.DAY // 2
        return int(min(max(wanted, self.settings.begins), self.settings.ends - 1))

    def units(self, over: str, on: dt.date, year: int, years: int, turning: float) -> Units:
        """The units of a figure: over which, on what day or in which years, at which age (in days)."""
        key = (over, on if over == PEOPLE else (year, years), turning)
        if key not in self._units:
            self._units[key] = self._made(over, on, self.span(year, years), turning)
        return self._units[key]

    def _made(self, over: str, on: dt.date, span: Span, turning: float) -> Units:
        people = self.persons
        if over == PEOPLE:
            at = self.day(on)
            rows = np.flatnonzero((people.born <= at) & (people.died > at) & ~people.stillborn)
            return Units(self, rows, np.full(len(rows), at), measured=str(clock.date_of(at // clock.DAY)))
        if over == YEARS:
            return self._years(span)
        if over == BIRTHDAYS:
            turned = people.born + int(turning * clock.DAY)
            rows = np.flatnonzero(span.holds(turned) & (people.died > turned))
            return Units(self, rows, turned[rows], measured=str(span))
        if over in (BIRTHS, DELIVERIES):
            return self._births(span, over == DELIVERIES)
        if over == DEATHS:
            rows = np.flatnonzero(span.holds(people.died) & ~people.stillborn)
            return Units(self, rows, people.died[rows], measured=str(span))
        chosen = self.chosen(over)
        begins = chosen.table["from"][chosen.rows]
        here = np.flatnonzero(span.holds(begins))
        names = ENTRY if chosen.selection.kind in CARE else LASTING
        own = {name: chosen.column(name)[here] for name in names}
        own["entry"] = chosen.rows[here]
        return Units(self, chosen.person[here], begins[here], own, chosen=chosen, measured=str(span))

    def _years(self, span: Span) -> Units:
        """One unit for each person and year, from 1 January or birth on, while alive; ages are those of 1 July."""
        people, parts = self.persons, []
        first, last = clock.date_of(span.begins // clock.DAY).year, clock.date_of((span.until - 1) // clock.DAY).year
        for year in range(first, last + 1):
            begins = max(clock.day_of(year) * clock.DAY, span.begins)
            until = min(clock.day_of(year + 1) * clock.DAY, span.until)
            rows = np.flatnonzero((people.born < until) & (people.died > begins) & ~people.stillborn)
            starts = np.maximum(people.born[rows], begins)
            middle = np.maximum(clock.day_of(year, 7) * clock.DAY, starts)
            parts.append((rows, starts, np.full(len(rows), until), middle))
        person, starts, ends, middle = (np.concatenate(column) for column in zip(*parts, strict=True))
        lived = np.minimum(people.died[person], ends) - starts
        own = {"exposure": lived / clock.YEAR, "died": people.died[person] < ends}
        return Units(self, person, starts, own, ends, middle, measured=str(span))

    def _births(self, span: Span, deliveries: bool) -> Units:
        """Those born in the span whose birth a maternity unit wrote down; of deliveries each once, in the mother."""
        table, people = self.tables["birth"], self.persons
        here = table["system"].has(("Maternity",)) & span.holds(table["from"]) & (table["from"] >= self.settings.begins)
        if deliveries:
            here &= (table["birth_order"] <= 1) & (table["mother"] >= 0)
        rows = np.flatnonzero(here)
        baby = table["person"][rows]
        own: dict[str, Column] = {"gestation": table["gestation"][rows], "plurality": table["plurality"][rows],
                                  "birth_order": table["birth_order"][rows], "stillborn": table["stillborn"][rows],
                                  "baby": baby}  # fmt: skip
        person = people.mother[baby] if deliveries else baby
        return Units(self, person, table["from"][rows], own, measured=str(span))

    def forget_units(self) -> None:
        """Let go of units and of what was worked out for them."""
        self._units.clear()

    def previous(self, units: Units) -> Column:
        """The place of the unit of the same person before each; NOBODY for the first."""
        order = np.lexsort((units.at, units.person))
        before = np.full(len(units), NOBODY)
        if len(order) > 1:
            same = (units.person[order[1:]] == units.person[order[:-1]]) & (units.person[order[1:]] >= 0)
            before[order[1:][same]] = order[:-1][same]
        return before
