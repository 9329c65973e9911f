"""The files that are marked and the truth that they are marked against, read without trust, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from synth.dataset import outside
from synth.errors import BadArguments, BrokenData, one_line

Column = np.ndarray

LARGEST = 1 << 30
"""Bytes that an answer or a file of the truth may have."""


def table(path: Path, names: Sequence[str] | None = None) -> pa.Table:
    """A file of CSV as columns of text; names: those that are wanted, which must be there. BrokenData in one line."""
    try:
        with outside.opened(path) as file:
            file.seek(0, 2)
            if file.tell() > LARGEST:
                raise BrokenData(f"{path} has more than {LARGEST:,} bytes")
            file.seek(0)
            heading = file.readline(4096).decode("utf-8", "replace").rstrip("\r\n").split(",")
            lacking = [name for name in names or () if name not in heading]
            if lacking:
                raise BrokenData(f"{path} line 1: there is no column {', '.join(lacking)}")
            file.seek(0)
            found = pyarrow.csv.read_csv(
                file,
                convert_options=pyarrow.csv.ConvertOptions(
                    column_types=dict.fromkeys(heading, pa.string()), include_columns=list(names or heading),
                    strings_can_be_null=False,
                ),
            )  # fmt: skip
    except OSError as error:
        raise BrokenData(f"{path} {outside.why(error)}") from None
    except (pa.ArrowInvalid, KeyError) as error:
        raise BrokenData(f"{path} cannot be read as CSV: {outside.shown(one_line(error), 120)}") from None
    return found.combine_chunks()


@dataclass
class Truth:
    """The folder of the truth of a view of systems."""

    folder: Path

    @classmethod
    def of(cls, path: str | Path) -> Truth:
        """That of a dataset, or the folder itself; BadArguments where there is none."""
        given = Path(path)
        for folder in (given / "truth", given):
            if any(folder.glob("linkage-*.csv")):
                return cls(folder)
        raise BadArguments(f"{path}: there is no truth of systems in it: make one with synth generate --view systems")

    def read(self, name: str, columns: Sequence[str]) -> pa.Table:
        """All blocks of a table of the truth; without a row where there is none."""
        parts = [table(path, columns) for path in sorted(self.folder.glob(f"{name}-*.csv"))]
        nothing = pa.table({column: pa.array([], pa.string()) for column in columns})
        return pa.concat_tables([nothing, *(part.select(list(columns)) for part in parts)]).combine_chunks()


def numbered(column: pa.ChunkedArray, among: pa.Array) -> Column:
    """The place of each text among those given, -1 where it is none of them (int64)."""
    found = pc.index_in(column, value_set=among)
    return pc.fill_null(found, -1).to_numpy().astype(np.int64)


def distinct(column: pa.ChunkedArray) -> tuple[pa.Array, Column]:
    """The distinct texts of a column in order, and the place of each row's among them (int64)."""
    values = pc.unique(column)
    values = values.take(pc.sort_indices(values))
    return values, numbered(column, values)


def refused(path: Path, row: int, what: str) -> BadArguments:
    """Why an answer cannot be marked, by its row (from 0)."""
    return BadArguments(f"{path} line {row + 2}: {what}")
