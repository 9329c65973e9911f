"""Rules of a life: no care before birth or after death, sound NHS numbers, no period that ends before it begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from output import registry
from synth.record.after_death import allowed

if TYPE_CHECKING:
    from output.check.findings import Findings
    from output.check.reading import Resource

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"


@dataclass
class Lives:
    """Births and deaths of patients, as their Patient resources say; by id."""

    born: dict[str, str] = field(default_factory=dict)
    died: dict[str, str] = field(default_factory=dict)


def check(where: str, one: Resource, lives: Lives, closes: str, findings: Findings) -> None:
    """Check one resource by the rules, whose patient is among those known; closes: when the window does."""
    found, checked, shape = findings.found, findings.checked, one.shape
    if shape.kind in ("Patient", "RelatedPerson"):
        for number in nhs_numbers(one):
            checked["NHS numbers"] += 1
            if not nhs_number_is_valid(number):
                found("NHS numbers", where, f"{number} fails the modulus 11 check")
    if shape.kind in registry.moments():
        checked["times of life"] += 1
        for what in out_of_life(one, lives):
            found("times of life", where, what)
    checked["periods"] += len(shape.periods) + (shape.updated >= 0)
    for what in out_of_order(one, closes):
        found("periods", where, what)


def nhs_numbers(one: Resource) -> list[str]:
    """The NHS numbers among the identifiers of a resource."""
    return [one.said(value) for system, value in one.shape.identifiers if one.said(system) == NHS_NUMBER]


def nhs_number_is_valid(number: str) -> bool:
    """Whether a number is ten digits with a right check digit."""
    if len(number) != 10 or not number.isascii() or not number.isdigit():
        return False
    check_digit = 11 - sum((10 - i) * int(d) for i, d in enumerate(number[:9])) % 11
    return check_digit != 10 and check_digit % 11 == int(number[9])


def out_of_life(one: Resource, known: Lives) -> Iterator[str]:
    """What is dated before birth or after death and may not be."""
    identity = one.said(one.shape.subject).removeprefix("Patient/").removeprefix("urn:uuid:")
    born, died = known.born.get(identity, ""), known.died.get(identity, "")
    for name, place in one.shape.moments:
        moment = one.said(place)
        if born and moment[:10] < born[: len(moment)]:
            yield f"{name} {moment} is before birth ({born})"
        if died and after(moment, died) and not _excepted(one.shape.kind, name):
            yield f"{name} {moment} is after death ({died})"


def out_of_order(one: Resource, closes: str) -> Iterator[str]:
    """Each period that ends before it begins, and what was written down after the window closed (an instant)."""
    for begin, end in one.shape.periods:
        start, stop = one.said(begin), one.said(end)
        if after(start, stop):
            yield f"a period begins at {start} and ends before, at {stop}"
    updated = one.said(one.shape.updated)
    if updated and after(updated, closes):
        yield f"was last updated at {updated}, after the window closed"


def after(moment: str, other: str) -> bool:
    """Whether a moment is after another; of days alone, or what is no moment at all, the days are compared."""
    if len(moment) < 25 or len(other) < 25:
        return moment[:10] > other[:10]
    if moment[19:] == other[19:]:
        return moment > other
    try:
        return datetime.fromisoformat(moment) > datetime.fromisoformat(other)
    except (ValueError, TypeError):
        return moment > other


def _excepted(kind: str, moment: str) -> bool:
    """Whether the table of exceptions lets a moment of a resource come after death: an end, or paperwork."""
    change = "ended" if moment.endswith(".end") or moment == "abatementDateTime" else "recorded"
    return any(allowed(entry, change) for entry in registry.kinds_of(kind))
