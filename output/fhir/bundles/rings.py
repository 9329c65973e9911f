"""Resources that refer to each other in a ring, which no order puts right: they are one group."""

from __future__ import annotations

import numpy as np


def rings(count: int, source: np.ndarray, target: np.ndarray, among: np.ndarray) -> np.ndarray:
    """The group of each resource (int64): the least row of its ring, its own row where it stands in none.

    source, target: the rows of each reference. among: bool, where rings are looked for. Strongly connected
    components by Tarjan's algorithm (SIAM J. Comput. 1(2), 1972), over the few resources that are left when all
    that can be put in order has been.
    """
    group = np.arange(count)
    inside = among[source] & among[target]
    to: dict[int, list[int]] = {}
    for a, b in zip(source[inside].tolist(), target[inside].tolist(), strict=True):
        to.setdefault(a, []).append(b)
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    stacked: set[int] = set()
    for root in sorted(to):
        if root in number:
            continue
        number[root] = low[root] = len(number)
        stack.append(root)
        stacked.add(root)
        path = [(root, iter(to[root]))]
        while path:
            node, rest = path[-1]
            for other in rest:
                if other not in number:
                    number[other] = low[other] = len(number)
                    stack.append(other)
                    stacked.add(other)
                    path.append((other, iter(to.get(other, ()))))
                    break
                if other in stacked:
                    low[node] = min(low[node], number[other])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == number[node]:
                    at = stack.index(node)
                    ring = stack[at:]
                    del stack[at:]
                    stacked.difference_update(ring)
                    group[ring] = min(ring)
    return group
