"""people.csv read without trust: its header, its columns and what each of them may say, a million lines at a time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synth.dataset import outside
from synth.errors import BrokenData, one_line

if TYPE_CHECKING:
    import pyarrow as pa

_DAY = r"\d{4}-\d{2}-\d{2}"
_PLAIN = r"[^\x00-\x1f\x7f-\x9f\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]*"
COLUMNS = {
    "id": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "nhs_number": r"(\d{10})?",
    "name": _PLAIN,
    "sex": r"(male|female)?",
    "born": f"({_DAY})?",
    "died": f"({_DAY})?",
    "family": r"\d{1,9}",
    "member": r"\d{1,5}",
    "mother": r"([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?",
    "place": _PLAIN,
    "practice": r"[A-Z0-9]*",
    "household": r"(\d{1,9}-\d{1,5})?",
    "decile": r"([1-9]|10)?",
    "ethnic_group": r"[A-Z]?",
    "cause_of_death": _PLAIN,
    "stories": r"([a-z_]+( [a-z_]+)*)?",
}
"""What may stand in each column, in their order, as RE2 writes it."""
MEND = "bring the file back as it was, or make the dataset again"
LONGEST = 2_000
"""Bytes that a cell may have."""
TAKEN = 1 << 20
"""Bytes that are read at a time, at least."""


def batches(path: Path) -> Iterator[tuple[int, pa.RecordBatch]]:
    """The lines as columns of text, some thousand at a time, each time with the line on which they begin.

    BrokenData in one line (file, line, column, what is wrong) where the file is not what it should be.
    """
    import pyarrow as pa
    import pyarrow.csv

    try:
        with outside.opened(path) as file:
            heading = file.readline(4096).rstrip(b"\r\n")
            if heading != ",".join(COLUMNS).encode():
                raise BrokenData(f"{path} line 1: the header is not {','.join(COLUMNS)}: {MEND}")
            if not file.read(1):
                return
            file.seek(-1, io.SEEK_CUR)
            reader = pyarrow.csv.open_csv(
                file,
                read_options=pyarrow.csv.ReadOptions(column_names=list(COLUMNS), block_size=TAKEN, use_threads=False),
                parse_options=pyarrow.csv.ParseOptions(newlines_in_values=False),
                convert_options=pyarrow.csv.ConvertOptions(
                    column_types=dict.fromkeys(COLUMNS, pa.string()), strings_can_be_null=False
                ),
            )
            line = 2
            for batch in reader:
                _fits(path, line, batch)
                yield line, batch
                line += len(batch)
    except OSError as error:
        raise BrokenData(f"{path} {outside.why(error)}") from None
    except pa.ArrowInvalid as error:
        said = re.sub(r"\. Row.*|: '.*|: \".*", "", one_line(error), flags=re.DOTALL)
        raise BrokenData(f"{path} cannot be read: {outside.shown(said, 120)}: {MEND}") from None


def table(path: Path) -> pa.Table:
    """The whole of it as columns of text."""
    import pyarrow as pa

    found = [batch for _, batch in batches(path)]
    return pa.Table.from_batches(found, pa.schema([(name, pa.string()) for name in COLUMNS]))


def ids(path: Path) -> Iterator[str]:
    """The id of every patient, in order."""
    for _, batch in batches(path):
        yield from batch.column("id").to_pylist()


def _fits(path: Path, line: int, batch: Any) -> None:
    """Each column holds what it may, and days are of the calendar."""
    import pyarrow.compute as pc

    for name, may in COLUMNS.items():
        cells = batch.column(name)
        good = pc.and_(
            pc.match_substring_regex(cells, rf"\A(?:{may})\z"), pc.less_equal(pc.binary_length(cells), LONGEST)
        )
        if not pc.all(good).as_py():
            _refuse(path, line, name, cells, good)
        if name in ("born", "died"):
            _days(path, line, name, cells)


def _days(path: Path, line: int, name: str, cells: Any) -> None:
    import pyarrow.compute as pc

    days = pc.strptime(cells, "%Y-%m-%d", "s", error_is_null=True)
    same = pc.equal(pc.fill_null(pc.strftime(days, "%Y-%m-%d"), ""), cells)
    if not pc.all(same).as_py():
        _refuse(path, line, name, cells, same)


def _refuse(path: Path, line: int, name: str, cells: Any, good: Any) -> None:
    at = good.to_pylist().index(False)
    said = outside.shown(cells[at].as_py())
    raise BrokenData(f"{path} line {line + at}: {name}: '{said}' is not what stands there: {MEND}")
