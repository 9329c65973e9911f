"""What a Python user calls: generate a dataset, open one, check one.

    import synth.api
    dataset = synth.api.generate(patients=1000, seed=42)
    dataset.people                      # who there is, and the stories their records hold
    dataset.entries("observation")      # what was written down, one row for each change
    dataset.resources("Observation")    # the FHIR resources

Heavy libraries are imported where they are used. With several workers, call from under `if __name__ == "__main__":`,
as Python's own process pools ask.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synth.errors import BadArguments

if TYPE_CHECKING:
    from output.check import Findings
    from output.delivery.loadpack import Packed
    from output.delivery.seed.tally import Seeded
    from output.delivery.verify.verify import Verified
    from synth.dataset.reading import Dataset
    from synth.scale.generate import Outcome

DEFAULT_FORMATS = ("ndjson", "parquet")
"""What `generate` makes unless told otherwise: what a Dataset reads."""
NULL = "null:"


def generate(
    patients: int | None = None,
    families: int | None = None,
    seed: int = 42,
    start: str | dt.date = "2015-01-01",
    end: str | dt.date = "2025-01-01",
    out: str | Path | None = None,
    formats: str | Sequence[str] = DEFAULT_FORMATS,
    **options: Any,
) -> Dataset:
    """Make a dataset and open it.

    patients: exactly so many, or families: so many families. start, end: the window, whose last day is the day before
    `end`. out: the folder; without one the dataset lives in a temporary folder that goes when it does. Other options
    are those of `make`. Raises errors.SynthError (BadArguments, BrokenSource, CannotWrite), one clear line each.
    """
    from synth.dataset.reading import Dataset

    temporary = tempfile.TemporaryDirectory(prefix="synth-") if out is None else None
    folder = temporary.name if temporary is not None else str(out)
    options = {"workers": 1, **options}
    outcome = make(patients, families, seed, start, end, folder, formats, **options)
    if outcome.manifest is None or outcome.out is None:
        raise BadArguments("the dataset is not whole or was not kept: use `make` for shards and for null:")
    return Dataset(Path(folder), keep=temporary)


def open(path: str | Path) -> Dataset:
    """Open a dataset that is in a folder."""
    from synth.dataset.reading import Dataset

    return Dataset(Path(path))


def make(
    patients: str | int | None = None,
    families: str | int | None = None,
    seed: str | int = 42,
    start: str | dt.date = "2015-01-01",
    end: str | dt.date = "2025-01-01",
    out: str | Path = NULL,
    formats: str | Sequence[str] = DEFAULT_FORMATS,
    *,
    view: str = "whole",
    bundle: str = "transaction",
    bundle_entries: str | int | None = None,
    bundle_bytes: str | int | None = None,
    compress: str | None = None,
    export_base: str | None = None,
    workers: str | int | None = None,
    shard: str | tuple[int, int] = (1, 1),
    nhs_part: str | tuple[int, int] = (1, 1),
    place: str | None = None,
    resume: bool = False,
    force: bool = False,
    watch: Callable[..., None] | None = None,
    tell: Callable[[str], None] | None = None,
) -> Outcome:
    """Make a dataset, or a shard of one, and say what was done; numbers and dates may be text as it was typed.

    place: the real council as which every place is made (its composition alone: no name of its own appears).
    bundle: transaction, batch, collection, document or post; bundle_entries and bundle_bytes are the most that one may
    have. compress: gz or zst, of NDJSON; export_base: what stands before the paths of the bulk-data manifest.
    out "null:" renders, hashes and keeps nothing. workers None is as many as there are processors. watch is called
    after every batch with the blocks done, how many there are, and what has landed; tell with what else takes time.
    """
    from output.formats import FORMATS
    from synth.dataset import arguments
    from synth.scale import pool, selection
    from synth.scale.generate import Cut
    from synth.scale.generate import generate as generate_plan

    many = arguments.count("--patients", patients, "patients")
    few = arguments.count("--families", families, "families")
    settings = arguments.settings(seed, start, end, nhs_part, place)
    chosen = arguments.formats(formats, tuple(FORMATS))
    seen = arguments.view(view)
    layout = arguments.layout(bundle, bundle_entries, bundle_bytes, compress, export_base, chosen)
    processes = arguments.count("--workers", workers, "workers") or pool.usable_processors()
    part = arguments.part("--shard", shard)
    folder = None if str(out) == NULL else _folder(out)
    if force and (resume or part[1] > 1):
        other = "--resume" if resume else "--shard"
        raise BadArguments(f"--force with {other}: it would remove what {other} builds on; empty the folder first")
    if folder is None and resume:
        raise BadArguments("--resume with --out null: nothing is kept there to go on with")
    plan = selection.plan(settings, chosen, many, few, seen, layout)
    cut = Cut(folder, processes, part, force, resume)
    return generate_plan(
        plan, cut, watch=watch or (lambda done, of, landed: None), tell=tell or (lambda doing: None)
    )  # fmt: skip


def _folder(out: str | Path) -> Path:
    if not str(out).strip() or "\0" in str(out):
        raise BadArguments("--out is empty: name a folder")
    return Path(out)


def merge(
    out: str | Path, shards: Sequence[str | Path], tell: Callable[[str], None] | None = None
) -> Outcome:  # fmt: skip
    """Gather shards that were made in folders of their own into one dataset, and finish it; tell: how far it is."""
    from synth.scale.merge import merge as merge_shards

    return merge_shards(_folder(out), [Path(shard) for shard in shards], tell or (lambda doing: None))


def validate(
    path: str | Path,
    sample: str | int | None = None,
    workers: str | int | None = 1,
    watch: Callable[[int, int], None] | None = None,
) -> Findings:
    """Check a dataset: its digests, and the structure, references and rules of what it holds.

    workers None is as many as there are processors; watch is called with the blocks done and how many there are. What
    cannot be read is a finding; BadArguments where there is no dataset.
    """
    from output.check import Findings, check
    from synth.dataset import arguments
    from synth.errors import BrokenData, one_line
    from synth.scale import pool

    few = arguments.count("--sample", sample, "resources of each type")
    processes = arguments.count("--workers", workers, "workers") or pool.usable_processors()
    try:
        dataset = open(path)
    except BrokenData as error:
        findings = Findings(str(path))
        findings.found(
            "files", "manifest.json", one_line(error).removeprefix(f"{Path(path)}/manifest.json").lstrip(": ")
        )
        return findings
    return check(dataset, few, processes, watch or (lambda done, of: None))


def seed(url: str, dataset: str | Path, **how: Any) -> Seeded:
    """Fill a FHIR server with a dataset, and say what became of it; run again, it changes nothing.

    url: the server's base. how: profile, mode, format, max_entries, max_bytes, concurrency, rate, max_refused, journal,
    resume, report, allow_remote, auth, auth_file, ca, client_cert, client_key, as the options of `synth seed`.
    Raises errors.BadArguments and errors.ServerTrouble, one clear line each.
    """
    from output.delivery import options

    return options.seed(url, dataset, **how)


def seed_plan(url: str, dataset: str | Path, **how: Any) -> tuple[list[str], bool]:
    """What `seed` would send, as lines, and whether nothing in it is known to fail. Nothing is stored."""
    from output.delivery import options

    return options.seed_plan(url, dataset, **how)


def unseed(url: str, dataset: str | Path, *, yes: bool = False, **how: Any) -> tuple[list[str], bool]:
    """Delete from a server what bears the dataset's tag, if `yes`; the report as lines, and whether none is left."""
    from output.delivery import options

    return options.unseed(url, dataset, yes=yes, **how)


