"""The command that finds people by what is so of them, and families by what happens in them."""

from __future__ import annotations

from typing import Annotated

import typer

from synth.cli.printing import ended
from synth.cli.running import commands
from synth.request import DEFAULTS, OPTIONS, written

Text = str | None


def _usual(name: str) -> str:
    """The help of an option of `synth generate` that has no meaning with a dataset, with what it is unless said."""
    return f"{OPTIONS[name].help.rstrip('.')}; {written(DEFAULTS[name])}."


@commands.command()
def find(
    condition: Annotated[
        Text, typer.Argument(metavar="[CONDITION]", help='Such as "born_preterm and not stillborn"; none with --story.')
    ] = None,
    dataset: Annotated[
        Text, typer.Argument(metavar="[DATASET]", help="Look in this dataset; else in the population of a seed.")
    ] = None,
    story: Annotated[Text, typer.Option(metavar="NAME", help="Families in which this story happens instead.")] = None,
    pack: Annotated[
        Text, typer.Option(metavar="FOLDER", help="Write of each the cast, the messages, a card for each system.")
    ] = None,
    want: Annotated[str, typer.Option(metavar="N", help="So many people, the first that there are.")] = "10",
    seed: Annotated[Text, typer.Option(metavar="N", help=_usual("seed"))] = None,
    start: Annotated[Text, typer.Option("--from", metavar="DATE", help=_usual("start"))] = None,
    end: Annotated[Text, typer.Option("--to", metavar="DATE", help=_usual("end"))] = None,
    most: Annotated[Text, typer.Option(metavar="N", help="Families after which nobody looks on; 10240.")] = None,
    pathways: Annotated[Text, typer.Option(metavar="FOLDER", help=OPTIONS["pathways"].help)] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing unless too few are found.")] = False,
) -> None:
    """Find people by stories, particulars and counts, or families by a story. Ends with 1 if fewer are found.

    "and", "or", "not", brackets; born < 2020-01-01, children >= 2, contacts > 30; docs/guides/finding.md has the words.
    """
    from synth import api
    from synth.watching import Bar

    if story is not None and dataset is None:  # a story stands in the place of a condition
        condition, dataset = None, condition
    with Bar("looking", quiet) as bar:
        found = api.find(
            condition, dataset, want=want, seed=seed, start=start, end=end, most=most, pathways=pathways,
            watch=lambda done, of: bar.show(done, of, f"{done} of at most {of} families"), story=story, pack=pack,
        )  # fmt: skip
    ended(found.lines(), found.sound, quiet)
