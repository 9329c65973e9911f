"""The expressions of a step as numbered values, each once: what is constant is worked out, what is true is a flag.

A value is known by what is done, to which values, with what: two that agree in this are one. A flag is a column of
truth values, which need no comparing with 0; it counts as 1 and 0 wherever a whole number is meant.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import Any

import numpy as np

from synth.calendar import reckoning
from synth.pathway.compiled import plan as q
from synth.pathway.compiled.courses import Coursed
from synth.pathway.compiled.programs import KEY, NOW, OCCURRENCE, PERSON, Course
from synth.pathway.language import expressions as x

_BASE = {"now": NOW, "person": PERSON, "key": KEY, "occurrence": OCCURRENCE}
_FOLDED: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "//": lambda a, b: a // b if b else 0,
    "%": lambda a, b: a % b if b else 0,
    "<": lambda a, b: int(a < b),
    "<=": lambda a, b: int(a <= b),
    "==": lambda a, b: int(a == b),
}
_TESTS = ("<", "<=", "==")


class Tables:
    """The tables and courses that the programs of a pathway look things up in, each once."""

    def __init__(self) -> None:
        self.tables: list[np.ndarray] = []
        self.courses: list[Course] = []
        self._places: dict[Any, int] = {}

    def table(self, table: np.ndarray) -> int:
        """The place of a table."""
        place = self._places.setdefault(id(table), len(self.tables))
        if place == len(self.tables):
            self.tables.append(table)
        return place

    def course(self, e: Coursed) -> int:
        """The place of a course."""
        course = Course(e.name, e.parts_)
        place = self._places.setdefault(course, len(self.courses))
        if place == len(self.courses):
            self.courses.append(course)
        return place


class Nodes:
    """The values of one step. what: of each, what is done, to which values, with what; flags: those that are flags."""

    def __init__(self, tables: Tables, repeated: bool) -> None:
        self.tables, self.repeated = tables, repeated
        self.what: list[tuple[str, tuple[int, ...], Any]] = []
        self.flags: set[int] = set()
        self._known: dict[Any, int] = {}
        self.locals: dict[str, int] = {}
        """What locals were given in this step so far."""
        for name in _BASE:
            self.add(name)

    def add(self, op: str, *of: int, extra: Any = None, flag: bool = False) -> int:
        """The number of a value."""
        known = op, of, extra
        at = self._known.setdefault(known, len(self.what))
        if at == len(self.what):
            self.what.append(known)
            if flag:
                self.flags.add(at)
        return at

    def constant(self, value: int) -> int:
        """A number that is always the same."""
        return self.add("constant", extra=int(value))

    def fixed(self, at: int) -> int | None:
        """The number that a value always is; None where it differs."""
        op, _, extra = self.what[at]
        return int(extra) if op == "constant" else None

    def whole(self, at: int) -> int:
        """A value as a whole number, a flag as 1 or 0."""
        return self.add("whole", at) if at in self.flags else at

    def truth(self, at: int) -> int:
        """A value as a flag: whether it is not 0."""
        if at in self.flags:
            return at
        fixed = self.fixed(at)
        return self.add("truth", at, flag=True) if fixed is None else self.constant(int(fixed != 0))

    # ---------------------------------------------------------------- expressions

    def of(self, e: x.Expression) -> int:
        """The value of an expression."""
        if isinstance(e, x.Constant):
            return self.constant(e.value)
        if isinstance(e, x.Local):
            return self.local(e.name)
        if isinstance(e, x.Operation):
            return self.operation(e.sign, self.of(e.left), self.of(e.right))
        if isinstance(e, x.Where):
            return self.where(self.truth(self.of(e.condition)), self.of(e.then), self.of(e.otherwise))
        if isinstance(e, (q.Attribute, q.Changing)):
            sort = "attribute" if isinstance(e, q.Attribute) else "fact"
            who = self.who(e.who)
            return self.add(sort, extra=e.name) if who == PERSON else self.add(f"{sort} of", who, extra=e.name)
        if isinstance(e, q.Drawn):
            return self.drawn(e)
        if isinstance(e, x.Now):
            return NOW
        if isinstance(e, x.Started):
            return self.add("started")
        if isinstance(e, x.Occurrence):
            return OCCURRENCE if self.repeated else self.constant(0)
        if isinstance(e, x.Age):
            return self.add("days of age" if e.days else "years of age", self.add("day", NOW))
        if isinstance(e, x.Calendar):
            part = self.whole(self.of(e.part))
            fixed = self.fixed(part)
            return self.add(e.word, part) if fixed is None else self.constant(reckoning.ONES[e.word](fixed))
        if isinstance(e, q.Listed):
            return self.listed(self.of(e.position), e.codes)
        if isinstance(e, q.Even):
            return self.add("even", self.bits(e.name), extra=e.n)
        if isinstance(e, q.Placed):
            return self.looked_up("placed", e.number.table, self.whole(self.of(e.place)), self.cell(e))
        if isinstance(e, q.Shared):
            return self.looked_up("as places", e.number.table, None, self.cell(e) or self.constant(0))
        if isinstance(e, Coursed):
            moved = () if e.moved is None else (self.whole(self.of(e.moved)),)
            return self.add("course", self.who(e.who), *moved, extra=self.tables.course(e))
        if isinstance(e, x.OthersInFamily):
            return self.add("others", extra=e.fact)
        raise TypeError(f"the columnar engine cannot read {type(e).__name__}")

    def local(self, name: str) -> int:
        """What a local is at this point of the step."""
        return self.locals[name] if name in self.locals else self.add("local", extra=name)

    def who(self, who: str) -> int:
        """The row of a person, by relation or local; -1 where there is none."""
        if who in ("", "self"):
            return PERSON
        if who in ("mother", "father"):
            return self.add("kin", extra=who)
        at = self.local(who)
        return self.whole(at) if self.fixed(at) is None else self.add("column", at)

    def bits(self, name: int) -> int:
        """The random bits of a decision."""
        return self.add("bits", extra=name)

    def half(self, name: int) -> int:
        """The random bits of a decision as a number of 63 bits, to be compared with thresholds."""
        return self.add("half", self.bits(name))

    def operation(self, sign: str, a: int, b: int) -> int:
        """Arithmetic, a comparison, `and` or `or`."""
        left, right = self.fixed(a), self.fixed(b)
        if sign in ("and", "or"):
            return self.joined(sign, self.truth(a), self.truth(b))
        if left is not None and right is not None:
            return self.constant(_FOLDED[sign](left, right))
        if sign == "==":
            if left is not None:
                a, b, right = b, a, left
            if a in self.flags and right is not None:
                return self.add("not", a, flag=True) if right == 0 else a if right == 1 else self.constant(0)
        if sign == "*" and a in self.flags and b in self.flags:
            return self.joined("and", a, b)
        if sign in ("//", "%", "-") or (sign == "+" and a in self.flags and b in self.flags):
            a, b = self.whole(a), self.whole(b)
        return self.add(sign, a, b, flag=sign in _TESTS)

    def joined(self, sign: str, a: int, b: int) -> int:
        """Two flags (or constants) joined by `and` or `or`."""
        for one, other in ((a, b), (b, a)):
            fixed = self.fixed(one)
            if fixed is not None:
                ends = fixed == (0 if sign == "and" else 1)
                return self.constant(fixed) if ends else other
        return a if a == b else self.add(sign, min(a, b), max(a, b), flag=True)

    def where(self, condition: int, then: int, otherwise: int) -> int:
        """One of two values, by a flag."""
        fixed = self.fixed(condition)
        if fixed is not None:
            return then if fixed else otherwise
        if then == otherwise:
            return then
        first, second = self.fixed(then), self.fixed(otherwise)
        if (first, second) == (1, 0):
            return condition
        if second == 0 and then in self.flags:
            return self.joined("and", condition, then)
        return self.add("where", condition, self.whole(then), self.whole(otherwise))

    def listed(self, position: int, codes: tuple[int, ...]) -> int:
        """One of several numbers by position, 0 outside."""
        fixed = self.fixed(position)
        if fixed is not None:
            return self.constant(codes[fixed] if 0 <= fixed < len(codes) else 0)
        flag = set(codes) <= {0, 1}
        return self.add("flagged" if flag else "listed", self.whole(position), extra=codes, flag=flag)

    # ---------------------------------------------------------------- numbers of the evidence

    def cell(self, e: q.Drawn | q.Placed | q.Shared) -> int | None:
        """Which cell of a number applies; None where it has only one."""
        cell: int | None = None
        for dimension, expression in zip(e.number.dimensions, e.dimensions, strict=True):
            band = self.band(dimension.edges, self.of(expression))
            size = len(dimension.edges)
            cell = band if cell is None else self.operation("+", self.operation("*", cell, self.constant(size)), band)
        return None if cell is None else self.whole(cell)

    def band(self, edges: tuple[int, ...], value: int) -> int:
        """Which band of a dimension a value lies in; below the lowest edge it is the first."""
        fixed = self.fixed(value)
        if edges == (0, 1):  # a risk: present or not
            return value if value in self.flags else self.operation("<", self.constant(0), value)
        inner = tuple(edges[1:])
        if fixed is not None or not inner:
            return self.constant(bisect_right(inner, fixed or 0))
        if len(inner) == 1:
            return self.operation("<=", self.constant(inner[0]), value)
        return self.add("band", self.whole(value), extra=inner)

    def looked_up(self, op: str, table: np.ndarray, by: int | None, cell: int | None, flag: bool = False) -> int:
        """A number of the evidence, by its table, what draws or places it, and its cell."""
        of = tuple(one for one in (by, cell) if one is not None)
        return self.add(op, *of, extra=self.tables.table(table), flag=flag)

    def threshold(self, e: q.Drawn) -> int:
        """The threshold of a probability."""
        return self.looked_up("threshold", e.number.table, None, self.cell(e))

    def drawn(self, e: q.Drawn) -> int:
        """A number of the evidence, drawn."""
        cell, table = self.cell(e), e.number.table
        if e.number.form == "value":
            fixed = 0 if cell is None else self.fixed(cell)
            if fixed is not None:
                return self.constant(int(table[fixed]))
            return self.looked_up("value", table, None, cell)
        if e.number.form == "probability":
            return self.looked_up("chance", table, self.half(e.name), cell, flag=True)
        if e.number.form == "shares":
            return self.looked_up("share", table, self.half(e.name), cell)
        return self.looked_up("quantity", table, self.bits(e.name), cell)
