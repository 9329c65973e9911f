"""What `synth report` hands back: every figure with its verdict, and the files that say it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from synth.dataset.reading import Dataset
from synth.errors import CannotWrite
from synth.realism import page, report
from synth.realism.recorded.declared import read_folders
from synth.realism.recorded.measuring import measure
from synth.realism.verdicts import OUTSIDE, Row

PAGE, TABLE = "report.html", "report.csv"
TITLE = "Realism: the record beside published figures"


@dataclass(frozen=True)
class Reported:
    """The figures of a dataset. rows: each with its verdict; page, table: the files that were written, or None."""

    rows: list[Row]
    page: Path | None = None
    table: Path | None = None

    @property
    def missed(self) -> list[Row]:
        """Those that were read in their source and are missed."""
        return [row for row in self.rows if row.verdict == OUTSIDE]

    def lines(self) -> Iterator[str]:
        """What is printed: how many there are of each verdict, and where the rest stands."""
        yield report.summary(self.rows)
        if self.page is not None:
            yield f"to read: {self.page}; to work on: {self.table}"


def reported(
    dataset: Dataset,
    folders: Sequence[Path],
    codes: Container[str],
    out: Path | None = None,
    weighted: bool | None = None,
    watch: Callable[[int, int], None] | None = None,
) -> Reported:
    """Measure the figures of some folders over a dataset, and write what was found.

    weighted, watch: as for `measuring.measure`. Raises BadArguments, BrokenSource and CannotWrite, one clear line each.
    """
    rows = measure(dataset, read_folders(folders, codes), weighted, watch)
    if out is None:
        return Reported(rows)
    said, totals = dataset.manifest["arguments"], dataset.manifest["totals"]
    about = (
        f"{totals['patients']:,} patients of {totals['families']:,} families, seed {said['seed']}, "
        f"{said['from']} to {said['to']}{', of ' + said['place'] if said.get('place') else ''}: over the record."
    )
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / PAGE).write_text(
            page.as_html(rows, about, "Realism: the record beside published figures"), encoding="utf-8"
        )
        (out / TABLE).write_text(report.as_csv(rows), encoding="utf-8")
    except OSError as error:
        raise CannotWrite(f"{out}: {error.strerror}: name another folder with --out") from None
    return Reported(rows, out / PAGE, out / TABLE)
