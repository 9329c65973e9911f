"""The clinical summary: the sentences of each kind of document, filled with what its entries say."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.cda import bodies
from output.cda.observed import Observed
from output.cda.wording import Times, distinct, lowered
from output.cda.writing import Part, Writing, prose
from output.columns import BYTES
from output.documents import selection
from output.documents.kinds import KINDS, WORDS
from output.documents.selection import NOT_DONE, not_after
from output.documents.sentences import Slot, read
from output.template import join, only, xml_text
from synth.record.kinds import MISSING
from synth.record.state import Held

Column = np.ndarray

_WEEKS = r"^\d+ days \((.*)\)$"
"""How a gestation is shown: in days, and in weeks, which a sentence says alone."""


def summary(writing: Writing) -> Part:
    """The sentences of each document's kind of which nothing is lacking, as one paragraph."""
    filling = _Filling(writing)
    n = len(writing.documents)
    said = []
    for number, kind in enumerate(KINDS):
        here = writing.documents.type == number
        if not here.any():
            continue
        for sentence in kind.summary:
            pieces = [filling.slot(part) if isinstance(part, Slot) else xml_text(part) for part in read(sentence)]
            whole = join([*pieces, pa.repeat(pa.scalar(b" ", BYTES), n)], "emit_null")
            said.append(pc.fill_null(_array(only(here, whole)), pa.scalar(b"", BYTES)))
    if not said:
        return prose(pa.nulls(n, BYTES))
    text = pc.ascii_rtrim_whitespace(join(said).cast(pa.large_string())).cast(BYTES)
    some = pc.greater(pc.binary_length(text), 0).to_numpy(zero_copy_only=False)
    return prose(only(some, join([b"<paragraph>", text, b"</paragraph>"])))


def _array(column: Any) -> Any:
    return column if isinstance(column, pa.Array) else column.column()


class _Filling:
    """What fills the gaps of sentences: for each document, in words."""

    def __init__(self, writing: Writing) -> None:
        self.writing = writing
        self._made: dict[str, Any] = {}

    def slot(self, slot: Slot) -> Any:
        """What fills a gap in each document; null where there is nothing."""
        found = [self._of(key) for key in slot.keys]
        if not slot.every:
            return pc.coalesce(*found)
        pieces = [join([b", ", each], "emit_null").fill_null(b"") for each in found]
        every = join(pieces)
        some = pc.greater(pc.binary_length(every), 0).to_numpy(zero_copy_only=False)
        return _array(only(some, pc.replace_substring_regex(every, "^, ", "")))

    def _of(self, key: str) -> Any:
        if key not in self._made:
            self._made[key] = self._stated[key] if key.startswith(":") else self._said(key)
        return self._made[key]

    @cached_property
    def _stated(self) -> dict[str, Any]:
        writing = self.writing
        contact, row = writing.kind("contact"), writing.telling.stay
        there, at = row >= 0, np.maximum(row, 0)
        nothing = pa.nulls(len(row), BYTES)
        born = Times(writing.batch.who.born[writing.documents.person]).readable
        if not there.any():
            return {":admitted": nothing, ":discharged": nothing, ":place": nothing, ":born": born}
        ends = np.where(there, not_after(contact.ends[at], writing.documents.moment), -1)
        place = distinct(contact["organisation"][at], bodies.name)
        return {
            ":admitted": _array(only(there, Times(contact.begins[at]).readable)),
            ":discharged": _array(only(there, Times(ends).readable)),
            ":place": _array(only(there, place)),
            ":born": born,
        }

    def _said(self, key: str) -> Any:
        """What the last entry of each document with a code says, of whichever kind it is."""
        index = self.writing.phrases.index(key)
        found = [words for words in (_words(each, index) for each in self._entries) if words is not None]
        return pc.coalesce(*found) if found else pa.nulls(len(self.writing.documents), BYTES)

    @cached_property
    def _entries(self) -> list[tuple[Held, Column, Any, int]]:
        """The entries of three kinds that documents tell of: pairs, codes, words, and how many documents there are."""
        writing = self.writing
        n = len(writing.documents)
        seen = Observed(writing, "observation", selection.observations(writing.telling))
        wanted = np.isin(seen.code, self._wanted) & ~seen.undone
        seen = seen.where(wanted)
        done, conditions = writing.kind("procedure"), writing.kind("condition")
        procedures = selection.procedures(writing.telling)
        procedures = procedures.where(~np.isin(done["status"][procedures.row], NOT_DONE))
        problems = writing.telling.held("condition")
        return [
            (seen.pairs, seen.code, self._observed(seen), n),
            *(
                (
                    pairs,
                    table.code[pairs.row],
                    self._called(table.code[pairs.row], table.said("value_code")[pairs.row]),
                    n,
                )
                for table, pairs in ((done, procedures), (conditions, problems))
            ),
        ]

    @cached_property
    def _wanted(self) -> Column:
        parts = [part for kind in KINDS for sentence in kind.summary for part in read(sentence)]
        keys = {key for part in parts if isinstance(part, Slot) for key in part.keys if not key.startswith(":")}
        return np.array(sorted(self.writing.phrases.index(key) for key in keys), dtype=np.int64)

    def _observed(self, seen: Observed) -> Any:
        """A number as it is shown, else the words of the value, else those of the code."""
        value = seen["value_code"]
        found = [self._called(seen.code, value)]
        if len(seen) and (seen["value_time"] != MISSING).any():
            found.insert(0, _array(only(seen["value_time"] != MISSING, Times(seen["value_time"]).readable_date)))
        number = seen.shown_number()
        if number is not None:
            weeks = pc.replace_substring_regex(number.cast(pa.large_string()), _WEEKS, r"\1").cast(BYTES)
            found.insert(0, weeks)
        if len(seen):
            found.insert(0, _array(only(~seen.has_value() | (value > 0), found[-1])))
        return pc.coalesce(*found) if len(seen) else pa.nulls(0, BYTES)

    def _called(self, code: Column, value: Column) -> Any:
        concepts = self.writing.batch.codelists.concepts

        def words(index: int) -> bytes | None:
            return xml_text(WORDS.get(concepts[index].key) or lowered(concepts[index].text)) if index else None

        return self.writing.phrases.column("words in a sentence", np.where(value > 0, value, code), words).column()


def _words(entries: tuple[Held, Column, Any, int], index: int) -> Any:
    """What the last entry with a code says in each document; None if no document has it."""
    pairs, code, words, n = entries
    at = np.flatnonzero(code == index)
    if not index or not len(at):
        return None
    last = np.full(n, -1, dtype=np.int64)
    last[pairs.question[at]] = at
    return words.take(pa.array(last, mask=last < 0))
