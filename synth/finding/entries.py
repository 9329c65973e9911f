"""What conditions ask of someone's record: how many entries of a kind there are, with a code, and when first and last.

An entry counts as often as it is there, however often it was changed, and not at all where it was withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np
import pyarrow as pa

from synth import clock
from synth.record.batch import Batch
from synth.record.kinds import CHANGES, KINDS
from synth.record.state import runs
from synth.table import Table

Column = np.ndarray

_PLURALS = {"family_history": "family_histories", "allergy": "allergies"}
ASKED = {_PLURALS.get(kind, f"{kind}s"): kind for kind in KINDS}
"""What may be asked for, and the kind of entry that it is: `contacts`, `conditions`, `observations` ..."""
FIRST, LAST = "first", "last"
_WITHDRAWN = CHANGES.index("withdrawn")


@dataclass(frozen=True)
class Entries:
    """Entries of a kind, as a condition names them: code: a key of the codelists, * for any letters; "" for all."""

    called: str
    code: str = ""

    @property
    def name(self) -> str:
        """The column of people that says how many there are."""
        return f"{self.called}({self.code})" if self.code else self.called

    def day(self, which: str) -> str:
        """The column of people that says on which day the first or last of them began, "" where there is none."""
        return f"{which} {self.name}"


def told(batch: Batch, people: pa.Table, wanted: Iterable[Entries]) -> pa.Table:
    """Lines of people.csv, one for each patient of the batch, with what is wanted of each record beside them."""
    patients = np.flatnonzero(batch.people["patient"])
    line = np.full(len(batch.people), -1)
    line[patients] = np.arange(len(patients))
    there: dict[str, Table] = {}
    for one in wanted:
        kind = ASKED[one.called]
        if kind not in there:
            ended = runs(batch.record[kind], batch.forms).at_the_end()
            there[kind] = ended.take(np.flatnonzero(ended["change"] != _WITHDRAWN))
        table = there[kind]
        rows = np.flatnonzero(_coded(batch, one.code)[table["code"]]) if one.code else np.arange(len(table))
        rows = rows[line[table["person"][rows]] >= 0]
        whose = line[table["person"][rows]]
        many = np.bincount(whose, minlength=len(patients)).astype(np.int64)
        day = clock.uk_day(table["from"][rows]).astype(np.int64)
        people = people.append_column(one.name, pa.array(many))
        for which, best, none in ((FIRST, np.minimum, clock.NEVER), (LAST, np.maximum, -clock.NEVER)):
            days = np.full(len(patients), none)
            best.at(days, whose, day)
            text = np.where(many > 0, np.where(many > 0, days, 0).astype("datetime64[D]").astype(str), "")
            people = people.append_column(one.day(which), pa.array(text, pa.string()))
    return people


def _coded(batch: Batch, code: str) -> Column:
    """Which concepts of the codelists have a key that fits (bool, by their number)."""
    return np.array([fnmatchcase(concept.key, code) for concept in batch.codelists.concepts], dtype=bool)
