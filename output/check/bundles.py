"""Bundles, in each of their forms: the shell, each entry once, the caps, and references that resolve where they may.

A bundle as we write them is slices between a head and a tail, and is followed byte by byte; any other is parsed. What
NDJSON holds too is checked there, and here must be the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from output.check import structure
from output.check.files import Files
from output.fhir.base.fragments import dumps
from output.fhir.bundles.bundling import BASE, TEST_DATA, head
from synth.dataset import outside
from synth.dataset.layout import Layout

if TYPE_CHECKING:
    from output.check.block import Block, Checker

RULE = "references"
REFERENCE = re.compile(rb'"reference":\s*"([^"]*)"')
_URN = re.compile(rb'"reference":"urn:uuid:([^"]*)"')
_PART = re.compile(r"-\d{4}$")
_UUID = rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_HEAD = re.compile(rb'\{"resourceType":"Bundle",(?:"id":"' + _UUID + rb'",)?')
_DOCUMENT = re.compile(
    rb'\{"resourceType":"Bundle","id":"(' + _UUID + rb')","meta":\{"security":\[' + re.escape(dumps(TEST_DATA))
    + rb'\]\},"identifier":\{"system":"urn:ietf:rfc:3986","value":"urn:uuid:\1"\},"type":"document",'
    rb'"timestamp":("[0-9T:-]{19}\+0[01]:00"),"entry":\['
)  # fmt: skip
_ENTRY = re.compile(
    rb'\{"fullUrl":"([^"\\]{1,200})","resource":(?=\{"resourceType":"([A-Za-z]{1,40})","id":"([A-Za-z0-9.-]{1,64})")'
)
_UNLESS = re.compile(rb',"request":\{"method":"POST","url":"([A-Za-z]+)","ifNoneExist":"([^"\\]+)"\}\}')


@dataclass
class Entry:
    """One entry of a bundle: what it is, its bytes, its full URL and its request, as in `PUT Type/id`."""

    kind: str
    identity: str
    text: bytes
    full: str
    request: str

    @property
    def name(self) -> str:
        """Its type and id."""
        return f"{self.kind}/{self.identity}"


class Bundles:
    """The bundles of a block, looked at in the order in which they are to be loaded."""

    def __init__(self, checker: Checker, block: Block, files: Files, ndjson: bool) -> None:
        self._checker, self._block, self._files, self._ndjson = checker, block, files, ndjson
        self._layout = Layout.of(checker.known.manifest["arguments"])
        self._form = self._layout.bundle
        self._conditional = bool(block.shared) and self._form == "post"
        self._conditions: set[str] = set()
        self._everyone: set[str] = set()
        self._owner, self._before = "", set[str]()

    def check(self, bundles: Collection[dict[str, Any]]) -> None:
        """Look at every bundle, and that each resource is in one."""
        for file in bundles:
            text = self._files.whole(file)
            if text:
                self._block.findings.checked["bundles"] += 1
                self._one(file, text)
        if self._ndjson:
            for name in self._block.line:
                if name not in self._everyone:
                    self._found(f"blocks/{self._block.name}.json", f"{name} is in NDJSON and in no bundle")

    def _found(self, where: str, what: str) -> None:
        self._block.findings.found("bundles", where, what)

    def _one(self, file: dict[str, Any], text: bytes) -> None:
        path = file["path"]
        entries = self._cut(text)
        if entries is None:
            entries = self._parsed(path, text)
        if entries is None:
            return
        if len(entries) != file["count"]:
            self._found(path, f"holds {len(entries)} resources; its mark says {file['count']}")
        inside = self._entries(path, entries)
        most, largest = self._layout.entries, self._layout.size
        if most and len(entries) > most:
            self._found(path, f"has {len(entries)} entries; the cap is {most}")
        if largest and len(text) > largest:
            self._found(path, f"has {len(text)} bytes; the cap is {largest}")
        if self._form == "document" and (not entries or entries[0].kind != "Composition"):
            self._found(path, "is a document that does not begin with its Composition")
        self._follow(path, text, inside)

    # ------------------------------------------------------------ reading

    def _cut(self, text: bytes) -> list[Entry] | None:
        """The entries of a bundle that is exactly as we write one; None if it is not."""
        begins = (_DOCUMENT if self._form == "document" else _HEAD).match(text)
        rest = b"" if self._form == "document" else head(self._form)
        if begins is None or not text.startswith(rest, begins.end()):
            return None
        if self._form == "document" and not structure.alike(begins[2]):
            return None
        at, entries = begins.end() + len(rest), list[Entry]()
        while True:
            found = _ENTRY.match(text, at)
            if found is None:
                return None
            full, kind, identity = (part.decode() for part in found.groups())
            request = _wanted(self._form, kind, f"{kind}/{identity}")
            method, _, url = request.partition(" ")
            tail = f',"request":{{"method":"{method}","url":"{url}"}}}}'.encode() if request else b"}"
            if self._conditional:
                unless = _UNLESS.search(text, found.end())
                if unless is None or unless[1] != found[2]:
                    return None
                ends, tail, request = unless.start(), unless[0], f"{request}?{unless[2].decode()}"
            elif request:
                ends = text.find(tail, found.end())
            else:
                known = self._known(f"{kind}/{identity}") if self._ndjson else None
                ends = found.end() + known[0] if known else -1
                ends += ends >= 0 and text[ends : ends + 1] == b"\n"
            if ends < 0 or not text.startswith(tail, ends):
                return None
            entries.append(Entry(kind, identity, text[found.end() : ends].removesuffix(b"\n"), full, request))
            at = ends + len(tail)
            if text[at : at + 1] != b",":
                return entries if text[at:] in (b"]}", b"]}\n") else None
            at += 1

    def _known(self, name: str) -> tuple[int, bytes] | None:
        """The size and the digest of a resource's line of NDJSON."""
        return self._block.line.get(name) or self._checker.known.shared.get(name)

    def _parsed(self, path: str, text: bytes) -> list[Entry] | None:
        """The entries of any bundle, whose shell is looked at; None, and a finding, where it is none."""
        try:
            bundle = outside.parsed(text)
            entries = bundle.get("entry", [])
            made = [_entry(entry) for entry in entries]
        except (outside.NotJson, TypeError, KeyError, AttributeError) as error:
            self._found(path, str(error) if isinstance(error, outside.NotJson) else "is not a bundle of resources")
            return None
        wanted = "transaction" if self._form == "post" else self._form
        if bundle.get("type") != wanted:
            self._found(path, f"is of the type '{bundle.get('type')}', not '{wanted}'")
        shells = [{key: value for key, value in entry.items() if key != "resource"} for entry in entries]
        if self._form == "document":  # the model wants the Composition in place
            shells[:1] = entries[:1]
        for what in structure.faults("Bundle", json.dumps({**bundle, "entry": shells}).encode()):
            self._found(path, what)
        return made

    # ------------------------------------------------------------ judging

    def _entries(self, path: str, entries: list[Entry]) -> set[str]:
        """The type and id of every entry, each once, with the request and full URL that go with them."""
        inside: set[str] = set()
        kinds = {entry.identity: entry.kind for entry in entries}
        for n, entry in enumerate(entries):
            where, name = f"{path} entry {n}", entry.name
            copied = self._form == "document" and entry.kind in self._checker.known.shared_kinds
            if name in inside:
                self._found(path, f"{name} stands twice")
            elif name in self._everyone and not copied:
                self._found(path, f"{name} stands in another bundle too")
            inside.add(name)
            wanted = _wanted(self._form, entry.kind, name)
            if self._conditional:
                wanted = f"{wanted}?{_condition(entry)}"
                if wanted in self._conditions:
                    self._found(where, f"{name} is taken for another with {wanted}")
                self._conditions.add(wanted)
            if entry.request != wanted:
                self._found(where, f"does not {wanted} but {entry.request}" if wanted else "has a request")
            right = f"urn:uuid:{entry.identity}" if self._form == "post" else f"{BASE}{name}"
            if entry.full != right:
                self._found(where, f"has the full URL '{entry.full}', which is not of {name}")
            if self._ndjson:
                self._same(where, entry, kinds)
            elif not (copied and name in self._everyone):
                self._checker.take(self._block, f"{path}#{name}", entry.kind, entry.text)
            self._everyone.add(name)
        return inside

    def _same(self, where: str, entry: Entry, kinds: dict[str, str]) -> None:
        """An entry is the resource that NDJSON holds, byte for byte."""
        known = self._known(entry.name)
        if known is None:
            self._found(where, f"{entry.name} is not in NDJSON")
            return
        text = entry.text
        if self._form == "post":
            text = _URN.sub(lambda found: _literal(found, kinds), text)
        if hashlib.sha256(text).digest() != known[1]:
            self._found(where, f"{entry.name} is not as NDJSON has it")

    def _follow(self, path: str, text: bytes, inside: set[str]) -> None:
        """References lead to the bundle itself and to what is loaded before it, as far as its form allows."""
        shared: Collection[str] = self._checker.known.shared
        own: set[str] = inside
        if self._conditional:
            own, shared = self._everyone - inside | {f"urn:uuid:{one.partition('/')[2]}" for one in inside}, ()
        elif self._block.shared:
            own = self._everyone
        elif self._form == "document":
            shared = ()
        else:
            owner = _PART.sub("", path.removesuffix(".json"))
            self._before = self._before | inside if owner == self._owner else inside
            first, self._owner = owner != self._owner, owner
            own = self._before
            if first and f"Patient/{owner.rpartition('/')[2]}" not in inside and self._form not in ("batch",):
                self._found(path, "is named after a patient whose record it does not hold")
            if self._form == "post":
                own = {f"urn:uuid:{one.partition('/')[2]}" for one in inside}
        targets = REFERENCE.findall(text)
        self._block.findings.checked[RULE] += len(targets)
        for raw in sorted(set(targets)):
            target = raw.decode("utf-8", "replace")
            if target not in own and target not in shared:
                said = f"refers to {target}, which is neither in the bundle nor in what is loaded before it"
                self._block.findings.found(RULE, path, said)


