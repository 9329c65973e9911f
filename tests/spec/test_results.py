"""Decisions and the results on which they rest: nobody acts on what is not known yet, over the whole record."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from care_pathways import modules
from synth.table import as_of
from tests.spec.written import Written

DECISIONS = {
    # what is decided: kind, pathway, steps, and the pathway whose results it rests on
    "medicines for diabetes": ("prescription", "type 2 diabetes", ("metformin", "second medicine", "third medicine",
                               "insulin", "statin", "statin after the first review"), "type 2 diabetes"),
    "medicines for hypertension": ("prescription", "hypertension", ("step 1", "changed", "step 2", "step 3", "step 4",
                                   "statin"), "hypertension"),
    "diagnosis of diabetes": ("condition", "type 2 diabetes", ("diagnosis",), "diagnosis of type 2 diabetes"),
    "diagnosis of gestational diabetes": ("contact", "diabetes in pregnancy", ("diagnosis",), "diabetes in pregnancy"),
    "clinic after a higher chance": ("contact", "dating scan", ("second test",), "dating scan"),
    "iron in pregnancy": ("prescription", "iron in pregnancy", ("iron",), "antenatal contact"),
    "coding of kidney disease": ("condition", "chronic kidney disease", ("diagnosed",), "low filtration seen again"),
}  # fmt: skip


@pytest.fixture(scope="module")
def written() -> Written:
    return Written([p for name in modules() for p in importlib.import_module(name).PATHWAYS], 1500, seed=11)


@pytest.mark.parametrize(("kind", "pathway", "steps", "tested"), DECISIONS.values(), ids=DECISIONS)
def test_a_decision_never_precedes_the_recording_of_its_result(
    written: Written, kind: str, pathway: str, steps: tuple[str, ...], tested: str
) -> None:
    w, forms = written, written.library.forms
    t, results = w.record[kind], w.rows("observation", pathway=tested, anywhen=True)
    step = np.array([f.pathway == pathway and f.step in steps and f.change != "ended" for f in forms])
    laboratory = np.array([f.category == "laboratory" and "laboratory" in f.details for f in forms])
    decisions = t.take(np.flatnonzero(step[t["form"]]))
    results = results.take(np.flatnonzero(laboratory[results["form"]]))
    results = results.take(np.lexsort((results["recorded"], results["from"], results["person"])))
    # The latest sample that was taken before the decision, the last of its results.
    row = as_of(results["person"], results["from"], decisions["person"], decisions["from"] - 1)
    rests = row >= 0
    assert rests.any()
    early = results["recorded"][row[rests]] > decisions["from"][rests]
    assert not early.any(), f"{early.sum()} of {rests.sum()} before the result"
