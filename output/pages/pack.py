"""A pack: of each family in which a scenario is met its cast, its messages and a card for each system."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from output.pages import card
from output.pages.seen import KNOWN, MESSAGES, PEOPLE, SHOWN, Row, Seen, columns
from synth.dataset import csv_text
from synth.errors import BadArguments, CannotWrite
from synth.finding.meeting import Met


@contextmanager
def packs(folder: Path) -> Iterator[Callable[[Met], None]]:
    """Give what writes each family into a folder of its own, in a folder that is new or empty.

    BadArguments where it is not, CannotWrite where it cannot be written; the same family gives the same bytes.
    """
    if os.path.lexists(folder) and (not folder.is_dir() or any(folder.iterdir())):
        raise BadArguments(f"--pack {folder} is there already and not empty: name a new folder")
    count = 0

    def keep(met: Met) -> None:
        nonlocal count
        count += 1
        family = int(met.batch.people["family"][0])
        into = folder / f"{count:03d}-{met.scenario.name or 'found'}-{family}"
        for path, content in files(Seen(met)):
            (into / path).parent.mkdir(parents=True, exist_ok=True)
            (into / path).write_bytes(content)

    try:
        yield keep
    except OSError as error:
        raise CannotWrite(
            f"--pack {folder} cannot be written: {error.strerror or error}: name another folder"
        ) from None


def files(seen: Seen) -> Iterator[tuple[str, bytes]]:
    """The files of one family: their paths below its folder, and what they hold."""
    yield "cast.csv", _csv(seen.people, PEOPLE)
    yield "systems.csv", _csv(seen.known, KNOWN)
    yield "messages.csv", _csv(seen.messages, MESSAGES)
    yield "shows.csv", _csv(seen.shown, SHOWN)
    yield "index.html", card.index(seen).encode()
    for system in seen.systems():
        yield f"cards/{system}.html", card.page(seen, system).encode()


def _csv(rows: list[Row], names: tuple[str, ...]) -> bytes:
    return csv_text.heading(names) + bytes(csv_text.lines(columns(rows, names)))
