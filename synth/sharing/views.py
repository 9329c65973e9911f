"""The views of single systems: whom each knows, what it wrote, what it had received when the window closed.

Every person stands once for each system that knows him or her, with the family that the system's record names. Who
someone is stands as it did when the system last asked or was last told; an entry that came from elsewhere is a copy,
with all that its sender had written of it by the version that came.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from synth import chance, clock
from synth.record.batch import Batch
from synth.record.copies import MISFILED, Copies
from synth.record.kinds import CHANGES, HEAD, IDENTITY, IDENTITY_SHAPES, KINDS
from synth.record.state import matching, spread
from synth.sharing.copying import Copying, closed, with_families
from synth.sharing.flows import ENTRIES
from synth.systems import authorship, kinds, local
from synth.systems.directory import organisations
from synth.table import Table, at, empty, heads, position, starts

Column = np.ndarray
_NATIONAL = np.array([kind.national for kind in kinds.KINDS])
_DEMOGRAPHICS = kinds.INDEX["demographics"]
_BODIES = 1 << 40
"""More than there are organisations: a kind of system and its keeper share one integer."""
_ALWAYS = ("birth", "name", "sex")
"""Of these everyone's first entry is there, also of kin of whom the system has not heard since."""
_LISTS = "registration"
"""With whom someone is registered is known wherever it is known who someone is."""


@dataclass(frozen=True)
class System:
    """A system in a view: its kind, who keeps it, and its person rows, from begin to end (exclusive)."""

    kind: int
    keeper: int
    begin: int
    end: int

    @property
    def name(self) -> str:
        """What it is called in paths."""
        return name_of(self.kind, self.keeper)


def name_of(system: int, keeper: int) -> str:
    """What a system is called: its kind and the code of the organisation that keeps it."""
    return f"{kinds.KINDS[system].key}-{organisations.code_of(keeper)}"


@dataclass
class Views:
    """All systems of a batch as one.

    batch: every system's copies, persons ascending by system. original: the row of each of its persons in the batch
    that it was made from. asked: the instant as of which each one's particulars stand.
    """

    batch: Batch
    systems: list[System]
    original: Column
    asked: Column

    def each(self) -> Iterator[tuple[System, Batch]]:
        """Each system with its part of the batch."""
        for system in self.systems:
            yield system, self.batch.cut(system.begin, system.end)


def views(batch: Batch, crossings: Table) -> Views:
    """What each system of a batch holds when the window closes. crossings: those of the batch."""
    return _Viewing(batch, crossings).made()


def systems_of(view: Column, copies: Copies) -> list[System]:
    """The systems of person rows. view: the position of each row's system, ascending; copies: whose they are."""
    first = np.flatnonzero(starts(view)) if len(view) else view
    bounds = zip(first.tolist(), np.append(first[1:], len(view)).tolist(), strict=False)
    return [System(int(copies.system[begin]), int(copies.keeper[begin]), begin, end) for begin, end in bounds]


