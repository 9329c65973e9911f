"""The documents to write, the record that every section is drawn from, and its wording."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from output import registry
from output.cda import headings
from output.cda.phrases import Phrases, phrases
from output.cda.wording import ids
from output.template import Coded, Template, gather, join, lookup, numbers
from synth import clock
from synth.record.batch import Batch
from synth.record.forms import STATUSES
from synth.record.kinds import CHANGES, CONFIDENTIALITY
from synth.record.state import Held, Runs, runs

Column = np.ndarray

UNSAID = tuple(STATUSES.index(status) for status in ("revoked", "refuted"))
"""Statuses of entries that were taken back: no document repeats them."""

NORMAL, OTHER_PERSON = CONFIDENTIALITY.index("normal"), 2


@cache
def template(name: str) -> Template:
    """A template of the folder beside this file."""
    return Template((Path(__file__).parent / "templates" / f"{name}.xml").read_text("utf-8"))


@dataclass
class Documents:
    """The documents to write: the rows of the record that trigger one, in order (int64 columns)."""

    row: Column
    type: Column
    person: Column
    moment: Column

    def __len__(self) -> int:
        return len(self.row)


@dataclass
class Part:
    """Part of a section: for each document its rows of narrative and its entries (large_binary)."""

    rows: Any
    entries: Any
    some: Column


@dataclass
class Writing:
    """The documents of a batch and what they are drawn from."""

    batch: Batch
    documents: Documents
    kinds: dict[str, Runs] = field(default_factory=dict)

    @cached_property
    def phrases(self) -> Phrases:
        """What codes and forms are called."""
        return phrases(self.batch.codelists, self.batch.forms)

    def kind(self, name: str) -> Runs:
        """The table of a kind of entry."""
        if name not in self.kinds:
            self.kinds[name] = runs(self.batch.record[name], self.batch.forms)
        return self.kinds[name]

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
        """The entries of a kind that each document may repeat; `everywhere`: from any care episode."""
        table = self.kind(kind)
        pairs = table.held(self.documents.person, self.documents.moment)
        row = pairs.row
        said = (table["confidentiality"][row] == NORMAL) & (table["about_kind"][row] != OTHER_PERSON)
        said &= ~np.isin(table["status"][row], UNSAID) & (table["change"][row] != CHANGES.index("withdrawn"))
        if not everywhere:
            episode = self.episode[pairs.question]
            said &= (episode == 0) | (table["care_episode"][row] == episode)
        return pairs.where(said)

    def moments(self, pairs: Held) -> Column:
        """When the document of each pair was written."""
        return self.documents.moment[pairs.question]

    def types(self, pairs: Held) -> Column:
        """The type of the document of each pair."""
        return self.documents.type[pairs.question]

    # ---------------------------------------------------------------- columns of entries

    def id(self, kind: str, row: Column) -> Any:
        """The id of each entry: that of its FHIR resource."""
        table = self.kind(kind)
        owner = self.batch.people["key"][table["person"][row]]
        return ids(owner, table["entry"][row], registry.KINDS[kind].identified)

    def name(self, prefix: str, pairs: Held) -> Any:
        """The name by which an entry refers to its row of narrative, unique in the document."""
        return join([prefix.encode(), numbers(pairs.numbers())])

    # ---------------------------------------------------------------- parts of sections

    def part(self, pairs: Held, rows: Any, entries: Any) -> Part:
        """What stands in each document, given a row and an entry for each pair."""
        starts = pairs.starts(len(self.documents))
        return Part(gather(rows, starts), gather(entries, starts), starts[1:] > starts[:-1])


def together(parts: list[Part]) -> Part:
    """Several parts as one section."""
    some = np.logical_or.reduce([part.some for part in parts])
    return Part(join([part.rows for part in parts]), join([part.entries for part in parts]), some)


def chosen(mask: Column, yes: bytes | None, no: bytes | None) -> Coded:
    """One of two values for each row."""
    return lookup(mask.astype(np.int64), [no, yes])


def not_after(instant: Column, moment: Column) -> Column:
    """Instants that had come by a moment; NEVER in place of the others."""
    return np.where(instant <= moment, instant, clock.NEVER)
