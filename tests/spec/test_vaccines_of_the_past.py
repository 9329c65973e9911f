"""Those who were children before 2000 had the vaccines of their time, as far as a record shows them.

Published figures: Hansard of 1971, 1977, 1990, 1992 and 2003, as `immunisation_of_the_past.toml` names them.
"""

from __future__ import annotations

import importlib

import numpy as np
import pytest

import care_pathways
from care_pathways.child_health import immunisation_of_the_past
from synth import clock, world
from synth.pathway.engines import columnar
from synth.record.tables import complete
from synth.settings import Settings
from tests.engines.compare import differences

NAMES = ("care_pathways.child_health.growth", "care_pathways.child_health.immunisation_of_the_past")
OWN = {pathway.name for pathway in immunisation_of_the_past.PATHWAYS}


def library():
    return care_pathways.ready([p for name in NAMES for p in importlib.import_module(name).PATHWAYS])


def day(text: str) -> int:
    return clock.instant_of(clock.dt.date.fromisoformat(text)) // clock.DAY


class Past:
    """The vaccines of the past of some families: whose, which, which dose, on what day and at what age in days."""

    def __init__(self, families: int) -> None:
        settings = Settings()
        self.library = library()
        self.people = p = world.build(np.arange(families), settings)
        table = complete(columnar.run(self.library, p, settings), self.library.forms, p, settings)["immunisation"]
        self.table = table = table.take(
            np.flatnonzero(np.array([f.pathway in OWN for f in self.library.forms])[table["form"]])
        )
        slots = [f.slot.removesuffix(" of before") for f in self.library.forms]
        self.person, self.dose, self.on = table["person"], table["value"], table["from"] // clock.DAY
        self.slot = np.array(slots)[table["form"]]
        self.born = p["born"] // clock.DAY
        self.age = self.on - self.born[self.person]

    def shown(self, born_from: str, born_until: str) -> np.ndarray:
        """Those born in a span with any vaccine on record (bool, one for each person)."""
        span = (self.born >= day(born_from)) & (self.born < day(born_until))
        return span & (np.bincount(self.person, minlength=len(span)) > 0)

    def had(self, vaccines: tuple[str, ...], dose: int = 1, by: int = 40_000) -> np.ndarray:
        """Who had a dose of one of some vaccines by an age in days."""
        rows = np.isin(self.slot, vaccines) & (self.dose == dose) & (self.age < by)
        return np.bincount(self.person[rows], minlength=len(self.born)) > 0


@pytest.fixture(scope="module")
def past() -> Past:
    return Past(16_000)


TRIPLE, DIPHTHERIA = ("triple", "triple_with_hib"), ("triple", "triple_with_hib", "double")
TWO = 731


def test_both_engines_write_the_same():
    settings = Settings(seed=7)
    assert differences(library(), world.build(np.arange(150), settings), settings) == []


@pytest.mark.parametrize(
    ("vaccine", "begins", "ends"),
    [
        ("smallpox", "1940-09-01", "1971-08-01"),
        ("bcg", "1953-09-01", "2005-07-06"),
        ("triple", "1961-01-01", "1996-10-01"),
        ("triple_with_hib", "1996-10-01", "2004-09-27"),
        ("oral_polio", "1962-01-01", "2004-09-27"),
        ("measles", "1968-05-01", "1988-10-01"),
        ("rubella", "1970-09-01", "1996-10-01"),
        ("mmr", "1988-10-01", "2006-01-01"),
        ("hib", "1992-10-01", "2004-09-27"),
        ("hib_catch_up", "1992-10-01", "1993-11-01"),
        ("measles_rubella", "1994-11-01", "1994-12-03"),
        ("men_c", "1999-11-01", "2001-01-01"),
        ("men_c_single", "1999-11-01", "2001-01-01"),
        ("hib_booster", "2003-05-12", "2003-10-15"),
        ("hpv", "2008-09-01", "2014-09-01"),
        ("tetanus_booster", "1954-09-01", "1994-10-01"),
        ("low_dose_booster", "1994-10-01", "2004-09-27"),
        ("td_ipv", "2004-09-27", "2016-01-01"),
    ],
)
def test_a_vaccine_is_given_from_the_day_its_programme_begins_until_another_takes_its_place(
    past, vaccine, begins, ends
):
    on = past.on[past.slot == vaccine]
    assert len(on) and day(begins) <= on.min() and on.max() < day(ends)


