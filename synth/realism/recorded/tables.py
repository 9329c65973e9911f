"""The tables of a dataset as columns of numbers: persons by row, instants as minutes, words as numbers of a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from synth import clock
from synth.dataset import frames, people_file
from synth.dataset.folder import PEOPLE
from synth.dataset.reading import Dataset

if TYPE_CHECKING:
    import pyarrow as pa

Column = np.ndarray
NOBODY = -1
"""The row of a person who has none."""
ALWAYS = -(2**30)
"""The instant from which something holds of which no table says since when."""
_MILLISECONDS = 60_000
_PERSONS = ("person", "other", "mother")
ALWAYS_READ = ("change", "system")
"""Columns of words that are asked for whatever is counted."""
LISTED = ("code",)
"""Columns of text of which there are few, so that they are read as words."""


@dataclass(frozen=True)
class Words:
    """A column of few words: for each row the number of its word, NOBODY where there is none."""

    numbers: Column
    words: tuple[str, ...]

    def has(self, wanted: tuple[str, ...]) -> Column:
        """Which rows have one of some words; * in a word stands for any letters."""
        yes = [any(fits(word, one) for one in wanted) for word in self.words]
        return np.append(np.array(yes, dtype=bool), False)[self.numbers]

    def texts(self) -> Column:
        """The word of each row; "" where there is none."""
        return np.array([*self.words, ""])[self.numbers]


def fits(word: str, wanted: str) -> bool:
    """Whether a word is the wanted one, in which one * may stand for any letters."""
    head, star, tail = wanted.partition("*")
    return word == wanted if not star else word.startswith(head) and word[len(head) :].endswith(tail)


@dataclass(frozen=True)
class Table:
    """One kind of entry, each entry once, as its last change left it: columns by name."""

    kind: str
    columns: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.columns[name]

    def __len__(self) -> int:
        return len(self.columns["person"])


class Tables:
    """The people and tables of a dataset, each read when it is first asked for.

    ids: the ids of people.csv, in its order; a person's row is the place there. asked: of the columns of words of each
    kind those that anyone asks for; None for all."""

    def __init__(self, dataset: Dataset, asked: Mapping[str, frozenset[str]] | None = None) -> None:
        self.dataset, self._asked = dataset, asked
        self.people = people_file.table(dataset.path / PEOPLE)
        self.ids = self.people["id"].combine_chunks()
        self._read: dict[str, Table] = {}

    def __getitem__(self, kind: str) -> Table:
        """The table of a kind; BadArguments if the dataset has no tables, BrokenData if one cannot be read."""
        if kind not in self._read:
            self._read[kind] = self._table(kind)
        return self._read[kind]

    def rows_of(self, ids: Any) -> Column:
        """The row of each of some ids (int64); NOBODY for an empty one, or one that is not in people.csv."""
        import pyarrow.compute as pc

        found = pc.fill_null(pc.index_in(ids.cast(self.ids.type), value_set=self.ids), NOBODY)
        return np.asarray(found, dtype=np.int64)

    def _table(self, kind: str) -> Table:
        whats = frames.columns_of(kind)
        wanted = [name for name, what in whats.items() if self._is_wanted(kind, name, what)]
        parts = [self._columns(part, whats) for part in self.dataset.tables(kind, wanted)]
        whole = {name: _joined([part[name] for part in parts], whats[name]) for name in wanted}
        return Table(kind, _last_of_each(whole))

    def _is_wanted(self, kind: str, name: str, what: str) -> bool:
        """Whether a column is read: who and when always, words where someone asks for them."""
        if what == "text" and name not in LISTED:
            return name == "id" or name in _PERSONS
        if what not in ("word", "text") or name in ALWAYS_READ or self._asked is None:
            return True
        return name in self._asked.get(kind, ())

    def _columns(self, part: pa.Table, whats: Mapping[str, str]) -> dict[str, Any]:
        return {name: self._column(name, whats[name], part[name]) for name in part.column_names}

    def _column(self, name: str, what: str, column: Any) -> Any:
        import pyarrow as pa
        import pyarrow.compute as pc

        if name in _PERSONS:
            return self.rows_of(column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column)
        if name == "id":
            return column
        if what == "instant":
            thousandths = column.cast(pa.timestamp("ms", "UTC")).cast(pa.int64())
            unknown = ALWAYS if name == "from" else clock.NEVER
            minutes = np.asarray(pc.fill_null(thousandths, unknown * _MILLISECONDS)) // _MILLISECONDS
            return minutes.astype(np.int64)
        if what in ("whole", "number"):
            return np.asarray(pc.fill_null(column.cast(pa.float64()), float("nan")), dtype=np.float64)
        if what == "flag":
            return np.asarray(pc.fill_null(column, False), dtype=bool)
        return _words(column)


def _words(column: Any) -> Words:
    """A column of words, whether it comes as a list of them and numbers or as plain text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(column.type):
        column = pc.dictionary_encode(column.cast(pa.string()))
    one = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(one, pa.ChunkedArray):
        one = (
            one.unify_dictionaries().chunk(0)
            if one.num_chunks
            else pa.array([], pa.dictionary(pa.int32(), pa.string()))
        )
    numbers = np.asarray(pc.fill_null(one.indices.cast(pa.int32()), NOBODY), dtype=np.int32)
    words = tuple(str(word) for word in one.dictionary.to_pylist())
    empty = np.array([not word for word in words] + [True])
    return Words(np.where(empty[numbers], np.int32(NOBODY), numbers), words)


def _joined(parts: list[Any], what: str) -> Any:
    """Columns of several files as one."""
    import pyarrow as pa

    if parts and isinstance(parts[0], Words):
        words: dict[str, int] = {}
        found = []
        for part in parts:
            place = [words.setdefault(word, len(words)) for word in part.words]
            found.append(np.append(np.array(place, dtype=np.int32), np.int32(NOBODY))[part.numbers])
        return Words(np.concatenate(found), tuple(words))
    if parts and isinstance(parts[0], np.ndarray):
        return np.concatenate(parts)
    return pa.chunked_array([chunk for part in parts for chunk in part.chunks], type=pa.large_string())


def _last_of_each(columns: dict[str, Any]) -> dict[str, Any]:
    """Of the changes to each entry the last: one row an entry."""
    import pyarrow.compute as pc

    ids = columns.pop("id")
    version = columns["version"]
    if not len(version) or version.max() <= 1:
        return columns
    again = version > 1
    several = pc.unique(ids.filter(again))
    entry = np.asarray(pc.fill_null(pc.index_in(ids, value_set=several), NOBODY), dtype=np.int64)
    last = np.zeros(len(several) + 1)
    np.maximum.at(last, entry, version)
    keep = (entry == NOBODY) | (version == last[entry])
    return {name: _kept(column, keep) for name, column in columns.items()}


def _kept(column: Any, keep: Column) -> Any:
    return Words(column.numbers[keep], column.words) if isinstance(column, Words) else column[keep]
