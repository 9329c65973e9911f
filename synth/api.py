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
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synth.dataset import arguments
from synth.errors import BadArguments
from synth.guests import brought
from synth.request import Request, keywords

if TYPE_CHECKING:
    from output.check import Findings
    from output.delivery.loadpack import Packed
    from output.delivery.replay.replaying import Replayed
    from output.delivery.seed.tally import Seeded
    from output.delivery.several import Several
    from output.delivery.verify.verify import Verified
    from synth.dataset.reading import Dataset
    from synth.finding.searching import Found
    from synth.marking.marking import Marked
    from synth.pathway.trying import Tried
    from synth.realism.recorded.reporting import Reported
    from synth.scale.generate import Outcome

Brought = str | Path | Sequence[str | Path] | None
"""Folders or files that a user brings: one, several, or text with commas between; None for none."""
DEFAULT_FORMATS = ("ndjson", "parquet")
"""What is made for a Python user unless told otherwise: what a Dataset reads."""


@keywords(out=None, formats=DEFAULT_FORMATS, workers=1)
def generate(
    request: Request, watch: Callable[..., None] | None = None, tell: Callable[[str], None] | None = None
) -> Dataset:
    """Make a dataset and open it.

    Without `out` it lives in a temporary folder that goes when it does. watch, tell: as for `make`. Raises
    errors.SynthError (BadArguments, BrokenSource, CannotWrite), one clear line each. The options are those of
    `synth generate`, numbers and dates as such or as text:
    """
    from synth.dataset.reading import Dataset

    temporary = tempfile.TemporaryDirectory(prefix="synth-") if request.out is None else None
    folder = request.out if temporary is None else Path(temporary.name)
    outcome = _made(replace(request, out=folder), watch, tell)
    if outcome.manifest is None or outcome.out is None:
        raise BadArguments("the dataset is not whole: use `make` for shards")
    return Dataset(outcome.out, keep=temporary)


def open(path: str | Path) -> Dataset:
    """Open a dataset that is in a folder."""
    from synth.dataset.reading import Dataset

    return Dataset(Path(path))


@keywords(out=None, formats=DEFAULT_FORMATS)
def make(
    request: Request, watch: Callable[..., None] | None = None, tell: Callable[[str], None] | None = None
) -> Outcome:
    """Make a dataset, or a shard of one, and say what was done.

    Without `out`, or with "null:", everything is rendered and hashed and nothing kept. watch is called after every
    batch with the blocks done, how many there are, and what has landed; tell with what else takes time. Raises as
    `generate` does. The options are those of `synth generate`, numbers and dates as such or as text:
    """
    return _made(request, watch, tell)


def _made(
    request: Request, watch: Callable[..., None] | None = None, tell: Callable[[str], None] | None = None
) -> Outcome:
    from synth.scale.generate import generate as generate_plan

    return generate_plan(
        request.plan(), request.cut(),
        watch=watch or (lambda done, of, landed: None), tell=tell or (lambda doing: None),
    )  # fmt: skip


def _folder(out: str | Path) -> Path:
    folder = arguments.folder("--out", out)
    if folder is None:
        raise BadArguments(f"{out} is no folder: name one to write to")
    return folder


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
    pathways: Brought = None,
) -> Findings:
    """Check a dataset: its digests, and the structure, references and rules of what it holds.

    workers None is as many as there are processors; watch is called with the blocks done and how many there are;
    pathways: the folders with which it was made, whose codelists and rules count. What cannot be read is a finding.
    BadArguments where there is no dataset, BrokenSource where rules are unsound.
    """
    from care_pathways.asked import names
    from output.check import asked

    return asked.validate(path, sample, workers, watch, pathways, names)


def find(
    condition: str | None = None,
    dataset: str | Path | None = None,
    want: str | int = 10,
    seed: str | int | None = None,
    start: str | dt.date | None = None,
    end: str | dt.date | None = None,
    most: str | int | None = None,
    pathways: Brought = None,
    watch: Callable[[int, int], None] | None = None,
    story: str | None = None,
    pack: str | Path | None = None,
) -> Found:
    """Find the first people of whom a condition is true, or families in which a story happens.

    condition: as docs/guides/finding.md has it; story: the name of one, in its place. dataset: where to look, else the
    endless population of a seed, start and end; most: the families after which nobody looks on; pathways: what a user
    brings, as for `generate`; pack: a new folder for what is to be seen of each. watch is called with the families
    looked at and how many there may be. What comes has `people`, `sound` and `lines()`. BadArguments, BrokenData.
    """
    from care_pathways.guests import scenarios
    from synth.finding import asked

    guests = brought(pathways, None)
    wanted = asked.Asked(condition, story, dataset, want, seed, start, end, most)
    if pack is None:
        return asked.find(wanted, guests, scenarios, None, watch)
    from output.pages.pack import packs

    with packs(_folder(pack)) as keep:
        return asked.find(wanted, guests, scenarios, keep, watch)


