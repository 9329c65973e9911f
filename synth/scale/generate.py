"""Making a dataset from a plan: what is missing is made, and whoever brings the last block finishes it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.dataset import finish, folder, people_file
from synth.dataset.landing import Mark, land, place
from synth.dataset.plan import Plan, run_digest, shard_of
from synth.errors import CannotWrite, SynthError, one_line
from synth.scale.landed import Landed, of_document
from synth.scale.pool import processes_for, run
from synth.scale.sources import library, resolve
from synth.scale.work import Job, Rendered

REFERENCE_RENDERER = "output.formats:reference"
BESIDE_RENDERER = "output.formats:beside"
LISTED = ("ndjson", "csv")
"""The formats whose files are listed once for a dataset, beside its blocks."""


@dataclass(frozen=True)
class Cut:
    """How the work is cut and watched; nothing here shapes the bytes.

    out is the folder or None to discard; shard is (k, n); together is how many blocks are simulated at once.
    """

    out: Path | None
    workers: int = 1
    shard: tuple[int, int] = (1, 1)
    force: bool = False
    resume: bool = False
    together: int | None = None


@dataclass
class Outcome:
    """What a run did: what it made, what it found there, and the manifest if the dataset is whole.

    seconds is for printing alone; nothing of it is kept.
    """

    made: Landed
    out: Path | None = None
    found: int = 0
    missing: int = 0
    manifest: dict[str, Any] | None = None
    workers: int = 1
    seconds: float = 0.0


def generate(
    plan: Plan,
    cut: Cut,
    job: Job | None = None,
    watch: Callable[[int, int, Landed], None] = lambda done, of, landed: None,
    reference: str = REFERENCE_RENDERER,
) -> Outcome:
    """Make the blocks of a plan that are this process's to make, and finish the dataset if they are the last.

    `watch(blocks done, of how many, what landed so far)` is told after every batch.
    """
    began = time.perf_counter()
    document = plan.document()
    run_id = run_digest(document)
    job = job or Job(plan.settings, plan.formats, "" if cut.out is None else str(cut.out), run_id, layout=plan.layout)
    library(job.library)  # refuse broken sources before anything is touched
    every = plan.blocks()
    mine = list(shard_of(every, *cut.shard))
    try:
        if cut.out is not None:
            folder.prepare(cut.out, document, force=cut.force, resume=cut.resume, joining=cut.shard[1] > 1)
            wanted = finish.missing_blocks(cut.out, mine, run_id)
        else:
            wanted = mine
        outcome = Outcome(Landed(), cut.out, len(mine) - len(wanted), workers=processes_for(wanted, cut.workers))
        for landed in run(job, plan, wanted, cut.workers, cut.together):
            outcome.made.add(landed)
            watch(len(outcome.made.blocks), len(wanted), outcome.made)
        lost = sorted(set(wanted) - outcome.made.blocks.keys())
        if lost:  # whatever the reason, a run that has not made what is its own to make does not end well
            raise SynthError(f"block {lost[0]} was not made, nor {len(lost) - 1} others: a fault of synth, report it")
        _finish(plan, cut, document, run_id, every, reference, outcome)
    except OSError as error:
        where = error.filename or cut.out
        raise CannotWrite(f"{where} cannot be written: {error.strerror or one_line(error)}") from error
    outcome.seconds = time.perf_counter() - began
    return outcome


def _finish(
    plan: Plan,
    cut: Cut,
    document: dict[str, Any],
    run_id: str,
    every: list[int],
    reference: str,
    outcome: Outcome,
) -> None:
    """Write what stands once in a dataset, if all blocks are there; nothing if the manifest is."""
    out = cut.out
    if out is None:
        if len(every) == len(outcome.made.blocks):
            mark = _reference(plan, None, run_id, outcome.made.places, reference)
            outcome.manifest = _manifest(document, outcome.made, mark, {}, ())
        return
    missing = finish.missing_blocks(out, every, run_id)
    outcome.missing = len(missing)
    if missing:
        return
    if not (out / folder.MANIFEST).exists():
        try:
            outcome.manifest = _join(plan, out, document, run_id, every, reference)
            return
        except FileNotFoundError:  # another shard that was as late finished first, and cleared up
            if not (out / folder.MANIFEST).exists():
                raise
    outcome.manifest = folder.read_plan(out)
    finish.clean(out)


def _join(
    plan: Plan, out: Path, document: dict[str, Any], run_id: str, every: list[int], reference: str
) -> dict[str, Any]:
    """Write the people, the reference data and the manifest of a folder in which all blocks stand."""
    landed, files = Landed(), []
    for _, digest, facts in finish.marks_of(out, every):
        landed.add(of_document(facts, digest))
        files += [file for file in facts["files"] if file["format"] in LISTED]
    mark = _reference(plan, out, run_id, landed.places, reference)
    everyone = finish.join_people(out, every)
    # What is shared first, as whoever loads them in order wants it.
    files = [file for file in map(json.loads, mark.files) if file["format"] in LISTED] + files
    made = resolve(BESIDE_RENDERER)(plan, people_file.ids(out / folder.PEOPLE), landed.patients, files)
    manifest = _manifest(document, landed, mark, everyone, place(out, "beside", made))
    finish.write_manifest(out, manifest)
    return manifest


def _reference(plan: Plan, out: Path | None, run_id: str, places: Iterable[int], reference: str) -> Mark:
    rendered: Rendered = resolve(reference)(plan.settings, sorted(places), plan.formats, plan.layout)
    facts = finish.reference_facts(run_id, sorted(places), rendered.resources)
    return land(out, finish.REFERENCE, facts, rendered.contents)


def _manifest(
    document: dict[str, Any], landed: Landed, mark: Mark, everyone: dict[str, Any], beside: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    digest = finish.digest_of_blocks(landed.blocks.items(), mark.digest())
    return finish.manifest_of(document, finish.totals_of(landed, mark), len(landed.blocks), digest, everyone, beside)
