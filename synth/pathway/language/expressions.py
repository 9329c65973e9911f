"""What a pathway may ask about: small expressions over whole numbers.

An expression is a tree with no meaning of its own: each engine reads it in its own way. Every value is a whole
number (true is 1, false is 0); instants are UTC minutes. A fact is what was true *before* the moment of the step
that asks: what becomes true at that very moment is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from synth.evidence import Number

Options = Mapping[str, Sequence[str]]
NONE: Options = {}


class Expression:
    """Anything that gives a whole number for a person at a moment."""

    def __add__(self, other: Value) -> Expression:
        return Operation("+", self, whole(other))

    def __radd__(self, other: Value) -> Expression:
        return Operation("+", whole(other), self)

    def __sub__(self, other: Value) -> Expression:
        return Operation("-", self, whole(other))

    def __rsub__(self, other: Value) -> Expression:
        return Operation("-", whole(other), self)

    def __mul__(self, other: Value) -> Expression:
        return Operation("*", self, whole(other))

    def __floordiv__(self, other: Value) -> Expression:
        return Operation("//", self, whole(other))

    def __mod__(self, other: Value) -> Expression:
        return Operation("%", self, whole(other))

    def __lt__(self, other: Value) -> Expression:
        return Operation("<", self, whole(other))

    def __le__(self, other: Value) -> Expression:
        return Operation("<=", self, whole(other))

    def __gt__(self, other: Value) -> Expression:
        return Operation("<", whole(other), self)

    def __ge__(self, other: Value) -> Expression:
        return Operation("<=", whole(other), self)

    def equals(self, other: Value) -> Expression:
        """1 where both are the same."""
        return Operation("==", self, whole(other))

    def is_(self, *names: str) -> Expression:
        """1 where this is one of the options so named."""
        return Is(self, names)

    def __and__(self, other: Value) -> Expression:
        return Operation("and", self, whole(other))

    def __or__(self, other: Value) -> Expression:
        return Operation("or", self, whole(other))

    def __invert__(self) -> Expression:
        return Operation("==", self, Constant(0))

    def parts(self) -> Iterator[Expression]:
        """The expressions inside this one."""
        for name in members(type(self)):
            value = getattr(self, name)
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, Expression):
                    yield part

    def walk(self) -> Iterator[Expression]:
        """This expression and all inside it."""
        yield self
        for part in self.parts():
            yield from part.walk()

    def beside(self, other: Expression, options: Options = NONE) -> str:
        """What this is compared with, as a person says it."""
        return _inner(other, options)

    def words(self, options: Options = NONE) -> str:
        """This expression as a person says it; options: the words of what a local may be, by its name."""
        inside = ", ".join(part.words(options) for part in self.parts())
        return f"{spaced(type(self).__name__.lower())}{f' of {inside}' if inside else ''}"

    def __str__(self) -> str:
        return self.words()


Value = Expression | int | str
"""What an expression may be made of: an expression, a whole number, or the name of an option."""
_SAID = {"+": "plus", "-": "less", "*": "times", "//": "divided by", "%": "modulo", "and": "and", "or": "or"}
_MEMBERS: dict[Any, tuple[str, ...]] = {}
_CALENDAR = {"day of": "the day of {}", "midnight": "the beginning of {}", "working day": "{} or the next working day"}


def spaced(name: str) -> str:
    """A name of the code as words."""
    return name.replace("_", " ").strip()


def _inner(e: Expression, options: Options) -> str:
    """A part of a longer expression: in brackets where it would be misread without."""
    loose = isinstance(e, Where) or (isinstance(e, Operation) and not e.is_denial)
    return f"({e.words(options)})" if loose else e.words(options)


def members(kind: Any) -> tuple[str, ...]:
    """The names of the members of a kind of expression, in their order."""
    if kind not in _MEMBERS:
        _MEMBERS[kind] = tuple(item.name for item in fields(kind))
    return _MEMBERS[kind]


def whole(value: Value) -> Expression:
    """An expression; a whole number or the name of an option as one."""
    if isinstance(value, (Expression, str)):
        return Word(value) if isinstance(value, str) else value
    if isinstance(value, (bool, int)):
        return Constant(int(value))
    raise TypeError(f"{value!r} is neither an expression nor a whole number: give p.number, Fact(...), 3")


@dataclass(frozen=True, eq=False)
class Word(Expression):
    """An option by its name; of which list, what it is put into tells."""

    name: str

    def words(self, options: Options = NONE) -> str:
        return spaced(self.name)


@dataclass(frozen=True, eq=False)
class Is(Expression):
    """1 where an option is one of some names."""

    option: Expression
    names: tuple[str, ...]

    def words(self, options: Options = NONE) -> str:
        return f"{self.option.words(options)} is {' or '.join(map(spaced, self.names))}"


@dataclass(frozen=True, eq=False)
class Constant(Expression):
    """A whole number that never changes."""

    value: int

    def words(self, options: Options = NONE) -> str:
        return str(self.value)


@dataclass(frozen=True, eq=False)
class Local(Expression):
    """Something this episode has drawn or was handed at its start; 0 until then."""

    name: str

    def words(self, options: Options = NONE) -> str:
        return spaced(self.name)


@dataclass(frozen=True, eq=False)
class Fact(Expression):
    """What is true of the person before this moment: an attribute, or the latest value of a changing fact."""

    name: str

    def words(self, options: Options = NONE) -> str:
        return spaced(self.name)


@dataclass(frozen=True, eq=False)
class Of(Expression):
    """A fact about someone else in the family: `who` is "mother", "father", or a note that holds a person."""

    who: str
    fact: str

    def __init__(self, who: str | Local, fact: str) -> None:
        vars(self).update(who=who.name if isinstance(who, Local) else who, fact=fact)

    def words(self, options: Options = NONE) -> str:
        return f"{spaced(self.fact)} of {spaced(self.who)}"


@dataclass(frozen=True, eq=False)
class OthersInFamily(Expression):
    """The sum of a changing fact over all other members of the family."""

    fact: str

    def words(self, options: Options = NONE) -> str:
        return f"{spaced(self.fact)} of others in the family"


@dataclass(frozen=True, eq=False)
class Now(Expression):
    """This moment."""

    def words(self, options: Options = NONE) -> str:
        return "now"


@dataclass(frozen=True, eq=False)
class Started(Expression):
    """When this episode started."""

    def words(self, options: Options = NONE) -> str:
        return "the start of this episode"


@dataclass(frozen=True, eq=False)
class Occurrence(Expression):
    """How often this step has been here before, in this episode (0 the first time)."""

    def words(self, options: Options = NONE) -> str:
        return "times here before"


@dataclass(frozen=True, eq=False)
class Age(Expression):
    """Completed years of age at this moment (`days=True`: days since birth)."""

    days: bool = False

    def words(self, options: Options = NONE) -> str:
        return "age in days" if self.days else "age"


@dataclass(frozen=True, eq=False)
class Calendar(Expression):
    """A reckoning by the calendar of England: see `language.time` for its words."""

    word: str
    part: Expression

    def words(self, options: Options = NONE) -> str:
        return _CALENDAR.get(self.word, f"{spaced(self.word)} of {{}}").format(_inner(self.part, options))


@dataclass(frozen=True, eq=False)
class Operation(Expression):
    """Arithmetic or comparison; division and remainder round down."""

    sign: str
    left: Expression
    right: Expression

    @property
    def is_denial(self) -> bool:
        """Whether it says that something is not so, or is 0."""
        return self.sign == "==" and isinstance(self.right, Constant) and self.right.value == 0

    def words(self, options: Options = NONE) -> str:
        left, right = self.left, self.right
        if self.sign == "==":
            if isinstance(left, Local) and isinstance(right, Constant) and left.name in options:
                known = options[left.name]
                if 0 <= right.value < len(known):
                    return f"{spaced(left.name)} is {spaced(known[right.value])}"
            if self.is_denial and isinstance(left, Is):
                return f"{left.option.words(options)} is not {' or '.join(map(spaced, left.names))}"
            if self.is_denial:
                return f"not {_inner(left, options)}"
            if isinstance(right, Constant) and right.value == 1 and getattr(left, "kind", "") == "flag":
                return left.words(options)
            return f"{_inner(left, options)} is {left.beside(right, options)}"
        if self.sign in ("<", "<="):
            more, less = ("above", "below") if self.sign == "<" else ("at least", "at most")
            if isinstance(left, (Constant, Draw)):
                return f"{_inner(right, options)} is {more} {right.beside(left, options)}"
            return f"{_inner(left, options)} is {less} {left.beside(right, options)}"
        plain = [isinstance(part, Operation) and (part.sign in ("<", "<=", "==") or part.sign == self.sign == "and")
                 for part in (left, right)]  # fmt: skip
        said = [part.words(options) if so else _inner(part, options)
                for so, part in zip(plain, (left, right), strict=True)]  # fmt: skip
        return f" {_SAID.get(self.sign, self.sign)} ".join(said)


@dataclass(frozen=True, eq=False)
class Where(Expression):
    """One of two values, as a condition is true or false."""

    condition: Expression
    then: Expression
    otherwise: Expression

    def words(self, options: Options = NONE) -> str:
        then, otherwise = _inner(self.then, options), _inner(self.otherwise, options)
        rest = "" if isinstance(self.otherwise, Constant) and self.otherwise.value == 0 else f", otherwise {otherwise}"
        return f"{then} if {_inner(self.condition, options)}{rest}"


@dataclass(frozen=True, eq=False)
class Draw(Expression):
    """A number drawn for this decision (0 or 1 for a probability, else a quantity), as it is `at` an instant."""

    number: Number
    name: str = ""
    at: Expression | None = None

    def named(self, name: str) -> Draw:
        """The same number, drawn a second time."""
        return Draw(self.number, name, self.at)

    def as_of(self, instant: Expression) -> Draw:
        """The same number as it is at another instant than that of the step, such as that of an appointment."""
        return Draw(self.number, self.name, instant)

    def words(self, options: Options = NONE) -> str:
        how = {"probability": "by chance ", "value": ""}.get(self.number.form, "drawn ")
        return how + spaced(self.name or self.number.name) + (f" as of {self.at.words(options)}" if self.at else "")


@dataclass(frozen=True, eq=False)
class AtCentile(Expression):
    """A quantity of the evidence read at a place in its distribution, 0 to 65,535, that someone keeps over time."""

    number: Draw
    place: Expression

    def words(self, options: Options = NONE) -> str:
        return f"{self.number.words(options)} at the place {_inner(self.place, options)}"


@dataclass(frozen=True, eq=False)
class OneOf(Expression):
    """An even chance of each of 0 .. n-1."""

    n: int
    name: str = "one of"

    def words(self, options: Options = NONE) -> str:
        return f"one of {self.n}, evenly"


@dataclass(frozen=True, eq=False)
class Code(Expression):
    """A code of the codelists (its place in them), by its key."""

    key: str

    def words(self, options: Options = NONE) -> str:
        return spaced(self.key) or "nothing"


@dataclass(frozen=True, eq=False)
class CodeBy(Expression):
    """The code that stands for a whole number: the first key for `first`, and so on; none outside."""

    number: Expression
    first: int
    keys: tuple[str, ...]

    def words(self, options: Options = NONE) -> str:
        keys = ", ".join(spaced(key) or "nothing" for key in self.keys)
        return f"one of {keys}, by {_inner(self.number, options)}"


@dataclass(frozen=True, eq=False)
class ByOption(Expression):
    """What stands for each option: a code ("code"), an option of another list ("option") or a number ("number")."""

    option: Expression
    sort: str
    values: tuple[tuple[str, str | int], ...]

    def words(self, options: Options = NONE) -> str:
        said = ", ".join(f"{spaced(str(to)) or 'nothing'} for {spaced(name)}" for name, to in self.values)
        return f"{said} by {_inner(self.option, options)}"


def where(condition: Value, then: Value, otherwise: Value = 0) -> Where:
    """One of two values, as a condition is true or false."""
    return Where(whole(condition), whole(then), whole(otherwise))


PLACES = 65_536  # so many `at_centile` tells apart in a distribution


def at_centile(number: Expression, place: Value) -> AtCentile:
    """A quantity of the evidence read at a given place in its distribution, 0 to PLACES - 1."""
    if isinstance(number, Draw) and number.number.form == "quantity":
        return AtCentile(number, whole(place))
    raise TypeError("at_centile reads a quantity of the evidence")
