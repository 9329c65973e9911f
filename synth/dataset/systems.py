"""Where the datasets of single systems stand in the dataset that they are views of, and how their files are told there.

Each is a folder below `systems/`, whole in itself. The marks of the dataset above name all its files under the format
"systems", so that they land, are resumed, copied and removed with their block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from synth.dataset.content import Content, OneFile, block_name

SYSTEMS = "systems"
"""The folder, and the format under which marks of the dataset above name what is in it."""
_FORMATS = {"ndjson": "ndjson", "bundles": "bundles"}


def people_path(block: int) -> str:
    """Where the lines of people.csv of one block stand in a system's folder."""
    return f"people/{block_name(block)}.csv"


def named_path(block: int) -> str:
    """Where the ids stand of what the resources of one block need of the reference data, a line each."""
    return f"people/{block_name(block)}.named"


def below(system: str, contents: Iterable[Content]) -> Iterator[Content]:
    """Files of a system's dataset as files of the dataset above."""
    for content in contents:
        if isinstance(content, OneFile):
            yield replace(content, path=f"{SYSTEMS}/{system}/{content.path}", format=SYSTEMS)
        else:
            yield replace(content, folder=f"{SYSTEMS}/{system}/{content.folder}", format=SYSTEMS)


def of_each(files: Iterable[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """What the marks of each system's own dataset say of its files, from what a mark of the dataset above does."""
    found: dict[str, list[dict[str, Any]]] = {}
    for file in files:
        if file["format"] != SYSTEMS:
            continue
        _, system, path = file["path"].split("/", 2)
        folder, _, name = path.partition("/")
        if folder != "people":
            form = _FORMATS.get(folder) or name.rpartition(".")[2]
            found.setdefault(system, []).append({**file, "path": path, "format": form})
    return found
