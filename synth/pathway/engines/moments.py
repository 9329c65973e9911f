"""Many episodes, each at its own moment: reads expressions in columns, as of just before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from synth import chance, clock
from synth.calendar import reckoning
from synth.pathway.compiled import plan as q
from synth.pathway.compiled.courses import Coursed
from synth.pathway.engines import courses
from synth.pathway.engines.episodes import Episodes
from synth.pathway.engines.scene import Scene
from synth.pathway.language import expressions as x

Column = np.ndarray
_ONE, _BITS_KNOT, _BITS_PART, _PART = np.uint64(1), np.uint64(54), np.uint64(38), np.uint64(0xFFFF)
_PLACE, _HALF_A_PLACE = np.uint64(47), np.uint64(1 << 46)


class Moments:
    """Rows of one pathway's episodes with the instant of each; values are int64 columns of that length."""

    def __init__(self, scene: Scene, e: Episodes, rows: Column, now: Column, occurrence: Column | int) -> None:
        self.scene, self.e, self.rows, self.now, self.occurrence = scene, e, rows, now, occurrence
        self.person = e.person[rows]
        self._key: Column | None = None
        self._facts: dict[tuple[str, str], Column] = {}

    def only(self, mask: Column) -> Moments:
        """Those where the mask is true."""
        occurrence = self.occurrence[mask] if isinstance(self.occurrence, np.ndarray) else self.occurrence
        return Moments(self.scene, self.e, self.rows[mask], self.now[mask], occurrence)

    def occurrences(self) -> Column:
        """How often the step was taken before, as a column."""
        if isinstance(self.occurrence, np.ndarray):
            return self.occurrence
        return np.full(len(self.rows), self.occurrence, dtype=np.int64)

    def forget_locals(self) -> None:
        """Forget what was read of other people through locals that may have changed."""
        self._facts = {k: v for k, v in self._facts.items() if k[1] in ("", "self", "mother", "father")}

    def bits(self, name: int) -> Column:
        """The random bits of a decision (uint64)."""
        if self._key is None:
            self._key = self.e.key[self.rows]
        return chance.draw(self._key, name, self.occurrence)

    def who(self, who: str) -> Column:
        """Person rows by relation or local; -1 where there is none."""
        if who in ("", "self"):
            return self.person
        if who in ("mother", "father"):
            return self.scene.population[who][self.person]
        return self.e.locals[who][self.rows]

    def attribute(self, name: str, who: str) -> Column:
        """A fact that never changes."""
        population = self.scene.population
        column = population.persons.columns.get(name)
        if column is None:
            column = population.attributes[name]
        person = self.who(who)
        if who in ("", "self"):
            return column[person]
        return np.where(person >= 0, column[np.maximum(person, 0)], 0)

    def changing(self, name: str, who: str) -> Column:
        """The latest value of a fact before each moment."""
        if (name, who) not in self._facts:
            self._facts[name, who] = self.scene.facts.before(name, self.who(who), self.now)
        return self._facts[name, who]

    def others(self, name: str) -> Column:
        """The sum of a fact over the other members of each family."""
        scene, start = self.scene, self.scene.population.family_start
        total = np.zeros(len(self.rows), dtype=np.int64)
        anyone = np.add.reduceat(scene.facts.has(name), start[:-1]) > 0 if len(start) > 1 else np.zeros(0, dtype=bool)
        rows = np.flatnonzero(anyone[scene.family_row[self.person]])
        family = scene.family_row[self.person[rows]]
        first, last = start[family], start[family + 1]
        for k in range(scene.largest if len(rows) else 0):
            other = first + k
            other = np.where((other < last) & (other != self.person[rows]), other, -1)
            total[rows] += scene.facts.before(name, other, self.now[rows])
        return total

    def cell(self, e: q.Drawn | q.Placed | q.Shared) -> Column | None:
        """Which cell of a number applies to each; None where it has only one."""
        cell: Column | None = None
        for dimension, expression in zip(e.number.dimensions, e.dimensions, strict=True):
            value = self.value(expression)
            if dimension.edges != (0, 1):
                edges = np.array(dimension.edges, dtype=np.int64)
                value = np.maximum(np.searchsorted(edges, value, side="right") - 1, 0)
            else:
                value = (value > 0).astype(np.int64)
            cell = value if cell is None else cell * len(dimension.edges) + value
        return cell

    def threshold(self, e: q.Drawn) -> Column:
        """The threshold of a probability that applies to each (uint64)."""
        cell = self.cell(e)
        return e.number.table[cell] if cell is not None else np.full(len(self.rows), e.number.table[0])

    def drawn(self, e: q.Drawn) -> Column:
        """A number of the evidence, drawn for each."""
        number, cell = e.number, self.cell(e)
        if number.form == "value":
            return number.table[cell] if cell is not None else np.full(len(self.rows), number.table[0])
        bits = self.bits(e.name)
        if number.form == "probability":
            threshold = number.table[0] if cell is None else number.table[cell]
            return ((bits >> _ONE) < threshold).astype(np.int64)
        if number.form == "shares":
            thresholds = number.table[0] if cell is None else number.table[cell]
            total = np.zeros(len(self.rows), dtype=np.int64)
            for option in range(len(number.options) - 1):
                total += (bits >> _ONE) >= thresholds[..., option]
            return total
        return _at_knot(e, cell, (bits >> _BITS_KNOT).astype(np.int64), ((bits >> _BITS_PART) & _PART).astype(np.int64))

    def placed(self, e: q.Placed) -> Column:
        """A number of the evidence at a given place in its distribution, for each."""
        place = np.clip(self.value(e.place), 0, 65_535)
        return _at_knot(e, self.cell(e), place >> 6, (place & 63) << 10)

    def shared(self, e: q.Shared) -> Column:
        """A probability as so many of 65,536, for each."""
        cell = self.cell(e)
        thresholds = e.number.table[cell] if cell is not None else np.full(len(self.rows), e.number.table[0])
        return ((thresholds + _HALF_A_PLACE) >> _PLACE).astype(np.int64)

    def coursed(self, e: Coursed) -> Column:
        """The place of each in a course."""
        if (e.name, e.who) not in self._facts:
            where = e, self.scene, self.who(e.who), self.now
            found = courses.places(*where) if e.moved is None else courses.moved(*where, self.value(e.moved))
            self._facts[e.name, e.who] = found
        return self._facts[e.name, e.who]

    def value(self, e: x.Expression) -> Column:
        """The whole number that an expression gives for each (int64)."""
        try:
            read = _READ[type(e)]
        except KeyError:
            raise TypeError(f"the columnar engine cannot read {type(e).__name__}") from None
        return read(self, e)

    def number(self, e: x.Expression | None, missing: int = 0) -> Column | int:
        """The same, as one number where it is the same for all."""
        if e is None:
            return missing
        return e.value if isinstance(e, x.Constant) else self.value(e)

    def age(self, e: x.Age) -> Column:
        """Completed years, or days, since birth."""
        born, today = clock.uk_day(self.attribute("born", "")), clock.uk_day(self.now)
        return today - born if e.days else clock.age_years(born, today)

    def listed(self, e: q.Listed) -> Column:
        """The code at a position, 0 out of range."""
        position = self.value(e.position)
        codes = np.array([*e.codes, 0], dtype=np.int64)
        return codes[np.where((position >= 0) & (position < len(e.codes)), position, len(e.codes))]


