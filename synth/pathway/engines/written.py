"""What the steps of the columnar engine write: gathered stage by stage, joined into a table for each kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from synth import keys
from synth.pathway.compiled.programs import NOW, Write
from synth.pathway.engines.moments import Moments
from synth.record.forms import Form
from synth.record.kinds import ENGINE_COLUMNS, KINDS, MISSING
from synth.world.population import Table

Column = np.ndarray
Rows = dict[str, Any]
_NONE = np.uint64(0)
_KEYED = ("entry", "episode", "care_episode", "contact")
_UNSAID = {"value": MISSING, "value2": MISSING, "value_time": MISSING, "from": NOW, "until": NOW, "recorded": NOW}
"""What stands in a column of which a write says nothing: a number, or of instants a register; in the others it is 0."""
_INSTANTS = ("from", "until", "recorded")
_SAID = ("form", "code", "value", "value2", "value_code", "value_time", "about_kind", "about_number",
         *_INSTANTS)  # fmt: skip
"""The columns that writes may fill for themselves."""


class Layout:
    """How the writes of a stage fill the columns: made once, of what is constant about them.

    each: columns in which one number stands for each write, or one for all. registers: columns that stand in one
    register for all writes. mixed: the others, with the register of each write. of_contacts: whether some are contacts.
    """

    def __init__(self, writes: Sequence[Write], registers: Sequence[int | None]) -> None:
        self.writes = writes
        self.slot = _alike([w.slot for w in writes], np.uint64)
        self.run = _alike([w.run for w in writes], bool)
        self.always = _alike([w.always for w in writes], bool)
        self.care_episode = _alike([w.kind == "care_episode" for w in writes], bool)
        self.of_contacts = any(w.kind == "contact" for w in writes)
        self.each: dict[str, Any] = {"change": _alike([w.change for w in writes], np.int64)}
        self.forms = [w.form for w in writes]
        self.registers: dict[str, int] = {}
        self.mixed: dict[str, list[int | None]] = {}
        for name in _SAID:
            unsaid = self.unsaid(name)
            of = [w.columns.get(name, unsaid[i] if name in _INSTANTS else None) for i, w in enumerate(writes)]
            if len(set(of)) == 1 and of[0] is not None and registers[of[0]] is None:
                self.registers[name] = of[0]
            elif all(at is None or registers[at] is not None for at in of):
                said = [unsaid[i] if at is None else registers[at] for i, at in enumerate(of)]
                self.each[name] = _alike(said, np.int64)
            else:
                self.mixed[name] = of

    def unsaid(self, name: str) -> list[int]:
        """What stands in a column where a write says nothing of it, by write."""
        return self.forms if name == "form" else [_UNSAID.get(name, 0)] * len(self.writes)


def _alike(values: Sequence[Any], kind: type) -> Any:
    """A number of each write as a column, or one for all where it is the same."""
    return kind(values[0]) if values.count(values[0]) == len(values) else np.array(values, dtype=kind)


class Stage:
    """Some writes of a step, made together: the mask of each is a row over the episodes of the step.

    masks: False for who writes nothing, None for all. of, row: of each entry, in order of write and episode, which
    write it is of (None if there is but one) and which row of the step's episodes. key: that of each.
    """

    def __init__(self, at: Moments, layout: Layout, masks: Sequence[Column | bool | None], person_key: Column) -> None:
        self.at, self.layout, self.masks = at, layout, masks
        n = len(at.rows)
        self.of: Column | None = None
        if len(masks) == 1:
            self.whole = masks[0] is None
            self.row = np.arange(n, dtype=np.int64) if masks[0] is None else masks[0].nonzero()[0]  # type: ignore[union-attr]
        else:
            self.whole = False
            held = np.empty((len(masks), n), dtype=bool)
            for i, mask in enumerate(masks):
                held[i] = True if mask is None else mask
            self.of, self.row = held.nonzero()
        number: Any = self.taken(at.occurrence)
        if isinstance(number, np.ndarray) and (layout.run is not False):
            number = np.where(self.each(layout.run), 0, number)
        self.person, self.episode = self.taken(at.person), self.taken(at.key)
        self.key = keys.entry_key(person_key.take(self.person), self.episode, self.each(layout.slot), number)

    def __len__(self) -> int:
        return len(self.row)

    def taken(self, column: Any) -> Any:
        """A column of the step, or one number, for each entry."""
        return column if self.whole or not isinstance(column, np.ndarray) else column.take(self.row)

    def each(self, of_writes: Any) -> Any:
        """What stands for each write, for each entry: one for all where it is the same."""
        return of_writes if self.of is None or not isinstance(of_writes, np.ndarray) else of_writes.take(self.of)

    def keys_of(self, place: int) -> Column:
        """The key of what one write wrote for each episode of the step; 0 where it wrote nothing (uint64)."""
        keys_of = np.zeros(len(self.at.rows), dtype=np.uint64)
        if self.of is None:
            keys_of[self.row] = self.key
        else:
            own = self.of == place
            keys_of[self.row[own]] = self.key[own]
        return keys_of

    def rows(self, care: Column, contact: Column) -> Rows:
        """The rows of the record, by column; care, contact: what each episode of the step belongs to by now."""
        r, layout, held = self.at.r, self.layout, self.taken(contact)
        rows: Rows = {
            "person": self.person, "entry": self.key, "episode": self.episode,
            "occurrence": self.taken(self.at.occurrence), "contact": held,
        }  # fmt: skip
        if layout.of_contacts:
            rows["contact"] = np.where(held != self.key, held, _NONE)
        if isinstance(layout.care_episode, np.ndarray):
            rows["care_episode"] = np.where(self.each(layout.care_episode), _NONE, self.taken(care))
        else:
            rows["care_episode"] = 0 if layout.care_episode else self.taken(care)
        for name, number in layout.each.items():
            rows[name] = self.each(number)
        done: dict[int, Column] = {}
        for name, at in layout.registers.items():
            if at not in done:
                done[at] = self.taken(r[at])
            rows[name] = done[at]
        for name, of in layout.mixed.items():
            rows[name] = self._mixed(of, layout.unsaid(name))
        return rows

    def _mixed(self, of: Sequence[int | None], unsaid: Sequence[int]) -> Column:
        """A column that stands in a register of its own for each write, or in none."""
        r = self.at.r
        table = np.empty((len(of), len(self.at.rows)), dtype=np.int64)
        for i, at in enumerate(of):
            if self.masks[i] is not False:
                table[i] = unsaid[i] if at is None else r[at]
        return table[self.of, self.row]


def _type(name: str) -> type[np.uint64 | np.int64]:
    return np.uint64 if name in _KEYED else np.int64


def within(rows: Rows, mask: Column) -> Rows:
    """Those of some rows where the mask is true."""
    return {name: column[mask] if isinstance(column, np.ndarray) else column for name, column in rows.items()}


class Written:
    """The entries written so far, of all kinds."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self.pieces: list[Rows] = []
        self._ones: list[tuple[int, ...]] = []
        self._kind = np.array([KINDS.index(form.kind) for form in forms] or [0], dtype=np.int64)

    def __len__(self) -> int:
        return sum(len(piece["person"]) for piece in self.pieces) + len(self._ones)

    def keep(self, rows: Rows) -> None:
        """Keep some rows: columns, or one number for all; `person` is a column."""
        self.pieces.append(rows)

    def keep_one(self, row: tuple[int, ...]) -> None:
        """Keep one row: whole numbers in the order of `ENGINE_COLUMNS`."""
        self._ones.append(row)

    def _gather(self) -> None:
        """Make the rows that were kept one by one a piece like the others."""
        if self._ones:
            columns = zip(*self._ones, strict=True)
            self.keep({name: np.array(column, dtype=_type(name))
                       for name, column in zip(ENGINE_COLUMNS, columns, strict=True)})  # fmt: skip
            self._ones = []

    def tables(self) -> dict[str, Table]:
        """What was written, one table per kind with the columns of `ENGINE_COLUMNS`, in no particular order.

        Each column's pieces are let go as they are joined: memory holds one copy of the record, and a column.
        """
        self._gather()
        sizes = [len(piece["person"]) for piece in self.pieces]
        ends = np.cumsum([0, *sizes], dtype=np.int64).tolist()
        kind = self._kind.take(self._joined("form", ends))
        order = np.argsort(kind, kind="stable")
        bounds = np.searchsorted(kind[order], np.arange(len(KINDS) + 1)).tolist()
        columns: dict[str, dict[str, Column]] = {name: {} for name in KINDS}
        for name in ENGINE_COLUMNS:
            column = self._joined(name, ends)[order]
            for piece in self.pieces:
                del piece[name]
            for i, of in enumerate(KINDS):
                columns[of][name] = column[bounds[i] : bounds[i + 1]].copy()
        self.pieces = []
        return {of: Table(columns[of]) for of in KINDS}

    def _joined(self, name: str, ends: Sequence[int]) -> Column:
        column: Column = np.empty(ends[-1], dtype=_type(name))
        for i, piece in enumerate(self.pieces):
            column[ends[i] : ends[i + 1]] = piece[name]
        return column
