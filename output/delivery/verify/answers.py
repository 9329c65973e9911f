"""The answers that a server owes which holds a dataset: an index of the dataset by what FHIR lets us search.

The index is made in one pass and kept in a temporary file: memory stays bounded, whatever the size of the dataset.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

from output.delivery import told
from output.delivery.dataset.sameness import digest
from output.delivery.dataset.source import Source, Unit

DAY = 86400
"""Seconds."""
FOREVER = 1 << 40
"""Seconds: the end of what has none, and, negative, its beginning."""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_TABLES = """
create table r (n integer primary key, type text, id text, owner text, digest blob);
create table token (n integer, p text, system text, code text);
create table string (n integer, p text, value text, folded text);
create table date (n integer, p text, low integer, high integer, day integer);
create table reference (n integer, p text, target text);
"""
_INDEXES = """
create unique index r_name on r (type, id);
create index r_owner on r (owner);
create index token_code on token (p, code, system);
create index token_n on token (n);
create index string_value on string (p, folded);
create index date_n on date (n);
create index date_p on date (p);
create index reference_target on reference (target, p);
create index reference_n on reference (n);
"""


@dataclass(frozen=True)
class Parameter:
    """A search parameter of a type: what kind it is, where it looks, and the type of target that counts ("": any)."""

    name: str
    kind: str
    paths: tuple[tuple[str, ...], ...]
    target: str = ""


@cache
def parameters() -> dict[str, dict[str, Parameter]]:
    """The search parameters of every type that we write, from searchable.toml."""
    tables = told.searchable()
    return {
        kind: {
            name: Parameter(name, said[0], tuple(tuple(path.split(".")) for path in said[1].split()), *said[2:])
            for name, said in table.items()
        }
        for kind, table in tables.items()
    }


def units(source: Source) -> Iterator[Unit]:
    """All that a dataset has sent: the reference data, the records of the patients, the groups of them all."""
    yield source.reference()
    yield from source.patients()
    yield source.cohort()


class Answers:
    """The index of a dataset. Use it in `with`: the temporary file goes at the end."""

    def __init__(self, source: Source) -> None:
        """Read the whole dataset once."""
        self._folder = tempfile.TemporaryDirectory(prefix="synth-answers-")
        self._data = sqlite3.connect(Path(self._folder.name) / "index.sqlite", check_same_thread=False)
        self._data.executescript(f"pragma journal_mode = off; pragma synchronous = off; {_TABLES}")
        self._n = 0
        for unit in units(source):
            self._take(unit)
        self._data.executescript(f"{_INDEXES} analyze;")
        self._data.commit()

    def __enter__(self) -> Answers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._data.close()
        self._folder.cleanup()

    def _take(self, unit: Unit) -> None:
        rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in ("r", "token", "string", "date", "reference")}
        owner = next((name.partition("/")[2] for name in unit.names if name.startswith("Patient/")), "")
        for name, data in zip(unit.names, unit.data, strict=True):
            kind, _, identity = name.partition("/")
            resource = json.loads(data)
            self._n += 1
            rows["r"].append((self._n, kind, identity, owner, digest(resource)))
            for parameter in parameters().get(kind, {}).values():
                for row in set(_rows(parameter, resource)):
                    rows[parameter.kind].append((self._n, f"{kind}.{parameter.name}", *row))
        for table, some in rows.items():
            if some:
                self._data.executemany(f"insert into {table} values ({','.join('?' * len(some[0]))})", some)

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a question in SQL."""
        return self._data.execute(sql, values).fetchall()

    def names(self, sql: str, *values: Any) -> frozenset[str]:
        """The "Type/id" of the resources whose n the question gives."""
        return frozenset(
            f"{kind}/{identity}" for kind, identity in self.ask(f"select type, id from r where n in ({sql})", *values)
        )

    def types(self) -> dict[str, int]:
        """How many resources of each type there are, in the order of the alphabet."""
        return dict(self.ask("select type, count(*) from r group by type order by type"))

    def digest(self, name: str) -> bytes | None:
        """The digest of a resource ("Type/id"), or None if the dataset has none of that name."""
        found = self.ask("select digest from r where type = ? and id = ?", *name.split("/", 1))
        return found[0][0] if found else None

    def record(self, patient: str) -> frozenset[str]:
        """All that stands in a patient's record, the Patient included."""
        return self.names("select n from r where owner = ?", patient)

    def targets(self, names: Iterable[str], kind: str, parameter: str) -> frozenset[str]:
        """What a reference parameter of resources leads to, as far as it is in the dataset."""
        found: set[str] = set()
        for name in names:
            for (target,) in self.ask(
                "select target from reference join r using (n) where r.type = ? and r.id = ? and p = ?",
                *name.split("/", 1), f"{kind}.{parameter}",
            ):  # fmt: skip
                if self.digest(target) is not None:
                    found.add(target)
        return frozenset(found)

    def dated(self, kind: str, parameter: str, low: tuple[str, int] | None, high: tuple[str, int] | None) -> Any:
        """The resources that a search by date finds, or None where that depends on the server's time zone.

        low: "ge", "gt" or "eq" with the first second of a day; high: "le" or "lt" with that of a day.
        """
        found = {self._dated(f"{kind}.{parameter}", low, high, shift) for shift in (0, -3600, 3600)}
        return found.pop() if len(found) == 1 else None

    def _dated(self, p: str, low: tuple[str, int] | None, high: tuple[str, int] | None, shift: int) -> frozenset[str]:
        """Days stand for themselves; instants are compared with days that begin `shift` seconds after those of UTC."""
        tests: list[str] = ["p = ?"]
        values: list[Any] = [p]
        moved = "? + (1 - day) * ?"
        for bound in (low, high):
            if bound is not None:
                prefix, day = bound
                for test, at in {
                    "ge": [("high >=", day)],
                    "gt": [("high >=", day + DAY)],
                    "le": [("low <", day + DAY)],
                    "lt": [("low <", day)],
                    "eq": [("low >=", day), ("high <", day + DAY)],
                }[prefix]:
                    tests.append(f"{test} {moved}")
                    values += [at, shift]
        return self.names(f"select n from date where {' and '.join(tests)}", *values)


