"""The command that finds people by what is so of them."""

from __future__ import annotations

from typing import Annotated

import typer

from synth.cli.printing import ended
from synth.cli.running import commands
from synth.request import DEFAULTS, OPTIONS, written

Text = str | None


@commands.command()
def find(
    condition: Annotated[str, typer.Argument(metavar="CONDITION", help='Such as "born_preterm and not stillbirth".')],
    dataset: Annotated[
        Text, typer.Argument(metavar="[DATASET]", help="Look in this dataset; else in the population of a seed.")
    ] = None,
    want: Annotated[str, typer.Option(metavar="N", help="So many people, the first that there are.")] = "10",
    seed: Annotated[str, typer.Option(metavar="N", help=OPTIONS["seed"].help)] = str(written(DEFAULTS["seed"])),
    start: Annotated[str, typer.Option("--from", metavar="DATE", help=OPTIONS["start"].help)] = str(
        written(DEFAULTS["start"])
    ),
    end: Annotated[str, typer.Option("--to", metavar="DATE", help=OPTIONS["end"].help)] = str(written(DEFAULTS["end"])),
    most: Annotated[Text, typer.Option(metavar="N", help="Families after which nobody looks on; 10240.")] = None,
    pathways: Annotated[Text, typer.Option(metavar="FOLDER", help=OPTIONS["pathways"].help)] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing unless too few are found.")] = False,
) -> None:
    """Find people by stories, particulars and counts: CSV on standard output. Ends with 1 if fewer are found.

    "and", "or", "not", brackets; born < 2020-01-01, sex = female, children >= 2; docs/guides/finding.md has the words.
    """
    from synth import api
    from synth.watching import Bar

    with Bar("looking", quiet) as bar:
        found = api.find(
            condition, dataset, want=want, seed=seed, start=start, end=end, most=most, pathways=pathways,
            watch=lambda done, of: bar.show(done, of, f"{done} of at most {of} families"),
        )  # fmt: skip
    ended(found.lines(), found.sound, quiet)
