"""Every file of sources behind the world, read and checked: what is wrong with its evidence and lists, all together."""

from __future__ import annotations

from synth import source_files
from synth.errors import BrokenSource
from synth.world import tables, wordlists


def faults() -> list[str]:
    """One line for each fault of the evidence and the word lists, each with its mend."""
    found: list[str] = []
    known = {path.stem for path in tables.SHAPES.glob("*.toml")} - {"lists", "columns", "wordlists"}
    for read, folder, ending, names in (
        (tables.toml, tables.EVIDENCE, "toml", known),
        (tables.rows, tables.EVIDENCE, "csv", set(tables.shapes_of("columns"))),
        (wordlists.read, wordlists.FOLDER, "csv", set(tables.shapes_of("wordlists"))),
    ):
        there = {path.stem for path in folder.glob(f"*.{ending}")}
        for name in sorted(there - names):
            place = source_files.shown(folder / f"{name}.{ending}")
            found.append(f"{place}: nobody reads it: say what it must hold in synth/world/shapes, or take it out")
        for name in sorted(names):
            try:
                read(name)
            except BrokenSource as error:
                found += str(error).splitlines()
    return found
