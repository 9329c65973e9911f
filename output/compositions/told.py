"""Which entries each section of a document tells of: what its resources are, in the order of the narrative."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from output.cda import observations
from output.cda.writing import Writing
from output.documents import selection
from output.documents.telling import Telling
from synth.record.state import Held

Pairs = Sequence[tuple[str, Held]]
"""Kinds of entry, each with pairs of a document and a row of it."""


def _stay(telling: Telling) -> Held:
    there = np.flatnonzero(telling.stay >= 0)
    return Held(there, telling.stay[there])


_CONTENTS: dict[str, Callable[[Telling], Pairs]] = {
    "allergies": lambda t: [("allergy", selection.allergies(t)[0])],
    "problems": lambda t: [("condition", selection.conditions(t))],
    "contacts": lambda t: [("contact", selection.contacts(t))],
    "discharge": lambda t: [("contact", _stay(t))],
    "medications": lambda t: [("prescription", selection.medicines(t)[0])],
    "procedures": lambda t: [("procedure", selection.procedures(t))],
    "immunisations": lambda t: [("immunisation", selection.immunisations(t))],
    "alerts": lambda t: [("flag", selection.alerts(t))],
    "plan": lambda t: [("appointment", selection.appointments(t)), ("referral", selection.requests(t)),
                       ("plan", selection.plans(t)), ("communication", selection.advice(t))],
}  # fmt: skip
"""What selects each content of a section; those of observations are parted together, the rest are words alone."""


def by_content(writing: Writing) -> dict[str, Pairs]:
    """The entries of each content, of the documents that have a section for it."""
    telling = writing.telling
    found = {name: select(telling) for name, select in _CONTENTS.items()}
    found |= {name: [(one.of, one.pairs) for one in some] for name, some in observations.told(writing).items()}
    return {name: [(kind, telling.told(name, pairs)) for kind, pairs in some] for name, some in found.items()}


def by_kind(contents: dict[str, Pairs]) -> dict[str, Held]:
    """The same by kind of entry, whatever section they stand in."""
    every: dict[str, list[Held]] = {}
    for some in contents.values():
        for kind, pairs in some:
            every.setdefault(kind, []).append(pairs)
    return {
        kind: Held(*(np.concatenate([getattr(one, of) for one in many]) for of in ("question", "row")))
        for kind, many in every.items()
    }
