"""Arguments as they were typed: every one of ours is a text, some texts or a flag, which need no judge of types.

The library that reads options asks pydantic what each is, whose import takes longer than a handful of patients.
"""

from __future__ import annotations

from typing import Any

import typer


class _AsTyped:
    """Says of what was typed that it is what it is: what it may mean is for `request` to say."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Give the text, the flag, the list of texts (empty for none where several may stand), or None."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        return value if isinstance(value, (str, bool)) else list(value)


_PLAIN = (str, bool, list[str])
_AS_TYPED = _AsTyped()


def as_typed(command: Any) -> Any:
    """A command, and those below it, whose texts and flags are taken as they were typed."""
    for below in getattr(command, "commands", {}).values():
        as_typed(below)
    known = command.get_params
    command.get_params = lambda context: [_taken(parameter) for parameter in known(context)]
    return command


def _taken(parameter: Any) -> Any:
    described = getattr(parameter, "type_descriptor", None)  # which versions before 0.29 have not, nor need
    if described is not None and described.annotation in _PLAIN:
        parameter._runtime_param = _AS_TYPED
    return parameter


def command_of(commands: typer.Typer) -> Any:
    """The commands of a program, ready to be run."""
    return as_typed(typer.main.get_command(commands))
