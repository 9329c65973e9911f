"""The comparison as a table: plain text and CSV (the page is in `page`)."""

from __future__ import annotations

import csv
import io
from itertools import groupby

from synth.realism.verdicts import Row, totals

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
    return f"{len(rows)} figures: {counts}."


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
