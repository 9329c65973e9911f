"""How commands print: lines on standard output, and findings that end with 1."""

from __future__ import annotations

from collections.abc import Iterable

import typer

from synth.printable import printable


def found(faults: list[str], sound: str) -> None:
    """Print what was found, or that all is sound; and end."""
    print_lines(faults or [sound])
    raise typer.Exit(1 if faults else 0)


def print_lines(text: Iterable[str]) -> None:
    """Print lines one by one, made printable, so that a reader who has enough may close the pipe."""
    for line in text:
        print(printable(line))
