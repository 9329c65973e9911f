"""The children in need census from the tables of a dataset, as the files that readers of the return in councils take.

A case begins with a referral, and what is done until the next referral is of it. What was referred before the window
stands in no table: such a case begins with the first thing that is known of it, and says no source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from output.returns.reading import as_laid_out, codes, date, last
from synth.calendar import days

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from synth.dataset.reading import Dataset

_CASE = ["LAchildID", "CINdetailsID"]
COLUMNS = {
    "Header": ["Collection", "Year", "ReferenceDate", "SourceLevel", "LEA", "SoftwareCode", "Release", "SerialNo",
               "DateTime"],
    "ChildIdentifiers": ["LAchildID", "UPN", "FormerUPN", "UPNunknown", "PersonBirthDate", "ExpectedPersonBirthDate",
                         "GenderCurrent", "PersonDeathDate"],
    "ChildCharacteristics": ["LAchildID", "Ethnicity"],
    "Disabilities": ["LAchildID", "Disability"],
    "CINdetails": [*_CASE, "CINreferralDate", "ReferralSource", "PrimaryNeedCode", "CINclosureDate",
                   "ReasonForClosure", "DateOfInitialCPC", "ReferralNFA"],
    "Assessments": [*_CASE, "AssessmentActualStartDate", "AssessmentInternalReviewDate",
                    "AssessmentAuthorisationDate", "AssessmentFactors"],
    "CINplanDates": [*_CASE, "CINPlanStartDate", "CINPlanEndDate"],
    "Section47": [*_CASE, "S47ActualStartDate", "InitialCPCtarget", "DateOfInitialCPC", "ICPCnotRequired"],
    "ChildProtectionPlans": [*_CASE, "CPPID", "CPPstartDate", "CPPendDate", "InitialCategoryOfAbuse",
                             "LatestCategoryOfAbuse", "NumberOfPreviousCPP"],
    "Reviews": [*_CASE, "CPPID", "CPPreviewDate"],
}  # fmt: skip
"""The files of the return, each with its columns."""
_FORM = "%Y-%m-%d"


def files_of(dataset: Dataset) -> dict[str, pd.DataFrame]:
    """Each file of the return as a frame, with the columns of its layout, all of them text."""
    said = codes("cin")
    asks = said["asks"]
    held = last(dataset, "care_episode", asks["open"])
    referred = last(dataset, "referral", [asks["referral"]])
    referred = referred[referred["about"].isin(["", "self"]) | referred["about"].isna()]
    cases = _cases(held, referred)
    if cases.empty:
        return as_laid_out({}, COLUMNS)
    seen = dataset.entries("observation")
    people = dataset.people.set_index("id").loc[sorted(set(cases["person"]))]
    assessed = _of_case(last(dataset, "assessment", [asks["assessment"]]), cases)
    plans = _of_case(last(dataset, "plan", list(said["category"])), cases)
    plans["CPPID"] = plans.groupby(["person", "case"]).cumcount() + 1
    met = dataset.entries("contact")
    enquiries = _enquiries(dataset, met, cases, asks)
    planned = _of_case(last(dataset, "plan", [asks["plan"]]), cases)
    children = _children(people, said)
    made = {
        "ChildIdentifiers": children, "ChildCharacteristics": children,
        "CINdetails": _details(cases, held, assessed, enquiries, seen, people, dataset, said),
        "Assessments": _assessments(assessed, seen, said["factor"]),
        "CINplanDates": _numbered(planned).assign(CINPlanStartDate=date(planned["from"], _FORM),
                                                  CINPlanEndDate=date(planned["until"], _FORM)),
        "Section47": enquiries, "ChildProtectionPlans": _protected(plans, said), "Reviews": _reviews(met, plans, asks),
    }  # fmt: skip
    return as_laid_out(made, COLUMNS)


def _cases(held: pd.DataFrame, referred: pd.DataFrame) -> pd.DataFrame:
    """One row for each case: person, its number, when it was opened, who referred."""
    import pandas as pd

    opened = pd.concat([referred[["person", "from", "value_code_key"]].assign(known=1),
                        held[["person", "from"]].assign(known=0)])  # fmt: skip
    opened = opened.sort_values(["person", "from", "known"], ascending=[True, True, False], kind="stable")
    first = opened["person"] != opened["person"].shift()
    cases = opened[first | (opened["known"] == 1)].rename(columns={"from": "opened"})
    cases["case"] = cases.groupby("person").cumcount() + 1
    return cases[["person", "case", "opened", "value_code_key"]].reset_index(drop=True)


def _of_case(found: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Each entry with the case in which it was written: that which was opened last; none of who has no case."""
    import pandas as pd

    right = cases[["person", "case", "opened"]].assign(**{"from": cases["opened"]}).sort_values("from", kind="stable")
    joined = pd.merge_asof(found.sort_values("from", kind="stable"), right, on="from", by="person")
    return joined[joined["case"].notna()].astype({"case": int}).reset_index(drop=True)


