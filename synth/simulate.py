"""From families to their record: the world is built, pathways are run, and what was written is put in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from synth import world
from synth.codes import Codelists
from synth.pathway.compiled.plan import Library
from synth.pathway.engines import columnar
from synth.record.batch import Batch
from synth.record.forms import Form
from synth.record.identity import identify
from synth.record.tables import complete
from synth.settings import Settings
from synth.sharing.filing import as_letters_came
from synth.table import Table
from synth.world.population import Population


def simulate(families: np.ndarray, settings: Settings, library: Library) -> Batch:
    """Everything that was written down about some families (ascending indices, int64) in the window."""
    return _lived(world.build(families, settings), settings, library)


def with_truth(families: np.ndarray, settings: Settings, library: Library) -> Batch:
    """The same, and what was so of everyone beside what was written down."""
    from synth.truth import truth_of

    population = world.build(families, settings)
    return replace(_lived(population, settings, library), truth=truth_of(population, library, settings))


def _lived(population: Population, settings: Settings, library: Library) -> Batch:
    written = columnar.run(library, population, settings)
    record = complete(written, library.forms, population, settings)
    gone = np.minimum(population["died"], population["leaves"])
    return as_letters_came(batch_of(population, record, settings, library.forms, library.codelists), gone)


def batch_of(
    population: Population,
    record: dict[str, Table],
    settings: Settings,
    forms: Sequence[Form],
    codelists: Codelists,
) -> Batch:
    """A record with what it says of who people are; of the population nothing goes on but whose rows they are."""
    people = Table({name: population[name] for name in ("family", "member", "key", "patient")})
    record, identity = identify(population, record, settings, forms)
    return Batch(settings, population.families, people, record, identity, forms, codelists)
