"""What CDA documents cost in processor time: block by block as a run makes them, and as a share of a run."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from unittest import mock

import numpy as np

from output import cda, columns
from synth import keys
from synth.record.batch import Batch
from synth.scale.blocks import blocks_of
from synth.scale.pool import together_for
from synth.scale.work import Job, each_block, returned_memory
from synth.settings import Settings

TIMES = 5


@dataclass
class Cost:
    """documents, bytes and seconds of all blocks of a batch; fixed: what each block costs whatever it holds (seconds);
    alone: the same where each block is made by itself."""

    documents: int
    bytes: int
    seconds: float
    fixed: float
    alone: float


def cost(batch: Batch) -> Cost:
    """The documents of as many blocks as a run simulates together, asked for block by block as a run does."""
    blocks = np.unique(batch.families // keys.BLOCK)[: together_for(batch.settings)].tolist()
    end = int(np.searchsorted(batch.people["family"], (blocks[-1] + 1) * keys.BLOCK))
    batch = batch.cut(0, end)
    (_, one), *_ = blocks_of(batch, [*blocks[:1], blocks[-1] + 1])

    def together() -> list[cda.Rendered]:
        with returned_memory():
            return [cda.of_part(part) for _, part in blocks_of(replace(batch), blocks)]  # what has made nothing yet

    took, made = _least(together)
    lone, of_one = _least(lambda: cda.render(replace(one)))
    size = sum(map(_size, made))
    # Seconds are what calls cost and what bytes cost: two sizes tell the two apart.
    calls = len(cda.groups(batch)) - 1
    a_byte = (took - calls * lone) / (size - calls * _size(of_one))
    call = lone - a_byte * _size(of_one)
    return Cost(sum(map(len, made)), size, took, calls * call / len(blocks), call)


def share(families: int) -> float:
    """The share of documents in the processor time of a run into nothing with `--format ndjson,cda`: rendering them,
    and the two digests of each, one for its mark and one for its DocumentReference."""
    job = Job(Settings(), ("ndjson", "cda"), "", "benchmark")
    spent, held, make = 0.0, [], cda.of_part

    def timed(*given: Any) -> cda.Rendered:
        nonlocal spent
        begins = time.process_time()
        made = make(*given)
        spent += time.process_time() - begins
        held.append(made)
        return made

    for _ in each_block(job, np.arange(keys.BLOCK)):
        pass  # what is made once in a process is no part of it
    with mock.patch.object(cda, "of_part", timed):
        spent, begins = 0.0, time.process_time()
        held.clear()
        for _ in each_block(job, np.arange(families)):
            pass
        whole = time.process_time() - begins
    digests, _ = _least(lambda: [_digests(made) for made in held])
    return (spent + digests) / whole


def _digests(made: cda.Rendered) -> None:
    starts, data = columns.buffers(made.data)
    view = memoryview(data)
    for begin, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        hashlib.sha256(view[begin:end]).digest()
        hashlib.sha1(view[begin:end], usedforsecurity=False).digest()


def _size(made: cda.Rendered) -> int:
    starts, _ = columns.buffers(made.data)
    return int(starts[-1] - starts[0])


def _least(work: Callable[[], Any]) -> tuple[float, Any]:
    """The shortest processor time of some runs, and what the last one gave."""
    found, out = [], None
    for _ in range(TIMES):
        begins = time.process_time()
        out = work()
        found.append(time.process_time() - begins)
    return min(found), out


def told(found: Cost, of_run: float) -> list[tuple[str, str, str]]:
    """The lines of the report: what, figure, note."""
    rate = f"{found.documents / found.seconds:,.0f} documents/s"
    size = f"{found.bytes / max(found.documents, 1):,.0f} bytes each"
    return [
        ("CDA, block by block as in a run", f"{found.bytes / found.seconds / 1e6:,.0f} MB/s", f"{rate}, {size}"),
        (
            "CDA, fixed cost of a block",
            f"{found.fixed * 1e3:.1f} ms",
            f"{found.alone * 1e3:.0f} ms of a block made alone",
        ),
        ("CDA, share of --format ndjson,cda", f"{of_run:.1%}", "of processor time, digests included"),
    ]


if __name__ == "__main__":
    import care_pathways
    from synth.simulate import simulate

    families = np.arange(keys.BLOCK * together_for(Settings()))
    measured = cost(simulate(families, Settings(), care_pathways.library()))
    for each in told(measured, share(len(families))):
        print("{:<44} {:>22}  {}".format(*each))