def verify(url: str, dataset: str | Path, **how: Any) -> Verified:
    """Ask a FHIR server what it must answer if it holds a dataset, and say where it is wrong.

    how: tagged, every, only, concurrency, report, allow_remote, auth, auth_file, ca, client_cert, client_key, as the
    options of `synth verify`. Raises errors.BadArguments and errors.ServerTrouble, one clear line each.
    """
    from output.delivery import checked

    return checked.verify(url, dataset, **how)


def loadpack(dataset: str | Path, out: str | Path, force: bool = False) -> Packed:
    """Make what a load test needs of a dataset: ids, searches with their answers, writes, scripts for Locust and k6.

    out: the folder; force: replace the load pack that is in it. The same dataset gives the same bytes. Raises
    errors.BadArguments and errors.CannotWrite, one clear line each.
    """
    from output.delivery.dataset.source import Source
    from output.delivery.loadpack import pack

    return pack(Source(dataset), _folder(out), force)


def pathway_lines() -> list[str]:
    """One line for each pathway: its name, what starts it, its steps, its guideline."""
    from synth.scale.sources import read_library

    lines = []
    for plan in read_library().pathways:
        pathway = plan.pathway
        starts = ", ".join(pathway.signals)
        tail = f" ({pathway.guideline})" if pathway.guideline else ""
        lines.append(f"{pathway.name}: {len(pathway.steps)} steps, starts on {starts}{tail}")
    return lines


def pathway_faults() -> list[str]:
    """What is wrong with the pathways, their evidence and that of the world, and all other sources, all together."""
    from care_pathways import checking
    from output.delivery import told
    from synth.errors import BrokenSource
    from synth.realism import figures
    from synth.scale.sources import read_library
    from synth.world import sources

    def settings() -> list[str]:
        from synth.systems import settings  # which reads the world's evidence when it is imported

        return list(settings.read())

    faults = [*sources.faults(), *checking.faults(), *told.faults()]
    for read in (figures.read_figures, settings):
        try:
            read()
        except BrokenSource as error:
            faults += [line for line in str(error).splitlines() if line not in faults]
    if faults:  # of what rests on them nothing can be said yet
        return faults
    try:
        return list(read_library().faults)
    except BrokenSource as error:
        return str(error).splitlines()


def pathway_numbers() -> list[str]:
    """What the pathways rest on: how many numbers, how many of them assumed, and the reference values solved."""
    from synth.pathway.compiled.numbers import lines
    from synth.scale.sources import library

    return lines(library())


def pathway_diagram(name: str) -> str:
    """A pathway as a Mermaid diagram."""
    from synth.scale.sources import read_library

    library = read_library()
    known = [plan.name for plan in library.pathways]
    if name not in known:
        raise BadArguments(f"there is no pathway '{name}': there are {', '.join(known) or 'none'}")
    from synth.pathway.compiled.drawing import mermaid

    return mermaid(library.named(name).pathway)


def code_faults() -> list[str]:
    """What is wrong with the codelists, all together."""
    import care_pathways
    from synth import codes

    return codes.faults(care_pathways.CODELISTS)
