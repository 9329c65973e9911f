"""Behind `synth validate`: is a dataset what its marks say, and are its resources and documents sound?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from output.check.brought import NOTHING, Brought
from output.check.findings import Finding, Findings

if TYPE_CHECKING:
    from synth.dataset.reading import Dataset

__all__ = ["Finding", "Findings", "check"]


def check(
    dataset: Dataset,
    sample: int | None = None,
    workers: int = 1,
    watch: Callable[[int, int], None] = lambda done, of: None,
    brought: Brought = NOTHING,
) -> Findings:
    """Check a dataset. With `sample`, the structure of at most so many resources of each type, evenly spread.

    workers: processes, each of which takes a block at a time. watch: told of the blocks done, and how many there are.
    brought: the folders of pathways that a user brings, whose codelists and rules count beside ours.
    """
    from output.check import whole

    return whole.check(dataset, sample, workers, watch, brought)
