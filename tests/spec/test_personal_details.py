"""What practices record of patients' own account of themselves: true of them, and only of a part of them."""

from __future__ import annotations

import numpy as np
import pytest

from care_pathways.gp import personal_details, registration
from synth import clock
from synth.world.traits import beliefs, origins
from tests.spec.written import Written, engines_differ

PATHWAYS = personal_details.PATHWAYS


@pytest.fixture(scope="module")
def written() -> Written:
    return Written([*PATHWAYS, *registration.PATHWAYS], 3000, seed=31)


def values(w: Written, code: str) -> tuple[np.ndarray, list[str]]:
    """The persons of whom something was recorded, and the key of what was."""
    rows = w.rows("observation", code)
    concepts = w.library.codelists.concepts
    return rows["person"], [concepts[v].key for v in rows["value_code"]]


def test_both_engines_write_the_same_record() -> None:
    assert engines_differ(PATHWAYS, 150) == []


def test_language_and_interpreter_are_those_of_the_patient(written: Written) -> None:
    person, keys = values(written, "main_spoken_language")
    languages = written.people.attributes["language"][person]
    named = [origins.LANGUAGES[i] for i in languages]
    assert all(k in (f"language_{n.lower()}", "language_british_sign") for k, n in zip(keys, named, strict=True))
    assert len(set(keys)) > 10
    needs = written.rows("observation", "needs_interpreter")["person"]
    assert len(needs) > 5 and (written.people.attributes["interpreter"][needs] == 1).all()


def test_who_prefers_not_to_say_is_recorded_as_that(written: Written) -> None:
    for code, name, words in (
        ("religion", "religion", beliefs.RELIGIONS), ("sexual_orientation", "orientation", beliefs.ORIENTATIONS),
    ):  # fmt: skip
        person, keys = values(written, code)
        says = written.people.attributes[f"states_{name}"][person]
        assert [k == "prefers_not_to_say" for k in keys] == (says == 0).tolist()
        assert 0.02 < (says == 0).mean() < 0.12
        value = written.people.attributes[name][person]
        short = {"religion": "religion_", "sexual_orientation": "orientation_"}[code]
        told = [short + words[v].lower().replace(" ", "_") for v in value]
        assert all(k in (t, "prefers_not_to_say") for k, t in zip(keys, told, strict=True))


def test_disability_and_care_are_noted_while_they_last_and_of_a_part_only(written: Written) -> None:
    p = written.people
    for code, fact, least, most in (
        ("disabled_by_own_account", "disabled", 0.10, 0.75), ("informal_carer", "carer", 0.10, 0.75),
    ):  # fmt: skip
        rows = written.rows("observation", code)
        table = p.facts[fact]
        for person, time in zip(rows["person"][:300], rows["from"][:300], strict=True):
            mine = (table["person"] == person) & (table["time"] < time)
            assert table["value"][mine][-1] > 0
        now = np.zeros(len(p), dtype=np.int64)
        began = table["time"] < written.settings.ends
        now[table["person"][began]] = table["value"][began]
        adult = written.alive(written.settings.ends) & (written.ages(written.settings.ends // clock.DAY) >= 30)
        known = np.zeros(len(p), dtype=bool)
        known[rows["person"]] = True
        assert least < known[adult & (now > 0)].mean() < most, code


def test_new_patients_are_asked_after_a_move_and_children_are_not(written: Written) -> None:
    rows = written.rows("observation", "main_spoken_language", pathway="new patient questionnaire")
    assert len(rows) > 200
    age = clock.age_years(clock.uk_day(written.people["born"][rows["person"]]), rows["from"] // clock.DAY)
    assert (age >= 18).all()
    joins = written.people.lists
    later = joins.take(joins["turn"] > 0)
    assert np.isin(rows["person"], later["person"]).all()
