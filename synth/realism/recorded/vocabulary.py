"""The words of figures: columns that every unit has, functions that look into a record, and lengths of time."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from synth import clock
from synth.realism.recorded.entries import Chosen
from synth.realism.recorded.tables import ALWAYS, NOBODY
from synth.realism.recorded.units import Units

Column = np.ndarray
Evaluate = Callable[[ast.expr, Units], Any]
NUMBERS = {"day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25, "always": 73_000.0, "unknown": float("nan")}
"""Lengths of time in days, and a value that is not known."""
_CLOCK = ("weekday", "hour", "minute", "day_of_month", "month_of_year", "calendar_year")
EVERYWHERE = frozenset(
    {"age", "age_days", "female", "male", "ethnic", "decile", "alive", "twin_born", "window_days", "days_left", *_CLOCK}
)
"""Columns of every unit: of the person, of the instant by British clocks, and days since the window began and till it
ends."""
PARTS = ("value", "second", "length", "lag", "to", "days", "hours")
"""What of an entry a function may take: its value (unless said), second value, minutes that it lasted or that it was
recorded after, minutes to the moment that it names, days or hours from the unit's instant to its beginning."""
TAKEN = {"s": "a selection", "e": "an expression", "d": "days"}


@dataclass(frozen=True)
class Function:
    """A function of the language: what it takes (s a selection, e an expression, d days; ? the last two may be left
    out), what it does, and its meaning for the guide."""

    takes: str
    run: Callable[[Units, list[ast.expr], Evaluate], Any]
    meaning: str


def column(units: Units, name: str) -> Column:
    """A column of some units by name: one of their own, or one of EVERYWHERE."""
    if name in units.own:
        return units.own[name]
    if name not in units.kept:
        units.kept[name] = _everywhere(units, name)
    return units.kept[name]


def _everywhere(units: Units, name: str) -> Column:
    people, row = units.record.persons, units.person
    if name in _CLOCK:
        return _clock(units.at, name)
    if name in ("window_days", "days_left"):
        settings = units.record.settings
        return (units.at - settings.begins if name == "window_days" else settings.ends - units.at) / clock.DAY
    nobody = row < 0
    if name == "age":
        day = clock.uk_day(units.at if units.age_at is None else units.age_at)
        return np.where(nobody, np.nan, clock.age_years(people.born_day[row], day))
    if name == "age_days":
        return np.where(nobody, np.nan, (units.at - people.born[row]) / clock.DAY)
    if name in ("female", "male"):
        return (people.sex[row] == name) & ~nobody
    if name == "ethnic":
        return np.where(nobody, "", people.ethnic[row])
    if name == "alive":
        return (people.born[row] <= units.at) & (people.died[row] > units.at) & ~nobody
    if name == "twin_born":
        return (people.twin[row] != NOBODY) & ~nobody
    return np.where(nobody, np.nan, people.decile[row])


def _clock(at: Column, name: str) -> Column:
    local = at + clock.uk_offset(at)
    day = local // clock.DAY
    if name == "weekday":
        return np.asarray(clock.weekday(day))
    if name in ("hour", "minute"):
        return local % clock.DAY // clock.HOUR if name == "hour" else local % clock.HOUR
    if name == "calendar_year":
        return clock.year_of(day)
    months = day.astype("datetime64[D]").astype("datetime64[M]")
    if name == "day_of_month":
        return (day.astype("datetime64[D]") - months).astype(np.int64) + 1
    return months.astype(np.int64) % 12 + 1


def _selected(node: ast.expr, units: Units) -> tuple[Chosen, str]:
    if isinstance(node, ast.Attribute):
        assert isinstance(node.value, ast.Name)
        return units.record.chosen(node.value.id), node.attr
    assert isinstance(node, ast.Name)
    return units.record.chosen(node.id), "value"


