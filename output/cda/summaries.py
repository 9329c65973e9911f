"""The clinical summary: the sentences of each kind of document, filled with what its entries say."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.cda import bodies
from output.cda.observed import Observed
from output.cda.wording import Times, distinct, lowered
from output.cda.writing import Part, Writing, chosen, prose
from output.columns import BYTES
from output.documents import selection
from output.documents.kinds import KINDS, WORDS
from output.documents.selection import NOT_DONE, not_after
from output.documents.sentences import Sentence, Slot, read
from output.template import array, join, only, xml_text
from synth.codes import Codelists
from synth.record.kinds import MISSING
from synth.record.state import Held

Column = np.ndarray

_WEEKS = r"^\d+ days \((.*)\)$"
"""How a gestation is shown: in days, and in weeks, which a sentence says alone."""


def summary(writing: Writing) -> Part:
    """The sentences of each document's kind of which nothing is lacking, as one paragraph."""
    filling = _Filling(writing)
    order, texts = [], []
    for number, sentences in enumerate(_sentences()):
        here = np.flatnonzero(writing.documents.type == number)
        said = (
            [text for sentence in sentences if (text := filling.said(sentence, here)) is not None] if len(here) else []
        )
        if said:
            order.append(here)
            texts.append(pc.ascii_rtrim_whitespace(join(said).cast(pa.large_string())).cast(BYTES))
    n = len(writing.documents)
    if not texts:
        return prose(pa.nulls(n, BYTES))
    place = np.full(n, -1, dtype=np.int64)
    place[np.concatenate(order)] = np.arange(sum(map(len, order)))
    text = pa.concat_arrays(texts)
    place[place >= 0] = np.where(np.asarray(pc.binary_length(text)) > 0, np.arange(len(text)), -1)[place[place >= 0]]
    return prose(join([b"<paragraph>", text.take(pa.array(place, mask=place < 0)), b"</paragraph>"], "emit_null"))


@lru_cache(maxsize=1)
def _sentences() -> tuple[tuple[Sentence, ...], ...]:
    """The sentences of each kind of document."""
    return tuple(tuple(map(read, kind.summary)) for kind in KINDS)


@lru_cache(maxsize=4)
def _places(codelists: Codelists) -> tuple[dict[str, int], Column]:
    """A place for each key that sentences name, and of each code the place of its key; -1 for one that none names."""
    parts = [part for sentences in _sentences() for sentence in sentences for part in sentence]
    named = sorted({key for part in parts if isinstance(part, Slot) for key in part.keys if not key.startswith(":")})
    keys = [key for key in named if key in codelists]
    place = np.full(len(codelists.concepts), -1, dtype=np.int64)
    place[[codelists.index(key) for key in keys]] = np.arange(len(keys))
    return {key: int(place[codelists.index(key)]) for key in keys}, place


