"""The last step of a dataset: when every block is there, its people, reference data and manifest are written."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any

from synth.dataset import people, sweeping
from synth.dataset.content import block_name
from synth.dataset.digests import text_of
from synth.dataset.folder import BLOCKS, MANIFEST, PARTIAL, PEOPLE, put_text
from synth.dataset.landing import Mark, committed, read_mark

REFERENCE = "reference"
"""The mark of the reference data, beside those of the blocks."""


def missing_blocks(
    out: Path,
    blocks: Sequence[int],
    run: str,
    digests: bool = False,
    threads: int = 1,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> list[int]:
    """The blocks that have not landed in a folder, in order; with `digests` also those whose content has changed.

    tell: is told how many have been looked at, and how many there are.
    """

    def stands(block: int) -> bool:
        return _stands(out, block, run, digests)

    missing = []
    with ThreadPoolExecutor(threads) as pool:
        try:
            for done, (block, there) in enumerate(zip(blocks, pool.map(stands, blocks), strict=True), start=1):
                if not there:
                    missing.append(block)
                tell(done, len(blocks))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return missing


def _stands(out: Path, block: int, run: str, digests: bool) -> bool:
    if not committed(out, block_name(block), run, digests):
        return False
    if (out / MANIFEST).exists():
        return True
    part = people.part_path(out, block)
    if not digests:
        return part.exists()
    facts = read_mark(out / BLOCKS / f"{block_name(block)}.json") or {}
    try:
        return hashlib.sha256(part.read_bytes()).hexdigest() == facts["people"]["sha256"]
    except (OSError, KeyError, TypeError):
        return False


def digest_of_blocks(marks: Iterable[tuple[int, str]], reference: str) -> str:
    """One digest over the digests of the marks, by block, and that of the reference data."""
    total = hashlib.sha256()
    for block, digest in sorted(marks):
        total.update(f"{block_name(block)} {digest}\n".encode())
    total.update(f"{REFERENCE} {reference}\n".encode())
    return total.hexdigest()


def join_people(out: Path, blocks: Sequence[int]) -> dict[str, Any]:
    """Write people.csv from the lines of every block, in order; what the manifest says of it."""
    beside = out / PARTIAL / f"{PEOPLE}.{os.getpid()}"
    digest, size = hashlib.sha256(), 0
    with open(beside, "wb") as file:
        for content in chain([people.header()], (people.part_path(out, b).read_bytes() for b in blocks)):
            file.write(content)
            digest.update(content)
            size += len(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, out / PEOPLE)
    return {"path": PEOPLE, "bytes": size, "sha256": digest.hexdigest()}


def marks_of(out: Path, blocks: Sequence[int]) -> Iterable[tuple[int, str, dict[str, Any]]]:
    """Each block's number, the digest of its mark, and what the mark says; one at a time."""
    for block in blocks:
        path = out / BLOCKS / f"{block_name(block)}.json"
        facts = read_mark(path)
        if facts is None:
            raise FileNotFoundError(f"{path} is missing")
        yield block, hashlib.sha256(path.read_bytes()).hexdigest(), facts


def manifest_of(
    plan: Mapping[str, Any],
    totals: Mapping[str, Any],
    blocks: int,
    digest: str,
    people_file: Mapping[str, Any],
    beside: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The manifest: what was asked for, what came of it, and the digests by which it can be checked."""
    return {
        **plan,
        "totals": {**totals, "blocks": blocks},
        "people": dict(people_file),
        "beside": list(beside),
        "blocks": digest,
    }


def write_manifest(out: Path, manifest: Mapping[str, Any]) -> None:
    """Put the manifest in place; only then is the dataset whole. What was partial is removed."""
    put_text(out, MANIFEST, text_of(manifest))
    sweeping.clean(out)


def reference_facts(run: str, places: Sequence[int], resources: Mapping[str, int]) -> dict[str, Any]:
    """What the mark of the reference data says."""
    return {"block": REFERENCE, "run": run, "places": list(places), "resources": dict(resources)}


def totals_of(landed: Any, reference: Mark) -> dict[str, Any]:
    """The totals that a manifest gives, in a fixed order."""
    resources = dict(landed.resources)
    for name, n in reference.facts["resources"].items():
        resources[name] = resources.get(name, 0) + n
    size = dict(landed.bytes)
    for name, n in reference.bytes.items():
        size[name] = size.get(name, 0) + n
    return {
        "patients": landed.patients,
        "families": landed.families,
        "entries": dict(sorted(landed.entries.items())),
        "resources": dict(sorted(resources.items())),
        "documents": sum(n for (form, _), n in landed.items.items() if form == "cda"),
        "bytes": dict(sorted(size.items())),
        "places": sorted(landed.places),
    }
