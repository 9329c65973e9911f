"""What output hands to a dataset: files, as bytes in memory, with what their mark says about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Bytes = bytes | memoryview


@dataclass
class OneFile:
    """One file that holds many items, in pieces that follow each other.

    path is below the dataset's folder; kind is what it holds (a resource type, a kind of entry); count how many.
    compress: how it is packed, as its path says too; its pieces are plain.
    """

    path: str
    format: str
    kind: str
    count: int
    pieces: Sequence[Bytes]
    compress: str = ""


@dataclass
class ManyFiles:
    """A folder of small files: file i is `names[i] + suffix` and holds data[starts[i]:starts[i + 1]].

    counts says how many resources or documents each holds.
    """

    folder: str
    format: str
    kind: str
    names: Sequence[str]
    suffix: str
    starts: np.ndarray
    data: Bytes
    counts: np.ndarray


Content = OneFile | ManyFiles


def block_name(block: int) -> str:
    """How a block is called in paths; of one width, so that names sort as numbers do."""
    return f"{block:05d}"
