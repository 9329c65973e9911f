"""What can go wrong that a user can mend: each is one clear line, and ends a command with exit code 2.

Where a server is at fault, and not what was asked, the code is 1.

A line says what is wrong, where, and how to mend it. Faults of our own are other exceptions and keep their traceback.
"""

from __future__ import annotations


class SynthError(Exception):
    """Something that the user can mend."""

    exit_code = 2


class BadArguments(SynthError):
    """What was asked for cannot be: a count, a date, a format, a shard, a folder."""


class BrokenSource(SynthError):
    """A pathway, an evidence file or a codelist cannot be used as it stands; the line names file and place."""


class BrokenData(BadArguments):
    """A file of a dataset is not what it should be; the line names file, member and mend."""


class CannotWrite(SynthError):
    """The dataset cannot be written where it was to go."""


class ServerTrouble(SynthError):
    """A server gives no answer, or one with which nothing can be done; what was asked for was right."""

    exit_code = 1


def one_line(error: BaseException) -> str:
    """What an error says, on one line; of a source with many faults the first, and how many more there are."""
    if isinstance(error, BrokenSource) and len(lines := str(error).splitlines()) > 1:
        return f"{' '.join(lines[0].split())} (and {len(lines) - 1} more: see `synth pathways check`)"
    return " ".join(str(error).split()) or type(error).__name__
