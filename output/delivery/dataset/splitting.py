"""A unit cut into parts that a server takes, in an order in which no reference points at what is still to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from output.delivery.dataset.source import Unit, references


@dataclass
class Caps:
    """At most so many entries, and so many bytes, in one part; learnt from what the server refuses.

    Only what is larger than anything that was taken so far teaches something: a server in trouble refuses small things
    too.
    """

    entries: int
    bytes: int
    taken_entries: int = 0
    taken_bytes: int = 0

    def taken(self, entries: int, size: int) -> None:
        """The server took a part as large as this."""
        self.taken_entries, self.taken_bytes = max(self.taken_entries, entries), max(self.taken_bytes, size)

    def too_much(self, entries: int, size: int) -> None:
        """The server refused a part as large as this, and took its halves."""
        if entries > self.taken_entries:
            self.entries = max(1, min(self.entries, (entries + 1) // 2), self.taken_entries)
        if size > self.taken_bytes:
            self.bytes = max(1000, min(self.bytes, size // 2), self.taken_bytes)


def parts(unit: Unit, left: Sequence[int], caps: Caps, mode: str) -> Iterator[list[int]]:
    """The parts in which to send what is `left` of a unit (indices), in order.

    transaction, post: a part refers to itself and to earlier ones; what refers to each other in a circle stays
    together, even above the caps. batch: a part refers to earlier ones only, since a server may take its entries in
    any order. put: each on its own.
    """
    if mode in ("transaction", "post"):
        size = sum(len(unit.data[i]) for i in left)
        if len(left) <= caps.entries and size <= caps.bytes:
            if left:
                yield list(left)
            return
        yield from _packed(unit, groups(unit, left), caps)
    elif mode == "batch":
        for level in levels(unit, left):
            yield from _packed(unit, [[i] for i in level], caps)
    else:
        for group in groups(unit, left):
            yield from ([i] for i in group)


def _packed(unit: Unit, whole: Sequence[list[int]], caps: Caps) -> Iterator[list[int]]:
    part: list[int] = []
    size = 0
    for group in whole:
        more = sum(len(unit.data[i]) for i in group)
        if part and (len(part) + len(group) > caps.entries or size + more > caps.bytes):
            yield part
            part, size = [], 0
        part = part + group
        size += more
    if part:
        yield part


def halves(unit: Unit, part: Sequence[int]) -> tuple[list[int], list[int]]:
    """A part in two, the first of which does not refer to the second, as near to the middle as circles allow."""
    ordered = groups(unit, part)
    first: list[int] = []
    while len(ordered) > 1 and (not first or len(first) + len(ordered[0]) <= len(part) / 2):
        first += ordered.pop(0)
    rest = [i for group in ordered for i in group]
    return (first, rest) if first else (rest[: len(rest) // 2], rest[len(rest) // 2 :])


def levels(unit: Unit, left: Sequence[int]) -> list[list[int]]:
    """What is left of a unit in levels: each refers only to those before it. A circle stands in one level."""
    needs = _needs(unit, left)
    level: dict[int, int] = {}
    for group in groups(unit, left):
        depth = 1 + max((level[j] for i in group for j in needs[i] if j not in group), default=-1)
        level.update(dict.fromkeys(group, depth))
    ordered: list[list[int]] = [[] for _ in range(1 + max(level.values(), default=-1))]
    for i in left:
        ordered[level[i]].append(i)
    return ordered


def groups(unit: Unit, left: Sequence[int]) -> list[list[int]]:
    """What is left of a unit in groups, each after all that it refers to: a resource, or a circle of them.

    Otherwise the order stays. (Strongly connected components after Tarjan, without recursion.)
    """
    needs = _needs(unit, left)
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    found: list[list[int]] = []
    for root in left:
        if root in number:
            continue
        walk = [(root, iter(needs[root]))]
        number[root] = low[root] = len(number)
        stack.append(root)
        on_stack.add(root)
        while walk:
            at, following = walk[-1]
            for to in following:
                if to not in number:
                    number[to] = low[to] = len(number)
                    stack.append(to)
                    on_stack.add(to)
                    walk.append((to, iter(needs[to])))
                    break
                if to in on_stack:
                    low[at] = min(low[at], number[to])
            else:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[at])
                if low[at] == number[at]:
                    group = []
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        group.append(member)
                        if member == at:
                            break
                    found.append(sorted(group))
    return found


def _needs(unit: Unit, left: Sequence[int]) -> dict[int, list[int]]:
    """For each resource, those of the same unit that it refers to."""
    where = {unit.names[i]: i for i in left}
    return {i: [where[n] for n in references(unit.data[i]) if n in where and where[n] != i] for i in left}
