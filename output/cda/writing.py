"""What every section needs: the documents to write, the record they are drawn from, and the wording of its codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from output.cda import headings
from output.cda.scope import Held, Kind, moment_key
from output.cda.wording import Codes, distinct, element, ids
from output.template import Coded, Template, array, gather, join, lookup, numbers, xml_text
from synth import clock
from synth.codes import Concept
from synth.record.batch import Batch
from synth.record.forms import STATUSES
from synth.record.kinds import CHANGES, CONFIDENTIALITY

Column = np.ndarray

RESOURCES = {
    "contact": "Encounter",
    "condition": "Condition",
    "observation": "Observation",
    "assessment": "Observation",
    "procedure": "Procedure",
    "immunisation": "Immunization",
    "prescription": "MedicationRequest",
    "allergy": "AllergyIntolerance",
    "referral": "ServiceRequest",
    "plan": "CarePlan",
    "flag": "Flag",
    "appointment": "Appointment",
}
"""The FHIR resource that each kind of entry is: its id is the entry's id here too."""

UNSAID = tuple(STATUSES.index(status) for status in ("revoked", "refuted"))
"""Statuses of entries that were taken back: no document repeats them."""

NORMAL, OTHER_PERSON = CONFIDENTIALITY.index("normal"), 2


@cache
def template(name: str) -> Template:
    """A template of the folder beside this file."""
    return Template((Path(__file__).parent / "templates" / f"{name}.xml").read_text("utf-8"))


@dataclass
class Documents:
    """The documents to write: the rows of the record that trigger one, in order (int64 columns, one row each)."""

    row: Column
    type: Column
    person: Column
    moment: Column

    def __len__(self) -> int:
        return len(self.row)


@dataclass
class Part:
    """Part of a section: for each document its rows of narrative and its entries (large_binary), perhaps empty."""

    rows: Any
    entries: Any
    some: Column


