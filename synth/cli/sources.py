"""The commands about what a dataset is made from: the pathways and their evidence, the codelists."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from synth.cli.printing import found, print_lines, write_new
from synth.cli.running import commands
from synth.request import OPTIONS

pathways = typer.Typer(help="What happens to people: the pathways and their evidence.", no_args_is_help=True)
codes = typer.Typer(help="The codelists.", no_args_is_help=True)
commands.add_typer(pathways, name="pathways")
commands.add_typer(codes, name="codes")


Named = Annotated[str, typer.Argument(metavar="NAME", help="As `list` gives it.")]
Own = Annotated[
    str | None,
    typer.Option("--pathways", metavar="FOLDER", help=OPTIONS["pathways"].help),
]
Evidence = Annotated[str | None, typer.Option("--evidence", metavar="FILE", help=OPTIONS["evidence"].help)]


@pathways.command("list")
def list_pathways(own: Own = None) -> None:
    """List the pathways: what starts them, how many steps they have, what they follow."""
    from synth import api

    print_lines(api.pathway_lines(own))


@pathways.command("check")
def check_pathways(own: Own = None, evidence: Evidence = None) -> None:
    """Check every pathway and its evidence, and report all faults together; or that they are sound, and the numbers.

    Of pathways of one's own the numbers are shown, of ours only where none are brought. Ends with 1 on faults.
    """
    from synth import api

    faults = api.pathway_faults(own, evidence)
    found(faults, "the pathways are sound", *([] if faults else api.pathway_numbers(own, evidence)))


@pathways.command("draw")
def draw_pathway(name: Named, own: Own = None) -> None:
    """Draw a pathway as a Mermaid diagram."""
    from synth import api

    print_lines(api.pathway_diagram(name, own).splitlines())


@pathways.command("show")
def show_pathway(
    name: Named,
    own: Own = None,
    evidence: Evidence = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write it as a page instead, to a new file.")
    ] = None,
) -> None:
    """Say a pathway in words: who, when, by what chance, what is written, and on whose word."""
    from synth import api

    if html is None:
        print_lines(api.pathway_words(name, own, evidence))
    else:
        write_new(html, api.pathway_page(name, own, evidence))
        print_lines([f"{html}: the pathway '{name}' as a page"])


@pathways.command("try")
def try_pathway(
    name: Named,
    families: Annotated[str, typer.Option(metavar="N", help="Over so many families.")] = "2000",
    seed: Annotated[str, typer.Option(metavar="N", help=OPTIONS["seed"].help)] = "42",
    own: Own = None,
    evidence: Evidence = None,
) -> None:
    """Run a pathway with what it rests on: who has it by age and sex, what is written, which steps are never reached.

    The window is that of `synth generate`, ten years.
    """
    from synth import api
    from synth.pathway.trying import lines

    print_lines(lines(api.pathway_trial(name, families, seed, own, evidence)))


@pathways.command("new")
def new_pathway(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is to be called.")],
    into: Annotated[
        Path, typer.Option("--into", metavar="FOLDER", help="Where: a folder of your own, or a domain's.")
    ] = Path("pathways"),
    shape: Annotated[
        str,
        typer.Option(
            "--shape", metavar="SHAPE", help="simple, or long-term: onset, diagnosis, ladder, review, attacks."
        ),
    ] = "simple",
) -> None:
    """Write the skeleton of a pathway, which passes every check: its module, evidence, code, rule and test."""
    from synth import api

    files = api.new_pathway(name, into, shape)
    brought = "" if api.is_ours(into) else f" --pathways {into}"
    print_lines([*(str(path) for path in files), "mend what it says; then look at it:",
                 f"  synth pathways check{brought}", f'  synth pathways show "{name}"{brought}',
                 f'  synth pathways try "{name}"{brought}'])  # fmt: skip


@codes.command("check")
def check_codes() -> None:
    """Check every codelist: check digits, systems, sources. Ends with 1 on faults."""
    from synth import api

    found(api.code_faults(), "the codelists are sound")
