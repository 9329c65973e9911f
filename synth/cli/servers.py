"""The commands that fill a server and empty it again: seed, unseed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from synth.cli.options import (
    DatasetOrNone,
    Systems,
    UrlOrNone,
    server_and_dataset,
    speaks_to_a_server,
)
from synth.cli.printing import ended
from synth.cli.running import commands

if TYPE_CHECKING:
    from output.delivery.seed.tally import Seeded
    from output.delivery.several import Several

Text = str | None


@commands.command()
@speaks_to_a_server
def seed(
    url: UrlOrNone = None,
    dataset: DatasetOrNone = None,
    systems: Systems = None,
    profile: Annotated[
        Text,
        typer.Option(metavar="NAME", help="hapi, medplum, microsoft, google, blaze, hfs, plain; else it is found."),
    ] = None,
    mode: Annotated[
        Text, typer.Option(metavar="NAME", help="transaction, batch, put, import or post, instead of the profile's.")
    ] = None,
    format: Annotated[
        Text, typer.Option(metavar="NAME", help="Send from bundles or ndjson, if there are both.")
    ] = None,
    max_entries: Annotated[Text, typer.Option(metavar="N", help="Entries of a request at most.")] = None,
    max_bytes: Annotated[Text, typer.Option(metavar="N", help="Bytes of a request at most.")] = None,
    concurrency: Annotated[Text, typer.Option(metavar="N", help="Requests at once at most; 8 unless given.")] = None,
    rate: Annotated[Text, typer.Option(metavar="N", help="Requests a second at most.")] = None,
    max_refused: Annotated[Text, typer.Option(metavar="N", help="Stop after so many; 1000 unless given.")] = None,
    journal: Annotated[
        Text, typer.Option(metavar="FILE", help="What was sent; beside the dataset unless given.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where the journal ends.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Ask the server what it takes, say what would be sent, and send nothing.")
    ] = False,
    report: Annotated[Text, typer.Option(metavar="FILE", help="The report as JSON as well.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress, and no report if all is well.")] = False,
    **access: Any,
) -> None:
    """Fill a FHIR server with a dataset: in order, in pieces, tried again, checked entry by entry.

    With --systems FILE DATASET each system of a dataset of --view systems goes to the server that the file gives it.
    Ends with 1 if anything was refused or is not counted on the server.
    """
    from output.delivery.dataset.progress import Progress
    from synth import api

    asked: dict[str, Any] = {
        "profile": profile, "mode": mode, "format": format, "max_entries": max_entries, "max_bytes": max_bytes,
        **access,
    }  # fmt: skip
    more: dict[str, Any] = {
        "concurrency": concurrency, "rate": rate, "max_refused": max_refused, "journal": journal, "resume": resume,
        "report": report,
    }  # fmt: skip
    which = server_and_dataset("seed", url, dataset, systems)
    with Progress("seeding", quiet) as watch:
        if dry_run:
            plan = api.seed_plan if systems is None else api.seed_systems_plan
            lines, sound = plan(*which, **asked)
        else:
            fill: Callable[..., Seeded | Several] = api.seed if systems is None else api.seed_systems
            outcome = fill(*which, **asked, **more, watch=watch)
            lines, sound = outcome.lines(), outcome.sound
    ended(lines, sound, quiet)


@commands.command()
@speaks_to_a_server
def unseed(
    url: UrlOrNone = None,
    dataset: DatasetOrNone = None,
    systems: Systems = None,
    yes: Annotated[bool, typer.Option("--yes", help="Delete; without it only say what would be deleted.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress, and no report if all is gone.")] = False,
    **access: Any,
) -> None:
    """Delete from a FHIR server what bears the dataset's tag, and nothing else. Ends with 1 if any is left.

    With --systems FILE DATASET each system of a dataset of --view systems is deleted from the server that it has there.
    """
    from output.delivery.dataset.progress import Progress
    from synth import api

    with Progress("deleting", quiet) as watch:
        which = server_and_dataset("unseed", url, dataset, systems)
        delete: Callable[..., tuple[list[str], bool]] = api.unseed if systems is None else api.unseed_systems
        lines, sound = delete(*which, yes=yes, watch=watch, **access)
    ended(lines, sound, quiet)
