"""Datasets of the real thing, made in this process or in another, and their digests: for the tests beside it.

As a script it makes the small dataset of `plan` without keeping it, and prints the digest of its blocks.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import subprocess
import sys
from pathlib import Path

from synth.dataset.plan import Plan
from synth.scale.generate import Cut, generate
from synth.settings import Settings

ROOT = Path(__file__).parents[2]
TEXT = ("bundles", "ndjson", "cda", "csv")
"""The formats whose bytes are the same on every platform and with every numpy that we support."""


def plan(formats: tuple[str, ...] = TEXT, start: dt.date = dt.date(2022, 1, 1)) -> Plan:
    """A few families in each of eight blocks, two years of them: small, and cut in every way that a large one is."""
    families = tuple(block * 256 + n for block in range(1, 9) for n in (0, 1, 7, 99, 254, 255))
    settings = Settings(seed=11, start=start, end=dt.date(2024, 1, 1))
    return Plan(settings, formats, {"patients": len(families)}, 0, families)


def digest(made: Plan) -> str:
    """The digest of everything in a dataset, which is not kept; 8 blocks at a time or one are the same."""
    outcome = generate(made, Cut(None, together=3))
    assert outcome.manifest is not None
    return outcome.manifest["blocks"]


def contents(folder: Path) -> dict[str, str]:
    """Every file of a folder with the digest of what is in it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def elsewhere(python: str = sys.executable, **environment: str) -> str:
    """The digest that another process gives, with another Python or another environment."""
    done = subprocess.run(
        [python, "-m", "tests.determinism.runs"], cwd=ROOT, env={**os.environ, **environment},
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


if __name__ == "__main__":
    print(digest(plan()))
