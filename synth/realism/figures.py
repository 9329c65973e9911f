"""The published figures that the population is compared with, and how near is near enough.

`figures.csv` is our transcription: a row for each figure that is measured, and for each that is not the reason
(`why_not`). `evidence` says whether the figure was read in its source (evidenced) or is recalled (from memory)."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from pathlib import Path

from synth import source_files
from synth.errors import BrokenSource

FILE = Path(__file__).with_name("figures.csv")
EVIDENCED, FROM_MEMORY = "evidenced", "from memory"
_NEEDED = ("area", "measure", "stratum", "unit", "year", "source")
_VALUE = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")

_PART = re.compile(r"(rel|abs):([0-9]+(?:\.[0-9]+)?)")
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_YEARS = re.compile(r"[0-9]{4}-[0-9]{4}")
_LEAST = re.compile(r"min:[0-9]+(?:\.[0-9]+)?")
_WHOLE = re.compile(r"max\(([^()]+)\)")


@dataclass(frozen=True)
class Figure:
    """One published figure, as `figures.csv` has it."""

    area: str
    measure: str
    stratum: str
    value: float
    unit: str
    year: str
    source: str
    evidence: str
    tolerance: str
    why_not: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What a measure answers it by: area, measure, stratum."""
        return self.area, self.measure, self.stratum

    @property
    def first_year(self) -> int:
        """The year it speaks of; the middle one of years told as 2018-2020."""
        found = [int(y) for y in _YEAR.findall(self.year)]
        if not found:
            said = f"'{self.measure}' ({self.stratum}) has no year in '{self.year}'"
            raise ValueError(f"{said}: write one of four digits")
        return sum(found) // len(found) if _YEARS.fullmatch(self.year) else found[0]

    @property
    def width(self) -> float:
        """How far from the figure is still within, in its unit, before any sampling error."""
        return tolerance(self.tolerance, self.value)

    def off(self, value: float) -> float:
        """How far a value is from the figure; of a figure that is a least value (`min:`), how far below it."""
        least = self.tolerance.strip().startswith("min:")
        return max(self.value - value, 0.0) if least else abs(value - self.value)


def tolerance(text: str, value: float) -> float:
    """The width of a tolerance in the unit of the value: `rel:0.05` (of the value), `abs:0.5`, or the widest of
    several, `max(rel:0.10, abs:0.1)`; none where the value is the least that is published, `min:95`. Raises ValueError
    for anything else."""
    if _LEAST.fullmatch(text.strip()):
        return 0.0
    whole = _WHOLE.fullmatch(text.strip())
    parts = [p.strip() for p in (whole[1] if whole else text).split(",")]
    found = [_PART.fullmatch(p) for p in parts]
    if not all(found) or (len(parts) > 1 and not whole):
        raise ValueError(f"'{text}' is not a tolerance: write rel:0.05, abs:0.5 or max(rel:0.10, abs:0.1)")
    return max(float(m[2]) * (abs(value) if m[1] == "rel" else 1) for m in found if m)


def read_figures(path: Path = FILE) -> list[Figure]:
    """Every figure of a file, in its order; BrokenSource names all that is wrong with it."""
    return read_text(source_files.text_of(path), source_files.shown(path))


def read_text(text: str, place: str) -> list[Figure]:
    """Every figure of a text; `place` stands for the file in messages."""
    found: list[Figure] = []
    faults: list[str] = []
    keys: dict[tuple[str, str, str], str] = {}
    for line in source_files.csv_in(text, place, [each.name for each in fields(Figure)], short=True):
        cells = line.cells
        said = [f"no {name}: write it" for name in _NEEDED if not cells[name].strip()]
        if not _VALUE.fullmatch(cells["value"]):
            said.append(f"value is {cells['value']!r}: give a number such as 17.4")
        if cells["evidence"] not in (EVIDENCED, FROM_MEMORY):
            said.append(f"evidence is {cells['evidence']!r}: write {EVIDENCED}, or {FROM_MEMORY}")
        if not said:
            figure = Figure(value=float(cells.pop("value")), **cells)
            try:
                _ = figure.first_year, figure.width
            except ValueError as error:
                said.append(str(error))
            if keys.setdefault(figure.key, line.place) != line.place:
                said.append(f"the figure stands also at {keys[figure.key]}: keep one")
            found.append(figure)
        faults += [f"{line.place}: {one}" for one in said]
    if faults:
        raise BrokenSource("\n".join(faults))
    return found
