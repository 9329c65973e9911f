"""The documents to write, the record that every section is drawn from, and its wording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from output import registry
from output.cda.dialects import HL7, Dialect
from output.cda.phrases import Phrases, phrases
from output.cda.wording import Times, ids
from output.documents.telling import Telling
from output.documents.written import Documents
from output.template import Coded, Template, gather, join, lookup
from output.template import table as names
from synth.record.batch import Batch
from synth.record.state import Held, Runs

Column = np.ndarray


def template(name: str) -> Template:
    """A template of the dialect of HL7."""
    found = HL7.template(name)
    assert found is not None, name
    return found


@dataclass
class Block:
    """A piece of the narrative of a section: for each document what stands between a beginning and an end.

    before, after: literals, or one for each document; inside: large_binary; some: which documents have it (bool).
    """

    before: bytes | Coded
    inside: Any
    after: bytes
    some: Column


@dataclass
class Part:
    """What stands in a section: its narrative, its entries (large_binary, or None) and which documents have it."""

    blocks: list[Block]
    entries: Any
    some: Column


def table(columns: Sequence[str], rows: Any, some: Column, caption: Any = None) -> Block:
    """A table of the narrative, given the names of its columns and its rows; caption: `Coded`, for each document."""
    head = b"".join(b"<th>" + word.encode() + b"</th>" for word in columns)
    inside = b"<thead><tr>" + head + b"</tr></thead><tbody>"
    if caption is None:
        return Block(b"<table>" + inside, rows, b"</tbody></table>", some)
    opened = [b"<table><caption>" + each.as_py() + b"</caption>" + inside for each in caption.table]
    return Block(lookup(caption.index, opened), rows, b"</tbody></table>", some)


def prose(paragraphs: Any) -> Part:
    """A part of words alone: paragraphs (large_binary), null where a document has none."""
    some = paragraphs.is_valid().to_numpy(zero_copy_only=False)
    return Part([Block(b"", paragraphs, b"", some)], None, some)


class Writing:
    """The documents of a batch and what they are drawn from."""

    def __init__(self, batch: Batch, documents: Documents, dialect: Dialect = HL7) -> None:
        self.batch, self.documents, self.dialect = batch, documents, dialect
        self.telling = Telling(batch, documents)

    @cached_property
    def phrases(self) -> Phrases:
        """What codes and forms are called."""
        return phrases(self.batch.codelists, self.batch.forms, self.dialect)

    def kind(self, name: str) -> Runs:
        """The table of a kind of entry."""
        return self.telling.kind(name)

    def moments(self, pairs: Held) -> Column:
        """When the document of each pair was written."""
        return self.telling.moments(pairs)

    def began(self, kind: str, row: Column) -> Times:
        """When each entry began: the day alone where no more is known of it."""
        table = self.kind(kind)
        return self.times(table.begins[row], table.form[row])

    def times(self, begins: Column, form: Column) -> Times:
        """Beginnings of what some forms write: the day alone where no more is known of it."""
        by_day = self.phrases.by_form("begun by day", lambda each: each.by_day == "from", bool)
        return Times(begins, by_day[form])

    # ---------------------------------------------------------------- columns of entries

    def id(self, kind: str, row: Column) -> Any:
        """The id of each entry: that of its FHIR resource."""
        table = self.kind(kind)
        owner = self.batch.people["key"][table["person"][row]]
        return self.dialect.ids(ids(owner, table["entry"][row], registry.KINDS[kind].identified))

    def derived_id(self, kind: str, row: Column, of: str) -> Any:
        """An id for a part of each entry that is no resource of its own in FHIR."""
        table = self.kind(kind)
        owner = self.batch.people["key"][table["person"][row]]
        return self.dialect.ids(ids(owner, table["entry"][row], f"{self.dialect.name} {of}"))

    def name(self, prefix: str, pairs: Held) -> Coded:
        """The name by which an entry refers to its row of narrative, unique in the document."""
        return numbered((prefix,), np.zeros(len(pairs), dtype=np.int64), pairs.numbers())

    def entries(self, name: str, n: int, columns: Mapping[str, Any]) -> Any:
        """n entries (large_binary) by a template of the dialect; None where it has none for them.

        columns: what fills its slots; what only some dialect asks for may be a function that makes it."""
        found = self.dialect.template(name)
        if found is None:
            return None
        filled = {slot: columns[slot]() if callable(columns[slot]) else columns[slot] for slot in found.slots}
        return found.render(n, filled)

    # ---------------------------------------------------------------- parts of sections

    def part(self, pairs: Held, columns: Sequence[str], rows: Any, entries: Any) -> Part:
        """A table and its entries, given a row and an entry for each pair."""
        starts = pairs.starts(len(self.documents))
        some = starts[1:] > starts[:-1]
        written = None if entries is None else gather(entries, starts)
        return Part([table(columns, gather(rows, starts), some)], written, some)


def together(parts: list[Part]) -> Part:
    """Several parts with tables of the same columns as one."""
    some = np.logical_or.reduce([part.some for part in parts])
    first = parts[0].blocks[0]
    rows = join([part.blocks[0].inside for part in parts])
    entries = [part.entries for part in parts if part.entries is not None]
    return Part([Block(first.before, rows, first.after, some)], join(entries) if entries else None, some)


def numbered(prefixes: Sequence[str], which: Column, number: Column) -> Coded:
    """Names of a prefix and a number (from 1): there are few, as no document has many rows."""
    most = 1 + int(number.max(initial=0))
    return Coded(which * most + number, _names(tuple(prefixes), most))


@lru_cache(maxsize=256)
def _names(prefixes: tuple[str, ...], most: int) -> Any:
    return names([f"{prefix}{number}".encode() for prefix in prefixes for number in range(most)])


def chosen(mask: Column, yes: bytes | None, no: bytes | None) -> Coded:
    """One of two values for each row."""
    return lookup(mask.astype(np.int64), [no, yes])
