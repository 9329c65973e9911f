"""What is written when someone has died: where, of what, by whom, and when it is known."""

from __future__ import annotations

import numpy as np
import pytest

from care_pathways.gp import death, end_of_life
from synth import clock
from synth.record.after_death import faults
from synth.world.demography.deaths import CAUSES
from tests.spec.written import Written, engines_differ

PATHWAYS = [*end_of_life.PATHWAYS, *death.PATHWAYS]
EXTERNAL = [CAUSES.index(cause) for cause in death.EXTERNAL]


@pytest.fixture(scope="module")
def written() -> Written:
    return Written(PATHWAYS, 16_000, seed=29)


def dead(w: Written, days: int = 40) -> np.ndarray:
    """Who of the patients died in England in the window, so many days before its end."""
    p = w.people
    return w.patient & (p["died"] >= w.settings.begins) & (p["died"] < w.settings.ends - days * clock.DAY) & (
        p["died"] < p["leaves"]
    )  # fmt: skip


def test_the_deprived_die_in_hospital_a_little_more_often(written: Written) -> None:
    t = written.rows("observation", "place_of_death")
    hospital = t["value_code"] == written.code(death.PLACES["hospital"])
    decile = written.people.attributes["decile"][t["person"]]
    most, least = hospital[decile <= 2], hospital[decile >= 7]
    error = ((1 / len(most) + 1 / len(least)) * 0.55 / 0.45) ** 0.5
    assert most.mean() / least.mean() == pytest.approx(1.13, abs=2.5 * error)
    assert most.mean() > least.mean()


def test_both_engines_write_the_same_record() -> None:
    assert engines_differ(PATHWAYS, 1500) == []


def test_the_cause_that_is_certified_is_that_of_which_someone_died(written: Written) -> None:
    w = written
    t = w.rows("observation", "certified_cause_of_death", slot="copy of the certificate")
    cause = w.people["cause"][t["person"]]
    assert len(t) > 800
    codes = np.array([w.code(death.CAUSE[CAUSES[c]]) for c in cause])
    assert (t["value_code"] == codes).all()
    assert (t["from"] == w.people["died"][t["person"]]).all()
    with_inquest = np.isin(w.people["cause"], EXTERNAL)
    registered = w.people.attributes["registered_from"] < w.people["died"]
    assert w.who(t)[dead(w) & ~with_inquest & registered].all()
    assert not w.who(t)[~registered].any() and (~registered & dead(w)).any()
    late = t["recorded"] - t["from"]
    assert np.median(late[~with_inquest[t["person"]]]) < 8 * clock.DAY
    assert np.median(late[with_inquest[t["person"]]]) > 90 * clock.DAY


def test_a_doctor_certifies_where_the_coroner_does_not(written: Written) -> None:
    w = written
    certificates = w.rows("communication", "medical_certificate_of_cause_of_death")
    certified = np.bincount(certificates["person"], minlength=len(w.people))
    with_inquest = np.isin(w.people["cause"], EXTERNAL)
    assert (certified[dead(w) & ~with_inquest] == 1).all()
    assert (certified[with_inquest] == 0).all()
    reports = w.rows("communication", "report_to_coroner")
    assert w.who(reports)[dead(w) & with_inquest].all()
    assert w.who(reports)[dead(w)].mean() == pytest.approx(0.40, abs=0.05)  # Coroners Statistics 2019 [recalled]


def test_what_is_reported_to_the_coroner_is_certified_after_the_answer(written: Written) -> None:
    w = written
    told, certified = (np.full(len(w.people), clock.NEVER) for _ in range(2))
    for column, code in ((told, "report_to_coroner"), (certified, "medical_certificate_of_cause_of_death")):
        t = w.rows("communication", code)
        column[t["person"]] = t["recorded"]
    both = (told < clock.NEVER) & (certified < clock.NEVER)
    assert both.sum() > 100 and (certified[both] > told[both]).all()


