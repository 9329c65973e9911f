"""How commands print: lines on standard output, and findings that end with 1."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import typer

from synth.errors import BadArguments
from synth.printable import printable


def found(faults: list[str], sound: str, *more: str) -> None:
    """Print what was found, or that all is sound and what more there is to say of it; and end."""
    print_lines(faults or [sound, *more])
    raise typer.Exit(1 if faults else 0)


def ended(lines: Iterable[str], sound: bool, quiet: bool) -> None:
    """Print a report, unless all is well and nobody wants to hear so; and end, with 1 where something is not."""
    if not (quiet and sound):
        print_lines(lines)
    raise typer.Exit(0 if sound else 1)


def write_new(path: Path, text: str) -> None:
    """Write a text to a file that is not there yet; BadArguments says what stands in the way."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise BadArguments(f"{path} is there already: name a new file") from None
    except FileNotFoundError:
        raise BadArguments(f"{path.parent}: no such folder: make it first") from None


def print_lines(text: Iterable[str]) -> None:
    """Print lines one by one, made printable, so that a reader who has enough may close the pipe."""
    for line in text:
        print(printable(line))
