"""The command line: it reads what was typed, calls, and prints. Heavy imports stand inside the commands.

A file for each group of commands; each adds its own to `running.commands` when it is imported here.
"""

from synth.cli import cache, datasets, servers, sources, verifying
from synth.cli.running import app, commands, run

__all__ = ["app", "cache", "commands", "datasets", "run", "servers", "sources", "verifying"]
