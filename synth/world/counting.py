"""The counting pass: how many Patients each family has in the window, and which families make up a number.

It builds nobody: it runs the same composition and the same pregnancies as `build`, and nothing else, so the two agree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synth import clock
from synth.keys import BLOCK
from synth.settings import Settings
from synth.world.demography import migration
from synth.world.families import families, lives
from synth.world.families.families import LARGEST
from synth.world.places import composition

Column = np.ndarray

CHUNK = 32_768
"""Families counted at a time: few enough for the processor's cache, many enough to be worth a call."""
SEARCH = 65_536
"""How many families beyond the last whole one are looked through for those that fill the number exactly."""


def count_families(wanted: Column, settings: Settings) -> Column:
    """How many Patients each of some families (indices, ascending) has in the window (int64)."""
    here = np.flatnonzero(migration.present(settings.run, wanted, settings.start_day, -(-settings.ends // clock.DAY)))
    o = families.compose(settings.run, wanted[here], settings.start_day, council=composition.council(settings.place))
    g = lives.generations(o, settings.ends // clock.DAY + 1, settings.begins)
    b = g.newcomers
    born = np.bincount(b.family[(b.born < settings.ends) & (g.member < LARGEST)], minlength=len(here))
    counts = np.zeros(len(wanted), dtype=np.int64)
    counts[here] = np.diff(o.start) + born
    return counts


def count_persons(first: int, last: int, settings: Settings) -> Column:
    """How many Patients each of the families first .. last-1 has in the window (int64)."""
    parts = [
        count_families(np.arange(at, min(at + CHUNK, last), dtype=np.int64), settings)
        for at in range(first, last, CHUNK)
    ]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Chosen:
    """Families that together have a number of Patients exactly.

    whole: families 0 .. whole-1 are all in; filling: further families, ascending, that make up the number;
    left_out: families passed over between them; patients: the number.
    """

    whole: int
    filling: tuple[int, ...]
    left_out: tuple[int, ...]
    patients: int

    @property
    def families(self) -> Column:
        """All families chosen, ascending (int64)."""
        return np.concatenate([np.arange(self.whole, dtype=np.int64), np.array(self.filling, dtype=np.int64)])


def choose_families(patients: int, settings: Settings) -> Chosen:
    """The families that hold a number of Patients: in order, whole, the last few such that they fill it
    exactly.

    Families are taken in turn until the next one would be one too many; from there on each that still fits is
    taken. Raises ValueError for fewer than one patient.
    """
    if patients < 1:
        raise ValueError(f"--patients must be at least 1, not {patients}")
    total, at = 0, 0
    chunk = min(max(patients, BLOCK), CHUNK)  # a family has about one patient and a half: ten ask for no more
    while True:
        counts = count_persons(at, at + chunk, settings)
        sums = total + np.cumsum(counts)
        if sums[-1] <= patients:  # those who follow and are not in England belong to the whole ones, wherever it is cut
            total, at = int(sums[-1]), at + chunk
            continue
        whole = at + int(np.searchsorted(sums, patients, side="right"))
        reached = int(sums[whole - at - 1]) if whole > at else total
        break
    filling: list[int] = []
    left_out: list[int] = []
    rest, index = patients - reached, whole
    window = counts[whole - at :]  # those are counted already
    while rest and index < whole + SEARCH:
        for offset, size in enumerate(window.tolist()):
            if rest == 0:
                break
            if size == 0:  # a family that is not in England in the window
                continue
            if size <= rest:
                filling.append(index + offset)
                rest -= size
            else:
                left_out.append(index + offset)
        index += len(window)
        window = count_persons(index, index + 256, settings) if rest else window
    if rest:
        raise ValueError(f"no families were found that bring the number of patients to exactly {patients}")
    return Chosen(whole, tuple(filling), tuple(left_out), patients)
