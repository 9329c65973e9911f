"""What is seen of a family in which a scenario is met: its cast in each system, the messages, what each must show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from output import registry, truth
from output.tables import Tables
from synth import keys
from synth.finding.meeting import Met
from synth.record.copies import salts
from synth.record.kinds import IDENTITY
from synth.sharing.flows import ENTRIES, flows
from synth.sharing.views import name_of, views
from synth.systems import authorship
from synth.table import Table

Row = dict[str, Any]

PEOPLE = ("role", "id", "nhs_number", "name", "sex", "born", "died", "family", "member", "practice", "stories")
KNOWN = ("system", "role", "patient", "local_number")
MESSAGES = ("number", "sent", "sender", "receiver", "received", "fate", "expected", "role", "title", "flow", "form",
            "message", "sequence", "entries", "shows")  # fmt: skip
SHOWN = ("number", "system", "from", "patient", "kind", "entry", "original", "version", "change", "said")
"""The columns of the tables of a pack, in their order."""
_HEAD = ("id", "person", "version", "change", "recorded", "system", "organisation_code", "organisation", "pathway",
         "step", "about", "about_number", "practitioner", "confidentiality", "by_day", "care_episode", "contact",
         "decile", "uprn")  # fmt: skip
"""Columns of tables that say whose an entry is, or are of no use on a card: what it says stands in the others."""


@dataclass
class Seen:
    """A family in which a scenario is met, made ready to be shown."""

    met: Met

    @cached_property
    def roles(self) -> dict[int, str]:
        """What each person of the cast is called, by row; of a condition alone whoever else is in the family too."""
        named = {row: name for name, row in self.met.cast.items()}
        if not self.met.scenario.messages:
            members = self.met.batch.people["member"].tolist()
            patients = np.flatnonzero(self.met.batch.people["patient"]).tolist()
            named |= {row: f"member {members[row]}" for row in patients if row not in named}
        return named

    @cached_property
    def people(self) -> list[Row]:
        """The cast as people.csv has them."""
        place = {row: at for at, row in enumerate(np.flatnonzero(self.met.batch.people["patient"]).tolist())}
        lines = self.met.people.to_pylist()
        return [{**lines[place[row]], "role": role} for row, role in self.roles.items()]

    @cached_property
    def known(self) -> list[Row]:
        """As whom each system has those of the cast whom it knows when the window closes."""
        role = {one["id"]: one["role"] for one in self.people}
        linked = truth.linkage(self.met.batch, views(self.met.batch, self.met.crossed)).to_pylist()
        return [{**one, "role": role[one["person"]]} for one in linked if one["person"] in role]

    @cached_property
    def _chosen(self) -> tuple[list[int], list[int]]:
        """The crossings of the messages, and the number of each: those of the scenario, or all about the one found."""
        crossed, scenario = self.met.crossed, self.met.scenario
        if scenario.messages:
            whole = [crossed[name] for name in ("message", "flow", "person")]
            same = [np.flatnonzero(np.logical_and.reduce([c == c[row] for c in whole])) for row in self.met.steps]
        else:
            mine = np.flatnonzero(crossed["person"] == self.met.cast[scenario.person])
            pairs = np.stack([crossed["flow"][mine].astype(np.uint64), crossed["message"][mine]], axis=1)
            _, first, which = np.unique(pairs, axis=0, return_index=True, return_inverse=True)
            rank = np.argsort(np.argsort(first, kind="stable"), kind="stable")[which.reshape(-1)]
            same = [mine[rank == number] for number in range(len(first))]
        numbers = [number for number, rows in enumerate(same, start=1) for _ in rows]
        return [int(row) for rows in same for row in rows], numbers

    @cached_property
    def messages(self) -> list[Row]:
        """Each message for each system that it went to, in the order of sending, with what that must show after it."""
        rows, numbers = self._chosen
        found: dict[tuple[int, str], Row] = {}
        told = truth.crossed(self.met.batch, self._taken).to_pylist()
        people = self.met.crossed["person"][rows].tolist()
        titles = {flow.name: flow.title for flow in flows()}
        for number, person, one in zip(numbers, people, told, strict=True):
            line = found.get((number, one["receiver"]))
            if line is None:
                said = self._said_of(number, one)
                line = {**one, "number": number, "role": self.roles[person], "entries": 0, "title": titles[one["flow"]],
                        **said}  # fmt: skip
                found[number, one["receiver"]] = line
            line["entries"] += 1
        return list(found.values())

    def _said_of(self, number: int, one: Row) -> Row:
        """What a scenario says of a message for one of its receivers."""
        if not self.met.scenario.messages:
            return {"expected": "", "shows": ""}
        step = self.met.scenario.messages[number - 1]
        wanted = not step.to or one["receiver"].rpartition("-")[0] in step.to
        return {"expected": "yes" if wanted else "", "shows": step.shows if wanted else ""}

    @cached_property
    def _taken(self) -> Table:
        return self.met.crossed.take(np.array(self._chosen[0], dtype=np.int64))

    @cached_property
    def shown(self) -> list[Row]:
        """Each entry that each system must hold after each message, under the id that it has there."""
        batch, taken, tables = self.met.batch, self._taken, Tables(self.met.batch)
        patients = {(one["system"], one["person"]): one["patient"] for one in self.known}
        ids = {row: one["id"] for row, one in zip(self.roles, self.people, strict=True)}
        salt = salts(taken["receiver_system"], taken["receiver"])
        out: list[Row] = []
        for at, number in enumerate(self._chosen[1]):
            if taken["filed"][at] != taken["person"][at]:
                continue  # it holds nothing of this, or holds it of somebody else
            kind, row, person = ENTRIES[taken["kind"][at]], int(taken["row"][at]), int(taken["person"][at])
            table = batch.identity[kind] if kind in IDENTITY else batch.record[kind]
            author = table["system"][row], authorship.keeper_of(table["system"][[row]], table["organisation"][[row]])[0]
            own = author == (taken["receiver_system"][at], taken["receiver"][at])
            key = taken["entry"][at] if own else taken["entry"][at] ^ salt[at]
            system = name_of(int(taken["receiver_system"][at]), int(taken["receiver"][at]))
            said = _row(tables, batch, kind, row)
            out.append({
                "number": number, "system": system, "from": instant(taken, at), "kind": kind,
                "patient": patients.get((system, ids[person]), ""), "entry": _id(batch, person, key, kind),
                "original": _id(batch, person, taken["entry"][at], kind), "version": int(taken["version"][at]),
                "change": said["change"], "said": describe(said),
            })  # fmt: skip
        return out

    def systems(self) -> list[str]:
        """The systems that send or take in one of the messages, in the order in which they first do."""
        return list(dict.fromkeys(system for one in self.messages for system in (one["sender"], one["receiver"])))


def instant(taken: Table, at: int) -> str:
    """When a crossing was taken in, as text; empty where it was not."""
    from output.tables.cells import instants

    return _text(instants(taken["received"][[at]])[0].as_py())


def _id(batch: Any, person: int, key: Any, kind: str) -> str:
    pair = keys.uuids(batch.people["key"][[person]], np.array([key], dtype=np.uint64), registry.KINDS[kind].identified)
    return bytes(keys.uuid_text(pair)[0]).decode()


def _row(tables: Tables, batch: Any, kind: str, row: int) -> Row:
    """A change of an entry as its table has it."""
    made = tables.plain(kind)
    if kind in IDENTITY:  # whose table holds what is shown alone
        row = int(np.count_nonzero(batch.who.shown(kind)[:row]))
    found: Row = made.slice(row, 1).to_pylist()[0]
    return found


def describe(said: Row) -> str:
    """What an entry says, in one line: its words and values, and from when to when."""
    words = [str(said[name]) for name in ("code_text", "text") if said.get(name)][:1]
    rest = {name: value for name, value in said.items() if name not in (*_HEAD, "text", "from", "until", "unit")
            and not name.startswith(("code", "value")) and value not in (None, "")}  # fmt: skip
    value = " / ".join(str(said[name]) for name in ("value", "value2") if said.get(name) not in (None, ""))
    words += (
        [f"{value} {said.get('unit') or ''}".strip()] if value and "means" not in said else [value] if value else []
    )
    words += [str(said["value_code_text"])] if said.get("value_code_text") else []
    words += [f"{name.replace('_', ' ')} {_text(cell)}" for name, cell in rest.items()]
    words += [
        f"{name} {_text(said[name])}"
        for name in ("from", "until")
        if said.get(name) and (name == "from" or said[name] != said["from"])
    ]
    return "; ".join(words)


def _text(cell: Any) -> str:
    """A cell as text: instants in universal time to the minute, true and false as words."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell.strftime("%Y-%m-%dT%H:%MZ") if hasattr(cell, "strftime") else str(cell)


def columns(rows: list[Row], names: tuple[str, ...]) -> dict[str, pa.Array]:
    """Some columns of rows, as text."""
    return {name: pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in names}
