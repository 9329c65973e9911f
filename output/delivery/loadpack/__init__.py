"""Behind `synth loadpack`: what a load test needs, made from a dataset: ids, searches with answers, writes, scripts."""

from __future__ import annotations

import csv
import json
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from output.delivery import told
from output.delivery.dataset.source import Source, Unit
from output.delivery.dataset.tag import tag_of
from output.delivery.loadpack import closing, searches
from output.delivery.loadpack.copies import SYSTEM, Copier, line, transaction
from output.delivery.loadpack.folder import made
from output.delivery.loadpack.stream import LENGTHS, Stream
from output.delivery.verify.answers import Answers, units
from output.delivery.verify.questioning import questions
from output.fhir.bundles.export import manifest
from synth.dataset.folder import PEOPLE
from synth.errors import BadArguments, CannotWrite, one_line

HERE = Path(__file__).parent
SCRIPTS = ("locustfile.py", "k6.js", "README.md")
PERSON = ("id", "nhs_number", "family", "given", "birth_date", "gender", "postcode", "practice", "resources", "stories")


@dataclass
class Packed:
    """What a load pack holds."""

    folder: Path
    resources: dict[str, int] = field(default_factory=dict)
    searches: int = 0
    counts: int = 0
    bundles: dict[int, int] = field(default_factory=dict)
    writes: dict[str, int] = field(default_factory=dict)
    singles: int = 0

    def lines(self) -> list[str]:
        """What was made, and how to use it."""
        bundles = ", ".join(f"{many} of {size}" for size, many in self.bundles.items())
        writes = ", ".join(f"{many:,} writes of a {name}" for name, many in self.writes.items())
        lines = [
            f"{self.folder}/ids       {sum(self.resources.values()):,} ids of {len(self.resources)} types",
            f"{self.folder}/searches  {self.searches:,} searches and {self.counts:,} counts with their answers",
            f"{self.folder}/bundles   {bundles}",
            f"{self.folder}/stream    {writes}",
            f"{self.folder}/ndjson    for a bulk import, with manifest.json",
            f"{self.folder}/mix.json  what is asked how often: change it there",
            f"fill the server first (synth seed URL DATASET), then: see {self.folder}/README.md",
        ]
        for size, many in self.bundles.items():
            if not many:
                lines.append(f"note: the dataset holds too little for a bundle of {size} entries")
        return lines


def pack(source: Source, folder: Path, force: bool = False) -> Packed:
    """Make the load pack of a dataset in a folder; the same dataset gives the same bytes.

    BadArguments if something is in the folder already, unless `force` and it is a load pack; CannotWrite if it cannot
    be written, and then nothing is changed.
    """
    packed = Packed(folder, dict(sorted(source.resources.items())))
    with made(folder, str(source.dataset.manifest["blocks"]), force) as begun:
        _searches(source, begun, packed)
        _records(source, begun, packed)
        _scripts(source, begun, packed)
    return packed


def _searches(source: Source, folder: Path, packed: Packed) -> None:
    try:
        with Answers(source) as answers:
            plan = questions(source, answers)
    except sqlite3.Error as error:
        room = f"the index of the dataset cannot be written to {tempfile.gettempdir()} ({one_line(error)})"
        raise CannotWrite(f"{room}: make room there, or set TMPDIR") from None
    found, numbers = searches.searches(plan), searches.counts(plan)
    packed.searches, packed.counts = len(found), len(numbers)
    _json(folder / "searches/searches.json", found)
    _json(folder / "searches/counts.json", numbers)
    columns = ("name", "path", "total", "says")
    for name, some in (("searches", found), ("counts", numbers)):
        _csv(folder / f"searches/{name}.csv", columns, ([each[column] for column in columns] for each in some))


