"""The record as tables that a person can read: one for each kind of entry, a row for each change, codes in words.

The same builder serves Parquet, CSV and pandas. Instants are UTC; an end that is not known is empty.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import numpy as np
import pyarrow as pa

from output import columns as text
from output import registry
from output.tables import identity
from output.tables.cells import ids, instants, organisations_of, patient_ids, words_of
from output.tables.schema import described
from synth import keys
from synth.codes import UCUM, Codelists
from synth.dataset import csv_text
from synth.dataset.content import OneFile, block_name
from synth.made import Made
from synth.record import forms, kinds
from synth.record.batch import Batch
from synth.record.forms import Form, of_each
from synth.record.kinds import MISSING
from synth.systems import kinds as systems
from synth.systems.directory import organisations, staff
from synth.table import Table

_TENS = np.array([float(10**n) for n in range(10)])


class Tables:
    """The tables of one batch: each is made when a format first asks for it, and kept for the next."""

    def __init__(self, batch: Batch) -> None:
        self._batch, self._form = batch, _Forms(batch)
        self._made: dict[str, pa.Table] = {}

    def of(self, kind: str) -> pa.Table:
        """One kind of entry."""
        if kind not in self._made:
            who = kind in kinds.IDENTITY
            self._made[kind] = identity.table(self._batch, kind) if who else self._of_care(kind)
        return self._made[kind]

    def plain(self, kind: str) -> pa.Table:
        """The same, its values as text with all the decimals that were recorded."""
        made = self.of(kind)
        if kind in kinds.IDENTITY:
            return made
        rows = self._batch.record[kind]
        decimals = self._form.decimals[rows["form"]]
        for name in ("value", "value2"):
            place = made.column_names.index(name)
            made = made.set_column(place, name, _decimal_text(rows[name], decimals))
        return made

    def _of_care(self, kind: str) -> pa.Table:
        batch, form, rows = self._batch, self._form, self._batch.record[kind]
        names, practitioners = organisations_of(rows["organisation"]), _staff(batch, rows["practitioner"])
        decimals = form.decimals[rows["form"]]
        owner = batch.people["key"][rows["person"]]
        return pa.table({
            "id": ids(owner, rows["entry"], registry.KINDS[kind].identified),
            "person": patient_ids(batch).take(pa.array(rows["person"])),
            "version": pa.array(rows["version"]),
            "change": words_of(rows["change"], kinds.CHANGES),
            "pathway": form.origin(rows["form"], "pathway"),
            "step": form.origin(rows["form"], "step"),
            "about": words_of(rows["about_kind"], kinds.ABOUT),
            "about_number": pa.array(rows["about_number"]),
            "from": instants(rows["from"]),
            "until": instants(rows["until"]),
            "recorded": instants(rows["recorded"]),
            "system": words_of(rows["system"], [kind.title for kind in systems.KINDS]),
            "organisation_code": names(organisations.code_of),
            "organisation": names(organisations.name_of),
            "practitioner": practitioners,
            "status": words_of(rows["status"], forms.STATUSES),
            "confidentiality": words_of(rows["confidentiality"], kinds.CONFIDENTIALITY),
            **_coded(batch, rows["code"], "code"),
            "value": _decimal(rows["value"], decimals),
            "value2": _decimal(rows["value2"], decimals),
            "unit": form.units(rows["form"]),
            **_coded(batch, rows["value_code"], "value_code"),
            "value_time": instants(rows["value_time"]),
            "by_day": form.words(rows["form"], "by_day"),
            "text": form.words(rows["form"], "text"),
            "care_episode": _entries(owner, rows, "care_episode"),
            "contact": _entries(owner, rows, "contact"),
        })  # fmt: skip


def table(batch: Batch, kind: str, plain: bool = False) -> pa.Table:
    """One kind of entry of a batch; with `plain`, values are text with all the decimals that were recorded."""
    made = Tables(batch)
    return made.plain(kind) if plain else made.of(kind)


def files(tables: Tables, block: int, form: str) -> Iterator[OneFile]:
    """The files of a block in one format (parquet or csv), one for each kind of entry that has a row."""
    for kind in (*kinds.KINDS, *kinds.IDENTITY):
        made = tables.of(kind)
        if len(made):
            pieces = parquet(described(kind, made)) if form == "parquet" else csv(tables.plain(kind))
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


def _entries(owner: np.ndarray, rows: Table, kind: str) -> pa.Array:
    """The ids of the entries of a kind to which the rows belong; empty where they belong to none."""
    return ids(owner, rows[kind], registry.KINDS[kind].identified, rows[kind] != 0)


def _coded(batch: Batch, index: np.ndarray, name: str) -> dict[str, pa.Array]:
    """A column of codes as its code, system, words and key in the codelists."""
    said = _said_of(batch.codelists)
    return {f"{name}{ending}": words_of(index, words) for ending, words in said.items()}


@lru_cache(maxsize=2)
def _said_of(codelists: Codelists) -> dict[str, list[str]]:
    """What a column says of each concept, by how its name ends."""
    concepts = codelists.concepts
    some = [concept.codings[0] if concept.codings else None for concept in concepts]
    return {
        "": [coding.code if coding else "" for coding in some],
        "_system": [coding.system if coding else "" for coding in some],
        "_text": [concept.text for concept in concepts],
        "_key": ["" if i == 0 else concept.key for i, concept in enumerate(concepts)],
    }


class _Forms:
    """What is constant about entries, by form."""

    def __init__(self, batch: Batch) -> None:
        self._forms, self._codelists = batch.forms, batch.codelists
        self._known: dict[str, Sequence[str]] = {}
        self.decimals = of_each(batch.forms, "decimals", lambda form: form.decimals, np.int64)

    def _said(self, name: str, say: Callable[[Form], str], index: np.ndarray) -> pa.DictionaryArray:
        if name not in self._known:
            self._known[name] = Made(len(self._forms), lambda at: say(self._forms[at]))
        return words_of(index, self._known[name])

    def words(self, index: np.ndarray, name: str) -> pa.DictionaryArray:
        """One of its texts for each row."""
        return self._said(name, lambda form: str(getattr(form, name)), index)

    def units(self, index: np.ndarray) -> pa.DictionaryArray:
        """The UCUM code of the unit of each row."""
        code = lru_cache(lambda unit: self._codelists.of_system(unit, UCUM).code if unit else "")
        return self._said("unit", lambda form: code(form.unit), index)

    def origin(self, index: np.ndarray, name: str) -> pa.DictionaryArray:
        """The pathway or step of each row; empty where the entry is guarded, whose secret the name would tell."""
        return self._said(
            name, lambda form: str(getattr(form, name)) if form.confidentiality == "normal" else "", index
        )


def _staff(batch: Batch, numbers: np.ndarray) -> pa.DictionaryArray:
    """The ids of the practitioners of a column."""
    distinct, place = np.unique(numbers, return_inverse=True)
    characters = keys.uuid_text(staff.ids(distinct, batch.settings))
    known = (distinct >= 0).tolist()
    return words_of(place, [bytes(c).decode() if k else "" for c, k in zip(characters, known, strict=True)])


def _decimal(values: np.ndarray, decimals: np.ndarray) -> pa.Array:
    missing = values == MISSING
    return pa.array(np.where(missing, 0, values) / _TENS[decimals], mask=missing)


def _decimal_text(values: np.ndarray, decimals: np.ndarray) -> pa.Array:
    return text.numbers(values, decimals).cast(pa.large_string())
