"""Codelists: a readable key stands for a system, a code and a display.

A clinical code enters the project only through `care_pathways/codelists/*.csv`. A key may have several
codings (SNOMED CT first, then others of the same concept) or none, when no published file gives a code: then
the concept is written as text alone. Where the nearest code is that of a wider concept, our own words stand first.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from synth import cache, source_files, spelling
from synth.errors import BrokenSource
from synth.spelling import british

SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
DMD = "https://dmd.nhs.uk"

COLUMNS = ("key", "system", "code", "display", "source")
NONE = "none"
"""The key of index 0, which stands for no code at all; no codelist may use it."""

KNOWN_SYSTEMS = frozenset({SNOMED, LOINC, UCUM, DMD, "urn:ietf:bcp:47", "http://hl7.org/fhir/sid/icd-10"})
KNOWN_ROOTS = (
    "http://terminology.hl7.org/CodeSystem/",
    "http://hl7.org/fhir/",
    "http://ihe.net/fhir/",
    "https://fhir.hl7.org.uk/",
    "https://fhir.nhs.uk/",
    "https://fhir.interweavedigital.nhs.uk/CodeSystem/",
    "https://www.gov.uk/guidance/children-in-need-census#",
)

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_LOINC = re.compile(r"[0-9]{1,7}-[0-9]")
_DIGITS = re.compile(r"[0-9]+")
_STRAY = re.compile(r"^\s|\s$|\s{2}|[\t\r\n\u00a0\u200b-\u200f\u2028\u2029\ufeff]")


class CodeError(BrokenSource, ValueError):
    """A codelist or a key is wrong; the message names the place, what is wrong and the mend."""


@dataclass(frozen=True)
class Coding:
    """One code of one code system."""

    system: str
    code: str
    display: str


@dataclass(frozen=True)
class Concept:
    """A concept under its key: its codings in file order (perhaps none) and the words to print, in British spelling."""

    key: str
    codings: tuple[Coding, ...]
    text: str

    @property
    def own(self) -> bool:
        """Whether the words are our own, which say more than any of its codes does."""
        return self.text.lower() not in {british(coding.display).lower() for coding in self.codings}


@dataclass(frozen=True)
class Row:
    """One line of a codelist and where it stands."""

    file: str
    line: int
    key: str
    coding: Coding
    source: str

    @property
    def place(self) -> str:
        """Return the place as `file:line`."""
        return f"{self.file}:{self.line}"


class Codelists:
    """All codelists together: keys to whole numbers for columns, and to concepts for output.

    Index 0 is reserved for `none`; the keys follow in sorted order, so that the numbers depend on the
    keys alone and not on the files that hold them.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        """Take the rows of codelists."""
        by_key: dict[str, list[Row]] = {}
        for row in rows:
            by_key.setdefault(row.key, []).append(row)
        concepts = [Concept(NONE, (), "")]
        for key in sorted(by_key):
            own = by_key[key]
            codings = tuple(row.coding for row in own if row.coding.code)
            concepts.append(Concept(key, codings, british(own[0].coding.display)))
        self._hold(concepts, lambda: tuple(rows))

    def _hold(self, concepts: list[Concept], rows: Callable[[], tuple[Row, ...]]) -> None:
        self.concepts, self._rows = concepts, rows
        self._keys = [concept.key for concept in concepts]
        self._index = {key: number for number, key in enumerate(self._keys)}

    @classmethod
    def of(cls, concepts: list[Concept], rows: Callable[[], tuple[Row, ...]]) -> Codelists:
        """Codelists whose concepts are known, in order from `none`; `rows` gives their lines if someone asks."""
        made = cls.__new__(cls)
        made._hold(concepts, rows)
        return made

    @property
    def rows(self) -> tuple[Row, ...]:
        """The lines of all codelists, in the order of their files."""
        return self._rows()

    @classmethod
    def load(cls, *folders: str | Path) -> Codelists:
        """Read every `*.csv` of the folders, in sorted order of their names.

        Raises CodeError for a missing folder, a wrong heading or lines that cannot be read, all of them together;
        whether the codes themselves are sound is for `check` to say.
        """
        rows: list[Row] = []
        faults: list[str] = []
        for folder in folders:
            path = Path(folder)
            if not path.is_dir():
                raise CodeError(f"{path}: no such folder: name a folder of codelists")
            for file in sorted(path.glob("*.csv"), key=lambda one: one.name):
                try:
                    rows.extend(_read(file))
                except CodeError as fault:
                    faults += str(fault).splitlines()
        if faults:
            raise CodeError("\n".join(faults))
        return cls(rows)

    def __contains__(self, key: object) -> bool:
        """Say whether a codelist has the key."""
        return key in self._index and key != NONE

    def __iter__(self) -> Iterator[str]:
        """Give the keys in order of their index, without `none`."""
        return iter(self._keys[1:])

    def __len__(self) -> int:
        """Count the keys, without `none`."""
        return len(self._keys) - 1

    def index(self, key: str) -> int:
        """Return the number that stands for the key in a column (1 and up; 0 is none)."""
        number = self._index.get(key)
        if number is None or key == NONE:
            raise self._unknown(key)
        return number

    def key(self, index: int) -> str:
        """Return the key behind a number; 0 gives `none`."""
        if not 0 <= index < len(self._keys):
            raise CodeError(f"code {index}: no such number: they run from 0 (none) to {len(self._keys) - 1}")
        return self._keys[index]

    def concept(self, key: str) -> Concept:
        """Return the concept of a key."""
        return self.concepts[self.index(key)]

    def of_system(self, key: str, system: str) -> Coding:
        """Return the first coding of the key in one code system, else raise CodeError."""
        codings = self.concept(key).codings
        for coding in codings:
            if coding.system == system:
                return coding
        has = ", ".join(coding.system for coding in codings) or "text alone"
        raise CodeError(f"{self._place(key)}: '{key}' has no code of {system}: it has {has}")

    def _place(self, key: str) -> str:
        return next(row.place for row in self.rows if row.key == key)

    def _unknown(self, key: str) -> CodeError:
        keys = self._keys[1:]
        near = difflib.get_close_matches(str(key), keys, n=3, cutoff=0.6)
        if not near and keys:
            at = bisect_left(keys, str(key))
            near = keys[max(0, at - 1) : at + 2]
        mend = f"did you mean {', '.join(near)}" if near else "no codelist was loaded"
        return CodeError(f"code '{key}': no codelist has it: {mend}")


