"""Print the page of the reference that tells of every noise: what it is, how often it strikes, on whose word."""

from __future__ import annotations

from pathlib import Path

from synth.sharing.noise.rates import noises

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "noise.md"


def text() -> str:
    """The page."""
    lines = [
        "# Noise",
        "",
        "Printed from `synth/sharing/noise/noise.toml` by `make pages`; do not write here. The mistakes that `--noise` puts into what",
        "single systems hold, in the order in which they are made ([mistakes on purpose, and how to be marked](../guides/noise.md)).",
        "",
        "| noise | what it is | of | light | heavy | source |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| `{name}` | {says.title} | {says.of} | {says.light} | {says.heavy} | {says.source} |"
        for name, says in noises().items()
    ]
    return "\n".join([*lines, ""])
