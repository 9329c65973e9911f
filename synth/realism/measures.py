"""The registry of measures: which function answers which published figures.

A measure is a small function over a `Sample`, declared with the area, the measure and the strata it answers as
`figures.csv` writes them, and the unit in which they stand there:

    @on_a_day("A Population", "Females", {"England, all ages": ()}, unit="percent")
    def females(sample, at):
        rows = sample.present(at)
        return sample.share(rows, sample["sex"][rows] == 2)

`strata` maps each stratum to what the function is called with after the moment. Functions return natural units
(a share of 0.51 is compared with 51 percent)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from synth import clock
from synth.realism.sample import Sample
from synth.realism.tally import Found

POPULATION = "A Population"
MATERNITY = "B Maternity"
SOCIAL_CARE = "F Social care"
GENERAL_PRACTICE = "D GP & adult"
THEMES = ("people", "practices", "homes", "births", "conceptions", "deaths", "health", "habits", "expectancy")
"""The files that hold measures; the name of a new one is added here."""

_SCALES = {"percent": 100, "per 1,000": 1_000, "per 100,000": 100_000}
_SCALES |= dict.fromkeys(("years", "ratio", "kg", "males per female", "patients (just over)"), 1)
_SCALES["percent of practices"] = 100


@dataclass(frozen=True)
class Measure:
    """One registered measure for one stratum.

    run(sample, year) returns what was found and, in words, when it was measured; scale: what a natural unit is
    multiplied by to be compared with the figure."""

    area: str
    name: str
    stratum: str
    unit: str
    run: Callable[[Sample, int], tuple[Found, str]]

    @property
    def key(self) -> tuple[str, str, str]:
        """What it answers: area, measure, stratum."""
        return self.area, self.name, self.stratum

    @property
    def scale(self) -> int:
        return _SCALES[self.unit]


_REGISTERED: dict[tuple[str, str, str], Measure] = {}


def _register(measure: Measure) -> None:
    if measure.unit not in _SCALES:
        raise ValueError(f"measure '{measure.name}': unknown unit '{measure.unit}'; one of {', '.join(_SCALES)}")
    if measure.key in _REGISTERED:
        raise ValueError(f"two measures answer {measure.key}")
    _REGISTERED[measure.key] = measure


def on_a_day(
    area: str, name: str, strata: dict[str, tuple], unit: str, date: tuple[int, int] = (7, 1)
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a measure of how things stand on a day: function(sample, instant, *of the stratum).

    The day is a date (month, day; 1 July unless said) of the figure's year, or the nearest in the window."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        def run_of(arguments: tuple) -> Callable[[Sample, int], tuple[Found, str]]:
            def run(sample: Sample, year: int) -> tuple[Found, str]:
                at = sample.moment(year, *date)
                return function(sample, at, *arguments), str(clock.date_of(at // clock.DAY))

            return run

        for stratum, arguments in strata.items():
            _register(Measure(area, name, stratum, unit, run_of(arguments)))
        return function

    return declare


def over_years(
    area: str, name: str, strata: dict[str, tuple], unit: str, years: int = 1
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a measure of what happens: function(sample, span, *of the stratum).

    The span is the figure's own year, or the nearest in the window; of what is rare, the `years` about it."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        def run_of(arguments: tuple) -> Callable[[Sample, int], tuple[Found, str]]:
            def run(sample: Sample, year: int) -> tuple[Found, str]:
                span = sample.span(year, years)
                return function(sample, span, *arguments), str(span)

            return run

        for stratum, arguments in strata.items():
            _register(Measure(area, name, stratum, unit, run_of(arguments)))
        return function

    return declare


def all_measures() -> dict[tuple[str, str, str], Measure]:
    """Every measure by (area, measure, stratum)."""
    for theme in THEMES:  # each registers its measures when it is first imported
        import_module(f"synth.realism.{theme}")
    return dict(_REGISTERED)
