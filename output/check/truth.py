"""The truth: tables that fit each other and the patients beside them, and that tell of nothing after the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from output.check.files import Files
from output.tables.truth import COLUMNS
from synth.dataset import outside
from synth.errors import one_line
from synth.record.truth import CONDITION, KIN, PERSON

if TYPE_CHECKING:
    import pyarrow as pa

    from output.check.block import Block, Known

RULE = "truth"
PEOPLE = {PERSON: ("id", "mother", "father"), KIN: ("person", "other")}
"""The columns that name people; of all other tables `person`."""
TIMES = {PERSON: ("born", "died"), CONDITION: ("onset",), KIN: ("from", "until")}


def check(files: Files, some: list[dict[str, Any]], block: Block, known: Known) -> None:
    """Compare the tables of a block with what its mark says, with each other and with its patients."""
    tables: dict[str, pa.Table] = {}
    for file in some:
        if not files.sound(file):
            continue
        try:
            table = _read(files.path(file), file["kind"])
        except (OSError, ValueError, KeyError) as error:
            block.findings.found(RULE, file["path"], f"cannot be read as a table of the truth: {one_line(error)}")
            continue
        block.findings.checked[RULE] += len(table)
        if len(table) != file["count"]:
            block.findings.found(RULE, file["path"], f"has {len(table)} rows; its mark says {file['count']}")
        tables[file["kind"]] = table
        _in_time(file, table, block, known)
    if PERSON not in tables:
        block.findings.found(RULE, f"truth/{PERSON}", "is not there, and other tables speak of its people")
        return
    _of_its_people({file["kind"]: file["path"] for file in some}, tables, block)


def _read(path: Any, kind: str) -> pa.Table:
    import pyarrow as pa
    import pyarrow.csv

    with outside.opened(path) as file:
        table = pyarrow.csv.read_csv(
            file,
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(COLUMNS[kind], pa.string()), strings_can_be_null=True
            ),
        )
    if tuple(table.column_names) != COLUMNS[kind]:
        raise ValueError(f"its columns are not {','.join(COLUMNS[kind])}")
    return table


def _in_time(file: dict[str, Any], table: pa.Table, block: Block, known: Known) -> None:
    """Nothing is told that came after the window closed."""
    import pyarrow as pa
    import pyarrow.compute as pc

    closes = pa.scalar(known.closes.replace("T", " ")[:19])
    for name in TIMES.get(file["kind"], ()):
        late = pc.sum(pc.greater(table.column(name), closes)).as_py() or 0
        if late:
            block.findings.found(RULE, file["path"], f"has {late} rows whose {name} is after the window closed")


def _of_its_people(paths: dict[str, str], tables: dict[str, pa.Table], block: Block) -> None:
    """Everyone of whom a table tells is a person of the truth, each once, and every patient of the block is there."""
    persons = tables[PERSON]
    there = persons.column("id").to_pylist()
    everyone = set(there)
    if len(everyone) != len(there):
        block.findings.found(RULE, paths[PERSON], f"has {len(there) - len(everyone)} people twice")
    for kind, table in tables.items():
        for name in PEOPLE.get(kind, ("person",)):
            strange = {one for one in table.column(name).unique().to_pylist() if one} - everyone
            for one in sorted(strange):
                block.findings.found(RULE, paths[kind], f"tells of a {name} who is not among its people: {one}")
    for one in sorted(set(block.patients) - everyone):
        block.findings.found(RULE, paths[PERSON], f"is without the patient {one}")
