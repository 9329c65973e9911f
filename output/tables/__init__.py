"""The record as tables that a person can read: one for each kind of entry, a row for each change, codes in words.

The same builder serves Parquet, CSV and pandas. Instants are UTC; an end that is not known is empty.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output import columns as text
from output.tables.schema import described
from synth import chance, clock, keys
from synth.dataset import csv_text
from synth.dataset.content import OneFile, block_name
from synth.record import forms, kinds
from synth.record.batch import Batch
from synth.record.kinds import MISSING
from synth.systems import kinds as systems
from synth.systems.directory import organisations, staff

RESOURCES = {
    "registration": "Registration",
    "care_episode": "EpisodeOfCare",
    "appointment": "Appointment",
    "contact": "Encounter",
    "condition": "Condition",
    "observation": "Observation",
    "procedure": "Procedure",
    "immunisation": "Immunization",
    "prescription": "MedicationRequest",
    "allergy": "AllergyIntolerance",
    "referral": "ServiceRequest",
    "assessment": "Observation",
    "plan": "CarePlan",
    "flag": "Flag",
    "consent": "Consent",
    "family_history": "FamilyMemberHistory",
    "document": "DocumentReference",
    "communication": "Communication",
}
"""The FHIR resource of each kind of entry, whose id its rows bear (a registration is a part of its Patient)."""

_PATIENT = chance.name_hash("patient")
_TENS = np.array([float(10**n) for n in range(10)])
_INSTANT = pa.timestamp("s", "UTC")


def table(batch: Batch, kind: str, plain: bool = False) -> pa.Table:
    """One kind of entry of a batch; with `plain`, values are text with all the decimals that were recorded."""
    rows = batch.record[kind]
    form = _Forms(batch)
    names, practitioners = _organisations(rows["organisation"]), _staff(batch, rows["practitioner"])
    number = _decimal_text if plain else _decimal
    decimals = form.decimals[rows["form"]]
    owner = batch.population["key"][rows["person"]]
    entries = {
        "id": _ids(owner, rows["entry"], RESOURCES[kind]),
        "person": patient_ids(batch).take(pa.array(rows["person"])),
        "version": pa.array(rows["version"]),
        "change": _words(rows["change"], kinds.CHANGES),
        "pathway": form.words(rows["form"], "pathway"),
        "step": form.words(rows["form"], "step"),
        "about": _words(rows["about_kind"], kinds.ABOUT),
        "about_number": pa.array(rows["about_number"]),
        "from": _instants(rows["from"]),
        "until": _instants(rows["until"]),
        "recorded": _instants(rows["recorded"]),
        "system": _words(rows["system"], [kind.title for kind in systems.KINDS]),
        "organisation_code": names(organisations.code_of),
        "organisation": names(organisations.name_of),
        "practitioner": practitioners,
        "status": _words(rows["status"], forms.STATUSES),
        "confidentiality": _words(rows["confidentiality"], kinds.CONFIDENTIALITY),
        **_coded(batch, rows["code"], "code"),
        "value": number(rows["value"], decimals),
        "value2": number(rows["value2"], decimals),
        "unit": form.words(rows["form"], "unit"),
        **_coded(batch, rows["value_code"], "value_code"),
        "value_time": _instants(rows["value_time"]),
        "text": form.words(rows["form"], "text"),
        "care_episode": _ids(owner, rows["care_episode"], RESOURCES["care_episode"], rows["care_episode"] != 0),
        "contact": _ids(owner, rows["contact"], RESOURCES["contact"], rows["contact"] != 0),
    }
    return pa.table(entries)


def files(batch: Batch, block: int, form: str) -> Iterator[OneFile]:
    """The files of a block in one format (parquet or csv), one for each kind of entry that has a row."""
    for kind in kinds.KINDS:
        if kind in batch.record and len(batch.record[kind]):
            made = table(batch, kind, plain=form == "csv")
            pieces = parquet(described(kind, made)) if form == "parquet" else csv(made)
            yield OneFile(f"tables/{kind}-{block_name(block)}.{form}", form, kind, len(made), pieces)


def parquet(made: pa.Table) -> Sequence[memoryview]:
    """A table as a Parquet file: its bytes are the same for one version of pyarrow."""
    import pyarrow.parquet

    sink = io.BytesIO()
    pyarrow.parquet.write_table(made, sink, compression="zstd", compression_level=3)
    return [sink.getbuffer()]


def csv(made: pa.Table) -> Sequence[bytes | memoryview]:
    """A table as a CSV file with a heading."""
    flat = {name: made[name].combine_chunks() for name in made.column_names}
    return [csv_text.heading(made.column_names), csv_text.lines(flat)]


def patient_ids(batch: Batch) -> pa.Array:
    """The id of each person's Patient, by person row."""
    key = batch.population["key"]
    return _ids(key, np.full(len(key), _PATIENT, dtype=np.uint64), "Patient")


