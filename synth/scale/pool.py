"""Batches of blocks over processes: a bounded number in flight, results as they come."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool

from synth import clock
from synth.dataset import own
from synth.dataset.owner import Owner
from synth.dataset.plan import Plan
from synth.errors import SynthError
from synth.scale import lifeline
from synth.scale.landed import Landed
from synth.scale.work import Job, each_block, make_blocks, prepare_worker
from synth.settings import Settings

BLOCK_YEARS = 80
"""What a worker simulates at once, in blocks times years of the window: many blocks share the fixed cost of every
step, and their records are all in memory, in some 950 MB with what is rendered of one."""
MOST = 48
"""Blocks simulated at once, at most: what is gained by more is little."""
LEAST = 4
"""Blocks for which it is worth to start another process."""
IN_FLIGHT = 2
"""Batches that are with the pool for each worker: one at work, one waiting."""


def together_for(settings: Settings) -> int:
    """How many blocks to simulate at once, by the length of the window."""
    years = (settings.ends - settings.begins + clock.YEAR // 2) // clock.YEAR
    return max(1, min(MOST, BLOCK_YEARS // max(1, years)))


def processes_for(blocks: Sequence[int], workers: int) -> int:
    """How many processes it is worth to have for some blocks: at most as many as there are to be workers."""
    return max(1, min(workers, len(blocks) // LEAST))


def batches_of(blocks: Sequence[int], workers: int, together: int) -> list[Sequence[int]]:
    """Runs of blocks to simulate at once, of equal length, as many for each worker."""
    n = -(-len(blocks) // together)
    n = min(len(blocks), -(-n // workers) * workers)
    return [blocks[i * len(blocks) // n : (i + 1) * len(blocks) // n] for i in range(n)]


def run(
    job: Job,
    plan: Plan,
    blocks: Sequence[int],
    workers: int,
    together: int | None = None,
    owner: Owner | None = None,
) -> Iterator[Landed]:
    """Make some blocks of a plan, in up to as many processes as there are workers; yields what lands, as it does.

    owner: the hold on the folder, which each worker shares. A worker never outlives this process, nor this iterator.
    """
    processes = processes_for(blocks, workers)
    batches = batches_of(blocks, processes, together or together_for(plan.settings))
    if processes == 1:
        for batch in batches:
            yield from each_block(job, plan.families_of(batch))
        return
    yield from _pooled(job, plan, batches, processes, owner)


def _pooled(
    job: Job, plan: Plan, batches: Sequence[Sequence[int]], workers: int, owner: Owner | None
) -> Iterator[Landed]:
    waiting = deque(batches)
    at_work: set[Future[Landed]] = set()
    try:
        with lifeline.workers(workers, prepare_worker, owner) as pool:
            while waiting or at_work:
                while waiting and len(at_work) < workers * IN_FLIGHT:
                    at_work.add(pool.submit(make_blocks, job, plan.families_of(waiting.popleft())))
                done, at_work = wait(at_work, return_when=FIRST_COMPLETED)
                for future in done:
                    landed = future.result()
                    own.note_all(landed.blocks.values())
                    yield landed
    except BrokenProcessPool:
        raise SynthError(
            "a worker process was ended from outside (out of memory?): go on with --resume and fewer --workers"
        ) from None


def usable_processors() -> int:
    """How many processors this process may use."""
    affinity: Callable[[int], set[int]] | None = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