_READ: dict[type, Callable[[Moments, Any], Column]] = {
    x.Constant: lambda at, e: np.full(len(at.rows), e.value, dtype=np.int64),
    x.Local: lambda at, e: at.e.locals[e.name][at.rows],
    q.Attribute: lambda at, e: at.attribute(e.name, e.who),
    q.Changing: lambda at, e: at.changing(e.name, e.who),
    q.Drawn: Moments.drawn,
    x.Operation: lambda at, e: _operate(e.sign, at.value(e.left), at.number(e.right)),
    x.Where: lambda at, e: np.where(at.value(e.condition) != 0, at.number(e.then), at.number(e.otherwise)),
    x.Now: lambda at, e: at.now,
    x.Started: lambda at, e: at.e.started[at.rows],
    x.Occurrence: lambda at, e: at.occurrences(),
    x.Age: Moments.age,
    x.Calendar: lambda at, e: reckoning.COLUMNS[e.word](at.value(e.part)),
    q.Placed: Moments.placed,
    q.Shared: Moments.shared,
    Coursed: Moments.coursed,
    q.Even: lambda at, e: chance.below(at.bits(e.name), e.n),
    q.Listed: Moments.listed,
    x.OthersInFamily: lambda at, e: at.others(e.fact),
}
"""How each kind of expression is read."""


def _at_knot(e: q.Drawn | q.Placed, cell: Column | None, knot: Column, part: Column) -> Column:
    """A quantity, a part (of 65,536) of the way from one knot of its distribution to the next."""
    table = e.number.table
    first = knot if cell is None else cell * table.shape[1] + knot
    flat = table.ravel()
    low = flat[first]
    return low + (((flat[first + 1] - low) * part) >> 16)


def _operate(sign: str, a: Column, b: Column | int) -> Column:
    if sign == "+":
        return a + b
    if sign == "-":
        return a - b
    if sign == "*":
        return a * b
    if sign in ("//", "%"):
        zero = np.equal(b, 0)
        safe = np.where(zero, 1, b)
        return np.where(zero, 0, a // safe if sign == "//" else a % safe)
    if sign == "<":
        return (a < b).astype(np.int64)
    if sign == "<=":
        return (a <= b).astype(np.int64)
    if sign == "==":
        return (a == b).astype(np.int64)
    if sign == "and":
        return ((a != 0) & np.not_equal(b, 0)).astype(np.int64)
    if sign == "or":
        return ((a != 0) | np.not_equal(b, 0)).astype(np.int64)
    raise ValueError(f"no operation {sign}")
