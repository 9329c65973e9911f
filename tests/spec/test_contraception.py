"""Contraception from the practice: how many have it, who must not, and that it ends where a pregnancy begins."""

from __future__ import annotations

import numpy as np
import pytest

from care_pathways.gp import allergies, contraception, raised_pressure
from synth import clock
from synth.clock import DAY
from tests.spec.written import Written, engines_differ

PATHWAYS = [*contraception.PATHWAYS, *raised_pressure.PATHWAYS, *allergies.PATHWAYS]
COMBINED, PROGESTOGEN = "ethinylestradiol_levonorgestrel", "desogestrel_75mcg_tab"


@pytest.fixture(scope="module")
def written() -> Written:
    return Written(PATHWAYS, 2500, seed=31)


def test_both_engines_write_the_same_record() -> None:
    assert engines_differ(PATHWAYS, 100) == []


def test_one_woman_in_eight_has_a_pill_from_the_practice(written: Written) -> None:
    shares = [sum(written.open_on(pill, "prescription", year, 18, 50) for pill in (COMBINED, PROGESTOGEN))
              for year in (3, 6, 9)]  # fmt: skip
    assert 2 * np.mean(shares) == pytest.approx(0.125, abs=0.03)  # half of those of an age are women


def test_every_way_is_used_and_most_take_a_pill(written: Written) -> None:
    w = written
    pills = len(w.rows("prescription", COMBINED, PROGESTOGEN, change="begun"))
    implants = len(w.rows("procedure", "contraceptive_implant_fitted"))
    coils = len(w.rows("procedure", "iucd_insertion"))
    injections = len(np.unique(w.rows("procedure", "depot_contraceptive_repeated")["person"]))
    assert pills > 3 * max(implants, coils, injections) and min(implants, coils, injections) > 10


def test_nobody_begins_the_combined_pill_with_migraine_or_past_fifty(written: Written) -> None:
    w = written
    begun = w.rows("prescription", COMBINED, change="begun", anywhen=True)
    age = clock.age_years(w.people["born"][begun["person"]] // DAY, begun["from"] // DAY)
    fact, ill_from = w.people.facts["migraine"], np.full(len(w.people), clock.NEVER)
    np.minimum.at(ill_from, fact["person"][fact["value"] > 0], fact["time"][fact["value"] > 0])
    # A course that began before the record did is shown as of then.
    late = begun["from"] >= w.settings.begins
    assert late.sum() > 50 and age[late].max() < 50
    assert (ill_from[begun["person"]][late] >= begun["from"][late]).all()
    assert len(w.rows("prescription", PROGESTOGEN, change="begun", step="another pill")) > 5


def test_injections_are_given_about_every_thirteen_weeks(written: Written) -> None:
    t = written.rows("procedure", "depot_contraceptive_repeated")
    order = np.lexsort((t["from"], t["episode"], t["person"]))
    t = t.take(order)
    same = (t["person"][1:] == t["person"][:-1]) & (np.diff(t["from"]) < 200 * DAY)
    assert np.median(np.diff(t["from"])[same]) / DAY == pytest.approx(90, abs=4)


def test_whoever_comes_from_abroad_begins_here(written: Written) -> None:
    w = written
    begun = w.rows("prescription", COMBINED, PROGESTOGEN, change="begun", anywhen=True)
    assert (begun["recorded"] >= w.people.attributes["registered_from"][begun["person"]]).all()
    told = w.rows("observation", "contraception_stopped_to_conceive", "contraception_failed", anywhen=True)
    assert np.isin(told["person"], begun["person"]).all()


def test_whoever_begins_a_pill_again_is_given_it_again(written: Written) -> None:
    """Each time is a course of its own, and none is lost among the others."""
    begun = written.rows("prescription", COMBINED, PROGESTOGEN, change="begun", anywhen=True)
    assert len(np.unique(begun["entry"])) == len(begun)
    assert np.bincount(begun["person"]).max() > 1


def test_nobody_has_two_pills_at_once(written: Written) -> None:
    begun = written.rows("prescription", COMBINED, PROGESTOGEN, change="begun", anywhen=True)
    ended = written.rows("prescription", COMBINED, PROGESTOGEN, change="ended", anywhen=True)
    over = dict(zip(ended["entry"].tolist(), ended["until"].tolist(), strict=True))
    until = np.array([over.get(entry, clock.NEVER) for entry in begun["entry"].tolist()])
    order = np.lexsort((begun["from"], begun["person"]))
    person, since, until = begun["person"][order], begun["from"][order], until[order]
    assert (since[1:] >= until[:-1])[person[1:] == person[:-1]].all()
