"""From families to their record: the world is built, pathways are run, and what was written is put in order."""

from __future__ import annotations

import numpy as np

from synth import world
from synth.pathway.compiled.plan import Library
from synth.pathway.engines import columnar
from synth.record.batch import Batch
from synth.record.tables import complete
from synth.settings import Settings


def simulate(families: np.ndarray, settings: Settings, library: Library) -> Batch:
    """Everything that was written down about some families (ascending indices, int64) in the window."""
    population = world.build(families, settings)
    written = columnar.run(library, population, settings)
    record = complete(written, library.forms, population, settings)
    return Batch(settings, population, record, library.forms, library.codelists)
