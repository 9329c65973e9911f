"""What a test compares: what a server holds, beside what a dataset says."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from output.delivery.dataset.source import Source, references
from output.delivery.dataset.tag import tag_of
from synth import api
from tests.servers.faulty import FaultyServer


def make(out: Path, patients: int = 24, formats: str = "bundles,ndjson", **more: Any) -> Path:
    """A dataset of whole patients with two years of record, and no more reference data than they refer to."""
    api.make(
        patients=patients, seed=11, start="2023-01-01", end="2025-01-01", out=out, formats=formats, workers=1, **more
    )  # fmt: skip
    source = Source(out)
    every = source.reference()
    text = dict(zip(every.names, every.data, strict=True))
    needed: set[str] = set()
    ahead = {name for unit in source.patients() for resource in unit.data for name in references(resource)}
    while ahead := (ahead & text.keys()) - needed:
        needed |= ahead
        ahead = {name for one in ahead for name in references(text[one])}
    _keep(out, needed)
    return out


def named(resource: dict[str, Any]) -> str:
    """The "Type/id" of a resource."""
    return f"{resource['resourceType']}/{resource['id']}"


def _keep(out: Path, needed: set[str]) -> None:
    """Take what is not needed out of a dataset's reference data, its mark and its manifest."""
    path, manifest = out / "blocks" / "reference.json", out / "manifest.json"
    mark, whole = json.loads(path.read_text()), json.loads(manifest.read_text())
    for kind in mark["resources"]:
        mark["resources"][kind] = whole["totals"]["resources"][kind] = sum(n.startswith(f"{kind}/") for n in needed)
    for file in mark["files"]:
        if file["format"] == "bundles":
            bundle = json.loads((out / file["path"]).read_text())
            bundle["entry"] = [e for e in bundle["entry"] if named(e["resource"]) in needed]
            content, file["count"] = json.dumps(bundle, separators=(",", ":")), len(bundle["entry"])
        elif file["format"] == "ndjson":
            lines = (out / file["path"]).read_text().splitlines(keepends=True)
            kept = [line for line in lines if f"{file['kind']}/{json.loads(line)['id']}" in needed]
            content, file["count"] = "".join(kept), len(kept)
        else:
            continue
        (out / file["path"]).write_text(content)
        file["bytes"], file["sha256"] = len(content.encode()), hashlib.sha256(content.encode()).hexdigest()
    path.write_text(json.dumps(mark))
    whole["totals"]["resources"] = {kind: n for kind, n in whole["totals"]["resources"].items() if n}
    manifest.write_text(json.dumps(whole))


def wanted(dataset: Path) -> dict[str, Any]:
    """Every resource of a dataset as it should be on a server, by name: with the tag, without a version."""
    source = Source(dataset)
    tag = {"system": tag_of(source.dataset.manifest).system, "code": tag_of(source.dataset.manifest).code}
    found = {}
    for unit in (source.reference(), *source.patients(), source.cohort()):
        for name, text in zip(unit.names, unit.data, strict=True):
            resource = json.loads(text)
            resource["meta"]["tag"] = [tag]
            resource["meta"].pop("versionId")
            found[name] = resource
    assert len(found) == sum(source.resources.values())
    return found


def alone(dataset: Path, kind: str) -> str:
    """The name of a resource of a type to which none refers: what happens to it happens to no other."""
    every = wanted(dataset)
    said = {name for resource in every.values() for name in references(json.dumps(resource).encode())}
    return next(name for name in every if name.startswith(f"{kind}/") and name not in said)


def held(server: FaultyServer) -> tuple[dict[str, Any], set[int]]:
    """Every resource that a server holds, by name, without its version; and which numbers of versions there are."""
    found, versions = {}, set()
    for kind, resources in server.store.held.items():
        for identity, every in resources.items():
            if every[-1] is not None:
                resource = every[-1]
                meta = {k: v for k, v in resource["meta"].items() if k != "versionId"}
                found[f"{kind}/{identity}"] = {**resource, "meta": meta}
                versions.add(len(every))
    return found, versions
