"""Reads the project's own word lists (`lists/*.csv`) into columns, once."""

from __future__ import annotations

from pathlib import Path

from synth.evidence import columns
from synth.world import tables

FOLDER = Path(__file__).parent / "lists"


@tables.compiled
def read(name: str) -> dict[str, list[str]]:
    """The columns of one word list by name, as text; the caller must not change them.

    EvidenceError names all that is wrong with the list.
    """
    shape = tables.shapes_of("wordlists")[name]
    rows = columns.read(FOLDER / f"{name}.csv", shape, tables.lists(), sourced=False)
    return {column: [row[column] for row in rows] for column in shape}
