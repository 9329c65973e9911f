"""The operations of programs for one episode: what `operations` does to columns, done to plain whole numbers.

A column of one or two numbers costs as much as one of sixty, and twenty times what the number itself does. Whatever
reads the scene reads what `operations` reads; registers hold whole numbers, and truth values for flags.
"""

from __future__ import annotations

import operator
from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from synth import chance, clock
from synth.calendar import reckoning
from synth.pathway.compiled.programs import NOW, PERSON, Course, Instruction
from synth.pathway.engines import courses
from synth.pathway.engines.binding import Operations, Registers, Run

if TYPE_CHECKING:
    from synth.pathway.engines.moment_of_one import Moment

Column = np.ndarray


_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "<": operator.lt, "<=": operator.le, "==": operator.eq,
    "and": operator.and_, "or": operator.or_, "//": lambda a, b: a // b if b else 0,
    "%": lambda a, b: a % b if b else 0,
}  # fmt: skip

_UNARY: dict[str, Callable[[Any], Any]] = {
    "whole": int,
    "truth": bool,
    "not": operator.not_,
    "half": lambda bits: bits >> 1,
    "at least 0": lambda a: max(a, 0),
    "day": lambda instant: (instant + clock.uk_offset_one(instant)) // clock.DAY,
    **reckoning.ONES,
}


# ---------------------------------------------------------------- what is read of people and episodes


def _local(name: str, out: int) -> Run:
    def run(r: Registers, at: Moment) -> None:
        r[out] = at.e.locals[name].item(at.row)

    return run


def _begun(slot: int, out: int) -> Run:
    def run(r: Registers, at: Moment) -> None:
        r[out] = at.e.begun[slot].item(at.row)

    return run


def _started(_: None, out: int) -> Run:
    def run(r: Registers, at: Moment) -> None:
        r[out] = at.e.started.item(at.row)

    return run


def _column(_: None, out: int, a: int) -> Run:
    def run(r: Registers, at: Moment) -> None:
        r[out] = int(r[a])

    return run


def _kin(name: str, out: int) -> Run:
    def run(r: Registers, at: Moment) -> None:
        r[out] = at.scene.column(name).item(r[PERSON])

    return run


def _attribute_of(name: str, out: int, who: int) -> Run:
    def run(r: Registers, at: Moment) -> None:
        person = r[who]
        r[out] = at.scene.column(name).item(person) if person >= 0 else 0

    return run


def _fact(name: str, out: int) -> Run:
    def run(r: Registers, at: Moment) -> None:
        r[out] = at.scene.facts.before_one(name, r[PERSON], r[NOW])

    return run


def _fact_of(name: str, out: int, who: int) -> Run:
    def run(r: Registers, at: Moment) -> None:
        r[out] = at.scene.facts.before_one(name, r[who], r[NOW])

    return run


def _others(name: str, out: int) -> Run:
    def run(r: Registers, at: Moment) -> None:
        before, own, now = at.scene.facts.before_one, r[PERSON], r[NOW]
        r[out] = sum(before(name, person, now) for person in at.scene.family_of(own) if person != own)

    return run


def _days_of_age(_: None, out: int, day: int) -> Run:
    def run(r: Registers, at: Moment) -> None:
        r[out] = r[day] - at.scene.born_day().item(r[PERSON])

    return run


def _years_of_age(_: None, out: int, day: int) -> Run:
    def run(r: Registers, at: Moment) -> None:
        r[out] = clock.age_years_one(at.scene.born_day().item(r[PERSON]), r[day])

    return run


def _course(course: Course, out: int, who: int, moved: int = -1) -> Run:
    def run(r: Registers, at: Moment) -> None:
        r[out] = courses.place_of_one(course, at.scene, r[who], r[NOW], 0 if moved < 0 else r[moved])

    return run


# ---------------------------------------------------------------- choices


def _where(_: None, out: int, condition: int, then: int, otherwise: int) -> Run:
    def run(r: Registers, at: Moment) -> None:
        r[out] = r[then] if r[condition] else r[otherwise]

    return run


