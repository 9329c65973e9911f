"""One block of a dataset, or its reference data: every file that its mark names, against the mark and each other."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from output.check import codes, noise, rules
from output.check.brought import NOTHING, Brought
from output.check.files import RULE as FILES
from output.check.files import Files
from output.check.findings import Findings
from output.check.reading import Reader, Resource
from output.check.structure import RULE as STRUCTURE
from output.check.structure import Judge
from synth.dataset import outside
from synth.dataset.finish import REFERENCE
from synth.dataset.layout import TRUTH
from synth.dataset.systems import SYSTEMS

REFERENCES = "references"
MOST = 100
"""Lines of a file that cannot be read as resources, after which it is let be."""

ENOUGH = 10_000
"""Findings in a file of NDJSON after which it is let be."""
NAMES = {
    "ndjson": "ndjson/{kind}.",
    "bundles": "bundles/",
    "cda": "cda/",
    "documents": "documents/",
    "messages": "messages/",
    "delivery": "delivery/",
    "requests": "requests/",
    "csv": "tables/{kind}-",
    "parquet": "tables/{kind}-",
    SYSTEMS: f"{SYSTEMS}/",
    TRUTH: f"{TRUTH}/{{kind}}-",
}
"""How the paths of files of a format begin."""
ONLY = {
    "bundles": "Bundle",
    "cda": "ClinicalDocument",
    "documents": "Bundle",
    "messages": "Bundle",
    "delivery": "Arrival",
    "requests": "Request",
}
"""What the files of a format hold, where it is always the same."""


@dataclass
class Known:
    """What is known of a dataset before its blocks are looked at.

    closes: the instant at which the window closes; every: one in so many resources of each type has its structure
    checked; shared: "Type/id" of the reference data, with the size and digest of each text; brought:
    what guests bring.
    """

    root: Path
    manifest: dict[str, Any]
    closes: str
    every: dict[str, int]
    shared_kinds: frozenset[str] = frozenset()
    shared: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    brought: Brought = NOTHING


@dataclass
class Block:
    """What a block holds. line: size and digest of each resource's text; refers: to what each refers."""

    name: str
    findings: Findings
    line: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    refers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    counts: Counter = field(default_factory=Counter)
    lives: rules.Lives = field(default_factory=rules.Lives)
    numbers: dict[str, str] = field(default_factory=dict)
    patients: dict[str, tuple[list[str], str]] = field(default_factory=dict)
    entries: dict[str, dict[str, tuple[int, str]]] = field(default_factory=dict)
    messages: set[str] = field(default_factory=set)

    @property
    def shared(self) -> bool:
        """Whether it is the reference data."""
        return self.name == REFERENCE


@dataclass
class Told:
    """What the whole has to know of a block: findings, ids (to be compared), NHS numbers, entries of the tables.

    lines: size and digest of each text, of the reference data alone.
    """

    name: str
    findings: Findings
    ids: list[int]
    lines: dict[str, tuple[int, bytes]]
    numbers: dict[str, str]
    entries: dict[str, int]


