"""CSV is read by the schema that is shipped beside it: every column has a type, a meaning and its words, and they are true."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet
import pytest

from output.tables import schema
from synth import api
from synth.dataset.folder import OURS, PACKAGE
from synth.dataset.reading import Dataset
from tools import describe_tables

TYPES = {"string": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean"}


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Families of two blocks, so that a table has several files."""
    return api.generate(
        families=260, seed=3, start="2023-07-01", end="2025-01-01", formats="csv,parquet", workers=1,
        out=tmp_path_factory.mktemp("package") / "data",
    )  # fmt: skip


def resources(folder: Path) -> Iterator[tuple[dict[str, Any], list[Path]]]:
    """Every resource of a data package, and its files."""
    for one in json.loads((folder / PACKAGE).read_text("utf-8"))["resources"]:
        paths = [one["path"]] if isinstance(one["path"], str) else one["path"]
        yield one, [folder / path for path in paths]


def read(one: dict[str, Any], paths: list[Path]) -> pd.DataFrame:
    """A table as its schema says; whatever does not fit its type is an error."""
    fields = one["schema"]["fields"]
    frames = [
        pd.read_csv(
            path, dtype={f["name"]: TYPES.get(f["type"], "string") for f in fields}, keep_default_na=False,
            na_values=one["schema"]["missingValues"], encoding=one["encoding"],
        )
        for path in paths
    ]  # fmt: skip
    frame = pd.concat(frames, ignore_index=True)
    for field in fields:
        if field["type"] in ("date", "datetime"):
            frame[field["name"]] = pd.to_datetime(frame[field["name"]], format=field.get("format", "%Y-%m-%d"))
    return frame


def test_the_package_names_every_file_of_csv_and_the_header_of_each_is_that_of_its_schema(dataset):
    for folder, wanted in ((dataset.path, "*"), (dataset.path / "tables", "[a-z]*")):
        named = {path for _, paths in resources(folder) for path in paths}
        assert named == set(folder.rglob(f"{wanted}.csv")) and len(named) > 20
        for one, paths in resources(folder):
            names = [field["name"] for field in one["schema"]["fields"]]
            for path in paths:
                assert path.open(encoding="utf-8").readline().rstrip("\n").split(",") == names, path


def test_text_stays_text_and_every_cell_fits_its_type_its_words_and_its_bounds(dataset):
    for one, paths in resources(dataset.path):
        frame = read(one, paths)
        for field in one["schema"]["fields"]:
            column, limits = frame[field["name"]], field.get("constraints", {})
            what = (one["name"], field["name"])
            assert not limits.get("required") or column.notna().all(), what
            assert "enum" not in limits or set(column.dropna()) <= set(limits["enum"]), what
            assert "minimum" not in limits or (column.dropna() >= limits["minimum"]).all(), what
            if field["type"] == "string":
                assert isinstance(column.dtype, pd.StringDtype), what
            if field.get("format") == "uuid":
                assert column.dropna().str.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").all(), what


def test_codes_are_the_same_by_the_schema_as_in_parquet_whatever_digits_they_have(dataset, tmp_path):
    long = 0
    for one, paths in resources(dataset.path / "tables"):
        typed = dataset.entries(one["name"])
        frame = read(one, paths)
        for name in ("code", "value_code", "number"):
            if name in frame:
                assert frame[name].fillna("").tolist() == typed[name].astype("object").fillna("").tolist()
                long += int((frame[name].str.len() > 15).sum())
    assert long > 0
    one, paths = next((one, paths) for one, paths in resources(dataset.path) if one["name"] == "contact")
    again = tmp_path / "contact.csv"
    frame = pd.read_csv(paths[0], dtype="str", keep_default_na=False)
    frame["code"] = "007"
    frame.to_csv(again, index=False, lineterminator="\n")
    assert set(read(one, [again])["code"]) == {"007"} and set(pd.read_csv(again)["code"]) == {7}


def test_keys_are_unique_and_what_leads_to_another_table_arrives(dataset):
    frames = {one["name"]: (one["schema"], read(one, paths)) for one, paths in resources(dataset.path)}
    followed = 0
    for name, (said, frame) in frames.items():
        if "primaryKey" in said:
            assert not frame.duplicated(said["primaryKey"]).any() and frame[said["primaryKey"]].notna().all().all(), (
                name
            )
        for key in said.get("foreignKeys", ()):
            (field,), target = key["fields"], key["reference"]["resource"] or name
            assert set(frame[field].dropna()) <= set(frames[target][1]["id"]), (name, field)
            followed += int(frame[field].notna().sum())
    assert followed > 1000


def test_every_table_that_a_dataset_can_have_is_described_and_nothing_else_is(dataset):
    from synth.record import kinds

    known = {*kinds.KINDS, *kinds.IDENTITY}
    assert known <= set(schema.kinds_described())
    for kind in (*known, schema.PEOPLE):
        for name in schema.columns_of(kind):
            assert schema.meaning_of(kind, name)["description"].endswith("."), (kind, name)


def test_parquet_carries_the_descriptions(dataset):
    seen = 0
    for path in sorted((dataset.path / "tables").glob("*.parquet")):
        kind = path.name.partition("-")[0]
        for field in pyarrow.parquet.read_schema(path):
            said = schema.meaning_of(kind, field.name)
            assert (field.metadata or {})[b"description"].decode() == said["description"]
            seen += 1
    assert seen > 100


def test_a_dataset_without_csv_has_a_package_of_its_people_and_is_sound(tmp_path):
    made = api.generate(
        families=2, start="2024-01-01", end="2025-01-01", formats="ndjson", workers=1, out=tmp_path / "d"
    )
    assert [one["name"] for one, _ in resources(made.path)] == ["people"]
    assert api.validate(made.path).findings == []
    assert {path.name for path in made.path.iterdir()} <= set(OURS)


def test_the_guide_lists_every_column_as_the_schema_has_it():
    text = describe_tables.PAGE.read_text("utf-8")
    assert text == describe_tables.page(text), "run `python -m tools.describe_tables`"
