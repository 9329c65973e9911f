"""Notes: what an episode remembers, each declared with its kind, its unit and a line of meaning.

class Labour(Notes):
    ends = instant("when the baby is born: the world's")
    bmi = quantity("body mass index at booking", "kg/m2", decimals=1)
    mode = option("how the baby is born", "vertex", "forceps", "ventouse")

n = Labour
when=n.bmi >= 30        # 30 kg/m2, however many decimals the note keeps
when=n.mode.is_("forceps", "ventouse")
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from synth.pathway.language.expressions import NONE, Constant, Expression, Local, Options

FLAG, COUNT, INSTANT, DAY, QUANTITY, PLACE, PERSON, OPTION = (
    "flag", "count", "instant", "day", "quantity", "place", "person", "option",
)  # fmt: skip
"""The kinds of notes."""


@dataclass(frozen=True, eq=False)
class Note(Local):
    """A declared local of an episode: what it means, of which kind it is, in which unit, one of which options."""

    kind: str = ""
    means: str = ""
    unit: str = ""
    decimals: int = 0
    options: tuple[str, ...] = ()

    def _told(self, value: Any) -> Any:
        """A number as a clinician says it, in the whole units that the note keeps."""
        if self.kind != QUANTITY or not isinstance(value, (int, float, Decimal)) or isinstance(value, bool):
            return value
        found = Decimal(str(value)) * 10**self.decimals
        if found != int(found):
            raise TypeError(f"{value} has more decimals than the note '{self.name}' keeps ({self.decimals})")
        return Constant(int(found))

    def beside(self, other: Expression, options: Options = NONE) -> str:
        """What this is compared with, a number in its unit: 300 of a note with one decimal is 30 kg/m2."""
        if self.kind != QUANTITY or not isinstance(other, Constant):
            return super().beside(other, options)
        return f"{Decimal(other.value).scaleb(-self.decimals).normalize():f} {self.unit}".rstrip()

    def __lt__(self, other: Any) -> Expression:
        return super().__lt__(self._told(other))

    def __le__(self, other: Any) -> Expression:
        return super().__le__(self._told(other))

    def __gt__(self, other: Any) -> Expression:
        return super().__gt__(self._told(other))

    def __ge__(self, other: Any) -> Expression:
        return super().__ge__(self._told(other))

    def equals(self, other: Any) -> Expression:
        """1 where both are the same."""
        return super().equals(self._told(other))


class Notes:
    """The notes of a pathway: each takes its name from the attribute that it is given to.

    One that stands in no class, or is made for each of several things (see `keeping`), says what it is `called`.
    """

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name, value in list(vars(cls).items()):
            if isinstance(value, Note) and not value.name:
                setattr(cls, name, replace(value, name=name))


Kept = TypeVar("Kept", bound=Notes)


def keeping(*notes: Note) -> Callable[[type[Kept]], type[Kept]]:
    """A decorator that adds notes with names of their own (`called`) to a class: one for each of several things."""

    def add(declared: type[Kept]) -> type[Kept]:
        for note in notes:
            setattr(declared, note.name, note)
        return declared

    return add


def someone(who: Note) -> Expression:
    """1 where a note of a person holds one of the family: the father of an earlier baby may be nobody of it."""
    return who >= 0


def notes_of(declared: type[Notes]) -> dict[str, Note]:
    """The notes of a class and of those that it extends, by name."""
    found = {value.name: value for base in reversed(declared.__mro__) for value in vars(base).values()
             if isinstance(value, Note)}  # fmt: skip
    return dict(sorted(found.items()))


def by_name(*notes: Note) -> dict[str, Note]:
    """Notes by their names: what a signal carries that hands them on as they are."""
    return {note.name: note for note in notes}


def whether(means: str, *, called: str = "") -> Note:
    """A note that is true (1) or false (0)."""
    return Note(called, FLAG, means)


def count(means: str, unit: str = "", *, called: str = "") -> Note:
    """A note that counts something."""
    return Note(called, COUNT, means, unit)


def instant(means: str) -> Note:
    """A note of a moment, in UTC minutes."""
    return Note("", INSTANT, means, "minutes")


def day(means: str) -> Note:
    """A note of a day by British clocks (days since 1970)."""
    return Note("", DAY, means, "days")


def quantity(means: str, unit: str, decimals: int = 0, *, called: str = "") -> Note:
    """A note of something measured, in whole units of 10**-decimals of `unit`; compared in `unit` itself."""
    return Note(called, QUANTITY, means, unit, decimals)


def place_among(means: str, *, called: str = "") -> Note:
    """A note of a place in a distribution: how many of 65,536 alike stand lower."""
    return Note(called, PLACE, means)


def person(means: str) -> Note:
    """A note of a person of the family."""
    return Note("", PERSON, means)


def option(means: str, *names: str, called: str = "") -> Note:
    """A note of one of several options, by name, in the order in which the evidence has them; the first until then."""
    return Note(called, OPTION, means, options=names)
