"""A finished dataset of which something was lost, taken back to where only the last step is missing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from synth.dataset import finish, people, shapes
from synth.dataset.content import block_name
from synth.dataset.digests import text_of
from synth.dataset.folder import BLOCKS, MANIFEST, PARTIAL, PEOPLE, PLAN, put_text
from synth.dataset.intact import intact
from synth.dataset.landing import committed, read_mark


def reopen(out: Path, document: Mapping[str, Any], blocks: Sequence[int], run: str) -> bool:
    """Take a dataset's manifest back if what stands once is not as it says; whether that was so.

    What stands once: people.csv, the reference data, what is beside the blocks, and the manifest's digest of them. The
    lines of people.csv that are still whole are kept for their blocks; the other blocks are made again. So are all
    blocks where each mark can be believed and yet they are not, together, those that the manifest knows.
    """
    if not (out / MANIFEST).exists():
        return False
    manifest = shapes.manifest(out / MANIFEST)
    marks = [out / BLOCKS / f"{name}.json" for name in (*map(block_name, blocks), finish.REFERENCE)]
    known = _known(marks, blocks, run, manifest["blocks"])
    if known and _stands(out, manifest, run):
        return False
    _keep_lines(out, blocks)
    put_text(out, f"{PARTIAL}/{PLAN}", text_of(document))
    (out / MANIFEST).unlink()
    if known is False:
        for path in marks:
            path.unlink()
    return True


def _known(marks: Sequence[Path], blocks: Sequence[int], run: str, digest: str) -> bool | None:
    """Whether the marks of the blocks, and of the reference data, are those of a digest; None if one is no mark."""
    if any((read_mark(path) or {}).get("run") != run for path in marks):
        return None
    *each, reference = (hashlib.sha256(path.read_bytes()).hexdigest() for path in marks)
    return finish.digest_of_blocks(zip(blocks, each, strict=True), reference) == digest


def _stands(out: Path, manifest: Mapping[str, Any], run: str) -> bool:
    once = [manifest["people"], *manifest["beside"]]
    return all(intact(out / file["path"], file, digests=True) for file in once) and committed(
        out, finish.REFERENCE, run, digests=True
    )


def _keep_lines(out: Path, blocks: Sequence[int]) -> None:
    """Give each block its lines of people.csv again, as far as they are what the block's mark says."""
    if not (out / PEOPLE).is_file():
        return
    with open(out / PEOPLE, "rb") as file:
        file.seek(len(people.header()))
        for block in blocks:
            facts = read_mark(out / BLOCKS / f"{block_name(block)}.json")
            if facts is None:  # where the next one begins is not known
                return
            lines = file.read(facts["people"]["bytes"])
            if hashlib.sha256(lines).hexdigest() == facts["people"]["sha256"]:
                people.keep_people(out, block, lines)
