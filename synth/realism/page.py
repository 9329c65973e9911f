"""The comparison as a page of HTML that needs nothing else: a summary, what is missed, then every row by measure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from synth.realism import plots
from synth.realism.report import number, summary
from synth.realism.verdicts import ERRORS, NOT_MEASURED, OUTSIDE, VERDICTS, WARNED, Row, totals

_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 78rem; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; margin: 0 0 1.5rem; } table.rows { width: 100%; }
th, td { padding: .25rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid #ddd; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
h2 { margin: 2.5rem 0 .3rem; border-bottom: 2px solid #ccc; } h3 { margin: 1.6rem 0 .2rem; font-size: 1.02rem; }
.source { color: #666; font-size: .85em; margin: 0 0 .4rem; } svg { display: block; margin: .2rem 0; }
nav a { margin-right: 1rem; } summary { cursor: pointer; color: #444; }
""" + "".join(
    f".{verdict.replace(' ', '-')} {{ color: {'#666' if verdict == NOT_MEASURED else colour}; }} "
    for verdict, colour in plots.COLOURS.items()
)
_MEANINGS = (
    "<p><b>within</b>: no further from the figure than its tolerance. <b>within by error</b>: no further than its "
    f"tolerance and {ERRORS} standard errors (the number after ±): more people say more. <b>outside</b>: further. "
    "<b>warned</b>: further, but the figure was recalled, not read in its source. <b>too few</b>: near, but more than "
    "half of the figure would pass with so few. <b>loose</b>: near, but by a tolerance of over half of the figure. "
    f"In the plots a band is the tolerance, a tick what is published, a dot what was found with {ERRORS} standard "
    "errors.</p>"
)
_HEAD = (
    "<tr><th>Stratum</th><th class='number'>Found</th><th class='number'>Published</th><th>Tolerance</th>"
    "<th class='number'>n</th><th>Measured</th><th>Published for</th><th>Verdict</th></tr>"
)


def as_html(rows: Sequence[Row], about: str, title: str = "Realism: generated beside published") -> str:
    """The page; `about`: what was compared, in a sentence."""
    areas = {area: list(group) for area, group in groupby(sorted(rows, key=_area), _area)}
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="en-GB"><head><meta charset="utf-8"/><title>{escape(title)}</title>',
        f"<style>{_STYLE}</style></head><body>",
        f"<h1>{escape(title)}</h1>",
        f"<p>{escape(about)}</p><p>{escape(summary(list(rows)))}</p>",
        _MEANINGS,
        _areas(areas),
        _missed(areas),
    ]
    for place, (area, mine) in enumerate(areas.items()):
        parts.append(f"<h2 id='area-{place}'>{escape(area)}</h2>")
        for _, group in groupby(mine, lambda r: (r.figure.measure, r.figure.unit)):
            parts.append(_measure(list(group)))
    return "\n".join([*parts, "</body></html>", ""])


def _area(row: Row) -> str:
    return row.figure.area


def _areas(areas: dict[str, list[Row]]) -> str:
    """How many rows of each area have each verdict, and how far off they are."""
    head = "".join(f"<th class='number {v.replace(' ', '-')}'>{v}</th>" for v in VERDICTS)
    lines = [f"<table><tr><th>Area</th>{head}<th>Tolerances off, below and above</th></tr>"]
    for place, (area, mine) in enumerate(areas.items()):
        counts = "".join(f"<td class='number'>{n or ''}</td>" for n in totals(mine).values())
        lines.append(
            f"<tr><td><a href='#area-{place}'>{escape(area)}</a></td>{counts}<td>{plots.strip(mine)}</td></tr>"
        )
    return "\n".join([*lines, "</table>"])


def _missed(areas: dict[str, list[Row]]) -> str:
    missed = [r for mine in areas.values() for r in mine if r.verdict in (OUTSIDE, WARNED)]
    if not missed:
        return ""
    names = "".join(
        f"<li class='{r.verdict}'>{escape(r.figure.measure)}, {escape(r.figure.stratum)}: {number(r.generated)} "
        f"for {number(r.figure.value)} {escape(r.figure.unit)}</li>"
        for r in missed
    )
    return f"<h2>Further off than allowed</h2><ul>{names}</ul>"


def _measure(rows: list[Row]) -> str:
    figure = rows[0].figure
    sources = "; ".join(dict.fromkeys(r.figure.source for r in rows))
    head = f"<h3>{escape(figure.measure)} ({escape(figure.unit)})</h3><p class='source'>{escape(sources)}</p>"
    table = f"<table class='rows'><thead>{_HEAD}</thead><tbody>{''.join(map(_line, rows))}</tbody></table>"
    if all(r.verdict == NOT_MEASURED for r in rows):
        return f"<details><summary>{escape(figure.measure)}: not measured</summary>{head}{table}</details>"
    return head + plots.chart(rows) + table


def _line(r: Row) -> str:
    f = r.figure
    verdict = escape(r.verdict + (f": {r.reason}" if r.reason else ""))
    error = f" ± {number(r.error)}" if r.error is not None else ""
    return (
        f"<tr><td>{escape(f.stratum)}</td><td class='number'>{number(r.generated)}{error}</td>"
        f"<td class='number'>{number(f.value)}</td><td>{escape(f.tolerance)}</td>"
        f"<td class='number'>{r.n or ''}</td><td>{escape(r.measured)}</td>"
        f"<td>{escape(f.year)}</td><td class='{r.verdict.replace(' ', '-')}'>{verdict}</td></tr>"
    )
