"""The datasets of single systems, finished: marks, people, reference data and manifest of each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from synth.dataset import finish, folder, people
from synth.dataset.content import Content, OneFile, block_name
from synth.dataset.digests import text_of
from synth.dataset.landing import Mark, land
from synth.dataset.plan import Plan, digest_of_system
from synth.dataset.systems import SYSTEMS, below, named_path, of_each, people_path
from synth.scale.landed import Landed, of_document

LISTED = ("ndjson", "csv")
"""The formats whose files are listed once for a dataset, beside its blocks."""


@dataclass(frozen=True)
class Renderers:
    """What output makes of reference data, and of what stands once in a dataset."""

    reference: Callable[..., Any]
    beside: Callable[..., Iterable[Content]]


@dataclass
class _Held:
    """What one system holds, as far as blocks were looked at."""

    landed: Landed = field(default_factory=Landed)
    listed: list[dict[str, Any]] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)


def datasets(
    plan: Plan, run: str, out: Path, marks: Iterable[tuple[int, str, dict[str, Any]]], renderers: Renderers
) -> Iterator[Content]:
    """Everything that makes each system's folder a dataset, once all blocks are there, as files of the dataset above.

    run: the digest of the plan; marks: of each block its number, digest and what its mark says.
    """
    held: dict[str, _Held] = {}
    for block, _, facts in marks:
        files = of_each(facts["files"])
        for name, said in facts.get(SYSTEMS, {}).items():
            mark = Mark(block_name(block), {"block": block, "run": digest_of_system(run, name), **said})
            mark.files = [json.dumps(file, ensure_ascii=False) for file in files.get(name, ())]
            one = held.setdefault(name, _Held())
            one.landed.add(of_document({**mark.facts, "files": files.get(name, ())}, mark.digest()))
            one.listed += [file for file in files.get(name, ()) if file["format"] in LISTED]
            one.blocks.append(block)
            yield from below(name, [_json(f"{folder.BLOCKS}/{mark.name}.json", "mark", mark.text())])
    for name in sorted(held):
        mine = replace(plan, system=name, held=tuple(held[name].blocks))
        yield from below(name, _finished(mine, run, out / SYSTEMS / name, held[name], renderers))


def _finished(plan: Plan, run: str, out: Path, held: _Held, renderers: Renderers) -> Iterator[Content]:
    """What stands once in the dataset of a system."""
    places = sorted(held.landed.places)
    paths = (out / named_path(block) for block in held.blocks)
    named = (one for path in paths if path.exists() for one in path.read_bytes().splitlines())
    rendered = renderers.reference(plan.settings, places, plan.formats, plan.layout, named)
    shared = list(rendered.contents)
    facts = finish.reference_facts(digest_of_system(run, plan.system), places, rendered.resources)
    mark = land(None, finish.REFERENCE, facts, shared)
    yield from shared
    yield _json(f"{folder.BLOCKS}/{finish.REFERENCE}.json", "mark", mark.text())
    told = [(out / people_path(block)).read_bytes() for block in held.blocks]
    lines = [people.header(), *told]
    digest = hashlib.sha256(b"".join(lines)).hexdigest()
    everyone = {"path": folder.PEOPLE, "bytes": sum(map(len, lines)), "sha256": digest}
    yield OneFile(folder.PEOPLE, "people", "people", held.landed.patients, lines)
    listed = [file for file in map(json.loads, mark.files) if file["format"] in LISTED] + held.listed
    ids = (line.partition(b",")[0].decode() for part in told for line in part.splitlines())
    once = list(renderers.beside(plan, ids, held.landed.patients, listed))
    yield from once
    said = [json.loads(line) for line in land(None, "beside", {}, once).files]
    blocks = finish.digest_of_blocks(held.landed.blocks.items(), mark.digest())
    totals = finish.totals_of(held.landed, mark)
    manifest = finish.manifest_of(plan.document(), totals, len(held.blocks), blocks, everyone, said)
    yield _json(folder.MANIFEST, "manifest", text_of(manifest))


def _json(path: str, kind: str, text: str) -> OneFile:
    return OneFile(path, SYSTEMS, kind, 1, [text.encode()])
