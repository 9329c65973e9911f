"""The return on children looked after: its layout, its episodes that touch, and its codes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from output.returns import ssda903
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
    ("contact", "looked_after_review", "2020-02-05 10:00", ""),
]


class Told:
    """A dataset that tells of one life."""

    people = pd.DataFrame({"id": [A, "another"], "sex": ["female", "male"], "ethnic_group": ["A", ""],
                           "born": pd.to_datetime(["2015-05-06", "1980-01-01"])})  # fmt: skip

    def entries(self, kind: str) -> pd.DataFrame:
        rows = [(f"{n}", A, 1, key, begins, until, "Children's social care") for n, (of, key, begins, until)
                in enumerate(LIFE) if of == kind]  # fmt: skip
        frame = pd.DataFrame(rows, columns=["id", "person", "version", "code_key", "from", "until", "system"])
        return frame.assign(**{name: pd.to_datetime(frame[name].replace("", None)) for name in ("from", "until")})


@pytest.fixture(scope="module")
def files() -> dict[str, pd.DataFrame]:
    told: Any = Told()
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
    assert files["Reviews"][["CHILD", "REVIEW"]].to_numpy().tolist() == [[A, "05/02/2020"]]


def test_nobody_in_care_makes_a_return_of_headings() -> None:
    told: Any = SimpleNamespace(people=Told.people, entries=lambda kind: Told().entries("allergy"))
    assert {name: len(frame) for name, frame in ssda903.files_of(told).items()} == dict.fromkeys(ssda903.COLUMNS, 0)


def test_the_command_writes_a_file_for_each_part_of_the_return(tmp_path: Path) -> None:
    out = tmp_path / "data"
    assert cli.run(["generate", "--patients", "20", "--format", "csv", "--out", str(out), "--quiet"]) == 0
    assert cli.run(["returns", str(out), "--out", str(tmp_path / "made"), "--quiet"]) == 0
    assert sorted(path.name for path in (tmp_path / "made").iterdir()) == ["Episodes.csv", "Header.csv", "Reviews.csv"]
