"""A pathway tried out: run over some families with what it needs, and counted: who has it, what is written, what is
never reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from synth import clock
from synth.pathway.compiled.plan import Library, PathwayPlan
from synth.pathway.engines.columnar import Engine
from synth.record.kinds import CHANGES, KINDS
from synth.record.tables import complete
from synth.settings import Settings
from synth.table import Table
from synth.world.population import Population

AGES = (0, 5, 18, 40, 65, 75)
SEXES = (("male", 1), ("female", 2))
_LASTING = ("condition", "care_episode", "plan", "flag", "prescription", "registration")


@dataclass(frozen=True)
class Tried:
    """What a pathway did in some families.

    persons: how many patients lived in the window. episodes: how many came to its first step. shares: of what lasts,
    by code, and of having anything written: for each band of AGES, those of both sexes, of everyone alive on the last
    day. entries: per kind and code, entries a person-year of the window. reached: how many came to each step.
    """

    name: str
    families: int
    persons: int
    years: float
    ran: tuple[str, ...]
    alive: np.ndarray
    shares: dict[str, np.ndarray]
    entries: dict[str, tuple[int, float]]
    reached: dict[str, int]


def needed(library: Library, name: str) -> list[PathwayPlan]:
    """A pathway and all that it rests on: what raises its signals and sets the facts that it reads, and so on."""
    raisers: dict[str, set[int]] = {}
    setters: dict[str, set[int]] = {}
    for plan in library.pathways:
        for s in plan.pathway.steps:
            for signal in s.signals:
                raisers.setdefault(signal.name, set()).add(plan.index)
            for fact in s.sets:
                setters.setdefault(fact, set()).add(plan.index)
    wanted, todo = set(), [library.named(name).index]
    while todo:
        at = todo.pop()
        if at in wanted:
            continue
        wanted.add(at)
        plan = library.pathways[at]
        facts = plan.start_reads.union(*(s.reads | s.arrival_reads for s in plan.steps))
        for asked, known in ((plan.pathway.signals, raisers), (facts, setters)):
            for one in asked:
                todo += sorted(known.get(one, ()))
    return [plan for plan in library.pathways if plan.index in wanted]


def tried(library: Library, name: str, population: Population, settings: Settings) -> Tried:
    """Run a library over a population, and count what its pathway of a name did."""
    engine = Engine(library, population, settings)
    engine.run()
    engine.episodes.clear()
    record = complete(engine.tables(), library.forms, population, settings)
    plan = library.named(name)
    born, gone = population["born"], np.minimum(population["died"], population["leaves"])
    patient = population["patient"] & ~population["stillborn"].astype(bool)
    came = np.maximum(np.maximum(born, population["arrives"]), settings.begins)
    lived = (np.minimum(gone, settings.ends) - came).clip(0) * patient
    last = settings.ends - 1
    alive = patient & (np.maximum(born, population["arrives"]) <= last) & (gone > last)
    years = float(lived.sum()) / clock.YEAR
    own = np.array([form.pathway == name for form in library.forms], dtype=bool)
    cells = _cells(population, alive, last)
    anyone = np.zeros(len(population), dtype=bool)
    shares: dict[str, np.ndarray] = {}
    entries: dict[str, tuple[int, float]] = {}
    for kind in KINDS:
        table = record[kind].take(np.flatnonzero(own[record[kind]["form"]]))
        anyone[table["person"]] = True
        for code in np.unique(table["code"]).tolist():
            rows = table.take(np.flatnonzero(table["code"] == code))
            label = f"{kind.replace('_', ' ')}: {library.codelists.concepts[code].text or 'no code'}"
            label = f"{label} ({library.codelists.key(code)})" if label in entries else label
            within = np.unique(rows["entry"][rows["recorded"] >= settings.begins])
            entries[label] = (len(within), len(within) / years if years else 0.0)
            goes_on = _open(rows) & (rows["until"] > last)
            if kind in _LASTING and goes_on.any():
                holds = np.zeros(len(population), dtype=bool)
                holds[rows["person"][goes_on]] = True
                shares[label] = _shares(holds & alive, cells)
    shares = {"anything of it ever written": _shares(anyone & alive, cells), **shares}
    reached = {s.name: engine.taken.get((plan.index, s.index), 0) for s in plan.steps}
    return Tried(name, len(population.families), int((lived > 0).sum()), years,
                 tuple(p.name for p in library.pathways), _counts(alive, cells), shares, entries, reached)  # fmt: skip


def _open(rows: Table) -> np.ndarray:
    """The rows that begin something that no later row of the same entry ends."""
    over = np.isin(rows["change"], [CHANGES.index("ended"), CHANGES.index("withdrawn")])
    return ~over & ~np.isin(rows["entry"], rows["entry"][over])


def _cells(population: Population, alive: np.ndarray, instant: int) -> np.ndarray:
    """The cell of everyone: band of age by sex, flat; -1 for who is not counted."""
    age = clock.age_years(population["born"] // clock.DAY, np.full(len(alive), instant // clock.DAY, dtype=np.int64))
    band = np.searchsorted(AGES, np.maximum(age, 0), side="right") - 1
    sex = np.where(population["sex"] == SEXES[0][1], 0, 1)
    return np.where(alive, band * 2 + sex, -1)


def _counts(mask: np.ndarray, cells: np.ndarray) -> np.ndarray:
    return np.bincount(cells[mask & (cells >= 0)], minlength=len(AGES) * 2).reshape(-1, 2)


def _shares(mask: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """The share of each cell; of an empty one 0."""
    return _counts(mask, cells) / np.maximum(_counts(cells >= 0, cells), 1)


def lines(of: Tried) -> Iterator[str]:
    """What was counted, as lines."""
    yield (f"{of.name}: {of.families:,} families, {of.persons:,} patients, {of.years:,.0f} person-years in the window "
           "(families of whom nobody lives in England then are not counted); "
           f"{len(of.ran)} pathway{'s' if len(of.ran) > 1 else ''} ran")  # fmt: skip
    yield ""
    yield "alive on the last day, per cent by age (male, female)"
    heads = [f"{low}-{high - 1}" for low, high in pairwise(AGES)] + [f"{AGES[-1]}+"]
    yield "  " + "".join(f"{head:>14}" for head in heads)
    yield "  " + "".join(f"{f'{male:,}, {female:,}':>14}" for male, female in of.alive.tolist()) + "  people"
    for label, shares in of.shares.items():
        yield "  " + "".join(f"{f'{m * 100:.1f}, {f * 100:.1f}':>14}" for m, f in shares.tolist()) + f"  {label}"
    yield ""
    yield "entries in the window, and for 1,000 person-years"
    for label, (count, rate) in of.entries.items():
        yield f"  {count:>9,} {rate * 1000:>10.2f}  {label}"
    if not of.entries:
        yield "  none"
    yield ""
    yield "episodes that came to each step"
    for name, count in of.reached.items():
        yield f"  {count:>9,}  {name}"
    never = [name for name, count in of.reached.items() if not count]
    yield ""
    yield f"never reached: {', '.join(never)}" if never else "every step was reached"


def subset(library: Library, wanted: Sequence[PathwayPlan]) -> Library:
    """Some pathways of a library, made ready by themselves; the whole library where they cannot be."""
    from synth.pathway.compiled import prepare

    built = prepare.build(
        [plan.pathway for plan in wanted], library.codelists, replace(library.words, whole=False), sound=True
    )
    return library if built.faults else built
