"""The numbers of an evidence file as a pathway speaks of them: `p.booking_gestation` is a draw of that number."""

from __future__ import annotations

from pathlib import Path

from synth.evidence import Evidence
from synth.pathway.language.expressions import Draw


class Numbers:
    """The numbers of one file, as attributes; each gives a draw. MissingNumber names the file and what is there."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._asked: set[str] = set()

    @property
    def path(self) -> Path:
        """The file."""
        return self._evidence.path

    def __contains__(self, name: str) -> bool:
        """Say whether the file has a number of this name."""
        return name in self._evidence.numbers

    def __getattr__(self, name: str) -> Draw:
        if name.startswith("__"):
            raise AttributeError(name)
        found = Draw(self._evidence.number(name))
        self._asked.add(name)
        return found


def never_asked(numbers: Numbers) -> list[str]:
    """The names of a file's numbers that nobody has asked for, in order."""
    return sorted(set(numbers._evidence.numbers) - numbers._asked)
