"""The command that marks what somebody answered against the truth of a dataset."""

from __future__ import annotations

from typing import Annotated

import typer

from synth.cli.printing import ended
from synth.cli.running import commands


@commands.command()
def mark(
    truth: Annotated[str, typer.Argument(metavar="TRUTH", help="A dataset of --view systems, or its folder truth/.")],
    answer: Annotated[str, typer.Argument(metavar="ANSWER", help="What was answered: CSV, known by its heading.")],
    systems: Annotated[
        str | None, typer.Option(metavar="LIST", help="Only records of these systems count: names or kinds, gp,acute.")
    ] = None,
    least: Annotated[str, typer.Option(metavar="SHARE", help="What must be reached, 0 to 1, to end with 0.")] = "1",
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing unless less is reached.")] = False,
) -> None:
    """Mark a matcher's pairs or clusters, a merge, or a receiver's record, against who is who and what was sent.

    The heading says which it is: left,right; patient,cluster; patient,survivor; receiver,person,entry,version.
    Ends with 1 if F, or the share that is right, is less than --least.
    """
    from synth import api
    from synth.dataset import arguments

    wanted = arguments.share("--least", least)
    found = api.mark(truth, answer, systems)
    ended(found.lines(), found.score >= wanted, quiet)
