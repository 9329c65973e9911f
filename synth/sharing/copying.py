"""Copies on their way into the record of another system than wrote them: whose they are there, and under which keys."""

from __future__ import annotations

import numpy as np

from synth import chance
from synth.record.batch import Batch
from synth.record.copies import Copies
from synth.record.state import matching
from synth.table import Table, position, ranks

Column = np.ndarray
ALWAYS = ("birth", "name", "sex")
"""Of these everyone's first entry is there, also of kin of whom the system has not heard since."""
OWN = ("ethnic_group", "local_number")
"""Kinds of which a system holds what it wrote itself, and nothing of others."""


class Copying:
    """A batch, and persons of it as several systems know them, ascending by system and person.

    written: the code of the system that wrote each row, by kind of entry. codes: of the systems. view: the position of
    each person's system among them; original: the person's row in the batch. known: whom the system knows, and not as
    someone's relative alone. asked: the instant as of which each one's particulars stand. copies: whose they are.
    """

    batch: Batch
    written: dict[str, Column]
    codes: Column
    view: Column
    original: Column
    known: Column
    asked: Column
    copies: Copies

    def identity_of(self, kind: str) -> Table:
        """A kind of what says who people are, as each system knew it when it last asked."""
        table, code = self.batch.identity[kind], self.written[kind]
        person = table["person"]
        all_of = matching(person, self.original)
        view_row, row = all_of.question, all_of.row
        own = code[row] == self.codes[self.view[view_row]]
        if kind in OWN:
            keep = own
        else:
            keep = own | (table["recorded"][row] <= self.asked[view_row])
        if kind in ALWAYS:
            keep |= ranks(view_row) == 0
        if kind == "relationship":
            keep &= self.known[view_row]
        return self.copied(table, view_row[keep], row[keep], own[keep])

    def copied(self, table: Table, person: Column, row: Column, own: Column) -> Table:
        """Rows of a table as those of persons here; what is not their system's own has a key of its own."""
        told = moved(table, row, person)
        salt = np.where(own, np.uint64(0), self.copies.salt(person))
        told.columns.update({name: self.batch.people[name][self.original[person]] for name in ("family", "member")})
        for name in ("entry", "episode", "care_episode", "contact"):
            if name in told.columns:
                told.columns[name] = np.where(told[name] != 0, told[name] ^ salt, told[name])
        return told


def moved(table: Table, row: Column, person: Column) -> Table:
    """Rows of a table as those of other persons: of kin whom they name too, who stand as far from them as before."""
    found = table.take(row)
    shift = person - found["person"]
    for name in ("mother", "owner", "other"):
        if name in found.columns:
            column = found[name]
            found.columns[name] = np.where(column >= 0, column + shift, column)
    found.columns["person"] = person
    return found


def with_families(batch: Batch, system: Column, person: Column) -> Column:
    """Persons whom systems know, with all of their families: system times the number of people, and row; ascending."""
    family, n = batch.people["family"], len(batch.people)
    whole = matching(family, family[person])
    return np.unique(system[whole.question] * n + whole.row)


def closed(record: dict[str, Table]) -> dict[str, Table]:
    """Let no entry refer to a contact or care episode that the system does not hold."""
    for name in ("contact", "care_episode"):
        there = np.unique(chance.join(record[name]["entry"], record[name]["person"]))
        for kind, table in record.items():
            held = position(there, chance.join(table[name], table["person"])) >= 0
            record[kind].columns[name] = np.where(held, table[name], np.uint64(0))
    return record
