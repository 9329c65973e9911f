"""What some families had written about them: helpers with which the specifications ask and count."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pytest

import care_pathways
from care_pathways import guests, ready
from synth import clock
from synth.guests import Guests
from synth.pathway.compiled.plan import Library
from synth.pathway.engines import columnar, reference
from synth.pathway.language.model import Pathway
from synth.record.batch import Batch
from synth.record.kinds import CHANGES, ENGINE_COLUMNS, KINDS
from synth.record.tables import complete
from synth.settings import Settings
from synth.simulate import batch_of
from synth.world.building import build
from synth.world.population import Population, Table
from tests.once import written_once

_KEYED = ("entry", "episode", "care_episode", "contact")


class Written:
    """The record of some families under some pathways, with the questions that the tests ask of it."""

    def __init__(self, pathways: Sequence[Pathway], families: int, seed: int = 5, once: str = "") -> None:
        """once: a name of these pathways, if other files of tests ask about the same."""
        self._of(ready(pathways), _people(families, seed), Settings(seed))
        self.record = written_once(f"{once} {families} {seed}", self._write) if once else self._write()

    def _of(self, library: Library, people: Population, settings: Settings) -> None:
        self.settings, self.library, self.people = settings, library, people
        p = self.people
        self.patient = p["patient"] & ~p["stillborn"].astype(bool)

    def _write(self) -> dict[str, Table]:
        return self._complete(columnar.run(self.library, self.people, self.settings))

    def _complete(self, planned: dict[str, Table]) -> dict[str, Table]:
        return complete(planned, self.library.forms, self.people, self.settings)

    def code(self, key: str) -> int:
        return self.library.codelists.index(key)

    def rows(self, kind: str, *keys: str, pathway: str = "", step: str = "", change: str = "",
             entry: str = "",
             slot: str = "", anywhen: bool = False) -> Table:  # fmt: skip
        """The changes of a kind (of the window, unless `anywhen`) with one of these codes ..."""
        t, forms = self.record[kind], self.library.forms
        mask = np.ones(len(t), dtype=bool)
        if keys:
            mask &= np.isin(t["code"], [self.code(k) for k in keys])
        if change:
            mask &= t["change"] == CHANGES.index(change)
        for name, wanted in (("pathway", pathway), ("step", step), ("entry", entry), ("slot", slot)):
            if wanted:
                mask &= np.array([getattr(f, name) == wanted for f in forms], dtype=bool)[t["form"]]
        if not anywhen:
            mask &= t["recorded"] >= self.settings.begins
        return t.take(np.flatnonzero(mask))

    def years(self, low: int, high: int) -> float:
        """Years lived in England as a patient at these ages within the window."""
        born = self.people["born"]
        start = np.maximum(np.maximum(born + low * clock.YEAR, self.settings.begins), self.people["arrives"])
        gone = np.minimum(self.people["died"], self.people["leaves"])
        end = np.minimum(np.minimum(born + high * clock.YEAR, gone), self.settings.ends)
        return float((end - start).clip(0)[self.patient].sum()) / clock.YEAR

    def ages(self, day: int) -> np.ndarray:
        """Everyone's age in years on a day."""
        return clock.age_years(self.people["born"] // clock.DAY, np.full(len(self.people), day, dtype=np.int64))

    def alive(self, instant: int) -> np.ndarray:
        """Who was alive and in England at an instant."""
        p = self.people
        here = (np.maximum(p["born"], p["arrives"]) <= instant) & (np.minimum(p["died"], p["leaves"]) > instant)
        return self.patient & here

    def who(self, table: Table) -> np.ndarray:
        """Whether each person stands in a table."""
        found = np.zeros(len(self.people), dtype=bool)
        found[table["person"]] = True
        return found

    def open_on(self, code: str, kind: str, year: int, low: int = 0, high: int = 130) -> float:
        """The share of people of these ages, with a run of this code open at the end of a year."""
        instant = self.settings.begins + year * clock.YEAR - 1
        begun = self.rows(kind, code, change="begun", anywhen=True)
        ended = self.rows(kind, code, change="ended", anywhen=True)
        begun = begun.take(np.flatnonzero(begun["recorded"] <= instant))
        over = ended["entry"][ended["recorded"] <= instant]
        still = begun.take(np.flatnonzero(~np.isin(begun["entry"], over)))
        age = self.ages(instant // clock.DAY)
        counted = self.alive(instant) & (age >= low) & (age < high)
        return float((self.who(still) & counted).sum()) / float(counted.sum())

    def mean_open(self, code: str, kind: str, low: int = 0, high: int = 130) -> float:
        """The mean of `open_on` over the ten years of the window."""
        return float(np.mean([self.open_on(code, kind, year, low, high) for year in range(1, 11)]))


class Everyone(Written):
    """The record of some families under every pathway of the house.

    planned: what the engine gives, of which the record is made."""

    def __init__(self, families: int, seed: int) -> None:
        self._of(care_pathways.library(), _people(families, seed), Settings(seed))
        self.planned = written_once(f"planned {families} {seed}",
                                    lambda: columnar.run(self.library, self.people, self.settings))  # fmt: skip
        self.record = written_once(f"everyone {families} {seed}", lambda: self._complete(dict(self.planned)))

    def batch(self) -> Batch:
        """The record with what it says of who people are, as a simulation gives it."""
        return batch_of(self.people, self.record, self.settings, self.library.forms, self.library.codelists)


@lru_cache(maxsize=1)
def everyone() -> Everyone:
    """Some families whom most specifications of the whole library share: to run all of it is what takes long."""
    return Everyone(1500, seed=7)


@lru_cache(maxsize=2)
def _people(families: int, seed: int) -> Population:
    return build(np.arange(families, dtype=np.int64), Settings(seed))


def engines_differ(pathways: Sequence[Pathway], families: int, seed: int = 7) -> list[str]:
    """The tables and columns in which the two engines differ; none, if all is well."""
    settings, library = Settings(seed), ready(pathways)
    people = build(np.arange(families, dtype=np.int64), settings)
    rows = reference.run(library, people, settings)
    tables = {kind: Table({name: np.array([row[name] for row in found],
                                          dtype=np.uint64 if name in _KEYED else np.int64)
                           for name in ENGINE_COLUMNS}) for kind, found in rows.items()}  # fmt: skip
    one = complete(tables, library.forms, people, settings)
    other = complete(columnar.run(library, people, settings), library.forms, people, settings)
    return [f"{kind}.{name}" for kind in KINDS for name in one[kind].columns
            if not np.array_equal(one[kind][name], other[kind][name])]  # fmt: skip


def engines_differ_on_guests(own: Guests, last: int, families: int) -> list[str]:
    """The tables and columns in which the two engines differ on the last so many pathways of guests."""
    codelists = guests.codelists(own)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(care_pathways, "codelists", lambda: codelists)
        return engines_differ(guests.pathways(own)[-last:], families)