def _read(file: Path) -> list[Row]:
    """Read the lines of one codelist."""
    return rows_of(source_files.text_of(file, hidden=True, error=CodeError), source_files.shown(file))


def rows_of(text: str, place: str) -> list[Row]:
    """Read the lines of a codelist from its text; CodeError names all that cannot be read. place: its file."""
    rows: list[Row] = []
    faults: list[str] = []
    for line in source_files.csv_in(text, place, COLUMNS, error=CodeError):
        try:
            rows.append(_row(line))
        except CodeError as fault:
            faults.append(str(fault))
    if faults:
        raise CodeError("\n".join(faults))
    return rows


def _row(line: source_files.Line) -> Row:
    key, system, code, display, source = line.cells.values()
    if not _KEY.fullmatch(key):
        raise CodeError(f"{line.place}: key {key!r}: write small letters, digits and _ only, a letter first")
    if key == NONE:
        raise CodeError(f"{line.place}: key '{NONE}' is reserved for no code at all: choose another")
    if bool(system.strip()) != bool(code.strip()):
        raise CodeError(f"{line.place}: '{key}' has only one of system and code: give both or neither")
    file, _, number = line.place.rpartition(":")
    return Row(file, int(number), key, Coding(system, code, display), source)


def sound(*folders: str | Path) -> Codelists:
    """The codelists of some folders, from the cache where they are kept; a CodeError names all that is wrong.

    Asked again for the same files, it gives the same object, which nobody may change.
    """
    files = [file for folder in folders for file in sorted(Path(folder).glob("*.csv"), key=lambda one: one.name)]
    try:
        parts = [part for file in files for part in (source_files.shown(file), file.read_bytes())]
    except OSError:
        return _checked(folders)  # which says what is wrong
    return _kept(folders, *parts) if parts else _checked(folders)


@lru_cache(maxsize=4)
def _kept(folders: tuple[str | Path, ...], *parts: str | bytes) -> Codelists:
    """Codelists whose names and contents are `parts`; their lines are read again if someone asks for them."""

    def make() -> list[Concept]:
        return _checked(folders).concepts

    concepts = cache.kept("codelists", [_code(), *parts], make, (Concept, Coding))
    return Codelists.of(concepts, lambda: Codelists.load(*folders).rows)


def _checked(folders: Iterable[str | Path]) -> Codelists:
    found = Codelists.load(*folders)
    problems = check(found)
    if problems:
        raise CodeError("\n".join(problems))
    return found


