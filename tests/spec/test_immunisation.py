"""Children in England are offered the vaccines of their date of birth, and are covered as published.

Published figures: COVER annual 2023-24 (UKHSA/NHSE); tolerances are those of published.csv widened for the sample.
"""

from __future__ import annotations

import importlib

import numpy as np
import pytest

import care_pathways
from care_pathways.child_health import immunisation, immunisation_at_school
from synth import clock, world
from synth.pathway.engines import columnar
from synth.record.tables import complete
from synth.settings import Settings
from synth.world.population import Table
from tests.engines.compare import differences

ACTIVE, DECLINED = "active", "declined"


OWN = {p.name for p in (*immunisation.PATHWAYS, *immunisation_at_school.PATHWAYS)}


def library():
    """Immunisation with what it follows from: pregnancy, birth and the newborn."""
    asked = ("care_pathways.gp.allergies", "care_pathways.gp.ethnic_answers")  # which a midwife asks about
    names = [n for n in care_pathways.modules() if ".maternity." in n or ".child_health." in n or n in asked]
    return care_pathways.ready([p for n in names for p in importlib.import_module(n).PATHWAYS])


def day(text: str) -> int:
    return clock.instant_of(clock.dt.date.fromisoformat(text)) // clock.DAY


class Run:
    """The vaccines of some families, with the slot and status of each entry."""

    def __init__(self, families: int, settings: Settings) -> None:
        self.library = library()
        self.population = world.build(np.arange(families), settings)
        written = columnar.run(self.library, self.population, settings)
        self.record = complete(written, self.library.forms, self.population, settings)
        self.born = self.population["born"] // clock.DAY
        self.ends = settings.ends // clock.DAY
        self.own = np.array([f.pathway in OWN for f in self.library.forms])
        self.given = self.kept("immunisation")
        slots = [f.slot.removesuffix(" of before") for f in self.library.forms]
        self.slot = np.array(slots)[self.given["form"]]
        self.age = self.given["from"] // clock.DAY - self.born[self.given["person"]]
        self.on = self.given["from"] // clock.DAY
        self.child_born = self.born[self.given["person"]]

    def kept(self, kind: str) -> Table:
        """What immunisation of children wrote of a kind."""
        table = self.record[kind]
        return table.take(np.flatnonzero(self.own[table["form"]]))

    def doses(self, vaccine: tuple[str, ...], before: int) -> np.ndarray:
        chosen = np.isin(self.slot, vaccine) & (self.age < before)
        return np.bincount(self.given["person"][chosen], minlength=len(self.population))

    def coverage(
        self, vaccine: tuple[str, ...], doses: int, age: int, born_from: str, who: np.ndarray | None = None
    ) -> float:
        """Percent of the children alive at an age who had so many doses by then."""
        p = self.population
        base = (self.born >= day(born_from)) & (self.born + age < self.ends) & (p["died"] == clock.NEVER)
        base &= p["patient"] & ~p["stillborn"] & (p["arrives"] <= p["born"]) & (p["leaves"] == clock.NEVER)
        if who is not None:
            base &= who
        return float(100 * (self.doses(vaccine, age)[base] >= doses).mean())


@pytest.fixture(scope="module")
def run() -> Run:
    return Run(16_000, Settings())


@pytest.fixture(scope="module")
def later() -> Run:
    """A window that runs past the changes of 2025 and 2026."""
    return Run(4_000, Settings(start=clock.dt.date(2019, 1, 1), end=clock.dt.date(2030, 1, 1)))


ONE, TWO, FIVE = 365, 731, 1826
DTP = ("six_in_one", "five_in_one", "triple_with_hib")
SINGLE = ("six_in_one", "oral_polio", "men_c", "men_b", "rotavirus", "pcv", "mmr", "hpv")


def test_both_engines_write_the_same():
    settings = Settings(seed=7)
    assert differences(library(), world.build(np.arange(80), settings), settings) == []


@pytest.mark.parametrize(
    ("vaccine", "doses", "age", "published", "tolerance"),
    [
        (DTP, 3, ONE, 91.2, 2),
        (("pcv",), 1, ONE, 93.2, 2),
        (("rotavirus",), 2, ONE, 88.5, 3),
        (("men_b",), 2, ONE, 90.6, 2.5),
        (DTP, 3, TWO, 92.4, 2),
        (("mmr",), 1, TWO, 88.9, 2),
        (("hib_men_c",), 1, TWO, 88.6, 2.5),
        (("men_b",), 3, TWO, 87.3, 2.5),
        (DTP, 3, FIVE, 92.6, 2),
        (("mmr",), 1, FIVE, 91.9, 2),
        (("mmr",), 2, FIVE, 83.9, 2.5),
        (("preschool",), 1, FIVE, 82.7, 2.5),
    ],
)
def test_coverage_is_as_published(run, vaccine, doses, age, published, tolerance):
    assert run.coverage(vaccine, doses, age, "2015-09-01") == pytest.approx(published, abs=tolerance)


def test_the_booster_of_pcv_is_as_published(run):
    assert run.coverage(("pcv",), 2, TWO, "2020-01-01") == pytest.approx(88.2, abs=3)