class Checker:
    """Checks blocks one after the other; what it learns of shapes and values in one serves for the next."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self._reader, self._judge = Reader(), Judge()

    def check(self, name: str, mark: dict[str, Any], people: Any = None) -> Told:
        """Look at everything of a block. people: the lines of people.csv that are of it, as columns."""
        block = Block(name, Findings(str(self.known.root)))
        files = Files(self.known.root, block.findings)
        by_form: dict[str, list[dict[str, Any]]] = {}
        for file in mark["files"]:
            form, kind = file["format"], file["kind"]
            by_form.setdefault(form, []).append(file)
            begins = NAMES.get(form, "").format(kind=kind)
            if kind != ONLY.get(form, kind) or not file["path"].startswith(begins):
                block.findings.found(FILES, file["path"], f"is said to hold {kind} as {form}, and is not called so")
        ndjson = sorted(by_form.pop("ndjson", ()), key=lambda file: file["kind"] != "Patient")
        for file in ndjson:
            self._ndjson(block, files, file)
        bundles = by_form.pop("bundles", ())
        if bundles:
            from output.check.bundles import Bundles

            Bundles(self, block, files, bool(ndjson)).check(bundles)
        if ndjson:
            self._references(block)
        self._tables_and_documents(block, files, by_form)
        if people is not None and (ndjson or bundles):
            _same_people(block, people)
        self._counts(block, mark, bool(ndjson or bundles))
        ids = [_number(one) for one in (*block.line, *sorted(block.messages))]
        lines = block.line if block.shared else {}
        entries = block.entries.get("parquet") or block.entries.get("csv") or {}
        if len(block.entries) == 2 and block.entries["csv"] != block.entries["parquet"]:
            block.findings.found("tables", name, "holds other rows as CSV than as Parquet")
        return Told(name, block.findings, ids, lines, block.numbers, {kind: n for kind, (n, _) in entries.items()})

    def _ndjson(self, block: Block, files: Files, file: dict[str, Any]) -> None:
        count = bad = 0
        before = sum(block.findings.counts.values())
        for count, text in enumerate(files.lines(file), 1):
            if not self.take(block, f"{file['path']}:{count}", file["kind"], text):
                bad += 1
                if bad == MOST:
                    block.findings.found(STRUCTURE, file["path"], f"is let be after {MOST} lines that are no resources")
                    return
            if sum(block.findings.counts.values()) - before > ENOUGH:
                block.findings.found(STRUCTURE, file["path"], f"is let be after {ENOUGH:,} findings")
                return
        if count != file["count"]:
            block.findings.found(FILES, file["path"], f"holds {count} resources; its mark says {file['count']}")

    def take(self, block: Block, where: str, kind: str, text: bytes) -> str:
        """Check one resource that should be of a type; its "Type/id", or "" where it is none or has no id."""
        found = block.findings.found
        try:
            one = self._reader.read(text)
            name = self._identity(block, where, kind, one)
            rules.check(where, one, block.lives, self.known.closes, block.findings)
            codes.check(where, one, block.findings, self.known.brought.codelists)
        except (outside.NotJson, UnicodeDecodeError) as error:
            found(STRUCTURE, where, "is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error))
            return ""
        if block.counts[kind] % self.known.every.get(kind, 1) == 0:
            block.findings.checked[STRUCTURE] += 1
            for what in self._judge.faults(one, kind):
                found(STRUCTURE, where, what)
        block.counts[kind] += 1
        return name

    def _identity(self, block: Block, where: str, kind: str, one: Resource) -> str:
        """A resource has the type of its file and an id that no other of its type has."""
        block.findings.checked["identity"] += 1
        shape, identity = one.shape, one.said(one.shape.identity)
        if shape.kind != kind:
            is_a = shape.kind or "thing without a type"
            block.findings.found("identity", where, f"is a {is_a}, where a {kind} is due")
        if not identity:
            block.findings.found("identity", where, "has no id")
            return ""
        name = f"{kind}/{identity}"
        if name in block.line or (not block.shared and name in self.known.shared):
            block.findings.found("identity", where, f"{name} stands twice")
        block.line[name] = (len(one.text), hashlib.sha256(one.text).digest())
        block.refers[name] = tuple(one.said(place) for place in shape.references)
        if kind == "Patient":
            self._patient(block, identity, one)
        return name

    def _patient(self, block: Block, identity: str, one: Resource) -> None:
        shape, numbers = one.shape, rules.nhs_numbers(one)
        born, died = one.said(shape.born), one.said(shape.died)
        block.lives.born[identity], block.lives.died[identity] = born, died
        block.patients[identity] = (numbers, f"{one.said(shape.sex)} {born} {died[:10]}")
        for number in numbers:
            other = block.numbers.setdefault(number, identity)
            if other != identity and not noise.shares_numbers(self.known.manifest):
                block.findings.found("NHS numbers", f"Patient/{identity}", f"has {number}, which is Patient/{other}'s")

    def _references(self, block: Block) -> None:
        """Every literal reference leads to a resource of the block, or to the reference data."""
        for name, targets in block.refers.items():
            block.findings.checked[REFERENCES] += len(targets)
            for target in targets:
                if target not in block.line and target not in self.known.shared:
                    block.findings.found(REFERENCES, name, f"refers to {target}, which is not there")

    def _tables_and_documents(self, block: Block, files: Files, by_form: dict[str, list[dict[str, Any]]]) -> None:
        from output.check import documents, messages, tables, truth

        for form, some in by_form.items():
            if form == "cda":
                documents.check(files, some, block)
            elif form == "documents":
                documents.check_bundles(files, some, block)
            elif form == "messages":
                messages.check(files, some, block, self.known.closes)
            elif form in (SYSTEMS, TRUTH):  # whole in themselves: here they are what was written
                told = [file for file in some if form == TRUTH and file["kind"] in truth.COLUMNS]
                for file in (one for one in some if one not in told):
                    files.sound(file)
                if told:
                    truth.check(files, told, block, self.known)
            elif form == "delivery":
                messages.check_delivery(files, some, block, self.known.closes)
            elif form == "requests":
                messages.check_requests(files, some, block, self.known.closes)
            elif form in ("csv", "parquet"):
                tables.check(files, some, form, block, self.known)
            else:
                block.findings.found(FILES, some[0]["path"], f"is of the format '{form}', which nobody knows")

    def _counts(self, block: Block, mark: dict[str, Any], fhir: bool) -> None:
        """As many resources of each type as the mark says."""
        if not fhir:
            return
        alone = self.known.manifest["arguments"]["bundle"] == "document" and not any(
            file["format"] == "ndjson" for file in mark["files"]
        )
        for kind in sorted({*mark["resources"], *block.counts}):
            if alone and kind in self.known.shared_kinds:
                continue  # a document holds copies of the reference data
            if (found := block.counts[kind]) != (said := mark["resources"].get(kind, 0)):
                mark_name = f"blocks/{block.name}.json"
                block.findings.found("identity", mark_name, f"says {said} resources {kind}; there are {found}")


def _same_people(block: Block, people: Any) -> None:
    """The patients of a block are those of people.csv, with the same number, sex and days."""
    columns = [people.column(name).to_pylist() for name in ("id", "nhs_number", "sex", "born", "died")]
    listed = set()
    for identity, number, sex, born, died in zip(*columns, strict=True):
        block.findings.checked["people"] += 1
        listed.add(identity)
        if identity not in block.patients:
            block.findings.found("people", identity, "is in people.csv, and there is no such Patient")
            continue
        numbers, known = block.patients[identity]
        if {number} - {""} != {*numbers}:
            block.findings.found(
                "people", identity, "has an NHS number in people.csv or as Patient, and not as the other"
            )
        if known != f"{sex} {born} {died}":
            block.findings.found(
                "people", identity, f"is '{sex} {born} {died}' in people.csv, and the Patient '{known}'"
            )
    for identity in block.patients:
        if identity not in listed:
            block.findings.found("people", f"Patient/{identity}", "is not in people.csv, in the lines of its block")


def _number(name: str) -> int:
    """Eight bytes by which ids of several blocks are compared."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big")
