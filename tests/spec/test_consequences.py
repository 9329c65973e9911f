"""What is found is followed: by whom it must, in time, and as often as nobody forgets it."""

from __future__ import annotations

import numpy as np
import pytest

from care_pathways import pathways
from care_pathways.gp import borderline_glucose, high_potassium, kidney_disease, low_mood, raised_pressure
from care_pathways.maternity import anaemia
from synth import clock
from synth.record.kinds import CHANGES
from synth.table import Table
from tests.spec.written import Written

pytestmark = pytest.mark.slow

# Nothing can be asked of what is found shortly before the window ends.
LAST = 150 * clock.DAY
PROGRAMME = clock.day_of(2016, 6, 1) * clock.DAY


@pytest.fixture(scope="module")
def written() -> Written:
    return Written(pathways(), 9000, seed=13)


def past(w: Written, code: str, at_least: int = 0, below: int = 10**6) -> Table:
    """Values of a code of the practice within some bounds, not of the last months of the window or of a life."""
    t = w.rows("observation", code)
    gp = np.array(
        [
            f.setting.startswith(("general practice", "pathology")) and not f.pathway.endswith(("again", "pressure"))
            for f in w.library.forms
        ]
    )[t["form"]]  # what is taken again, or averaged, is itself an answer
    ends = np.minimum(np.minimum(w.people["died"], w.people["leaves"])[t["person"]], w.settings.ends) - LAST
    value = t["value"]
    return t.take(np.flatnonzero(gp & (value >= at_least) & (value < below) & (t["from"] < ends)))


def followed(found: Table, then: Table, least: float, most: float) -> float:
    """The share of rows after which the same person has a row of another table, so many days later."""
    at = np.sort((then["person"] << 32) + then["from"])
    one = (found["person"] << 32) + found["from"]
    first = np.searchsorted(at, one + int(least * clock.DAY))
    reached = np.append(at, 2**62)[first] <= one + int(most * clock.DAY)
    return float(reached.mean())


def ignored(of: object) -> float:
    """How often nobody acts on a finding, by its evidence as it is now."""
    return int(of.ignored.number.table.ravel()[-1]) / 2**63


def test_a_very_high_pressure_is_seen_again_within_two_weeks_unless_it_is_ignored(written):
    found = past(written, "blood_pressure", at_least=180)
    again = written.rows("observation", "blood_pressure", pathway="very high pressure seen again")
    assert len(found) > 100
    share = followed(found, again, 0.01, 17)
    assert share == pytest.approx(1 - ignored(raised_pressure.VERY_HIGH), abs=0.13)


def test_a_high_potassium_is_tested_again_within_a_month_unless_it_is_ignored(written):
    found = past(written, "serum_potassium", at_least=55)
    again = written.rows("observation", "serum_potassium", pathway="high potassium taken again")
    assert len(found) > 20
    share = followed(found, again, 0.01, 31)
    assert share == pytest.approx(1 - ignored(high_potassium.HIGH_POTASSIUM), abs=0.22)


def test_seven_in_ten_with_two_low_filtrations_three_months_apart_are_coded(written):
    # Kim LG et al., National Chronic Kidney Disease Audit 2017: 70 percent, of those whose last two results are low.
    w = written
    t = w.rows("observation", "egfr", anywhen=True)
    ends = np.minimum(np.minimum(w.people["died"], w.people["leaves"])[t["person"]], w.settings.ends) - LAST
    t = t.take(np.flatnonzero(t["from"] < ends))
    t = t.take(np.lexsort((t["from"], t["person"])))
    last = np.flatnonzero(np.append(t["person"][1:] != t["person"][:-1], True))
    before, low = last - 1, t["value"] < 60
    apart = t["from"][last] - t["from"][before] >= 90 * clock.DAY
    twice = t["person"][last[low[last] & low[before] & apart & (t["person"][before] == t["person"][last])]]
    coded = w.who(w.rows("condition", "ckd3a", "ckd3b", "ckd4", anywhen=True))
    assert len(twice) > 150
    assert coded[twice].mean() == pytest.approx(0.70, abs=0.07)


