"""Notes: what an episode remembers is declared, and is compared as a clinician says it."""

from __future__ import annotations

import pytest

import care_pathways
from synth.pathway.compiled import prepare
from synth.pathway.language.expressions import Constant
from synth.pathway.language.model import Pathway, Signal, Step
from synth.pathway.language.notes import Notes, count, keeping, notes_of, option, place_among, quantity, whether
from synth.pathway.shown.steps import told

NURSE = "general practice (nurse)"


class Body(Notes):
    """What a nurse finds."""

    bmi = quantity("body mass index", "kg/m2", decimals=1)
    tall = whether("she is tall")


class Patient(Body):
    """What is known of a patient."""

    visits = count("how often she came")
    mood = option("how she is", "well", "low")


n = Patient


def test_a_note_has_the_name_of_its_attribute_and_says_what_it_is():
    assert (n.bmi.name, n.bmi.kind, n.bmi.unit, n.bmi.means) == ("bmi", "quantity", "kg/m2", "body mass index")
    assert list(notes_of(Patient)) == ["bmi", "mood", "tall", "visits"]


def test_notes_made_for_each_of_several_things_are_kept_by_the_name_that_they_are_called():
    scores = {part: count(f"the score of {part}", "points", called=f"{part}_score") for part in ("hips", "eyes")}

    @keeping(*scores.values())
    class Examined(Body):
        """What is found."""

        size = place_among("the child's size")

    assert list(notes_of(Examined)) == ["bmi", "eyes_score", "hips_score", "size", "tall"]
    assert "hips_score" not in notes_of(Body)
    assert (notes_of(Examined)["hips_score"], Examined.size.kind) == (scores["hips"], "place")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (n.bmi >= 30, "bmi is at least 30 kg/m2"),
        (n.bmi < 18.5, "bmi is below 18.5 kg/m2"),
        (n.bmi <= 30, "bmi is at most 30 kg/m2"),
        (n.bmi > 30, "bmi is above 30 kg/m2"),
        (n.bmi.equals(30), "bmi is 30 kg/m2"),
        (n.visits >= 3, "visits is at least 3"),
        (n.mood.is_("low"), "mood is low"),
    ],
)
def test_a_quantity_is_compared_in_its_unit_whatever_decimals_it_keeps(asked, words):
    assert str(asked) == words


@pytest.mark.parametrize(
    ("asked", "kept"), [(n.bmi >= 30, 300), (n.bmi < 18.5, 185), (n.bmi.equals(40), 400), (n.visits >= 3, 3)]
)
def test_what_it_is_compared_with_is_kept_in_whole_units(asked, kept):
    assert kept in [part.value for part in asked.walk() if isinstance(part, Constant)]


def test_a_number_with_more_decimals_than_the_note_keeps_is_refused():
    with pytest.raises(TypeError, match=r"18\.55 has more decimals than the note 'bmi' keeps \(1\)"):
        n.bmi < 18.55  # noqa: B015


def test_a_pathway_in_words_says_what_it_remembers_and_what_each_note_means():
    step = Step("a", NURSE, draws={n.bmi: 300, n.mood: "low", n.tall: 1}, contact="antenatal_visit")
    care = Pathway("care", "told", [step], takes=("visits",), notes=Patient)
    assert [text for head, text in told(care, care_pathways.codelists()).lines if head == "remembers"] == [
        "visits (how often she came)", "bmi (body mass index, kg/m2)", "mood (how she is: well, low)",
        "tall (she is tall)"]  # fmt: skip


def faults(takes: tuple[str, ...] = (), **draws: int) -> list[str]:
    step = Step("a", NURSE, draws=draws, contact="antenatal_visit")
    tells = Pathway(
        "tells", "birth", [Step("b", raises=Signal("told", carries=dict.fromkeys(takes, 1)), draws={"x": 1})]
    )
    asked = Pathway("care", "told", [step], takes=takes, notes=Patient)
    return prepare.build([tells, asked], care_pathways.codelists()).faults


def test_what_is_kept_and_not_declared_is_refused():
    assert faults(takes=("visits",), tall=1) == []
    assert faults(tal=1) == [
        "care: it keeps 'tal', which is no note of Patient: did you mean 'tall'? If not, declare it"
    ]
    assert faults(takes=("weight",)) == ["care: it keeps 'weight', which is no note of Patient: declare it"]