class _Viewing(Copying):
    """A batch on its way into the views of its systems."""

    def __init__(self, batch: Batch, crossings: Table) -> None:
        self.batch, self.n = batch, len(batch.people)
        self.came = crossings.take(np.flatnonzero(crossings["filed"] >= 0))
        self.written = {kind: self._code(table["system"], authorship.keeper_of(table["system"], table["organisation"]))
                        for kind, table in (*batch.record.items(), *batch.identity.items())}  # fmt: skip
        self._rows()
        self._moments()

    @staticmethod
    def _code(system: Column, keeper: Column) -> Column:
        return system * _BODIES + keeper

    def _rows(self) -> None:
        """Which persons stand for which systems, and from when each is known there."""
        patient = self.batch.people["patient"]
        code = [self.written[kind] for kind in KINDS] + [self.written[kind] for kind in IDENTITY]
        tables = [*(self.batch.record[kind] for kind in KINDS), *(self.batch.identity[kind] for kind in IDENTITY)]
        person, when = [table["person"] for table in tables], [table["recorded"] for table in tables]
        everyone = np.flatnonzero(patient)
        keeper = organisations.organisation_of(np.zeros(1, np.int64), "demographics_service")
        national = self._code(np.full(len(everyone), _DEMOGRAPHICS), keeper)
        begins = self.batch.who.born[everyone]
        codes = np.concatenate([*code, self._receiver(self.came), national])
        persons = np.concatenate([*person, self.came["filed"], everyone])
        whens = np.concatenate([*when, self.came["received"], begins])
        some = np.flatnonzero(patient[persons])
        self.codes, place = np.unique(codes[some], return_inverse=True)
        pair = place.reshape(-1) * self.n + persons[some]
        order = np.lexsort((whens[some], pair))
        first = order[starts(pair[order])] if len(order) else order
        known, since = pair[first], whens[some][first]
        view, whom = np.divmod(known, max(self.n, 1))
        self.pair = with_families(self.batch, view, whom)
        self.view, self.original = np.divmod(self.pair, max(self.n, 1))
        row = position(known, self.pair)
        self.known, self.since = row >= 0, at(since, row, clock.NEVER)

    def _receiver(self, table: Table) -> Column:
        return self._code(table["receiver_system"], table["receiver"])

    def _find(self, code: Column, person: Column) -> Column:
        """The row here of each person in the system of a code, -1 where it knows neither the person nor the family."""
        return position(self.pair, position(self.codes, code) * self.n + person)

    def _moments(self) -> None:
        """The instant as of which each person's particulars stand: the last at which the system asked or was told.

        It asks when it first hears of someone and at each contact; it is told by the demographics service, whose event
        says how things stood when it was sent: one that comes late undoes nothing that is newer, the latest wins."""
        begins = self.batch.settings.begins
        asked = np.where(self.known, np.where(self.since < begins, np.maximum(self.since, begins), self.since), -1)
        contacts, told = self.batch.record["contact"], self.came["sender_system"] == _DEMOGRAPHICS
        self._latest(asked, self._find(self.written["contact"], contacts["person"]), contacts["recorded"])
        told &= self.came["filed"] == self.came["person"]
        event = self.came.take(np.flatnonzero(told))
        self._latest(asked, self._find(self._receiver(event), event["person"]), event["sent"])
        national = self.codes[self.view] // _BODIES == _DEMOGRAPHICS
        asked[national] = self.batch.who.end
        # Of kin whom it does not know itself, a system knows what was so when it last asked of one of the family.
        head = heads(self.view, self.batch.people["family"][self.original])
        latest = np.full(len(asked), -1, dtype=np.int64)
        np.maximum.at(latest, head, asked)
        self.asked = np.where(self.known, asked, latest[head])

    @staticmethod
    def _latest(asked: Column, row: Column, when: Column) -> None:
        there = row >= 0
        np.maximum.at(asked, row[there], when[there])

    # ---------------------------------------------------------------- what stands in the tables

    def made(self) -> Views:
        """The views."""
        people = self.batch.people.take(self.original)
        people.columns["patient"] = self.known & people["patient"]
        self.system, self.keeper = np.divmod(self.codes[self.view], _BODIES)
        self.copies = Copies(self.system, self.keeper, empty(MISFILED))
        identity = {kind: self.identity_of(kind) for kind in IDENTITY}
        identity["local_number"] = self._local_numbers(identity["local_number"])
        parts = {kind: self._record(kind) for kind in KINDS}
        misfiled = Table({name: np.concatenate([wrong[name] for _, wrong in parts.values()]) for name in MISFILED})
        misfiled = misfiled.take(np.argsort(misfiled["entry"], kind="stable"))
        record = closed({kind: table for kind, (table, _) in parts.items()})
        batch = replace(
            self.batch,
            families=np.unique(people["family"]),
            people=people,
            record=record,
            identity=identity,
            copies=replace(self.copies, misfiled=misfiled),
        )
        return Views(batch, systems_of(self.view, self.copies), self.original, self.asked)

    def _local_numbers(self, own: Table) -> Table:
        """The number of each patient in each local system: as it gave it when it first wrote, or first received."""
        people, national = self.batch.people, _NATIONAL[self.system]
        lacking = np.flatnonzero(self.known & ~national & ~np.isin(np.arange(len(self.pair)), own["person"]))
        whose, when = self.original[lacking], self.since[lacking]
        system, keeper = self.system[lacking], self.keeper[lacking]
        family, member = people["family"][whose], people["member"][whose]
        number = local.numbers(self.batch.settings.seed, system, keeper, family, member)
        key = chance.join(chance.join(people["key"][whose], chance.name_hash("local_number")), when.astype(np.uint64))
        n = len(lacking)
        new = {
            "person": lacking, "family": family, "member": member,
            "entry": chance.join(key, system * (1 << 32) + keeper), "version": np.ones(n, np.int64),
            "change": np.full(n, CHANGES.index("begun")), "from": when, "until": np.full(n, clock.NEVER),
            "recorded": when, "system": system, "organisation": keeper, "confidentiality": np.zeros(n, np.int64),
            "number": number + local.FIRST,
        }  # fmt: skip
        assert set(new) == {*HEAD, *IDENTITY["local_number"]}
        shape = IDENTITY_SHAPES["local_number"]
        whole = Table({name: np.concatenate([own[name], new[name]]).astype(kind) for name, kind in shape.items()})
        return whole.take(np.lexsort((whole["recorded"], whole["person"])))

    def _record(self, kind: str) -> tuple[Table, Table]:
        """A kind of entry: what each system wrote and what it had received; and the keys of what was misfiled."""
        table, code = self.batch.record[kind], self.written[kind]
        row = np.flatnonzero(self.batch.people["patient"][table["person"]])
        person = self._find(code[row], table["person"][row])
        wrong = np.zeros(0, dtype=np.int64)
        if kind == _LISTS:
            also, other = self._registrations(table, code)
        else:
            also, other, wrong = self._received(kind, table)
        own = np.repeat([True, False], [len(row), len(other)])
        row, person = np.concatenate([row, other]), np.concatenate([person, also])
        order = np.lexsort((row, table["recorded"][row], person))
        made = self.copied(table, person[order], row[order], own[order])
        mine = np.concatenate([np.zeros(len(own) - len(other), bool), np.isin(np.arange(len(other)), wrong)])[order]
        owner = self.batch.people["key"][table["person"][row[order]]]
        return made, Table({"entry": made["entry"][mine], "owner": owner[mine]})

    def _registrations(self, table: Table, code: Column) -> tuple[Column, Column]:
        """The registrations with practices that other systems knew of when they last asked: person here, and row."""
        person = table["person"]
        every = matching(person, self.original)
        keep = self.known[every.question] & (code[every.row] != self.codes[self.view[every.question]])
        keep &= table["recorded"][every.row] <= self.asked[every.question]
        return every.question[keep], every.row[keep]

    def _received(self, kind: str, table: Table) -> tuple[Column, Column, Column]:
        """What came of a kind: person here and row, of each entry all versions up to the last that came; and which of
        these were filed in another's record."""
        came = self.came.take(np.flatnonzero(self.came["kind"] == ENTRIES.index(kind)))
        back = self.written[kind][came["row"]] == self._receiver(came)  # what one is told of oneself is there already
        came = came.take(np.flatnonzero(~back))
        person = self._find(self._receiver(came), came["filed"])
        order = np.lexsort((came["version"], came["entry"], person))
        last = np.ones(len(order), dtype=bool)
        last[:-1] = starts(person[order], came["entry"][order])[1:] if len(order) else last[:-1]
        chosen = order[last]
        runs = np.lexsort((table["version"], table["entry"], table["person"]))
        place = np.empty(len(table), dtype=np.int64)
        place[runs] = np.arange(len(runs))
        upto = place[came["row"][chosen]]
        every = spread(upto - came["version"][chosen] + 1, upto + 1)
        wrong = (came["filed"] != came["person"])[chosen][every.question]
        return person[chosen][every.question], runs[every.row], np.flatnonzero(wrong)