@pytest.mark.parametrize(
    ("born_from", "born_until", "first", "third"),
    [
        ("1968-07-01", "1978-01-01", 183, 427),
        ("1978-01-01", "1990-01-01", 91, 304),
        ("1990-03-01", "2000-01-01", 61, 122),
    ],
)
def test_infants_are_vaccinated_at_the_ages_of_their_schedule(past, born_from, born_until, first, third):
    born = past.born[past.person]
    rows = np.isin(past.slot, DIPHTHERIA) & (born >= day(born_from)) & (born < day(born_until))
    for dose, age in ((1, first), (3, third)):
        ages = past.age[rows & (past.dose == dose)]
        assert ages.min() >= age and np.median(ages) < age + 60


@pytest.mark.parametrize(
    ("vaccines", "dose", "born_from", "born_until", "published", "tolerance"),
    [
        (TRIPLE, 3, "1974-01-01", "1975-01-01", 39, 9),
        (DIPHTHERIA, 3, "1974-01-01", "1975-01-01", 75, 9),
        (DIPHTHERIA, 3, "1986-01-01", "1988-01-01", 87, 4),
        (TRIPLE, 3, "1986-01-01", "1988-01-01", 75, 5),
        (("measles",), 1, "1986-01-01", "1986-11-01", 80, 8),
        (("mmr",), 1, "1990-01-01", "1995-01-01", 90, 3),
        (("mmr",), 1, "1997-04-01", "1999-04-01", 87.5, 4),
    ],
)
def test_coverage_by_the_second_birthday_is_as_published(
    past, vaccines, dose, born_from, born_until, published, tolerance
):
    # Of those whose vaccines are in the record at all; some of them have none, and so show nothing.
    base = past.shown(born_from, born_until)
    assert 100 * past.had(vaccines, dose, TWO)[base].mean() == pytest.approx(published, abs=tolerance)


def test_three_in_four_had_bcg_and_only_girls_were_vaccinated_against_rubella_and_hpv(past):
    base = past.shown("1970-01-01", "1990-01-01")
    assert 100 * past.had(("bcg",))[base].mean() == pytest.approx(75, abs=5)
    girls = past.people["sex"][past.person] == 2
    assert girls[np.isin(past.slot, ("rubella", "hpv"))].all()


def test_the_older_someone_is_the_less_the_record_shows(past):
    here = past.people["patient"] & (past.people.attributes["arrived_year"] == 0) & ~past.people["stillborn"]
    seen = np.bincount(past.person, minlength=len(here)) > 0
    shares = []
    for first, last in (("1945-01-01", "1960-01-01"), ("1970-01-01", "1980-01-01"), ("1990-01-01", "2000-01-01")):
        rows = here & (past.born >= day(first)) & (past.born < day(last))
        shares.append(seen[rows].mean())
    assert shares[0] < 0.15 < shares[1] < 0.45 < 0.85 < shares[2]


def test_those_born_abroad_and_before_the_programmes_have_none(past):
    assert (past.people.attributes["arrived_year"][past.person] == 0).all()
    assert past.born[past.person].min() >= day("1940-09-01")


def test_doses_of_a_course_are_numbered_and_at_least_three_weeks_apart(past):
    for course in (DIPHTHERIA, ("oral_polio",), ("hpv",)):
        rows = np.flatnonzero(np.isin(past.slot, course))
        rows = rows[np.lexsort((past.on[rows], past.person[rows]))]
        same = past.person[rows][1:] == past.person[rows][:-1]
        assert (past.dose[rows][1:][same] > past.dose[rows][:-1][same]).all()
        assert np.diff(past.on[rows])[same].min() >= 21


def test_every_dose_has_a_code_and_endures(past):
    assert (past.table["code"] > 0).all()
    assert all(f.enduring for f in past.library.forms if f.kind == "immunisation" and f.pathway in OWN)
