"""Reads the project's own word lists (`lists/*.csv`) into columns, once."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "lists"


@cache
def read(name: str) -> dict[str, list[str]]:
    """The columns of one word list by name, as text; the caller must not change them."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        columns: dict[str, list[str]] = {field: [] for field in rows.fieldnames or ()}
        for row in rows:
            for field, text in row.items():
                columns[field].append(text)
    return columns
