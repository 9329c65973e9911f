"""The commands about what a dataset is made from: the pathways and their evidence, the codelists."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from synth.cli.printing import found, print_lines, write_new
from synth.cli.running import commands

pathways = typer.Typer(help="What happens to people: the pathways and their evidence.", no_args_is_help=True)
codes = typer.Typer(help="The codelists.", no_args_is_help=True)
commands.add_typer(pathways, name="pathways")
commands.add_typer(codes, name="codes")


@pathways.command("list")
def list_pathways() -> None:
    """List the pathways: what starts them, how many steps they have, what they follow."""
    from synth import api

    print_lines(api.pathway_lines())


@pathways.command("check")
def check_pathways() -> None:
    """Check every pathway and its evidence, and report all faults together; or show the numbers they rest on.

    Ends with 1 on faults.
    """
    from synth import api

    faults = api.pathway_faults()
    if not faults:
        print_lines(api.pathway_numbers())
    found(faults, "the pathways are sound")


@pathways.command("draw")
def draw_pathway(name: Annotated[str, typer.Argument(metavar="NAME", help="As `list` gives it.")]) -> None:
    """Draw a pathway as a Mermaid diagram."""
    from synth import api

    print_lines(api.pathway_diagram(name).splitlines())


@pathways.command("show")
def show_pathway(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As `list` gives it.")],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write it as a page instead, to a new file.")
    ] = None,
) -> None:
    """Say a pathway in words: who, when, by what chance, what is written, and on whose word."""
    from synth import api

    if html is None:
        print_lines(api.pathway_words(name))
    else:
        write_new(html, api.pathway_page(name))
        print_lines([f"{html}: the pathway '{name}' as a page"])


@codes.command("check")
def check_codes() -> None:
    """Check every codelist: check digits, systems, sources. Ends with 1 on faults."""
    from synth import api

    found(api.code_faults(), "the codelists are sound")
