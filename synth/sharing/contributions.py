"""What each kind of system contributes to its place's shared care record, as `contributions.toml` has it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from synth import source_files
from synth.errors import BrokenSource
from synth.members import faults, made
from synth.record.kinds import CONFIDENTIALITY, KINDS
from synth.source_files import Written
from synth.systems import kinds

FILE = Path(__file__).with_suffix(".toml")
_TABLE = "contribution"
_GIVERS = tuple(kind.key for kind in kinds.KINDS if not kind.national and kind.key != kinds.SHARED)
_CHOICES = {"of": KINDS, "confidential": CONFIDENTIALITY[:-1]}


@dataclass(frozen=True)
class Contribution:
    """What a kind of system gives: kinds of entry, the most confidential that they may be, and on whose word."""

    of: tuple[str, ...]
    source: str
    confidential: str = CONFIDENTIALITY[0]


def read(written: Written) -> dict[str, Contribution]:
    """The contributions that a file describes, by kind of system; a BrokenSource names everything wrong with it."""
    found: dict[str, Contribution] = {}
    wrong = [f"{written.at(name)}: '{name}' is unknown: write [{_TABLE}.system]" for name in written.tables
             if name != _TABLE]  # fmt: skip
    for name, members in written.tables.get(_TABLE, {}).items():
        here = list(faults(written, (_TABLE, name), members, Contribution, (), _CHOICES))
        if name not in _GIVERS:
            here.append(f"{written.at(_TABLE, name)}: '{name}' gives nothing: there are {', '.join(_GIVERS)}")
        wrong += here
        if not here:
            found[name] = Contribution(**made(members))
    if not wrong and not found:
        wrong = [f"{written.place}: nobody gives anything: write [{_TABLE}.gp] and its members"]
    if wrong:
        raise BrokenSource("\n".join(wrong))
    return found


@cache
def contributions() -> dict[str, Contribution]:
    """The contributions of the file beside this module."""
    return read(source_files.toml_of(FILE))