@dataclass
class Writing:
    """The documents of a batch and what they are drawn from."""

    batch: Batch
    documents: Documents
    kinds: dict[str, Kind] = field(default_factory=dict)

    @cached_property
    def codes(self) -> Codes:
        """The codelists."""
        return Codes(self.batch.codelists)

    def kind(self, name: str) -> Kind:
        """The table of a kind of entry."""
        if name not in self.kinds:
            self.kinds[name] = Kind(self.batch.record[name])
        return self.kinds[name]

    def by_form(self, of: Callable[[Any], Any], dtype: Any = np.int64) -> Column:
        """What each form says, as a column to be indexed by form."""
        return np.array([of(form) for form in self.batch.forms] or [0], dtype=dtype)

    @cached_property
    def whole_record(self) -> Column:
        """Which documents tell of the whole record, and not of one care episode (bool)."""
        whole = np.array([document.whole_record for document in headings.DOCUMENTS])
        return whole[self.documents.type]

    @cached_property
    def episode(self) -> Column:
        """The care episode that each document tells of, 0 for all."""
        episode = self.batch.record["document"]["care_episode"][self.documents.row]
        newborn = self.documents.type == headings.INDEX[headings.NEWBORN]
        return np.where(self.whole_record | newborn, np.uint64(0), episode)

    def held(self, kind: str, everywhere: bool = False) -> Held:
        """The entries of a kind that each document may repeat; `everywhere`: also from outside its care episode."""
        table = self.kind(kind)
        pairs = table.held(self.documents.person, self.documents.moment)
        row = pairs.row
        said = (table["confidentiality"][row] == NORMAL) & (table["about_kind"][row] != OTHER_PERSON)
        said &= ~np.isin(table["status"][row], UNSAID) & (table["change"][row] != CHANGES.index("withdrawn"))
        if not everywhere:
            episode = self.episode[pairs.document]
            said &= (episode == 0) | (table["care_episode"][row] == episode)
        return pairs.where(said)

    def moments(self, pairs: Held) -> Column:
        """When the document of each pair was written."""
        return self.documents.moment[pairs.document]

    def types(self, pairs: Held) -> Column:
        """The type of the document of each pair."""
        return self.documents.type[pairs.document]

    # ---------------------------------------------------------------- columns of entries

    def id(self, kind: str, row: Column) -> Any:
        """The id of each entry: that of its FHIR resource."""
        table = self.kind(kind)
        owner = self.batch.population["key"][table["person"][row]]
        return ids(owner, table["entry"][row], RESOURCES[kind])

    def name(self, prefix: str, pairs: Held) -> Any:
        """The name by which an entry refers to its row of narrative, unique in the document."""
        return join([prefix.encode(), numbers(pairs.numbers())])

    def _named(self, code: Column, form: Column) -> Column:
        return np.where(code > 0, code, len(self.batch.codelists.concepts) + form)

    def _concept(self, number: int) -> Concept:
        """The concept of a code, or the words of a form where it has none."""
        concepts = self.batch.codelists.concepts
        if number < len(concepts):
            return concepts[number]
        form = self.batch.forms[number - len(concepts)]
        return Concept("", (), form.text or form.slot)

    def elements(self, tag: str, code: Column, form: Column, kind: str = "") -> Coded:
        """The coded element of each entry; the words of its form where it has no code."""
        return distinct(self._named(code, form), lambda number: element(tag, self._concept(number), kind))

    def words(self, code: Column, form: Column) -> Coded:
        """The words of each entry: those of its code and what its form adds to them."""
        noted = self.by_form(lambda each: bool(each.text and each.code), bool)[form] & (code > 0)
        size = len(self.batch.codelists.concepts) + len(self.batch.forms)

        def said(number: int) -> bytes:
            if number < size:
                return xml_text(self._concept(number).text)
            form = self.batch.forms[number - size]
            return xml_text(f"{self.batch.codelists.concept(form.code).text}: {form.text}")

        return distinct(np.where(noted, size + form, self._named(code, form)), said)

    def said(self, key: str, first: Column, last: Column) -> Coded | None:
        """What the forms of each entry's last or first change say of a detail, in words; None if none does."""
        forms, lists = self.batch.forms, self.batch.codelists
        if not any(key in form.details for form in forms):
            return None

        def words(number: int) -> bytes | None:
            last_form, first_form = (forms[n] for n in divmod(number, len(forms)))
            found = last_form.details.get(key) or first_form.details.get(key)
            return (
                xml_text(lists.concept(str(found)).text if str(found) in lists else str(found))
                if found
                else None
            )

        pairs, place = np.unique(last * len(forms) + first, return_inverse=True)
        return lookup(place.reshape(-1), [words(pair) for pair in pairs.tolist()])

    # ---------------------------------------------------------------- parts of sections

    def part(self, pairs: Held, rows: Any, entries: Any) -> Part:
        """What stands in each document, given a row and an entry for each pair."""
        starts = pairs.starts(len(self.documents))
        return Part(gather(rows, starts), gather(entries, starts), starts[1:] > starts[:-1])


def together(parts: list[Part]) -> Part:
    """Several parts as one section."""
    some = np.logical_or.reduce([part.some for part in parts])
    return Part(join([part.rows for part in parts]), join([part.entries for part in parts]), some)


def constant(value: bytes, n: int) -> Any:
    """One value for all rows."""
    return array(value, n)


def chosen(mask: Column, yes: bytes | None, no: bytes | None) -> Coded:
    """One of two values for each row."""
    return lookup(mask.astype(np.int64), [no, yes])


def not_after(instant: Column, moment: Column) -> Column:
    """Instants that had come by a moment; NEVER in place of the others."""
    return np.where(instant <= moment, instant, clock.NEVER)


__all__ = [
    "Documents",
    "Part",
    "Writing",
    "chosen",
    "constant",
    "moment_key",
    "not_after",
    "template",
    "together",
]
