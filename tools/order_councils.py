"""Make synth/world/evidence/councils.csv: the councils whose composition places take, in the order in which they do.

Run by hand when `councils_as_published.csv` changes:  python tools/order_councils.py

Shares of ethnic groups are those of 2011, each group moved as it moved in all England to 2021. Of the ten tenths of
deprivation only the first is published for councils, with the average score; the others lie on a curve that has both.
The order is greedy: next comes the council that brings place 0, which is all England, and those before it together
nearest to England, in deprivation, ethnic group, rurality and region.
"""

from __future__ import annotations

import csv
import math
import sys
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE.parent / "synth" / "world" / "evidence" / "councils.csv"

GROUPS = {
    "A": ("white_british",), "B": ("white_irish",), "C": ("traveller", "white_other"), "D": ("white_black_caribbean",),
    "E": ("white_black_african",), "F": ("white_asian",), "G": ("mixed_other",), "H": ("indian",), "J": ("pakistani",),
    "K": ("bangladeshi",), "L": ("asian_other",), "M": ("caribbean",), "N": ("african",), "P": ("black_other",),
    "R": ("chinese",), "S": ("other",),
}  # fmt: skip
ENGLAND_2011 = {
    "A": 42279236, "B": 517001, "C": 54895 + 2430010, "D": 415616, "E": 161550, "F": 332708, "G": 283005,
    "H": 1395702, "J": 1112282, "K": 436514, "L": 819402, "M": 591016, "N": 977741, "P": 277857, "R": 379503,
    "S": 220985 + 327433,
}  # fmt: skip
"""ONS, Census 2011, KS201EW, England."""
ENGLAND_2021 = {
    "A": 41540791, "B": 494251, "C": 64218 + 99138 + 3585003, "D": 499310, "E": 241528, "F": 474190, "G": 454350,
    "H": 1843248, "J": 1570285, "K": 629567, "L": 952127, "M": 619419, "N": 1468474, "P": 293831, "R": 431165,
    "S": 320203 + 908950,
}  # fmt: skip
"""ONS, Census 2021, ethnic group (20 categories), England."""
SCORES = (51.0, 37.3, 29.7, 24.2, 20.1, 16.7, 13.8, 11.1, 8.3, 4.8)
"""Mean score of England's small areas in each tenth (assumption: recalled, held to a mean of 21.7)."""
REGIONS = {
    "North East": 4.7, "North West": 13.1, "Yorkshire and The Humber": 9.7, "East Midlands": 8.6,
    "West Midlands": 10.5, "East of England": 11.2, "London": 15.6, "South East": 16.4, "South West": 10.1,
}  # fmt: skip
"""Percent of England's residents (ONS, Census 2021)."""
RURAL = 17
"""Percent of England's residents in rural areas (Defra, Statistical Digest of Rural England)."""


def tenths(score: float, first: float) -> list[float]:
    """Shares of the ten tenths: the first as published, the rest on exp(a d + b d^2) with the average score."""

    def shares(slope: float, bend: float) -> list[float]:
        raw = [math.exp(slope * d + bend * d * d) for d in range(-4, 5)]
        return [first, *(value * (1 - first) / sum(raw) for value in raw)]

    def mean(found: list[float]) -> float:
        return sum(a * b for a, b in zip(found, SCORES, strict=True))

    best: tuple[float, list[float]] | None = None
    for bend in (0.0, -0.02, -0.05, -0.1, -0.2, -0.4):
        low, high = -4.0, 4.0
        for _ in range(80):
            middle = (low + high) / 2
            low, high = (middle, high) if mean(shares(middle, bend)) > score else (low, middle)
        found = shares(low, bend)
        off = abs(mean(found) - score)
        # Of curves with the score, the one that passes most smoothly from the first tenth to the second.
        rough = abs(found[1] - first) + 100 * max(0.0, off - 0.01)
        if best is None or rough < best[0]:
            best = rough, found
    assert best is not None
    return best[1]


