"""Entries as their resources need them: the last version, ids and references, meta.

An entry is a run of changes; a resource shows it as it stood when the window closed: its last change, with
what that change leaves unsaid (a code, the words of its form) taken from those before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output import registry
from output.columns import Coded, Column, lookup, numbers, only, table, text, uuid_text
from output.distinct import combined, distinct
from output.fhir.base import fragments
from output.fhir.base.fragments import UK_CORE, dumps
from output.fhir.reference import directory
from output.fhir.subject.context import Context
from synth import clock, keys
from synth.record.forms import STATUSES, Form, of_each
from synth.record.kinds import CONFIDENTIALITY, MISSING
from synth.systems import kinds as systems
from synth.table import Table


@dataclass(frozen=True)
class Kind:
    """Some rows with the same form, code and status, so that all that follows from these is made once.

    first: the form of the entry's first change, which speaks where the last is silent.
    """

    form: Form
    first: Form
    code: int
    status: str

    def says(self, name: str) -> Any:
        """What its form says of `name`: a field of the form or one of its details; None if nothing."""
        for form in (self.form, self.first):
            found = form.details.get(name) or getattr(form, name, None)
            if found:
                return found
        return None


class Entries:
    """The entries of one type of resource as they stood when the window closed: one row each, persons ascending.

    root: the key of the entry that each is, or is made of."""

    def __init__(self, context: Context, resource_type: str) -> None:
        self.context, self.type = context, resource_type
        tables = [context.who.last(kind) for kind in registry.kinds_of(resource_type)]
        whole = gathered(tables)
        # Relatives who are nobody's Patient have no record to stand in.
        theirs = context.batch.people["patient"][whole["person"]]
        self.table = whole if theirs.all() else whole.take(np.flatnonzero(theirs))
        self.person = self["person"]
        self.root = self["entry"]

    @classmethod
    def kept(cls, context: Context, resource_type: str) -> Entries:
        """The entries that are resources of a type, gathered once for all that is made of them."""
        return context.kept(f"entries as {resource_type}", lambda c: cls(c, resource_type))

    def __len__(self) -> int:
        return len(self.table)

    def made_of(self, rows: np.ndarray, key: np.ndarray, resource_type: str) -> Entries:
        """Resources of another type made of some of the rows (persons ascending), each with a key of its own."""
        columns = self.table.take(rows).columns
        ones = np.ones(len(rows), dtype=np.int64)
        table = Table({**columns, "entry": key, "version": ones})
        made = Entries.of_table(self.context, resource_type, table)
        made.root = self.root[rows]
        return made

    @classmethod
    def of_table(cls, context: Context, resource_type: str, table: Table) -> Entries:
        """Resources of a type made of rows that were found elsewhere, persons ascending."""
        made = cls.__new__(cls)
        made.context, made.type, made.table, made.person = context, resource_type, table, table["person"]
        made.root = table["entry"]
        return made

    def __getitem__(self, name: str) -> np.ndarray:
        return self.table[name]

    @cached_property
    def owner(self) -> np.ndarray:
        """The key of each row's person."""
        return self.context.batch.people["key"][self.person]

    @cached_property
    def id(self) -> pa.LargeBinaryArray:
        """The id of each resource."""
        return uuid_text(keys.uuids(self.owner, self["entry"], self.type))

    @cached_property
    def original(self) -> pa.LargeBinaryArray:
        """The id that each has where it was written: of what is no copy, its own."""
        copies = self.context.batch.copies
        if copies is None or self.type not in _IDENTIFIED:
            return self.id
        return uuid_text(keys.uuids(*copies.originals(self.table, self.owner), self.type))

    def of(self, column: str, resource_type: str) -> Column:
        """The id of another resource of the same person by its entry's key; null for 0."""
        key = self[column]
        return only(key != 0, uuid_text(keys.uuids(self.owner, key, resource_type))) if key.any() else None

    @cached_property
    def patient(self) -> Coded:
        """The id of each row's Patient."""
        return Coded(self.person, self.context.patient_ids)

    def time(self, column: str, mask: np.ndarray | None = None) -> Column:
        """An instant as a dateTime; null where it is missing, has not come, or the mask is false."""
        values = self[column]
        known = (values != MISSING) & (values < clock.NEVER) & (values > clock.LONG_AGO)
        if mask is not None:
            known &= mask
        if not known.any():
            return None
        every = known.all()
        values = values if every else np.where(known, values, 0)
        written = text(clock.instant_text(values))
        days = self._by_day(column)
        if days is not None:
            written = pc.if_else(pa.array(days), text(clock.date_text(clock.uk_day(values))), written)
        return written if every else only(known, written)

    def _by_day(self, column: str) -> np.ndarray | None:
        """The rows whose instant in a column is known by the day only (bool); None if there are none."""
        by_day = of_each(self.context.batch.forms, f"{column} by day", lambda form: form.by_day == column, bool)
        days = by_day[self["first_form"] if column == "from" else self["form"]]
        return days if days.any() else None

    @cached_property
    def recorded(self) -> Column:
        """When each last change was recorded, as an instant."""
        return self.time("recorded")

    @cached_property
    def begins(self) -> Column:
        """When each began, as a dateTime."""
        return self.recorded if self._begins_when_recorded else self.time("from")

    @property
    def _begins_when_recorded(self) -> bool:
        return self._by_day("from") is None and np.array_equal(self["from"], self["recorded"])

    # ---------------------------------------------------------------- what follows from form, code and status

    @cached_property
    def _kinds(self) -> tuple[list[Kind], np.ndarray]:
        forms = self.context.batch.forms
        unique, index = combined(self["form"], self["first_form"], self["code"], self["status"])
        return [Kind(forms[f], forms[g], c, STATUSES[s]) for f, g, c, s in unique], index

    @property
    def kinds(self) -> list[Kind]:
        """The distinct combinations of form, code and status."""
        return self._kinds[0]

    def each(self, make: Callable[[Kind], bytes | None]) -> Coded:
        """What is made of each kind, once for all batches with the same forms and codelists.

        `make` may depend on nothing else but the words and numbers that it closes over.
        """
        code = getattr(make, "__func__", make).__code__
        closed = [cell.cell_contents for cell in getattr(make, "__closure__", None) or ()]
        also = tuple(value for value in closed if isinstance(value, str | int))
        made = self.context.made.setdefault((self.type, code, also), {})
        values = []
        for kind in self.kinds:
            key = (kind.form.index, kind.first.index, kind.code, kind.status)
            if key not in made:
                made[key] = make(kind)
            values.append(made[key])
        return lookup(self._kinds[1], values)

    @property
    def kind_index(self) -> np.ndarray:
        """The place of each row's kind in `kinds`."""
        return self._kinds[1]

    def flags(self, make: Callable[[Kind], bool]) -> np.ndarray:
        """What is true of each kind, by row."""
        return np.array([bool(make(kind)) for kind in self.kinds], dtype=bool)[self._kinds[1]]

    def said(self, name: str) -> Coded:
        """The CodeableConcept that each form names (a key of the codelists or words), or null."""
        return self.each(lambda kind: _dumped(fragments.of_key(self.context.codelists, str(kind.says(name) or ""))))

    def reason(self) -> Column:
        """Why, as a CodeableConcept: the coded value of each, else what its form names as the reason, or null."""
        coded, said = self["value_code"] != 0, self.said("reason")
        if not coded.any():
            return said
        return pc.coalesce(self.context.concept(self["value_code"]).column(), said.column())

    def code_of(self, kind: Kind) -> dict[str, Any]:
        """The CodeableConcept of a kind: its code, or words where it has none."""
        if kind.code:
            return fragments.concept(self.context.codelists.concepts[kind.code])
        return {"text": kind.says("text") or kind.says("slot")}

    @cached_property
    def code(self) -> Coded:
        """What each is, as a CodeableConcept."""
        return self.each(lambda kind: dumps(self.code_of(kind)))

    @cached_property
    def note(self) -> Coded | None:
        """What each says in words beside its code, and of whom if not of the person: an Annotation's text."""
        said = self.each(lambda kind: _escaped(kind.says("text") if kind.code else None))
        about = _ABOUT_FETUS if self["about_kind"].any() else None
        if about is None:
            return said
        place = np.where(self["about_kind"] == 1, np.minimum(self["about_number"], len(about) - 1), 0)
        words = said.table.to_pylist()
        joined = [b" ".join(x for x in (a, w) if x) or None for w in words for a in about]
        return lookup(said.index * len(about) + place, joined)

    def quantity_text(self, column: str) -> pa.LargeBinaryArray:
        """The values of a column as decimal text with the decimals of their form; null where missing."""
        decimals = np.array([kind.form.decimals for kind in self.kinds], dtype=np.int64)
        return numbers(self[column], decimals[self._kinds[1]] if decimals.any() else 0)

    # ---------------------------------------------------------------- who and where

    @cached_property
    def author(self) -> Coded:
        """The author of each: the practitioner's role and the organisation, as elements of an array."""
        both, index = combined(self["organisation"], self["practitioner"])
        return lookup(index, directory.authors(both, self.context.settings))

    @cached_property
    def practitioner(self) -> Coded:
        """A reference to the practitioner's role, null where no person wrote it."""
        unique, index = distinct(self["practitioner"])
        return lookup(index, directory.role_references(unique.tolist(), self.context.settings))

    @cached_property
    def organisation(self) -> Coded:
        """A reference to the organisation."""
        unique, index = distinct(self["organisation"])
        return lookup(index, directory.organisation_references(unique.tolist(), self.context.settings))

    def common(self, profile: str | Coded) -> dict[str, Column]:
        """The slots that every resource made of an entry has."""
        levels, index = distinct(self["confidentiality"])
        labels = [self.context.security(CONFIDENTIALITY[level]) for level in levels.tolist()]
        sources, source = combined(*self.context.batch.sources(self.table, self.root))
        written, place = distinct(self["version"])
        return {
            "id": self.id,
            "original": self.original,
            "version": lookup(place, [str(number).encode() for number in written.tolist()]),
            "recorded": self.recorded,
            "source": lookup(source, [directory.source(s, o) for s, o in sources]),
            "profile": profile if isinstance(profile, Coded) else f"{UK_CORE}{profile}".encode(),
            "security": lookup(index, labels),
            "system": lookup(self["system"], IDENTIFIERS),
            "patient": self.patient,
            "begins": self.begins,
            "ends": None,
            "code": self.code,
            "author": self.author,
            "practitioner": self.practitioner,
            "organisation": self.organisation,
            "encounter": self.of("contact", "Encounter") if self.type != "Encounter" else None,
            "note": self.note,
        }


IDENTIFIERS = table(f"{systems.BASE}/{kind.key.replace('_', '-')}-entry".encode() for kind in systems.KINDS)
"""The system of the identifiers of entries, for each kind of system that writes them."""
_IDENTIFIED = frozenset(kind.identified for kind in registry.KINDS.values())
"""What is one entry, and not made of several."""
_ABOUT_FETUS = (None, *(f"About fetus {n}.".encode() for n in range(1, 5)))


def _dumped(value: Mapping[str, Any] | None) -> bytes | None:
    return None if value is None else dumps(value)


def _escaped(value: str | None) -> bytes | None:
    return dumps(value)[1:-1] if value else None


def gathered(tables: list[Table]) -> Table:
    """Several tables as one, persons ascending."""
    if len(tables) == 1:
        return tables[0]
    whole = {name: np.concatenate([each[name] for each in tables]) for name in tables[0].columns}
    return Table(whole).take(np.argsort(whole["person"], kind="stable"))