def _stretch(units: Units, given: list[ast.expr], evaluate: Evaluate) -> tuple[Column, Column]:
    """From and until of a stretch of time: as given in days from the unit's instant, or that of units which last."""
    if given:
        begins, until = (np.asarray(evaluate(one, units), dtype=np.float64) * clock.DAY for one in given)
        known = np.isfinite(begins + until)
        moved = [np.where(known, x, 0).astype(np.int64) + units.at for x in np.broadcast_arrays(begins, until)]
        return moved[0], np.where(known, moved[1], moved[0])
    if units.ends is not None:
        return units.at, units.ends
    return np.full(len(units), ALWAYS), units.at + 1


def _bounds(units: Units, given: list[ast.expr], evaluate: Evaluate) -> tuple[Chosen, str, Column, Column]:
    chosen, part = _selected(given[0], units)
    first, last = chosen.bounds(units.person, *_stretch(units, given[1:], evaluate))
    return chosen, part, first, last


def _ever(units: Units, given: list[ast.expr], evaluate: Evaluate) -> Column:
    chosen, _ = _selected(given[0], units)
    first, last = chosen.bounds(units.person, np.full(len(units), ALWAYS), units.at + 1)
    return last > first


def _active(units: Units, given: list[ast.expr], evaluate: Evaluate) -> Column:
    return _selected(given[0], units)[0].open_at(units.person, units.at) > 0


def _within(units: Units, given: list[ast.expr], evaluate: Evaluate) -> Column:
    _, _, first, last = _bounds(units, given, evaluate)
    return last > first


def _count(units: Units, given: list[ast.expr], evaluate: Evaluate) -> Column:
    _, _, first, last = _bounds(units, given, evaluate)
    return (last - first).astype(np.float64)


def _part(units: Units, chosen: Chosen, part: str, place: Column, some: Column) -> Column:
    """A part of the entries at some places; not a number where there is none."""
    out = np.full(len(units), np.nan)
    if part in ("days", "hours"):
        begins = chosen.table["from"][chosen.rows][place[some]]
        out[some] = (begins - units.at[some]) / (clock.DAY if part == "days" else clock.HOUR)
    else:
        out[some] = chosen.column(part)[place[some]]
    return out


def _first(units: Units, given: list[ast.expr], evaluate: Evaluate) -> Column:
    chosen, part, first, last = _bounds(units, given, evaluate)
    return _part(units, chosen, part, first, last > first)


def _last(units: Units, given: list[ast.expr], evaluate: Evaluate) -> Column:
    chosen, part, first, last = _bounds(units, given, evaluate)
    return _part(units, chosen, part, last - 1, last > first)


def _extreme(find: np.ufunc, start: float) -> Callable[[Units, list[ast.expr], Evaluate], Column]:
    """A function that asks for the largest or the smallest value."""

    def run(units: Units, given: list[ast.expr], evaluate: Evaluate) -> Column:
        chosen, part, first, last = _bounds(units, given, evaluate)
        values = np.append(chosen.column(part), start)
        some = np.flatnonzero(last > first)
        edges = np.stack([first[some], last[some]], axis=1).reshape(-1)
        out = np.full(len(units), np.nan)
        if len(some):
            out[some] = find.reduceat(np.where(values == values, values, start), edges)[::2]
        return np.where(np.isfinite(out), out, np.nan)

    return run


def _elsewhere(units: Units, inner: Units, node: ast.expr, evaluate: Evaluate) -> Column:
    found = np.broadcast_to(np.asarray(evaluate(node, inner)), (len(units),))
    if found.dtype == bool or found.dtype.kind in "US":
        return found
    return np.where(inner.person < 0, np.nan, found)


def _other(find: Callable[[Units], Column]) -> Callable[[Units, list[ast.expr], Evaluate], Column]:
    """A function that asks for the value of an expression in another person."""

    def run(units: Units, given: list[ast.expr], evaluate: Evaluate) -> Column:
        key = ("other", find)
        if key not in units.kept:
            units.kept[key] = units.of(find(units))
        return _elsewhere(units, units.kept[key], given[0], evaluate)

    return run


def _looked_up(name: str) -> Callable[[Units], Column]:
    return lambda units: np.where(units.person < 0, NOBODY, getattr(units.record.persons, name)[units.person])


