"""The people of a dataset as columns: when born and dead, of which sex, family and mother, and how deprived."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from synth import clock
from synth.realism.recorded.tables import NOBODY, Tables

Column = np.ndarray
FEMALE, MALE = "female", "male"
_TWINS = 60 * clock.DAY
"""Children of one mother who are born within it are of one pregnancy."""


class Persons:
    """One row for each person of people.csv, in its order.

    born, died: instants (died NEVER for the living); born_day: the day by British clocks; sex: words; family: numbers
    from 0; mother: rows."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        people = tables.people
        self.ids = tables.ids
        self.sex = np.asarray(people["sex"].to_pylist(), dtype="U6")
        self.numbers = np.asarray(people["family"].to_numpy(), dtype=np.int64)
        self.members = np.asarray(people["member"].to_numpy(), dtype=np.int64)
        self.family = np.unique(self.numbers, return_inverse=True)[1]
        self.mother = tables.rows_of(people["mother"].combine_chunks())
        self.born_day = _days(people["born"].to_pylist())
        self.born = self._instants("birth", self.born_day * clock.DAY + clock.DAY // 2)
        self.died = self._instants("death", np.full(len(self), clock.NEVER))
        self.stillborn = np.zeros(len(self), dtype=bool)
        birth = tables["birth"]
        self.stillborn[birth["person"]] = birth["stillborn"]

    def __len__(self) -> int:
        return len(self.ids)

    def _instants(self, kind: str, otherwise: Column) -> Column:
        table = self.tables[kind]
        found = otherwise.copy()
        found[table["person"]] = table["from"]
        return found

    @cached_property
    def elder(self) -> Column:
        """The row of the child whom the same mother bore in the pregnancy before; NOBODY where none is known."""
        return self._sibling()[0]

    @cached_property
    def twin(self) -> Column:
        """The row of the first other child of the same pregnancy; NOBODY where there is none."""
        return self._sibling()[1]

    def _sibling(self) -> tuple[Column, Column]:
        elder, twin = np.full(len(self), NOBODY), np.full(len(self), NOBODY)
        known = np.flatnonzero(self.mother >= 0)
        order = known[np.lexsort((self.members[known], self.born[known], self.mother[known]))]
        if len(order) < 2:
            return elder, twin
        same = self.mother[order[1:]] == self.mother[order[:-1]]
        near = same & (self.born[order[1:]] - self.born[order[:-1]] < _TWINS)
        twin[order[1:][near]] = order[:-1][near]
        first = np.concatenate([[True], ~near])  # the first born of each pregnancy
        start = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
        before = start - 1
        mine = (before >= 0) & (self.mother[order[np.maximum(before, 0)]] == self.mother[order])
        elder[order[mine]] = order[before[mine]]
        return elder, twin

    @cached_property
    def ethnic(self) -> Column:
        """The letter of the ethnic group that was asked for last, as the NHS has them; "" where none was given."""
        table = self.tables["ethnic_group"]
        letters = table["code"].texts()
        given = np.flatnonzero((letters != "Z") & (letters != ""))
        order = given[np.argsort(table["from"][given], kind="stable")]
        found = np.zeros(len(self), dtype="U2")
        found[table["person"][order]] = letters[order]
        return found

    @cached_property
    def decile(self) -> Column:
        """Deprivation of the area of the last home, 1 most deprived to 10 (float); not a number where not shown."""
        said = self.tables.people["decile"].to_pylist()
        return np.array([one or "nan" for one in said], dtype=np.float64)


def _days(texts: list[str]) -> Column:
    return np.array(texts, dtype="datetime64[D]").astype(np.int64)
