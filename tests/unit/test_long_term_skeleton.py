"""The skeleton of a long-term condition: sound, every step of it reached, and of one mind in both engines."""

from __future__ import annotations

from pathlib import Path

import pytest

import synth.api
from care_pathways import checking
from synth.errors import BadArguments
from synth.guests import Guests
from synth.pathway import trying
from synth.scale import sources
from tests.spec.written import engines_differ_on_guests


@pytest.fixture(scope="module")
def malady(tmp_path_factory) -> Path:
    """A folder with the skeleton of a long-term condition, to read."""
    synth.api.new_pathway("malady", into := tmp_path_factory.mktemp("malady") / "mine", "long-term")
    return into


@pytest.fixture(scope="module")
def attacks(malady) -> trying.Tried:
    """A trial of its attacks, made once for all that is asked of it."""
    return synth.api.pathway_trial("attacks of malady", families=1200, pathways=malady)


def test_a_skeleton_of_a_long_term_condition_is_sound_and_every_step_of_it_is_reached(malady, attacks):
    own = Guests((malady,))
    assert checking.faults_of_guests(own) == []
    assert list(sources.read_library(guests=own).faults) == []
    assert [line for line in (malady / "malady.py").read_text().splitlines() if len(line) > 120] == []
    for tried in (synth.api.pathway_trial("malady", families=1200, pathways=malady), attacks):
        assert [step for step, count in tried.reached.items() if not count] == []
    assert engines_differ_on_guests(own, 2, 150) == []


def test_a_skeleton_has_one_of_the_shapes_there_are(tmp_path):
    with pytest.raises(BadArguments, match="the shape 'short': use simple or long-term"):
        synth.api.new_pathway("malaise", tmp_path / "mine", "short")


def test_what_is_taken_for_some_days_is_not_held_on_the_last_day(attacks):
    assert attacks.reached["attack"] > 20
    assert [label for label in attacks.shares if "Prednisolone" in label] == []
    assert attacks.entries["prescription: Prednisolone 5mg tablets"][0] > 10
