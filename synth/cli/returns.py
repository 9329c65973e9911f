"""The command that writes a national return of social care from a dataset: returns."""

from __future__ import annotations

from typing import Annotated

import typer

from synth.cli.printing import ended
from synth.cli.running import commands


@commands.command()
def returns(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="The folder of a dataset with tables.")],
    out: Annotated[str, typer.Option(metavar="FOLDER", help="Where to write the files of the return.")] = "returns",
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing.")] = False,
) -> None:
    """Write the return on children looked after (SSDA903) as CSV: Header, Episodes, Reviews.

    It reads tables: generate with --format parquet, or csv.
    """
    from synth import api

    written = api.returns(dataset, out)
    ended([f"{path}: {rows:,} rows" for path, rows in written.items()], True, quiet)
