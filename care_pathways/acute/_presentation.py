"""What someone comes to an emergency department with: what is complained of, what it is found to be, what is done.

What is written is made of what is told, what is found and what is done. It says nothing that another entry could
contradict: no side, no medicine by its name that the patient takes, no number that is measured.
"""

from __future__ import annotations

from dataclasses import dataclass

MINOR, MIDDLING, GRAVE = "minor", "middling", "grave"
GRAVITIES = (MINOR, MIDDLING, GRAVE)
"""How ill or hurt who comes with it mostly is."""


@dataclass(frozen=True)
class Presentation:
    """One thing to come with.

    complaint, diagnosis: keys of the codelists. told, found, done: what the patient says, what is found, what is done,
    by two clinicians. tests: names of TESTS (`emergency`). treated: keys of procedures. surgical: who is admitted with
    it goes to surgeons. broken: a bone is, which the fracture clinic looks at. inflames: the blood shows it.
    """

    complaint: str
    diagnosis: str
    gravity: str
    told: tuple[str, str]
    found: tuple[str, str]
    done: tuple[str, str]
    tests: tuple[str, ...] = ()
    treated: tuple[str, ...] = ()
    surgical: bool = False
    broken: bool = False
    inflames: bool = False


_ADMITTED = ("Referred and accepted, to the ward.", "Referred, accepted, for admission.")


def home(one: Presentation) -> tuple[str, ...]:
    """What is written of someone who goes home, by each clinician."""
    return tuple(" ".join(parts) for parts in zip(one.told, one.found, one.done, strict=True))


def admitted(one: Presentation) -> tuple[str, ...]:
    """What is written of someone who is admitted, by each clinician."""
    return tuple(" ".join(parts) for parts in zip(one.told, one.found, _ADMITTED, strict=True))
