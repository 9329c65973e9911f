"""Documents: CDA well formed and sound by the rules of `output.check.cda`; FHIR documents whole in themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from output.check import structure
from output.check.files import Files
from output.fhir.bundles.bundling import BASE
from synth.dataset import outside

if TYPE_CHECKING:
    from output.check.block import Block

RULE = "CDA documents"
RULE_OF_BUNDLES = "FHIR documents"
_REFERENCE = re.compile(rb'"reference":\s*"([^"]*)"')
_EVERY = 10
"""Of one in so many FHIR documents every resource is held against its type; of the others the Composition alone."""


def check(files: Files, documents: list[dict[str, Any]], block: Block) -> None:
    """Check every CDA document; where the dataset has resources, their ids are the ones that entries may bear."""
    from output.check import cda

    ids = {name.partition("/")[2] for name in block.line}
    for file in documents:
        text = files.whole(file)
        if text is None:
            continue
        block.findings.checked[RULE] += 1
        for fault in cda.check(text, file["path"], ids or None):
            block.findings.found(RULE, file["path"], f"{fault.rule}: {fault.what}")


def check_bundles(files: Files, documents: list[dict[str, Any]], block: Block) -> None:
    """Check every FHIR document: named by its id, a Composition first, and all that is referred to in it."""
    for number, file in enumerate(documents):
        text = files.whole(file)
        if text is None:
            continue
        block.findings.checked[RULE_OF_BUNDLES] += 1
        for what in _faults(file, text, number % _EVERY == 0):
            block.findings.found(RULE_OF_BUNDLES, file["path"], what)


def _faults(file: dict[str, Any], text: bytes, thoroughly: bool) -> Iterator[str]:
    try:
        bundle = outside.parsed(text)
        entries = [(entry["fullUrl"], entry["resource"]) for entry in bundle["entry"]]
        names = [f"{resource['resourceType']}/{resource['id']}" for _, resource in entries]
    except (outside.NotJson, TypeError, KeyError, AttributeError) as error:
        yield str(error) if isinstance(error, outside.NotJson) else "is not a bundle of resources"
        return
    identity = file["path"].rpartition("/")[2].removesuffix(".json")
    if bundle.get("type") != "document" or bundle.get("id") != identity:
        yield "is not a document that is named by its id"
    if bundle.get("identifier", {}).get("value") != f"urn:uuid:{identity}":
        yield "has not its id as its identifier"
    if [name.partition("/")[0] for name in names[:2]] != ["Composition", "Patient"]:
        yield "does not begin with its Composition and whom it is of"
    if len(entries) != file["count"]:
        yield f"holds {len(entries)} resources; its mark says {file['count']}"
    for (full, _), name in zip(entries, names, strict=True):
        if full != BASE + name:
            yield f"has the full URL '{full}', which is not of {name}"
    if len({*names}) < len(names):
        yield "has a resource twice"
    for target in sorted({found.decode("utf-8", "replace") for found in _REFERENCE.findall(text)} - {*names}):
        yield f"refers to {target}, which is not in it"
    for _, resource in entries if thoroughly else entries[:1]:
        yield from structure.faults(resource["resourceType"], json.dumps(resource, ensure_ascii=False).encode())
