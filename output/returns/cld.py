"""Client Level Data of adult social care from the tables of a dataset: one row for each request, assessment, service
and review.

Fields whose defined lists are in no public code that was found, or of which the record holds nothing, are left empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from output.returns.reading import ADULTS, as_laid_out, codes, date, last

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from synth.dataset.reading import Dataset

COLUMNS = {"ClientLevelData": [
    "LA_Code", "Reporting_Period_Start_Date", "Reporting_Period_End_Date", "NHS_Number", "LA_Person_Unique_Identifier",
    "GP_Practice_Code", "GP_Practice_Name", "Gender", "Ethnicity", "Date_of_Birth", "Date_of_Death", "Client_Type",
    "Primary_Support_Reason", "Postcode", "Accommodation_Status", "Employment_Status", "Has_Unpaid_Carer",
    "Autism_Spectrum_Disorder_ASD", "Visual_Impairment", "Hearing_Impairment", "Dementia", "Client_Funding_Status",
    "Event_Type", "Event_Reference", "Event_Start_Date", "Event_End_Date", "Event_Description", "Event_Outcome",
    "Request_Route_of_Access", "Assessment_Type", "Eligible_Needs_Identified", "Method_of_Assessment",
    "Total_Hrs_Caring_per_week", "No_of_adults_being_cared_for", "Adult_1_Linked_Person_ID",
    "Adult_2_Linked_Person_ID", "Adult_3_Linked_Person_ID", "Service_Type", "Service_Component", "Delivery_Mechanism",
    "Provider_CQC_Location_ID", "Provider_CQC_Location_Name", "Review_Reason", "Review_Outcomes_Achieved",
    "Method_of_Review", "Unit_Cost", "Cost_Frequency_Unit_Type", "Planned_units_per_week",
]}  # fmt: skip
"""The file of the return, with its columns."""


def files_of(dataset: Dataset) -> dict[str, pd.DataFrame]:
    """The return as one frame, with the columns of its layout, all of them text, in order of person and time."""
    import pandas as pd

    said = codes("cld")
    seen = dataset.entries("observation")
    seen = seen[seen["system"] == ADULTS]
    parts = [_requests(dataset, seen, said), _assessments(dataset, said), _services(dataset, said),
             _reviews(dataset, said)]  # fmt: skip
    rows = pd.concat(parts).sort_values(["person", "from", "Event_Type"], kind="stable").reset_index(drop=True)
    if rows.empty:
        return as_laid_out({}, COLUMNS)
    person = dataset.people.set_index("id").reindex(rows["person"])
    told = {name: person[name].to_numpy() for name in ("nhs_number", "practice", "sex", "ethnic_group")}
    born, died = (date(person[name]).to_numpy() for name in ("born", "died"))
    rows = rows.assign(
        NHS_Number=told["nhs_number"], LA_Person_Unique_Identifier=rows["person"], GP_Practice_Code=told["practice"],
        Gender=pd.Series(told["sex"]).str.capitalize(), Ethnicity=told["ethnic_group"], Date_of_Birth=born,
        Date_of_Death=died, Primary_Support_Reason=_reasons(seen, rows, said), LA_Code=_council(rows),
        Event_Reference=rows["id"], Event_Start_Date=date(rows["from"]), Event_End_Date=date(rows["end"]),
    )  # fmt: skip
    return as_laid_out({"ClientLevelData": rows}, COLUMNS)


def _who(rows: pd.DataFrame, carers: bool | np.ndarray, said: Mapping[str, Any]) -> np.ndarray:
    return np.where(carers, said["who"]["carer"], said["who"]["person"]) if len(rows) else np.array([], str)


def _council(rows: pd.DataFrame) -> pd.Series:
    """The council that pays: a service is given by others, and written down by them."""
    code = rows["organisation_code"].where(rows["Event_Type"] != "Service").groupby(rows["person"])
    return code.ffill().fillna(code.bfill())


def _requests(dataset: Dataset, seen: pd.DataFrame, said: Mapping[str, Any]) -> pd.DataFrame:
    asks = said["asks"]
    made = last(dataset, "referral", [asks["request"], asks["carer_request"]], ADULTS)
    came = seen[(seen["code_key"] == asks["request"]) & seen["value_code_key"].isin(said["outcome"])]
    came = came.drop_duplicates(["person", "from"]).set_index(["person", "from"])
    at = made.set_index(["person", "from"]).index
    of_carer = (made["code_key"] == asks["carer_request"]).to_numpy()
    outcome = came["value_code_key"].map(said["outcome"]).reindex(at).to_numpy()
    outcome = np.where(of_carer, said["asks"]["of_carer_request"], outcome)
    decided = came["recorded"].reindex(at)
    return made.assign(
        Event_Type="Request", Client_Type=_who(made, of_carer, said), Event_Outcome=outcome,
        Request_Route_of_Access=made["value_code_key"].map(said["route"]),
        end=decided.to_numpy() if len(made) else made["from"],
    ).assign(end=lambda f: f["end"].where(f["end"].notna(), f["from"]))  # fmt: skip


def _assessments(dataset: Dataset, said: Mapping[str, Any]) -> pd.DataFrame:
    made = last(dataset, "assessment", list(said["assessment"]), ADULTS)
    eligible = made["value_code_key"].map(said["eligible"])
    of_carer = (made["code_key"] == said["asks"]["of_carer"]).to_numpy()
    return made.assign(
        Event_Type="Assessment", Client_Type=_who(made, of_carer, said),
        Assessment_Type=made["code_key"].map(said["assessment"]), Eligible_Needs_Identified=eligible,
        Event_Outcome=made["value_code_key"].map(said["found"]), end=made["from"],
    )  # fmt: skip


def _services(dataset: Dataset, said: Mapping[str, Any]) -> pd.DataFrame:
    service, over = said["service"], said["service_over"]
    made = last(dataset, "plan", list(service), ADULTS)
    died = made["person"].map(dataset.people.set_index("id")["died"])
    dead = (made["until"].dt.tz_localize(None).dt.normalize() >= died).to_numpy()
    outcome = np.where(made["until"].isna(), "", np.where(dead, over["died"], over["planned"]))
    return made.assign(
        Event_Type="Service", end=made["until"], Event_Outcome=outcome,
        Client_Type=_who(made, (made["code_key"] == said["asks"]["carer_plan"]).to_numpy(), said),
        Service_Type=made["code_key"].map({key: one["type"] for key, one in service.items()}),
        Service_Component=made["code_key"].map({key: one.get("component", "") for key, one in service.items()}),
        Delivery_Mechanism=made["code_key"].map({key: one.get("mechanism", "") for key, one in service.items()}),
    )  # fmt: skip


def _reviews(dataset: Dataset, said: Mapping[str, Any]) -> pd.DataFrame:
    review = said["review"]
    made = last(dataset, "assessment", [review["key"]], ADULTS)
    plans = dataset.entries("plan")
    plans = plans[(plans["code_key"] == said["asks"]["plan"]) & (plans["change"] == "amended")]
    changed = made.set_index(["person", "recorded"]).index.isin(plans.set_index(["person", "recorded"]).index)
    return made.assign(Event_Type="Review", Client_Type=_who(made, False, said), Review_Reason=review["reason"],
                       Event_Outcome=np.where(changed, review["changed"], review["as_before"]),
                       end=made["from"])  # fmt: skip


def _reasons(seen: pd.DataFrame, rows: pd.DataFrame, said: Mapping[str, Any]) -> np.ndarray:
    """Why each needs support: what was written last at or before the event; nothing for a carer."""
    import pandas as pd

    known = seen[seen["code_key"].isin(said["reason"])].sort_values("from", kind="stable")
    known = known[["person", "from"]].assign(why=known["code_key"].map(said["reason"]))
    events = rows[["person", "from"]].assign(at=np.arange(len(rows))).sort_values("from", kind="stable")
    found = pd.merge_asof(events, known, on="from", by="person").sort_values("at")["why"].to_numpy()
    return np.where(rows["Client_Type"] == said["who"]["carer"], "", pd.Series(found).fillna("").to_numpy())