def mark(truth: str | Path, answer: str | Path, systems: str | Sequence[str] | None = None) -> Marked:
    """Mark what somebody answered, a file of CSV, against the truth of a dataset of the view of systems.

    The heading says what it is: left,right (pairs); patient,cluster; patient,survivor (a merge); or
    receiver,person,entry,version (receivers' records). systems: names or kinds of those whose records count. What comes
    has `score`, `lines()` and, of links, `whole` with precision, recall and f. BadArguments in one line.
    """
    from synth.marking.marking import mark as marked_against

    wanted = systems.split(",") if isinstance(systems, str) else list(systems or ())
    return marked_against(truth, answer, [one.strip() for one in wanted])


def report(
    path: str | Path,
    out: str | Path | None = None,
    figures: str | Path | None = None,
    weighted: bool | None = None,
    watch: Callable[[int, int], None] | None = None,
) -> Reported:
    """How near a dataset's record is to published figures, row by row: it needs tables.

    out: a folder for report.html and report.csv; figures: a folder of one's own, beside ours; weighted: as in England
    by age, sex and deprivation, None where the dataset is of one place. watch is called with the figures done and how
    many there are. Raises errors.SynthError, one clear line each.
    """
    import care_pathways
    from synth.codes import Codelists
    from synth.realism.recorded.reporting import reported

    folders = [care_pathways.FIGURES]
    if figures is not None:
        if not Path(figures).is_dir():
            raise BadArguments(f"--figures {figures}: there is no such folder")
        folders.append(Path(figures))
    folder = None if out is None else _folder(out)
    codes = Codelists.load(care_pathways.CODELISTS)
    return reported(open(path), folders, codes, folder, weighted, watch)


def returns(path: str | Path, out: str | Path) -> dict[Path, int]:
    """Write the returns of social care from a dataset with tables, each in a folder of its name; files with their rows.

    They are SSDA903 (children looked after), CIN (children in need census) and CLD (Client Level Data of adults).
    """
    from output.returns.writing import write

    return write(open(path), _folder(out))


def seed(url: str, dataset: str | Path, **how: Any) -> Seeded:
    """Fill a FHIR server with a dataset, and say what became of it; run again, it changes nothing.

    url: the server's base. how: profile, mode, format, max_entries, max_bytes, concurrency, rate, max_refused, journal,
    resume, report, allow_remote, auth, auth_file, ca, client_cert, client_key, as the options of `synth seed`.
    Raises errors.BadArguments and errors.ServerTrouble, one clear line each.
    """
    from output.delivery import options

    return options.seed(url, dataset, **how)


def seed_systems(dataset: str | Path, systems: str | Path, **how: Any) -> Several:
    """Fill several FHIR servers with the systems of a dataset, each with those that a file gives it.

    dataset: one of --view systems or shared; systems: the file, TOML, as `--systems` takes it. how: as for `seed`,
    without journal: each system has one beside the dataset. Raises as `seed` does.
    """
    from output.delivery import several

    return several.seed(dataset, systems, **how)


def verify_systems(dataset: str | Path, systems: str | Path, **how: Any) -> Several:
    """Ask several FHIR servers what they must answer if each holds the systems that a file gives it.

    dataset, systems: as for `seed_systems`; how: as for `verify`. Raises as `verify` does.
    """
    from output.delivery import several

    return several.verify(dataset, systems, **how)


def unseed_systems(
    dataset: str | Path, systems: str | Path, *, yes: bool = False, **how: Any
) -> tuple[list[str], bool]:
    """Delete from several servers what bears the tags of the systems that a file gives each, if `yes`; as `unseed`."""
    from output.delivery import several

    return several.unseed(dataset, systems, yes=yes, **how)


