"""The resources of a dataset one by one: structure by fhir.resources (R4B), identity, NHS numbers, times of life."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from output.check import Findings, codes, rules, structure
from synth.dataset import packing
from synth.dataset.finish import REFERENCE
from synth.dataset.folder import BLOCKS
from synth.dataset.landing import read_mark
from synth.dataset.layout import ndjson_kind

if TYPE_CHECKING:
    from synth.dataset.reading import Dataset


@dataclass
class Located:
    """A resource, where it stands, the type that it should be of, and its text."""

    where: str
    kind: str
    resource: Any
    text: bytes


def check(dataset: Dataset, findings: Findings, sample: int | None) -> set[str]:
    """Check every resource, in NDJSON, or in bundles where there is no NDJSON; gives the ids of all of them."""
    totals: dict[str, int] = dataset.manifest["totals"]["resources"]
    quiet = Findings(findings.dataset)  # the same faults are found again below
    lives = rules.lives((one.resource for one in every(dataset, quiet) if one.kind == "Patient"), findings)
    ids: dict[str, set[str]] = {kind: set() for kind in totals}
    counts = dict.fromkeys(totals, 0)
    closes = f"{dataset.manifest['arguments']['to']}T00:00:00+00:00"
    for one in every(dataset, findings):
        _identity(one, ids.setdefault(one.kind, set()), findings)
        try:
            rules.check(one.where, one.resource, lives, findings)
            rules.intervals(one.where, one.text, closes, findings)
            codes.check(one.where, one.text, findings)
        except (AttributeError, TypeError, ValueError) as error:
            findings.found("structure", one.where, f"cannot be read as a resource: {error}")
        count = counts.get(one.kind, 0)
        if not sample or count % max(1, totals.get(one.kind, 0) // sample) == 0:
            structure.check(one.where, one.kind, one.text, findings)
        counts[one.kind] = count + 1
    if any(counts.values()):
        wanted = _wanted(dataset, totals)
        for kind, count in counts.items():
            if kind in wanted and count != wanted[kind]:
                findings.found("identity", kind, f"there are {count}; the manifest says {wanted[kind]}")
    return set().union(*ids.values())


def _wanted(dataset: Dataset, totals: dict[str, int]) -> dict[str, int]:
    """How many resources of each type there should be.

    Where documents are all there is, they hold of the reference data what they need, so that this is not counted.
    """
    wanted = Counter(totals)
    for file in dataset.manifest.get("beside", ()):
        if file["format"] == "ndjson":
            wanted[file["kind"]] += file["count"]
    if documents_alone(dataset):
        for kind in shared_kinds(dataset):
            del wanted[kind]
    elif not dataset.ndjson():
        wanted["Group"] += sum(file["count"] for file in dataset.manifest.get("beside", ()) if file["kind"] == "Bundle")
    return dict(wanted)


def documents_alone(dataset: Dataset) -> bool:
    """Whether a dataset holds its resources in documents only."""
    return dataset.manifest["arguments"].get("bundle") == "document" and not dataset.ndjson()


def shared_kinds(dataset: Dataset) -> set[str]:
    """The types of resource that the reference data has."""
    facts = read_mark(dataset.path / BLOCKS / f"{REFERENCE}.json")
    return set((facts or {}).get("resources", ()))


def every(dataset: Dataset, findings: Findings) -> Iterator[Located]:
    """Every resource that can be read; what cannot is a finding."""
    paths = dataset.ndjson()
    for path in paths:
        kind = ndjson_kind(path.name)
        name = path.relative_to(dataset.path).as_posix()
        try:
            for n, text in enumerate(packing.lines(path), 1):
                resource = _parsed(f"{name}:{n}", text, findings)
                if isinstance(resource, dict):
                    yield Located(f"{name}:{n}", kind, resource, text)
        except (OSError, EOFError, ValueError, packing.broken()):
            continue  # damaged, as its digest has told
    copies = shared_kinds(dataset) if documents_alone(dataset) else set()
    seen: set[str] = set()
    for path in [] if paths else every_bundle(dataset):
        name = path.relative_to(dataset.path).as_posix()
        bundle = _parsed(name, path.read_bytes(), findings)
        for entry in bundle.get("entry", ()) if isinstance(bundle, dict) else ():
            resource = entry.get("resource", {})
            kind = str(resource.get("resourceType", ""))
            if kind in copies:  # each document has its own
                if resource.get("id") in seen:
                    continue
                seen.add(resource.get("id"))
            yield Located(f"{name}#{kind}/{resource.get('id')}", kind, resource, json.dumps(resource).encode())


def _parsed(where: str, text: bytes, findings: Findings) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        findings.found("structure", where, f"is not JSON: {error}")
        return None


def _identity(one: Located, ids: set[str], findings: Findings) -> None:
    """A resource has the type of its file and an id that no other of its type has."""
    findings.checked["identity"] += 1
    found, identity = one.resource.get("resourceType"), one.resource.get("id")
    if found != one.kind:
        findings.found("identity", one.where, f"is a {found}, in a file of {one.kind}")
    if not identity:
        findings.found("identity", one.where, "has no id")
    elif identity in ids:
        findings.found("identity", one.where, f"{one.kind}/{identity} stands twice")
    ids.add(str(identity))


def every_bundle(dataset: Dataset) -> Iterator[Path]:
    """Every bundle in the order of loading: the reference data, the patients, their Group."""
    yield from sorted((dataset.path / "bundles").glob("reference-*.json"))
    yield from sorted((dataset.path / "bundles").glob("*/*.json"))
    yield from sorted((dataset.path / "bundles").glob("cohort-*.json"))
