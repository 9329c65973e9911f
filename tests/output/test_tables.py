"""Tables say what the record says, and bear the ids of the resources."""

from __future__ import annotations

import io

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from output import tables
from output.tables import cells
from synth.dataset import csv_text
from tests.output.test_fhir_real import batch

AWKWARD = ["plain", 'a "quoted" word', "comma, comma", "two\nlines", "", None, "Ünïcode ✓", '"', "\r"]


@pytest.mark.parametrize("coded", [False, True])
def test_csv_quotes_what_it_must_and_reads_back(coded: bool) -> None:
    column = pa.array(AWKWARD, pa.string())
    columns = {"n": pa.array(range(len(AWKWARD))), "text": column.dictionary_encode() if coded else column}
    written = csv_text.heading(list(columns)) + bytes(csv_text.lines(columns))
    options = pyarrow.csv.ParseOptions(newlines_in_values=True)
    read = pyarrow.csv.read_csv(io.BytesIO(written), parse_options=options)
    assert read["n"].to_pylist() == list(range(len(AWKWARD)))
    assert [value or "" for value in read["text"].to_pylist()] == [value or "" for value in AWKWARD]
    assert written.startswith(b"n,text\n0,plain\n1,") and csv_text.lines({"n": pa.array([], pa.int64())}) == b""


def test_parquet_of_one_table_is_the_same_bytes_every_time() -> None:
    words = cells.words_of(np.arange(60) % 6, ["a", "b", "a", "", "c", "b"])
    assert words.dictionary.to_pylist() == ["a", "b", "c"]
    made = pa.table({"word": words})
    assert len({b"".join(map(bytes, tables.parquet(made))) for _ in range(20)}) == 1
    assert words.to_pylist()[:6] == ["a", "b", "a", None, "c", "b"]


def test_a_table_is_made_once_for_all_formats_and_plain_but_for_its_values() -> None:
    every = tables.Tables(batch())
    made, plain = every.of("observation"), every.plain("observation")
    assert every.of("observation") is made and len(made)
    others = [name for name in made.column_names if name not in ("value", "value2")]
    assert plain.column_names == made.column_names and plain.select(others).equals(made.select(others))
    assert [value and float(value) for value in plain["value"].to_pylist()] == made["value"].to_pylist()
    assert tables.table(batch(), "observation", plain=True).equals(plain)
