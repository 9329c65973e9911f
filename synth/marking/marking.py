"""The door: an answer is what its columns say, and is marked by them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from synth.errors import BadArguments
from synth.marking import linked
from synth.marking.linked import Linked, Records
from synth.marking.reading import Truth, table
from synth.marking.received import Received, received

Marked: TypeAlias = "Linked | Received"

FORMS = {
    "pairs": ("left", "right"),
    "clusters": ("patient", "cluster"),
    "a merge": ("patient", "survivor"),
    "a receiver's record": ("receiver", "person", "entry", "version"),
}
"""What may be marked, with the columns by which it is known; an answer may have others beside them."""
_LINKS = {"pairs": linked.pairs, "clusters": linked.clusters, "a merge": linked.merged}


def mark(truth: str | Path, answer: str | Path, systems: Sequence[str] = ()) -> Marked:
    """Mark an answer, a file of CSV whose heading says what it is (FORMS), against the truth of a view of systems.

    systems: names or kinds of those whose records count, all unless said; of links alone. BadArguments in one line
    where the answer cannot be one, or there is no truth.
    """
    path, found = Path(answer), Truth.of(truth)
    said = table(path)
    forms = [form for form, columns in FORMS.items() if set(columns) <= set(said.column_names)]
    if len(forms) != 1:
        known = "; ".join(f"{','.join(columns)} for {form}" for form, columns in FORMS.items())
        raise BadArguments(f"{path} line 1: the heading is that of no answer, or of several: write {known}")
    (form,) = forms
    if form in _LINKS:
        return _LINKS[form](Records.read(found, systems), path, said)
    if systems:
        raise BadArguments("--systems is for links: of a receiver's record those receivers are marked that are in it")
    return received(found, path, said)
