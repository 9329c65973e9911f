"""Every declared figure measured over a dataset, with a verdict on each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np

from synth.dataset.reading import Dataset
from synth.errors import BrokenSource, one_line
from synth.realism.recorded import statistics
from synth.realism.recorded.declared import Declared, Figures
from synth.realism.recorded.entries import asked
from synth.realism.recorded.statistics import Counted, Estimate
from synth.realism.recorded.tables import Tables
from synth.realism.recorded.units import Record, Units
from synth.realism.recorded.weights import Weights
from synth.realism.tally import Tally
from synth.realism.verdicts import NOT_MEASURED, Row, judged
from synth.settings import Settings

SCALES = {"percent": 100.0, "per 1,000": 1_000.0, "per 10,000": 10_000.0, "per 100,000": 100_000.0}
"""What a unit that begins so makes of a share or a rate."""
_JACKKNIFED: dict[str, Callable[[Counted], float]] = {
    "spread": statistics.spread, "correlation": statistics.correlation, "slope": statistics.slope,
    "ratio": statistics.ratio, "top_tenth": statistics.top_tenth, "odds": statistics.odds, "one_in": statistics.one_in,
}  # fmt: skip


def settings_of(dataset: Dataset) -> Settings:
    """The seed and the window with which a dataset was made, as its manifest has them."""
    said = dataset.manifest["arguments"]
    start, end = (dt.date.fromisoformat(said[name]) for name in ("from", "to"))
    return Settings(int(said["seed"]), start, end, place=said.get("place") or "")


def measure(
    dataset: Dataset, figures: Figures, weighted: bool | None = None, watch: Callable[[int, int], None] | None = None
) -> list[Row]:
    """Every figure with its verdict, in the order of the declarations.

    weighted: as in England by age, sex and deprivation; None where the dataset is of one place. watch is called with
    the figures done and how many there are. Raises BadArguments where there are no tables, BrokenData where one cannot
    be read."""
    settings = settings_of(dataset)
    record = Record(Tables(dataset, asked(figures.selections.values())), settings, figures.selections)
    wanted = bool(settings.place) if weighted is None else weighted
    weights = Weights(record) if wanted else None
    order = sorted(range(len(figures.rows)), key=lambda i: (figures.rows[i].over, i))  # units are shared, then let go
    rows: dict[int, Row] = {}
    over = ""
    for done, i in enumerate(order):
        declared = figures.rows[i]
        if declared.over != over:
            record.forget_units()
            over = declared.over
        rows[i] = measured(declared, record, weights)
        if watch:
            watch(done + 1, len(order))
    return [rows[i] for i in range(len(order))]


def measured(declared: Declared, record: Record, weights: Weights | None = None) -> Row:
    """One figure with its verdict."""
    figure = declared.figure
    if figure.why_not:
        return Row(figure, NOT_MEASURED, reason=figure.why_not)
    units = record.units(declared.over, declared.on, figure.first_year, declared.years, declared.turning)
    scale = declared.times * next((by for word, by in SCALES.items() if figure.unit.startswith(word)), 1.0)
    try:
        with np.errstate(all="ignore"):  # what is divided by nought is not known
            counted = _counted(declared, units, weights)
            found = _found(declared, counted) if len(counted) else None
    except (TypeError, ValueError, OverflowError) as fault:  # such as a text that is compared with a number
        said = f"{declared.place}: '{figure.measure}' ({figure.stratum}) cannot be worked out: {one_line(fault)}"
        raise BrokenSource(f"{said}: mend the expression") from None
    if found is None:
        return Row(
            figure, NOT_MEASURED, measured=units.measured, reason="the record has nothing of which this could be"
        )
    value, error = found.value * scale, found.error_if(figure.value / scale) * abs(scale)
    return judged(figure, value, error, found.n, units.measured)


def _found(declared: Declared, counted: Counted) -> Tally | Estimate:
    if declared.statistic == "share":
        return statistics.share(counted)
    if declared.statistic == "mean":  # what is smaller than it should be does not vary less, as rare events do
        mean = statistics.share(counted)
        return Estimate(mean.value, mean.error, mean.n)
    if declared.statistic in ("rate", "quotient"):
        return (statistics.rate if declared.statistic == "rate" else statistics.quotient)(counted)
    part = 0.5 if declared.statistic == "median" else declared.part
    return statistics.jackknifed(counted, _JACKKNIFED.get(declared.statistic) or statistics.centile(part))


def _counted(declared: Declared, units: Units, weights: Weights | None) -> Counted:
    """The units among which it is counted, and what; those of which it is not known are left out."""
    what = tuple(np.asarray(each.of(units), dtype=np.float64) for each in declared.counted)
    keep = units.person >= 0
    for column in what:
        keep = keep & np.isfinite(column)
    if declared.among is not None:
        keep = keep & _yes(declared.among.of(units))
    exposed = other = stratum = None
    if declared.by is not None:
        exposed = _yes(declared.by.of(units))
        other = ~exposed if declared.against is None else _yes(declared.against.of(units)) & ~exposed
        keep = keep & (exposed | other)
    rows = np.flatnonzero(keep)
    if declared.standard:
        columns = [
            np.nan_to_num(np.asarray(each.of(units), dtype=np.float64)[rows], nan=-1) for each in declared.standard
        ]
        if len(rows):
            stratum = np.unique(np.stack(columns), axis=1, return_inverse=True)[1].reshape(-1)
    person = units.person[rows]
    weight = np.ones(len(rows)) if weights is None else weights.of(person)
    exposure = units.own.get("exposure")
    return Counted(
        units.record.persons.family[person], weight, tuple(column[rows] for column in what),
        None if exposed is None else exposed[rows], None if other is None else other[rows], stratum,
        None if exposure is None else exposure[rows],
    )  # fmt: skip


def _yes(value: np.ndarray) -> np.ndarray:
    return value if value.dtype == bool else (value != 0) & (value == value)
