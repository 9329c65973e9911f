"""The command line itself: what `synth` is, how it ends, and what it says when something is wrong."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from types import TracebackType
from typing import Annotated

import typer

from synth import __version__
from synth.cli import signals, streams
from synth.cli.typed import command_of
from synth.errors import SynthError, one_line
from synth.printable import printable

commands = typer.Typer(
    name="synth",
    help="Synthetic people of England with their health and care records: linked families, FHIR, CDA, tables.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ABORTED = 130
"""What the library that reads options makes of Ctrl-C."""


def app(arguments: list[str] | None = None) -> None:
    """Run a command as a process of its own, and end: docs/guides/exits.md says with which codes."""
    sys.excepthook = _broken
    streams.harden()
    signals.listen()
    code = run(arguments)
    try:
        streams.flush()
    except SynthError as error:
        code = _ended_by(error)
    sys.exit(code)


def run(arguments: list[str] | None = None) -> int:
    """Run a command; the exit code it ends with.

    0 good, 1 found wanting, 2 what was asked for cannot be: each of the last is one line on stderr.
    """
    command = command_of(commands)
    try:
        code = command.main(args=arguments, prog_name="synth", standalone_mode=False)
    except SynthError as error:
        return _ended_by(error)
    except KeyboardInterrupt:
        return _interrupted(arguments)
    except BrokenPipeError:
        return streams.READER_GONE
    except OSError as error:  # the disk, a permission, too many files: of the machine, not of ours
        named = f"{error.filename}: " if error.filename else ""
        _complain(f"{named}{error.strerror or one_line(error)}")
        return 2
    except MemoryError:
        _complain("there is not enough memory: use fewer --workers, or a smaller dataset")
        return 2
    except UnicodeEncodeError:
        if not any(_is_torn(text) for text in sys.argv[1:] if arguments is None):
            raise
        _complain("an argument holds bytes that are no text: write it in the encoding of the terminal")
        return 2
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
    if code == ABORTED:
        return _interrupted(arguments)
    return code if isinstance(code, int) else 0


def _ended_by(error: SynthError) -> int:
    if not isinstance(error, streams.ReaderGone):
        _complain(one_line(error))
    return error.exit_code


def _is_torn(text: str) -> bool:
    """Whether a text holds bytes that the terminal's encoding does not know."""
    return any("\ud800" <= letter <= "\udfff" for letter in text)


GOES_ON = {
    "generate": "what has landed is kept, and the same command with --resume goes on with it",
    "replay": "what became of each message is written down, and the same command with --resume goes on",
    "seed": "what was sent is written down, and the same command with --resume goes on",
}
"""What is said after Ctrl-C, or another signal to end, of the commands that can be resumed."""


def _interrupted(arguments: list[str] | None) -> int:
    command = (sys.argv[1:2] if arguments is None else arguments[:1]) or [""]
    goes_on = GOES_ON.get(command[0], "")
    number = signals.received()
    how = "interrupted" if number == signal.SIGINT else f"ended by {signal.Signals(number).name}"
    _complain(f"{how}{': ' if goes_on else ''}{goes_on}")
    return 128 + number


def _broken(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What a fault of our own prints: its traceback, in which no secret and no control character stands either."""
    import traceback

    for text in traceback.format_exception(kind, error, trace):
        for line in text.splitlines():
            print(printable(line), file=sys.stderr)


def _complain(line: str) -> None:
    with suppress(OSError, ValueError):
        print(f"synth: {printable(line)}", file=sys.stderr, flush=True)


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
