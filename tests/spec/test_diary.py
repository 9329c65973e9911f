"""Nobody is in two places at once: contacts of one person that would collide by the way their pathways are made."""

from __future__ import annotations

import importlib

import numpy as np

from care_pathways import modules
from synth.pathway.compiled.plan import CONTACT
from tests.spec.written import Written

APART = (
    (("blood spot screening", "sample"), ("newborn visits", "visit of day 5")),
    (("newborn hearing screen", "both tests"), ("newborn hearing screen", "at the same session")),
)
"""Steps of one visit or session that follow one another."""


def test_what_follows_at_one_visit_begins_when_the_last_is_over() -> None:
    w = Written([p for name in modules() for p in importlib.import_module(name).PATHWAYS], 700, seed=5)
    forms, t = w.library.forms, w.record["contact"]
    t = t.take(np.flatnonzero(np.array([form.slot == CONTACT for form in forms])[t["form"]]))
    t = t.take(np.lexsort((t["from"], t["person"])))
    together = (t["person"][1:] == t["person"][:-1]) & (t["from"][1:] < t["until"][:-1])
    step = [(form.pathway, form.step) for form in forms]
    pairs = {frozenset((step[a], step[b])) for a, b in
             zip(t["form"][:-1][together], t["form"][1:][together], strict=True)}  # fmt: skip
    assert {step[i] for i in np.unique(t["form"])} >= {one for pair in APART for one in pair}
    assert not pairs & {frozenset(pair) for pair in APART}
    assert together.sum() < len(t) / 200
