"""One episode at its own moment: runs programs in plain whole numbers, as of just before it."""

from __future__ import annotations

from typing import Any

from synth import chance
from synth.pathway.compiled.programs import Code
from synth.pathway.engines.episodes import Episodes
from synth.pathway.engines.operations_of_one import bound
from synth.pathway.engines.scene import Scene


class Moment:
    """One row of a pathway's episodes with its instant, and the registers of a program for it."""

    __slots__ = ("e", "key", "now", "occurrence", "person", "r", "row", "scene")

    def __init__(self, scene: Scene, e: Episodes, row: int, now: int, occurrence: int,
                 registers: tuple[int | None, ...]) -> None:  # fmt: skip
        self.scene, self.e, self.row, self.now, self.occurrence = scene, e, row, now, occurrence
        self.person = e.person.item(row)
        self.key = e.key.item(row)
        self.r: list[Any] = [now, self.person, self.key, occurrence, *registers[4:]]

    def run(self, code: Code) -> None:
        """Run some code, which fills its registers."""
        r, key, occurrence = self.r, self.key, self.occurrence
        for name, register in code.draws:
            r[register] = chance.draw_one(key, name, occurrence)
        steps = code.bound.get("one")
        if steps is None:
            program = self.e.program
            steps = code.bound["one"] = [bound(each, program.tables, program.courses) for each in code.steps]
        for step in steps:
            step(r, self)

    def said(self, register: int | None, unsaid: int) -> int:
        """What a register holds; what stands there otherwise where there is none."""
        return unsaid if register is None else self.r[register]
