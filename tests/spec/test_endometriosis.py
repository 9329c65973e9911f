"""Endometriosis: every step is reached, and about as many have it as its evidence says."""

from tests.spec.trials import reached


def test_every_step_is_reached_and_some_have_it() -> None:
    steps = reached("endometriosis")
    assert [step for step, count in steps.items() if not count] == []
    share = steps["onset"] / steps["whether"]
    assert 0.06 < share < 0.095  # of 10 in 100 women who ever have it, those have not begun who are too young
    found = steps["diagnosis"] / steps["whether"]
    assert 0.015 < found < 0.04  # of 4 in 100 who are ever told of it, those are left out who are too young


def test_every_step_of_a_flare_is_reached() -> None:
    assert [step for step, count in reached("flares of endometriosis").items() if not count] == []