@lru_cache(maxsize=1)
def _code() -> str:
    """What codelists depend on besides their files: the code that reads and checks them."""
    return cache.code_of(*(Path(str(file)) for file in (__file__, source_files.__file__, spelling.__file__)))


def faults(*folders: str | Path) -> list[str]:
    """Return all that is wrong with the codelists of some folders: what cannot be read, else what `check` finds."""
    try:
        return check(Codelists.load(*folders))
    except CodeError as error:
        return str(error).splitlines()


def check(codelists: Codelists) -> list[str]:
    """Return the problems of the codelists, each as `file:line: what: mend`; none gives an empty list."""
    problems: list[str] = []
    home: dict[str, Row] = {}
    seen: dict[tuple[str, str, str], Row] = {}
    text_alone: dict[str, Row] = {}
    several: dict[str, int] = {}
    for row in codelists.rows:
        coding = row.coding

        def add(what: str, mend: str, place: str = row.place) -> None:
            problems.append(f"{place}: {what}: {mend}")

        first = home.setdefault(row.key, row)
        if first.file != row.file:
            add(f"'{row.key}' stands also at {first.place}", "keep a key in one file")
        several[row.key] = several.get(row.key, 0) + 1
        for name in ("system", "code", "display"):
            if _STRAY.search(getattr(coding, name)):
                add(f"stray space or hidden character in the {name} of '{row.key}'", "take it out")
        if _STRAY.search(row.source):
            add(f"stray space or hidden character in the source of '{row.key}'", "take it out")
        if not coding.display.strip():
            add(f"'{row.key}' has no display", "give the term that its source gives")
        if not row.source.strip():
            add(f"'{row.key}' has no source", "say where the code was found")
        if not coding.code:
            text_alone.setdefault(row.key, row)
            continue
        twin = seen.setdefault((row.key, coding.system, coding.code), row)
        if twin is not row:
            add(f"'{row.key}' has {coding.code} twice, also at {twin.place}", "keep one")
        problems.extend(f"{row.place}: {text}" for text in _code_problems(coding))
    for key, row in text_alone.items():
        if home[key] is not row:
            problems.append(f"{row.place}: '{key}' has a line without a code after another: let it stand first")
    return problems


def _code_problems(coding: Coding) -> list[str]:
    """Say what is wrong with one code by the rules of its system."""
    system, code = coding.system, coding.code
    if system not in KNOWN_SYSTEMS and not system.startswith(KNOWN_ROOTS):
        return [f"unknown code system {system}: mend the address, or add it to synth/codes.py"]
    if system in (SNOMED, DMD):
        if not verhoeff_valid(code) or not 6 <= len(code) <= 18:
            return [f"{code} fails the Verhoeff check of SNOMED CT and dm+d identifiers: look it up again"]
        if code[-3:-1] not in ("00", "10"):
            return [f"{code} is not the identifier of a concept (partition {code[-3:-1]}): look it up again"]
    if system == LOINC and not loinc_valid(code):
        return [f"{code} fails the LOINC check digit: look it up again"]
    return []


def _times(a: int, b: int) -> int:
    """Multiply in the dihedral group of ten, which Verhoeff (1969) chose and SNOMED CT identifiers use."""
    if a < 5:
        return (a + b) % 5 if b < 5 else 5 + (a + b) % 5
    return 5 + (a - b) % 5 if b < 5 else (a - b) % 5


_TIMES = tuple(tuple(_times(a, b) for b in range(10)) for a in range(10))
_ONCE = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _permutations() -> tuple[tuple[int, ...], ...]:
    steps = [tuple(range(10))]
    while len(steps) < 8:
        steps.append(tuple(_ONCE[digit] for digit in steps[-1]))
    return tuple(steps)


_PERMUTE = _permutations()


def verhoeff_valid(text: str) -> bool:
    """Say whether a run of digits ends in its Verhoeff check digit."""
    if len(text) < 2 or not _DIGITS.fullmatch(text):
        return False
    state = 0
    for place, digit in enumerate(reversed(text)):
        state = _TIMES[state][_PERMUTE[place % 8][int(digit)]]
    return state == 0


def loinc_valid(text: str) -> bool:
    """Say whether a LOINC code ends in its mod 10 check digit (`LA` and `LP` are not codes)."""
    if not _LOINC.fullmatch(text):
        return False
    total = 0
    for place, digit in enumerate(reversed(text.replace("-", ""))):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
