"""An ethnic group is in the record of those who were asked for it, by whom they were asked, and in no other record."""

from __future__ import annotations

import numpy as np
import pytest

import care_pathways
from care_pathways import ethnic_group
from synth import clock
from synth.record.demographics import NOT_STATED
from synth.record.who import Who
from synth.record.words import ETHNIC
from synth.systems import kinds
from tests.spec.written import Everyone, everyone


class Asked:
    """Some families with all that is written of them: the population, the batch and its table of ethnic groups."""

    def __init__(self, w: Everyone) -> None:
        self.people, self.batch = w.people, w.batch()
        self.table, self.ends = self.batch.identity["ethnic_group"], w.settings.ends
        self.group = Who(self.batch).ethnic_group


@pytest.fixture(scope="module")
def asked() -> Asked:
    return Asked(everyone())


def test_the_keys_are_the_categories_in_their_order():
    codelists = care_pathways.codelists()
    system = "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategoryEngland"
    codes = [codelists.of_system(key, system).code for key in (*ethnic_group.CATEGORIES.values(), "ethnic_not_stated")]
    assert codes == [code for code, _ in ETHNIC] and len(ethnic_group.CATEGORIES) == NOT_STATED


def test_of_one_resident_in_ten_none_is_stated_in_half_of_them_because_they_would_not_say(asked):
    """NHS England, HES, ECDS and GP ethnicity data quality, 2023: not stated or unknown in some 10 percent of records."""
    p = asked.people
    here = p["patient"] & (np.minimum(p["died"], p["leaves"]) > asked.ends) & (p["born"] < asked.ends - 2 * clock.YEAR)
    here &= p["arrives"] < asked.ends - 3 * clock.YEAR
    refused, silent = (asked.group[here] == NOT_STATED).mean(), (asked.group[here] == -1).mean()
    assert refused + silent == pytest.approx(0.10, abs=0.04)
    assert 0.02 < refused < 0.08


def test_what_is_stated_is_true_and_what_nobody_asked_is_not_there(asked):
    told = (asked.group >= 0) & (asked.group < NOT_STATED)
    assert (asked.group[told] == asked.people["ethnic"][told]).all()
    silent = np.setdiff1d(np.arange(len(asked.group)), asked.table["person"])
    assert len(silent) > 50 and (asked.group[silent] == -1).all()


def test_each_entry_has_the_author_and_the_time_of_the_answer(asked):
    table, observations, forms = asked.table, asked.batch.record["observation"], asked.batch.forms
    answers = np.array([str(f.details.get("demographic") or "").startswith("ethnic_group") for f in forms])
    rows = np.flatnonzero(answers[observations["form"]])
    columns = ("person", "system", "organisation", "recorded")
    written = set(zip(*(observations[name][rows].tolist() for name in columns), strict=True))
    assert set(zip(*(table[name].tolist() for name in columns), strict=True)) <= written
    names = {name for name, number in kinds.INDEX.items() if number in table["system"]}
    assert {"gp", "maternity", "adult_social_care"} <= names <= {"gp", "maternity", "adult_social_care"}
    pairs = list(zip(*(table[name].tolist() for name in columns[:3]), strict=True))
    assert len(pairs) == len(set(pairs))


def test_nobody_was_asked_before_anyone_asked(asked):
    by = {name: asked.table["recorded"][asked.table["system"] == kinds.INDEX[name]] for name in ("gp", "maternity")}
    first = {"gp": "2004-04-01", "maternity": "2001-04-01"}
    for name, recorded in by.items():
        assert recorded.min() >= clock.instant_of(clock.dt.date.fromisoformat(first[name]))


def test_what_was_asked_of_birth_parents_is_sealed_by_an_adoption(asked):
    adoptions = asked.people.adoptions
    assert len(adoptions)
    since = dict(zip(adoptions["person"].tolist(), adoptions["from"].tolist(), strict=True))
    for person, recorded in zip(asked.table["person"].tolist(), asked.table["recorded"].tolist(), strict=True):
        if since.get(person, asked.ends) < asked.ends:
            assert recorded >= since[person]


def test_a_family_answers_alike(asked):
    p = asked.people
    refused = asked.group == NOT_STATED
    child = np.flatnonzero((asked.group >= 0) & (p["mother"] >= 0))
    child = child[asked.group[p["mother"][child]] >= 0]
    assert (refused[child] == refused[p["mother"][child]]).all()
