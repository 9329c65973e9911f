"""Bronchiectasis: it is sound, every step is reached, and about as many have it as its evidence says."""

import pytest

import synth.api
from tests.spec.trials import reached


def as_its_evidence_says(steps: dict[str, int]) -> bool:
    """Of 2 in 100 who ever have it, those have not begun who are too young."""
    return 0.006 < steps["begins"] / steps["whether"] < 0.014


def test_it_is_sound():
    assert synth.api.pathway_faults() == []


def test_as_many_have_it_as_its_evidence_says():
    assert as_its_evidence_says(reached("bronchiectasis"))


@pytest.mark.slow
def test_every_step_is_reached_and_as_many_have_it_as_its_evidence_says():
    tried = synth.api.pathway_trial("bronchiectasis", families=20000)
    assert [step for step, count in tried.reached.items() if not count] == []
    assert as_its_evidence_says(tried.reached)


def test_every_step_of_an_attack_is_reached():
    for name in ("attacks of bronchiectasis", "attack of bronchiectasis"):
        never = {step for step, count in reached(name).items() if not count}
        assert never <= {"died"}  # who dies on the ward is rare
