"""The command that plays the messages of a dataset to a receiver: replay."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from synth.cli.options import DatasetFolder, Systems, speaks_to_a_server
from synth.cli.printing import ended
from synth.cli.running import commands

Text = str | None


@commands.command()
@speaks_to_a_server
def replay(
    dataset: DatasetFolder,
    url: Annotated[
        Text,
        typer.Argument(metavar="URL", help="Where to: the base of a FHIR server, or a webhook; none with --systems."),
    ] = None,
    systems: Systems = None,
    stream: Annotated[
        Text, typer.Option(metavar="NAME", help="delivery or messages; the first that there is unless given.")
    ] = None,
    receiver: Annotated[str, typer.Option(metavar="CODE", help="Only what comes to this organisation.")] = "",
    endpoint: Annotated[
        str,
        typer.Option(metavar="KIND", help="fhir posts to URL/$process-message, webhook to URL, mesh to its outbox."),
    ] = "fhir",
    mailbox: Annotated[
        str, typer.Option(metavar="NAME", help="Of mesh: to this mailbox; else that of each organisation's code.")
    ] = "",
    speed: Annotated[
        Text, typer.Option(metavar="N", help="1 is real time, 3600 an hour a second; as fast as can be unless given.")
    ] = None,
    journal: Annotated[
        Text, typer.Option(metavar="FILE", help="What became of each; beside the dataset unless given.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where the journal ends.")] = False,
    report: Annotated[Text, typer.Option(metavar="FILE", help="The report as JSON as well.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress, and no report if all is well.")] = False,
    **access: Any,
) -> None:
    """Post the messages of a dataset in order of time, one after the other. Ends with 1 if any was refused."""
    from output.delivery.dataset.progress import Progress
    from synth import api

    with Progress("replaying", quiet, "messages") as watch:
        outcome = api.replay(
            dataset, url, stream=stream, receiver=receiver, endpoint=endpoint, mailbox=mailbox, speed=speed,
            journal=journal, resume=resume, report=report, watch=watch, systems=systems, **access,
        )  # fmt: skip
    ended(outcome.lines(), outcome.sound, quiet)
