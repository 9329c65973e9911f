"""Both engines give the same record on pathways made up at random."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as options
from hypothesis import strategies as st

import care_pathways
from synth.pathway.compiled import kinds, plan, prepare
from synth.pathway.engines import columnar, reference
from synth.settings import Settings
from tests.engines.compare import IN_COLUMNS, ONE_BY_ONE, differences, run_with
from tests.engines.people import population
from tests.engines.random_pathways import Maker, numbers

WINDOW = Settings(seed=7, start=dt.date(2015, 1, 1), end=dt.date(2017, 1, 1))
SEEN: Counter[str] = Counter()
OPEN = ("which nothing ends", "which stays when the person dies", "none of that name begins", "can never start",
        "the episode is over at step", *kinds.MENDS)  # fmt: skip
"""What is said of entries, signals and kinds that only their author would regret: engines must agree on them too."""


@pytest.fixture(scope="module")
def evidence(tmp_path_factory):
    """The numbers of random pathways."""
    return numbers(str(tmp_path_factory.mktemp("evidence")))


def made(chance: Random, evidence) -> plan.Library | None:
    """A library of random pathways, or None if they have a fault (a closed circle, a step never reached)."""
    library = prepare.build(Maker(chance, evidence).pathways(), care_pathways.codelists())
    return None if any(not any(said in fault for said in OPEN) for fault in library.faults) else library


EVERY_WAY = IN_COLUMNS, ONE_BY_ONE


class TooMany(Exception):
    """Signals that multiply without end: not worth the time of the reference engine."""


def bounded() -> type[columnar.Engine]:
    """The columnar engine as it is now, given up where episodes multiply."""

    class Bounded(columnar.Engine):
        def run_step(self, e, step):
            if self.steps_called > 1200 or sum(e.n for e in self.episodes.values()) > 1500:
                raise TooMany
            super().run_step(e, step)

    return Bounded


def agreement(library, people, *few: int, expected=None) -> list[str] | None:
    """Where the engines differ; None where there is too much to compare. few: up to so many are taken one by one.

    expected: what the reference engine gives, where it is known already."""
    try:
        return differences(library, people, WINDOW, *(run_with(each, bounded()) for each in few), expected=expected)
    except TooMany:
        return None


@options(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(chance=st.randoms(use_true_random=False), people=st.integers(0, 50))
def test_engines_agree_on_pathways_that_hypothesis_makes_up(evidence, chance, people):
    library = made(chance, evidence)
    assume(library is not None)
    found = agreement(library, population(people, 12, WINDOW), IN_COLUMNS, 3)
    assume(found is not None)
    assert found == []


class Watching(reference.Family):
    """A family of the reference engine that notes which hard cases it meets."""

    def take(self, e, step, now):
        last = getattr(self, "last", None)
        if last is not None and last[0] == now and last[1] is not e:
            SEEN["two steps at one time"] += 1
        if last is not None and last[0] == now and last[1] is e:
            SEEN["zero delay"] += 1
        self.last = (now, e)
        if e.counts.get(step.index, 0):
            SEEN["repeat"] += 1
        if step.reads:
            SEEN["look back"] += 1
        super().take(e, step, now)

    def signal(self, starts, person, time, key, carries, care_episode=0, contact=0):
        if getattr(self, "last", None) and person != self.last[1].person and starts:
            SEEN["signal to another"] += 1
        super().signal(starts, person, time, key, carries, care_episode, contact)

    def cut(self, e):
        SEEN["death or leaving" if e.cut >= self.gone(e.person) else "end of an episode"] += 1
        return super().cut(e)

    def push(self, episode, step, time):
        if time >= self.settings.ends and step >= 0:
            SEEN["--to in mid-step"] += 1
        super().push(episode, step, time)


def test_random_pathways_meet_every_hard_case_and_engines_agree_on_them(evidence, monkeypatch):
    monkeypatch.setattr(reference, "Family", Watching)
    SEEN.clear()
    for seed in range(80):
        library = made(Random(seed), evidence)
        if library is None:
            continue
        SEEN["group of several pathways"] += any(len(g) > 1 for g in library.groups)
        SEEN["step that waits"] += any(s.reader for p in library.pathways for s in p.steps)
        assert agreement(library, population(seed, 15, WINDOW), *EVERY_WAY) in ([], None), f"seed {seed}"
    cases = ("two steps at one time", "zero delay", "repeat", "look back", "signal to another", "death or leaving",
             "end of an episode", "--to in mid-step", "group of several pathways", "step that waits")  # fmt: skip
    assert {case: SEEN[case] for case in cases if SEEN[case] < 10} == {}