class _Filling:
    """What fills the gaps of sentences: for each document, in words."""

    def __init__(self, writing: Writing) -> None:
        self.writing = writing
        self._keys, self._place = _places(writing.batch.codelists)

    def said(self, sentence: Sentence, here: Column) -> Any:
        """A sentence in some documents, and a space: empty where it lacks anything, None if it does everywhere."""
        found: dict[Slot, Column] = {}
        whole = np.ones(len(here), dtype=bool)
        for part in sentence:
            if isinstance(part, Slot) and not part.every and part not in found:
                found[part] = self._found(part, here)
                whole &= found[part] >= 0
                if not whole.any():
                    return None
        pieces: list[Any] = []
        for part in sentence:
            if isinstance(part, str):
                pieces.append(xml_text(part))
            elif part.every:
                pieces.append(self._listed(part, here))
            else:
                pieces.append(self._words.take(pa.array(found[part], mask=~whole)))
        return join([*pieces, array(b" ", len(here))], "emit_null").fill_null(b"")

    def _found(self, slot: Slot, here: Column) -> Column:
        """Which of all words fill a gap: of several keys those of the first that there are; -1 where there are none."""
        rows = np.full(len(here), -1, dtype=np.int64)
        for key in reversed(slot.keys):
            if (every := self._rows(key)) is not None:
                found = every[here]
                rows = np.where(found >= 0, found, rows)
        return rows

    def _listed(self, slot: Slot, here: Column) -> Any:
        """All that there are of several, with commas between; null where there are none."""
        pieces: list[Any] = []
        some = np.zeros(len(here), dtype=bool)
        for key in slot.keys:
            if (every := self._rows(key)) is None:
                continue
            rows = every[here]
            there = rows >= 0
            if there.any():
                words = self._words.take(pa.array(rows, mask=~there))
                pieces += [chosen(some & there, b", ", b"").column(), words.fill_null(b"")]
                some |= there
        return only(some, join(pieces)) if pieces else pa.nulls(len(here), BYTES)

    # ---------------------------------------------------------------- words, and whose they are

    def _rows(self, key: str) -> Column | None:
        """Which of all words a key stands for in each document, -1 for none; None where it stands for none anywhere."""
        if key.startswith(":"):
            return self._stated[0][key]
        return self._last[self._keys[key]] if key in self._keys and self._used[self._keys[key]] else None

    @cached_property
    def _words(self) -> Any:
        """All words that fill gaps: those of entries, then those of stays."""
        return pa.concat_arrays([*(words for _, _, words in self._entries), *self._stated[1]])

    @cached_property
    def _stated(self) -> tuple[dict[str, Column], list[Any]]:
        """What documents say of their stay and person, by name: which of all words, and these words."""
        writing = self.writing
        contact, row = writing.kind("contact"), writing.telling.stay
        there, at = row >= 0, np.maximum(row, 0)
        columns = {":born": Times(writing.batch.who.born[writing.documents.person]).readable}
        if there.any():
            ends = np.where(there, not_after(contact.ends[at], writing.documents.moment), -1)
            columns[":admitted"] = only(there, Times(contact.begins[at]).readable)
            columns[":discharged"] = only(there, Times(ends).readable)
            columns[":place"] = array(only(there, distinct(contact["organisation"][at], bodies.name)), len(row))
        begins = sum(len(words) for _, _, words in self._entries)
        nowhere = np.full(len(row), -1, dtype=np.int64)
        rows = dict.fromkeys((":admitted", ":discharged", ":place"), nowhere)
        for number, (name, words) in enumerate(columns.items()):
            places = begins + number * len(row) + np.arange(len(row))
            rows[name] = np.where(words.is_valid().to_numpy(zero_copy_only=False), places, -1)
        return rows, list(columns.values())

    @cached_property
    def _last(self) -> Column:
        """Of each key that sentences name and each document, which of all words the last entry with its code has.

        Where several kinds of entry have the code it is the first of them that says anything."""
        last = np.full((len(self._keys), len(self.writing.documents)), -1, dtype=np.int64)
        begins = 0
        for pairs, code, words in self._entries:
            found = np.full_like(last, -1)
            found[self._place[code], pairs.question] = np.arange(len(pairs))  # of several the last one stays
            silent = np.append(~words.is_valid().to_numpy(zero_copy_only=False), True)
            last = np.where((last < 0) & ~silent[found], found + begins, last)
            begins += len(pairs)
        return last

    @cached_property
    def _used(self) -> Column:
        """Of each key that sentences name, whether it stands for anything in any document (bool)."""
        return np.any(self._last >= 0, axis=1)

    @cached_property
    def _entries(self) -> list[tuple[Held, Column, Any]]:
        """The entries of three kinds of whose codes sentences speak: pairs, codes, and what each says."""
        writing = self.writing
        seen = Observed(writing, "observation", selection.observations(writing.telling))
        seen = seen.where((self._place[seen.code] >= 0) & ~seen.undone)
        done, conditions = writing.kind("procedure"), writing.kind("condition")
        procedures = selection.procedures(writing.telling)
        procedures = procedures.where(~NOT_DONE[done["status"][procedures.row]])
        found = [(seen.pairs, seen.code, self._observed(seen))]
        # Of what someone had, and what is over since before the document begins to tell, no sentence speaks.
        problems = writing.telling.held("condition")
        over = not_after(conditions.ends[problems.row], writing.moments(problems))
        problems = problems.where(over >= writing.telling.since[problems.question])
        for table, pairs in ((done, procedures), (conditions, problems)):
            pairs = pairs.where(self._place[table.code[pairs.row]] >= 0)
            code = table.code[pairs.row]
            found.append((pairs, code, self._called(code, table.said("value_code")[pairs.row])))
        return found

    def _observed(self, seen: Observed) -> Any:
        """A number as it is shown, else the words of the value, else those of the code."""
        value = seen["value_code"]
        found = [self._called(seen.code, value)]
        if len(seen) and (seen["value_time"] != MISSING).any():
            found.insert(
                0, array(only(seen["value_time"] != MISSING, Times(seen["value_time"]).readable_date), len(seen))
            )
        number = seen.shown_number()
        if number is not None:
            weeks = pc.replace_substring_regex(number.cast(pa.large_string()), _WEEKS, r"\1").cast(BYTES)
            found.insert(0, weeks)
        if len(seen):
            found.insert(0, array(only(~seen.has_value() | (value > 0), found[-1]), len(seen)))
        return pc.coalesce(*found) if len(seen) else pa.nulls(0, BYTES)

    def _called(self, code: Column, value: Column) -> Any:
        concepts = self.writing.batch.codelists.concepts

        def words(index: int) -> bytes | None:
            return xml_text(WORDS.get(concepts[index].key) or lowered(concepts[index].text)) if index else None

        return self.writing.phrases.column("words in a sentence", np.where(value > 0, value, code), words).column()
