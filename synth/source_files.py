"""Files of sources (TOML, CSV) as checked text, with the line on which everything in them stands.

A source is what people write by hand and everything rests on: evidence, codelists, questionnaires, settings, word
lists. Whatever is wrong with one is said in one line: file, line, what is wrong, and the mend.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from synth.errors import BrokenSource

_HOUSE = Path(__file__).resolve().parents[1]
_MOST_BYTES = 16 << 20
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HIDDEN = re.compile("[\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


def shown(path: str | Path) -> str:
    """The name of a file as messages have it: from the top of the project, or in full outside it."""
    return str(path).replace(f"{_HOUSE}/", "")


def text_of(path: Path, *, hidden: bool = False, error: type[BrokenSource] = BrokenSource) -> str:
    """The text of a source; what is not plain UTF-8 is refused (`error`), characters that nobody sees too unless
    `hidden`."""
    place = shown(path)
    try:
        if not path.is_file():
            raise error(f"{place}: no such file: add it, or mend the name")
        if path.stat().st_size > _MOST_BYTES:
            raise error(f"{place}: more than {_MOST_BYTES >> 20} MB: a source is smaller, so cut it")
        content = path.read_bytes()
    except OSError as fault:
        raise error(f"{place}: {fault.strerror or fault}: let it be read") from None
    return decoded(content, place, hidden=hidden, error=error)


def decoded(content: bytes, place: str, *, hidden: bool = False, error: type[BrokenSource] = BrokenSource) -> str:
    """The bytes of a source as text with lines that end in LF; `place` is its name in messages."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise error(f"{place}:{line}: byte 0x{content[fault.start]:02x} is no UTF-8: save it as plain UTF-8") from None
    if text.startswith("\ufeff"):
        raise error(f"{place}:1: it begins with a byte order mark: save it as UTF-8 without one")
    text = text.replace("\r\n", "\n")
    for pattern in (_CONTROL,) if hidden else (_CONTROL, _HIDDEN):
        found = pattern.search(text)
        if found:
            line = text.count("\n", 0, found.start()) + 1
            raise error(f"{place}:{line}: hidden character U+{ord(found[0]):04X}: take it out")
    return text


@dataclass
class Written:
    """A TOML file as it was written: its tables, and the line of each table and member.

    lines: by path of names; the n-th of several tables of one name is (name, n).
    """

    place: str
    tables: dict[str, Any]
    lines: dict[tuple[str | int, ...], int] = field(default_factory=dict)

    def at(self, *names: str | int) -> str:
        """The file and line of a table or a member, or of the nearest thing around it."""
        while names and names not in self.lines:
            names = names[:-1]
        return f"{self.place}:{self.lines.get(names, 1)}"


_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_MEMBER = re.compile(r"\s*([A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')\s*=")


def toml_of(path: Path, error: type[BrokenSource] = BrokenSource) -> Written:
    """A TOML file as tables, numbers with a point as decimals; `error` says what is wrong with it."""
    return toml_in(text_of(path, error=error), shown(path), error)


def toml_in(text: str, place: str, error: type[BrokenSource] = BrokenSource) -> Written:
    """The tables of a text in TOML; `place` is its name in messages."""
    try:
        tables = tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        raise error(f"{place}:1: not TOML that can be read: nested too deeply: take a level out") from None
    except (ValueError, ArithmeticError) as fault:
        said = str(fault) if isinstance(fault, ValueError) else "a number that is too long"
        found = _AT.search(said)
        line = int(found[1]) if found and found[1] else text.count("\n") + 1 if found else 1
        raise error(f"{place}:{line}: not TOML: {_AT.sub('', said)}: write it as the lines around it") from None
    return Written(place, tables, _lines(text))


def _lines(text: str) -> dict[tuple[str | int, ...], int]:
    """The line of each table and member, as far as they begin a line."""
    found: dict[tuple[str | int, ...], int] = {}
    seen: dict[tuple[str, ...], int] = {}
    inside: tuple[str | int, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        header, member = _HEADER.match(line), _MEMBER.match(line)
        if header:
            names = tuple(name.strip().strip("\"'") for name in header[2].split("."))
            inside = names
            if header[1] == "[[":
                inside = (*names, seen.get(names, 0))
                seen[names] = seen.get(names, 0) + 1
                found.setdefault(names, number)
            found.setdefault(inside, number)
        elif member:
            found.setdefault((*inside, member[1].strip("\"'")), number)
    return found


@dataclass(frozen=True)
class Line:
    """A line of a CSV file: its cells by column, and where it stands."""

    place: str
    cells: dict[str, str]


def csv_of(path: Path, error: type[BrokenSource] = BrokenSource, **how: Any) -> list[Line]:
    """The lines of a CSV file; `how` as in `csv_in`."""
    return csv_in(text_of(path, hidden=how.pop("hidden", False), error=error), shown(path), error=error, **how)


def csv_in(text: str, place: str, columns: Sequence[str] = (), *, short: bool = False, comments: bool = False,
           error: type[BrokenSource] = BrokenSource) -> list[Line]:  # fmt: skip
    """The lines of a text in CSV; every fault in it is reported together.

    columns: the heading that it must have; short: cells at the end may be left out; comments: lines at the top that
    begin with # say where it is from.
    """
    skipped = 0
    if comments:
        while text.startswith("#"):
            text = text.partition("\n")[2]
            skipped += 1
    reader = csv.reader(text.split("\n") if not text.endswith("\n") else text[:-1].split("\n"), strict=True)
    faults: list[str] = []
    out: list[Line] = []
    heading: list[str] = []
    first = f"{place}:{skipped + 1}"
    try:
        heading = next(reader, [])
        if columns and tuple(heading) != tuple(columns):
            raise error(f"{first}: wrong heading {','.join(heading)!r}: write {','.join(columns)}")
        if not heading or len(set(heading)) != len(heading) or not all(h.strip() == h and h for h in heading):
            raise error(f"{first}: a heading is empty, or stands twice: name each column once")
        for cells in reader:
            at = f"{place}:{reader.line_num + skipped}"
            if not (len(cells) == len(heading) or (short and 0 < len(cells) < len(heading))):
                faults.append(f"{at}: {len(cells)} cells: write {len(heading)} ({','.join(heading)})")
                continue
            out.append(Line(at, dict(zip(heading, cells + [""] * (len(heading) - len(cells)), strict=True))))
    except csv.Error as fault:
        faults.append(f"{place}:{reader.line_num + skipped}: {fault}: write plain UTF-8 CSV")
    if faults:
        raise error("\n".join(faults))
    return out