def _ids(owner: np.ndarray, entry: np.ndarray, kind: str, some: np.ndarray | None = None) -> pa.Array:
    characters = keys.uuid_text(keys.uuids(owner, entry, kind)) if len(owner) else np.empty((0, 36), np.uint8)
    column = text.text(characters).cast(pa.large_string())
    return column if some is None else pc.if_else(pa.array(some), column, pa.scalar(None, pa.large_string()))


def _words(index: np.ndarray, words: Sequence[str]) -> pa.DictionaryArray:
    """Positions in a list of words, as a coded column that holds only the words in use; "" is empty.

    Each word stands in it once: pyarrow writes Parquet of uncertain bytes from a dictionary with a value twice.
    """
    used = np.flatnonzero(np.bincount(index, minlength=len(words))).tolist()
    values = {word: n for n, word in enumerate(dict.fromkeys(words[i] for i in used if words[i]))}
    place = np.full(max(len(words), 1), -1, dtype=np.int32)
    place[used] = [values.get(words[i], -1) for i in used]
    return _dictionary(place[index], list(values))


def _dictionary(place: np.ndarray, values: Sequence[str]) -> pa.DictionaryArray:
    """A coded column from positions in a list of values; -1 is empty."""
    indices = pa.array(np.maximum(place, 0).astype(np.int32), mask=place < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(values, pa.string()))


def _coded(batch: Batch, index: np.ndarray, name: str) -> dict[str, pa.Array]:
    """A column of codes as its code, system, words and key in the codelists."""
    concepts = batch.codelists.concepts
    some = [concept.codings[0] if concept.codings else None for concept in concepts]
    return {
        name: _words(index, [coding.code if coding else "" for coding in some]),
        f"{name}_system": _words(index, [coding.system if coding else "" for coding in some]),
        f"{name}_text": _words(index, [concept.text for concept in concepts]),
        f"{name}_key": _words(index, ["" if i == 0 else concept.key for i, concept in enumerate(concepts)]),
    }


class _Forms:
    """What is constant about entries, by form."""

    def __init__(self, batch: Batch) -> None:
        self._forms = batch.forms
        self.decimals = np.array([form.decimals for form in batch.forms] or [0], dtype=np.int64)

    def words(self, index: np.ndarray, name: str) -> pa.DictionaryArray:
        """One of its texts for each row."""
        return _words(index, [getattr(form, name) for form in self._forms])


def _organisations(numbers: np.ndarray) -> Callable[[Callable[[int], str]], pa.DictionaryArray]:
    """The organisations of a column: once per distinct one, whatever is asked of it."""
    distinct, place = np.unique(numbers, return_inverse=True)

    def column(say: Callable[[int], str]) -> pa.DictionaryArray:
        return _words(place, [say(n) if n >= 0 else "" for n in distinct.tolist()])

    return column


def _staff(batch: Batch, numbers: np.ndarray) -> pa.DictionaryArray:
    """The ids of the practitioners of a column."""
    distinct, place = np.unique(numbers, return_inverse=True)
    characters = keys.uuid_text(staff.ids(distinct, batch.settings))
    known = (distinct >= 0).tolist()
    return _words(place, [bytes(c).decode() if k else "" for c, k in zip(characters, known, strict=True)])


def _instants(column: np.ndarray) -> pa.Array:
    """Instants as times; what has not come or was not recorded is empty."""
    none = (column <= clock.LONG_AGO) | (column >= clock.NEVER)
    return pa.array(np.where(none, 0, column) * 60, mask=none).cast(_INSTANT)


def _decimal(values: np.ndarray, decimals: np.ndarray) -> pa.Array:
    missing = values == MISSING
    return pa.array(np.where(missing, 0, values) / _TENS[decimals], mask=missing)


def _decimal_text(values: np.ndarray, decimals: np.ndarray) -> pa.Array:
    return text.numbers(values, decimals).cast(pa.large_string())
