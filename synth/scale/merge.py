"""Shards that were made in folders of their own, gathered into one and finished."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from synth.dataset import arguments, finish, folder, preparing, sweeping
from synth.dataset.content import block_name
from synth.dataset.copying import copy_block
from synth.dataset.layout import Layout
from synth.dataset.owner import Token, is_ours, owned, read_only
from synth.dataset.plan import Plan, run_digest
from synth.errors import BadArguments, CannotWrite, one_line
from synth.scale.generate import Cut, Outcome, Tell, generate
from synth.scale.pool import usable_processors
from synth.scale.selection import largest_family
from synth.sharing.noise.rates import of_manifest


def merge(out: Path, shards: Sequence[Path], tell: Tell = lambda doing: None) -> Outcome:
    """Copy the blocks of every shard into `out` and finish the dataset; all must be of one dataset.

    Raises BadArguments where a shard's mark names what is not in its folder, or a file is not what its mark says.
    """
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
    every = plan.blocks()
    try:
        preparing.refuse(out, documents[0], force=False, resume=True, joining=True)
        out.mkdir(parents=True, exist_ok=True)
        with owned(out) as owner:
            token = owner.token()
            try:
                preparing.prepare(out, documents[0], force=False, resume=True, joining=True)
                missing = _gather(out, shards, every, run_id, token, tell)
            except BaseException:
                if is_ours(out, token):
                    sweeping.sweep(out)
                    sweeping.tidy(out)
                raise
    except OSError as error:
        where = error.filename or out
        raise CannotWrite(f"{where} cannot be written: {error.strerror or one_line(error)}") from error
    if missing:
        said = ", ".join(block_name(block) for block in missing[:5]) + (" ..." if len(missing) > 5 else "")
        raise BadArguments(f"{out}: {len(missing)} of {len(every)} blocks are in no shard ({said})")
    return generate(plan, Cut(out, resume=True, trusted=True))


def _gather(
    out: Path, shards: Sequence[Path], every: Sequence[int], run_id: str, owned: Token, tell: Tell
) -> list[int]:
    """Copy what is missing from the shards, one after another, while nobody changes them; what is missing still."""
    missing = finish.missing_blocks(out, every, run_id, digests=True, threads=usable_processors())
    for shard in shards:
        if shard.resolve() == out.resolve():
            continue
        with read_only(shard):
            for done, block in enumerate(missing):
                tell(f"copying {shard}: {done} of {len(missing)} blocks")
                copy_block(shard, out, block, run_id, owned)
        missing = finish.missing_blocks(out, missing, run_id)
    return missing


def plan_of(document: dict[str, Any]) -> Plan:
    """The plan that a document describes; BadArguments where it cannot be one."""
    try:
        plan = _plan_of(document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadArguments(f"the plan of the shards is not one of a dataset ({one_line(error)})") from None
    if not 0 <= plan.families <= largest_family(plan.settings):
        raise BadArguments(f"the plan of the shards has {plan.families} families, which no dataset can have")
    return plan


def _plan_of(document: dict[str, Any]) -> Plan:
    asked = document["arguments"]
    settings = arguments.settings(asked["seed"], asked["from"], asked["to"], asked["nhs_part"], asked["place"])
    counts = {name: asked[name] for name in ("patients", "families") if name in asked}
    families = document["families"]
    brought = {name: asked[name] for name in ("pathways", "evidence") if name in asked}
    filling, layout = tuple(families["filling"]), Layout.of(asked)
    return Plan(settings, tuple(asked["formats"]), counts, families["count"], filling, asked["view"], layout,
                brought=brought, noise=of_manifest(asked.get("noise")).told(), system=asked.get("system", ""),
                held=tuple(families.get("held", ())))  # fmt: skip


def _plan_document(shard: Path) -> dict[str, Any]:
    found = folder.read_plan(shard)
    if found is None:
        raise BadArguments(f"{shard} holds no dataset: name the folders of the shards")
    return {name: found[name] for name in ("synth", "arguments", "evidence", "families") if name in found}
