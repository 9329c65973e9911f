"""Which of a step's values are worked out together: with the step, with what it writes, or for one write alone.

A value that only one write or signal needs is worked out only where that is written or raised at all.
"""

from __future__ import annotations

from collections.abc import Iterable

from synth.pathway.compiled.nodes import Nodes
from synth.pathway.compiled.programs import KEY, NOW, OCCURRENCE, PERSON, Code, Instruction

STEP, WRITES = 0, 1
"""The places of what the step needs in any case, and of what several of its writes have in common."""
ALONE = 2
"""The first place of what one write or signal needs alone: its own number is added."""
_GIVEN = (NOW, PERSON, KEY, OCCURRENCE)


class Places:
    """Where each value of a step is worked out: the innermost place from which all who need it can see it."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes
        self._of: dict[int, int] = {}
        self._writes: set[int] = set()

    def within_writes(self, place: int) -> None:
        """Say that a place lies within the writes of the step."""
        self._writes.add(place)

    def need(self, roots: Iterable[int], place: int) -> None:
        """Say that some values are needed at a place."""
        for at in roots:
            if at >= 0:
                known = self._of.get(at)
                self._of[at] = place if known is None else self._shared(known, place)

    def _shared(self, one: int, other: int) -> int:
        if one == other:
            return one
        inside = (WRITES, *self._writes)
        return WRITES if one in inside and other in inside else STEP

    def codes(self) -> dict[int, Code]:
        """The code of each place, once all needs are said."""
        for at in range(len(self.nodes.what) - 1, -1, -1):  # what is needed comes before what needs it
            if at in self._of:
                self.need(self.nodes.what[at][1], self._of[at])
        draws: dict[int, list[tuple[int, int]]] = {}
        steps: dict[int, list[Instruction]] = {}
        for at, (op, of, extra) in enumerate(self.nodes.what):
            place = self._of.get(at)
            if place is None or at in _GIVEN or op == "constant":
                continue
            if op == "bits":
                draws.setdefault(place, []).append((extra, at))
            else:
                steps.setdefault(place, []).append((op, at, of, extra))
        return {p: Code(tuple(draws.get(p, ())), tuple(steps.get(p, ()))) for p in sorted({*draws, *steps})}

    def registers(self) -> tuple[int | None, ...]:
        """What stands in each register from the beginning."""
        return tuple(self.nodes.fixed(at) for at in range(len(self.nodes.what)))


EMPTY = Code((), ())
