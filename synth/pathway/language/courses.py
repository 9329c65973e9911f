"""Courses: what a person is lasts. A course says where a person stands among others, at any moment of life.

What a body or a mind is like is never drawn at a contact. A course gives a *place* (0 the lowest, 65,535 the highest of
all who are of the same kind); the evidence of whoever asks says what is found at that place, by age, sex or anything
else. So the spread of a reading is that of its evidence, and what one service finds belongs to what another finds.

A course is a pure function of the person, the moment and the facts that were true before: it has no state, and whoever
asks twice at one moment is told the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from synth.pathway.language.expressions import Draw, Expression, Value, where, whole

PLACES = 65_536

INHERITED, FAMILY, PERSON, READING = "inherited", "family", "person", "reading"
"""The parts of a variance that need no time: what comes from the parents, what the whole family shares, what is the
person's own for life, and what is of one reading alone. Every other part wanders, and says for how long it keeps."""

STAYS = (INHERITED, FAMILY, PERSON)
"""Those that stay for life."""

NOW, USUAL, LASTING = "now", "usual", "lasting"
"""How a course is looked at: as it is read at this moment, without the error of the reading and what changes within
weeks, or by what stays for life alone."""


@dataclass(frozen=True, eq=False)
class Course:
    """A quantity of a person over life, by the parts of its variance (a number of the evidence, as shares).

    keeps: for each part that wanders how long it keeps (numbers of the evidence); after twice that time nothing is
    left of it. passing: the parts that wander too quickly to be part of what is usual. moved_by: by how many
    thousandths of a standard deviation facts and attributes move a person, up or down. answers_to: the facts among them
    that other pathways set, and that never come true where those are left out.
    """

    name: str
    variance: Draw
    keeps: Mapping[str, Draw] = field(default_factory=dict)
    passing: tuple[str, ...] = ()
    moved_by: Expression | None = None
    answers_to: tuple[str, ...] = ()

    def now(self, who: str = "self") -> AtCourse:
        """The place as it is read at this moment."""
        return AtCourse(self, NOW, who, self.moved_by)

    def usual(self, who: str = "self") -> AtCourse:
        """The place that readings of these months have on average (nearer to the middle than most readings)."""
        return AtCourse(self, USUAL, who, self.moved_by)

    def lasting(self, who: str = "self") -> AtCourse:
        """The place among others by what stays for life alone: what comes of it sooner or later is drawn by it."""
        return AtCourse(self, LASTING, who, None)


@dataclass(frozen=True, eq=False)
class AtCourse(Expression):
    """The place of someone in a course at this moment; in the middle where there is no such person."""

    course: Course
    sight: str
    who: str = "self"
    moved: Expression | None = None


@dataclass(frozen=True, eq=False)
class ShareOf(Expression):
    """A probability of the evidence as so many of 65,536: nothing is drawn."""

    number: Draw


def share_of(number: Expression) -> ShareOf:
    """A probability of the evidence as so many of 65,536 places."""
    if not isinstance(number, Draw) or number.number.form != "probability":
        raise TypeError("share_of reads a probability of the evidence")
    return ShareOf(number)


def among_highest(number: Expression, place: Value) -> Expression:
    """1 for those who stand so high that just this share (a probability of the evidence) stands there."""
    return whole(place) >= PLACES - share_of(number)


def place_within(number: Expression, place: Value) -> Expression:
    """The place among those on the same side of `among_highest`: among the highest, or among all others."""
    cut, at = PLACES - share_of(number), whole(place)
    return where(at >= cut, (at - cut) * PLACES // (PLACES - cut), at * PLACES // cut)
