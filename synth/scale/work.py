"""What a worker does: it simulates a run of blocks together, renders each, lands it, and says what it wrote."""

from __future__ import annotations

import gc
import hashlib
import signal
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow

from synth import keys
from synth.dataset.arguments import SHARED, WHOLE
from synth.dataset.content import Content, OneFile, block_name
from synth.dataset.landing import land
from synth.dataset.layout import Layout
from synth.dataset.owner import Owner, Token
from synth.dataset.people import keep_people, parts_of, people_of
from synth.dataset.systems import SYSTEMS, below, people_path
from synth.guests import Guests
from synth.record.batch import Batch, places_touched
from synth.record.stories import Story
from synth.scale.blocks import blocks_of
from synth.scale.landed import Landed, of_mark
from synth.scale.lean import lean
from synth.scale.sources import LIBRARY, NOBODY, library, resolve
from synth.settings import Settings
from synth.sharing.crossings import crossings
from synth.sharing.noise.rates import NONE, Rates
from synth.sharing.noise.registry import planted
from synth.sharing.shared import noisily
from synth.sharing.views import views


class Rendered(Protocol):
    """What output makes of a block: how many resources of each type, and its files, one at a time."""

    resources: dict[str, int]
    contents: Iterable[Content]


SIMULATE, WITH_TRUTH = "synth.simulate:simulate", "synth.simulate:with_truth"

_held: list[Owner | None] = []
"""In a worker: what it holds of the folder, for as long as it is there."""
_batches: list[int] = []
"""How many families were in each batch that this process has begun."""


@dataclass(frozen=True)
class Job:
    """What every worker of one run is told once; it holds names of functions, so that it travels light.

    out is the folder, or "" to render, hash and discard; run the digest of the plan. `library`, `simulate` and
    `render` are functions as "module:name": library() -> Library, simulate(families, settings, library) -> Batch,
    render(batch, formats, block, layout) -> Rendered, or, for the view of systems, systems(views, formats, block,
    layout) -> each system, its batch and Rendered, and truth(batch, noisy, crossings, block) -> the files beside them.
    """

    settings: Settings
    formats: tuple[str, ...]
    out: str
    run: str
    library: str = LIBRARY
    simulate: str = SIMULATE
    render: str = "output.formats:render"
    systems: str = "output.systems:render"
    truth: str = "output.truth:files"
    view: str = WHOLE
    layout: Layout = field(default_factory=Layout)
    noise: Rates = NONE
    """The mistakes that are put into what systems hold."""
    guests: Guests = NOBODY
    """Pathways and evidence that a user brings."""
    owned: Token | None = None
    """The lock on the folder, under which everything lands."""


def prepare_worker(owner: Owner | None = None) -> None:
    """Make a worker process ready: one thread each, and lean; the parent alone hears Ctrl-C, and ends it when it ends
    itself.

    owner: the parent's hold on the folder, which lasts until this worker has ended too.
    """
    _held.append(owner)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lean()
    pyarrow.set_cpu_count(1)
    pyarrow.set_io_thread_count(1)


def make_blocks(job: Job, families: np.ndarray) -> Landed:
    """Simulate some families at once and land each of their blocks; what landed, together."""
    landed = Landed()
    for one in each_block(job, families):
        landed.add(one)
    return landed


def each_block(job: Job, families: np.ndarray) -> Iterator[Landed]:
    """Simulate some families at once and land their blocks one after another; yields what each one is."""
    if _batches:
        gc.collect()  # what refers to itself in a circle would hold the last batch until this one is there too
    _batches.append(len(families))
    yield from _each_block(job, families)


def _each_block(job: Job, families: np.ndarray) -> Iterator[Landed]:
    batch = resolve(job.simulate)(families, job.settings, library(job.library, job.guests))
    for block, part in blocks_of(batch, np.unique(families // keys.BLOCK).tolist()):
        with returned_memory():
            landed = land_block(job, block, part)
        yield landed


@contextmanager
def returned_memory() -> Iterator[None]:
    """Let pyarrow take memory from the system and give it back, rather than keep what one block needed at most."""
    kept = pyarrow.default_memory_pool()
    pyarrow.set_memory_pool(pyarrow.system_memory_pool())
    try:
        yield
    finally:
        pyarrow.set_memory_pool(kept)


def land_block(job: Job, block: int, batch: Batch) -> Landed:
    """Render one block and land it."""
    out = Path(job.out) if job.out else None
    stories = library(job.library, job.guests).stories
    if job.view != WHOLE:
        rendered, held = _of_systems(job, block, batch, stories)
    else:
        rendered, held = resolve(job.render)(batch, job.formats, block, job.layout), None
    people = people_of(batch, stories)
    facts = {"block": block, "run": job.run, **_facts(batch, rendered.resources, people)}
    if held is not None:
        facts[SYSTEMS] = held
    if out is not None:
        keep_people(out, block, people, job.owned)
    mark = land(out, block_name(block), facts, rendered.contents, job.owned)
    return of_mark(mark)


def _facts(batch: Batch, resources: Mapping[str, int], people: memoryview) -> dict[str, Any]:
    """What the mark of a block says of what it holds."""
    return {
        "families": len(batch.families),
        "patients": int(np.count_nonzero(batch.people["patient"])),
        "places": places_touched(batch),
        "entries": _entries(batch),
        "resources": {name: n for name, n in resources.items() if n},
        "people": {"bytes": len(people), "sha256": hashlib.sha256(people).hexdigest()},
    }


@dataclass
class _Systems:
    """The systems of a block, rendered: how many resources of each type all hold together, and their files."""

    resources: dict[str, int]
    contents: Iterable[Content]


def _of_systems(job: Job, block: int, batch: Batch, stories: Sequence[Story]) -> tuple[_Systems, dict[str, Any]]:
    """What each system holds of a block, below a folder of its own, and the truth; and what is known of each."""
    crossed = crossings(batch)
    whole = replace(batch, truth=None)
    noisy = planted(views(whole, crossed), job.noise)
    if job.view == SHARED:
        noisy = noisily(whole, noisy)
    seen = noisy.views
    parts: list[Iterable[Content]] = []
    held: dict[str, Any] = {}
    total: Counter = Counter()
    known = parts_of(seen.batch, stories, [(system.begin, system.end) for system in seen.systems])
    rendered_each = resolve(job.systems)(seen, job.formats, block, job.layout)
    for people, (system, part, rendered) in zip(known, rendered_each, strict=True):
        held[system.name] = _facts(part, rendered.resources, people)
        total.update(rendered.resources)
        lines = OneFile(people_path(block), "people", "people", held[system.name]["patients"], [people])
        parts.append(below(system.name, chain(rendered.contents, [lines])))
    parts.append(resolve(job.truth)(batch, noisy, crossed, block))
    return _Systems(dict(total), chain.from_iterable(parts)), held


def _entries(batch: Batch) -> dict[str, int]:
    """How many entries of each kind there are: as many as first versions."""
    counts = {kind: int(np.count_nonzero(table["version"] == 1)) for kind, table in batch.record.items()}
    for kind, table in batch.identity.items():
        counts[kind] = int(np.count_nonzero((table["version"] == 1) & batch.who.shown(kind)))
    return {kind: n for kind, n in counts.items() if n}
