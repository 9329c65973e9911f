"""The returns of social care: their layouts, their codes, episodes that touch, cases of which all that follows is one."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from output.returns import cin, cld, ssda903
from output.returns.reading import ADULTS, CHILDREN
from synth import cli

A = "a child"
LIFE = [
    ("care_episode", "looked_after_child", "2020-01-10 11:00", "2022-03-01 12:00"),
    ("observation", "emergency_protection", "2020-01-10 11:00", ""),
    ("plan", "foster_placement", "2020-01-10 13:00", "2020-02-01 09:00"),
    ("observation", "interim_care_order", "2020-01-15 10:00", ""),
    ("plan", "kinship_placement", "2020-02-01 10:00", "2022-03-01 12:00"),
    ("observation", "care_order", "2020-11-01 10:00", ""),
    ("observation", "special_guardianship", "2022-03-01 12:00", ""),
    ("contact", "first_looked_after_review", "2020-02-05 10:00", ""),
    ("contact", "second_looked_after_review", "2020-04-28 10:00", ""),
    ("contact", "looked_after_review", "2020-10-20 10:00", ""),
    ("observation", "reason_for_change_of_placement", "2020-02-01 10:00", "", "carer_ends_it"),
    ("observation", "need_abuse_or_neglect", "2019-12-01 10:00", ""),
    ("observation", "dental_check", "2020-10-01 10:00", ""),
    ("observation", "missing_from_care", "2020-11-05 22:00", ""),
    ("observation", "returned_from_missing", "2020-11-06 09:00", ""),
    ("assessment", "sdq_total_parent", "2020-10-01 10:00", "", "", 17),
    ("procedure", "review_health_assessment", "2020-09-01 10:00", ""),
    ("observation", "dental_check", "2022-01-10 10:00", ""),
]


CASES = [
    ("referral", "child_social_care_referral", "2020-01-06 11:00", "", "referral_source_school"),
    ("care_episode", "social_services_involved", "2020-01-06 11:00", "2020-02-03 10:00"),
    ("assessment", "child_and_family_assessment", "2020-02-03 10:00", "", "concern_likely_significant_harm"),
    ("observation", "need_abuse_or_neglect", "2020-02-03 10:00", ""),
    ("observation", "factor_parent_drugs", "2020-02-03 10:00", ""),
    ("observation", "factor_neglect", "2020-02-03 10:00", ""),
    ("procedure", "strategy_discussion", "2020-02-04 10:00", ""),
    ("assessment", "section_47_enquiry", "2020-02-06 10:00", "", "concerns_substantiated_child_at_risk"),
    ("contact", "initial_child_protection_conference", "2020-02-20 10:00", ""),
    ("care_episode", "child_protection_plan_record", "2020-02-20 10:00", "2020-09-01 10:00"),
    ("plan", "child_protection_plan_neglect", "2020-02-20 10:00", "2020-09-01 10:00"),
    ("contact", "review_child_protection_conference", "2020-05-12 10:00", ""),
    ("referral", "child_social_care_referral", "2021-03-01 11:00", "", "referral_source_police"),
    ("care_episode", "social_services_involved", "2021-03-01 11:00", "2021-03-02 10:00"),
    ("observation", "no_further_action", "2021-03-02 10:00", ""),
    ("referral", "child_social_care_referral", "2021-06-01 11:00", "", "referral_source_police"),
    ("care_episode", "social_services_involved", "2021-06-01 11:00", "2021-07-01 10:00"),
    ("assessment", "child_and_family_assessment", "2021-07-01 10:00", "", "assessed_not_in_need"),
    ("care_episode", "early_help", "2021-07-20 10:00", ""),
]
SUPPORTED = [
    ("referral", "request_for_support", "2020-01-06 11:00", "", "request_source_hospital_discharge"),
    ("observation", "request_for_support", "2020-01-06 11:00", "", "request_outcome_long_term"),
    ("observation", "support_reason_memory_cognition", "2020-01-06 11:00", ""),
    ("assessment", "care_needs_assessment", "2020-02-03 10:00", "", "needs_eligible"),
    ("plan", "direct_payment", "2020-02-10 10:00", "2020-09-01 10:00"),
    ("assessment", "care_plan_review", "2020-08-03 10:00", ""),
    ("referral", "carer_needs_assessment", "2021-01-06 11:00", ""),
]


class Told:
    """A dataset that tells of one life."""

    people = pd.DataFrame({"id": [A, "another"], "sex": ["female", "male"], "ethnic_group": ["A", ""],
                           "born": pd.to_datetime(["2015-05-06", "1980-01-01"]),
                           "died": pd.to_datetime([None, None]), "nhs_number": ["9990000000", ""],
                           "practice": ["B99001", ""]})  # fmt: skip

    def __init__(self, life: list[tuple[Any, ...]], system: str = CHILDREN) -> None:
        self.life, self.system = life, system

    def entries(self, kind: str) -> pd.DataFrame:
        rows = [(f"{n}", A, 1, "recorded", "self", "9A0AA", key, begins, until, begins, self.system,
                 more[0] if more else "", more[1] if len(more) > 1 else None)
                for n, (of, key, begins, until, *more) in enumerate(self.life) if of == kind]  # fmt: skip
        frame = pd.DataFrame(rows, columns=["id", "person", "version", "change", "about", "organisation_code",
                                            "code_key", "from", "until", "recorded", "system", "value_code_key",
                                            "value"])  # fmt: skip
        times = ("from", "until", "recorded")
        return frame.assign(**{name: pd.to_datetime(frame[name].replace("", None)) for name in times})


@pytest.fixture(scope="module")
def files() -> dict[str, pd.DataFrame]:
    told: Any = Told(LIFE)
    return ssda903.files_of(told)


def test_every_file_has_the_columns_of_its_layout(files: dict[str, pd.DataFrame]) -> None:
    assert {name: list(frame.columns) for name, frame in files.items()} == ssda903.COLUMNS


def test_an_episode_begins_with_care_a_placement_or_a_status_and_ends_with_the_next(
    files: dict[str, pd.DataFrame],
) -> None:
    told = files["Episodes"][["DECOM", "RNE", "LS", "PLACE", "DEC", "REC"]].to_numpy().tolist()
    assert told == [
        ["10/01/2020", "S", "L2", "U6", "15/01/2020", "X1"],
        ["15/01/2020", "L", "C1", "U6", "01/02/2020", "X1"],
        ["01/02/2020", "P", "C1", "U3", "01/11/2020", "X1"],
        ["01/11/2020", "L", "C2", "U3", "01/03/2022", "E47"],
    ]


def test_only_children_who_were_looked_after_are_returned_with_their_reviews(files: dict[str, pd.DataFrame]) -> None:
    assert files["Header"][["CHILD", "SEX", "DOB", "ETHNIC"]].to_numpy().tolist() == [[A, "2", "06/05/2015", "A"]]
    assert files["Reviews"][["CHILD", "REVIEW"]].to_numpy().tolist() == [
        [A, "05/02/2020"], [A, "28/04/2020"], [A, "20/10/2020"],
    ]  # fmt: skip


def test_a_change_of_placement_and_the_category_of_need_are_returned(files: dict[str, pd.DataFrame]) -> None:
    assert files["Episodes"]["REASON_PLACE_CHANGE"].tolist() == ["", "CREQO", "", ""]
    assert set(files["Episodes"]["CIN"]) == {"N1"}


def test_outcomes_are_those_of_the_year_to_the_last_march(files: dict[str, pd.DataFrame]) -> None:
    [told] = files["OC2"].to_dict("records")
    assert (told["SDQ_SCORE"], told["SDQ_REASON"], told["TEETH_CHECK"], told["IMMUNISATIONS"]) == ("17", "", "1", "0")
    assert (told["HEALTH_ASSESSMENT"], told["HEALTH_CHECK"], told["CONVICTED"]) == ("1", "", "")


def test_who_goes_missing_is_returned_from_the_day_until_the_day_of_coming_back(
    files: dict[str, pd.DataFrame],
) -> None:
    assert files["Missing"][["MISSING", "MIS_START", "MIS_END"]].to_numpy().tolist() == [
        ["M", "05/11/2020", "06/11/2020"]
    ]


@pytest.fixture(scope="module")
def census() -> dict[str, pd.DataFrame]:
    told: Any = Told(CASES)
    return cin.files_of(told)


def test_the_census_has_the_columns_of_its_layout(census: dict[str, pd.DataFrame]) -> None:
    assert {name: list(frame.columns) for name, frame in census.items()} == cin.COLUMNS
    assert census["ChildIdentifiers"][["PersonBirthDate", "GenderCurrent"]].to_numpy().tolist() == [["2015-05-06", "2"]]


def test_a_case_is_from_a_referral_to_its_closure_and_says_why(census: dict[str, pd.DataFrame]) -> None:
    told = census["CINdetails"].drop(columns=["LAchildID"]).to_numpy().tolist()
    assert told == [
        ["1", "2020-01-06", "2A", "N1", "2020-09-01", "RC7", "2020-02-20", "false"],
        ["2", "2021-03-01", "6", "N0", "", "", "", "true"],
        ["3", "2021-06-01", "6", "N0", "2021-07-01", "RC9", "", "false"],
    ]


def test_an_enquiry_has_its_target_fifteen_working_days_on(census: dict[str, pd.DataFrame]) -> None:
    told = census["Section47"].drop(columns=["LAchildID"]).to_numpy().tolist()
    assert told == [["1", "2020-02-04", "2020-02-25", "2020-02-20", "false"]]


def test_each_factor_of_an_assessment_is_a_row_and_one_without_says_so(census: dict[str, pd.DataFrame]) -> None:
    told = census["Assessments"][["CINdetailsID", "AssessmentAuthorisationDate", "AssessmentFactors"]]
    assert told.to_numpy().tolist() == [
        ["1", "2020-02-03", "2B"], ["1", "2020-02-03", "16A"], ["3", "2021-07-01", "21"],
    ]  # fmt: skip


def test_a_plan_has_its_reviews_and_counts_those_before(census: dict[str, pd.DataFrame]) -> None:
    assert census["ChildProtectionPlans"].drop(columns=["LAchildID"]).to_numpy().tolist() == [
        ["1", "1", "2020-02-20", "2020-09-01", "NEG", "NEG", "0"]
    ]
    assert census["Reviews"][["CPPID", "CPPreviewDate"]].to_numpy().tolist() == [["1", "2020-05-12"]]


def test_each_event_of_an_adult_is_a_row_in_the_words_of_client_level_data() -> None:
    told: Any = Told(SUPPORTED, ADULTS)
    rows = cld.files_of(told)["ClientLevelData"]
    assert list(rows.columns) == cld.COLUMNS["ClientLevelData"]
    assert rows[["Event_Type", "Client_Type", "Event_Start_Date", "Event_Outcome"]].to_numpy().tolist() == [
        ["Request", "Service User", "06/01/2020", "Progress to Assessment"],
        ["Assessment", "Service User", "03/02/2020", "Progress to Support Planning / Services"],
        ["Service", "Service User", "10/02/2020", "Service ended as planned"],
        ["Review", "Service User", "03/08/2020", "No change in package"],
        ["Request", "Carer", "06/01/2021", "Progress to Assessment"],
    ]
    assert rows["Request_Route_of_Access"][0] == "Discharge from Hospital"
    assert rows["Delivery_Mechanism"][2] == "Direct Payment" and set(rows["LA_Code"]) == {"9A0AA"}
    assert rows["Primary_Support_Reason"].tolist() == ["Support with Memory and Cognition"] * 4 + [""]


@pytest.mark.parametrize("made", [ssda903, cin, cld], ids=["SSDA903", "CIN", "CLD"])
def test_nobody_in_care_makes_a_return_of_headings(made: Any) -> None:
    told: Any = SimpleNamespace(people=Told.people, entries=lambda kind: Told(LIFE).entries("allergy"))
    assert {name: len(frame) for name, frame in made.files_of(told).items()} == dict.fromkeys(made.COLUMNS, 0)


def test_the_command_writes_a_file_for_each_part_of_each_return(tmp_path: Path) -> None:
    out = tmp_path / "data"
    assert cli.run(["generate", "--patients", "20", "--format", "csv", "--out", str(out), "--quiet"]) == 0
    assert cli.run(["returns", str(out), "--out", str(tmp_path / "made"), "--quiet"]) == 0
    for name, made in (("SSDA903", ssda903), ("CIN", cin), ("CLD", cld)):
        written = sorted(path.name for path in (tmp_path / "made" / name).iterdir())
        assert written == [f"{file}.csv" for file in sorted(made.COLUMNS)]
