"""Pathways made ready for the engines: names become hashes, facts are found, forms are numbered.

Both engines read a `Library`; it holds no column and no state, and says nothing about how a step is run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from synth.codes import Codelists
from synth.errors import BrokenSource
from synth.evidence import Number
from synth.pathway.compiled.programs import PathwayProgram, Wait
from synth.pathway.language import expressions as x
from synth.pathway.language.model import Pathway
from synth.pathway.language.words import Words
from synth.record.forms import Form
from synth.record.stories import Story


class PathwayError(BrokenSource, ValueError):
    """A pathway that cannot be run: which, where, what is wrong and how to mend it."""


CONTACT = "contact"
"""The slot of a step's own contact."""
RELATIONS = ("self", "mother", "father")
"""Whom a pathway can name without a local."""
SIBLINGS = "siblings"
"""To whom a signal may go besides: every other child of the same mother."""


# ------------------------------------------------ expressions as the engines read them


@dataclass(frozen=True, eq=False)
class Drawn(x.Expression):
    """A number of the evidence under the name of its decision, with an expression for each of its dimensions."""

    number: Number
    name: int
    dimensions: tuple[x.Expression, ...]


@dataclass(frozen=True, eq=False)
class Placed(x.Expression):
    """A quantity of the evidence at a given place in its distribution (0 to 65,535)."""

    number: Number
    dimensions: tuple[x.Expression, ...]
    place: x.Expression


@dataclass(frozen=True, eq=False)
class Shared(x.Expression):
    """A probability of the evidence as so many of 65,536."""

    number: Number
    dimensions: tuple[x.Expression, ...]


@dataclass(frozen=True, eq=False)
class Even(x.Expression):
    """An even chance of 0 .. n-1 under the name of its decision."""

    n: int
    name: int


@dataclass(frozen=True, eq=False)
class Attribute(x.Expression):
    """A fact that never changes; of another person where `who` is given."""

    name: str
    who: str = ""


@dataclass(frozen=True, eq=False)
class Changing(x.Expression):
    """The latest value of a fact before the moment; of another person where `who` is given."""

    name: str
    who: str = ""


@dataclass(frozen=True, eq=False)
class Listed(x.Expression):
    """One of several codes (their places in the codelists), by position; out of range is 0."""

    position: x.Expression
    codes: tuple[int, ...]


# ------------------------------------------------ steps as the engines read them


@dataclass(frozen=True, eq=False)
class WritePlan:
    """One write of a step, made ready; worded: the index of the form that applies, where there are several."""

    form: Form
    slot: int
    run: bool
    code: x.Expression
    value: x.Expression | None
    value2: x.Expression | None
    value_code: x.Expression | None
    value_time: x.Expression | None
    begins: x.Expression | None
    until: x.Expression | None
    recorded: x.Expression | None
    when: x.Expression | None
    about: x.Expression | None
    about_person: str
    worded: x.Expression | None = None


@dataclass(frozen=True, eq=False)
class SignalPlan:
    """One signal of a step to one target: which pathways it starts and with what."""

    name: int
    to: str
    starts: tuple[int, ...]
    carries: tuple[tuple[str, x.Expression], ...]
    when: x.Expression | None


@dataclass(frozen=True, eq=False)
class StepPlan:
    """One step, made ready. `follow` maps each choice to an index of a step, -1 for the end; before the instant `floor`
    nobody who is in England is seen there. reads: the changing facts that it asks about; arrival_reads: those that its
    `after` and `at` ask about; of_kin: those of others in the family. awaits: what in its group may yet set them."""

    index: int
    name: str
    after: x.Expression
    at: x.Expression | None
    floor: x.Expression | None
    hours: str
    hours_name: int
    draws: tuple[tuple[str, x.Expression], ...]
    writes: tuple[WritePlan, ...]
    sets: tuple[tuple[str, x.Expression], ...]
    signals: tuple[SignalPlan, ...]
    choice_name: int
    options: tuple[tuple[x.Expression | None, int], ...]
    by_chance: bool
    otherwise: int
    reads: frozenset[str]
    reads_of_kin: frozenset[str]
    arrival_reads: frozenset[str]
    arrival_reads_of_kin: frozenset[str]
    awaits: tuple[Wait, ...] = ()

    @property
    def reader(self) -> bool:
        """Whether it reads what its own group sets, so that it must wait for others' time."""
        return bool(self.awaits)


@dataclass(frozen=True, eq=False)
class PathwayPlan:
    """One pathway, made ready. `people` are the locals that hold a person: nobody (-1) until they are handed over.

    takes: what it is handed by the signal that starts it; written: gives the pathway as its author wrote it.
    """

    index: int
    name: str
    takes: tuple[str, ...]
    written: Callable[[], Pathway]
    steps: tuple[StepPlan, ...]
    only: x.Expression | None
    until: x.Expression | None
    ending: int
    at_death: int
    locals: tuple[str, ...]
    people: frozenset[str]
    start_reads: frozenset[str]
    start_reads_of_kin: frozenset[str]
    start_awaits: tuple[Wait, ...] = ()

    @property
    def pathway(self) -> Pathway:
        """The pathway as its author wrote it."""
        return self.written()


@dataclass
class Library:
    """Every pathway, made ready, with the forms they write and the order in which groups of them are run.

    groups: tuples of pathway indices; a later group needs nothing of an earlier one that is not finished. listeners:
    signal name -> pathway indices. programs: what the columnar engine runs, one for each pathway. stories: what is told
    of those to whom all this happens, in the index of people.
    """

    pathways: Sequence[PathwayPlan]
    forms: list[Form]
    groups: list[tuple[int, ...]]
    listeners: dict[str, tuple[int, ...]]
    changing: tuple[str, ...]
    codelists: Codelists
    faults: list[str] = field(default_factory=list)
    stories: tuple[Story, ...] = ()
    words: Words = field(default_factory=Words)
    programs: Sequence[PathwayProgram] = ()

    def named(self, name: str) -> PathwayPlan:
        """The pathway of this name."""
        for plan in self.pathways:
            if plan.name == name:
                return plan
        raise PathwayError(f"no pathway '{name}': there are {', '.join(p.name for p in self.pathways)}")
