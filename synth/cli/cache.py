"""The commands about the cache: what was worked out from the sources once and is kept for the next command."""

from __future__ import annotations

import typer

from synth.cli.printing import print_lines
from synth.cli.running import commands

kept = typer.Typer(help="What is worked out once and kept for the next command.", no_args_is_help=True)
commands.add_typer(kept, name="cache")


@kept.command("show")
def show_cache() -> None:
    """Say where the cache is, and how much there is of it."""
    from synth import cache

    print_lines([cache.told()])


@kept.command("clear")
def clear_cache() -> None:
    """Empty the cache: what is needed is worked out again."""
    from synth import cache

    print_lines([f"{cache.clear()} files taken out of the cache"])
