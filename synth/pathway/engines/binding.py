"""From an instruction of a program to a function that fills its register: alike for columns and for one episode."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from synth.pathway.compiled.programs import Course, Instruction

Registers = list[Any]
Run = Callable[[Registers, Any], None]
"""Fills one register. It is given what else is read from: the moments at which the program runs, or one moment."""


@dataclass(frozen=True)
class Operations:
    """The operations that there are, by name. of: what they work on, as an error says it.

    binary, unary: of registers alone. of_tables: of a table of the evidence. course: of a course. others: of whatever
    else the instruction names."""

    of: str
    binary: Mapping[str, Callable[[Any, Any], Any]]
    unary: Mapping[str, Callable[[Any], Any]]
    of_tables: Mapping[str, Callable[..., Run]]
    course: Callable[..., Run]
    others: Mapping[str, Callable[..., Run]]

    def bound(self, instruction: Instruction, tables: tuple[np.ndarray, ...], known: tuple[Course, ...]) -> Run:
        """An instruction as a function; TypeError names one that there is not."""
        op, out, of, extra = instruction
        if op in self.binary:
            return _binary(self.binary[op], out, *of)
        if op in self.unary:
            return _unary(self.unary[op], out, *of)
        if op in self.of_tables:
            return self.of_tables[op](tables[extra], out, *of)
        if op == "course":
            return self.course(known[extra], out, *of)
        if op in self.others:
            return self.others[op](extra, out, *of)
        raise TypeError(f"the columnar engine has no operation '{op}'{self.of}")


def _binary(do: Callable[[Any, Any], Any], out: int, a: int, b: int) -> Run:
    def run(r: Registers, at: Any) -> None:
        r[out] = do(r[a], r[b])

    return run


def _unary(do: Callable[[Any], Any], out: int, a: int) -> Run:
    def run(r: Registers, at: Any) -> None:
        r[out] = do(r[a])

    return run