def test_coverage_falls_with_deprivation(run):
    big = run
    decile = big.population.attributes["decile"]
    poorest = big.coverage(("mmr",), 1, TWO, "2010-01-01", decile <= 2)
    richest = big.coverage(("mmr",), 1, TWO, "2010-01-01", decile >= 9)
    assert 0.5 < richest - poorest < 15


def test_brothers_and_sisters_are_alike(run):
    p = run.population
    kids = np.flatnonzero((run.born >= day("2008-01-01")) & (run.born + TWO < run.ends) & (p["died"] == clock.NEVER)
                          & (p["mother"] >= 0) & ~p["stillborn"])  # fmt: skip
    missing = run.doses(("mmr",), TWO)[kids] == 0
    _, place, count = np.unique(p["mother"][kids], return_inverse=True, return_counts=True)
    lacking = np.bincount(place, weights=missing)
    pairs = count == 2
    both, one = (lacking[pairs] == 2).mean(), missing.mean()
    assert both > 3 * one * one


def test_none_is_given_before_it_is_due(run):
    s, a = run.slot, run.age
    assert a[np.isin(s, [*DTP, "men_b", "rotavirus", "pcv"])].min() >= 56
    assert a[np.isin(s, ["mmr", "hib_men_c"])].min() >= 365
    assert a[s == "preschool"].min() >= 3 * 365 + 120
    assert a[s == "rotavirus"].max() <= 167


def test_doses_of_a_course_are_numbered_and_four_weeks_apart(run):
    for course in (("triple_with_hib", "five_in_one"), *((v,) for v in SINGLE)):
        # What a school gave abroad is not known here.
        here = run.population["arrives"][run.given["person"]] == clock.LONG_AGO
        rows = np.flatnonzero(np.isin(run.slot, course) & here)
        rows = rows[np.lexsort((run.on[rows], run.given["person"][rows]))]
        same = run.given["person"][rows][1:] == run.given["person"][rows][:-1]
        number = run.given["value"][rows]
        assert (number[1:][same] == number[:-1][same] + 1).all()
        assert (number[np.append(True, ~same)] == 1).all()
        assert (np.diff(run.on[rows])[same] >= 28).all()


def test_six_in_one_is_for_those_born_from_august_2017(run):
    assert run.child_born[run.slot == "six_in_one"].min() >= day("2017-08-01")
    assert run.child_born[run.slot == "five_in_one"].max() < day("2017-08-01")


def test_babies_before_september_2004_have_triple_vaccine_with_hib_and_oral_polio_and_change_over_in_mid_course(run):
    change = day("2004-09-27")
    for old in ("triple_with_hib", "oral_polio", "acellular_booster", "polio_booster"):
        assert day("2000-01-01") < run.on[run.slot == old].min() and run.on[run.slot == old].max() < change
    assert run.on[run.slot == "five_in_one"].min() >= change
    early = (run.born >= day("2000-03-01")) & (run.born < day("2004-02-01"))
    early &= run.population["patient"] & ~run.population["stillborn"] & (run.population["died"] == clock.NEVER)
    assert 88 < 100 * (run.doses(DTP, TWO)[early] == 3).mean() < 97
    both = np.isin(run.given["person"], run.given["person"][run.slot == "triple_with_hib"]) & (
        run.slot == "five_in_one"
    )
    assert set(run.given["value"][both]) <= {2, 3} and both.any()


@pytest.mark.parametrize(
    ("born_from", "born_until", "doses"),
    [("2000-03-01", "2006-03-01", 3), ("2007-01-01", "2013-01-01", 2), ("2013-07-01", "2016-02-01", 1)],
)
def test_infants_have_as_many_doses_of_men_c_as_their_year_gave(run, born_from, born_until, doses):
    born = (run.child_born >= day(born_from)) & (run.child_born < day(born_until)) & (run.slot == "men_c")
    assert run.given["value"][born].max() == doses


def test_a_product_is_named_only_once_it_is_the_one_in_use(run):
    product = np.array([str(f.details.get("product") or "") for f in run.library.forms])[run.given["form"]]
    begun = {"product_prevenar13": "2010-04-01", "product_gardasil9": "2021-09-01"}
    for name, first in begun.items():
        assert run.on[product == name].min() >= day(first)
    assert set(product[(run.slot == "pcv") & (run.on < day("2010-04-01"))]) == {""}


def test_girls_of_the_first_years_had_three_doses_of_hpv(run):
    hpv = run.slot == "hpv"
    assert run.given["value"][hpv & (run.child_born < day("2001-09-01"))].max() == 3
    assert run.given["value"][hpv & (run.child_born >= day("2002-09-01"))].max() == 2


def test_men_b_is_for_those_born_from_july_2015_and_begins_in_september_2015(run):
    assert run.child_born[run.slot == "men_b"].min() >= day("2015-07-01")
    assert run.on[run.slot == "men_b"].min() >= day("2015-09-01")


def test_rotavirus_begins_in_july_2013_and_infant_men_c_ends_in_july_2016(run):
    assert run.on[run.slot == "rotavirus"].min() >= day("2013-07-01")
    assert run.on[run.slot == "men_c"].max() < day("2016-07-01")


