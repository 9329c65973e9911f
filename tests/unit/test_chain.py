"""Literals that follow each other are one column, and say what they would say one by one."""

from __future__ import annotations

import numpy as np
import pytest

from output.cda.chain import Chain
from output.cda.writing import Block
from output.template import join, lookup, table

ROWS = 200


def masks(count: int) -> np.ndarray:
    """Every row has another choice of the masks."""
    return (np.arange(ROWS) * 7919 >> np.arange(count)[:, None]) & 1 == 1


@pytest.mark.parametrize("count", [1, 3, 12])
def test_literals_say_what_they_say_one_by_one(count: int):
    chain, words = Chain(), [f"<{number}>".encode() for number in range(count)]
    for mask, word in zip(masks(count), words, strict=True):
        chain.where(mask, word)
    said = [b"".join(word for word, here in zip(words, row, strict=True) if here) for row in masks(count).T]
    columns = chain.whole()
    assert join(columns).to_pylist() == said
    assert len(columns) == -(-count // 6), "64 values are six literals"


def test_what_differs_stands_between_its_literals_where_its_mask_is():
    first, second = masks(2)
    inside = table([f"{row}".encode() for row in range(ROWS)])
    caption = lookup(np.arange(ROWS) % 2, [b"even ", None])
    chain = Chain()
    chain.where(first, b"[")
    chain.block(Block(caption, inside, b";", second), first & second)
    chain.where(first, b"]")
    columns = chain.whole()
    assert len(columns) == 3
    told = [b"".join([b"even " * (row % 2 == 0), b"%d;" % row]) if second[row] else b"" for row in range(ROWS)]
    assert join(columns).to_pylist() == [b"[" + told[row] + b"]" if first[row] else b"" for row in range(ROWS)]
