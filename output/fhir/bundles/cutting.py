"""The order in which a patient's resources can be cut: what is referred to comes first.

A level is one more than the highest level that a resource refers to. In order of level every reference leads
backwards, so that any cut is closed: what a part refers to stands in it, or in a part before it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from output.fhir.bundles.rings import rings


@dataclass
class Order:
    """Resources in order: `rows` as they follow each other, and `person`, `together` of each in that order.

    together: of a resource that must stand in one part with the one before it, since the two refer to each other.
    """

    rows: np.ndarray
    person: np.ndarray
    together: np.ndarray


def ordered(person: np.ndarray, source: np.ndarray, target: np.ndarray) -> Order:
    """The order of some resources: of persons, within each of levels, within each as they are given.

    person: of each resource (int64); source, target: the rows of each reference between two of them.
    """
    count = len(person)
    own = source != target
    source, target = source[own], target[own]
    level = levels(count, source, target)
    group = np.arange(count)
    if (level < 0).any():
        group = rings(count, source, target, level < 0)
        between = group[source] != group[target]
        level = levels(count, group[source][between], group[target][between])[group]
    rows = np.lexsort((np.arange(count), group, level, person))
    together = np.zeros(count, dtype=bool)
    together[1:] = group[rows[1:]] == group[rows[:-1]]
    return Order(rows, person[rows], together)


def levels(count: int, source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The level of each resource (int64), -1 of those that stand in a ring of references, or lead to one."""
    level = np.full(count, -1, dtype=np.int64)
    waits = np.bincount(source, minlength=count)
    level[waits == 0] = 0
    by_target = np.argsort(target, kind="stable")
    source, starts = source[by_target], np.searchsorted(target[by_target], np.arange(count + 1))
    ready, height = np.flatnonzero(waits == 0), 0
    while len(ready):
        sizes = starts[ready + 1] - starts[ready]
        ends = np.cumsum(sizes)
        at = np.arange(int(ends[-1])) + np.repeat(starts[ready] - ends + sizes, sizes)
        told, times = np.unique(source[at], return_counts=True)
        waits[told] -= times
        height += 1
        ready = told[waits[told] == 0]
        level[ready] = height
    return level


def cuts(order: Order, size: np.ndarray, shell: int, most: int, largest: int) -> np.ndarray:
    """Where each part begins, and the end of the last (int64): as much in each as the caps let it hold.

    size: bytes of each resource's entry in this order, the comma before it included; shell: what a bundle has
    beside its entries; most, largest: entries and bytes of a part, 0 for no cap. A ValueError says that something
    which cannot be cut is too large.
    """
    count = len(order.rows)
    whole = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    # Only where a resource is not bound to the one before it may a part begin.
    may = np.flatnonzero(np.append(~order.together, True))
    person_end = np.searchsorted(order.person, order.person, side="right")
    start = np.flatnonzero(np.append(True, order.person[1:] != order.person[:-1])) if count else np.zeros(0, np.int64)
    found = [start]
    while len(start):
        end = person_end[start]
        if most:
            end = np.minimum(end, start + most)
        if largest:
            room = whole[start] + largest - shell
            end = np.minimum(end, np.searchsorted(whole, room, side="right") - 1)
        end = may[np.searchsorted(may, end, side="right") - 1]
        if (end <= start).any():
            _too_large(order, whole, shell, may, int(start[end <= start][0]))
        start = end[end < person_end[start]]
        found.append(start)
    return np.append(np.sort(np.concatenate(found)), count)


def _too_large(order: Order, whole: np.ndarray, shell: int, may: np.ndarray, at: int) -> None:
    end = int(may[np.searchsorted(may, at, side="right")])
    size = int(whole[end] - whole[at]) + shell
    raise ValueError(f"{end - at} of the resources must stand together and have {size:,} bytes in a bundle")
