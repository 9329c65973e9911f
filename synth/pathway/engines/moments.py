"""Many episodes, each at its own moment: runs programs in columns, as of just before it."""

from __future__ import annotations

from typing import Any

import numpy as np

from synth import chance
from synth.pathway.compiled.programs import KEY, OCCURRENCE, Code
from synth.pathway.engines.episodes import Episodes
from synth.pathway.engines.operations import Registers, bound
from synth.pathway.engines.scene import Scene

Column = np.ndarray


class Moments:
    """Rows of one pathway's episodes with the instant of each, and the registers of a program for them."""

    def __init__(self, scene: Scene, e: Episodes, rows: Column, now: Column, occurrence: Column | int,
                 registers: tuple[int | None, ...]) -> None:  # fmt: skip
        self.scene, self.e, self.rows, self.now, self.occurrence = scene, e, rows, now, occurrence
        self.person = e.person.take(rows)
        self.key = e.key.take(rows)
        self.r: Registers = [now, self.person, self.key, occurrence, *registers[4:]]

    def run(self, code: Code) -> None:
        """Run some code, which fills its registers."""
        if code.draws:
            self._draw(code)
        steps = code.bound.get("columns")
        if steps is None:
            program = self.e.program
            steps = code.bound["columns"] = [bound(one, program.tables, program.courses) for one in code.steps]
        r = self.r
        for step in steps:
            step(r, self)

    def _draw(self, code: Code) -> None:
        """Fill the registers of random bits, those of all decisions at once."""
        names = code.bound.get("names")
        if names is None:
            names = code.bound["names"] = np.array([name for name, _ in code.draws], dtype=np.uint64)
        bits = chance.draws(self.r[KEY], names, self.r[OCCURRENCE])
        for (_, register), column in zip(code.draws, bits, strict=True):
            self.r[register] = column

    def column(self, register: int) -> Column:
        """A register as a column of whole numbers, one for each."""
        value = self.r[register]
        if not isinstance(value, np.ndarray):
            return np.full(len(self.rows), value, dtype=np.int64)
        return value if value.dtype == np.int64 else value.astype(np.int64)

    def number(self, register: int) -> Any:
        """A register as it stands: a column, or one number for all."""
        return self.r[register]

    def holds(self, register: int) -> Column:
        """A register as a mask: whether a condition holds for each."""
        value = self.r[register]
        return value if isinstance(value, np.ndarray) else np.full(len(self.rows), bool(value))

    def occurrences(self) -> Column:
        """How often the step was taken before, as a column."""
        if isinstance(self.occurrence, np.ndarray):
            return self.occurrence
        return np.full(len(self.rows), self.occurrence, dtype=np.int64)
