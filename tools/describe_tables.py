"""Writes the part of docs/guides/tables.md that says what each column means, from output/tables/columns.toml."""

from __future__ import annotations

from pathlib import Path

from output.tables.schema import guide

PAGE = Path(__file__).resolve().parents[1] / "docs" / "guides" / "tables.md"
BEGINS = "<!-- written by tools/describe_tables.py -->"


def page(text: str) -> str:
    """The text of the guide with what is written under BEGINS made anew."""
    return f"{text.partition(BEGINS)[0]}{BEGINS}\n\n{guide()}\n"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
