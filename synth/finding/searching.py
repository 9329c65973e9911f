"""Where people are looked for: in the people.csv of a dataset, or in the endless population of a seed by blocks."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from synth import keys
from synth.dataset import people_file
from synth.dataset.folder import PEOPLE
from synth.dataset.people import header, people_of
from synth.finding.conditions import Test
from synth.guests import Guests
from synth.record.batch import Batch
from synth.scale.sources import LIBRARY, library
from synth.settings import Settings
from synth.simulate import simulate

MOST = 10_240
"""Families in which is looked at most, unless more are asked for."""
LARGEST = 2_048
"""Families that are simulated together at most: what they hold is kept in memory."""
SHOWN = ("id", "family", "member", "sex", "born", "name", "stories")


@dataclass
class Found:
    """Who was found, as rows of people.csv; in how many families was looked, and how many were wanted."""

    wanted: int
    families: int = 0
    people: list[dict[str, str]] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether as many were found as were wanted."""
        return len(self.people) >= self.wanted

    def lines(self) -> list[str]:
        """Who was found, a line each with commas between, under a heading; how far one had to look."""
        told = [",".join(one[name] for name in SHOWN) for one in self.people]
        last = max((int(one["family"]) for one in self.people), default=-1)
        end = f"{len(self.people)} of {self.wanted} found in {self.families:,} families"
        return [",".join(SHOWN), *told, f"{end}; --families {last + 1} has them all" if told else end]


Watch = Callable[[int, int], None]


def in_dataset(folder: Path, test: Test, want: int) -> Found:
    """The first people of a dataset of whom a condition is true; BrokenData in one line."""
    people = people_file.table(folder / PEOPLE)
    return _first([(len(np.unique(people["family"].to_numpy())), people)], test, want)


def by_seed(settings: Settings, test: Test, want: int, most: int, guests: Guests, watch: Watch) -> Found:
    """The first people of the endless population of a seed of whom it is true, in the order of families.

    most: the number of families after which nobody looks on; watch is told of the families looked at, and most."""
    lived = ((looked, people) for looked, _, people in batches(settings, most, guests, watch))
    return _first(lived, test, want)


def stories_known(guests: Guests) -> list[str]:
    """The words of stories that there are, those of guests included."""
    return [story.name for story in library(LIBRARY, guests).stories]


def batches(settings: Settings, most: int, guests: Guests, watch: Watch) -> Iterator[tuple[int, Batch, pa.Table]]:
    """The families of a seed some blocks at a time, ever more: how many, and their lines of people.csv as text.

    Who is common is found in the first block, and who is rare at the speed of many together."""
    of, first, many = library(LIBRARY, guests), 0, keys.BLOCK
    while first < most:
        watch(first, most)
        families = np.arange(first, min(first + many, most), dtype=np.int64)
        batch = simulate(families, settings, of)
        yield len(families), batch, _told(bytes(people_of(batch, of.stories)))
        first, many = first + many, min(2 * many, LARGEST)
    watch(most, most)


def _told(lines: bytes) -> pa.Table:
    texts = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(people_file.COLUMNS, pa.string()))
    return pyarrow.csv.read_csv(io.BytesIO(header() + lines), convert_options=texts)


def _first(parts: Iterable[tuple[int, pa.Table]], test: Test, want: int) -> Found:
    found = Found(want)
    for families, part in parts:
        found.families += families
        rows = np.flatnonzero(test(part))[: want - len(found.people)]
        found.people += part.take(pa.array(rows)).select([*SHOWN]).to_pylist()
        if found.sound:
            break
    return found
