"""The command line itself: what `synth` is, how it ends, and what it says when something is wrong."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Annotated

import typer

from synth import __version__
from synth.errors import SynthError, one_line
from synth.printable import printable

commands = typer.Typer(
    name="synth",
    help="Synthetic people of England with their health and care records: linked families, FHIR, CDA, tables.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

INTERRUPTED = 130
"""The exit code after Ctrl-C."""


def app(arguments: list[str] | None = None) -> None:
    """Run a command and end: 0 good, 1 found wanting, 2 bad arguments, each of which is one line on stderr."""
    sys.excepthook = _broken
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


GOES_ON = {
    "generate": "what has landed is kept, and the same command with --resume goes on with it",
    "seed": "what was sent is written down, and the same command with --resume goes on",
}
"""What is said after Ctrl-C of the commands that can be resumed."""


def _interrupted(arguments: list[str] | None) -> int:
    command = (sys.argv[1:2] if arguments is None else arguments[:1]) or [""]
    goes_on = GOES_ON.get(command[0], "")
    _complain(f"interrupted{': ' if goes_on else ''}{goes_on}")
    return INTERRUPTED


def _broken(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What a fault of our own prints: its traceback, in which no secret and no control character stands either."""
    import traceback

    for text in traceback.format_exception(kind, error, trace):
        for line in text.splitlines():
            print(printable(line), file=sys.stderr)


def _complain(line: str) -> None:
    print(f"synth: {printable(line)}", file=sys.stderr)


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