def _records(source: Source, folder: Path, packed: Packed) -> None:
    """One pass over the records: ids, NDJSON, bundles, the stream."""
    tag = tag_of(source.dataset.manifest)
    fillings = [closing.Filling(size) for size in closing.SIZES]
    streams = [Stream(length, Copier(tag.code, f"stream {length}")) for length in LENGTHS]
    single = Stream("day", Copier(tag.code, "single"))  # ids of its own: a day may be played beside it
    people = {row["id"]: row for row in source.people()}
    ids: dict[str, list[tuple[str, str]]] = {}
    persons: list[list[Any]] = []
    with ExitStack() as stack:
        ndjson: dict[str, BinaryIO] = {}
        bundles = {size: stack.enter_context(open(folder / f"bundles/{size}.ndjson", "wb")) for size in closing.SIZES}

        def keep(unit: Unit, patient: str) -> None:
            for name, data in zip(unit.names, unit.data, strict=True):
                kind, _, identity = name.partition("/")
                ids.setdefault(kind, []).append((identity, patient))
                if kind not in ndjson:
                    ndjson[kind] = stack.enter_context(open(folder / f"ndjson/{kind}.ndjson", "wb"))
                ndjson[kind].write(tag.put_on(data) + b"\n")

        for unit in units(source):
            patient = next((name for name in unit.names if name.startswith("Patient/")), "").partition("/")[2]
            keep(unit, patient)
            if not patient:
                continue  # reference data
            if patient not in people:
                raise BadArguments(
                    f"{source.dataset.path / PEOPLE} has no row for Patient/{patient}: see synth validate"
                )
            persons.append(_person(unit, people[patient]))
            ordered, cuts = closing.in_order(unit)
            for filling in fillings:
                full = filling.take(ordered, cuts)
                if full is not None:
                    copier = Copier(tag.code, f"bundle {filling.size} {filling.made}")
                    bundles[filling.size].write(transaction(copier.copies(*full)) + b"\n")
            for stream in (*streams, single):
                stream.take(unit)
    packed.bundles = {filling.size: filling.made for filling in fillings}
    _ids(folder, ids, persons)
    with open(folder / "stream/single.ndjson", "wb") as out:
        for text in single.independent():
            out.write(text + b"\n")
            packed.singles += 1
    for stream in streams:
        _stream(folder, stream)
        packed.writes[stream.length] = len(stream.lines)
    files = [{"path": f"{kind}.ndjson", "kind": kind, "count": len(ids[kind])} for kind in sorted(ids)]
    (folder / "ndjson/manifest.json").write_bytes(b"".join(manifest(_settings(source), files, "")))


def _settings(source: Source) -> Any:
    from synth.dataset import arguments

    told = source.dataset.manifest["arguments"]
    return arguments.settings(told["seed"], told["from"], told["to"], told.get("nhs_part", "1/1"))


def _person(unit: Unit, row: dict[str, str]) -> list[Any]:
    """What a test types in to find a patient."""
    resource = json.loads(next(data for name, data in zip(unit.names, unit.data, strict=True)
                               if name.startswith("Patient/")))  # fmt: skip
    name = (resource.get("name") or [{}])[0]
    address = (resource.get("address") or [{}])[0]
    return [
        row["id"], row["nhs_number"], name.get("family", ""), " ".join(name.get("given", ())), resource["birthDate"],
        resource["gender"], address.get("postalCode", ""), row["practice"], len(unit), row["stories"],
    ]  # fmt: skip


def _ids(folder: Path, ids: dict[str, list[tuple[str, str]]], persons: list[list[Any]]) -> None:
    _csv(folder / "ids/patients.csv", PERSON, persons)
    _json(folder / "ids/patients.json", [dict(zip(PERSON, person, strict=True)) for person in persons])
    for kind in sorted(ids):
        _csv(folder / f"ids/{kind}.csv", ("id", "patient"), ids[kind])
    _json(folder / "ids/all.json", {kind: [identity for identity, _ in ids[kind]] for kind in sorted(ids)})


def _stream(folder: Path, stream: Stream) -> None:
    with open(folder / f"stream/{stream.length}.ndjson", "wb") as out:
        out.writelines(text + b"\n" for text in stream.written())
    columns = ("day", "hour", "entries", "share")
    _csv(folder / f"stream/{stream.length}.csv", columns, stream.pattern())


def _scripts(source: Source, folder: Path, packed: Packed) -> None:
    tag = tag_of(source.dataset.manifest)
    said = told.mix()
    entries = said["transaction"]["entries"]["value"]
    there = {"read": packed.resources, "search": packed.searches, "count": packed.counts, "write": packed.singles,
             "transaction": packed.bundles.get(entries)}  # fmt: skip
    mix = {  # what the dataset has none of is not asked
        "share": {name: each["value"] if there[name] else 0 for name, each in said["share"].items()},
        "transaction_entries": entries,
        "users": said["load"]["users"]["value"],
        "cache_control": said["cache"]["control"]["value"],
        "stream": {name: each["value"] for name, each in said["stream"].items()},
        "tag": {"dataset": tag.search, "written": f"{SYSTEM}|{tag.code}"},
        "sources": {f"{table}.{name}": each["source"] for table, some in said.items() for name, each in some.items()},
    }
    _json(folder / "mix.json", mix, indent=1)
    for name in SCRIPTS:
        (folder / name).write_bytes((HERE / "scripts" / name).read_bytes())


def _json(path: Path, value: Any, indent: int | None = None) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=indent).encode() if indent else line(value)
    path.write_bytes(text + b"\n")


def _csv(path: Path, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    with open(path, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