def _numbered(found: pd.DataFrame) -> pd.DataFrame:
    return found.rename(columns=dict(zip(("person", "case"), _CASE, strict=True)))


def _children(people: pd.DataFrame, said: Mapping[str, Any]) -> pd.DataFrame:
    import pandas as pd

    gender, group = said["gender"], said["ethnic_group"]
    return pd.DataFrame({
        "LAchildID": people.index, "PersonBirthDate": date(people["born"], _FORM),
        "GenderCurrent": people["sex"].map(gender).fillna(gender["otherwise"]),
        "PersonDeathDate": date(people["died"], _FORM),
        "Ethnicity": people["ethnic_group"].map(group).fillna(group["otherwise"]),
    })  # fmt: skip


def _assessments(assessed: pd.DataFrame, seen: pd.DataFrame, factor: Mapping[str, str]) -> pd.DataFrame:
    """Each assessment, once for each factor that it identified; one that identified none says so."""
    found = seen[seen["code_key"].isin(factor)]
    found = found.assign(AssessmentFactors=found["code_key"].map(factor))[["person", "from", "AssessmentFactors"]]
    made = assessed.merge(found, on=["person", "from"], how="left")
    return _numbered(made).assign(
        AssessmentActualStartDate=date(made["opened"], _FORM), AssessmentAuthorisationDate=date(made["from"], _FORM),
        AssessmentFactors=made["AssessmentFactors"].fillna(factor["none"]),
    )  # fmt: skip


def _enquiries(dataset: Dataset, met: pd.DataFrame, cases: pd.DataFrame, asks: Mapping[str, Any]) -> pd.DataFrame:
    """Each enquiry from its strategy discussion on, with the conference that it led to."""
    import pandas as pd

    made = _of_case(last(dataset, "assessment", [asks["enquiry"]]), cases)
    begun = last(dataset, "procedure", [asks["discussed"]])[["person", "from"]].assign(begun=lambda f: f["from"])
    made = pd.merge_asof(made, begun, on="from", by="person")
    conferred = met[met["code_key"] == asks["conference"]].sort_values("from", kind="stable")
    conferred = conferred[["person", "from"]].assign(met=conferred["from"])
    made = pd.merge_asof(made, conferred, on="from", by="person", direction="forward")
    led = made["value_code_key"].isin(asks["conferred_on"])
    made["begun"], made["met"] = made["begun"].fillna(made["from"]), made["met"].where(led)
    day = made["begun"].dt.tz_localize(None).dt.normalize().to_numpy().astype("datetime64[D]")
    due = _working_days_on(day.astype(np.int64), asks["target"])
    return _numbered(made).assign(
        S47ActualStartDate=date(made["begun"], _FORM), DateOfInitialCPC=date(made["met"], _FORM),
        InitialCPCtarget=due.astype("datetime64[D]").astype(str), ICPCnotRequired=np.where(led, "false", "true"),
    )  # fmt: skip


def _working_days_on(day: np.ndarray, count: int) -> np.ndarray:
    """The day so many working days after each."""
    worked, before = days.worked_days(days.OFFICE)
    return worked[before[day - days.clock.FIRST_DAY] + count]