def seed_systems_plan(dataset: str | Path, systems: str | Path, **how: Any) -> tuple[list[str], bool]:
    """What `seed_systems` would send, as lines, and whether nothing in it is known to fail. Nothing is stored."""
    from output.delivery import several

    return several.seed_plan(dataset, systems, **how)


def seed_plan(url: str, dataset: str | Path, **how: Any) -> tuple[list[str], bool]:
    """What `seed` would send, as lines, and whether nothing in it is known to fail. Nothing is stored."""
    from output.delivery import options

    return options.seed_plan(url, dataset, **how)


def unseed(url: str, dataset: str | Path, *, yes: bool = False, **how: Any) -> tuple[list[str], bool]:
    """Delete from a server what bears the dataset's tag, if `yes`; the report as lines, and whether none is left."""
    from output.delivery import options

    return options.unseed(url, dataset, yes=yes, **how)


def replay(dataset: str | Path, url: str | None = None, **how: Any) -> Replayed:
    """Post the messages of a dataset in order of time, and say what became of them.

    url: the base of a FHIR server, or a webhook; None with `systems`, the file of the server of each. how: stream,
    receiver, endpoint, mailbox, speed, journal, resume, report, allow_remote, auth, auth_file, ca, client_cert,
    client_key, as the options of `synth replay`.
    Raises errors.BadArguments and errors.ServerTrouble, one clear line each.
    """
    from output.delivery import played

    return played.replay(dataset, url, **how)


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


def pathway_lines(pathways: Brought = None) -> list[str]:
    """One line for each pathway: its name, what starts it, its steps, its guideline."""
    from care_pathways import asked

    return asked.lines(brought(pathways, None))


def pathway_faults(pathways: Brought = None, evidence: Brought = None) -> list[str]:
    """What is wrong with the pathways, their evidence and that of the world, and all other sources, all together.

    pathways: folders or names of installed packages; evidence: files of numbers that stand in the place of others.
    They are checked as ours are, and with ours.
    """
    from care_pathways import asked
    from output.check.clinical import trying
    from output.delivery import told

    guests = brought(pathways, evidence)
    return asked.faults(guests, told.faults()) or trying.faults_of(guests, asked.known_by)


def pathway_numbers(pathways: Brought = None, evidence: Brought = None) -> list[str]:
    """What the pathways rest on: numbers, how many assumed, the reference values solved (of those brought, if any)."""
    from care_pathways import asked

    return asked.numbers(brought(pathways, evidence))


def pathway_diagram(name: str, pathways: Brought = None) -> str:
    """A pathway as a Mermaid diagram."""
    from care_pathways import asked

    return asked.diagram(name, brought(pathways, None))


def pathway_words(name: str, pathways: Brought = None, evidence: Brought = None) -> list[str]:
    """A pathway in words, line by line: who, when, by what chance, what is written, on whose word."""
    from care_pathways import asked

    return asked.in_words(name, brought(pathways, evidence))


def pathway_page(name: str, pathways: Brought = None, evidence: Brought = None) -> str:
    """A pathway in words as a page of HTML that stands alone."""
    from care_pathways import asked

    return asked.page(name, brought(pathways, evidence))


def pathway_trial(
    name: str, families: str | int = 2000, seed: str | int = 42, pathways: Brought = None, evidence: Brought = None
) -> Tried:
    """What a pathway does, run with what it rests on over some families: who has it, what is written, what never."""
    from care_pathways import asked

    many = arguments.count("--families", families, "families") or 1
    return asked.trial(name, many, arguments.seed("--seed", seed), brought(pathways, evidence))


def new_pathway(name: str, into: str | Path = "pathways", shape: str = "simple") -> list[Path]:
    """Write the skeleton of a pathway into a folder: module, evidence, code, rule, test, which pass every check.

    shape: "simple" or "long-term" (onset, diagnosis, ladder of treatment, annual review, attacks). The folder may be a
    domain's of care_pathways. BadArguments where a file is there already, or the name cannot be.
    """
    from care_pathways import skeleton

    return skeleton.written(name, Path(into), shape)


def is_ours(folder: str | Path) -> bool:
    """Whether a folder is a domain's of care_pathways, whose pathways need not be brought."""
    from care_pathways import skeleton

    return skeleton.is_ours(Path(folder))


def code_faults() -> list[str]:
    """What is wrong with the codelists, all together."""
    import care_pathways
    from synth import codes

    return codes.faults(care_pathways.CODELISTS)
