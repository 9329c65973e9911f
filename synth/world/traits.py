"""What people are like beyond what the world itself goes by: attributes worked out when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from synth.world import beliefs, lazily, origins
from synth.world.origins import Kin

Column = np.ndarray


def attributes(known: Mapping[str, Column], kin: Kin) -> lazily.Columns:
    """The attributes that are known, and those that follow from them (`world.vocabulary` says what each is)."""
    columns: lazily.Columns

    def origin() -> tuple[Column, ...]:
        found = origins.origins(kin)
        year, spoken = origins.arrived_year(found["came"]), found["language"]
        return found["born_in"], found["heritage"], year, spoken, (spoken == 0).astype(np.int64)

    columns = lazily.Columns(
        known,
        [
            (("born_in", "heritage", "arrived_year", "language", "english_speaker"), origin),
            (("interpreter",), lambda: (origins.interpreter(kin, columns["language"]),)),
            (("religion",), lambda: (beliefs.religion(kin, columns["heritage"]),)),
            (("orientation",), lambda: (beliefs.orientation(kin),)),
            (("gender_identity", "transition"), lambda: beliefs.gender(kin)),
            (("states",), lambda: (beliefs.stated(kin),)),
        ],
    )
    return columns