def _details(
    cases: pd.DataFrame, held: pd.DataFrame, assessed: pd.DataFrame, enquiries: pd.DataFrame, seen: pd.DataFrame,
    people: pd.DataFrame, dataset: Dataset, said: Mapping[str, Any],
) -> pd.DataFrame:  # fmt: skip
    import pandas as pd

    asks, key = said["asks"], ["person", "case"]
    case = pd.MultiIndex.from_frame(cases[key])
    need = _of_case(seen[seen["code_key"].isin(said["need"])], cases).drop_duplicates(key, keep="last")
    need = need.set_index(key)["code_key"].map(said["need"]).reindex(case)

    def has(found: pd.DataFrame) -> np.ndarray:
        """Whether any of these was written in each case."""
        return np.asarray(case.isin(_of_case(found, cases).set_index(key).index))

    def saw(what: str) -> np.ndarray:
        return has(seen[seen["code_key"] == asks[what]])

    found = assessed.drop_duplicates(key, keep="last").set_index(key)["value_code_key"].reindex(case)
    stays = _of_case(held, cases)
    over = stays.groupby(key)["until"].max().reindex(case)
    over = over.where(~has(held[held["until"].isna()]))
    nothing = saw("nothing_follows") & found.isna().to_numpy() & cases["value_code_key"].notna().to_numpy()
    died = cases["person"].map(people["died"]).notna().to_numpy()
    reason = said["closed"]
    why = {
        "by_adoption": saw("adopted"),
        "by_death": died & (over.dt.tz_localize(None).to_numpy() >= cases["person"].map(people["died"]).to_numpy()),
        "by_guardianship": saw("guardian"),
        "without_need": (found == asks["not_in_need"]).to_numpy(),
    }
    why["with_early_help"] = why["without_need"] & has(last(dataset, "care_episode", [asks["helped_early"]]))
    named = [name for name in reason if name != "otherwise"]
    closed = np.select([why[name] for name in named], [reason[name] for name in named], reason["otherwise"])
    met = enquiries.dropna(subset=["met"]).drop_duplicates(_CASE).set_index(_CASE)["DateOfInitialCPC"].reindex(case)
    came = cases["value_code_key"].map(said["source_of_referral"]).fillna(said["source_of_referral"]["otherwise"])
    ends = over.notna().to_numpy() & ~nothing
    return _numbered(cases[key]).assign(
        CINreferralDate=date(cases["opened"], _FORM), ReferralSource=came,
        PrimaryNeedCode=need.fillna(said["need"]["otherwise"]).to_numpy(),
        CINclosureDate=np.where(ends, date(over, _FORM), ""), ReasonForClosure=np.where(ends, closed, ""),
        DateOfInitialCPC=met.to_numpy(), ReferralNFA=np.where(nothing, "true", "false"),
    )  # fmt: skip


def _protected(plans: pd.DataFrame, said: Mapping[str, Any]) -> pd.DataFrame:
    category = plans["code_key"].map(said["category"])
    return _numbered(plans).assign(
        CPPstartDate=date(plans["from"], _FORM), CPPendDate=date(plans["until"], _FORM),
        InitialCategoryOfAbuse=category, LatestCategoryOfAbuse=category,
        NumberOfPreviousCPP=plans.groupby("person").cumcount(),
    )  # fmt: skip


def _reviews(met: pd.DataFrame, plans: pd.DataFrame, asks: Mapping[str, Any]) -> pd.DataFrame:
    """Each review conference with the plan that it looked at."""
    import pandas as pd

    held = met[met["code_key"] == asks["review"]].sort_values("from", kind="stable")
    plan = plans[["person", "case", "CPPID", "from"]].sort_values("from", kind="stable")
    found = pd.merge_asof(held[["person", "from"]], plan, on="from", by="person")
    found = found[found["CPPID"].notna()].astype({"case": int, "CPPID": int})
    return _numbered(found).assign(CPPreviewDate=date(found["from"], _FORM))
