"""The chapter of the reference that the examples make: `docs/reference/language.md`."""

from __future__ import annotations

import re
from pathlib import Path

from tests.spec.language.example import opening, parts

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "language.md"


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def text() -> str:
    """The whole chapter: the opening, what there is, and every part with its examples one level down."""
    head = opening().rstrip()
    bodies, contents = [], []
    for _, part in parts():
        for line in re.findall(r"^#{1,2} .*", re.sub(r"```.*?```", "", part, flags=re.DOTALL), flags=re.M):
            marks, heading = line.split(" ", 1)
            contents.append(f"{'  ' * (len(marks) - 1)}- [{heading}](#{_anchor(heading)})")
        bodies.append(re.sub(r"^(#{1,2}) ", r"#\1 ", part.rstrip(), flags=re.M))
    note = "<!-- Made by `make pages` from tests/spec/language/examples: change it there. -->"
    return "\n\n".join([note, head, "\n".join(contents), *bodies]) + "\n"
