"""The pathway of the guide to a first one is sound, runs, and says what the guide says of it."""

from __future__ import annotations

import re

import synth.api
from synth.guests import Guests
from tests.docs.test_examples import HOUSE
from tests.spec.written import engines_differ_on_guests

FOLDER = HOUSE / "docs" / "examples" / "uric_acid_stones"
PAGE = HOUSE / "docs" / "guides" / "first-pathway.md"


def test_the_example_is_sound_and_as_many_have_it_as_its_evidence_says():
    assert synth.api.pathway_faults(pathways=FOLDER) == []
    tried = synth.api.pathway_trial("uric acid stones", families=2500, pathways=FOLDER)
    assert [step for step, count in tried.reached.items() if not count] == []
    shares, alive = (
        tried.shares["condition: Uric acid renal calculus"][2:],
        tried.alive[2:],
    )  # of adults, by band of age and sex
    share = float((shares * alive).sum() / alive.sum())
    assert 0.015 < share < 0.035
    men, women = (shares * alive).sum(axis=0) / alive.sum(axis=0)
    assert men > 1.5 * women
    attacks = synth.api.pathway_trial("attacks of uric acid stones", families=1000, pathways=FOLDER)
    assert [step for step, count in attacks.reached.items() if not count] == []


def test_both_engines_agree_on_the_example():
    assert engines_differ_on_guests(Guests((FOLDER,)), 2, 200) == []


def test_what_the_guide_shows_stands_in_the_example():
    text = PAGE.read_text(encoding="utf-8")
    shown = re.findall(r"```(python|toml)\n(.*?)```", text, re.DOTALL)
    assert len(shown) > 3
    for kind, code in shown:
        files = FOLDER.glob("*.py" if kind == "python" else "*.toml")
        assert any(code in file.read_text(encoding="utf-8") for file in files), code
