"""Some pathways tried out together with all that they rest on: which of their steps are reached, and by how many."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

import care_pathways
from synth.pathway import trying
from synth.pathway.engines.columnar import Engine
from synth.settings import Settings
from synth.table import Table
from synth.world.building import build
from tests.once import Record, written_once

TRIED = (
    "bronchiectasis", "attacks of bronchiectasis", "attack of bronchiectasis", "inflammatory bowel disease",
    "flares of inflammatory bowel disease", "flare of inflammatory bowel disease", "azathioprine monitoring",
    "endometriosis", "flares of endometriosis",
)  # fmt: skip
"""What the specifications ask about. All of it runs once: what they rest on is most of the work, and much the same."""
FAMILIES = 6000


def reached(name: str) -> dict[str, int]:
    """How many episodes of a pathway that is tried came to each of its steps."""
    table, library = _tried()["steps"], care_pathways.library()
    plan = library.named(name)
    counts = {step.name: 0 for step in plan.steps}
    for step, count in zip(
        *(table[of][table["pathway"] == TRIED.index(name)] for of in ("step", "count")), strict=True
    ):
        counts[plan.steps[step].name] = int(count)
    return counts


@lru_cache(maxsize=1)
def _tried() -> Record:
    return written_once(f"tried {FAMILIES}", _run)


def _run() -> Record:
    library, settings = care_pathways.library(), Settings()
    needed = {plan.index: plan for name in TRIED for plan in trying.needed(library, name)}
    engine = Engine(trying.subset(library, [needed[index] for index in sorted(needed)]),
                    build(np.arange(FAMILIES), settings), settings)  # fmt: skip
    engine.run()
    names = [plan.name for plan in engine.library.pathways]
    rows = [(TRIED.index(names[pathway]), step, count) for (pathway, step), count in engine.taken.items()
            if names[pathway] in TRIED]  # fmt: skip
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return {"steps": Table(dict(zip(("pathway", "step", "count"), columns, strict=True)))}
