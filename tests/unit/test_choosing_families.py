"""Which families make up a number of patients: the same whichever way they are counted."""

import pytest

from synth.settings import Settings
from synth.world import choose_families, counting

SETTINGS = Settings(seed=7)


@pytest.mark.parametrize("patients", [1, 7, 260, 1000])
def test_who_is_chosen_does_not_hang_on_how_many_are_counted_at_a_time(patients, monkeypatch):
    chosen = choose_families(patients, SETTINGS)
    for chunk in (1, 3, 64, 4096):
        monkeypatch.setattr(counting, "CHUNK", chunk)
        assert choose_families(patients, SETTINGS) == chosen
