"""The cells of tables: ids, words, instants and bodies, each as an Arrow column."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output import columns as text
from synth import clock, keys
from synth.record.batch import Batch

_INSTANT = pa.timestamp("s", "UTC")


def patient_ids(batch: Batch) -> pa.Array:
    """The id of each person's Patient, by person row."""
    return ids(batch.people["key"], batch.patient_keys, "Patient")


def ids(owner: np.ndarray, entry: np.ndarray, kind: str, some: np.ndarray | None = None) -> pa.Array:
    """The id of each resource of a kind (large_string); empty where `some` is false."""
    characters = keys.uuid_text(keys.uuids(owner, entry, kind)) if len(owner) else np.empty((0, 36), np.uint8)
    column = text.text(characters).cast(pa.large_string())
    return column if some is None else pc.if_else(pa.array(some), column, pa.scalar(None, pa.large_string()))


def words_of(index: np.ndarray, words: Sequence[str]) -> pa.DictionaryArray:
    """Positions in a list of words, as a coded column that holds only the words in use; "" is empty.

    Each word stands in it once: pyarrow writes Parquet of uncertain bytes from a dictionary with a value twice.
    """
    used = np.flatnonzero(np.bincount(index, minlength=len(words))).tolist()
    values = {word: n for n, word in enumerate(dict.fromkeys(words[i] for i in used if words[i]))}
    place = np.full(max(len(words), 1), -1, dtype=np.int32)
    place[used] = [values.get(words[i], -1) for i in used]
    return dictionary(place[index], list(values))


def dictionary(place: np.ndarray, values: Sequence[str]) -> pa.DictionaryArray:
    """A coded column from positions in a list of values; -1 is empty."""
    indices = pa.array(np.maximum(place, 0).astype(np.int32), mask=place < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(values, pa.string()))


def organisations_of(numbers: np.ndarray) -> Callable[[Callable[[int], str]], pa.DictionaryArray]:
    """The organisations of a column: once per distinct one, whatever is asked of it."""
    distinct, place = np.unique(numbers, return_inverse=True)

    def column(say: Callable[[int], str]) -> pa.DictionaryArray:
        return words_of(place, [say(n) if n >= 0 else "" for n in distinct.tolist()])

    return column


def instants(column: np.ndarray) -> pa.Array:
    """Instants as times; what has not come or was not recorded is empty."""
    none = (column <= clock.LONG_AGO) | (column >= clock.NEVER)
    return pa.array(np.where(none, 0, column) * 60, mask=none).cast(_INSTANT)
