"""Examples of the language, as they stand in `examples/*.md`: what each shows, the pathway, the lives, the record."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent / "examples"
ORDER = ("steps", "delays", "evidence", "draws", "conditions", "options", "facts", "signals", "consequences", "within", "entries", "writes",
         "guarded", "ends", "time", "courses",
         "shapes")  # fmt: skip
"""The parts of the chapter, in the order in which they are read: one file each."""
LIVES, RECORD, REFUSED = "Lives", "Record", "Refused"


@dataclass(frozen=True)
class Rows:
    """A table as it stands in an example: its heads, and its rows by them."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def dicts(self) -> list[dict[str, str]]:
        return [dict(zip(self.heads, row, strict=True)) for row in self.rows]


@dataclass
class Example:
    """One example: a title, a sentence or two, evidence (TOML), a module (Python), the lives and what comes of them.

    tables: those of the lives (people, and perhaps facts and pregnancies), by their first head but one; record: what
    must be written; refused: in its place the faults that loading must find, line by line.
    """

    part: str
    title: str
    says: str
    evidence: str = ""
    module: str = ""
    lives: list[Rows] = field(default_factory=list)
    record: Rows | None = None
    refused: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.part}: {self.title}"


def parts() -> list[tuple[str, str]]:
    """Each part of the chapter with its text, in order."""
    return [(part, (HERE / f"{part}.md").read_text(encoding="utf-8")) for part in ORDER]


def opening() -> str:
    """What stands before the first part."""
    return (HERE / "opening.md").read_text(encoding="utf-8")


def prelude() -> str:
    """The imports with which every example begins."""
    return "\n".join(re.findall(r"```python\n(.*?)```", opening(), re.DOTALL))


def examples() -> list[Example]:
    """Every example, in the order of the chapter."""
    return [_example(part, section) for part, text in parts() for section in re.split(r"^## ", text, flags=re.M)[1:]]


def _example(part: str, section: str) -> Example:
    title, _, body = section.partition("\n")
    blocks = {"toml": "", "python": "", "text": ""}
    for kind, code in re.findall(r"```(\w+)\n(.*?)```", body, re.DOTALL):
        blocks[kind] += code
    prose = re.sub(r"```.*?```", "", body, flags=re.DOTALL)
    under: dict[str, list[list[str]]] = {"": []}
    says, heading, before = [], "", ""
    for line in prose.splitlines():
        if found := re.fullmatch(r"\*\*(\w+)\*\*", line.strip()):
            heading = found[1]
            under[heading] = []
        elif line.startswith("|"):
            tables = under[heading]
            if not before.startswith("|"):
                tables.append([])
            tables[-1].append(line)
        elif line.strip():
            says.append(line.strip())
        before = line
    record = [_rows(lines) for lines in under.get(RECORD, [])]
    refused = tuple(blocks["text"].strip().splitlines()) if REFUSED in under else ()
    return Example(part, title.strip(), " ".join(says), blocks["toml"], blocks["python"],
                   [_rows(lines) for lines in under.get(LIVES, [])], record[0] if record else None, refused)  # fmt: skip


def _rows(lines: list[str]) -> Rows:
    cells = [tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in lines]
    return Rows(cells[0], tuple(cells[2:]))
