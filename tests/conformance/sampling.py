"""A sample of a dataset by strata: each kind, pathway, shape and code of resource, the barest and the fullest records.

A shape is the set of member names that a resource has, at whatever depth. What is new among the resources is a
stratum by itself, so that nobody has to tell the sampler of it.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from synth.dataset.layout import ndjson_kind
from synth.dataset.reading import Dataset

EACH = {"type": 60, "profile": 60, "pathway": 12, "shape": 2, "code": 1}
"""How many resources are wanted of each stratum of a kind; where there are fewer, all."""

BAREST, FULLEST = 40, 5
"""Of how many patients with the least and with the most in their records all resources are taken."""

_KEY = re.compile(rb'"([A-Za-z_]+)":')
_ID = re.compile(rb'^\{"resourceType":"(\w+)","id":"([^"]+)"')
_PROFILE = re.compile(rb'"profile":\["([^"]+)"\]')
_CODE = re.compile(rb'"system":"([^"]+)","code":"([^"]+)"')
_PATIENT = re.compile(rb'"reference":"Patient/([^"]+)"')


@dataclass
class Sample:
    """What was chosen: lines by type; and of each kind of stratum, how many there are and how many were reached."""

    lines: dict[str, list[bytes]] = field(default_factory=dict)
    strata: dict[str, Counter] = field(default_factory=lambda: {kind: Counter() for kind in EACH})
    pathways: set[str] = field(default_factory=set)
    patients: int = 0

    def __len__(self) -> int:
        return sum(map(len, self.lines.values()))

    def write(self, folder: Path) -> list[Path]:
        """One file for each type of resource."""
        for kind, lines in self.lines.items():
            (folder / f"{kind}.ndjson").write_bytes(b"".join(lines))
        return [folder / f"{kind}.ndjson" for kind in self.lines]

    def covers(self) -> list[str]:
        """What the sample covers, line by line."""
        said = [f"{len(self):,} resources; the whole records of {self.patients} patients are among them"]
        for kind, found in self.strata.items():
            said.append(f"{kind}: all {len(found):,}, of each {EACH[kind]} or what there is")
        reached = {name.partition(" ")[2] for name in self.strata["pathway"]}
        said.append(f"pathways: {len(reached & self.pathways)} of {len(self.pathways)}")
        missed = ", ".join(sorted(self.pathways - reached))
        return [*said, f"no resource of: {missed}"] if missed else said


def sample(dataset: Dataset, wanted: int, pathways: set[str]) -> Sample:
    """At least so many resources of a dataset that has NDJSON and CSV, as far as it has them."""
    chosen = Sample(pathways=pathways)
    whose, sizes = _pathways(dataset), _sizes(dataset)
    ranked = sorted(sizes, key=lambda patient: (sizes[patient], patient))
    whole = {*ranked[:BAREST], *ranked[-FULLEST:]}
    chosen.patients = len(whole)
    rest: list[tuple[str, bytes]] = []
    every = sum(1 for _ in _lines(dataset))
    step = max(1, every // max(wanted, 1))
    for n, (kind, line) in enumerate(_lines(dataset)):
        taken = _owner(kind, line) in whole
        for stratum, value in _strata(kind, line, whose):
            seen = chosen.strata[stratum]
            if seen[value] < EACH[stratum]:
                seen[value] += 1
                taken = True
        if taken:
            chosen.lines.setdefault(kind, []).append(line)
        elif n % step == 0:
            rest.append((kind, line))
    for kind, line in rest[: max(0, wanted - len(chosen))]:
        chosen.lines[kind].append(line)
    return chosen


def _strata(kind: str, line: bytes, whose: dict[bytes, str]) -> Iterator[tuple[str, str]]:
    identity = _ID.match(line)
    assert identity, line[:80]
    yield "type", kind
    for profile in _PROFILE.findall(line)[:1]:
        yield "profile", profile.decode()
    yield "pathway", f"{kind} {whose.get(identity[2], '')}"
    yield "shape", f"{kind} {hash_of(frozenset(_KEY.findall(line)))}"
    for system, code in _CODE.findall(line):
        yield "code", f"{kind} {system.decode()} {code.decode()}"


def hash_of(names: frozenset[bytes]) -> str:
    """The names in order: two shapes are one if they have the same."""
    return " ".join(name.decode() for name in sorted(names))


def _lines(dataset: Dataset) -> Iterator[tuple[str, bytes]]:
    for path in dataset.ndjson():
        kind = ndjson_kind(path.name)
        with open(path, "rb") as lines:
            for line in lines:
                yield kind, line


def _owner(kind: str, line: bytes) -> str:
    found = _ID.match(line) if kind == "Patient" else _PATIENT.search(line)
    return found[found.re.groups].decode() if found and kind != "Group" else ""


def _sizes(dataset: Dataset) -> Counter:
    """How many resources each patient has."""
    return Counter(owner for kind, line in _lines(dataset) if (owner := _owner(kind, line)))


def _pathways(dataset: Dataset) -> dict[bytes, str]:
    """The pathway by which each entry was written."""
    found: dict[bytes, str] = {}
    for path in sorted((dataset.path / "tables").glob("*.csv")):
        with open(path, encoding="utf-8", newline="") as lines:
            rows = csv.reader(lines)
            head = next(rows)
            if "pathway" in head:
                at = head.index("pathway")
                found.update((row[0].encode(), row[at]) for row in rows)
    return found