def test_of_a_graded_illness_one_grade_holds_at_a_time(written):
    w = written
    t = w.rows("condition", "ckd3a", "ckd3b", "ckd4", anywhen=True)
    begun, ended = (t.take(np.flatnonzero(t["change"] == CHANGES.index(how))) for how in ("begun", "ended"))
    until = dict(zip(ended["entry"].tolist(), ended["recorded"].tolist(), strict=True))
    begun = begun.take(np.lexsort((begun["recorded"], begun["person"])))
    again = np.flatnonzero(begun["person"][1:] == begun["person"][:-1])
    over = [until.get(entry, clock.NEVER) for entry in begun["entry"][again].tolist()]
    assert len(again) > 20 and (np.array(over) == begun["recorded"][again + 1]).all()


def test_nobody_is_coded_with_kidney_disease_without_a_low_result(written):
    w = written
    coded = w.rows("condition", "ckd3a", "ckd3b", "ckd4")
    coded = coded.take(np.flatnonzero(coded["from"] > w.settings.begins + clock.YEAR))
    low = w.who(w.rows("observation", "egfr").take(np.flatnonzero(w.rows("observation", "egfr")["value"] < 60)))
    assert len(coded) > 50 and low[coded["person"]].mean() > 0.98


def test_glucose_that_is_nearly_diabetes_is_put_on_the_register_unless_it_is_ignored(written):
    w = written
    free = ~w.who(w.rows("condition", "t2dm", "nondiabetic_hyperglycaemia", anywhen=True))
    found = past(w, "hba1c", at_least=42, below=48)
    on = w.rows("condition", "nondiabetic_hyperglycaemia", change="begun")
    # Few were before the prevention programme of 2016.
    recent = (free[found["person"]] | np.isin(found["person"], on["person"])) & (found["from"] >= PROGRAMME)
    first = found.take(np.flatnonzero(recent))
    _, rows = np.unique(first["person"], return_index=True)
    share = followed(first.take(np.sort(rows)), on, 0, 75)
    assert len(rows) > 40
    assert share == pytest.approx(1 - ignored(borderline_glucose.BORDERLINE), abs=0.18)


def test_low_haemoglobin_in_pregnancy_leads_to_iron_unless_it_is_ignored(written):
    w = written
    t = w.rows("observation", "haemoglobin")
    elsewhere = ("haemorrhage after birth", "blood tests")  # where the ward, and the practice, look for it
    before_birth = np.array([f.pathway not in elsewhere for f in w.library.forms])[t["form"]]
    found = t.take(np.flatnonzero((t["value"] < 105) & (t["from"] < w.settings.ends - LAST) & before_birth))
    iron = w.rows("prescription", "ferrous_sulfate_200mg_tab", pathway="iron in pregnancy")
    assert len(found) > 60
    assert followed(found, iron, 0.01, 30) == pytest.approx(1 - ignored(anaemia.LOW_HAEMOGLOBIN), abs=0.12)


def test_a_high_score_of_depression_brings_most_mothers_to_their_gp(written):
    w = written
    t = w.rows("assessment", "epds_score")
    found = t.take(np.flatnonzero((t["value"] >= 13) & (t["from"] < w.settings.ends - LAST)))
    seen = w.rows("contact", pathway="low mood seen by the GP")
    assert len(found) > 40
    share = followed(found, seen, 0, 60)
    assert 1 - ignored(low_mood.LOW_MOOD) - 0.25 < share <= 1  # who is in care for it already is not sent again


def test_every_finding_has_a_source_for_how_often_nobody_acts():
    for of in (raised_pressure.RAISED, raised_pressure.VERY_HIGH, kidney_disease.LOW, borderline_glucose.BORDERLINE,
               high_potassium.HIGH_POTASSIUM, anaemia.LOW_HAEMOGLOBIN, low_mood.LOW_MOOD):  # fmt: skip
        assert 0.05 < ignored(of) < 0.9 and of.ignored.number.sources
