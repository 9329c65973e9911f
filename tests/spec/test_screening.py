"""Screening of adults: who is called how often, who comes, what is found, and what follows from it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from care_pathways.gp import allergies, cancer, screening
from synth import clock
from synth.record.kinds import CHANGES
from tests.spec.written import Written, engines_differ

PATHWAYS = [*screening.PATHWAYS, *cancer.PATHWAYS, *allergies.PATHWAYS]


@pytest.fixture(scope="module")
def written() -> Written:
    return Written(PATHWAYS, 8000, seed=23)


def test_both_engines_write_the_same_record() -> None:
    assert engines_differ(PATHWAYS, 150) == []


@pytest.mark.parametrize(
    ("came", "stayed_away", "share"),
    [
        (("breast_screening_normal", "breast_screening_recall"), "breast_screening_no_response", 0.65),
        (("bowel_screening_normal", "bowel_screening_abnormal"), "bowel_screening_no_response", 0.65),
        (("aaa_screening_normal", "aaa_screening_abnormal"), "aaa_screening_no_response", 0.78),
    ],
)
def test_as_many_come_as_published(written: Written, came, stayed_away: str, share: float) -> None:
    tested, no = (len(written.rows("observation", *keys)) for keys in (came, (stayed_away,)))
    assert tested / (tested + no) == pytest.approx(share, abs=0.04)


def test_nobody_is_called_while_the_programmes_are_paused(written: Written) -> None:
    t = written.rows("communication", "cervical_screening_invitation", "breast_screening_invitation", step="invited")
    shut, opened = clock.instant_of(dt.date(2020, 4, 1)), clock.instant_of(dt.date(2020, 6, 1))
    during = (t["from"] > shut) & (t["from"] < opened)
    before = (t["from"] > shut - 365 * clock.DAY) & (t["from"] < opened - 365 * clock.DAY)
    assert before.sum() > 100 and not during.any()


@pytest.mark.parametrize(("site", "codes"), [("breast", ("cancer_breast",)), ("bowel", tuple(cancer.BOWEL.values()))])
def test_a_cancer_that_screening_finds_is_found_once_and_treated_from_there(written: Written, site, codes) -> None:
    w = written
    found = w.rows("condition", *codes, pathway=f"{site} cancer found by screening", anywhen=True)
    signs = w.rows("condition", *codes, pathway=f"{site} cancer", anywhen=True)
    assert len(found) > 5 and not np.isin(found["person"], signs["person"]).any()
    called = w.rows("observation", "breast_screening_recall", "bowel_screening_abnormal", anywhen=True)
    here = found["recorded"] >= w.settings.begins + clock.YEAR
    assert np.isin(found["person"][here], called["person"]).all()


def test_cancers_are_found_in_as_many_screened_as_published(written: Written) -> None:
    w = written
    seen = len(w.rows("observation", "breast_screening_normal", "breast_screening_recall"))
    found = len(w.rows("condition", "cancer_breast", pathway="breast cancer found by screening"))
    assert 1000 * found / seen == pytest.approx(9.0, abs=4)


def test_what_ends_in_the_record_has_begun(written: Written) -> None:
    t = written.rows("condition", "cin_2", anywhen=True)
    begun, ended = (set(t["entry"][t["change"] == CHANGES.index(change)].tolist()) for change in ("begun", "ended"))
    assert len(begun) > 20 and ended <= begun


@pytest.mark.parametrize(
    ("test", "codes"),
    [("screening_mammography", ("cancer_breast",)), ("fit_test", tuple(cancer.BOWEL.values()))],
)
def test_whoever_is_known_to_have_the_cancer_since_being_invited_is_not_tested(written: Written, test, codes) -> None:
    known, tests = written.rows("condition", *codes, anywhen=True), written.rows("procedure", test)
    ill = dict(zip(known["person"][::-1].tolist(), known["from"][::-1].tolist(), strict=True))
    of = zip(tests["person"].tolist(), tests["from"].tolist(), strict=True)
    of_the_ill = [at < ill[person] for person, at in of if person in ill]
    assert len(of_the_ill) > 5 and all(of_the_ill)
