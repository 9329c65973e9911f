"""However work is cut, each block is made once and from nothing but its own families."""

from __future__ import annotations

import datetime as dt
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from synth import keys
from synth.codes import Codelists
from synth.dataset.plan import Plan, shard_of
from synth.errors import BadArguments
from synth.record.batch import Batch
from synth.scale import selection
from synth.scale.blocks import blocks_of
from synth.scale.pool import batches_of, together_for
from synth.settings import Settings
from synth.simulate import batch_of
from synth.world.building import build
from tests.fixtures import tiny

CODELISTS = Path(__file__).parents[2] / "care_pathways" / "codelists"


@pytest.mark.parametrize("blocks", [0, 1, 5, 8, 23])
@pytest.mark.parametrize("parts", [1, 2, 7, 30])
def test_shards_are_runs_of_blocks_that_make_up_the_whole(blocks: int, parts: int) -> None:
    every = list(range(100, 100 + blocks))
    shards = [list(shard_of(every, part, parts)) for part in range(1, parts + 1)]
    assert list(chain(*shards)) == every
    assert max(map(len, shards)) - min(map(len, shards)) <= 1


@pytest.mark.parametrize("workers", [1, 2, 9])
@pytest.mark.parametrize("together", [1, 4, 100])
def test_batches_are_even_runs_of_blocks_and_as_many_for_each_worker(workers: int, together: int) -> None:
    blocks = list(range(100, 137))
    batches = [list(batch) for batch in batches_of(blocks, workers, together)]
    assert list(chain(*batches)) == blocks
    assert len(batches) % workers == 0 or len(batches) == len(blocks)
    sizes = [len(batch) for batch in batches]
    assert max(sizes) <= together and max(sizes) - min(sizes) <= 1


def test_longer_windows_are_simulated_fewer_blocks_at_once() -> None:
    def together(last: int) -> int:
        return together_for(Settings(start=dt.date(2000, 1, 1), end=dt.date(last, 1, 1)))

    assert [together(last) for last in (2001, 2010, 2040)] == [48, 8, 2]


def test_a_plan_knows_its_blocks_and_their_families() -> None:
    plan = Plan(Settings(), ("ndjson",), {"patients": 1}, 300, (310, 1300))
    assert plan.blocks() == [0, 1, 5]
    assert plan.families_of([0]).tolist() == list(range(256))
    assert plan.families_of([1, 5]).tolist() == [*range(256, 300), 310, 1300]
    assert Plan(Settings(), ("ndjson",), {"patients": 1}, 0, (7,)).blocks() == [0]


@pytest.mark.parametrize("patients", [1, 2, 3, 10, 1000, 4321])
def test_a_number_of_patients_is_met_exactly(patients: int) -> None:
    plan = selection.plan(Settings(seed=9), ("ndjson",), patients, None)
    families = plan.families_of(plan.blocks())
    assert int(build(families, plan.settings)["patient"].sum()) == patients
    assert (np.diff(families) > 0).all()


def test_more_than_there_is_room_for_is_refused() -> None:
    with pytest.raises(BadArguments, match="too many"):
        selection.plan(Settings(nhs_part=(1, 1000)), ("ndjson",), None, 20_000)
    with pytest.raises(BadArguments, match="too many"):
        selection.plan(Settings(nhs_part=(1, 1000)), ("ndjson",), 60_000, None)


def assert_same(one: Batch, other: Batch) -> None:
    """Every column of two batches is the same."""
    ours = {"people": one.people, **one.record, **one.identity}
    theirs = {"people": other.people, **other.record, **other.identity}
    assert ours.keys() == theirs.keys()
    for name, table in ours.items():
        assert table.columns.keys() == theirs[name].columns.keys()
        for column, values in table.columns.items():
            np.testing.assert_array_equal(values, theirs[name][column], err_msg=f"{name}.{column}")


def test_a_block_of_a_batch_is_what_that_block_alone_is() -> None:
    settings, codelists = Settings(seed=4), Codelists.load(CODELISTS)
    families = np.concatenate([np.arange(600), [900, 1500, 1501]])
    whole = batch_of(build(families, settings), {}, settings, (), codelists)
    found = dict(blocks_of(whole, np.unique(families // keys.BLOCK).tolist()))
    assert list(found) == [0, 1, 2, 3, 5]
    assert sorted(f for part in found.values() for f in part.families) == whole.families.tolist()
    for block, part in found.items():
        own = families[families // keys.BLOCK == block]
        assert_same(part, batch_of(build(own, settings), {}, settings, (), codelists))


def test_a_block_keeps_the_record_of_its_own_people() -> None:
    families = np.arange(700)
    for block, part in blocks_of(tiny.simulate(families, Settings(), None), range(3)):
        own = families[families // keys.BLOCK == block]
        assert_same(part, tiny.simulate(own, Settings(), None))


def _of_a_worker(_: int) -> tuple[bool, int]:
    """Whether a worker has imported pandas once it has made an array, and after how many objects it looks for circles."""
    import gc
    import sys

    import pyarrow

    pyarrow.array([0])
    return "pandas" in sys.modules, gc.get_threshold()[0]


def test_a_worker_is_as_lean_as_the_command_is():
    from synth.scale import lean, lifeline
    from synth.scale.work import prepare_worker

    with lifeline.workers(1, prepare_worker, None) as pool:
        assert pool.submit(_of_a_worker, 0).result() == (False, lean._CIRCLES)
