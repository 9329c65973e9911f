"""Small plots of figures as SVG within a page: where what was found lies beside what is published."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from synth.realism.verdicts import BY_ERROR, ERRORS, LOOSE, NOT_MEASURED, OUTSIDE, TOO_FEW, WARNED, WITHIN, Row

COLOURS = {
    WITHIN: "#17692d", BY_ERROR: "#6aa84f", OUTSIDE: "#a3101a", WARNED: "#b86e00", TOO_FEW: "#7a86a8", LOOSE: "#9a9a9a",
    NOT_MEASURED: "#cccccc",
}  # fmt: skip
_WIDE, _HIGH = 150, 16
FURTHEST = 4.0
"""Tolerances off beyond which a figure is drawn at the edge."""
FEWEST = 5
"""Rows of one measure from which on they are drawn as a chart."""


def beside(row: Row) -> str:
    """One figure: its tolerance as a band, what was found as a dot with its errors; "" where nothing was."""
    if row.generated is None or row.error is None:
        return ""
    value, width, error = row.figure.value, row.figure.width, ERRORS * row.error
    reach = max(2 * width, 1.1 * abs(row.generated - value) + min(error, abs(value) or error), 1e-12)

    def x(number: float) -> str:
        return f"{(min(max((number - value) / reach, -1.0), 1.0) + 1) / 2 * _WIDE:.1f}"

    colour, middle = COLOURS[row.verdict], _HIGH // 2
    band = float(x(value + width)) - float(x(value - width))
    return (
        f"<svg width='{_WIDE}' height='{_HIGH}' role='img' aria-label='{escape(row.verdict)}'>"
        f"<rect x='{x(value - width)}' y='2' width='{band:.1f}' height='{_HIGH - 4}' fill='#dfe8df'/>"
        f"<line x1='{x(value)}' x2='{x(value)}' y1='0' y2='{_HIGH}' stroke='#555'/>"
        f"<line x1='{x(row.generated - error)}' x2='{x(row.generated + error)}' y1='{middle}' y2='{middle}' "
        f"stroke='{colour}'/><circle cx='{x(row.generated)}' cy='{middle}' r='3.5' fill='{colour}'/></svg>"
    )


def strip(rows: Sequence[Row]) -> str:
    """All measured figures of an area as dots: how many tolerances each is off, to the left below."""
    wide, high = 420, 44
    seen: dict[int, int] = {}
    dots = []
    for row in rows:
        if row.generated is None or not row.figure.width:
            continue
        off = (row.generated - row.figure.value) / row.figure.width
        place = round(min(max(off, -FURTHEST), FURTHEST) / FURTHEST * wide / 2 / 5)
        level = seen[place] = seen.get(place, -1) + 1
        x, y = wide / 2 + place * 5, high - 8 - (level % 8) * 4.5
        title = escape(f"{row.figure.measure}, {row.figure.stratum}: {off:.1f} tolerances off")
        dots.append(
            f"<circle cx='{x:.0f}' cy='{y:.1f}' r='2.2' fill='{COLOURS[row.verdict]}'><title>{title}</title></circle>"
        )
    one = wide / 2 / FURTHEST
    return (
        f"<svg width='{wide}' height='{high}' viewBox='-6 0 {wide + 12} {high}' role='img' aria-label='tolerances off'>"
        f"<rect x='{wide / 2 - one:.0f}' y='0' width='{2 * one:.0f}' height='{high - 4}' fill='#e6efe6'/>"
        f"<line x1='0' x2='{wide}' y1='{high - 4}' y2='{high - 4}' stroke='#999'/>"
        f"<line x1='{wide / 2}' x2='{wide / 2}' y1='0' y2='{high - 4}' stroke='#555'/>{''.join(dots)}</svg>"
    )


def chart(rows: Sequence[Row]) -> str:
    """The rows of one measure side by side: published as bars, found as dots with errors; "" for fewer than FEWEST."""
    drawn = [row for row in rows if row.generated is not None and row.error is not None]
    if len(drawn) < FEWEST:
        return ""
    step, high, foot = max(14, min(44, 900 // len(drawn))), 120, 8
    tops = [max(row.figure.value, row.generated or 0.0, 0.0) for row in drawn]
    lows = [min(row.figure.value, row.generated or 0.0, 0.0) for row in drawn]
    top, low = max(tops) * 1.15 or 1.0, min(lows) * 1.15

    def y(number: float) -> float:
        return (high - foot) * (1 - (min(max(number, low), top) - low) / (top - low))

    parts = []
    for i, row in enumerate(drawn):
        assert row.generated is not None and row.error is not None
        left, middle = i * step + 2, i * step + step / 2
        bar, floor = sorted((y(row.figure.value), y(0.0)))
        span = y(row.generated + ERRORS * row.error), y(row.generated - ERRORS * row.error)
        colour = COLOURS[row.verdict]
        title = escape(f"{row.figure.stratum}: {row.generated:.4g}, published {row.figure.value:.4g}")
        parts.append(
            f"<g><title>{title}</title><rect x='{left}' y='{bar:.1f}' width='{step - 4}' height='{floor - bar:.1f}' "
            f"fill='#c9d3e0'/><line x1='{middle}' x2='{middle}' y1='{span[0]:.1f}' y2='{span[1]:.1f}' "
            f"stroke='{colour}'/>"
            f"<circle cx='{middle}' cy='{y(row.generated):.1f}' r='3.5' fill='{colour}'/></g>"
        )
    wide = len(drawn) * step
    return (
        f"<svg width='{wide}' height='{high}' role='img' aria-label='published as bars, found as dots'>"
        f"<line x1='0' x2='{wide}' y1='{y(0.0):.1f}' y2='{y(0.0):.1f}' stroke='#999'/>{''.join(parts)}</svg>"
    )
