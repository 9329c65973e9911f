"""Inflammatory bowel disease: it is sound, every step is reached, and about as many have it as its evidence says."""

import synth.api
from tests.spec.trials import reached

FLARE = "flare of inflammatory bowel disease"


def test_it_is_sound():
    assert synth.api.pathway_faults() == []


def test_every_step_is_reached_and_as_many_have_it_as_its_evidence_says():
    steps = reached("inflammatory bowel disease")
    # one of fifty is operated on, and few who take azathioprine are made ill by it
    rare = {"admission", "discharge", "operation", "without the large bowel", "azathioprine stopped"}
    assert {step for step, count in steps.items() if not count} <= rare
    share = steps["diagnosis"] / steps["whether"]
    assert 0.004 < share < 0.012  # some 0.7 in 100 of all ages: King et al. 2020


def test_every_step_of_a_flare_and_of_the_blood_tests_is_reached():
    for name in ("flares of inflammatory bowel disease", FLARE, "azathioprine monitoring"):
        seldom = {"died", "told", "sample again"}  # who dies on the ward, and whose blood is past the bounds
        if name == FLARE:
            seldom |= {"in the department", "admission", "discharge", "after the stay"}
        assert {step for step, count in reached(name).items() if not count} <= seldom
