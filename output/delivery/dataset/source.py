"""A dataset as what is to be sent: the reference data in waves, then one unit for each patient.

A unit is the resources of one patient, or some of the reference data: names ("Type/id") and the bytes as they stand
in the dataset. It is by entry, not by column: each entry is sent, judged and, if need be, sent again on its own.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from output.delivery.dataset.files import content
from synth.dataset import shapes
from synth.dataset.arguments import WHOLE
from synth.dataset.finish import REFERENCE
from synth.dataset.folder import PEOPLE
from synth.dataset.inside import Inside
from synth.dataset.reading import Dataset
from synth.dataset.systems import SYSTEMS
from synth.errors import BadArguments, one_line

FORMATS = ("bundles", "ndjson")
COHORT = "cohort"
"""The groups of all patients, which stand beside the blocks."""
_COLUMNS = {"id", "nhs_number", "practice", "stories"}
"""Columns of people.csv that are needed."""
_URL = b',"request":{"method":"PUT","url":"'
_POST = b',"request":{"method":"POST","url":"'
_URN = re.compile(rb'("reference":")urn:uuid:([0-9a-f-]{36})(?=")')
_START = b'"resource":'
_HEAD = re.compile(rb'\{"resourceType":"([A-Za-z]+)","id":"([A-Za-z0-9.-]{1,64})"')
_NAME = re.compile(r"[A-Z][A-Za-z]{1,63}/(?!\.+$)[A-Za-z0-9.-]{1,64}")
_PART = re.compile(r"-\d{4}$")
_PATIENT = re.compile(rb'"reference":"Patient/([A-Za-z0-9.-]{1,64})"')
_REFERENCE = re.compile(rb'"reference"\s*:\s*"([A-Za-z]+/[A-Za-z0-9.-]{1,64})"')


@dataclass
class Unit:
    """Resources that go together, one after the other: names[i] is the "Type/id" of data[i]."""

    name: str
    names: list[str] = field(default_factory=list)
    data: list[bytes] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.names)

    def add(self, name: str, resource: bytes) -> None:
        """Take in one resource."""
        self.names.append(name)
        self.data.append(resource)


class Source:
    """What is to be sent of a dataset. format: the one it is read from, bundles if they are there."""

    def __init__(self, path: str | Path, wanted: str | None = None) -> None:
        """Open the dataset in a folder, or BadArguments in one line."""
        self.dataset = Dataset(Path(path))
        self._inside = Inside(self.dataset.path)
        self.files: dict[str, list[dict[str, Any]]] = {}
        for path_of_mark in self.dataset.marks():
            self.files[path_of_mark.stem] = shapes.mark(path_of_mark)["files"]
        self.files[COHORT] = [file for file in self.dataset.manifest.get("beside", ()) if COHORT in file["path"]]
        there = {file["format"] for name, files in self.files.items() if name != COHORT for file in files}
        if self.dataset.manifest["arguments"].get("bundle") == "document":
            there.discard("bundles")  # a document holds copies of the reference data, and stands alone
        have = [name for name in FORMATS if name in there]
        if wanted is not None and wanted not in have:
            raise BadArguments(f"{path} holds no {wanted}: it can be sent from {' or '.join(have) or 'nothing'}")
        asked = self.dataset.manifest["arguments"]
        if not have and asked.get("view", WHOLE) != WHOLE and not asked.get("system"):
            raise BadArguments(f"{path} holds systems, each a dataset of its own: name one of {path}/{SYSTEMS}/")
        if not have:
            raise BadArguments(
                f"{path} holds no FHIR that can be sent: generate it with --bundle transaction, or NDJSON"
            )
        self.format = wanted or have[0]

    @property
    def posts(self) -> bool:
        """Whether its bundles were made for a server that gives ids itself."""
        return self.format == "bundles" and self.dataset.manifest["arguments"].get("bundle") == "post"

    @property
    def resources(self) -> dict[str, int]:
        """How many resources of each type there are."""
        totals = dict(self.dataset.manifest["totals"]["resources"])
        groups = sum(file["count"] for file in self._files(COHORT))
        return {**totals, "Group": totals.get("Group", 0) + groups} if groups else totals

    def people(self) -> list[dict[str, str]]:
        """The rows of people.csv; BadArguments, in one line, if it is not what the manifest says."""
        path = self.dataset.path / PEOPLE
        try:
            text = content(self.dataset.path, self.dataset.manifest["people"]).decode("utf-8")
            rows = list(csv.DictReader(io.StringIO(text, newline="")))
            if any(None in row or None in row.values() or not row.keys() >= _COLUMNS for row in rows):
                raise ValueError("a row has too few or too many columns")
        except (ValueError, KeyError, csv.Error) as error:
            raise BadArguments(f"{path} cannot be read ({one_line(error)}): see synth validate") from None
        return rows

    def reference(self) -> Unit:
        """All reference data, in the order in which it stands."""
        return self._unit(REFERENCE, self._files(REFERENCE))

    def cohort(self) -> Unit:
        """The groups of all patients, which go last; none where the dataset has none."""
        return self._unit(COHORT, self._files(COHORT))

    def _unit(self, name: str, files: Iterable[dict[str, Any]]) -> Unit:
        unit = Unit(name)
        for file in files:
            for each, resource in self._resources(file):
                unit.add(each, resource)
        return unit

    def patients(self) -> Iterator[Unit]:
        """One unit for each patient, in the order of the dataset."""
        for block in sorted(name for name in self.files if name not in (REFERENCE, COHORT)):
            files = self._files(block)
            if self.format == "bundles":
                for name, parts in groupby(files, _patient_of):
                    yield self._unit(name, parts)
            else:
                yield from self._by_patient(block, files)

    def _by_patient(self, block: str, files: list[dict[str, Any]]) -> Iterator[Unit]:
        """The lines of a block's files, put together by the patient whose record they stand in.

        What names no patient (where something came from, say) goes with what it refers to.
        """
        owner: dict[str, str] = {}
        units: dict[str, Unit] = {}
        later: list[tuple[str, bytes]] = []
        for file in sorted(files, key=lambda file: file["kind"] != "Patient"):
            for name, resource in self._resources(file):
                kind, _, patient = name.partition("/")
                if kind != "Patient":
                    found = _PATIENT.search(resource)
                    patient = found[1].decode() if found else ""
                if patient:
                    owner[name] = patient
                    units.setdefault(patient, Unit(f"{block}/{patient}")).add(name, resource)
                else:
                    later.append((name, resource))
        while later:
            left = []
            for name, resource in later:
                patient = next((owner[to] for to in references(resource) if to in owner), "")
                if patient:
                    owner[name] = patient
                    units[patient].add(name, resource)
                else:
                    left.append((name, resource))
            if len(left) == len(later):
                raise BadArguments(f"{self.dataset.path}: {left[0][0]} belongs to no patient: see synth validate")
            later = left
        yield from units.values()

    def _files(self, block: str) -> list[dict[str, Any]]:
        return [file for file in self.files.get(block, ()) if file["format"] == self.format]

    def _resources(self, file: dict[str, Any]) -> list[tuple[str, bytes]]:
        text, path = content(self.dataset.path, file, self._inside), self.dataset.path / file["path"]
        try:
            found = of_lines(text) if self.format == "ndjson" else of_bundle(text)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BadArguments(
                f"{path} cannot be read ({one_line(error)}): see synth validate {self.dataset.path}"
            ) from None
        if len(found) != file["count"]:
            raise BadArguments(
                f"{path} holds {len(found)} resources, its mark says {file['count']}: see synth validate"
            )
        return found


def _patient_of(file: dict[str, Any]) -> str:
    """The unit of a patient's bundle: its path, without the number that the parts of a large one bear."""
    return _PART.sub("", file["path"].partition("/")[2].split(".json")[0])


