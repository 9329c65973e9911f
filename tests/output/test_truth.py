"""The truth stands beside the records: it agrees with what they say where they know, and knows what they do not."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import synth.api
from synth.world.demography.deaths import CAUSES, ICD10
from synth.world.illness.risks import ILLNESSES

WINDOW = {"start": "2019-01-01", "end": "2022-01-01", "seed": 5}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two blocks of tables with the truth beside them."""
    out = tmp_path_factory.mktemp("truth") / "data"
    synth.api.make(families=300, formats=("csv",), truth=True, out=out, workers=1, **WINDOW)
    return out


def read(made: Path, folder: str, table: str) -> pd.DataFrame:
    return pd.concat(pd.read_csv(path, dtype=str) for path in sorted((made / folder).glob(f"{table}-*.csv")))


def days(column: pd.Series) -> pd.Series:
    return pd.to_datetime(column, utc=True).dt.tz_convert(None)


def test_every_patient_is_there_once_and_born_and_died_when_the_record_says(made):
    persons, people = read(made, "truth", "person"), pd.read_csv(made / "people.csv", dtype=str)
    assert persons["id"].is_unique
    assert set(persons[persons["patient"] == "true"]["id"]) == set(people["id"])
    both = people.merge(persons, on="id", suffixes=("", "_true"))
    there = both["died"].notna()
    assert there.any() and (there == both["died_true"].notna()).mean() > 0.99  # who has left may die unheard of
    known = both[there & both["died_true"].notna()]
    assert (known["died"] == known["died_true"].str[:10]).mean() > 0.99


def test_the_underlying_cause_has_its_codes_and_is_what_is_certified(made):
    persons = read(made, "truth", "person")
    dead = persons[persons["cause"].notna()]
    assert len(dead) and set(zip(dead["cause"], dead["icd10"], strict=True)) <= set(zip(CAUSES, ICD10, strict=True))
    people = pd.read_csv(made / "people.csv", dtype=str)
    both = people.merge(dead, on="id")
    covid = both[both["cause"] == "COVID-19"]["cause_of_death"].dropna()
    assert len(covid) and covid.str.contains("COVID|coronavirus", case=False).all()


def test_conditions_begin_within_a_life_and_before_they_are_found(made):
    conditions, persons = read(made, "truth", "condition"), read(made, "truth", "person").set_index("id")
    assert set(conditions["condition"]) <= set(ILLNESSES) and len(set(conditions["condition"])) > 8
    onset = days(conditions["onset"])
    lives = persons.loc[conditions["person"]]
    assert (onset.values >= days(lives["born"]).values).all()
    assert not (onset.values > days(lives["died"]).values).any()
    assert onset.max() < pd.Timestamp("2022-01-01")
    found = read(made, "tables", "condition")
    found = found[(found["code_key"] == "chd") & (found["change"] != "withdrawn")]
    true = conditions[conditions["condition"] == "coronary_heart_disease"].set_index("person")["onset"]
    assert len(found) and set(found["person"]) <= set(true.index)
    assert (days(found["from"]).values >= days(true.loc[found["person"]]).dt.floor("D").values).all()
    assert len(true) >= found["person"].nunique()


def test_kin_are_told_from_both_sides_and_more_of_them_than_any_system_recorded(made):
    kin, persons = read(made, "truth", "kin"), read(made, "truth", "person").set_index("id")
    assert set(kin["person"]) | set(kin["other"]) <= set(persons.index)
    mothers = kin[kin["kind"] == "gestational mother"].set_index("person")["other"]
    born = persons["mother"].dropna()
    assert (born.loc[mothers.index] == mothers).all()
    partners = kin[kin["kind"] == "partner"]
    pairs = set(zip(partners["person"], partners["other"], strict=True))
    assert pairs and all((other, one) in pairs for one, other in pairs)
    recorded = read(made, "tables", "relationship")
    assert len(kin) > recorded.groupby(["person", "other"], dropna=False).ngroups * 0.9


def test_places_in_courses_are_spread_evenly_and_children_take_after_their_mothers(made):
    courses, persons = read(made, "truth", "course"), read(made, "truth", "person").set_index("id")
    pressure = courses[courses["course"] == "blood pressure"].set_index("person")["centile"].astype(float)
    assert set(pressure.index) == set(persons.index)
    assert 45 < pressure.mean() < 55 and 25 < pressure.std() < 33
    pair = persons["mother"].dropna()
    mothers = pressure.loc[pair.values].to_numpy()
    assert 0.05 < pd.Series(pressure.loc[pair.index].to_numpy()).corr(pd.Series(mothers)) < 0.7


def test_it_is_asked_for_and_changes_nothing_else(made, tmp_path):
    synth.api.make(families=300, formats=("csv",), out=tmp_path / "plain", workers=1, **WINDOW)
    assert not (tmp_path / "plain" / "truth").exists()
    ours = {p.name: p.read_bytes() for p in (tmp_path / "plain" / "tables").glob("*.csv")}
    assert ours == {p.name: p.read_bytes() for p in (made / "tables").glob("*.csv")}


def test_a_spoilt_truth_is_found(made):
    assert not synth.api.validate(made).findings
    path = made / "truth" / "kin-00000.csv"
    text = path.read_text()
    lines = text.splitlines(keepends=True)
    path.write_text("".join([*lines[:1], "0" * 8 + lines[1][8:], *lines[2:]]))
    findings = synth.api.validate(made).findings
    path.write_text(text)
    assert any("kin-00000" in str(one) for one in findings)
