"""The tables of a dataset as pandas frames: what type each column has, with and without a row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from synth.table import Shape, shape

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

COLUMNS = shape(
    "id:text person:text version:whole change:word pathway:word step:word about:word about_number:whole from:instant "
    "until:instant recorded:instant system:word organisation_code:word organisation:word practitioner:word status:word "
    "confidentiality:word code:word code_system:word code_text:word code_key:word value:number value2:number unit:word "
    "value_code:word value_code_system:word value_code_text:word value_code_key:word value_time:instant "
    "by_day:word text:word "
    "care_episode:text contact:text"
)
"""The columns of every table of what was written about care, in order: a text, one of few words, a whole number, a
number, a flag or an instant."""
_IDENTITY = {
    "birth": "birth_order:whole plurality:whole country:word gestation:number stillborn:flag mother:text",
    "name": "use:word prefix:word given:text middle:text family:text",
    "sex": "sex:word",
    "ethnic_group": "code:word code_text:word",
    "nhs_number": "number:text verification:word",
    "local_number": "number:text",
    "address": "use:word line:text locality:text town:text postcode:text uprn:text decile:whole",
    "contact_point": "means:word value:text",
    "restriction": "",
    "residential_status": "status:word",
    "death": "notice:word",
    "relationship": "relationship:word other:text other_name:text parental_responsibility:flag",
}
"""What the tables of who people are have beside the columns that they share."""


def columns_of(kind: str) -> Shape:
    """The columns of a kind of table, in order, and what each is."""
    if kind not in _IDENTITY:
        return COLUMNS
    return shape(
        f"id:text person:text version:whole change:word {_IDENTITY[kind]} from:instant until:instant recorded:instant "
        "system:word organisation_code:word organisation:word confidentiality:word"
    )


def of_parquet(kind: str, paths: Sequence[Path]) -> pd.DataFrame:
    """Tables of Parquet as one frame; one without a row where there is none."""
    import pyarrow as pa
    import pyarrow.parquet

    tables = [pyarrow.parquet.read_table(path) for path in paths] or [_nothing(kind)]
    return pa.concat_tables(tables).unify_dictionaries().to_pandas()


def table_of_parquet(kind: str, paths: Sequence[Path], columns: Sequence[str]) -> pa.Table:
    """Some columns of tables of Parquet as one table; one without a row where there is none."""
    import pyarrow as pa
    import pyarrow.parquet

    tables = [pyarrow.parquet.read_table(path, columns=list(columns)) for path in paths]
    return pa.concat_tables(tables or [_nothing(kind).select(list(columns))]).unify_dictionaries()


def table_of_csv(kind: str, paths: Sequence[Path], columns: Sequence[str]) -> pa.Table:
    """Some columns of tables of CSV as one table, in the types of Parquet; one without a row where there is none."""
    import pyarrow as pa

    frame = of_csv(kind, paths)[list(columns)]
    types = _nothing(kind).schema
    arrays = []
    for name, what in ((name, columns_of(kind)[name]) for name in columns):
        column = frame[name]
        if what == "instant":  # by numpy, as a column in which no instant stands has no zone to read
            plain = column.dt.tz_localize(None).to_numpy("datetime64[ms]")
            array = pa.array(plain, type=pa.timestamp("ms"), from_pandas=True)
        elif what in ("text", "word"):
            array = pa.array(column.astype("str"), type=pa.string(), from_pandas=True)
        else:
            array = pa.array(column, from_pandas=True)
        arrays.append(array.cast(types.field(name).type))
    return pa.table(dict(zip(columns, arrays, strict=True)))


def of_csv(kind: str, paths: Sequence[Path]) -> pd.DataFrame:
    """Tables of CSV as one frame; one without a row where there is none."""
    import pandas as pd

    frames = [pd.read_csv(path, dtype="str", keep_default_na=False) for path in paths]
    frame = pd.concat(frames or [pd.DataFrame(columns=list(columns_of(kind)), dtype="str")], ignore_index=True)
    for name, what in columns_of(kind).items():
        if what == "instant":
            frame[name] = pd.to_datetime(frame[name].replace("", None), utc=True).astype("datetime64[ms, UTC]")
        elif what in ("whole", "number"):
            numbers = pd.to_numeric(frame[name].replace("", None))
            frame[name] = numbers.astype("int64" if what == "whole" else "float64")
        elif what == "flag":
            frame[name] = frame[name] == "true"
    return frame


def _nothing(kind: str):  # type: ignore[no-untyped-def]
    import pyarrow as pa

    kinds = {
        "text": pa.large_string(), "word": pa.dictionary(pa.int32(), pa.string()), "whole": pa.int64(),
        "flag": pa.bool_(), "number": pa.float64(), "instant": pa.timestamp("ms", "UTC"),
    }  # fmt: skip
    return pa.schema([(name, kinds[what]) for name, what in columns_of(kind).items()]).empty_table()
