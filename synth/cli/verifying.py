"""The commands that try a server that holds a dataset: verify asks and compares, loadpack makes a load test."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from synth.cli.options import (
    DatasetFolder,
    DatasetOrNone,
    Systems,
    UrlOrNone,
    server_and_dataset,
    speaks_to_a_server,
)
from synth.cli.printing import ended, print_lines
from synth.cli.running import commands

if TYPE_CHECKING:
    from output.delivery.checked import Verified
    from output.delivery.several import Several

Text = str | None


@commands.command()
@speaks_to_a_server
def verify(
    url: UrlOrNone = None,
    dataset: DatasetOrNone = None,
    systems: Systems = None,
    every: Annotated[
        bool, typer.Option("--every", help="Read every resource back, however many of a type there are.")
    ] = False,
    no_tag: Annotated[
        bool, typer.Option("--no-tag", help="The server was not filled by `synth seed`: ask without its tag.")
    ] = False,
    only: Annotated[Text, typer.Option(metavar="LIST", help="Groups of questions, such as count,read.")] = None,
    concurrency: Annotated[Text, typer.Option(metavar="N", help="Questions at once; 4 unless given.")] = None,
    report: Annotated[Text, typer.Option(metavar="FILE", help="Every question and answer as JSON as well.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing unless an answer is wrong.")] = False,
    **access: Any,
) -> None:
    """Ask a server hundreds of questions whose answers the dataset knows, and compare. Ends with 1 if any is wrong.

    What the server does not state that it can is skipped, with the reason. With --systems FILE DATASET each system of a
    dataset of --view systems is asked for on the server that the file gives it.
    """
    from output.delivery.dataset.progress import Progress
    from synth import api

    with Progress("asking", quiet, to="questions") as watch:
        ask: Callable[..., Verified | Several] = api.verify if systems is None else api.verify_systems
        found = ask(
            *server_and_dataset("verify", url, dataset, systems), tagged=not no_tag, every=every, only=_listed(only),
            concurrency=concurrency, report=report, watch=watch, **access,
        )  # fmt: skip
    ended(found.lines(), found.sound, quiet)


@commands.command()
def loadpack(
    dataset: DatasetFolder,
    out: Annotated[str, typer.Argument(metavar="OUT", help="The folder to make.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the load pack that is in the folder.")] = False,
) -> None:
    """Make what a load test needs of a dataset: ids, searches with answers, writes, scripts for Locust and k6."""
    from synth import api

    print_lines(api.loadpack(dataset, out, force).lines())


def _listed(text: Text) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]
