"""What the return on children looked after asks of a year in care: outcomes, going missing, placement for adoption."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from output.returns.reading import date

if TYPE_CHECKING:
    import pandas as pd

    from synth.dataset.reading import Dataset


def of_the_year(
    dataset: Dataset, care: pd.DataFrame, observed: pd.DataFrame, born: pd.Series, said: dict[str, Any]
) -> pd.DataFrame:
    """The outcomes (OC2) of those looked after for the whole year to the last 31 March that the tables reach.

    What was done in the year is 1, what was not is 0; what the record does not hold is left empty."""
    import pandas as pd

    scores, done = (dataset.entries(kind) for kind in ("assessment", "procedure"))
    reached = max(frame["from"].max() for frame in (care, observed, scores, done) if len(frame))
    end = pd.Timestamp(reached.year, 3, 31, tz=reached.tz)
    end = end if end <= reached else end - pd.DateOffset(years=1)
    begin = end - pd.DateOffset(years=1)
    on = care[(care["from"] <= begin) & ~(care["until"] <= end)].drop_duplicates("person")
    made = pd.DataFrame({"CHILD": on["person"].to_numpy()})
    birth = made["CHILD"].map(born)
    years = (end.tz_localize(None) - birth).dt.days / 365.25
    made["DOB"] = date(birth)

    def within(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        return frame[frame["code_key"].isin(keys) & (frame["from"] > begin) & (frame["from"] <= end)]

    asked = (years >= said["asked_from"]) & (years < said["asked_until"])
    last = within(scores, [said["score"]]).drop_duplicates("person", keep="last")
    value = last.set_index("person")["value"] if len(last) else pd.Series(dtype=float)
    made["SDQ_SCORE"] = [f"{float(v):.0f}" if pd.notna(v) else "" for v in made["CHILD"].map(value)]
    reason = pd.Series(said["not_returned"], index=made.index).where(asked, said["not_of_the_age"])
    made["SDQ_REASON"] = reason.where(made["SDQ_SCORE"] == "", "")
    for column, key in said["observed"].items():
        made[column] = made["CHILD"].isin(within(observed, [key])["person"]).astype(int).astype(str)
    made["HEALTH_CHECK"] = made["HEALTH_CHECK"].where(years < said["develops_until"], "")
    assessed = within(done, said["assessed"])["person"]
    made["HEALTH_ASSESSMENT"] = made["CHILD"].isin(assessed).astype(int).astype(str)
    return made


def missing(observed: pd.DataFrame, born: pd.Series, said: dict[str, Any]) -> pd.DataFrame:
    """Each time when a looked-after child was missing; without an end where the child has not come back."""
    import pandas as pd

    gone = observed[observed["code_key"] == said["goes"]].sort_values("from")
    back = observed[observed["code_key"] == said["back"]].sort_values("from")
    found = pd.merge_asof(gone[["person", "from"]], back[["person", "from"]].assign(end=back["from"]), on="from",
                          by="person", direction="forward")  # fmt: skip
    return pd.DataFrame({"CHILD": found["person"], "DOB": date(found["person"].map(born)),
                         "MISSING": said["code"], "MIS_START": date(found["from"]),
                         "MIS_END": date(found["end"])})  # fmt: skip


def placed_for_adoption(placed: pd.DataFrame, born: pd.Series) -> pd.DataFrame:
    """Each child who was placed with those who adopt it; that it ceased is said by the adoption, so no reason is."""
    import pandas as pd

    return pd.DataFrame({"CHILD": placed["person"], "DOB": date(placed["person"].map(born)),
                         "DATE_PLACED": date(placed["from"])})  # fmt: skip
