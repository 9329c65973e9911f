"""The shapes of the truth: what was so of the people of a batch, whoever knew it. It stands beside the record.

Nothing reads it but what writes `truth/`: no format, view or message may tell what nobody wrote down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from synth.table import Shape, Table, shape, shaped

PERSON, CONDITION, KIN, COURSE = "person", "condition", "kin", "course"
TRUTHS: dict[str, Shape] = {
    PERSON: shape("person born died cause mother father"),
    CONDITION: shape("person condition onset"),
    KIN: shape("person other kind from until responsibility"),
    COURSE: shape("person course place"),
}
"""The tables and their columns (int64), rows by person: cause, condition, kind and course are positions
among the words of a `Truth`, -1 is the cause of who is alive; `place` says how many of 65,536 stand lower; mother,
father, other and person are person rows or -1."""


@dataclass(frozen=True)
class Truth:
    """What was so until the window closed. words: what positions in cause, condition, kind and course stand for, and
    the codes of each cause (icd10)."""

    tables: dict[str, Table]
    words: Mapping[str, Sequence[str]]

    def __post_init__(self) -> None:
        for name, of in TRUTHS.items():
            self.tables[name] = shaped(self.tables.get(name, Table()), of, name)
