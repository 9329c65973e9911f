"""The commands that make a dataset and look at one: generate, merge, validate, report."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from synth.cli.options import asks
from synth.cli.printing import ended, print_lines
from synth.cli.running import commands
from synth.request import OPTIONS


@commands.command()
@asks
def generate(
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing unless something is wrong.")] = False,
    **asked: Any,
) -> None:
    """Make a dataset: the same bytes for the same arguments, however the work is cut."""
    from synth import api
    from synth.scale.lean import lean
    from synth.scale.progress import Progress
    from synth.scale.report import lines

    lean()
    with Progress(quiet) as progress:
        outcome = api.make(**asked, watch=progress, tell=progress.meanwhile)
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
    workers: Annotated[str | None, typer.Option(metavar="N", help=OPTIONS["workers"].help)] = None,
    pathways: Annotated[
        str | None,
        typer.Option(metavar="FOLDER", help="What it was made with, whose codes and rules count beside ours."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing unless something is wrong.")] = False,
) -> None:
    """Check a dataset against itself and every rule, and believe nothing that it says. Ends with 1 on findings.

    Digests, structure, references, ids, codes, dates, NHS numbers, tables, people, CDA.
    """
    from synth import api
    from synth.watching import Bar

    with Bar("validating", quiet) as bar:
        found = api.validate(
            dataset, sample, workers, lambda done, of: bar.show(done, of, f"{done} of {of} blocks"), pathways
        )
    ended(found.lines(), not found.counts, quiet)


@commands.command()
def report(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="The folder of a dataset with tables.")],
    out: Annotated[str, typer.Option(metavar="FOLDER", help="Where to write report.html and report.csv.")] = "realism",
    strict: Annotated[
        bool, typer.Option("--strict", help="End with 1 if a figure that was read in its source is missed.")
    ] = False,
    weights: Annotated[
        bool | None,
        typer.Option(
            "--weighted/--as-it-is", help="As England by age, sex, deprivation; unless said, if it is of one place."
        ),
    ] = None,
    figures: Annotated[
        str | None, typer.Option(metavar="FOLDER", help="Figures of one's own, measured beside ours.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing unless something is wrong.")] = False,
) -> None:
    """Set the record beside published figures, row by row, as a page with plots. docs/guides/realism.md has the words.

    It reads tables: generate with --format parquet, or csv.
    """
    from synth import api
    from synth.watching import Bar

    with Bar("measuring", quiet) as bar:
        found = api.report(
            dataset, out, figures, weights, lambda done, of: bar.show(done, of, f"{done} of {of} figures")
        )
    if not quiet or (strict and found.missed):
        print_lines(found.lines())
    raise typer.Exit(1 if strict and found.missed else 0)