def _kin(units: Units, given: list[ast.expr], evaluate: Evaluate) -> Column:
    """The value in the last other person whom an entry of a selection names by then."""
    chosen, _ = _selected(given[0], units)
    key = ("kin", ast.unparse(given[0]))
    if key not in units.kept:
        first, last = chosen.bounds(units.person, np.full(len(units), ALWAYS), units.at + 1)
        some = last > first
        other = np.full(len(units), NOBODY)
        other[some] = chosen.others()[last[some] - 1]
        units.kept[key] = units.of(other)
    return _elsewhere(units, units.kept[key], given[1], evaluate)


def _previous(units: Units, given: list[ast.expr], evaluate: Evaluate) -> Column:
    place = units.kept.setdefault("previous", units.record.previous(units))
    found = np.broadcast_to(np.asarray(evaluate(given[0], units)), (len(units),)).astype(np.float64)
    return np.where(place >= 0, found[place], np.nan)


def _later(units: Units, given: list[ast.expr], evaluate: Evaluate) -> Column:
    moved = np.asarray(evaluate(given[0], units), dtype=np.float64) * clock.DAY
    known = np.isfinite(moved)
    at = units.at + np.where(known, moved, 0).astype(np.int64)
    found = np.broadcast_to(np.asarray(evaluate(given[1], units.at_times(at))), (len(units),))
    return found & known if found.dtype == bool else np.where(known, found, np.nan)


def _one_of(units: Units, given: list[ast.expr], evaluate: Evaluate) -> Column:
    """Whether the unit itself is an entry of another selection of its kind."""
    chosen, _ = _selected(given[0], units)
    if units.chosen is None or units.chosen.table is not chosen.table:
        return np.zeros(len(units), dtype=bool)
    mine = np.zeros(len(chosen.table), dtype=bool)
    mine[chosen.rows] = True
    return mine[units.own["entry"]]


def _known(units: Units, given: list[ast.expr], evaluate: Evaluate) -> Any:
    found = np.asarray(evaluate(given[0], units))
    return found != "" if found.dtype.kind in "US" else found == found


def _absolute(units: Units, given: list[ast.expr], evaluate: Evaluate) -> Any:
    return np.abs(evaluate(given[0], units))


def _number(units: Units, given: list[ast.expr], evaluate: Evaluate) -> Any:
    return np.asarray(evaluate(given[0], units), dtype=np.float64)


FUNCTIONS = {
    "ever": Function("s", _ever, "has an entry that began by then"),
    "active": Function("s", _active, "has an entry that began by then and has not ended"),
    "within": Function("sdd?", _within, "has an entry that begins from so many days after, until so many"),
    "count": Function("sdd?", _count, "how many there are; without days, in the year that the unit is"),
    "first": Function("sdd?", _first, "the value of the first of them"),
    "last": Function("sdd?", _last, "the value of the last of them"),
    "most": Function("sdd?", _extreme(np.maximum, -np.inf), "the largest of their values"),
    "least": Function("sdd?", _extreme(np.minimum, np.inf), "the smallest of their values"),
    "mother": Function("e", _other(_looked_up("mother")), "the value in the mother"),
    "elder": Function("e", _other(_looked_up("elder")), "the value in the child whom the mother bore before"),
    "twin": Function("e", _other(_looked_up("twin")), "the value in the twin, for the one born second"),
    "baby": Function("e", _other(lambda units: units.own["baby"]), "of a delivery: the value in the baby"),
    "kin": Function("se", _kin, "the value in the person whom the last entry of a selection names"),
    "previous": Function("e", _previous, "the value for the unit of the same person before"),
    "later": Function("de", _later, "the value so many days later"),
    "one_of": Function("s", _one_of, "whether the entry itself is in another selection of its kind"),
    "known": Function("e", _known, "whether it is known"),
    "number": Function("e", _number, "yes as 1, no as 0"),
    "abs": Function("e", _absolute, "without its sign"),
}
"""The functions of the language, with what each takes and means."""
OF_A_STRETCH = ("first", "last", "most", "least")
"""Those that give a value of a stretch of time: of units that last, that which they last, unless days are given."""
