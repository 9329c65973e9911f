"""people.csv: every patient of a dataset on one line, with the stories that their record holds."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from synth import clock, keys
from synth.dataset import csv_text, people_file
from synth.dataset.content import block_name
from synth.dataset.folder import PARTIAL
from synth.dataset.owner import Token, still_ours
from synth.dataset.stories import stories_of
from synth.record import words
from synth.record.batch import Batch
from synth.record.stories import Story
from synth.table import at
from synth.world.organisations import organisations
from synth.world.places import places

COLUMNS = tuple(people_file.COLUMNS)
_SEX = ("", "male", "female")


def header() -> bytes:
    """The first line of people.csv."""
    return csv_text.heading(COLUMNS)


def people_of(batch: Batch, stories: Sequence[Story]) -> memoryview:
    """The lines of one block: its patients, in order of family and member, as the record knows them at the end.

    stories: as for `each_of`."""
    lines = each_of(batch, stories)
    return memoryview(lines.buffers()[2]) if len(lines) else memoryview(b"")


def parts_of(batch: Batch, stories: Sequence[Story], bounds: Sequence[tuple[int, int]]) -> list[memoryview]:
    """The lines of several runs of person rows (begin, end), as `people_of` has those of each."""
    lines, rows = each_of(batch, stories), np.flatnonzero(batch.people["patient"])
    if not len(lines):
        return [memoryview(b"")] * len(bounds)
    data = memoryview(lines.buffers()[2])
    starts = np.frombuffer(lines.buffers()[1], dtype=np.int64)[: len(lines) + 1]
    cuts = starts[np.searchsorted(rows, np.array(bounds, dtype=np.int64).reshape(-1, 2))]
    return [data[begin:end] for begin, end in cuts.tolist()]


def each_of(batch: Batch, stories: Sequence[Story]) -> pa.LargeStringArray:
    """The line of each patient of a batch.

    stories: those that are told, in the order in which a person's are listed. Of a restricted record neither place nor
    practice is shown, as in every format.
    """
    who, rows = batch.who, np.flatnonzero(batch.people["patient"])
    concepts = batch.codelists.concepts
    end = who.at_end[rows]
    shown = ~who.withheld(rows, end)
    home = np.where(shown, who.home(rows, who.now[rows]), -1)
    place = at(batch.identity["address"]["place"], home, -1)
    practice = np.where(shown, who.practice(rows, end), -1)
    number = who.nhs_number(rows, end)
    columns = {
        "id": _text(_patient_ids(batch, rows)),
        "nhs_number": pa.array(at(batch.identity["nhs_number"]["number"], number), mask=number < 0),
        "name": _names(batch, who.name(rows, end)),
        "sex": _coded(who.sex(rows, end), _SEX),
        "born": _days(who.born[rows], batch.settings.ends),
        "died": _days(who.died[rows], batch.settings.ends),
        "family": pa.array(batch.people["family"][rows]),
        "member": pa.array(batch.people["member"][rows]),
        "mother": _mothers(batch, rows),
        "place": _said(place, lambda n: places.town(n) if n >= 0 else ""),
        "practice": _said(practice, lambda n: organisations.code_of(n) if n >= 0 else ""),
        "household": _households(batch, rows, home),
        "decile": pa.array(at(batch.identity["address"]["decile"], home, 0), mask=home < 0),
        "ethnic_group": _coded(who.ethnic_group[rows] + 1, ("", *(code for code, _ in words.ETHNIC))),
        "cause_of_death": _said(who.told("cause_of_death")[0][rows], lambda n: concepts[n].text if n else ""),
        "stories": _stories(stories_of(batch, stories)[rows], stories),
    }
    return csv_text.each_line({name: columns[name] for name in COLUMNS})


def _patient_ids(batch: Batch, rows: np.ndarray) -> np.ndarray:
    key = batch.people["key"][rows]
    return keys.uuid_text(keys.uuids(key, batch.patient_keys[rows], "Patient"))


def _mothers(batch: Batch, rows: np.ndarray) -> pa.Array:
    """The ids of the mothers by birth whom the record names, empty where it names none who is a patient."""
    mother = batch.who.mothers[rows]
    known = (mother >= 0) & batch.people["patient"][mother]
    return _masked(_patient_ids(batch, np.where(known, mother, 0)), known)


def _households(batch: Batch, rows: np.ndarray, home: np.ndarray) -> pa.Array:
    """The household in which each lives: the number of the family and its own in it, empty where no home is shown."""
    family = pa.array(batch.people["family"][rows]).cast(csv_text.TEXT)
    number = pa.array(at(batch.identity["address"]["household"], home, 0)).cast(csv_text.TEXT)
    said = pc.binary_join_element_wise(family, number, pa.scalar("-", csv_text.TEXT))
    return pc.if_else(pa.array(home < 0), pa.scalar("", csv_text.TEXT), said)


def part_path(out: Path, block: int) -> Path:
    """Where the lines of one block wait until all blocks are there."""
    return out / PARTIAL / "people" / f"{block_name(block)}.csv"


def keep_people(out: Path, block: int, lines: bytes | memoryview, owned: Token | None = None) -> None:
    """Keep the lines of one block until all blocks are there."""
    still_ours(out, owned)
    path = part_path(out, block)
    if owned is None:
        path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_bytes(lines)
    os.replace(beside, path)


def spelt(listed: Sequence[str], index: np.ndarray) -> pa.Array:
    """The text of each number of a column of words, as it is spelt in the record; null for -1."""
    place, misspelt = words.extended(listed, index)
    return pa.array([*listed, *misspelt], csv_text.TEXT).take(pa.array(place, mask=place < 0))


def _names(batch: Batch, row: np.ndarray) -> pa.Array:
    """Names, by their rows: the given name, then the family name."""
    table, listed = batch.identity["name"], words.names()
    given = spelt(listed["given"], at(table["given"], row, -1))
    family = spelt(listed["family"], at(table["surname"], row, -1))
    second = spelt(listed["family"], at(table["second"], row, -1))
    joined = pc.binary_join_element_wise(family, second, pa.scalar("-", csv_text.TEXT))
    return pc.binary_join_element_wise(given, pc.coalesce(joined, family), pa.scalar(" ", csv_text.TEXT))


def _stories(found: np.ndarray, stories: Sequence[Story]) -> pa.Array:
    """The stories of each person, with spaces between; once per distinct combination."""
    distinct, place = np.unique(found, axis=0, return_inverse=True)
    said = [" ".join(story.name for story, true in zip(stories, row, strict=True) if true) for row in distinct.tolist()]
    return pa.DictionaryArray.from_arrays(pa.array(place.reshape(-1).astype(np.int32)), pa.array(said, pa.string()))


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
