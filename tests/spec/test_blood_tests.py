"""Blood tests asked for at consultations: panels whole, filed after they are taken, and followed where unusual."""

from __future__ import annotations

import numpy as np
import pytest

from care_pathways.gp import allergies, appointments, blood_tests, consultations, registration
from care_pathways.maternity import pregnancy
from synth import clock
from synth.table import as_of
from tests.spec.written import Written, engines_differ

PATHWAYS = [*registration.PATHWAYS, *allergies.PATHWAYS, *appointments.PATHWAYS, *consultations.PATHWAYS,
            *blood_tests.PATHWAYS]  # fmt: skip
COUNT = ("haemoglobin", "wbc", "platelets", "mcv")
LIVER = ("alt", "bilirubin", "alp", "albumin")


@pytest.fixture(scope="module")
def written() -> Written:
    return Written([*PATHWAYS, *pregnancy.PATHWAYS], 1200, seed=3)


def samples(w: Written, code: str) -> set[tuple[int, int]]:
    t = w.rows("observation", code, pathway="blood tests")
    return set(zip(t["person"].tolist(), t["from"].tolist(), strict=True))


def test_a_panel_comes_whole(written: Written) -> None:
    for panel in (COUNT, LIVER):
        first, *others = (samples(written, code) for code in panel)
        assert len(first) > 300 and all(other == first for other in others)
    assert samples(written, "alt") < samples(written, "haemoglobin")


def test_tests_are_as_frequent_as_is_likely_and_asked_for_at_a_consultation(written: Written) -> None:
    w = written
    t = w.rows("observation", "haemoglobin", pathway="blood tests")
    assert 0.1 < len(t) / w.years(18, 120) < 0.5
    seen = w.rows("contact", pathway="consultation")
    seen = seen.take(np.lexsort((seen["from"], seen["person"])))
    row = as_of(seen["person"], seen["from"], t["person"], t["from"])
    near = (row >= 0) & (t["from"] - seen["from"][np.maximum(row, 0)] < 400 * clock.DAY)
    assert near.mean() > 0.97


def test_results_are_filed_after_the_sample_within_a_week_or_so(written: Written) -> None:
    t = written.rows("observation", *COUNT, *LIVER, "tsh", "crp", pathway="blood tests", change="recorded")
    wait = (t["recorded"] - t["from"]) / clock.DAY
    assert wait.min() > 0.1 and np.median(wait) < 2.5 and wait.max() < 8


def test_a_low_haemoglobin_is_told_treated_and_taken_again(written: Written) -> None:
    w = written
    t = w.rows("observation", "haemoglobin", pathway="blood tests")
    low = t.take(np.flatnonzero((t["value"] < 120) & (t["from"] < w.settings.ends - 200 * clock.DAY)))
    found = {name: w.who(w.rows(*what, pathway="blood tests")) for name, what in {
        "coded": ("condition", "iron_deficiency_anaemia"), "iron": ("prescription", "ferrous_sulfate_200mg_tab"),
        "told": ("contact", "telephone_consultation")}.items()}  # fmt: skip
    assert len(low) > 40
    for who in found.values():
        assert 0.75 < who[low["person"]].mean() < 1
    begun, ended = (w.rows("condition", "iron_deficiency_anaemia", change=how) for how in ("begun", "ended"))
    assert len(begun) > 30 and len(ended) > 0.6 * len(begun)


def test_both_engines_write_the_same() -> None:
    assert engines_differ(PATHWAYS, 60) == []
