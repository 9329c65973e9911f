"""Generated beside published, row by row, with a verdict on each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from math import inf
from operator import add

from synth.realism.figures import EVIDENCED, Figure, read_figures
from synth.realism.measures import Measure, all_measures
from synth.realism.sample import Sample
from synth.settings import Settings
from synth.world.population import Population

WITHIN, BY_ERROR, OUTSIDE, WARNED = "within", "within by error", "outside", "warned"
TOO_FEW, LOOSE, NOT_MEASURED = "too few", "loose", "not measured"
VERDICTS = (WITHIN, BY_ERROR, OUTSIDE, WARNED, TOO_FEW, LOOSE, NOT_MEASURED)
"""Near enough by the tolerance alone; by its sampling error alone; too far; too far from a figure that is only
recalled; near, but so few that half the figure would pass too; near, but by a tolerance that says as little; not
compared, with the reason."""
ERRORS = 3
"""Standard errors that are allowed on top of the tolerance."""
MOST = 0.5
"""Of the figure: where more is allowed, that it was met says nothing. Of nought, twice its tolerance."""


@dataclass(frozen=True)
class Row:
    """One figure and what the population has instead.

    generated and error (one standard error, if the figure is true) are in the figure's unit, None where nothing
    was measured, or the error cannot be told; n: the persons or events behind it; measured: the day or years; reason:
    why it was not."""

    figure: Figure
    verdict: str
    generated: float | None = None
    error: float | None = None
    n: int = 0
    measured: str = ""
    reason: str = ""

    @property
    def allowed(self) -> float:
        """How far from the figure the population may be: tolerance and three standard errors."""
        return self.figure.width + ERRORS * (self.error or 0.0)


def compare(
    populations: Population | Sequence[Population],
    settings: Settings,
    figures: list[Figure] | None = None,
    measures: dict[tuple[str, str, str], Measure] | None = None,
) -> list[Row]:
    """Every figure with its verdict. Several populations (batches of different families) count as one."""
    whole = [populations] if isinstance(populations, Population) else list(populations)
    samples = [Sample(p, settings) for p in whole]
    known = all_measures() if measures is None else measures
    return [_row(f, known.get(f.key), samples) for f in (read_figures() if figures is None else figures)]


def _row(figure: Figure, measure: Measure | None, samples: list[Sample]) -> Row:
    if measure is None or figure.why_not:
        return Row(figure, NOT_MEASURED, reason=figure.why_not or "no measure answers it")
    if not figure.unit.startswith(measure.unit):
        raise ValueError(f"'{figure.measure}' is in {figure.unit}; its measure says {measure.unit}")
    results = [measure.run(s, figure.first_year) for s in samples]
    found, when = reduce(add, [f for f, _ in results]), results[0][1]
    value = found.value * measure.scale
    error = found.error_if(figure.value / measure.scale) * measure.scale
    return judged(figure, value, error, found.n, when)


def judged(figure: Figure, value: float, error: float, n: int, when: str) -> Row:
    """A figure with the verdict on what was found instead, both in its unit; error: one standard error, perhaps inf."""
    if error == inf:
        return Row(figure, TOO_FEW, value if n else None, n=n, measured=when, reason=f"of {n} alone")
    off = figure.off(value)
    half = abs(figure.value) * MOST if figure.value else 2 * figure.width
    if off > figure.width + ERRORS * error:
        verdict = OUTSIDE if figure.evidence == EVIDENCED else WARNED
    elif figure.width > half:
        verdict = LOOSE
    elif figure.width + ERRORS * error > half:
        verdict = TOO_FEW
    else:
        verdict = WITHIN if off <= figure.width else BY_ERROR
    return Row(figure, verdict, value, error, n, when)


def totals(rows: list[Row]) -> dict[str, int]:
    """How many rows have each verdict, in the order of VERDICTS."""
    count = Counter(r.verdict for r in rows)
    return {v: count[v] for v in VERDICTS}
