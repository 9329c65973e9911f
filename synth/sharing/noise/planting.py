"""Views on their way into noise: what a noise strikes, what it changes, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from synth import chance
from synth.evidence import exact
from synth.record.batch import Batch
from synth.record.kinds import MISSING
from synth.record.state import matching
from synth.record.who import Who
from synth.sharing.flows import ENTRIES
from synth.sharing.noise.rates import Rates, noises
from synth.sharing.views import Views
from synth.systems import kinds
from synth.table import Table, empty, shape

Column = np.ndarray

PLACES = (
    ("name", "given"), ("name", "surname"), ("nhs_number", "number"), ("birth", "from"), ("address", "postcode"),
    ("address", "number"), ("address", "street"), ("address", "locality"), ("contact_point", "number"),
    ("observation", "value"), *((kind, "recorded") for kind in ("condition", "immunisation", "procedure")),
    *((kind, "entry") for kind in ("condition", "immunisation", "allergy", "procedure")),
)  # fmt: skip
"""Where noise may stand: a kind of entry and its column."""
NOISE = shape("person noise place entry:uint64 was is decimals means")
"""The columns of what is told of noise: person row, positions among `rates.noises()` and PLACES, the entry's key, what
stood and what stands there (MISSING for nothing; keys of entries as int64), the decimals of a value, and which means a
telephone is."""

_NATIONAL = np.array([kind.national for kind in kinds.KINDS])
_U1 = np.uint64(1)


@dataclass
class Noisy:
    """Views with noise in them, and what is told of it, with the columns of NOISE."""

    views: Views
    noise: Table


class Planting:
    """Views on their way into noise. Tables are replaced, no column is changed in place: the views stay as they are."""

    def __init__(self, views: Views, rates: Rates) -> None:
        assert views.batch.copies is not None
        self.views, self.copies = views, views.batch.copies
        self.rates: Mapping[str, int] = {name: exact.threshold(rate) for name, rate in rates.rates}
        self._batch = views.batch
        self._told: list[Table] = []
        people = views.batch.people
        self.key = chance.join(chance.join(people["key"], self.copies.system), self.copies.keeper)
        self.struck_can_be = people["patient"] & ~_NATIONAL[self.copies.system]

    # ---------------------------------------------------------------- what there is

    @property
    def batch(self) -> Batch:
        """The batch as the noises before have left it."""
        return self._batch

    @cached_property
    def who(self) -> Who:
        """Who its people are, as the noises before have left it."""
        return Who(self._batch)

    @cached_property
    def patients(self) -> Column:
        """The person rows that noise may strike: patients of systems that are not national."""
        return np.flatnonzero(self.struck_can_be)

    def entry_rows(self, kind: str, row: Column) -> tuple[Column, Column]:
        """All rows of the entries (no two of them one) that some rows of a kind of identity are of; and for each of
        them the position among those given."""
        entry = self._batch.identity[kind]["entry"]
        order = np.argsort(entry, kind="stable")
        found = matching(entry[order], entry[row])
        return order[found.row], found.question

    # ---------------------------------------------------------------- chance

    def bits(self, noise: str, key: Column, what: str = "") -> Column:
        """64 random bits of a noise for each key (uint64); what: a further decision of it."""
        return chance.draw(key, chance.name_hash(f"noise.{noise}{f'.{what}' if what else ''}"))

    def struck(self, noise: str, key: Column) -> Column:
        """Which of some keys a noise strikes (bool)."""
        return (self.bits(noise, key) >> _U1) < np.uint64(self.rates.get(noise, 0))

    def struck_rows(self, noise: str, row: Column) -> tuple[Column, Column]:
        """Of the patients with a row in some table (by person row, -1 for none) those whom a noise strikes, and it."""
        person = self.patients
        person = person[row[person] >= 0]
        person = person[self.struck(noise, self.key[person])]
        return person, row[person]

    # ---------------------------------------------------------------- what is changed

    def changed(self, kind: str, table: Table) -> None:
        """Let a table of identity, or of the record, be another."""
        batch = self._batch
        if kind in batch.identity:
            self._batch = replace(batch, identity={**batch.identity, kind: table})
        else:
            self._batch = replace(batch, record={**batch.record, kind: table})
        self.__dict__.pop("who", None)

    def put(self, kind: str, rows: Column, **columns: Column) -> None:
        """Let other values stand in some rows of a table."""
        table = (self._batch.identity if kind in self._batch.identity else self._batch.record)[kind]
        made = dict(table.columns)
        for name, values in columns.items():
            made[name] = table[name].copy()
            made[name][rows] = values
        self.changed(kind, Table(made))

    def put_entries(self, noise: str, kind: str, column: str, row: Column, value: Column) -> None:
        """Let other values stand in the whole entry that each row of a table of identity is of, and tell of it."""
        table = self._batch.identity[kind]
        keep = np.flatnonzero(table[column][row] != value)
        row, value = row[keep], value[keep]
        means = table["means"][row] if kind == "contact_point" else 0
        person, entry, was = (table[name][row] for name in ("person", "entry", column))
        self.told(noise, (kind, column), person, entry, was, value, means=means)
        rows, which = self.entry_rows(kind, row)
        self.put(kind, rows, **{column: value[which]})

    def without(self, kind: str, rows: Column) -> None:
        """Take some rows of a table of identity away."""
        table = self._batch.identity[kind]
        keep = np.ones(len(table), dtype=bool)
        keep[rows] = False
        self.changed(kind, table.take(keep))

    def told(self, noise: str, place: tuple[str, str], person: Column, entry: Column, was: Column | int,
             now: Column | int = MISSING, decimals: Column | int = 0, means: Column | int = 0) -> None:  # fmt: skip
        """Tell of changes of a noise in one place."""
        n = len(person)
        self._told.append(Table({
            "person": person, "noise": np.full(n, list(noises()).index(noise)),
            "place": np.full(n, PLACES.index(place)), "entry": entry,
            **{name: np.broadcast_to(np.asarray(value, dtype=np.int64), n)
               for name, value in (("was", was), ("is", now), ("decimals", decimals), ("means", means))},
        }))  # fmt: skip

    def made(self) -> Noisy:
        """The views with noise in them, and what is told of it, by person and in the order of the noises."""
        parts = [empty(NOISE), *self._told]
        columns = {name: np.concatenate([part[name] for part in parts]) for name in NOISE}
        whole = Table({name: column.astype(NOISE[name]) for name, column in columns.items()})
        order = np.lexsort((whole["entry"], whole["place"], whole["noise"], whole["person"]))
        return Noisy(replace(self.views, batch=self._batch), whole.take(order))


def kind_of(place: int) -> int:
    """The position among `flows.ENTRIES` of the kind of entry of a place."""
    return ENTRIES.index(PLACES[place][0])
