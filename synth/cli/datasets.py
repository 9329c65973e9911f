"""The commands that make a dataset and look at one: generate, merge, validate."""

from __future__ import annotations

from typing import Annotated

import typer

from synth.cli.printing import print_lines
from synth.cli.running import commands


@commands.command()
def generate(
    patients: Annotated[str | None, typer.Option(metavar="N", help="Exactly so many patients.")] = None,
    families: Annotated[str | None, typer.Option(metavar="N", help="Families 0 to N-1 instead.")] = None,
    seed: Annotated[str, typer.Option(metavar="N", help="Another seed gives other people.")] = "42",
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="First day of the window.")] = "2015-01-01",
    end: Annotated[str, typer.Option("--to", metavar="DATE", help="The day after its last day.")] = "2025-01-01",
    out: Annotated[
        str, typer.Option(metavar="FOLDER", help="Where to; null: renders, hashes, keeps nothing.")
    ] = "dataset",
    formats: Annotated[
        str, typer.Option("--format", metavar="LIST", help="Of bundles,ndjson,cda,parquet,csv.")
    ] = "bundles,ndjson,cda,csv",
    view: Annotated[str, typer.Option(metavar="NAME", help="whole: everything anyone wrote, once.")] = "whole",
    bundle: Annotated[
        str, typer.Option(metavar="FORM", help="Of transaction,batch,collection,document,post.")
    ] = "transaction",
    bundle_entries: Annotated[
        str | None, typer.Option(metavar="N", help="No bundle has more entries: a patient's is cut into several.")
    ] = None,
    bundle_bytes: Annotated[str | None, typer.Option(metavar="N", help="No bundle has more bytes.")] = None,
    compress: Annotated[str | None, typer.Option(metavar="HOW", help="Pack NDJSON: gz or zst.")] = None,
    export_base: Annotated[
        str | None, typer.Option(metavar="URL", help="What stands before the paths in bulk-export.json.")
    ] = None,
    workers: Annotated[
        str | None, typer.Option(metavar="N", help="Processes; as many as there are processors.")
    ] = None,
    shard: Annotated[str, typer.Option(metavar="K/N", help="Only the k-th of n runs of whole blocks.")] = "1/1",
    nhs_part: Annotated[
        str, typer.Option(metavar="K/N", help="NHS numbers from the k-th of n parts of the range.")
    ] = "1/1",
    place: Annotated[
        str | None, typer.Option(metavar="COUNCIL", help="Make every place as one real council is; names stay made up.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with what was begun in the folder.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the dataset that is in the folder.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing unless something is wrong.")] = False,
) -> None:
    """Make a dataset: the same bytes for the same arguments, however the work is cut."""
    from synth import api
    from synth.scale.progress import Progress
    from synth.scale.report import lines

    with Progress(quiet) as progress:
        outcome = api.make(
            patients=patients, families=families, seed=seed, start=start, end=end, out=out, formats=formats,
            view=view, bundle=bundle, bundle_entries=bundle_entries, bundle_bytes=bundle_bytes, compress=compress,
            export_base=export_base, workers=workers, shard=shard, nhs_part=nhs_part, place=place,
            resume=resume, force=force, watch=progress, tell=progress.meanwhile,
        )  # fmt: skip
    if not quiet:
        print_lines(lines(outcome))


@commands.command()
def merge(
    out: Annotated[str, typer.Argument(metavar="OUT", help="The folder to merge into.")],
    shards: Annotated[list[str], typer.Argument(metavar="SHARD...", help="Folders of shards.")],
) -> None:
    """Gather shards that were made in folders of their own into one dataset, and finish it."""
    from synth import api
    from synth.scale.report import lines
    from synth.watching import Bar

    with Bar("merging") as bar:
        outcome = api.merge(out, shards, tell=bar.meanwhile)
    print_lines(lines(outcome))


@commands.command()
def validate(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="The folder of a dataset.")],
    sample: Annotated[
        str | None, typer.Option(metavar="N", help="Check the structure of N resources of each type only.")
    ] = None,
    workers: Annotated[
        str | None, typer.Option(metavar="N", help="Processes; as many as there are processors.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing unless something is wrong.")] = False,
) -> None:
    """Check a dataset against itself and every rule, and believe nothing that it says. Ends with 1 on findings.

    Digests, structure, references, ids, codes, dates, NHS numbers, tables, people, CDA.
    """
    from synth import api
    from synth.watching import Bar

    with Bar("validating", quiet) as bar:
        found = api.validate(dataset, sample, workers, lambda done, of: bar.show(done, of, f"{done} of {of} blocks"))
    if not (quiet and not found.counts):
        print_lines(found.lines())
    raise typer.Exit(1 if found.counts else 0)
