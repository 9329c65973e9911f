"""The comparison as a table to read: plain text, CSV and a page of HTML that needs nothing else."""

from __future__ import annotations

import csv
import io
from html import escape
from itertools import groupby

from synth.realism.verdicts import ERRORS, OUTSIDE, WARNED, Row, totals

COLUMNS = (
    "area", "measure", "stratum", "unit", "generated", "standard_error", "n", "measured", "published", "year",
    "tolerance", "verdict", "reason", "evidence", "source",
)  # fmt: skip


def number(value: float | None) -> str:
    """A number to four figures, without trailing noughts; nothing for None."""
    if value is None:
        return ""
    text = f"{value:.4g}"
    return f"{value:.0f}" if "e" in text else text


def _full(value: float | None) -> str:
    return "" if value is None else f"{value:.9g}"


def as_csv(rows: list[Row]) -> str:
    """Every row with its columns in full."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(COLUMNS)
    for r in rows:
        f = r.figure
        lines.writerow(
            (f.area, f.measure, f.stratum, f.unit, _full(r.generated), _full(r.error), r.n or "", r.measured,
             _full(f.value), f.year, f.tolerance, r.verdict, r.reason, f.evidence, f.source)
        )  # fmt: skip
    return out.getvalue()


def summary(rows: list[Row]) -> str:
    """How many rows have each verdict, in a sentence."""
    counts = ", ".join(f"{n} {verdict}" for verdict, n in totals(rows).items())
    alone = sum(r.by_error_alone for r in rows)
    return (
        f"{len(rows)} figures: {counts}. Of those within, {alone} are so only by their sampling error: "
        f"more persons would say more."
    )


def as_text(rows: list[Row]) -> str:
    """A table in plain lines, by measure, and the summary."""
    lines = []
    for (area, measure), group in groupby(rows, lambda r: (r.figure.area, r.figure.measure)):
        lines.append(f"\n{area} · {measure}")
        for r in group:
            f = r.figure
            found = f"{number(r.generated):>9} ± {number(r.error):<8}" if r.generated is not None else " " * 20
            verdict = r.verdict + (f": {r.reason}" if r.reason else "")
            name = f.stratum if len(f.stratum) <= 44 else "…" + f.stratum[-43:]
            lines.append(f"  {name:<44} {found} {number(f.value):>9}  {f.tolerance:<24} {verdict}")
    head = f"  {'stratum':<44} {'generated':>9} ± {'error':<8} {'published':>9}  {'tolerance':<24} verdict"
    return "\n".join([head, *lines, "", summary(rows)])


_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1.5rem; }
th, td { padding: .25rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid #ddd; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
h2 { margin: 2rem 0 .3rem; font-size: 1.05rem; }
.within { color: #17692d; } .outside { color: #a3101a; font-weight: bold; } .warned { color: #8a5a00; }
.not-measured { color: #666; } .source { color: #666; font-size: .85em; margin: 0 0 .4rem; }
"""


def _line(r: Row) -> str:
    f = r.figure
    verdict = escape(r.verdict + (f": {r.reason}" if r.reason else ""))
    error = f" ± {number(r.error)}" if r.error is not None else ""
    return (
        f"<tr><td>{escape(f.stratum)}</td><td class='number'>{number(r.generated)}{error}</td>"
        f"<td class='number'>{number(f.value)}</td><td>{escape(f.tolerance)}</td><td>{escape(r.measured)}</td>"
        f"<td>{escape(f.year)}</td><td class='{r.verdict.replace(' ', '-')}'>{verdict}</td></tr>"
    )


_HEAD = (
    "<tr><th>Stratum</th><th class='number'>Generated</th><th class='number'>Published</th><th>Tolerance</th>"
    "<th>Measured</th><th>Published for</th><th>Verdict</th></tr>"
)


def as_html(rows: list[Row], about: str) -> str:
    """The page: a summary, what misses its figure first, then every row by measure. `about`: what was compared."""
    missed = [r for r in rows if r.verdict in (OUTSIDE, WARNED)]
    parts = [
        "<!DOCTYPE html>", '<html lang="en-GB"><head><meta charset="utf-8"/><title>Realism</title>',
        f"<style>{_STYLE}</style></head><body>", "<h1>Realism: generated beside published</h1>",
        f"<p>{escape(about)}</p><p>{escape(summary(rows))}</p>",
        f"<p>Within: no further from the figure than its tolerance and {ERRORS} standard errors (the number after ±). "
        "Warned: further, but the figure was recalled and not read in its source.</p>",
    ]  # fmt: skip
    if missed:
        names = "".join(
            f"<li class='{r.verdict}'>{escape(r.figure.measure)}, {escape(r.figure.stratum)}: {number(r.generated)} "
            f"for {number(r.figure.value)} {escape(r.figure.unit)}</li>"
            for r in missed
        )
        parts.append(f"<h2>Further off than allowed</h2><ul>{names}</ul>")
    for (area, measure, unit), group in groupby(rows, lambda r: (r.figure.area, r.figure.measure, r.figure.unit)):
        mine = list(group)
        sources = "; ".join(dict.fromkeys(r.figure.source for r in mine))
        parts.append(f"<h2>{escape(area)} · {escape(measure)} ({escape(unit)})</h2>")
        parts.append(f"<p class='source'>{escape(sources)}</p>")
        parts.append(f"<table><thead>{_HEAD}</thead><tbody>{''.join(map(_line, mine))}</tbody></table>")
    return "\n".join([*parts, "</body></html>", ""])
