"""people.csv: every patient of a dataset on one line, with the stories that their record holds."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from synth import chance, clock, keys
from synth.dataset import csv_text, people_file
from synth.dataset.content import block_name
from synth.dataset.folder import PARTIAL
from synth.dataset.stories import STORIES, stories_of
from synth.record.batch import Batch
from synth.table import Table, at
from synth.world.identity import gender, namelists
from synth.world.organisations import organisations
from synth.world.places import places

COLUMNS = tuple(people_file.COLUMNS)
_SEX = ("", "male", "female")
_PATIENT = chance.name_hash("patient")


def header() -> bytes:
    """The first line of people.csv."""
    return csv_text.heading(COLUMNS)


def people_of(batch: Batch) -> memoryview:
    """The lines of one block: its patients, in order of family and member."""
    population = batch.population
    rows = np.flatnonzero(population["patient"])
    key = population["key"][rows]
    ids = keys.uuid_text(keys.uuids(key, np.full(len(key), _PATIENT, dtype=np.uint64), "Patient"))
    practice = organisations.organisation_of(population["place"], "practice", population["practice"])
    columns = {
        "id": _text(ids),
        "nhs_number": _numbers(batch, rows),
        "name": _names(batch, rows),
        "sex": _coded(_sex(batch, rows), _SEX),
        "born": _days(population["born"][rows], batch.settings.ends),
        "died": _days(population["died"][rows], batch.settings.ends),
        "family": pa.array(population["family"][rows]),
        "member": pa.array(population["member"][rows]),
        "place": _said(population["place"][rows], places.town),
        "practice": _said(practice[rows], organisations.code_of),
        "former_nhs_numbers": _former(batch, rows),
        "stories": _stories(stories_of(batch)[rows]),
    }
    return csv_text.lines({name: columns[name] for name in COLUMNS})


def part_path(out: Path, block: int) -> Path:
    """Where the lines of one block wait until all blocks are there."""
    return out / PARTIAL / "people" / f"{block_name(block)}.csv"


def keep_people(out: Path, block: int, lines: bytes | memoryview) -> None:
    """Keep the lines of one block until all blocks are there."""
    path = part_path(out, block)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_bytes(lines)
    os.replace(beside, path)


def latest(table: Table, rows: np.ndarray, ends: int) -> np.ndarray:
    """For each person row the last row of a table of intervals that began before an instant, or -1."""
    began = np.flatnonzero(table["from"] < ends)
    found = at(began, np.searchsorted(table["person"][began], rows, side="right") - 1, -1)
    return np.where(at(table["person"], found, -1) == rows, found, -1)


def _numbers(batch: Batch, rows: np.ndarray) -> pa.Array:
    table = batch.population.numbers
    last = latest(table, rows, batch.settings.ends)
    return pa.array(at(table["nhs_number"], last), mask=last < 0)


def _former(batch: Batch, rows: np.ndarray) -> pa.Array:
    """The NHS numbers that each person no longer has at the end of the window, with spaces between."""
    table, texts = batch.population.numbers, [""] * len(rows)
    over = np.flatnonzero(table["until"] < batch.settings.ends)
    places = np.searchsorted(rows, table["person"][over])
    for place, number in zip(places.tolist(), table["nhs_number"][over].tolist(), strict=True):
        texts[place] = f"{texts[place]} {number}".strip()  # a handful in a block
    return pa.array(texts, csv_text.TEXT)


def _sex(batch: Batch, rows: np.ndarray) -> np.ndarray:
    """The recorded sex of each person at the end of the window."""
    return gender.recorded(batch.population, rows, np.full(len(rows), batch.settings.ends - 1))


def _names(batch: Batch, rows: np.ndarray) -> pa.Array:
    """The name that each person bears at the end of the window: the given name, then the family name."""
    table = batch.population.names
    last = latest(table, rows, batch.settings.ends)
    words = namelists.vocabulary()
    given = pa.array(words["given"], csv_text.TEXT).take(pa.array(at(table["given"], last), mask=last < 0))
    family = pa.array(words["family"], csv_text.TEXT).take(pa.array(at(table["family"], last), mask=last < 0))
    second = at(table["second"], last, -1)
    joined = pa.array(["", *(f"-{word}" for word in words["family"])], csv_text.TEXT).take(pa.array(second + 1))
    family = pc.binary_join_element_wise(family, joined, pa.scalar("", csv_text.TEXT))
    return pc.binary_join_element_wise(given, family, pa.scalar(" ", csv_text.TEXT))


def _stories(found: np.ndarray) -> pa.Array:
    """The stories of each person, with spaces between; once per distinct combination."""
    weights = np.left_shift(np.int64(1), np.arange(len(STORIES), dtype=np.int64))
    combined = (found * weights).sum(axis=1) if len(found) else np.zeros(0, dtype=np.int64)
    return _said(combined, lambda bits: " ".join(s for i, s in enumerate(STORIES) if bits >> i & 1))


def _days(instants: np.ndarray, ends: int) -> pa.Array:
    """The day of each instant by British clocks, empty for what has not come by the end of the window."""
    come = (instants < ends) & (instants > clock.LONG_AGO)
    safe = np.where(come, instants, 0)
    return _masked(clock.date_text((safe + clock.uk_offset(safe)) // clock.DAY), come)


def _masked(characters: np.ndarray, some: np.ndarray) -> pa.Array:
    lengths = np.where(some, characters.shape[1], 0)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    data = pa.py_buffer(np.ascontiguousarray(characters[some]))
    return pa.LargeStringArray.from_buffers(len(characters), pa.py_buffer(offsets), data)


def _text(characters: np.ndarray) -> pa.Array:
    return _masked(characters, np.ones(len(characters), dtype=bool))


def _coded(index: np.ndarray, words: tuple[str, ...]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32)), pa.array(words, pa.string()))


def _said(values: np.ndarray, say: Callable[[int], str]) -> pa.DictionaryArray:
    """What is said of each value, once per distinct one."""
    distinct, place = np.unique(values, return_inverse=True)
    return pa.DictionaryArray.from_arrays(
        pa.array(place.astype(np.int32)), pa.array([say(v) for v in distinct.tolist()], pa.string())
    )
