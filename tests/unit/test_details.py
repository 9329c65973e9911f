"""What a pathway says of an entry besides its fields: known by name and kind, and true of the entry to its end."""

from __future__ import annotations

import numpy as np
import pytest

import care_pathways
from synth import questionnaires
from synth.errors import BrokenSource
from synth.record.details import faults_of
from synth.record.forms import Form, of_each, saying
from synth.systems import authorship, kinds


def form(pathway: str, entry: str = "", **details: object) -> Form:
    return Form(0, pathway, "step", "slot", "registration", entry=entry, details=details)


def test_what_is_said_where_a_run_begins_holds_to_its_end_and_of_no_other_run():
    forms = [form("a", "stay", temporary=True), form("a", "stay"), form("a", "other"), form("b", "stay"), form("a"),
             form("c", temporary=True)]  # fmt: skip
    assert saying(forms, "temporary").tolist() == [True, True, False, False, False, True]
    assert not saying(forms, "taken_on").any()
    assert saying([], "temporary")[np.zeros(0, dtype=np.int64)].tolist() == []


def test_what_a_form_says_is_worked_out_when_it_is_first_asked_for_and_once():
    forms, asked = [form(name, entry=name * 2) for name in "abcdef"], []

    def of(one: Form) -> list[int]:
        asked.append(one.pathway)
        return [ord(one.pathway), len(one.entry)]

    found = of_each(forms, "letters", of, np.int64)
    assert found[np.array([3, 3, 1])].tolist() == [[ord("d"), 2], [ord("d"), 2], [ord("b"), 2]]
    assert sorted(asked) == ["a", "b", "d"]
    assert of_each(forms, "letters", of, np.int64)[np.arange(6)].tolist() == found.whole().tolist()
    assert sorted(asked) == list("abcdef")
    assert of_each([], "letters", of, np.int64)[np.zeros(2, dtype=np.int64)].tolist() == [0, 0]


@pytest.mark.parametrize("value", ["yes", 1, False])
def test_what_is_said_or_left_out_is_said_as_true(value: object):
    assert list(faults_of("registration", {"temporary": True})) == []
    assert list(faults_of("registration", {"temporary": value})) == [
        f"option 'temporary' of registration is {value!r}: it is the same for everyone, so write True, or leave it out"
    ]
    assert "unknown option 'taken_on' of registration" in next(faults_of("registration", {"taken_on": True}))


def test_the_pathways_say_what_is_temporary_what_is_taken_on_and_what_is_no_allergy():
    forms = care_pathways.library().forms
    for detail, kind, said in (
        ("temporary", "registration", {"registration_type_temporary"}),
        ("none_known", "allergy", {"nka", "nkda"}),
    ):
        told = saying(forms, detail)
        assert told.any()
        assert [f.name for f, yes in zip(forms, told, strict=True) if yes != (f.kind == kind and f.code in said)] == []
    system = authorship.systems(np.array([authorship.INDEX.get(f.setting, 0) for f in forms], dtype=np.int64))
    people_and_children = [kinds.INDEX[name] for name in ("maternity", "child_health_information", "health_visiting")]
    expected = np.isin(system, people_and_children) & np.array([f.kind == "care_episode" for f in forms])
    assert saying(forms, "taken_on").tolist() == expected.tolist() and expected.any()


def test_a_questionnaire_is_answered_by_the_person_or_a_parent():
    text = '[q]\ntitle = "T"\ndescription = "D"\npublisher = "P"\nitems = [{ key = "k", text = "K" }]\n'
    assert questionnaires.read_text(text, "q.toml")[0].answered_by == questionnaires.PERSON
    assert questionnaires.read_text(text + 'answered_by = "parent"\n', "q.toml")[0].answered_by == questionnaires.PARENT
    with pytest.raises(BrokenSource, match=r"q.toml:6: \[q\]: unknown 'aunt': write person or parent"):
        questionnaires.read_text(text + 'answered_by = "aunt"\n', "q.toml")


@pytest.mark.parametrize(
    ("dosage", "quantity", "sound"),
    [
        ("Take two tablets twice a day", 112, True),
        ("Take two tablets twice a day", 28, False),
        ("Take one capsule once a day", 28, True),
        ("Take one capsule once a day", 56, False),
        ("Take two tablets up to four times a day", 100, True),  # left open
        ("Inhale two puffs twice a day", 1, True),  # not counted
        ("As directed", 28, True),
        ("Take one tablet once a day, and one when needed", 40, True),
    ],
)
def test_what_is_dispensed_is_what_the_label_asks_for(dosage: str, quantity: int, sound: bool):
    found = list(faults_of("prescription", {"dosage": dosage, "quantity": quantity, "days": 28}))
    assert found == [] if sound else f"quantity={quantity}: put right which of them is wrong" in found[0]
