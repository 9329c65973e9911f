"""The tables of a dataset as pandas frames: what type each column has, with and without a row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from synth.table import shape

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = shape(
    "id:text person:text version:whole change:word pathway:word step:word about:word about_number:whole from:instant "
    "until:instant recorded:instant system:word organisation_code:word organisation:word practitioner:word status:word "
    "confidentiality:word code:word code_system:word code_text:word code_key:word value:number value2:number unit:word "
    "value_code:word value_code_system:word value_code_text:word value_code_key:word value_time:instant text:word "
    "care_episode:text contact:text"
)
"""The columns of every table, in order: a text, one of few words, a whole number, a number or an instant."""


def of_parquet(paths: Sequence[Path]) -> pd.DataFrame:
    """Tables of Parquet as one frame; one without a row where there is none."""
    import pyarrow as pa
    import pyarrow.parquet

    tables = [pyarrow.parquet.read_table(path) for path in paths] or [_nothing()]
    return pa.concat_tables(tables).unify_dictionaries().to_pandas()


def of_csv(paths: Sequence[Path]) -> pd.DataFrame:
    """Tables of CSV as one frame; one without a row where there is none."""
    import pandas as pd

    frames = [pd.read_csv(path, dtype="str", keep_default_na=False) for path in paths]
    frame = pd.concat(frames or [pd.DataFrame(columns=list(COLUMNS), dtype="str")], ignore_index=True)
    for name, kind in COLUMNS.items():
        if kind == "instant":
            frame[name] = pd.to_datetime(frame[name].replace("", None), utc=True).astype("datetime64[ms, UTC]")
        elif kind in ("whole", "number"):
            numbers = pd.to_numeric(frame[name].replace("", None))
            frame[name] = numbers.astype("int64" if kind == "whole" else "float64")
    return frame


def _nothing():  # type: ignore[no-untyped-def]
    import pyarrow as pa

    kinds = {
        "text": pa.large_string(), "word": pa.dictionary(pa.int32(), pa.string()), "whole": pa.int64(),
        "number": pa.float64(), "instant": pa.timestamp("ms", "UTC"),
    }  # fmt: skip
    return pa.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()]).empty_table()
