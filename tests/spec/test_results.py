"""Decisions and the results on which they rest: nobody acts on what is not known yet, over the whole record."""

from __future__ import annotations

import numpy as np
import pytest

from synth import clock
from synth.record.supply import ISSUE_OF
from synth.systems.kinds import INDEX
from synth.table import as_of
from tests.spec.written import Written, everyone

DECISIONS = {
    # what is decided: kind, pathway, steps, and the pathway whose results it rests on
    "medicines for diabetes": ("prescription", "type 2 diabetes", ("metformin", "second medicine", "third medicine",
                               "insulin"), "type 2 diabetes"),
    "medicines for hypertension": ("prescription", "hypertension", ("step 1", "changed", "step 2", "step 3", "step 4"),
                                   "hypertension"),
    "statin for diabetes": ("prescription", "statin for diabetes", ("begun",), "type 2 diabetes"),
    "statin for hypertension": ("prescription", "statin for high blood pressure", ("begun",), "hypertension"),
    "diagnosis of diabetes": ("condition", "type 2 diabetes", ("diagnosis",), "diagnosis of type 2 diabetes"),
    "diagnosis of gestational diabetes": ("contact", "diabetes in pregnancy", ("diagnosis",), "diabetes in pregnancy"),
    "clinic after a higher chance": ("contact", "dating scan", ("second test",), "dating scan"),
    "iron in pregnancy": ("prescription", "iron in pregnancy", ("iron",), "antenatal contact"),
    "coding of kidney disease": ("condition", "chronic kidney disease", ("diagnosed",), "low filtration seen again"),
}  # fmt: skip


@pytest.fixture(scope="module")
def written() -> Written:
    return everyone()


@pytest.mark.parametrize(("kind", "pathway", "steps", "tested"), DECISIONS.values(), ids=DECISIONS)
def test_a_decision_never_precedes_the_recording_of_its_result(
    written: Written, kind: str, pathway: str, steps: tuple[str, ...], tested: str
) -> None:
    w, forms = written, written.library.forms
    t, results = w.record[kind], w.rows("observation", pathway=tested, anywhen=True)
    step = np.array([f.pathway == pathway and f.step in steps and f.change != "ended" and ISSUE_OF not in f.details
                     for f in forms])  # fmt: skip
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


def test_an_estimate_of_filtration_is_that_of_its_creatinine(written: Written) -> None:
    """CKD-EPI 2009 by creatinine, age and sex (NICE NG203), within what rounding of the creatinine leaves."""
    w = written
    found, sample = w.rows("observation", "egfr"), w.rows("observation", "serum_creatinine")
    by = {(p, at): v for p, at, v in zip(sample["person"].tolist(), sample["from"].tolist(), sample["value"].tolist(),
                                         strict=True)}  # fmt: skip
    umol = np.array([by[key] for key in zip(found["person"].tolist(), found["from"].tolist(), strict=True)])
    woman = w.people["sex"][found["person"]] == 2
    age = (found["from"] - w.people["born"][found["person"]]) / clock.YEAR
    share = umol / 88.4 / np.where(woman, 0.7, 0.9)
    formula = 141 * np.minimum(share, 1) ** np.where(woman, -0.329, -0.411) * np.maximum(share, 1) ** -1.209
    formula *= 0.993**age * np.where(woman, 1.018, 1)
    assert len(found) > 1000 and (np.abs(found["value"] - formula) <= 3).mean() > 0.97
    assert (np.abs(found["value"] - formula) <= 5).all()


def test_results_that_decide_are_filed_by_day(written: Written) -> None:
    w = written
    laboratory = np.array([f.category == "laboratory" and "laboratory" in f.details for f in w.library.forms])
    t = w.rows("observation")
    t = t.take(np.flatnonzero(laboratory[t["form"]] & (t["system"] == INDEX["gp"])))
    minute = (t["recorded"] + clock.uk_offset(t["recorded"])) % clock.DAY
    assert len(t) > 5000 and ((minute >= 8 * clock.HOUR) & (minute <= 21 * clock.HOUR)).all()


def test_two_samples_for_glucose_within_weeks_are_of_one_person(written: Written) -> None:
    w = written
    t = w.rows("observation", "hba1c", anywhen=True)
    t = t.take(np.lexsort((t["from"], t["person"])))
    soon = (t["person"][1:] == t["person"][:-1]) & (t["from"][1:] - t["from"][:-1] < 60 * clock.DAY)
    change = (t["value"][1:] - t["value"][:-1])[soon]
    assert soon.sum() > 20 and (np.abs(change) <= 15).mean() > 0.97
    assert (change < 0).mean() > 0.2  # a second sample is lower as often as not