def test_a_medical_examiner_looks_at_every_certificate_since_the_law_says_so(written: Written) -> None:
    w = written
    certificates, looked_at = (
        w.rows("communication", code) for code in ("medical_certificate_of_cause_of_death", "medical_examiner_scrutiny")
    )
    certificates = certificates.take(np.flatnonzero(certificates["recorded"] < w.settings.ends - 5 * clock.DAY))
    at = clock.uk_day(w.people["died"][certificates["person"]])
    seen = w.who(looked_at)[certificates["person"]]
    law, begun = clock.day_of(2024, 9, 9), clock.day_of(2019, 4, 1)
    assert (at > law).sum() > 10 and seen[at > law].all() and not seen[at < begun].any()
    assert 0.3 < seen[(at > begun) & (at < law)].mean() < 0.7
    when = dict(zip(certificates["person"].tolist(), certificates["recorded"].tolist(), strict=True))
    pairs = zip(looked_at["person"].tolist(), looked_at["recorded"].tolist(), strict=True)
    assert all(recorded > when.get(person, 0) for person, recorded in pairs)


@pytest.mark.parametrize(
    ("place", "low", "high"),  # England 2016 to 2022 (PHE, OHID)
    [("hospital", 41, 49), ("home", 22, 31), ("care_home", 18, 26), ("hospice", 3.5, 7), ("elsewhere", 1, 4)],
)
def test_people_die_where_people_in_england_do(written: Written, place: str, low: float, high: float) -> None:
    t = written.rows("observation", "place_of_death")
    share = 100 * (t["value_code"] == written.code(death.PLACES[place])).mean()
    error = 100 * 0.5 / len(t) ** 0.5
    assert low - 1.5 * error < share < high + 1.5 * error


def test_most_who_die_of_dementia_die_in_a_care_home(written: Written) -> None:
    # ONS 2019: 65.1 percent.
    t = written.rows("observation", "place_of_death")
    of_it = written.people["cause"][t["person"]] == CAUSES.index("dementia and Alzheimer disease")
    share = (t["value_code"][of_it] == written.code("died_in_care_home")).mean()
    assert of_it.sum() > 60 and share == pytest.approx(0.65, abs=0.13)


@pytest.mark.parametrize(
    ("illness", "place", "percent"),  # Gao W et al. 2012: hospices are for cancer; of stroke few die at home
    [
        ("cancer", "hospice", 14.5),
        ("stroke", "home", 9.2),
        ("lung disease", "hospital", 54),
        ("injury", "elsewhere", 23),
    ],
)
def test_where_people_die_goes_by_the_illness(written: Written, illness: str, place: str, percent: float) -> None:
    t = written.rows("observation", "place_of_death")
    people = written.people
    adult = people["died"][t["person"]] - people["born"][t["person"]] > 18 * 365.25 * clock.DAY
    of_it = np.array([death.ILLNESS[CAUSES[c]] == illness for c in people["cause"][t["person"]]]) & adult
    there = t["value_code"] == written.code(death.PLACES[place])
    error = 100 * (percent / 100 * (1 - percent / 100) / of_it.sum()) ** 0.5
    assert 100 * there[of_it].mean() == pytest.approx(percent, abs=3 * error)
    assert there[of_it].mean() > there[~of_it & adult].mean() or place == "home"


def test_who_dies_in_hospital_is_certified_there(written: Written) -> None:
    w = written
    t = w.rows("communication", "medical_certificate_of_cause_of_death")
    place = w.rows("observation", "place_of_death")
    hospital = np.zeros(len(w.people), dtype=bool)
    hospital[place["person"]] = place["value_code"] == w.code("died_in_hospital")
    known = w.who(place)[t["person"]]
    forms = np.array([form.slot for form in w.library.forms])[t["form"]]
    at_ward = np.char.find(forms, death.WARD) >= 0
    assert known.mean() > 0.95
    assert (at_ward == hospital[t["person"]])[known].all()


def test_nothing_is_certified_of_a_stillborn_baby_or_of_the_living(written: Written) -> None:
    w = written
    for code in ("certified_cause_of_death", "place_of_death"):
        person = w.rows("observation", code)["person"]
        assert (w.people["died"][person] < w.settings.ends).all()
        assert not w.people["stillborn"][person].any()
    assert faults(w.record, w.library.forms, w.people) == []


def test_every_cause_has_words_of_its_own() -> None:
    assert list(death.CAUSE) == list(CAUSES) and len(set(death.CAUSE.values())) == len(CAUSES)
