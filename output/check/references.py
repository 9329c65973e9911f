"""References: every literal one resolves within its own bundle and the shared reference data, and so in NDJSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from output.check import Findings, structure
from output.check.resources import every_bundle

if TYPE_CHECKING:
    from synth.dataset.reading import Dataset

RULE = "references"
REFERENCE = re.compile(rb'"reference":\s*"([^"]*)"')
_HEAD = re.compile(rb'"resourceType":\s*"([A-Za-z]+)"')
_ID = re.compile(rb'"id":\s*"([^"]*)"')


def check(dataset: Dataset, findings: Findings) -> None:
    """Follow every literal reference of the bundles and of NDJSON."""
    _bundles(dataset, findings)
    _ndjson(dataset, findings)


def _bundles(dataset: Dataset, findings: Findings) -> None:
    shared: set[str] = set()
    everyone: set[str] = set()
    for path in every_bundle(dataset):
        name = path.relative_to(dataset.path).as_posix()
        text = path.read_bytes()
        try:
            bundle = json.loads(text)
        except ValueError as error:
            findings.found("bundles", name, f"is not JSON: {error}")
            continue
        entries = bundle.get("entry", [])
        inside = _entries(name, entries, findings)
        findings.checked["bundles"] += 1
        for twice in sorted(inside & everyone):
            findings.found("bundles", name, f"{twice} stands in another bundle too")
        everyone |= inside
        if name.startswith("bundles/reference-"):
            shared |= inside  # they may refer to each other, whatever file they are in: followed below
        else:
            _follow(name, text, inside | shared if len(shared) < 100 else _Both(inside, shared), findings)
        _shell(name, bundle, findings)
    for path in sorted((dataset.path / "bundles").glob("reference-*.json")):
        _follow(path.relative_to(dataset.path).as_posix(), path.read_bytes(), shared, findings)


class _Both:
    """Two sets as one, without making a third."""

    def __init__(self, one: set[str], other: set[str]) -> None:
        self._one, self._other = one, other

    def __contains__(self, item: object) -> bool:
        return item in self._one or item in self._other


def _entries(name: str, entries: list[dict[str, Any]], findings: Findings) -> set[str]:
    """The type and id of every entry, each once, with the request and full URL that go with them."""
    inside: set[str] = set()
    for n, entry in enumerate(entries):
        resource = entry.get("resource", {})
        this = f"{resource.get('resourceType')}/{resource.get('id')}"
        if this in inside:
            findings.found("bundles", name, f"{this} stands twice")
        inside.add(this)
        request = entry.get("request", {})
        if request.get("method") != "PUT" or request.get("url") != this:
            findings.found("bundles", f"{name} entry {n}", f"does not PUT {this}")
        full = entry.get("fullUrl", "")
        if not (full.endswith(f"/{this}") or full == f"urn:uuid:{resource.get('id')}"):
            findings.found("bundles", f"{name} entry {n}", f"has the full URL '{full}', which is not of {this}")
    return inside


def _shell(name: str, bundle: dict[str, Any], findings: Findings) -> None:
    """The bundle itself, its resources aside, which are checked one by one."""
    entries = [{key: value for key, value in entry.items() if key != "resource"} for entry in bundle.get("entry", [])]
    if bundle.get("type") != "transaction":
        findings.found("bundles", name, f"is of the type '{bundle.get('type')}', not 'transaction'")
    for what in structure.faults("Bundle", json.dumps({**bundle, "entry": entries}).encode()):
        findings.found("bundles", name, what)


def _follow(name: str, text: bytes, known: Any, findings: Findings) -> None:
    found = REFERENCE.findall(text)
    findings.checked[RULE] += len(found)
    for target in sorted({t.decode() for t in found}):
        if target not in known:
            findings.found(RULE, name, f"refers to {target}, which is neither in the bundle nor reference data")


def _ndjson(dataset: Dataset, findings: Findings) -> None:
    """The same over NDJSON: every reference leads to a resource of the dataset."""
    paths = sorted((dataset.path / "ndjson").glob("*.ndjson"))
    known: set[bytes] = set()
    for path in paths:
        with open(path, "rb") as lines:
            for line in lines:
                kind, identity = _HEAD.search(line), _ID.search(line)
                if kind and identity:
                    known.add(kind[1] + b"/" + identity[1])
    for path in paths:
        name = path.relative_to(dataset.path).as_posix()
        with open(path, "rb") as lines:
            for n, line in enumerate(lines, 1):
                targets = REFERENCE.findall(line)
                findings.checked[RULE] += len(targets)
                for target in targets:
                    if target not in known:
                        findings.found(RULE, f"{name}:{n}", f"refers to {target.decode()}, which is not there")
