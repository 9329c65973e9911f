"""What the columnar engine runs: each pathway as flat programs over numbered columns, made once from its plan.

A program is a list of instructions without branches. Each says what is done, into which register, from which registers,
and what more it must know (a name, a table). What is the same is worked out once, what is always the same number stands
in its register from the beginning, and each decision has the hash of its name. Registers below are those of `NOW` and
so on; -1 is no register.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from synth.pathway.compiled.courses import Part

NOW, PERSON, KEY, OCCURRENCE = range(4)
"""The registers that are filled before a program begins: instant, row of the person, key of the episode, times here."""
NOWHERE = -1
START = -1
"""The step of an episode that has been begun by a signal, and not yet taken up."""

Instruction = tuple[str, int, tuple[int, ...], Any]
"""What is done, the register that it fills, those that it reads, and what more it must know."""


@dataclass(frozen=True)
class Course:
    """A course as it is read: its name and the parts that are looked at."""

    name: str
    parts_: tuple[Part, ...]


@dataclass(frozen=True, eq=False)
class Code:
    """Instructions that run together: first the random bits of some decisions (name, register), then the rest."""

    draws: tuple[tuple[int, int], ...]
    steps: tuple[Instruction, ...]

    @cached_property
    def bound(self) -> dict[str, Any]:
        """What an engine makes of it for itself, by name."""
        return {}


@dataclass(frozen=True, eq=False)
class Wait:
    """A step of the group (-1 for a start) from which what another asks about may yet be set.

    own: only where it is pending for the same person, and not for anyone of the family. after: the least minutes from
    the moment for which it is pending to the setting; after_cut: from that at which its episode is cut short. NEVER: by
    no such way.
    """

    pathway: int
    step: int
    own: bool
    after: int
    after_cut: int


@dataclass(frozen=True, eq=False)
class Arrival:
    """How the time of a step is found: registers of the delay, of a given time, of the bounds of a practice's list."""

    registers: tuple[int | None, ...]
    code: Code
    after: int
    at: int
    floor: int
    arrives: int
    hours: str
    bits: int


@dataclass(frozen=True, eq=False)
class Write:
    """One write of a step: what is constant about it, its own code, and the registers of what it says.

    slot: the hash by which it enters a key. always: it is kept though recorded before the window. later: it may be
    recorded later than now. opens: the column of episodes ("contact", "care_episode") that it opens or closes.
    """

    form: int
    slot: int
    change: int
    kind: str
    run: bool
    own: bool
    always: bool
    later: bool
    opens: str
    ends: bool
    when: int
    code: Code
    columns: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Raise:
    """One signal of a step to one target: the register of who it goes to, of its condition, and of what it carries.

    siblings: it goes to every brother and sister of who stands in the register."""

    name: int
    starts: tuple[int, ...]
    to: int
    siblings: bool
    when: int
    code: Code
    carries: tuple[tuple[str, int], ...]


@dataclass(frozen=True, eq=False)
class StepProgram:
    """One step. `stages`: its writes, those of a stage together, as what one opens the next belong to.

    awaits: the steps of its group from which none of what it asks about may yet be set before its moment.
    registers: what stands in each from the beginning (None: nothing). locals, begun: what is noted at the end of its
    code. shared: the code that only writes have in common. options: register of each condition or threshold and the
    step that follows; by chance it is compared with `bits`.
    """

    index: int
    awaits: tuple[Wait, ...]
    registers: tuple[int | None, ...]
    code: Code
    shared: Code
    locals: tuple[tuple[str, int], ...]
    begun: tuple[tuple[int, int], ...]
    stages: tuple[tuple[Write, ...], ...]
    sets: tuple[tuple[str, int], ...]
    signals: tuple[Raise, ...]
    options: tuple[tuple[int, int], ...]
    by_chance: bool
    bits: int
    otherwise: int
    arrival: Arrival

    @cached_property
    def bound(self) -> dict[str, Any]:
        """What an engine makes of it for itself, by name."""
        return {}


@dataclass(frozen=True, eq=False)
class Start:
    """The start of an episode: registers of who takes it up and of when it will be cut short."""

    registers: tuple[int | None, ...]
    code: Code
    only: int
    until: int
    awaits: tuple[Wait, ...]


@dataclass(frozen=True, eq=False)
class PathwayProgram:
    """One pathway. tables: those of its numbers; runs: the slots of the entries of which changes are written."""

    index: int
    name: str
    hash: int
    start: Start
    steps: tuple[StepProgram, ...]
    ending: int
    at_death: int
    takes: tuple[str, ...]
    locals: tuple[str, ...]
    people: frozenset[str]
    repeated: frozenset[int]
    runs: tuple[int, ...]
    tables: tuple[np.ndarray, ...]
    courses: tuple[Course, ...]

    @cached_property
    def waits(self) -> dict[int, tuple[Wait, ...]]:
        """The steps that wait for others of their group (the START among them), with what each waits for."""
        steps = ((START, self.start.awaits), *((s.index, s.awaits) for s in self.steps))
        return {step: awaits for step, awaits in steps if awaits}


CLASSES = (PathwayProgram, StepProgram, Start, Wait, Arrival, Write, Raise, Code, Course, Part)
"""The classes of what a program is made of."""
