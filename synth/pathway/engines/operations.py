"""The operations of programs in columns: each instruction becomes a small function that fills its register.

Registers hold columns (int64, uint64 for random bits, bool for flags) or one number for all. What a function reads
beside them comes from the moments at which the program runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from synth import chance, clock
from synth.calendar import reckoning
from synth.evidence.drawing import between
from synth.pathway.compiled.programs import NOW, PERSON, Course, Instruction
from synth.pathway.engines import courses
from synth.pathway.engines.binding import Operations, Registers, Run

if TYPE_CHECKING:
    from synth.pathway.engines.moments import Moments

Column = np.ndarray

_ONE, _KNOT, _PART = np.uint64(1), np.uint64(54), np.uint64(38)
_PART_MASK = np.uint64(0xFFFF)
_PLACE, _HALF_A_PLACE = np.uint64(47), np.uint64(1 << 46)


def _divided(a: Any, b: Any) -> Column:
    if type(b) is int and b:
        return a // b
    zero = np.equal(b, 0)
    return np.where(zero, 0, a // np.where(zero, 1, b))


def _remaining(a: Any, b: Any) -> Column:
    if type(b) is int and b:
        return a % b
    zero = np.equal(b, 0)
    return np.where(zero, 0, a % np.where(zero, 1, b))


_BINARY: dict[str, Callable[[Any, Any], Column]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "//": _divided, "%": _remaining, "<": np.less,
    "<=": np.less_equal, "==": np.equal, "and": np.logical_and, "or": np.logical_or,
}  # fmt: skip

_UNARY: dict[str, Callable[[Any], Column]] = {
    "whole": lambda a: a.astype(np.int64),
    "truth": lambda a: np.not_equal(a, 0),
    "not": np.logical_not,
    "half": lambda bits: bits >> _ONE,
    "at least 0": lambda a: np.maximum(a, 0),
    "day": clock.uk_day,
    **reckoning.COLUMNS,
}


# ---------------------------------------------------------------- what is read of people and episodes


def _local(name: str, out: int) -> Run:
    def run(r: Registers, at: Moments) -> None:
        r[out] = at.e.locals[name].take(at.rows)

    return run


def _begun(slot: int, out: int) -> Run:
    def run(r: Registers, at: Moments) -> None:
        r[out] = at.e.begun[slot].take(at.rows)

    return run


def _started(_: None, out: int) -> Run:
    def run(r: Registers, at: Moments) -> None:
        r[out] = at.e.started.take(at.rows)

    return run


def _column(_: None, out: int, a: int) -> Run:
    def run(r: Registers, at: Moments) -> None:
        r[out] = np.full(len(at.rows), r[a], dtype=np.int64)

    return run


def _kin(name: str, out: int) -> Run:
    def run(r: Registers, at: Moments) -> None:
        r[out] = at.scene.column(name).take(r[PERSON])

    return run


def _attribute_of(name: str, out: int, who: int) -> Run:
    def run(r: Registers, at: Moments) -> None:
        person = r[who]
        r[out] = np.where(person >= 0, at.scene.column(name)[np.maximum(person, 0)], 0)

    return run


def _fact(name: str, out: int) -> Run:
    def run(r: Registers, at: Moments) -> None:
        r[out] = at.scene.facts.before(name, r[PERSON], r[NOW])

    return run


def _fact_of(name: str, out: int, who: int) -> Run:
    def run(r: Registers, at: Moments) -> None:
        r[out] = at.scene.facts.before(name, r[who], r[NOW])

    return run


def _others(name: str, out: int) -> Run:
    def run(r: Registers, at: Moments) -> None:
        r[out] = at.scene.others(name, r[PERSON], r[NOW])

    return run


def _days_of_age(_: None, out: int, day: int) -> Run:
    def run(r: Registers, at: Moments) -> None:
        r[out] = r[day] - at.scene.born_day().take(r[PERSON])

    return run


def _years_of_age(_: None, out: int, day: int) -> Run:
    def run(r: Registers, at: Moments) -> None:
        r[out] = clock.age_years(at.scene.born_day().take(r[PERSON]), r[day])

    return run


def _course(course: Course, out: int, who: int, moved: int = -1) -> Run:
    def run(r: Registers, at: Moments) -> None:
        if moved < 0:
            r[out] = courses.places(course, at.scene, r[who], r[NOW])
        else:
            r[out] = courses.moved(course, at.scene, r[who], r[NOW], r[moved])

    return run


# ---------------------------------------------------------------- choices


def _where(_: None, out: int, condition: int, then: int, otherwise: int) -> Run:
    def run(r: Registers, at: Moments) -> None:
        r[out] = np.where(r[condition], r[then], r[otherwise])

    return run


def _even(n: int, out: int, bits: int) -> Run:
    def run(r: Registers, at: Moments) -> None:
        r[out] = chance.below(r[bits], n)

    return run


def _listed(codes: tuple[int, ...], out: int, position: int) -> Run:
    table = np.array([0, *codes, 0], dtype=np.int64)  # what lies outside the list is 0

    def run(r: Registers, at: Moments) -> None:
        r[out] = table.take(r[position] + 1, mode="clip")

    return run


def _flagged(codes: tuple[int, ...], out: int, position: int) -> Run:
    table = np.array([0, *codes, 0], dtype=bool)

    def run(r: Registers, at: Moments) -> None:
        r[out] = table.take(r[position] + 1, mode="clip")

    return run


def _band(edges: tuple[int, ...], out: int, value: int) -> Run:
    inner = np.array(edges, dtype=np.int64)

    def run(r: Registers, at: Moments) -> None:
        r[out] = inner.searchsorted(r[value], side="right")

    return run


_OTHERS: dict[str, Callable[..., Run]] = {
    "local": _local, "begun": _begun, "started": _started, "column": _column, "kin": _kin, "attribute": _kin,
    "attribute of": _attribute_of, "fact": _fact, "fact of": _fact_of, "others": _others,
    "days of age": _days_of_age, "years of age": _years_of_age, "where": _where, "even": _even, "listed": _listed,
    "flagged": _flagged, "band": _band,
}  # fmt: skip


# ---------------------------------------------------------------- numbers of the evidence


def _by_cell(do: Callable[[Column, Any], Any]) -> Callable[..., Run]:
    """A number that its cell alone tells."""

    def of(table: Column, out: int, cell: int) -> Run:
        def run(r: Registers, at: Moments) -> None:
            r[out] = do(table, r[cell])

        return run

    return of


def _of_one(table: Column, cell: Any) -> Any:
    return table[cell]


def _as_places(table: Column, cell: Any) -> Any:
    return ((table[cell] + _HALF_A_PLACE) >> _PLACE).astype(np.int64)


def _threshold(table: Column, out: int, cell: int = -1) -> Run:
    def run(r: Registers, at: Moments) -> None:
        r[out] = table[0] if cell < 0 else table[r[cell]]

    return run


def _chance(table: Column, out: int, half: int, cell: int = -1) -> Run:
    def run(r: Registers, at: Moments) -> None:
        r[out] = r[half] < (table[0] if cell < 0 else table[r[cell]])

    return run


def _share(table: Column, out: int, half: int, cell: int = -1) -> Run:
    options = table.shape[1] - 1
    first = np.ascontiguousarray(table[0, :-1])

    def run(r: Registers, at: Moments) -> None:
        if cell < 0:
            r[out] = first.searchsorted(r[half], side="right")
            return
        thresholds = table[r[cell]]
        total = np.zeros(len(at.rows), dtype=np.int64)
        for option in range(options):
            total += r[half] >= thresholds[..., option]
        r[out] = total

    return run


def _quantity(table: Column, out: int, bits: int, cell: int = -1) -> Run:
    flat, width = table.ravel(), table.shape[1]

    def run(r: Registers, at: Moments) -> None:
        knot = (r[bits] >> _KNOT).view(np.int64)
        part = ((r[bits] >> _PART) & _PART_MASK).view(np.int64)
        r[out] = between(flat, knot if cell < 0 else r[cell] * width + knot, part)

    return run


def _placed(table: Column, out: int, place: int, cell: int = -1) -> Run:
    flat, width = table.ravel(), table.shape[1]

    def run(r: Registers, at: Moments) -> None:
        within = np.minimum(np.maximum(r[place], 0), 65_535)
        knot = within >> 6
        r[out] = between(flat, knot if cell < 0 else r[cell] * width + knot, (within & 63) << 10)

    return run


_OF_TABLES: dict[str, Callable[..., Run]] = {
    "threshold": _threshold, "chance": _chance, "share": _share, "quantity": _quantity, "placed": _placed,
    "value": _by_cell(_of_one), "as places": _by_cell(_as_places),
}  # fmt: skip

_OPERATIONS = Operations("", _BINARY, _UNARY, _OF_TABLES, _course, _OTHERS)


def bound(instruction: Instruction, tables: tuple[Column, ...], known: tuple[Course, ...]) -> Run:
    """An instruction as a function; TypeError names one that there is not."""
    return _OPERATIONS.bound(instruction, tables, known)
