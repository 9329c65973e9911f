"""Batches of blocks over processes: a bounded number in flight, results as they come."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from synth.dataset.plan import Plan
from synth.errors import SynthError
from synth.scale.landed import Landed
from synth.scale.work import Job, make_blocks, prepare_worker

TOGETHER = 4
"""Blocks that a worker simulates at once: enough to spread the fixed cost of a step, and little memory."""
IN_FLIGHT = 2
"""Batches that are with the pool for each worker: one at work, one waiting."""


def batches_of(blocks: Sequence[int], workers: int, together: int = TOGETHER) -> list[Sequence[int]]:
    """Runs of blocks to simulate together, so that every worker has something to do."""
    size = max(1, min(together, -(-len(blocks) // max(1, workers))))
    return [blocks[i : i + size] for i in range(0, len(blocks), size)]


def run(job: Job, plan: Plan, blocks: Sequence[int], workers: int, together: int = TOGETHER) -> Iterator[Landed]:
    """Make some blocks of a plan, in as many processes as there are workers; yields what landed, as it lands."""
    batches = batches_of(blocks, workers, together)
    if workers == 1 or len(batches) == 1:
        for batch in batches:
            yield make_blocks(job, plan.families_of(batch))
        return
    yield from _pooled(job, plan, batches, min(workers, len(batches)))


def _pooled(job: Job, plan: Plan, batches: Sequence[Sequence[int]], workers: int) -> Iterator[Landed]:
    waiting = deque(batches)
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=prepare_worker)
    at_work: set[Future[Landed]] = set()
    try:
        while waiting or at_work:
            while waiting and len(at_work) < workers * IN_FLIGHT:
                at_work.add(pool.submit(make_blocks, job, plan.families_of(waiting.popleft())))
            done, at_work = wait(at_work, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
    except BrokenProcessPool:
        raise SynthError(
            "a worker process was ended from outside (out of memory?): go on with --resume and fewer --workers"
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def usable_processors() -> int:
    """How many processors this process may use."""
    affinity: Callable[[int], set[int]] | None = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
