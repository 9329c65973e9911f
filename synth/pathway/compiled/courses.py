"""Courses made ready for the engines: parts with their weights and names, every fault gathered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from synth import chance
from synth.evidence import Number
from synth.evidence.exact import SCALE
from synth.evidence.scores import weight
from synth.pathway.language import courses as c
from synth.pathway.language import expressions as x

if TYPE_CHECKING:
    from synth.pathway.compiled.resolving import Builder, Resolver

WANDERS = "wanders"
"""The kind of every part that is none of the four of the language."""
_KINDS = (c.INHERITED, c.FAMILY, c.PERSON, c.READING)


@dataclass(frozen=True)
class Part:
    """A part of a course: its kind, the names of its draws, its weight in 65,536ths, and how long it keeps, minutes."""

    kind: str
    name: int
    phase: int
    weight: int
    keeps: int = 0


@dataclass(frozen=True, eq=False)
class Coursed(x.Expression):
    """The place of someone in a course: the parts that are looked at, and what moves it (thousandths of an SD)."""

    name: str
    parts_: tuple[Part, ...]
    who: str
    moved: x.Expression | None
    numbers: tuple[Number, ...]


def ready(e: c.AtCourse, r: Resolver, alone: Resolver) -> x.Expression:
    """A course as the engines read it; `alone` knows no locals, as what moves a course is asked by everyone alike."""
    r.person(e.who)
    course = e.course
    faults = list(_faults(course, r.library))
    if e.who not in ("", "self") and e.moved is not None:
        faults.append("facts move it, so it can be asked of the person alone: ask for lasting(), or for self")
    for fault in faults:
        r.fault(f"course '{course.name}': {fault}")
    if faults:
        return x.Constant(0)
    alone.elsewhere = course.answers_to
    moved = alone.ready(e.moved, "moved_by") if e.moved is not None else None
    numbers = (course.variance.number, *(d.number for d in course.keeps.values()))
    return Coursed(f"{e.sight} {course.name}", _parts(course, e.sight), e.who, moved, numbers)


def _parts(course: c.Course, sight: str) -> tuple[Part, ...]:
    number = course.variance.number
    ends = [0, *(int(t) for t in number.table[0])]
    shares = {option: ends[k + 1] - ends[k] for k, option in enumerate(number.options)}
    if sight == c.NOW:
        seen = shares
    elif sight == c.USUAL:
        seen = {o: s for o, s in shares.items() if o != c.READING and o not in course.passing}
    else:
        seen = {o: s for o, s in shares.items() if o in c.STAYS}
    whole = sum(seen.values()) if sight == c.LASTING else SCALE
    out = []
    for option, share in seen.items():
        name = f"course {course.name}.{option}"
        kind = option if option in _KINDS else WANDERS
        keeps = int(course.keeps[option].number.table[0]) if kind == WANDERS else 0
        hashes = chance.name_hash(name), chance.name_hash(f"{name}.phase")
        out.append(Part(kind, *hashes, weight(share, whole), keeps))
    return tuple(out)


def _faults(course: c.Course, library: Builder) -> Iterator[str]:
    known = library.courses.setdefault(course.name, course)
    if known is not course:
        yield "two courses have this name: rename one"
    number = course.variance.number
    if number.form != "shares" or number.dimensions:
        yield "its variance is no table of shares: write shares = { inherited = 0.2, person = 0.3, ... }, without bands"
        return
    wandering = [o for o in number.options if o not in _KINDS]
    for option in wandering:
        if option not in course.keeps:
            yield (f"its part '{option}' does not say how long it keeps: give keeps={{'{option}': p...}}, or name it "
                   f"{', '.join(_KINDS)}")  # fmt: skip
    for option, keeps in course.keeps.items():
        if option not in wandering:
            yield f"it has no part '{option}' that wanders: give it a share of the variance, or take it out of keeps"
        elif keeps.number.form != "value" or keeps.number.dimensions or int(keeps.number.table[0]) <= 0:
            yield f"how long '{option}' keeps is no length of time: give value = ... in days or years, without bands"
    for option in course.passing:
        if option not in wandering:
            yield f"it has no part '{option}' that wanders: mend passing"
    if not any(o in c.STAYS for o in number.options) and number.options != (c.READING,):
        yield "nothing of it lasts: give a share to inherited, family or person"
    for part in course.moved_by.walk() if course.moved_by is not None else ():
        by_chance = isinstance(part, x.OneOf) or (isinstance(part, x.Draw) and part.number.form != "value")
        if by_chance or isinstance(part, (x.Local, x.Occurrence, x.Started, c.AtCourse)):
            yield "it is moved by more than facts: name facts, ages and values of the evidence in moved_by"
            return
