"""What every return reads from the tables of a dataset: entries as they stand at the end, days, codes, its columns."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from synth.dataset.reading import Dataset

CHILDREN, ADULTS = "Children's social care", "Adult social care"


def codes(name: str) -> dict[str, Any]:
    """The codes of a return by what the record says."""
    return tomllib.loads((files("output.returns") / f"{name}.toml").read_text("utf-8"))


def date(column: pd.Series, form: str = "%d/%m/%Y") -> pd.Series:
    """Days as a return writes them."""
    return column.dt.strftime(form)


def last(dataset: Dataset, kind: str, keys: Sequence[str], system: str = CHILDREN) -> pd.DataFrame:
    """The entries of a kind with these keys that a system wrote, as they stand at the end, in order of time."""
    frame = dataset.entries(kind)
    frame = frame[frame["code_key"].isin(keys) & (frame["system"] == system)]
    frame = frame.sort_values(["id", "version"]).drop_duplicates("id", keep="last")
    return frame.sort_values(["from", "id"], kind="stable")


def as_laid_out(made: Mapping[str, pd.DataFrame], columns: Mapping[str, Sequence[str]]) -> dict[str, pd.DataFrame]:
    """Each file with the columns of its layout, all of them text; one of which nothing is known has headings alone."""
    import pandas as pd

    return {
        name: (made[name] if name in made else pd.DataFrame())
        .reindex(columns=list(layout))
        .astype(object)
        .fillna("")
        .astype(str)
        .reset_index(drop=True)
        for name, layout in columns.items()
    }
