"""Digests: of a document, and of everything that was read to make a dataset."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SOURCES = (
    ("care_pathways", (".py", ".toml", ".csv")),
    ("synth", (".toml", ".csv", ".json")),
    ("output", (".toml", ".csv", ".json", ".xml")),
)
"""The packages whose files shape data, and which of their files are evidence, pathways, lists and templates."""
LOOKED_AT = ("care_pathways/figures/", "synth/realism/")
"""Folders of what data are compared with, which shapes none."""


def text_of(document: Mapping[str, Any]) -> str:
    """A document as the text in which it is kept: readable, and the same every time."""
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def digest_of(document: Mapping[str, Any]) -> str:
    """The SHA-256 of a document, whatever its layout."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def sources_digest(root: Path | None = None) -> str:
    """The SHA-256 over the evidence, pathways, codelists and word lists: their names and contents, in order of name."""
    root = root or Path(__file__).resolve().parents[2]
    total = hashlib.sha256()
    for package, endings in SOURCES:
        paths = [p for p in (root / package).rglob("*") if p.suffix in endings and p.is_file()]
        for name, path in sorted((p.relative_to(root).as_posix(), p) for p in paths):
            if name.startswith(LOOKED_AT):
                continue
            content = path.read_bytes().replace(b"\r\n", b"\n")
            total.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
    return total.hexdigest()
