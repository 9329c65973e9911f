"""Both engines give the same record on pathways that are made of parts at random."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

import care_pathways
from synth.pathway.compiled import kinds, prepare
from synth.pathway.engines import columnar
from tests.engines.people import population
from tests.engines.random_parts import PartsMaker
from tests.engines.random_pathways import numbers
from tests.engines.test_random_pathways import EVERY_WAY, WINDOW, agreement

NEEDED = {"a ladder", "an appointment", "a recall", "a stay", "a plan", "a plan, strand 0"}


@pytest.fixture(scope="module")
def evidence(tmp_path_factory):
    """The numbers of random pathways."""
    return numbers(str(tmp_path_factory.mktemp("evidence")))


def test_engines_agree_on_parts_made_up_at_random(evidence):
    written: Counter[str] = Counter()
    for seed in range(10):
        library = prepare.build(PartsMaker(Random(seed), evidence).pathways(), care_pathways.codelists())
        # Kinds are mixed on purpose: only their author would regret it, and engines must agree on them too.
        assert [f for f in library.faults if not any(said in f for said in kinds.MENDS)] == [], seed
        people = population(seed, 5, WINDOW)
        assert agreement(library, people, *EVERY_WAY) == [], seed
        for table in columnar.run(library, people, WINDOW).values():
            written.update(library.forms[form].pathway for form in table["form"].tolist())
    assert {name for name, rows in written.items() if rows} >= NEEDED
