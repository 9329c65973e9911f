"""The return on children looked after (SSDA903) from the tables of a dataset: headers, episodes, reviews, outcomes.

An episode begins with care, a placement or a legal status, and ends with the next or with care. What was over before
the window stands in no table, so that periods of care that began before it are returned from its first day on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from output.returns import outcomes
from output.returns.reading import as_laid_out, codes, date, last

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
    "OC2": [
        "CHILD", "DOB", "SDQ_SCORE", "SDQ_REASON", "CONVICTED", "HEALTH_CHECK", "IMMUNISATIONS", "TEETH_CHECK",
        "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED",
    ],
    "Missing": ["CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"],
    "PlacedAdoption": ["CHILD", "DOB", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"],
}  # fmt: skip
"""The files of the return, each with its columns."""


def files_of(dataset: Dataset) -> dict[str, pd.DataFrame]:
    """Each file of the return as a frame, with the columns of its layout, all of them text."""
    import pandas as pd

    said = codes("ssda903")
    care = last(dataset, "care_episode", [said["asks"]["care"]])
    if care.empty:
        return as_laid_out({}, COLUMNS)
    observed = dataset.entries("observation")
    episodes = _episodes(dataset, care, observed, said)
    people = dataset.people.set_index("id").loc[sorted(set(care["person"]))]
    born = date(people["born"])
    header = pd.DataFrame({"CHILD": people.index, "SEX": people["sex"].map({"male": "1", "female": "2"}),
                           "DOB": born, "ETHNIC": people["ethnic_group"]})  # fmt: skip
    met = dataset.entries("contact")
    met = met[(met["code_key"].isin(said["asks"]["review"])) & met["person"].isin(people.index)]
    reviews = pd.DataFrame({"CHILD": met["person"], "DOB": met["person"].map(born), "REVIEW": date(met["from"])})
    made = {"Header": header, "Episodes": episodes, "Reviews": reviews,
            "OC2": outcomes.of_the_year(dataset, care, observed, people["born"], said["outcome"]),
            "Missing": outcomes.missing(observed, people["born"], said["missing"]),
            "PlacedAdoption": outcomes.placed_for_adoption(last(dataset, "plan", [said["asks"]["adoption"]]),
                                                           people["born"])}  # fmt: skip
    return as_laid_out(made, COLUMNS)


def _episodes(dataset: Dataset, care: pd.DataFrame, observed: pd.DataFrame, said: dict[str, Any]) -> pd.DataFrame:
    import pandas as pd

    placed = last(dataset, "plan", list(said["placement"]))
    ceased = observed[observed["code_key"].isin(said["ceased"])].drop_duplicates("person", keep="last")
    legal = observed[observed["code_key"].isin(said["legal"])]
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
    why = observed[observed["code_key"] == said["asks"]["change"]]
    reasons = {(row.person, row.day): said["change"].get(row.value_code_key, "OTHER") for row in
               why.assign(day=why["from"].dt.normalize()).itertuples()}  # fmt: skip
    over = care.set_index("person")["until"].dt.normalize()
    begins["end"] = begins.groupby("CHILD")["at"].shift(-1)
    goes_on = begins["end"].notna()
    begins["end"] = begins["end"].fillna(begins["CHILD"].map(over))
    left = begins["CHILD"].map(ceased.set_index("person")["code_key"].map(said["ceased"])).fillna(reason["otherwise"])
    begins["REC"] = left.where(~goes_on, reason["goes_on"]).where(begins["end"].notna(), "")
    ended_by = zip(begins["CHILD"], begins["end"], goes_on, strict=True)
    begins["REASON_PLACE_CHANGE"] = [reasons.get((who, day), "") if on else "" for who, day, on in ended_by]
    needs = observed[observed["code_key"].isin(said["need"])].drop_duplicates("person")
    begins["CIN"] = begins["CHILD"].map(needs.set_index("person")["code_key"].map(said["need"]))
    return begins.assign(DECOM=date(begins["at"]), DEC=date(begins["end"]))
