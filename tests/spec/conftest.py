"""What tests of views share: the batch of a module's FAMILIES, what crossed between its systems, and what each holds."""

from __future__ import annotations

import pytest

from synth.record.batch import Batch
from synth.scale.sources import LIBRARY, library
from synth.settings import Settings
from synth.sharing.crossings import crossings
from synth.sharing.views import Views, views
from synth.simulate import simulate
from synth.table import Table


@pytest.fixture(scope="module")
def batch(request: pytest.FixtureRequest) -> Batch:
    return simulate(request.module.FAMILIES, Settings(), library(LIBRARY))


@pytest.fixture(scope="module")
def crossed(batch: Batch) -> Table:
    return crossings(batch)


@pytest.fixture(scope="module")
def seen(batch: Batch, crossed: Table) -> Views:
    return views(batch, crossed)
