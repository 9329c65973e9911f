"""Whose copies a batch holds, where it is no whole record but what systems hold: each person once for each system.

A system's copy of an entry of another's has a key of its own, from which that of the original follows and which leads
nowhere without it: the two are joined by a number of the system's, bit by bit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from synth import chance
from synth.systems import authorship, kinds
from synth.table import Shape, Table, at, position

Column = np.ndarray

PATIENT = chance.name_hash("patient")
"""The key of the Patient of a person, in the demographics service and wherever there is one record alone."""


MISFILED: Shape = {"entry": "uint64", "owner": "uint64"}


@dataclass
class Copies:
    """The system of each person row: kind of system, and the organisation that keeps it.

    misfiled: entries (the keys that they have here, ascending) that were filed in another's record, and `owner`, the
    key of the person whom they are about.
    """

    system: Column
    keeper: Column
    misfiled: Table

    def cut(self, begin: int, end: int) -> Copies:
        """The copies of some person rows."""
        return replace(self, system=self.system[begin:end], keeper=self.keeper[begin:end])

    def salt(self, person: Column) -> Column:
        """The number by which the keys of each person's copies differ from those of the originals (uint64)."""
        return salts(self.system[person], self.keeper[person])

    def _salts(self, table: Table) -> Column:
        """The number by which the key of each row that is a copy differs from that of the original (uint64)."""
        return self.salt(table["person"])

    def own(self, table: Table) -> Column:
        """Which rows of a table the system of their person wrote itself (bool)."""
        person, keeper = table["person"], authorship.keeper_of(table["system"], table["organisation"])
        return (table["system"] == self.system[person]) & (keeper == self.keeper[person])

    def patients(self) -> Column:
        """The key of the Patient that each person is in its system (uint64)."""
        national = self.system == kinds.INDEX["demographics"]
        return np.where(national, np.uint64(PATIENT), np.uint64(PATIENT) ^ salts(self.system, self.keeper))

    def sources(self, table: Table, entry: Column) -> tuple[Column, Column]:
        """The kind of system, and the organisation, that each row of a table came from: here who wrote it.

        entry: the key of each row, or of what the row is made of."""
        return table["system"], table["organisation"]

    def copied(self, table: Table, original: Column) -> Column:
        """The key of the copy of an entry of another author's that stands where each row of a table does (uint64).

        original: its key where it was written, for each row."""
        return original ^ self._salts(table)

    def originals(self, table: Table, owner: Column) -> tuple[Column, Column]:
        """The keys of the person and of the entry that each row of a table has where it was written.

        owner: the key of each row's person here."""
        entry = np.where(self.own(table), table["entry"], table["entry"] ^ self._salts(table))
        row = position(self.misfiled["entry"], table["entry"])
        return np.where(row >= 0, at(self.misfiled["owner"], row), owner), entry


@dataclass
class Gathered(Copies):
    """Copies of what several systems contribute to one, each under the key that it has in the system that gave it.

    filed: of what a system gave and had not written, its key (ascending), and that system: kind and organisation."""

    filed: Table

    def own(self, table: Table) -> Column:
        """Which rows of a table were given by the system that wrote them (bool)."""
        return self._row(table["entry"]) < 0

    def sources(self, table: Table, entry: Column) -> tuple[Column, Column]:
        """The kind of system, and the organisation, that gave each row of a table: its author or who had filed it."""
        row = self._row(entry)
        system, keeper = (at(self.filed[name], row) for name in ("system", "keeper"))
        return np.where(row < 0, table["system"], system), np.where(row < 0, table["organisation"], keeper)

    def copied(self, table: Table, original: Column) -> Column:
        """The key of the copy of an entry that the system has which gave each row of a table (uint64)."""
        row = self._row(table["entry"])
        keeper = authorship.keeper_of(table["system"], table["organisation"])
        of = salts(table["system"], keeper)
        return original ^ np.where(row < 0, of, self._salts(table))

    def _row(self, entry: Column) -> Column:
        return position(self.filed["entry"], entry)

    def _salts(self, table: Table) -> Column:
        row = self._row(table["entry"])
        return salts(at(self.filed["system"], row), at(self.filed["keeper"], row))


def salts(system: Column, keeper: Column) -> Column:
    """The number of each system (uint64)."""
    return chance.join(chance.join(np.full(len(system), _COPY, dtype=np.uint64), system), keeper)


_COPY = chance.name_hash("a system's copy")
