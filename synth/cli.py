"""The command line: it reads what was typed, calls, and prints. Heavy imports stand inside the commands."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from synth import __version__
from synth.errors import SynthError, one_line

commands = typer.Typer(
    name="synth",
    help="Synthetic people of England with their health and care records: linked families, FHIR, CDA, tables.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
pathways = typer.Typer(help="What happens to people: the pathways and their evidence.", no_args_is_help=True)
codes = typer.Typer(help="The codelists.", no_args_is_help=True)
commands.add_typer(pathways, name="pathways")
commands.add_typer(codes, name="codes")

INTERRUPTED = 130
"""The exit code after Ctrl-C."""


def app(arguments: list[str] | None = None) -> None:
    """Run a command and end: 0 good, 1 found wanting, 2 bad arguments, each of which is one line on stderr."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run a command; the exit code it ends with."""
    command = typer.main.get_command(commands)
    try:
        code = command.main(args=arguments, prog_name="synth", standalone_mode=False)
    except SynthError as error:
        _complain(one_line(error))
        return error.exit_code
    except KeyboardInterrupt:
        return _interrupted(arguments)
    except BrokenPipeError:
        return 0
    except Exception as error:
        message = getattr(error, "format_message", None)  # a usage error of the library that parses options
        if message is None:
            if type(error).__name__ == "Abort":
                return _interrupted(arguments)
            raise
        said = " ".join(message().split()).rstrip(".")
        if said:
            _complain(f"{said}: see `synth --help`")
        return 2
    if code == INTERRUPTED:  # what the library makes of Ctrl-C, if it does not pass it on
        return _interrupted(arguments)
    return code if isinstance(code, int) else 0


def _interrupted(arguments: list[str] | None) -> int:
    generating = "generate" in (sys.argv[1:2] if arguments is None else arguments[:1])
    goes_on = ": what has landed is kept, and the same command with --resume goes on with it" if generating else ""
    _complain(f"interrupted{goes_on}")
    return INTERRUPTED


def _complain(line: str) -> None:
    print(f"synth: {line}", file=sys.stderr)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"synth {__version__}")
        raise typer.Exit()


@commands.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Synthetic people of England with their health and care records."""


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
    workers: Annotated[
        str | None, typer.Option(metavar="N", help="Processes; as many as there are processors.")
    ] = None,
    shard: Annotated[str, typer.Option(metavar="K/N", help="Only the k-th of n runs of whole blocks.")] = "1/1",
    nhs_part: Annotated[
        str, typer.Option(metavar="K/N", help="NHS numbers from the k-th of n parts of the range.")
    ] = "1/1",
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
            view=view, workers=workers, shard=shard, nhs_part=nhs_part, resume=resume, force=force,
            watch=progress,
        )  # fmt: skip
    if not quiet:
        _print(lines(outcome))


@commands.command()
def merge(
    out: Annotated[str, typer.Argument(metavar="OUT", help="The folder to merge into.")],
    shards: Annotated[list[str], typer.Argument(metavar="SHARD...", help="Folders of shards.")],
) -> None:
    """Gather shards that were made in folders of their own into one dataset, and finish it."""
    from synth import api
    from synth.scale.report import lines

    _print(lines(api.merge(out, shards)))


@commands.command()
def validate(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="The folder of a dataset.")],
    sample: Annotated[
        str | None, typer.Option(metavar="N", help="Check the structure of N resources of each type only.")
    ] = None,
) -> None:
    """Check a dataset: digests, structure, references, ids, dates, NHS numbers, CDA. Ends with 1 on findings."""
    from synth import api

    found = api.validate(dataset, sample)
    _print(found.lines())
    raise typer.Exit(1 if found.findings else 0)


@pathways.command("list")
def list_pathways() -> None:
    """List the pathways: what starts them, how many steps they have, what they follow."""
    from synth import api

    _print(api.pathway_lines())


@pathways.command("check")
def check_pathways() -> None:
    """Check every pathway and its evidence, and report all faults together; or show the numbers they rest on.

    Ends with 1 on faults.
    """
    from synth import api

    faults = api.pathway_faults()
    if not faults:
        _print(api.pathway_numbers())
    _found(faults, "the pathways are sound")


@pathways.command("draw")
def draw_pathway(name: Annotated[str, typer.Argument(metavar="NAME", help="As `list` gives it.")]) -> None:
    """Draw a pathway as a Mermaid diagram."""
    from synth import api

    _print([api.pathway_diagram(name)])


@codes.command("check")
def check_codes() -> None:
    """Check every codelist: check digits, systems, sources. Ends with 1 on faults."""
    from synth import api

    _found(api.code_faults(), "the codelists are sound")


def _found(faults: list[str], sound: str) -> None:
    _print(faults or [sound])
    raise typer.Exit(1 if faults else 0)


def _print(text: Any) -> None:
    for line in text:
        print(line)


if __name__ == "__main__":
    app()