def _entry(entry: dict[str, Any]) -> Entry:
    resource, request = entry["resource"], entry.get("request")
    text = json.dumps(resource, separators=(",", ":"), ensure_ascii=False).encode()
    said = f"{request.get('method')} {request.get('url')}" if isinstance(request, dict) else ""
    if isinstance(request, dict) and "ifNoneExist" in request:
        said += f"?{request['ifNoneExist']}"
    kind, identity = resource.get("resourceType"), resource.get("id")
    return Entry(str(kind), "" if identity is None else str(identity), text, str(entry.get("fullUrl", "")), said)


def _condition(entry: Entry) -> str:
    """The search that finds what many share, and nothing else: by the identifier that is its id, or by its first."""
    try:
        every = outside.parsed(entry.text).get("identifier")
    except (outside.NotJson, AttributeError):  # which is found elsewhere
        return ""
    some = [each for each in every if isinstance(each, dict)] if isinstance(every, list) else []
    own = [each for each in some if each.get("value") == entry.identity]
    by: dict[str, Any] = next(iter(own + some), {})
    return f"identifier={by.get('system')}|{by.get('value')}"


def _literal(found: re.Match[bytes], kinds: dict[str, str]) -> bytes:
    identity = found[1].decode("utf-8", "replace")
    return f'"reference":"{kinds.get(identity, "?")}/{identity}"'.encode()


def _wanted(form: str, kind: str, this: str) -> str:
    if form in ("collection", "document"):
        return ""
    return f"POST {kind}" if form == "post" else f"PUT {this}"
