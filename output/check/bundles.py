"""Bundles, in each of their forms: the shell, each entry once, the caps, and references that resolve where they may."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable
from typing import TYPE_CHECKING, Any

from output.check import Findings, structure
from output.check.resources import every_bundle, shared_kinds
from synth.dataset.layout import Layout

if TYPE_CHECKING:
    from synth.dataset.reading import Dataset

RULE = "references"
REFERENCE = re.compile(rb'"reference":\s*"([^"]*)"')
_PART = re.compile(r"-\d{4}$")


class _Any:
    """Several sets as one, without making another."""

    def __init__(self, *sets: Container[str]) -> None:
        self._sets = sets

    def __contains__(self, item: object) -> bool:
        return any(item in one for one in self._sets)


class Bundles:
    """The bundles of a dataset, looked at in the order in which they are to be loaded."""

    def __init__(self, dataset: Dataset, findings: Findings) -> None:
        self.dataset, self.findings = dataset, findings
        self.layout = Layout.of(dataset.manifest["arguments"])
        self.copied = shared_kinds(dataset) if self.layout.bundle == "document" else set()
        self.shared: set[str] = set()
        self.everyone: set[str] = set()
        self.owner, self.before = "", set[str]()

    def check(self) -> None:
        """Look at every bundle, the reference data first."""
        for path in every_bundle(self.dataset):
            name = path.relative_to(self.dataset.path).as_posix()
            text = path.read_bytes()
            try:
                bundle = json.loads(text)
            except ValueError as error:
                self.findings.found("bundles", name, f"is not JSON: {error}")
                continue
            self.findings.checked["bundles"] += 1
            self._one(name, bundle, text)

    def _one(self, name: str, bundle: dict[str, Any], text: bytes) -> None:
        what = name.removeprefix("bundles/").partition("-")[0]
        what = what if what in ("reference", "cohort") else "patient"
        form = "transaction" if what != "patient" and self.layout.bundle == "post" else self.layout.bundle
        inside = self._entries(name, bundle.get("entry", []), form)
        for twice in sorted(inside & self.everyone):
            if twice.partition("/")[0] not in self.copied:
                self.findings.found("bundles", name, f"{twice} stands in another bundle too")
        self.everyone |= inside
        if what == "reference":
            self.shared |= inside
            self._follow(name, text, self.shared)
        elif what == "cohort":
            self._follow(name, text, self.everyone)
        elif form == "document":
            self._follow(name, text, inside)
        else:
            owner = _PART.sub("", name.removesuffix(".json"))
            self.before = self.before | inside if owner == self.owner else inside
            self.owner = owner
            own: Iterable[str] = self.before
            if form == "post":
                own = {f"urn:uuid:{one.partition('/')[2]}" for one in inside}
            self._follow(name, text, _Any(set(own), self.shared))
        self._shell(name, bundle, text, form)

    def _entries(self, name: str, entries: list[dict[str, Any]], form: str) -> set[str]:
        """The type and id of every entry, each once, with the request and full URL that go with them."""
        inside: set[str] = set()
        for n, entry in enumerate(entries):
            resource = entry.get("resource", {})
            kind = resource.get("resourceType")
            this = f"{kind}/{resource.get('id')}"
            if this in inside:
                self.findings.found("bundles", name, f"{this} stands twice")
            inside.add(this)
            where = f"{name} entry {n}"
            said, wanted = _request(entry), _wanted(form, kind, this)
            if said != wanted:
                self.findings.found("bundles", where, f"does not {wanted} but {said}" if wanted else "has a request")
            full = entry.get("fullUrl", "")
            if not (full.endswith(f"/{this}") if form != "post" else full == f"urn:uuid:{resource.get('id')}"):
                self.findings.found("bundles", where, f"has the full URL '{full}', which is not of {this}")
        return inside

    def _shell(self, name: str, bundle: dict[str, Any], text: bytes, form: str) -> None:
        """The bundle itself, its resources aside, which are checked one by one."""
        found = self.findings.found
        entries = bundle.get("entry", [])
        shells = [{key: value for key, value in entry.items() if key != "resource"} for entry in entries]
        wanted = "transaction" if form == "post" else form
        if bundle.get("type") != wanted:
            found("bundles", name, f"is of the type '{bundle.get('type')}', not '{wanted}'")
        if form == "document" and (not entries or entries[0].get("resource", {}).get("resourceType") != "Composition"):
            found("bundles", name, "is a document that does not begin with its Composition")
        most, largest = self.layout.entries, self.layout.size
        if most and len(entries) > most:
            found("bundles", name, f"has {len(entries)} entries; the cap is {most}")
        if largest and len(text) > largest:
            found("bundles", name, f"has {len(text)} bytes; the cap is {largest}")
        if form == "document":  # the model wants the Composition in place
            shells[:1] = entries[:1]
        for what in structure.faults("Bundle", json.dumps({**bundle, "entry": shells}).encode()):
            found("bundles", name, what)

    def _follow(self, name: str, text: bytes, known: Container[str]) -> None:
        found = REFERENCE.findall(text)
        self.findings.checked[RULE] += len(found)
        for target in sorted({t.decode() for t in found}):
            if target not in known:
                self.findings.found(
                    RULE, name, f"refers to {target}, which is neither in the bundle nor in what is loaded before it"
                )


def _wanted(form: str, kind: Any, this: str) -> str:
    if form in ("collection", "document"):
        return ""
    return f"POST {kind}" if form == "post" else f"PUT {this}"


def _request(entry: dict[str, Any]) -> str:
    request = entry.get("request")
    return f"{request.get('method')} {request.get('url')}" if isinstance(request, dict) else ""
