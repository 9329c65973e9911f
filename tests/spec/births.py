"""Pregnancies and newborns of two recent years, written down once, for the specifications of both."""

from __future__ import annotations

import datetime as dt
import importlib
from functools import lru_cache

import numpy as np

from care_pathways import modules, ready
from synth.clock import DAY
from synth.pathway.engines import columnar
from synth.pathway.language.model import Pathway
from synth.record.tables import complete
from synth.settings import Settings
from synth.world.building import build
from synth.world.population import Table
from tests.spec.written import Written

WINDOW = dt.date(2023, 4, 1), dt.date(2025, 4, 1)
NEWBORN = tuple(
    f"care_pathways.child_health.{n}"
    for n in ("newborn", "neonatal_care", "low_glucose", "newborn_at_risk", "screening", "testes")
)


def maternity() -> list[Pathway]:
    """The pathways of maternity and of the newborn, with the measurements of the body that they read."""
    names = [n for n in modules() if n.startswith("care_pathways.maternity.") or n in NEWBORN]
    read = [
        f"care_pathways.{n}"
        for n in ("gp.allergies", "gp.ethnic_answers", "gp.raised_pressure", "gp.raised_glucose", "child_health.growth")
    ]
    return [p for n in [*read, *names] for p in importlib.import_module(n).PATHWAYS]


class Births(Written):
    """What some families had written about their pregnancies and newborns in a window."""

    def __init__(self, families: int, window: tuple[dt.date, dt.date] = WINDOW, seed: int = 42) -> None:
        self.settings = Settings(seed, *window)
        self.library = ready(maternity())
        self.people = build(np.arange(families, dtype=np.int64), self.settings)
        written = columnar.run(self.library, self.people, self.settings)
        self.record = complete(written, self.library.forms, self.people, self.settings)
        p = self.people
        self.patient = p["patient"] & ~p["stillborn"].astype(bool)
        ends, outcome = p.pregnancies["ends"], p.pregnancies["outcome"]
        # Of births abroad, before the family came, nothing is written.
        begins = np.maximum(self.settings.begins, p["arrives"])
        within = (ends >= begins[p.pregnancies["mother"]]) & (ends < self.settings.ends)
        self.born = p.pregnancies.take(np.flatnonzero(within & (outcome <= 1)))
        self.live = self.patient & (p["born"] >= begins) & (p["born"] < self.settings.ends)
        self.gestation = p.attributes["birth_gestation"]

    def births(self, kind: str, *keys: str, **where: str) -> Table:
        """Rows of the labour pathway's birth step in the window."""
        found = self.rows(kind, *keys, pathway="labour and birth", step="birth", **where)
        return found.take(np.flatnonzero(found["from"] >= self.settings.begins))

    def of_live(self, kind: str, *keys: str, **where: str) -> Table:
        """Rows about babies born alive in the window."""
        found = self.rows(kind, *keys, **where)
        return found.take(np.flatnonzero(self.live[found["person"]]))

    def episodes(self, kind: str, *keys: str, **where: str) -> set[int]:
        """The care episodes in which some entries of the window stand; of those open at its beginning a part is before it."""
        found = self.rows(kind, *keys, **where)
        return set(found["care_episode"][found["from"] >= self.settings.begins].tolist())

    def share(self, table: Table, *keys: str, column: str = "code") -> float:
        """The share of rows with one of these codes."""
        return float(np.isin(table[column], [self.code(k) for k in keys]).mean())

    def day(self, table: Table) -> np.ndarray:
        """Days of age of the person of each row."""
        return table["from"] // DAY - self.people["born"][table["person"]] // DAY


@lru_cache(maxsize=1)
def two_years() -> Births:
    """Some twelve hundred births from April 2023 on, the years that most published figures are of."""
    return Births(54_000, seed=45)
