"""The language in which pathways are written: steps, choices, signals and what is written down.

A pathway is a protocol for one person: a signal starts an *episode* of it, which goes from step to step until
it ends. At a step, in this order: values are drawn, entries are written, facts are set, signals are raised, and
the next step and the time until it are decided. All of this sees the facts that were true before that moment.
Numbers are never here: they come from the evidence beside the pathway.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from synth.pathway.language.conditions import any_of, both
from synth.pathway.language.expressions import Draw, Expression, Value
from synth.pathway.language.notes import Note, Notes

REST = "rest"
END = "end"


def _named(names: Any) -> Any:
    """Names, for a note or several that may stand for them; what else is given, stays."""
    if isinstance(names, Note):
        return names.name
    if isinstance(names, (list, tuple)):
        return tuple(each.name if isinstance(each, Note) else each for each in names)
    return names


@dataclass(frozen=True, eq=False)
class Write:
    """One entry, or one change to an entry, that a step writes down. Made by the functions of `pathway.writes`.

    `kind` is a kind of entry (`record.kinds`), `slot` its name within the step. With `entry`, the write is one
    `change` in the run of changes of an entry of that name in this episode (begun at one step, ended at another).
    `recorded` is how many minutes after the step its author could know it. `lasting` says of a condition that
    nothing ends it; every other has an end, as a change. `by_day`: its instants are known by the day only, so that
    output writes dates. `wordings`: the text and details that it has instead, by the names of the option `worded_by`;
    where there are several for one name, the number `voice` says which (`language.wording`).
    """

    kind: str
    slot: str
    code: str | Expression | None = None
    value: Expression | None = None
    value2: Expression | None = None
    value_code: Expression | None = None
    value_time: Expression | None = None
    begins: Expression | None = None
    until: Expression | None = None
    recorded: Expression | None = None
    when: Expression | None = None
    about: Expression | None = None
    entry: str | None = None
    change: str = "recorded"
    status: str = ""
    unit: str = ""
    decimals: int = 0
    category: str = ""
    text: str = ""
    confidentiality: str = "normal"
    setting: str | None = None
    enduring: bool = False
    lasting: bool = False
    by_day: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)
    worded_by: Expression | None = None
    voice: Expression | None = None
    wordings: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    def expressions(self) -> list[Expression]:
        """Every expression in this write."""
        found = (getattr(self, name) for name in self.__dataclass_fields__)
        return [x for x in found if isinstance(x, Expression)]


@dataclass(frozen=True, eq=False)
class Signal:
    """What a step raises: it starts every pathway that `starts_on` its name, in the same person or another.

    `to` is "self", "mother", "father", a note that holds a person, or "siblings": every other child of one's mother;
    several may be named. `carries` hands values to the episodes that it starts. `hands_over`: what it starts in
    someone else may be a part of this episode, and read its notes.
    """

    name: str
    to: Any = "self"
    carries: Mapping[str, Value] = field(default_factory=dict)
    when: Expression | None = None
    hands_over: bool = False

    def __post_init__(self) -> None:
        """Name the notes of the persons whom it reaches."""
        object.__setattr__(self, "to", _named(self.to))

    @property
    def targets(self) -> tuple[str, ...]:
        """Whom it reaches."""
        return (self.to,) if isinstance(self.to, str) else tuple(self.to)


@dataclass(frozen=True, eq=False)
class Finding:
    """What is found where a value passes a threshold: made by `finding`.

    name: what it is called, and the signal by which it is told. of: keys of the codes under which the value is
    written. at_least, below: the thresholds (numbers of the evidence). ignored: how often nobody acts on it.
    """

    name: str
    of: tuple[str, ...]
    at_least: Draw | None
    below: Draw | None
    ignored: Draw

    def of_value(self, value: Expression) -> Expression:
        """Whether a value is past the threshold."""
        if self.at_least is None:
            assert self.below is not None
            return value < self.below
        return both(value >= self.at_least, None if self.below is None else value < self.below)

    def found(self, value: Expression | None = None, when: Expression | None = None, also: Expression | None = None,
              **carries: Value) -> Signal:  # fmt: skip
        """The signal of a step at which it is known: raised where a value is past the threshold, or `also` holds.

        value: none where it is told by `also` alone (an answer of yes). when: whether there is a value at all. carries:
        what is handed to the pathway that answers.
        """
        past = any_of((None if value is None else self.of_value(value), also))
        if past is None:
            raise ValueError(f"nothing tells of '{self.name}': give the value, or also=")
        return Signal(self.name, carries=carries, when=both(past, when))


def finding(
    name: str,
    *,
    of: str | tuple[str, ...],
    ignored: Draw,
    at_least: Draw | None = None,
    below: Draw | None = None,
) -> Finding:
    """A result or reading at or over one threshold, or under another, or between both; it must be answered.

    `synth pathways check` asks of every pathway that writes one of the codes to tell of it with `found`, or to say in
    UNANSWERED why it need not. A threshold is in the units in which the value is kept.
    """
    if at_least is None and below is None:
        raise ValueError(f"finding '{name}' has no threshold: give at_least=, below=, or both")
    if not isinstance(ignored, Draw) or ignored.number.form != "probability":
        raise ValueError(f"finding '{name}': ignored is how often nobody acts, a probability of the evidence")
    return Finding(name, (of,) if isinstance(of, str) else tuple(of), at_least, below, ignored)


@dataclass(frozen=True, eq=False)
class Choice:
    """What comes next, by chance: steps with their probabilities, one of which may have the rest."""

    options: Mapping[str, Draw | Expression | str]

    def __init__(self, options: Mapping[str, Draw | Expression | str]) -> None:
        object.__setattr__(self, "options", dict(options))


@dataclass(frozen=True, eq=False)
class When:
    """What comes next, by what is true: the first step whose condition holds, else `otherwise`."""

    conditions: Mapping[str, Expression]
    otherwise: str = END


@dataclass(frozen=True, eq=False)
class Step:
    """One thing that happens: who does it and where, when, what is written, and what follows.

    after: how long after the step before (minutes: a number of the evidence, an expression, or 0).
    at: an instant before which it does not happen (an expression); `after` then counts from there.
    lasts: for how long its contact was planned, in minutes; None for as long as is usual with the role of staff.
    draws: values by the note (or the name of the local) that keeps each.
    """

    name: str
    setting: str = ""
    after: Draw | Expression | int = 0
    at: Expression | None = None
    draws: Mapping[Any, Draw | Value] = field(default_factory=dict)
    contact: str | Expression | None = None
    contact_when: Expression | None = None
    lasts: Draw | Value | None = None
    writes: Sequence[Write] = ()
    sets: Mapping[str, Value] = field(default_factory=dict)
    raises: Sequence[Signal] | Signal = ()
    then: str | Choice | When | None = None
    hours: str = ""
    noted: tuple[Note, ...] = field(default=(), init=False)

    def __post_init__(self) -> None:
        """Draw into names, and keep the notes that they were declared by."""
        if isinstance(self.draws, Mapping):
            object.__setattr__(self, "noted", tuple(key for key in self.draws if isinstance(key, Note)))
            named = {key.name if isinstance(key, Note) else key: value for key, value in self.draws.items()}
            object.__setattr__(self, "draws", named)

    def changed(self, **members: Any) -> Step:
        """This step with some of its members changed; it keeps the notes by which it draws."""
        found = replace(self, **members)
        object.__setattr__(found, "noted", tuple(dict.fromkeys((*self.noted, *found.noted))))
        return found

    @property
    def signals(self) -> tuple[Signal, ...]:
        """The signals it raises."""
        return (self.raises,) if isinstance(self.raises, Signal) else tuple(self.raises)

    def followers(self) -> tuple[str, ...]:
        """The names of the steps that may come next."""
        if isinstance(self.then, Choice):
            names = list(self.then.options)
        elif isinstance(self.then, When):
            names = [*self.then.conditions, self.then.otherwise]
        else:
            names = [self.then or END]
        return tuple(n for n in names if n != END)


@dataclass(frozen=True, eq=False)
class Beside:
    """What goes on beside the steps of a pathway, in the same episode and by a clock of its own: a plan, visits.

    starts_on: a signal that the pathway itself raises; without one it begins with the first step. until, ending,
    at_death, guideline: as of a pathway. It reads the pathway's notes as they stood when it began, and keeps others.
    """

    name: str
    steps: Sequence[Step]
    starts_on: str = ""
    until: Expression | None = None
    ending: str | None = None
    at_death: str | None = None
    guideline: str = ""


@dataclass(frozen=True, eq=False)
class Pathway:
    """A protocol for one person, from the signal that starts it to its end.

    starts_on: the signal or signals that start an episode. only: who takes it up (asked at that moment).
    takes: values that the signal hands over, by the notes that keep them. until: the instant by which it is over,
    asked at the start; the episode then goes to the step `ending`, if one is named, at that very moment. at_death: the
    step taken when the person dies or leaves first. guideline: what it follows. confidentiality: how guarded the whole
    is, contacts, care episodes, communications and documents included; a write may be more guarded, never less. notes:
    what an episode remembers, declared: all that it takes and draws is among them. part_of: the pathway of whose
    episode each of this one is a part; its notes may be read here, as they stood when the signal was raised that
    started this part. beside: what goes on beside its steps. answers: the finding whose consequence it is, as
    `parts.consequence` says.
    """

    name: str
    starts_on: str | Sequence[str]
    steps: Sequence[Step]
    only: Expression | None = None
    takes: Sequence[Any] = ()
    until: Expression | None = None
    ending: str | None = None
    at_death: str | None = None
    guideline: str = ""
    confidentiality: str = ""
    notes: type[Notes] | None = None
    part_of: Pathway | None = None
    beside: Sequence[Beside] = ()
    answers: Finding | None = None

    def __post_init__(self) -> None:
        """Name the notes that it takes."""
        object.__setattr__(self, "takes", _named(self.takes))

    @property
    def begins_beside(self) -> str:
        """The signal of its first step with which all begins that goes on beside it; empty where nothing does."""
        return next((one.name for one in self.beside if not one.starts_on), "")

    @property
    def signals(self) -> tuple[str, ...]:
        """The signals that start it."""
        return (self.starts_on,) if isinstance(self.starts_on, str) else tuple(self.starts_on)
