"""The data package of a dataset: which files of CSV there are, and by which schema each is read.

Frictionless Data Package 1.0. One stands at the top, with people.csv and all tables; one in `tables/`, for those who
take that folder alone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from output.tables.schema import PEOPLE, schema, title_of
from synth.dataset.content import OneFile
from synth.dataset.folder import PACKAGE
from synth.dataset.folder import PEOPLE as PEOPLE_FILE

_FOLDER = "tables/"
_DIALECT = {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n", "header": True}


def packages(files: Iterable[Mapping[str, Any]]) -> Iterator[OneFile]:
    """The packages as files; `files` says path and kind of every table in CSV."""
    paths: dict[str, list[str]] = defaultdict(list)
    for file in files:
        paths[file["kind"]].append(file["path"])
    yield _file(PACKAGE, {PEOPLE: [PEOPLE_FILE], **paths})
    if paths:
        inside = {kind: [path.removeprefix(_FOLDER) for path in found] for kind, found in paths.items()}
        yield _file(_FOLDER + PACKAGE, inside)


def _file(path: str, paths: Mapping[str, list[str]]) -> OneFile:
    held = frozenset(paths)
    document = {
        "profile": "tabular-data-package",
        "name": "synth",
        "title": "Synthetic people of England with their health and care records",
        "description": "Nobody in it exists. Every column is described; codes and numbers of people are text.",
        "resources": [_resource(kind, found, held) for kind, found in paths.items()],
    }
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    return OneFile(path, "package", "datapackage", len(paths), [text.encode()])


def _resource(kind: str, paths: list[str], held: frozenset[str]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": kind,
        "description": "Every patient, one on a row." if kind == PEOPLE else title_of(kind),
        "path": paths[0] if len(paths) == 1 else paths,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": _DIALECT,
        "schema": schema(kind, held),
    }