def _even(n: int, out: int, bits: int) -> Run:
    def run(r: Registers, at: Moment) -> None:
        r[out] = chance.below_one(r[bits], n)

    return run


def _listed(codes: tuple[int, ...], out: int, position: int) -> Run:
    def run(r: Registers, at: Moment) -> None:
        place = r[position]
        r[out] = codes[place] if 0 <= place < len(codes) else 0

    return run


def _flagged(codes: tuple[int, ...], out: int, position: int) -> Run:
    def run(r: Registers, at: Moment) -> None:
        place = r[position]
        r[out] = bool(codes[place]) if 0 <= place < len(codes) else False

    return run


def _band(edges: tuple[int, ...], out: int, value: int) -> Run:
    def run(r: Registers, at: Moment) -> None:
        r[out] = bisect_right(edges, r[value])

    return run


_OTHERS: dict[str, Callable[..., Run]] = {
    "local": _local, "begun": _begun, "started": _started, "column": _column, "kin": _kin, "attribute": _kin,
    "attribute of": _attribute_of, "fact": _fact, "fact of": _fact_of, "others": _others,
    "days of age": _days_of_age, "years of age": _years_of_age, "where": _where, "even": _even, "listed": _listed,
    "flagged": _flagged, "band": _band,
}  # fmt: skip


# ---------------------------------------------------------------- numbers of the evidence


def _value(table: Column, out: int, cell: int) -> Run:
    def run(r: Registers, at: Moment) -> None:
        r[out] = table.item(r[cell])

    return run


def _as_places(table: Column, out: int, cell: int) -> Run:
    def run(r: Registers, at: Moment) -> None:
        r[out] = (table.item(r[cell]) + (1 << 46)) >> 47

    return run


def _threshold(table: Column, out: int, cell: int = -1) -> Run:
    def run(r: Registers, at: Moment) -> None:
        r[out] = table.item(0 if cell < 0 else r[cell])

    return run


def _chance(table: Column, out: int, half: int, cell: int = -1) -> Run:
    def run(r: Registers, at: Moment) -> None:
        r[out] = r[half] < table.item(0 if cell < 0 else r[cell])

    return run


def _share(table: Column, out: int, half: int, cell: int = -1) -> Run:
    width = table.shape[1]
    flat = table.ravel()

    def run(r: Registers, at: Moment) -> None:
        first = 0 if cell < 0 else r[cell] * width
        r[out] = bisect_right(flat[first : first + width - 1].tolist(), r[half])

    return run


def _quantity(table: Column, out: int, bits: int, cell: int = -1) -> Run:
    flat, width = table.ravel(), table.shape[1]

    def run(r: Registers, at: Moment) -> None:
        drawn = r[bits]
        knot = drawn >> 54
        r[out] = _between(flat, knot if cell < 0 else r[cell] * width + knot, (drawn >> 38) & 0xFFFF)

    return run


def _placed(table: Column, out: int, place: int, cell: int = -1) -> Run:
    flat, width = table.ravel(), table.shape[1]

    def run(r: Registers, at: Moment) -> None:
        within = min(max(r[place], 0), 65_535)
        knot = within >> 6
        r[out] = _between(flat, knot if cell < 0 else r[cell] * width + knot, (within & 63) << 10)

    return run


def _between(flat: Column, first: int, part: int) -> int:
    low = flat.item(first)
    return low + (((flat.item(first + 1) - low) * part) >> 16)


_OF_TABLES: dict[str, Callable[..., Run]] = {
    "threshold": _threshold, "chance": _chance, "share": _share, "quantity": _quantity, "placed": _placed,
    "value": _value, "as places": _as_places,
}  # fmt: skip

_OPERATIONS = Operations(" for one", _BINARY, _UNARY, _OF_TABLES, _course, _OTHERS)


def bound(instruction: Instruction, tables: tuple[Column, ...], known: tuple[Course, ...]) -> Run:
    """An instruction as a function; TypeError names one that there is not."""
    return _OPERATIONS.bound(instruction, tables, known)