def ethnic(row: dict[str, str]) -> dict[str, float]:
    """Shares of the NHS categories, as they would be in 2021 had each moved as it did in England."""
    then, now = sum(ENGLAND_2011.values()), sum(ENGLAND_2021.values())
    raw = {
        g: sum(int(row[c]) for c in columns) * (ENGLAND_2021[g] / now) / (ENGLAND_2011[g] / then)
        for g, columns in GROUPS.items()
    }
    return {g: value / sum(raw.values()) for g, value in raw.items()}


def main() -> int:
    """Write the file; 1 if a row does not add up."""
    lines = (HERE / "councils_as_published.csv").read_text("utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    for row in rows:
        if sum(int(row[c]) for columns in GROUPS.values() for c in columns) != int(row["total"]):
            print(f"{row['council']}: the groups do not add up to the total", file=sys.stderr)
            return 1
    if sum(ENGLAND_2011.values()) != 53_012_456:
        return 1
    whole = sum(ENGLAND_2021.values())
    england = [
        *[0.1] * 10,
        *(ENGLAND_2021[g] / whole for g in GROUPS),
        RURAL / 100,
        *(r / 100 for r in REGIONS.values()),
    ]
    weight = [2.0] * 10 + [2.0] * len(GROUPS) + [1.5] + [0.15] * len(REGIONS)
    vectors = [
        [*tenths(float(r["imd_score"]), float(r["most_deprived"])), *ethnic(r).values(), float(r["rural"]) / 100,
         *(float(r["region"] == name) for name in REGIONS)]
        for r in rows
    ]  # fmt: skip
    total, left, order = list(england), list(range(len(rows))), []
    while left:
        n = len(order) + 2

        def off(i: int, n: int = n, total: list[float] = total) -> float:
            together = [(t + v) / n for t, v in zip(total, vectors[i], strict=True)]
            return sum(w * abs(t - e) for w, t, e in zip(weight, together, england, strict=True))

        chosen = min(left, key=off)
        total = [t + v for t, v in zip(total, vectors[chosen], strict=True)]
        left.remove(chosen)
        order.append(chosen)
    with OUT.open("w", encoding="utf-8", newline="") as file:
        file.write(
            "# Made by tools/order_councils.py from tools/councils_as_published.csv, which says where it is from: names are\n"
        )
        file.write(
            "# of calibration only. Deciles: small areas per thousand, most deprived first (MHCLG, English indices of\n"
        )
        file.write(
            "# deprivation 2019: the first decile; assumption: the others, held to the average score); A to S: residents per\n"
        )
        file.write(
            "# hundred thousand by NHS ethnic category (ONS, Census 2011; assumption: moved to 2021 as England's were); rural:\n"
        )
        file.write("# percent of residents (assumption: by the class of the 2011 Rural-Urban Classification).\n")
        names = ["council", "code", "region", "rural", *(f"d{d}" for d in range(1, 11)), *GROUPS]
        out = csv.writer(file, lineterminator="\n")
        out.writerow(names)
        for i in order:
            row = rows[i]
            shares = [round(1000 * v) for v in vectors[i][:10]]
            groups = [max(1, round(100_000 * v)) for v in vectors[i][10:26]]
            out.writerow([row["council"], row["code"], row["region"], row["rural"], *shares, *groups])
    for n in (1, 2, 3, 5, 10, 20, 40, len(rows)):
        mean = [sum(v) / (n + 1) for v in zip(england, *(vectors[i] for i in order[:n]), strict=True)]
        worst = max(abs(m - e) for m, e in zip(mean[:10], england[:10], strict=True))
        print(n, "worst decile", round(worst, 4), "White British", round(mean[10] - england[10], 4),
              "worst group", round(max(abs(m - e) for m, e in zip(mean[11:26], england[11:26], strict=True)), 4),
              "rural", round(mean[26], 3), rows[order[n - 1]]["council"])  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
