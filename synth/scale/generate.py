"""The making of a dataset: the blocks of a plan that have not landed, and, once all have, what stands beside them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from synth.dataset import finish, folder, people_file, preparing, sweeping
from synth.dataset.content import Content
from synth.dataset.landing import Mark, land, place
from synth.dataset.layout import TRUTH
from synth.dataset.owner import Owner, Token, is_ours, owned, still_ours
from synth.dataset.plan import Plan, run_digest, shard_of
from synth.errors import CannotWrite, SynthError, one_line
from synth.scale import systems
from synth.scale.landed import Landed, of_document
from synth.scale.pool import processes_for, run, usable_processors
from synth.scale.sources import library, resolve
from synth.scale.systems import LISTED, Renderers
from synth.scale.work import SIMULATE, WITH_TRUTH, Job, Rendered
from synth.sharing.noise.rates import of_manifest

REFERENCE_RENDERER = "output.formats:reference"
BESIDE_RENDERER = "output.formats:beside"
SYSTEM_REFERENCE_RENDERER = "output.systems:reference"


@dataclass(frozen=True)
class Cut:
    """How the work is cut and watched; nothing here shapes the bytes.

    out is the folder or None to discard; shard is (k, n); together is how many blocks are simulated at once. trusted:
    the contents of what has landed were checked just now.
    """

    out: Path | None
    workers: int = 1
    shard: tuple[int, int] = (1, 1)
    force: bool = False
    resume: bool = False
    together: int | None = None
    trusted: bool = False


@dataclass
class Outcome:
    """What a run did: what it made, what it found there, and the manifest if the dataset is whole.

    left: files below the dataset's own folders that were there before it and are not ours. seconds is for printing
    alone; nothing of it is kept.
    """

    made: Landed
    out: Path | None = None
    found: int = 0
    missing: int = 0
    manifest: dict[str, Any] | None = None
    workers: int = 1
    left: list[str] = field(default_factory=list)
    seconds: float = 0.0


Watch = Callable[[int, int, Landed], None]
Tell = Callable[[str], None]


def generate(
    plan: Plan,
    cut: Cut,
    job: Job | None = None,
    watch: Watch = lambda done, of, landed: None,
    reference: str = REFERENCE_RENDERER,
    tell: Tell = lambda doing: None,
) -> Outcome:
    """Make the blocks of a plan that are this process's to make, and finish the dataset if they are the last.

    `watch(blocks done, of how many, what landed so far)` is told after every batch; `tell(doing)` of what else takes
    time: checking what has landed, waiting for another shard, finishing.
    """
    began = time.perf_counter()
    document = plan.document()
    run_id = run_digest(document)
    target = "" if cut.out is None else str(cut.out)
    simulate = WITH_TRUTH if TRUTH in plan.formats else SIMULATE
    job = job or Job(plan.settings, plan.formats, target, run_id, simulate=simulate, view=plan.view, layout=plan.layout,
                     noise=of_manifest(plan.noise), guests=plan.guests)  # fmt: skip
    library(job.library, job.guests)  # refuse broken sources before anything is touched
    every = plan.blocks()
    mine = list(shard_of(every, *cut.shard))
    making = _Making(plan, cut, document, run_id, every, mine, job, reference, watch, tell)
    try:
        outcome = making.discarded() if cut.out is None else making.kept(cut.out)
    except OSError as error:
        where = error.filename or cut.out
        raise CannotWrite(f"{where} cannot be written: {error.strerror or one_line(error)}") from error
    outcome.seconds = time.perf_counter() - began
    return outcome


@dataclass
class _Making:
    """One run: what it is to make, and whom it tells."""

    plan: Plan
    cut: Cut
    document: dict[str, Any]
    run_id: str
    every: list[int]
    mine: list[int]
    job: Job
    reference: str
    watch: Watch
    tell: Tell

    def discarded(self) -> Outcome:
        """Render and hash the blocks; the manifest if they are all that there are."""
        outcome = self._made(self.mine, Outcome(Landed(), workers=processes_for(self.mine, self.cut.workers)), None)
        if len(self.every) == len(outcome.made.blocks):
            mark = _reference(self.plan, None, self.run_id, outcome.made.places, self.reference)
            outcome.manifest = _manifest(self.document, outcome.made, mark, {}, ())
        return outcome

    def kept(self, out: Path) -> Outcome:
        """Make in a folder what is missing of the blocks, as the only one to do so."""
        how = {"force": self.cut.force, "resume": self.cut.resume, "joining": self.cut.shard[1] > 1}
        preparing.refuse(out, self.document, **how)
        out.mkdir(parents=True, exist_ok=True)
        blocks = None if self.cut.shard[1] == 1 else (min(self.mine, default=0), max(self.mine, default=-1) + 1)
        with owned(out, blocks) as owner:
            token = owner.token()
            try:
                with owner.ready():
                    left = preparing.prepare(out, self.document, blocks=blocks, **how)
                    wanted = self._wanted(out)
                self.job = replace(self.job, owned=token)
                outcome = Outcome(Landed(), out, len(self.mine) - len(wanted), left=left)
                outcome.workers = processes_for(wanted, self.cut.workers)
                self._made(wanted, outcome, owner)
                with owner.alone(lambda waited: self.tell("waiting for another shard to end")):
                    self._finish(out, token, outcome)
            except BaseException:
                if is_ours(out, token):
                    sweeping.sweep(out, blocks)
                    sweeping.tidy(out)
                raise
        return outcome

    def _wanted(self, out: Path) -> list[int]:
        """The blocks that are to be made: those that are not there, or that are not what their marks say."""
        check = self.cut.resume and not self.cut.trusted
        if not check:
            return finish.missing_blocks(out, self.mine, self.run_id)
        from synth.dataset.reopening import reopen  # which judges what stands there: a fresh run has no need of it

        self.tell("checking what has landed")
        reopen(out, self.document, self.every, self.run_id)
        return finish.missing_blocks(
            out, self.mine, self.run_id, digests=True, threads=usable_processors(),
            tell=lambda done, of: self.tell(f"checking what has landed: {done} of {of} blocks"),
        )  # fmt: skip

    def _made(self, wanted: Sequence[int], outcome: Outcome, owner: Owner | None) -> Outcome:
        for landed in run(self.job, self.plan, wanted, self.cut.workers, self.cut.together, owner):
            outcome.made.add(landed)
            self.watch(len(outcome.made.blocks), len(wanted), outcome.made)
        lost = sorted(set(wanted) - outcome.made.blocks.keys())
        if lost:  # whatever the reason, a run that has not made what is its own to make does not end well
            raise SynthError(f"block {lost[0]} was not made, nor {len(lost) - 1} others: a fault of synth, report it")
        return outcome

    def _finish(self, out: Path, token: Token, outcome: Outcome) -> None:
        """Write what stands once in a dataset, if all blocks are there; nothing if the manifest is."""
        missing = finish.missing_blocks(out, self.every, self.run_id)
        outcome.missing = len(missing)
        if set(missing) & set(self.mine):
            still_ours(out, token)
            raise CannotWrite(f"{out}: what had landed there was removed meanwhile: go on with --resume")
        if missing:
            return
        self.tell("finishing")
        if not (out / folder.MANIFEST).exists():
            still_ours(out, token)
            outcome.manifest = self._join(out, token)
            return
        outcome.manifest = folder.read_plan(out)
        sweeping.clean(out)

    def _join(self, out: Path, token: Token) -> dict[str, Any]:
        """Write the people, the reference data and the manifest of a folder in which all blocks stand."""
        landed, files = Landed(), []
        for _, digest, facts in finish.marks_of(out, self.every):
            landed.add(of_document(facts, digest))
            files += [file for file in facts["files"] if file["format"] in LISTED]
        mark = _reference(self.plan, out, self.run_id, landed.places, self.reference, token)
        everyone = finish.join_people(out, self.every)
        # What is shared first, as whoever loads them in order wants it.
        files = [file for file in map(json.loads, mark.files) if file["format"] in LISTED] + files
        made: Iterable[Content]
        if self.plan.several:
            renderers = Renderers(resolve(SYSTEM_REFERENCE_RENDERER), resolve(BESIDE_RENDERER))
            made = systems.datasets(self.plan, self.run_id, out, finish.marks_of(out, self.every), renderers)
        else:
            made = resolve(BESIDE_RENDERER)(self.plan, people_file.ids(out / folder.PEOPLE), landed.patients, files)
        manifest = _manifest(self.document, landed, mark, everyone, place(out, "beside", made, token))
        finish.write_manifest(out, manifest)
        return manifest


def _reference(
    plan: Plan, out: Path | None, run_id: str, places: Iterable[int], reference: str, owned: Token | None = None
) -> Mark:
    formats = () if plan.several else plan.formats  # each system has its own
    rendered: Rendered = resolve(reference)(plan.settings, sorted(places), formats, plan.layout)
    facts = finish.reference_facts(run_id, sorted(places), rendered.resources)
    return land(out, finish.REFERENCE, facts, rendered.contents, owned)


def _manifest(
    document: dict[str, Any], landed: Landed, mark: Mark, everyone: dict[str, Any], beside: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    digest = finish.digest_of_blocks(landed.blocks.items(), mark.digest())
    return finish.manifest_of(document, finish.totals_of(landed, mark), len(landed.blocks), digest, everyone, beside)