def _rows(parameter: Parameter, resource: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """What a resource answers to a search parameter: the rows of the table of its kind."""
    for path in parameter.paths:
        for value in at(resource, path):
            if parameter.kind == "token":
                yield from _tokens(value)
            elif parameter.kind == "string":
                yield value, folded(value)
            elif parameter.kind == "date":
                yield interval(value)
            else:
                target = value.get("reference", "") if isinstance(value, dict) else ""
                if target and (not parameter.target or target.startswith(f"{parameter.target}/")):
                    yield (target,)


def at(value: Any, path: tuple[str, ...]) -> Iterator[Any]:
    """What stands at a path, through lists."""
    if isinstance(value, list):
        for member in value:
            yield from at(member, path)
    elif not path:
        yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from at(value[path[0]], path[1:])


def _tokens(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, bool):
        yield "", "true" if value else "false"
    elif isinstance(value, str):
        yield "", value
    elif "value" in value:  # an Identifier
        yield value.get("system", ""), value["value"]
    else:  # a CodeableConcept or a Coding
        for coding in value.get("coding", [value]):
            if "code" in coding:
                yield coding.get("system", ""), coding["code"]


def folded(text: str) -> str:
    """A text as searches compare it: without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()


def interval(value: Any) -> tuple[int, int, int]:
    """The first and last second of a date, dateTime, instant or Period, and 1 if it says days and no zone."""
    if isinstance(value, dict):
        low = _seconds(value["start"])[0] if "start" in value else -FOREVER
        high = _seconds(value["end"])[1] if "end" in value else FOREVER
        return low, high, int("T" not in (value.get("start") or value.get("end") or ""))
    low, high = _seconds(value)
    return low, high, int("T" not in value)


def _seconds(text: str) -> tuple[int, int]:
    """The first and last second of a date or time as written; days as if in UTC."""
    if "T" in text:
        at = int((dt.datetime.fromisoformat(text) - _EPOCH).total_seconds())
        return at, at
    parts = [int(part) for part in text.split("-")]
    first = dt.date(*parts, *[1] * (3 - len(parts)))
    if len(parts) == 3:
        last = first
    elif len(parts) == 2:
        last = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1) - dt.timedelta(days=1)
    else:
        last = dt.date(first.year, 12, 31)
    return day_seconds(first), day_seconds(last) + DAY - 1


def day_seconds(day: dt.date) -> int:
    """The first second of a day of UTC."""
    return (day - _EPOCH.date()).days * DAY


def day_of(seconds: int) -> str:
    """The day of UTC in which a second lies, as it is written."""
    return (_EPOCH.date() + dt.timedelta(days=seconds // DAY)).isoformat()
