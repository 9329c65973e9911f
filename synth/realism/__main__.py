"""`python -m synth.realism`: build a population, compare it with published figures, print and write the result.

Ends with 0; with --strict it ends with 1 if an evidenced figure is missed, and with 2 for bad arguments."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from synth import clock
from synth.settings import DEFAULT_FROM, DEFAULT_TO, Settings


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m synth.realism", description="Generated beside published figures.")
    parser.add_argument("--persons", type=int, default=100_000, help="how many persons to build (100000)")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--from", dest="start", default=str(DEFAULT_FROM), help="first day of the window")
    parser.add_argument("--to", dest="end", default=str(DEFAULT_TO), help="the day after the last")
    parser.add_argument("--out", type=Path, help="a folder for realism.csv and realism.html")
    parser.add_argument("--strict", action="store_true", help="end with 1 if an evidenced figure is missed")
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> int:
    """Run it; returns the exit code."""
    asked = arguments(words)
    try:
        settings = Settings(asked.seed, clock.parse_date(asked.start), clock.parse_date(asked.end))
        if settings.end <= settings.start:
            raise ValueError(f"--to {asked.end} must be later than --from {asked.start}")
        import numpy as np

        from synth.realism import page, report, verdicts
        from synth.world import build, choose_families

        # The last few families are chosen to fill a number, not at random: whole ones only.
        population = build(np.arange(choose_families(asked.persons, settings).whole), settings)
    except ValueError as fault:
        print(fault, file=sys.stderr)
        return 2
    rows = verdicts.compare(population, settings)
    print(report.as_text(rows))
    if asked.out:
        persons = int(population["patient"].sum())
        about = f"{persons:,} persons, seed {asked.seed}, window {asked.start} to {asked.end}."
        asked.out.mkdir(parents=True, exist_ok=True)
        (asked.out / "realism.csv").write_text(report.as_csv(rows), encoding="utf-8")
        (asked.out / "realism.html").write_text(page.as_html(rows, about), encoding="utf-8")
        print(f"Written: {asked.out / 'realism.html'} and {asked.out / 'realism.csv'}")
    missed = any(r.verdict == verdicts.OUTSIDE for r in rows)
    return 1 if asked.strict and missed else 0


if __name__ == "__main__":
    sys.exit(main())
