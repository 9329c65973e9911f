"""Endometriosis: it is sound, every step is reached, and about as many have it as its evidence says."""

import synth.api

HERE = None  # it stands among ours


def test_it_is_sound():
    assert synth.api.pathway_faults(pathways=HERE) == []


def test_every_step_is_reached_and_some_have_it():
    tried = synth.api.pathway_trial("endometriosis", families=3000, pathways=HERE)
    assert [step for step, count in tried.reached.items() if not count] == []
    share = tried.reached["onset"] / tried.reached["whether"]
    assert 0.06 < share < 0.095  # of 10 in 100 women who ever have it, those have not begun who are too young
    found = tried.reached["diagnosis"] / tried.reached["whether"]
    assert 0.015 < found < 0.04  # of 4 in 100 who are ever told of it, those are left out who are too young


def test_every_step_of_a_flare_is_reached():
    tried = synth.api.pathway_trial("flares of endometriosis", families=1000, pathways=HERE)
    assert [step for step, count in tried.reached.items() if not count] == []
