"""The return on children looked after (SSDA903) from the tables of a dataset: headers, episodes and reviews.

An episode begins with care, a placement or a legal status, and ends with the next or with care. What was over before
the window stands in no table, so that periods of care that began before it are returned from its first day on.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from synth.dataset.reading import Dataset

COLUMNS = {
    "Header": ["CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"],
    "Episodes": [
        "CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE",
        "HOME_POST", "PL_POST", "URN",
    ],
    "Reviews": ["CHILD", "DOB", "REVIEW", "REVIEW_CODE"],
}  # fmt: skip
"""The files of the return, each with its columns."""


def codes() -> dict[str, Any]:
    """The codes of the return by what the record says."""
    return tomllib.loads((files("output.returns") / "ssda903.toml").read_text("utf-8"))


def files_of(dataset: Dataset) -> dict[str, pd.DataFrame]:
    """Each file of the return as a frame, with the columns of its layout, all of them text."""
    import pandas as pd

    said = codes()
    care = _last(dataset, "care_episode", [said["asks"]["care"]])
    if care.empty:
        return {name: pd.DataFrame(columns=columns, dtype=str) for name, columns in COLUMNS.items()}
    episodes = _episodes(dataset, care, said)
    people = dataset.people.set_index("id").loc[sorted(set(care["person"]))]
    born = people["born"].dt.strftime("%d/%m/%Y")
    header = pd.DataFrame({"CHILD": people.index, "SEX": people["sex"].map({"male": "1", "female": "2"}),
                           "DOB": born, "ETHNIC": people["ethnic_group"]})  # fmt: skip
    met = dataset.entries("contact")
    met = met[(met["code_key"] == said["asks"]["review"]) & met["person"].isin(people.index)]
    reviews = pd.DataFrame({"CHILD": met["person"], "DOB": met["person"].map(born), "REVIEW": _date(met["from"])})
    made = {"Header": header, "Episodes": episodes, "Reviews": reviews}
    return {
        name: frame.reindex(columns=COLUMNS[name]).astype(object).fillna("").astype(str).reset_index(drop=True)
        for name, frame in made.items()
    }


def _last(dataset: Dataset, kind: str, keys: list[str]) -> pd.DataFrame:
    """The entries of a kind with these keys, as they stand at the end."""
    frame = dataset.entries(kind)
    frame = frame[frame["code_key"].isin(keys) & (frame["system"] == "Children's social care")]
    return frame.sort_values(["id", "version"]).drop_duplicates("id", keep="last")


def _date(column: pd.Series) -> pd.Series:
    return column.dt.strftime("%d/%m/%Y")


def _episodes(dataset: Dataset, care: pd.DataFrame, said: dict[str, Any]) -> pd.DataFrame:
    import pandas as pd

    placed = _last(dataset, "plan", list(said["placement"]))
    legal = dataset.entries("observation")
    ceased = legal[legal["code_key"].isin(said["ceased"])].drop_duplicates("person", keep="last")
    legal = legal[legal["code_key"].isin(said["legal"])]
    day = [frame["from"].dt.normalize() for frame in (care, placed, legal)]
    begins = pd.concat([
        pd.DataFrame({"CHILD": care["person"], "at": day[0], "S": True}),
        pd.DataFrame({"CHILD": placed["person"], "at": day[1], "PLACE": placed["code_key"].map(said["placement"])}),
        pd.DataFrame({"CHILD": legal["person"], "at": day[2], "LS": legal["code_key"].map(said["legal"])}),
    ])  # fmt: skip
    begins = begins.groupby(["CHILD", "at"], sort=True, as_index=False).last()
    moved, ordered = begins["PLACE"].notna(), begins["LS"].notna()
    begins[["PLACE", "LS"]] = begins.groupby("CHILD")[["PLACE", "LS"]].ffill()
    reason = said["reason"]
    begins["RNE"] = reason["legal"]
    begins.loc[moved, "RNE"] = reason["placement"]
    begins.loc[moved & ordered, "RNE"] = reason["both"]
    begins.loc[begins["S"].notna(), "RNE"] = reason["start"]
    over = care.set_index("person")["until"].dt.normalize()
    begins["end"] = begins.groupby("CHILD")["at"].shift(-1)
    goes_on = begins["end"].notna()
    begins["end"] = begins["end"].fillna(begins["CHILD"].map(over))
    left = begins["CHILD"].map(ceased.set_index("person")["code_key"].map(said["ceased"])).fillna(reason["otherwise"])
    begins["REC"] = left.where(~goes_on, reason["goes_on"]).where(begins["end"].notna(), "")
    return begins.assign(DECOM=_date(begins["at"]), DEC=_date(begins["end"]))
