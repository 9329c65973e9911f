"""Numbers of the evidence in words: chances with and without risks, the middle and the tails of a quantity."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from synth import clock
from synth.evidence import Dimension, Number
from synth.evidence.exact import KNOTS, SCALE
from synth.evidence.units import unit_of
from synth.pathway.language.expressions import spaced
from synth.world import vocabulary

MOST = 12
"""Bands of one number that are shown; how many more there are is said."""
_PLACES = (("median", 512), ("tenth", 102), ("ninetieth", 922))


def said(number: Number) -> list[str]:
    """What a number says, one line for each band or combination of risks that tells something new."""
    lines = [": ".join(part for part in (band, _cell(number, at)) if part) for band, at in _bands(number)]
    if len(lines) > MOST:
        return [*lines[:MOST], f"and {len(lines) - MOST} more of {' and '.join(_facts(number))}"]
    return lines


def brief(number: Number) -> str:
    """What a number says at its first band, for a branch of a picture; or from where to where it goes."""
    every = [_cell(number, at) for _, at in _bands(number)]
    if number.form == "probability" and len(every) > 1:
        low, high = int(number.table.min()), int(number.table.max())
        return f"{_percent(low)} to {_percent(high)}" if low != high else _percent(low)
    return every[0] if len(set(every)) == 1 else ""


def _facts(number: Number) -> list[str]:
    return [spaced(d.fact.removeprefix("risk:")) for d in number.dimensions]


def _bands(number: Number) -> Iterator[tuple[str, int]]:
    """The bands that are told, and their cells: of all combinations of risks only none, each alone, and all."""
    sizes = [len(d.edges) for d in number.dimensions]
    risky = [i for i, d in enumerate(number.dimensions) if d.fact.startswith("risk:")]
    for places in itertools.product(*(range(size) for size in sizes)):
        present = [i for i in risky if places[i]]
        if len(present) not in (0, 1, len(risky)):
            continue
        at = 0
        for place, size in zip(places, sizes, strict=True):
            at = at * size + place
        bands = [_band(d, place) for d, place in zip(number.dimensions, places, strict=True) if d.fact[:5] != "risk:"]
        if risky:
            named = [spaced(number.dimensions[i].fact[5:]) for i in present]
            whose = (
                "without the risks" if not named else f"with {named[0]}" if len(named) == 1 else "with all the risks"
            )
            bands.append(whose)
        yield ", ".join(band for band in bands if band), at


def _band(of: Dimension, place: int) -> str:
    """A band of a dimension, by its lower edge and that of the next."""
    low = of.edges[place]
    high = of.edges[place + 1] if place + 1 < len(of.edges) else None
    if of.fact in ("date", "born"):
        who = "born " if of.fact == "born" else ""
        parts = [f"from {clock.date_of(low)}"] if low > clock.FIRST_DAY else []
        parts += [f"until {clock.date_of(high)}"] if high is not None else []
        return who + " ".join(parts) if parts else ""
    name, words = spaced(of.fact), of.words or vocabulary.OPTIONS.get(of.fact, ())
    if words and (high is None or high == low + 1) and (of.words or low < len(words)):
        named = words[place] if of.words else words[low]
        return f"{name} {spaced(named)}{' or later' if high is None and low < len(words) - 1 and not of.words else ''}"
    if high is None:
        return f"{name} {low} or more" if place else ""
    return f"{name} {low}" if high == low + 1 else f"{name} {low} to {high - 1}"


def _cell(number: Number, at: int) -> str:
    if number.form == "probability":
        return _percent(int(number.table[at]))
    if number.form == "shares":
        before, parts = 0, []
        for option, threshold in zip(number.options, number.table[at].tolist(), strict=False):
            parts.append(f"{spaced(option)} {_percent(int(threshold) - before)}")
            before = int(threshold)
        return ", ".join(parts)
    if number.form == "value":
        return _quantity(int(number.table[at].ravel()[0]), number)
    knots = number.table[at]
    if int(knots[0]) == int(knots[KNOTS]):
        return _quantity(int(knots[0]), number)
    middle, tenth, ninetieth = (_quantity(int(knots[place]), number) for _, place in _PLACES)
    return f"median {middle} (tenth {tenth}, ninetieth {ninetieth})"


def _percent(threshold: int) -> str:
    share = threshold * 100 / SCALE
    if share in (0, 100):
        return f"{share:.0f} %"
    return f"{share:.1f} %" if 0.95 < share < 99.95 else f"{share:.2g} %" if share < 50 else f"{share:.4g} %"


def _quantity(value: int, number: Number) -> str:
    """A quantity in the unit of its source."""
    minutes = unit_of(number.unit).minutes
    scaled = value / minutes if minutes else value / 10**number.decimals
    text = f"{scaled:.{number.decimals}f}" if number.decimals and not minutes else f"{scaled:.3g}"
    if abs(scaled) >= 1000:
        text = f"{scaled:.0f}"
    if number.unit in ("flag", "count"):
        return text
    one = number.unit[:-1] if text == "1" and minutes and number.unit.endswith("s") else number.unit
    return f"{text} {one}"
