"""Tables: their rows are changes of entries that the resources know, of people who are there, recorded in time.

No row ends before it begins, and what all of them say of a life is held to the clinical rules.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from output import registry
from output.check import clinical
from output.check.clinical.lives import minutes
from output.check.files import Files
from synth import clock
from synth.dataset import outside
from synth.errors import one_line

if TYPE_CHECKING:
    import pyarrow as pa

    from output.check.block import Block, Known

RULE = "tables"
COLUMNS = ("id", "person", "version", "recorded", "from", "until")
MOMENTS = ("recorded", "from", "until")
LARGEST = 1 << 30
"""Bytes that these columns of a table may have."""


def check(files: Files, tables: list[dict[str, Any]], form: str, block: Block, known: Known) -> None:
    """Compare each table of a block with what its mark says, and with the resources where there are any."""
    entries: dict[str, tuple[int, str]] = {}
    lives: dict[str, pa.Table] = {}
    for file in tables:
        if not files.sound(file):
            continue
        path = files.path(file)
        try:
            table = _read(path, form, file["count"], clinical.COLUMNS.get(file["kind"], ()))
            _in_order(file, table, block)
        except (OSError, ValueError, KeyError) as error:
            block.findings.found(RULE, file["path"], f"cannot be read as a table: {one_line(error)}")
            continue
        block.findings.checked[RULE] += len(table)
        if len(table) != file["count"]:
            block.findings.found(RULE, file["path"], f"has {len(table)} rows; its mark says {file['count']}")
        entries[file["kind"]] = _rows(file, table, block, known), _digest(table)
        lives[file["kind"]] = table
    block.entries[form] = entries
    if len(block.entries) == 1:  # the other form says the same
        try:
            clinical.check(lives, block, known)
        except (ValueError, OverflowError) as error:
            block.findings.found(RULE, block.name, f"cannot be read as lives: {one_line(error)}")


def _read(path: Any, form: str, rows: int, more: tuple[str, ...]) -> pa.Table:
    """The columns that every table has, and more of those that have them, all of them as text."""
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    columns = list(dict.fromkeys((*COLUMNS, *more)))
    with outside.opened(path) as file:
        if form == "csv":
            return pyarrow.csv.read_csv(
                file,
                parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
                convert_options=pyarrow.csv.ConvertOptions(
                    include_columns=columns, column_types=dict.fromkeys(columns, pa.string())
                ),
            )
        opened = pyarrow.parquet.ParquetFile(file)
        said = opened.metadata
        if said.num_rows != rows:  # before anything is unpacked
            raise ValueError(f"it has {said.num_rows} rows, its mark says {rows}")
        size = sum(said.row_group(n).total_byte_size for n in range(said.num_row_groups))
        if size > LARGEST:
            raise ValueError(f"it would have {size:,} bytes")
        table = opened.read(columns=columns)
        moments = {name: table.column(name).cast(pa.timestamp("s", "UTC")) for name in MOMENTS}
        return pa.table({name: moments.get(name, table.column(name)).cast(pa.string()) for name in columns})


def _in_order(file: dict[str, Any], table: pa.Table, block: Block) -> None:
    """No row ends before it begins: no entry of any kind, and nothing that says who someone is."""
    import numpy as np

    begins, ends = minutes(table.column("from")), minutes(table.column("until"))
    back = np.flatnonzero((ends < begins) & (begins < clock.NEVER))
    if len(back):
        first = table.column("id")[int(back[0])].as_py()
        block.findings.found(RULE, file["path"], f"has {len(back)} rows that end before they begin, such as {first}")


def _rows(file: dict[str, Any], table: pa.Table, block: Block, known: Known) -> int:
    """Rows whose person or entry nobody knows, or that were recorded too late; gives how many entries there are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = registry.KINDS.get(file["kind"])
    ids = table.column("id").unique()
    if block.patients:
        _unknown(file, table.column("person").unique(), set(block.patients), "a person", block)
    if block.line and kind is not None and not kind.part:
        resource = f"{kind.resource}/"
        _unknown(
            file, ids, {name[len(resource) :] for name in block.line if name.startswith(resource)}, "an entry", block
        )
    closes = pa.scalar(known.closes.replace("T", " ")[:19])
    late = pc.sum(pc.greater(table.column("recorded"), closes)).as_py() or 0
    if late:
        block.findings.found(RULE, file["path"], f"has {late} rows that were recorded after the window closed")
    pairs = pc.count_distinct(pc.binary_join_element_wise(table.column("id"), table.column("version"), "/")).as_py()
    if pairs != len(table):
        block.findings.found(RULE, file["path"], f"has {len(table) - pairs} rows twice")
    return len(ids)


def _digest(table: pa.Table) -> str:
    """By which the rows of two tables are compared: ids, people and versions, in order."""
    total = hashlib.sha256()
    for name in ("id", "person", "version"):
        total.update("\n".join(one or "" for one in table.column(name).to_pylist()).encode())
    return total.hexdigest()


def _unknown(file: dict[str, Any], ids: Any, known: set[str], what: str, block: Block) -> None:
    for one in ids.to_pylist():
        if one not in known:
            block.findings.found(RULE, file["path"], f"has a row of {what} whom no resource knows: {one}")
