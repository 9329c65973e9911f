"""Small and empty: whatever table has no row, every format is written and says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

import care_pathways
import synth.api
from synth import world
from synth.dataset import arguments, frames
from synth.dataset.people import people_of
from synth.record.batch import Batch
from synth.record.kinds import IDENTITY, KINDS, SHAPE
from synth.scale.sources import library
from synth.simulate import batch_of, simulate
from synth.table import Table
from synth.world.population import TABLES, Population
from tests.output.small import ALL, NOBODY, assert_whole, render_everything

NONE = np.zeros(0, dtype=np.int64)


@lru_cache(maxsize=1)
def batch() -> Batch:
    """A few families over some years."""
    return simulate(np.arange(12), arguments.settings(5, "2018-01-01", "2021-01-01", (1, 1), None), library())


@lru_cache(maxsize=1)
def people() -> Population:
    """Those of the batch, as they truly are."""
    return world.build(np.arange(12), batch().settings)


def of_people(**tables: Table) -> Batch:
    """The batch with other tables of its people."""
    one = batch()
    return batch_of(replace(people(), **tables), one.record, one.settings, one.forms, one.codelists)


def without(kinds: tuple[str, ...]) -> Batch:
    """The batch with no row in the tables of some kinds of entry."""
    return replace(batch(), record={k: t.take(NONE) if k in kinds else t for k, t in batch().record.items()})


def shapes(population: Population) -> Iterator[tuple[str, dict[str, str]]]:
    """Every table of a population, with the types of its columns."""
    tables = {name: getattr(population, name) for name in TABLES}
    for name, table in {**tables, **population.facts, **population.others}.items():
        yield name, {column: str(values.dtype) for column, values in table.columns.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_every_format_is_written_when_a_kind_of_entry_has_no_row(kind: str) -> None:
    render_everything(without((kind,)))


def test_every_format_is_written_when_no_kind_of_entry_has_a_row() -> None:
    render_everything(without(KINDS))


@pytest.mark.parametrize("kind", KINDS)
def test_every_format_is_written_when_one_kind_of_entry_alone_has_rows(kind: str) -> None:
    render_everything(without(tuple(k for k in KINDS if k != kind)))


@pytest.mark.parametrize("name", sorted(TABLES.keys() - {"persons", "names"}))  # everyone has a name from birth on
def test_every_format_is_written_when_a_table_of_the_population_has_no_row(name: str) -> None:
    render_everything(of_people(**{name: getattr(people(), name).take(NONE)}))


@pytest.mark.parametrize("kind", sorted(IDENTITY.keys() - {"birth", "name", "sex"}))  # everyone has these from birth on
def test_every_format_is_written_when_a_kind_of_identity_has_no_row(kind: str) -> None:
    render_everything(replace(batch(), identity={**batch().identity, kind: batch().identity[kind].take(NONE)}))


def test_tables_have_the_same_columns_and_types_with_and_without_people() -> None:
    settings = batch().settings
    many, nobody = world.build(np.arange(300), settings), world.build(NONE, settings)
    assert len(many) and not len(nobody)
    assert dict(shapes(many)) == dict(shapes(nobody))
    assert {name: dict(of) for name, of in TABLES.items()} == {n: s for n, s in shapes(many) if n in TABLES}
    assert {n: many.attributes[n].dtype for n in many.attributes} == {
        n: nobody.attributes[n].dtype for n in nobody.attributes
    }


def test_the_record_of_nobody_has_every_kind_with_its_columns() -> None:
    nothing = simulate(NONE, batch().settings, library())
    for one in (nothing, batch()):
        assert {k: {n: str(c.dtype) for n, c in t.columns.items()} for k, t in one.record.items()} == {
            kind: dict(SHAPE) for kind in KINDS
        }
    render_everything(nothing)


def test_a_table_of_other_columns_or_types_is_refused() -> None:
    few = people()
    with pytest.raises(TypeError, match=r"the table 'care' .* legal is float64, not int64"):
        replace(few, care=Table({**few.care.columns, "legal": few.care["legal"] * 1.0}))
    with pytest.raises(TypeError, match="wrong is int64, not known"):
        few.lists = Table({"wrong": NONE})
    with pytest.raises(TypeError, match=r"the table 'flag' .* entry is int64, not uint64"):
        replace(batch(), record={"flag": Table({"entry": NONE})})


def test_people_without_a_name_yet_bear_none_of_another() -> None:
    lines = bytes(people_of(of_people(names=people().names.take(NONE)), care_pathways.stories())).splitlines()
    assert lines and all(line.split(b",")[2] == b"" for line in lines)


@pytest.mark.parametrize("formats", [*ALL, ",".join(ALL)])
def test_a_dataset_of_nobody_is_whole_and_says_so(tmp_path: Path, formats: str) -> None:
    outcome = synth.api.make(families=1, formats=formats, out=tmp_path / "data", **NOBODY)
    assert outcome.manifest is not None and outcome.missing == 0
    totals = assert_whole(tmp_path / "data")
    assert totals["patients"] == totals["families"] == 0 and totals["entries"] == {} and totals["blocks"] == 1
    assert (tmp_path / "data" / "people.csv").read_text(encoding="utf-8").count("\n") == 1
    dataset = synth.api.open(tmp_path / "data")
    assert len(dataset.people) == 0 and dataset.people.dtypes["id"] == "str"


def test_a_last_block_with_nobody_is_marked_with_0_patients(tmp_path: Path) -> None:
    seed = next(s for s in range(3, 200) if not _present(256, s))
    synth.api.make(
        families=257, seed=seed, start="2020-01-01", end="2020-01-02", formats="csv", out=tmp_path / "data", workers=1
    )
    assert assert_whole(tmp_path / "data")["blocks"] == 2
    marks = [m.name for m in synth.api.open(tmp_path / "data").marks()]
    assert marks == ["00000.json", "00001.json", "reference.json"]
    assert '"patients": 0' in (tmp_path / "data" / "blocks" / "00001.json").read_text(encoding="utf-8")


def _present(family: int, seed: int) -> bool:
    settings = arguments.settings(seed, "2020-01-01", "2020-01-02", (1, 1), None)
    return len(world.build(np.array([family]), settings)) > 0


@pytest.mark.parametrize("formats", ["parquet", "csv"])
def test_entries_of_a_kind_that_has_none_have_the_columns_of_those_that_have(tmp_path: Path, formats: str) -> None:
    synth.api.make(
        families=3, seed=1, start="2015-01-01", end="2025-01-01", formats=formats, out=tmp_path / "some", workers=1
    )
    synth.api.make(families=1, formats=formats, out=tmp_path / "none", **NOBODY)
    some = synth.api.open(tmp_path / "some").entries("observation")
    none = synth.api.open(tmp_path / "none").entries("observation")
    assert len(some) and not len(none)
    assert list(some.columns) == list(none.columns) == list(frames.COLUMNS)
    assert [_kind(t) for t in some.dtypes] == [_kind(t) for t in none.dtypes]


def _kind(dtype: object) -> str:
    return "category" if str(dtype) == "category" else str(dtype)