def of_lines(content: bytes) -> list[tuple[str, bytes]]:
    """The resources of NDJSON, each with its name."""
    return [(_name_of(line), line) for line in content.split(b"\n") if line]


def of_bundle(content: bytes) -> list[tuple[str, bytes]]:
    """The resources of a bundle, each with its name.

    Bundles as we write them are cut where the entries meet, without parsing: within a text every quote is escaped, so
    what looks like the end of an entry is one. Other bundles are parsed, and references by urn:uuid written out.
    """
    if _POST in content:
        return _of_posts(content)
    pieces = content.split(_URL)
    found = []
    for piece, following in pairwise(pieces):
        at = piece.find(_START)
        if at < 0:
            return _parsed(content)
        name, resource = following[: following.find(b'"')].decode(), piece[at + len(_START) :]
        head = _HEAD.match(resource)
        if head is None or name != f"{head[1].decode()}/{head[2].decode()}":
            return _parsed(content)
        found.append((name, resource))
    if len(found) != content.count(b'"fullUrl":'):
        return _parsed(content)
    return found


def _of_posts(content: bytes) -> list[tuple[str, bytes]]:
    """The same of a bundle of posts: each resource has its id, and references by urn:uuid are written out."""
    pieces = content.split(_POST)
    found = []
    for piece in pieces[:-1]:
        at = piece.find(_START)
        head = _HEAD.match(piece, at + len(_START)) if at >= 0 else None
        if head is None:
            return _parsed(content)
        found.append((f"{head[1].decode()}/{head[2].decode()}", piece[head.start() :]))
    if len(found) != content.count(b'"fullUrl":"urn:uuid:'):
        return _parsed(content)
    names = {name.partition("/")[2].encode(): name.encode() for name, _ in found}
    return [
        (name, _URN.sub(lambda urn: urn[1] + names[urn[2]] if urn[2] in names else urn[0], data))
        for name, data in found
    ]


def _parsed(content: bytes) -> list[tuple[str, bytes]]:
    bundle = json.loads(content)
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        raise ValueError("it is not a Bundle")
    entries = [(str(entry.get("fullUrl", "")), entry["resource"]) for entry in bundle.get("entry", ())]
    names = {}
    for url, resource in entries:
        if "id" not in resource:
            resource["id"] = url.removeprefix("urn:uuid:").rpartition("/")[2]
        names[url] = _sound(resource)
    return [(names[url], json.dumps(_written_out(resource, names)).encode()) for url, resource in entries]


def _written_out(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: names.get(member, member) if key == "reference" and isinstance(member, str) else
            _written_out(member, names) for key, member in value.items()
        }  # fmt: skip
    return [_written_out(member, names) for member in value] if isinstance(value, list) else value


def _name_of(resource: bytes) -> str:
    head = _HEAD.match(resource)
    if head is not None:
        return f"{head[1].decode()}/{head[2].decode()}"
    return _sound(json.loads(resource))


def _sound(resource: dict[str, Any]) -> str:
    """The name of a resource that was parsed; ValueError if it is none that may stand in a URL."""
    name = f"{resource['resourceType']}/{resource['id']}"
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name[:80]!r} is no type and id of FHIR")
    return name


def references(resource: bytes) -> list[str]:
    """The literal references of a resource, such as Patient/1."""
    return [found.decode() for found in _REFERENCE.findall(resource)]
