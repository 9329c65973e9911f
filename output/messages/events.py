"""The events that are sent, and when each happened: a change of the record that its publisher tells others of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from output.columns import uuid_text
from output.fhir.subject.context import Context
from output.template import Template
from synth import chance, keys
from synth.record.kinds import CHANGES
from synth.table import Table, ranks

Column = np.ndarray

NEW, UPDATE, DELETE = range(3)
ACTIONS = ("new", "update", "delete")
"""What an event does to what was sent before, as MessageEventType-1 has it."""


STU3, R4 = "STU3", "R4"
"""The versions of FHIR: of the national events, and of what one system sends to another."""


@dataclass(frozen=True)
class Event:
    """A kind of event.

    code: its code in EventType-1, or of what is no national event in the messages of BaRS, or our own word. version: of
    FHIR. workflow: the MESH workflow by which it is delivered, "" for none. when: what makes it happen, as
    the page on messages says it. happened: finds the events of a batch. columns: what fills the slots of `template`,
    which is the bundle of one event.
    """

    code: str
    workflow: str
    when: str
    happened: Callable[[Context], Happened]
    template: Template
    columns: Callable[[Happened], Mapping[str, Any]]
    version: str = STU3


@dataclass
class Happened:
    """Events of one kind, in the order of person, moment and key.

    person: whose each is (rows). moment: when its publisher wrote down what it tells of (instants). key: tells it from
    every other of the person (uint64). system, organisation: the publisher. action: index in ACTIONS. row: what it
    tells of, whatever its kind makes of that. more: other columns that its kind needs.
    """

    context: Context
    person: Column
    moment: Column
    key: Column
    system: Column
    organisation: Column
    action: Column
    row: Column
    more: dict[str, Column] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.person)

    def take(self, rows: Column) -> Happened:
        """Some of them, in the order asked for (positions or a mask)."""
        names = ("person", "moment", "key", "system", "organisation", "action", "row")
        columns = {name: getattr(self, name)[rows] for name in names}
        return Happened(self.context, **columns, more={name: column[rows] for name, column in self.more.items()})

    def ordered(self) -> Happened:
        """The same in order of person, moment and key."""
        return self.take(np.lexsort((self.key, self.moment, self.person)))

    @property
    def owner(self) -> Column:
        """The key of each one's person."""
        return self.context.batch.people["key"][self.person]

    def ids(self, kind: str) -> Any:
        """An id for each, by what it is of: a message, or what stands in it alone."""
        return uuid_text(keys.uuids(self.owner, self.key, kind))

    @property
    def sent(self) -> Column:
        """The instant at which each was sent."""
        return self.more["sent"]

    def known_by(self, context: Context) -> Happened:
        """Those of people who have an NHS number before the window closes, without which nothing can be sent.

        Each has the instant `sent`: that of its moment, or when the number came if that was later. What was sent under
        a number that an adoption has sealed is not sent again under the one that followed."""
        who = context.who
        has = who.nhs_number(self.person, self.moment) >= 0
        numbers = who.runs("nhs_number").table
        first = np.searchsorted(numbers["person"], self.person)
        later = (first < len(numbers)) & ~has
        later[later] = numbers["person"][first[later]] == self.person[later]
        later &= self.moment >= who.sealed[self.person]
        sent = self.moment.copy()
        sent[later] = np.maximum(numbers["recorded"][first[later]], sent[later])
        self.more["sent"] = sent
        return self.take(np.flatnonzero(has | later))

    def sequence(self) -> Column:
        """1, 2, 3 ... within the person and the publisher, as numbers of the kind go (int64)."""
        order = np.lexsort((np.arange(len(self)), self.organisation, self.system, self.person))
        out = np.empty(len(self), dtype=np.int64)
        out[order] = ranks(self.person[order], self.system[order], self.organisation[order]) + 1
        return out


def of_changes(context: Context, table: Table, rows: Column) -> Happened:
    """An event for each of some rows of a table of changes: new, changed, or taken back.

    The rows are of patients, and were recorded in the window: no more is asked of them."""
    person, moment = table["person"][rows], table["recorded"][rows]
    version = table["version"][rows]
    action = np.where(version > 1, UPDATE, NEW)
    action[table["change"][rows] == CHANGES.index("withdrawn")] = DELETE
    key = chance.join(table["entry"][rows], version)
    return Happened(context, person, moment, key, table["system"][rows], table["organisation"][rows], action, rows)


def due(context: Context, table: Table) -> Column:
    """Which rows of a table of changes were recorded in the window of someone who is a patient (bool)."""
    return context.batch.people["patient"][table["person"]] & (table["recorded"] >= context.settings.begins)
