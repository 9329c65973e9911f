"""Where people are looked for: in the people.csv of a dataset, or in the endless population of a seed by blocks."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv

from synth import keys
from synth.dataset import arguments, people_file, shapes
from synth.dataset.digests import sources_digest
from synth.dataset.folder import MANIFEST, PEOPLE
from synth.dataset.people import header, people_of
from synth.errors import BadArguments
from synth.finding import entries, meeting
from synth.finding.entries import Entries
from synth.finding.meeting import Met
from synth.finding.scenarios import Scenario
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

Watch = Callable[[int, int], None]
Keep = Callable[[Met], None]


@dataclass
class Found:
    """Who was found, as rows of people.csv; in how many families was looked, and how many people were wanted.

    endless: whether it was in the population of a seed."""

    wanted: int
    families: int = 0
    people: list[dict[str, str]] = field(default_factory=list)
    endless: bool = True

    @property
    def sound(self) -> bool:
        """Whether as many were found as were wanted."""
        return len(self.people) >= self.wanted

    def lines(self) -> list[str]:
        """Who was found, a line each with commas between, under a heading; how far one had to look."""
        told = [",".join(one[name] for name in SHOWN) for one in self.people]
        last = max((int(one["family"]) for one in self.people), default=-1)
        end = f"{len(self.people)} of {self.wanted} found in {self.families:,} families"
        return [",".join(SHOWN), *told, f"{end}; --families {last + 1} has them all" if told and self.endless else end]

    def add(self, people: pa.Table, rows: np.ndarray) -> None:
        """More who were found: some rows of people.csv."""
        self.people += people.take(pa.array(rows)).select([*SHOWN]).to_pylist()


@dataclass(frozen=True)
class Search:
    """What is looked for: a scenario, how many, by which words of stories; keep: is told where it is met, if asked."""

    scenario: Scenario
    stories: Sequence[str]
    want: int
    keep: Keep | None = None

    @property
    def entries(self) -> list[Entries]:
        """The entries of which its conditions ask."""
        return self.scenario.entries(self.stories)


def in_dataset(folder: Path, search: Search, guests: Guests, watch: Watch) -> Found:
    """The first people of a dataset who are looked for; BadArguments, BrokenData in one line.

    For messages, entries, or all of a family, those families are simulated again of whom people.csv says that they may
    be it: where entries are asked for, all."""
    people = people_file.table(folder / PEOPLE)
    found = Found(search.want, len(np.unique(people["family"].to_numpy())), endless=False)
    if search.entries:
        able = np.arange(len(people))
    else:
        able = meeting.casts(people, search.scenario, search.stories)[search.scenario.person]
        if search.keep is None and not search.scenario.messages:
            found.add(people, able[: search.want])
            return found
    settings = _made_with(folder, guests)
    families = np.unique(people["family"].take(pa.array(able)).to_numpy().astype(np.int64))
    runs = (families[first:end] for first, end in growing(len(families)))
    return _looked(batches(settings, runs, guests), search, found, lambda done: watch(done, len(families)), 0)


def by_seed(settings: Settings, search: Search, most: int, guests: Guests, watch: Watch) -> Found:
    """The first people of the endless population of a seed who are looked for, in the order of families.

    most: the number of families after which nobody looks on; watch is told of the families looked at, and most."""
    runs = (np.arange(first, end, dtype=np.int64) for first, end in growing(most))
    return _looked(batches(settings, runs, guests), search, Found(search.want), lambda done: watch(done, most), 1)


def batches(settings: Settings, runs: Iterable[np.ndarray], guests: Guests) -> Iterator[tuple[int, Batch, pa.Table]]:
    """Runs of families, one after the other: how many, what is recorded, and the lines of people.csv as text."""
    of = library(LIBRARY, guests)
    for families in runs:
        batch = simulate(families, settings, of)
        yield len(families), batch, _told(bytes(people_of(batch, of.stories)))


def stories_known(guests: Guests) -> list[str]:
    """The words of stories that there are, those of guests included."""
    return [story.name for story in library(LIBRARY, guests).stories]


def codes_known(guests: Guests) -> list[str]:
    """The keys of the codelists that there are, those of guests included."""
    return [concept.key for concept in library(LIBRARY, guests).codelists.concepts if concept.key]


def growing(most: int) -> Iterator[tuple[int, int]]:
    """Bounds of runs of families, ever more: who is common is found in the first block, who is rare at full speed."""
    first, many = 0, keys.BLOCK
    while first < most:
        yield first, min(first + many, most)
        first, many = first + many, min(2 * many, LARGEST)


def _told(lines: bytes) -> pa.Table:
    texts = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(people_file.COLUMNS, pa.string()))
    return pyarrow.csv.read_csv(io.BytesIO(header() + lines), convert_options=texts)


def _looked(
    parts: Iterable[tuple[int, Batch, pa.Table]], search: Search, found: Found, watch: Callable[[int], None], each: int
) -> Found:
    """Look through some families; each: 1 where the families looked at are counted, 0 where they are known."""
    done, wanted = 0, search.entries
    watch(done)
    for families, batch, lines in parts:
        done += families
        found.families += each * families
        people = entries.told(batch, lines, wanted)
        rows, met = meeting.met(batch, people, search.scenario, search.stories)
        rows = rows[: search.want - len(found.people)]
        found.add(people, rows)
        if search.keep is not None:
            for one in islice(met, len(rows)):
                search.keep(one)
        if found.sound:
            break
        watch(done)
    return found


def _made_with(folder: Path, guests: Guests) -> Settings:
    """The settings of a dataset whose families can be simulated again; BadArguments where they would be others."""
    said = shapes.manifest(folder / MANIFEST)
    asked: dict[str, Any] = said["arguments"]
    if asked.get("system"):
        raise BadArguments(f"{folder} is the dataset of one system: name the one of which it is a view")
    brought = {option: asked[option] for option in ("pathways", "evidence") if asked.get(option)}
    if brought != guests.told():
        raise BadArguments(f"{folder} was made with other pathways or evidence: give the same --pathways")
    if said["evidence"] != sources_digest():
        raise BadArguments(f"{folder} was made with other evidence or pathways than are here: make it again")
    return arguments.settings(asked["seed"], asked["from"], asked["to"], asked["nhs_part"], asked.get("place"))
