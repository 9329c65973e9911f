"""The dataset as a whole: its manifest against its marks, its people, and what no block can know of another."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, wait
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from output.check import noise
from output.check.block import Checker, Known, Told
from output.check.brought import NOTHING, Brought, missing
from output.check.files import RULE
from output.check.findings import Findings
from synth.dataset import finish, shapes
from synth.dataset.content import block_name
from synth.dataset.folder import BLOCKS, MANIFEST, OURS, PARTIAL, PEOPLE
from synth.dataset.inside import FOLDERS
from synth.dataset.layout import TRUTH
from synth.dataset.plan import run_digest
from synth.dataset.systems import SYSTEMS
from synth.errors import BrokenData, SynthError, one_line
from synth.scale.landed import Landed, of_document
from synth.scale.merge import plan_of

if TYPE_CHECKING:
    from synth.dataset.plan import Plan
    from synth.dataset.reading import Dataset

PLANNED = ("synth", "arguments", "evidence", "families")
Watch = Callable[[int, int], None]
AHEAD = 2
"""Blocks for each worker that are handed out before the first is done."""


def check(dataset: Dataset, sample: int | None, workers: int, watch: Watch, brought: Brought = NOTHING) -> Findings:
    """Check everything: the marks, then each block, then what they say together against manifest and people."""
    findings = Findings(str(dataset.path))
    root, manifest = Path(dataset.path), dataset.manifest
    plan = plan_of({name: manifest[name] for name in PLANNED})
    marks, digests = _marks(root, manifest, plan, findings)
    _strays(root, marks, manifest, findings)
    from output.check import people

    lines = people.check(root, manifest, plan, marks, findings)
    totals = manifest["totals"]["resources"]
    every = {kind: max(1, n // sample) for kind, n in totals.items()} if sample else {}
    if noise.shares_numbers(manifest):
        findings.left["NHS numbers of one patient each"] = noise.WHY
    findings.left.update(missing(manifest, brought.folders))
    closes = f"{manifest['arguments']['to']}T00:00:00+00:00"
    known = Known(root, manifest, closes, every, frozenset(marks.get(finish.REFERENCE, {}).get("resources", ())),
                  brought=brought)  # fmt: skip
    told = list(_blocks(known, marks, lines, workers, watch))
    for one in told:
        findings.add(one.findings)
    _together(told, findings)
    _manifest(manifest, marks, digests, told, findings)
    people.beside(root, manifest, plan, marks, findings)
    if plan.several:
        _systems(root, marks, findings, sample, workers, watch, brought)
    return findings


def _systems(
    root: Path,
    marks: dict[str, Any],
    findings: Findings,
    sample: int | None,
    workers: int,
    watch: Watch,
    brought: Brought,
) -> None:
    """Check the dataset of each system below one of them all."""
    from synth.dataset.reading import Dataset

    for name in sorted({name for mark in marks.values() for name in mark.get(SYSTEMS, ())}):
        try:
            mine = check(Dataset(root / SYSTEMS / name), sample, workers, watch, brought)
        except SynthError as error:
            findings.found(RULE, f"{SYSTEMS}/{name}", one_line(error))
            continue
        findings.checked.update(mine.checked)
        findings.left.update(mine.left)
        for one in mine.findings:
            findings.found(one.rule, f"{SYSTEMS}/{name}/{one.where}", one.what)


def _marks(
    root: Path, manifest: dict[str, Any], plan: Plan, findings: Findings
) -> tuple[dict[str, Any], dict[str, str]]:
    """Every mark that can be read and is of this dataset, by name, and the digest of each."""
    run = run_digest({name: manifest[name] for name in PLANNED})
    due = {*map(block_name, plan.blocks()), finish.REFERENCE}
    marks, digests = {}, {}
    for path in sorted((root / BLOCKS).glob("*")):
        name = f"{BLOCKS}/{path.name}"
        findings.checked[RULE] += 1
        if path.suffix != ".json" or path.stem not in due:
            findings.found(RULE, name, "is no mark of a block of this dataset")
            continue
        try:
            mark = shapes.mark(path)
            digests[path.stem] = hashlib.sha256(path.read_bytes()).hexdigest()
        except BrokenData as error:
            findings.found(
                RULE, name, "is not a mark that can be read: " + one_line(error).removeprefix(str(path)).lstrip(": ")
            )
            continue
        if mark["run"] != run:
            findings.found(RULE, name, "is of another run: its digest of the plan is not that of the manifest")
        marks[path.stem] = mark
    for name in sorted(due - marks.keys()):
        if not os.path.lexists(root / BLOCKS / f"{name}.json"):
            findings.found(RULE, f"{BLOCKS}/{name}.json", "is not there, and the manifest has such a block")
    return marks, digests


def _strays(root: Path, marks: dict[str, Any], manifest: dict[str, Any], findings: Findings) -> None:
    """Files that nobody names, names that stand twice, and what a run left that was ended."""
    named = Counter(file["path"] for mark in marks.values() for file in mark["files"])
    named.update(file["path"] for file in manifest["beside"])
    for name, n in named.items():
        if n > 1:
            findings.found(RULE, name, f"is named {n} times by the marks and the manifest")
    for folder in FOLDERS:
        for name in _below(root, folder):
            if name not in named:
                findings.found(RULE, name, "is in no mark")
    for path in sorted(root.iterdir()):
        if path.name == PARTIAL or path.name.startswith((f".{MANIFEST}.", f".{PEOPLE}.", ".bulk-export.json.")):
            findings.found(RULE, path.name, "was left by a run that was ended: `synth generate --resume` clears it up")
        elif path.name in OURS and path.name not in named and path.name not in (MANIFEST, PEOPLE) and not path.is_dir():
            findings.found(RULE, path.name, "is in no mark, and not in the manifest")


def _below(root: Path, folder: str) -> Iterator[str]:
    """Everything below a folder that is no folder, without following links."""
    top = root / folder
    if top.is_symlink():
        yield folder
    for at, folders, files in os.walk(top):
        for name in sorted([*files, *(one for one in folders if Path(at, one).is_symlink())]):
            yield Path(at, name).relative_to(root).as_posix()


def _blocks(known: Known, marks: dict[str, Any], lines: dict[str, Any], workers: int, watch: Watch) -> Iterator[Told]:
    """What is found in each block, the reference data first, since all others refer to it."""
    checker, names = Checker(known), sorted(marks.keys() - {finish.REFERENCE})
    if finish.REFERENCE in marks:
        told = checker.check(finish.REFERENCE, marks[finish.REFERENCE])
        known.shared = told.lines
        yield told
    watch(0, len(names))
    if workers <= 1 or len(names) < 2:
        for done, name in enumerate(names, 1):
            yield checker.check(name, marks[name], lines.get(name))
            watch(done, len(names))
        return
    yield from _pooled(known, marks, lines, names, min(workers, len(names)), watch)


def _pooled(
    known: Known, marks: dict[str, Any], lines: dict[str, Any], names: list[str], workers: int, watch: Watch
) -> Iterator[Told]:
    from concurrent.futures.process import BrokenProcessPool

    from synth.scale.lifeline import workers as processes

    found: dict[str, Told] = {}
    try:
        with processes(workers, _begin, known) as pool:
            waiting = iter(names)
            at_work = {
                pool.submit(_one, name, marks[name], lines.get(name)) for name in islice(waiting, AHEAD * workers)
            }
            while at_work:
                done, at_work = wait(at_work, return_when=FIRST_COMPLETED)
                for future in done:
                    told = future.result()
                    found[told.name] = told
                    following = next(waiting, None)
                    if following is not None:
                        at_work.add(pool.submit(_one, following, marks[following], lines.get(following)))
                watch(len(found), len(names))
    except BrokenProcessPool:
        raise SynthError("a worker process was ended from outside (out of memory?): try fewer --workers") from None
    yield from (found[name] for name in names)


_checker: Checker | None = None


def _begin(known: Known) -> None:
    global _checker
    from synth.scale.work import prepare_worker

    prepare_worker()
    _checker = Checker(known)


def _one(name: str, mark: dict[str, Any], people: Any) -> Told:
    assert _checker is not None
    return _checker.check(name, mark, people)


def _together(told: Iterable[Told], findings: Findings) -> None:
    """No id and no NHS number is in two blocks."""
    owners: dict[str, tuple[str, str]] = {}
    every = []
    for one in told:
        every.append(np.array(one.ids, dtype=np.uint64))
        for number, patient in one.numbers.items():
            block, other = owners.setdefault(number, (one.name, patient))
            if block != one.name:
                findings.found("NHS numbers", f"Patient/{patient}", f"has {number}, which is Patient/{other}'s")
    ids = np.sort(np.concatenate(every)) if every else np.zeros(0, np.uint64)
    twice = int(np.count_nonzero(ids[1:] == ids[:-1]))
    if twice:
        findings.found("identity", BLOCKS, f"{twice} ids stand in two blocks")


def _manifest(
    manifest: dict[str, Any], marks: dict[str, Any], digests: dict[str, str], told: Iterable[Told], findings: Findings
) -> None:
    """The totals and the digest of the manifest are those of its marks, and what was asked for is there."""
    reference = marks.get(finish.REFERENCE)
    blocks = [(int(name), digest) for name, digest in digests.items() if name != finish.REFERENCE]
    findings.checked[RULE] += 1
    if finish.digest_of_blocks(blocks, digests.get(finish.REFERENCE, "")) != manifest["blocks"]:
        findings.found(RULE, MANIFEST, "its digest of the blocks is not that of the marks in blocks/")
    if reference is None:
        return
    landed = Landed()
    for name, mark in marks.items():
        if name != finish.REFERENCE:
            landed.add(of_document(mark, digests[name]))
    shared = of_document({"patients": 0, "families": 0, "entries": {}, **reference}, "")
    mark_like = finish.Mark(finish.REFERENCE, reference, bytes=shared.bytes)
    wanted = {**finish.totals_of(landed, mark_like), "blocks": len(blocks)}
    for name, value in wanted.items():
        if manifest["totals"][name] != value:
            findings.found(RULE, MANIFEST, f"totals.{name} is not what the marks say together")
    asked, formats = manifest["arguments"], set(manifest["arguments"]["formats"])
    # A dataset of one system holds those whom it knows, of all who were asked for.
    if "patients" in asked and "system" not in asked and asked["patients"] != landed.patients:
        findings.found(
            RULE, MANIFEST, f"says {asked['patients']} patients were asked for; the marks say {landed.patients}"
        )
    found = {file["format"] for mark in marks.values() for file in mark["files"]}
    for form in sorted(found - formats - {SYSTEMS, TRUTH}):
        findings.found(RULE, MANIFEST, f"its formats are without {form}, of which the marks name files")
    if reference["places"] != manifest["totals"]["places"]:
        findings.found(RULE, f"{BLOCKS}/{finish.REFERENCE}.json", "is of other places than the blocks")
    for one in told:
        for kind, n in one.entries.items():
            said = marks[one.name].get("entries", {}).get(kind, 0)
            if n != said:
                findings.found(
                    "tables",
                    f"{BLOCKS}/{one.name}.json",
                    f"says {said} entries of the kind {kind}; the tables hold {n}",
                )
