"""The truth as tables: of whom, what, since when; CSV, in words, by the ids of the people."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from output.tables.cells import instants, patient_ids, words_of
from synth.dataset import csv_text
from synth.dataset.content import OneFile, block_name
from synth.dataset.layout import TRUTH
from synth.record.batch import Batch
from synth.record.truth import CONDITION, COURSE, KIN, PERSON, Truth
from synth.table import Table

FORMAT = TRUTH
COLUMNS = {
    PERSON: ("id", "patient", "born", "died", "cause", "icd10", "mother", "father"),
    CONDITION: ("person", "condition", "onset"),
    KIN: ("person", "other", "kind", "from", "until", "responsibility"),
    COURSE: ("person", "course", "centile"),
}
"""The columns of each table, in their order."""
_PLACES, _HUNDREDTHS = 65_536, 10_000


def files(batch: Batch, block: int) -> Iterator[OneFile]:
    """The files of a block, one for each table that has a row; none where the truth was not asked for."""
    if batch.truth is None:
        return
    ids = patient_ids(batch)
    for kind, columns in COLUMNS.items():
        rows = batch.truth.tables[kind]
        if len(rows):
            made = _MADE[kind](batch, batch.truth, rows, ids)
            pieces: list[bytes | memoryview] = [
                csv_text.heading(columns),
                csv_text.lines({name: made[name] for name in columns}),
            ]
            yield OneFile(f"truth/{kind}-{block_name(block)}.csv", FORMAT, kind, len(rows), pieces)


def _of(ids: pa.Array, person: np.ndarray) -> pa.Array:
    """The ids of some person rows; empty for -1."""
    return ids.take(pa.array(np.maximum(person, 0), mask=person < 0))


def _persons(batch: Batch, truth: Truth, rows: Table, ids: pa.Array) -> dict[str, pa.Array]:
    cause = rows["cause"] + 1
    return {
        "id": _of(ids, rows["person"]),
        "patient": pa.array(batch.people["patient"][rows["person"]]),
        "born": instants(rows["born"]),
        "died": instants(rows["died"]),
        "cause": words_of(cause, ["", *truth.words["cause"]]),
        "icd10": words_of(cause, ["", *truth.words["icd10"]]),
        "mother": _of(ids, rows["mother"]),
        "father": _of(ids, rows["father"]),
    }


def _conditions(batch: Batch, truth: Truth, rows: Table, ids: pa.Array) -> dict[str, pa.Array]:
    return {
        "person": _of(ids, rows["person"]),
        "condition": words_of(rows["condition"], truth.words["condition"]),
        "onset": instants(rows["onset"]),
    }


def _kin(batch: Batch, truth: Truth, rows: Table, ids: pa.Array) -> dict[str, pa.Array]:
    return {
        "person": _of(ids, rows["person"]),
        "other": _of(ids, rows["other"]),
        "kind": words_of(rows["kind"], truth.words["kind"]),
        "from": instants(rows["from"]),
        "until": instants(rows["until"]),
        "responsibility": pa.array(rows["responsibility"] != 0),
    }


def _courses(batch: Batch, truth: Truth, rows: Table, ids: pa.Array) -> dict[str, pa.Array]:
    hundredths = rows["place"] * _HUNDREDTHS // _PLACES
    known = [f"{w}.{r:02}" for w in range(100) for r in range(100)]
    return {
        "person": _of(ids, rows["person"]),
        "course": words_of(rows["course"], truth.words["course"]),
        "centile": words_of(hundredths, known),
    }


_MADE = {PERSON: _persons, CONDITION: _conditions, KIN: _kin, COURSE: _courses}