def test_pcv_is_two_and_one_until_2020_and_one_and_one_for_those_born_since(run):
    older = run.child_born < day("2020-01-01")
    pcv = run.slot == "pcv"
    assert run.given["value"][pcv & older].max() == 3
    assert run.given["value"][pcv & ~older].max() == 2
    assert run.age[pcv & ~older & (run.given["value"] == 1)].min() >= 84


def test_men_b_and_pcv_change_places_in_july_2025(later):
    swap = day("2025-07-01")
    early = later.age < 112
    assert not (early & (later.slot == "pcv") & (later.on >= swap)).any()
    second = (later.slot == "men_b") & (later.given["value"] == 2)
    assert (early & second & (later.on >= swap)).any()
    assert not (early & second & (later.on < swap)).any()


def test_those_born_from_july_2024_have_no_hib_men_c_but_a_visit_at_eighteen_months(later):
    new = later.child_born >= day("2024-07-01")
    assert not (new & (later.slot == "hib_men_c")).any()
    fourth = (later.slot == "six_in_one") & (later.given["value"] == 4)
    assert fourth.any() and later.child_born[fourth].min() >= day("2024-07-01") and later.age[fourth].min() >= 548


def test_mmrv_takes_the_place_of_mmr_in_2026(later):
    assert later.on[later.slot == "mmr"].max() < day("2026-01-01") <= later.on[later.slot == "mmrv"].min()
    assert set(later.given["value"][later.slot == "mmrv"]) == {1, 2}


def test_every_dose_has_a_code_and_every_refusal_a_reason(run):
    assert (run.given["code"] > 0).all()
    refused = np.char.endswith(run.slot, "not given")
    assert refused.any() and (run.given["value_code"][refused] > 0).all()


def consents(run: Run) -> Table:
    return run.kept("consent")


def test_consent_is_by_one_who_holds_parental_responsibility(run):
    c, r, p = consents(run), run.population.relationships, run.population
    assert (c["about_kind"] == 2).all()
    holds = {
        (a, b)
        for a, b, yes in zip(r["person"].tolist(), r["other"].tolist(), r["responsibility"].tolist(), strict=True)
        if yes
    }
    who = np.searchsorted(p["family"] * 1_000 + p["member"], c["family"] * 1_000 + c["about_number"])
    assert (p["member"][who] == c["about_number"]).all()
    assert all(pair in holds for pair in zip(c["person"].tolist(), who.tolist(), strict=True))
    assert (p["died"][who] > c["from"]).all()


def test_some_consents_are_the_fathers_and_some_are_refused(run):
    status = np.array([f.status for f in run.library.forms])[consents(run)["form"]]
    slot = np.array([f.slot for f in run.library.forms])[consents(run)["form"]]
    assert 0.03 < (slot == "consent by father").mean() < 0.3
    assert 0.01 < (status == DECLINED).mean() < 0.3


def test_first_doses_are_timely_as_published(run):
    first = np.isin(run.slot, DTP) & (run.given["value"] == 1) & (run.child_born >= day("2014-11-01"))
    late = run.age[first] - 56
    assert 1 <= np.median(late) <= 10
    assert 0.03 < (late > 30).mean() < 0.2


def test_teenagers_have_hpv_and_boosters_at_about_the_published_rates(run):
    p = run.population
    # Doses given abroad are not known here.
    alive = (np.minimum(p["died"], p["leaves"]) == clock.NEVER) & p["patient"] & (p["arrives"] == clock.LONG_AGO)
    for sex, published in ((2, 76.7), (1, 71.2)):
        who = alive & (p["sex"] == sex) & (run.born >= day("2007-09-01")) & (run.born < day("2010-09-01"))
        got = np.bincount(run.given["person"][run.slot == "hpv"], minlength=len(p)) >= 1
        assert 100 * got[who].mean() == pytest.approx(published, abs=6)
    who = alive & (run.born >= day("2003-09-01")) & (run.born < day("2010-09-01"))
    for vaccine, published in (("td_ipv", 72), ("men_acwy", 72.5)):
        got = np.bincount(run.given["person"][run.slot == vaccine], minlength=len(p)) >= 1
        assert 100 * got[who].mean() == pytest.approx(published, abs=5)


def test_two_and_three_year_olds_have_flu_vaccine_each_autumn_as_published(run):
    p, had, there = run.population, 0, 0
    flu = run.slot == "flu"
    for year in range(2019, 2024):
        autumn = day(f"{year}-09-01")
        who = (
            (run.born <= day(f"{year - 2}-08-31")) & (run.born > day(f"{year - 4}-08-31")) & (p["died"] == clock.NEVER)
        )
        this = flu & (run.on >= autumn) & (run.on < autumn + 150)
        got = np.bincount(run.given["person"][this], minlength=len(p)) == 1
        had, there = had + int(got[who].sum()), there + int(who.sum())
    assert 100 * had / there == pytest.approx(44.4, abs=3)
    assert run.on[flu].min() >= day("2013-09-01")
