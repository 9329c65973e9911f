"""Plots of figures as SVG within a page, drawn by matplotlib: what was found beside what is published."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from synth.realism.verdicts import BY_ERROR, ERRORS, LOOSE, NOT_MEASURED, OUTSIDE, TOO_FEW, WARNED, WITHIN, Row

COLOURS = {
    WITHIN: "#17692d", BY_ERROR: "#6aa84f", OUTSIDE: "#a3101a", WARNED: "#b86e00", TOO_FEW: "#7a86a8", LOOSE: "#9a9a9a",
    NOT_MEASURED: "#cccccc",
}  # fmt: skip
FURTHEST = 4.0
"""Tolerances off beyond which a figure is drawn at the edge."""
FEWEST = 3
"""Rows of one measure from which on they are drawn as a chart."""
LONGEST = 34
"""Letters of a stratum's name beside a chart."""
_BAND, _LINE = "#dfe8df", "#555555"
_DOTS_IN_A_PILE, _PLACES = 8, 40


def strip(rows: Sequence[Row]) -> str:
    """All measured figures of an area as dots: how many tolerances each is off, to the left below; "" for none."""
    found = [row for row in rows if row.generated is not None and row.figure.width]
    if not found:
        return ""
    axes = _axes(4.4, 0.6)
    piles: dict[int, int] = {}
    across, up = [], []
    for row in found:
        assert row.generated is not None
        off = (row.generated - row.figure.value) / row.figure.width
        place = round(min(max(off, -FURTHEST), FURTHEST) / FURTHEST * _PLACES)
        level = piles[place] = piles.get(place, -1) + 1
        across.append(place * FURTHEST / _PLACES)
        up.append(level % _DOTS_IN_A_PILE)
    axes.axvspan(-1, 1, color=_BAND, lw=0)
    axes.axvline(0, color=_LINE, lw=0.7)
    axes.scatter(across, up, s=7, c=[COLOURS[row.verdict] for row in found], lw=0)
    axes.set(xlim=(-FURTHEST - 0.3, FURTHEST + 0.3), ylim=(-1, _DOTS_IN_A_PILE), yticks=[])
    return _svg(axes, "how many tolerances the figures of an area are off")


def chart(rows: Sequence[Row]) -> str:
    """The rows of one measure below each other: tolerances as bands, published as ticks, found as dots with errors.

    "" for fewer than FEWEST."""
    drawn = [row for row in rows if row.generated is not None and row.error is not None]
    if len(drawn) < FEWEST:
        return ""
    axes = _axes(7.2, 0.35 + 0.2 * len(drawn))
    places, colours = range(len(drawn)), [COLOURS[row.verdict] for row in drawn]
    value, width = [row.figure.value for row in drawn], [row.figure.width for row in drawn]
    found, error = [row.generated or 0.0 for row in drawn], [ERRORS * (row.error or 0.0) for row in drawn]
    axes.barh(places, [2 * w for w in width], left=[v - w for v, w in zip(value, width, strict=True)], color=_BAND)
    axes.scatter(value, places, marker="|", color=_LINE, s=80, lw=0.8)
    ends = [(f - e, f + e) for f, e in zip(found, error, strict=True)]
    axes.hlines(places, *zip(*ends, strict=True), color=colours, lw=1)
    axes.scatter(found, places, c=colours, s=16, lw=0, zorder=3)
    axes.set(ylim=(len(drawn) - 0.4, -0.6), xlabel=drawn[0].figure.unit)
    axes.set_yticks(range(len(drawn)), [_short(row.figure.stratum) for row in drawn])
    return _svg(axes, "found beside published")


def _short(name: str) -> str:
    return (name if len(name) <= LONGEST else name[: LONGEST - 1] + "…").replace("$", r"\$")


@lru_cache(maxsize=1)
def _figure() -> Any:
    """The one figure on which everything is drawn; matplotlib is imported where a page is made, and by then only."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    # Letters stay letters, and what is drawn hangs on nothing else.
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "synth", "font.size": 8, "font.family": "sans-serif"})
    return Figure()


def _axes(wide: float, high: float) -> Any:
    """Empty axes, so many inches wide and high, with room for names at the left of tall ones."""
    figure = _figure()
    figure.clear()
    figure.set_size_inches(wide, high)
    left, foot = (0.01, 0.28) if high < 0.65 else (0.3, 0.3 / high)
    axes = figure.add_axes((left, foot, 0.98 - left, 0.98 - foot))
    axes.tick_params(length=2, pad=1, labelsize=7)
    axes.xaxis.labelpad = 0
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    return axes


def _svg(axes: Any, says: str) -> str:
    """What is drawn as an element of a page: no head of a file, no date, ids that are its own."""
    out = io.StringIO()
    axes.figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = out.getvalue()
    text = re.sub(r"\s*<metadata>.*?</metadata>", "", text[text.index("<svg") :].strip(), flags=re.S)
    named = set(re.findall(r"(?:url\(|href=\")#(\w+)", text))
    text = re.sub(r' id="([^"]+)"', lambda found: found[0] if found[1] in named else "", text)  # many stand in one page
    text = text.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)  # a page knows what a svg is
    return text.replace("<svg ", f"<svg role='img' aria-label='{says}' ", 1)
