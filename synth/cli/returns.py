"""The command that writes the national returns of social care from a dataset: returns."""

from __future__ import annotations

from typing import Annotated

import typer

from synth.cli.printing import ended
from synth.cli.running import commands


@commands.command()
def returns(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="The folder of a dataset with tables.")],
    out: Annotated[str, typer.Option(metavar="FOLDER", help="Where to write a folder for each return.")] = "returns",
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing.")] = False,
) -> None:
    """Write the returns of social care as CSV: children looked after (SSDA903), in need (CIN), Client Level Data (CLD).

    It reads tables: generate with --format parquet, or csv.
    """
    from synth import api

    written = api.returns(dataset, out)
    ended([f"{path}: {rows:,} rows" for path, rows in written.items()], True, quiet)
