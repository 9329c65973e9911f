"""Shards that were made in folders of their own, gathered into one and finished."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from synth.dataset import arguments, finish, folder, people
from synth.dataset.content import block_name
from synth.dataset.landing import committed, copy_block
from synth.dataset.layout import Layout
from synth.dataset.plan import Plan, run_digest
from synth.errors import BadArguments, CannotWrite, one_line
from synth.scale.generate import Cut, Outcome, generate


def merge(out: Path, shards: Sequence[Path]) -> Outcome:
    """Copy the blocks of every shard into `out` and finish the dataset; all must be of one dataset."""
    documents = [_plan_document(shard) for shard in shards]
    if not shards:
        raise BadArguments("merge: name the folders of the shards")
    for shard, document in zip(shards, documents, strict=True):
        if document != documents[0]:
            raise BadArguments(f"{shard} is not of the same dataset as {shards[0]}: merge shards of one dataset")
    plan = plan_of(documents[0])
    run_id = run_digest(documents[0])
    if plan.document() != documents[0]:
        raise BadArguments(f"{shards[0]} was made by another version or from other evidence: use the same again")
    try:
        folder.prepare(out, documents[0], force=False, resume=True, joining=True)
        for block in finish.missing_blocks(out, plan.blocks(), run_id):
            _copy(out, block, shards, run_id)
        missing = finish.missing_blocks(out, plan.blocks(), run_id)
    except OSError as error:
        raise CannotWrite(f"{out} cannot be written: {error.strerror or one_line(error)}") from error
    if missing:
        said = ", ".join(block_name(block) for block in missing[:5]) + (" ..." if len(missing) > 5 else "")
        raise BadArguments(f"{out}: {len(missing)} of {len(plan.blocks())} blocks are in no shard ({said})")
    return generate(plan, Cut(out, resume=True))


def plan_of(document: dict[str, Any]) -> Plan:
    """The plan that a document describes."""
    asked = document["arguments"]
    settings = arguments.settings(asked["seed"], asked["from"], asked["to"], asked["nhs_part"], asked["place"])
    counts = {name: asked[name] for name in ("patients", "families") if name in asked}
    families = document["families"]
    filling, layout = tuple(families["filling"]), Layout.of(asked)
    return Plan(settings, tuple(asked["formats"]), counts, families["count"], filling, asked["view"], layout)


def _plan_document(shard: Path) -> dict[str, Any]:
    found = folder.read_plan(shard)
    if found is None:
        raise BadArguments(f"{shard} holds no dataset: name the folders of the shards")
    return {name: found[name] for name in ("synth", "arguments", "evidence", "families") if name in found}


def _copy(out: Path, block: int, shards: Sequence[Path], run_id: str) -> None:
    for shard in shards:
        part = people.part_path(shard, block)
        if part.exists() and committed(shard, block_name(block), run_id):
            people.part_path(out, block).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(part, people.part_path(out, block))
            copy_block(shard, out, block_name(block))
            return
