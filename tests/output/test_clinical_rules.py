"""Every clinical rule catches a life that breaks it and lets one pass that does not; real lives keep them all."""

from __future__ import annotations

import csv

import pyarrow as pa
import pytest

from care_pathways import CODELISTS
from care_pathways.gp._medicines import NEWER
from output.check import noise, tables
from output.check.block import Block
from output.check.clinical import judged
from output.check.clinical.claims import CLAIMS
from output.check.clinical.conditions import CONDITIONS, TOLD, day
from output.check.clinical.examples import CLOSES, TUESDAY, Example, example
from output.check.clinical.rule import Rule
from output.check.clinical.rules import every_rule, keys_of, rule_of
from output.check.findings import Findings
from synth import api, codes
from synth.clock import DAY
from synth.dataset.reading import Dataset

RULES = every_rule()
BY_NAME = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


@BY_NAME
def test_a_life_that_breaks_a_rule_is_caught(rule: Rule) -> None:
    [(_, rows, broken)] = judged(example(rule, sound=False), (rule,))
    assert len(broken) and len(rows) >= len(broken)


@BY_NAME
def test_a_life_that_keeps_a_rule_is_judged_by_it_and_passes(rule: Rule) -> None:
    [(_, rows, broken)] = judged(example(rule, sound=True), (rule,))
    assert len(rows) and not len(broken)


@BY_NAME
def test_a_rule_speaks_of_keys_that_the_codelists_have(rule: Rule) -> None:
    assert keys_of(rule) <= set(codes.sound(CODELISTS))


@pytest.mark.parametrize(("left", "judged_rows"), [(30, 0), (500, 1)])
def test_what_may_still_follow_after_the_window_is_not_missed(left: int, judged_rows: int) -> None:
    rule = next(r for r in RULES if r.name.startswith("five months lie between the first two HPV"))
    one = Example(at=CLOSES - left * DAY)
    one.write("immunisation:hpv_dose1", one.at - 60 * DAY)
    one.write("immunisation:hpv_dose2", one.at)
    [(_, rows, broken)] = judged(one.lives(), (rule,))
    assert len(rows) == len(broken) == judged_rows


@pytest.mark.parametrize(("left", "judged_rows"), [(20, 0), (900, 1)])
def test_what_would_have_followed_is_not_missed_of_who_left_the_country(left: int, judged_rows: int) -> None:
    rule = next(r for r in RULES if r.name.startswith("a referral is followed by an assessment"))
    one = Example(born=TUESDAY - 8 * 365 * DAY)
    one.write("referral:child_social_care_referral", one.at)
    one.write("registration:registration_type_regular", one.born, until=one.at + left * DAY,
              answer="gp_removal_embarkation")  # fmt: skip
    [(_, rows, broken)] = judged(one.lives(), (rule,))
    assert len(rows) == len(broken) == judged_rows


@pytest.mark.parametrize(("came", "judged_rows"), [(100, 0), (900, 1)])
def test_what_was_done_before_is_not_missed_of_who_came_from_abroad_since(came: int, judged_rows: int) -> None:
    rule = next(r for r in RULES if r.name == "type 2 diabetes rests on HbA1c")
    one = Example()
    one.write("condition:t2dm", one.at)
    one.came = one.at - came * DAY
    [(_, rows, broken)] = judged(one.lives(), (rule,))
    assert len(rows) == len(broken) == judged_rows


def test_the_sex_of_a_baby_is_as_it_was_put_right_and_of_a_grown_person_that_at_birth() -> None:
    rule = next(r for r in RULES if r.name == "only boys have their testes examined")
    for changes, many in (([("2", 0, "male")], 0), ([("2", 30 * 365 * DAY, "male")], 1), ([], 1)):
        one = Example(born=TUESDAY - 2 * DAY, sex="female")
        one.sexes = changes
        one.write(f"{rule.kind}:{rule.of[0]}", one.at)
        [(_, rows, broken)] = judged(one.lives(), (rule,))
        assert len(rows) == 1 and len(broken) == many


def test_a_medicine_newer_than_the_practices_computer_has_a_rule_that_says_so() -> None:
    said = {key: rule["days_from"] for rule in RULES if rule.kind == "prescription" for key in rule.of}
    for key, begins in NEWER.items():
        assert key in said and abs(day(said[key]) - begins.number.lowest // DAY) < 31, key


@pytest.mark.parametrize(("weeks", "late"), [(23, False), (40, True)])
def test_the_age_of_who_was_born_early_is_counted_from_when_they_were_due(weeks: int, late: bool) -> None:
    rule = next(r for r in RULES if r.name == "hearing is screened in the first months")
    one = Example(born=TUESDAY - 152 * DAY)
    one.write(TOLD, one.born, value=7 * weeks)
    one.write(rule.of[0], one.at)
    [(_, rows, broken)] = judged(one.lives(), (rule,))
    assert len(rows) == 1 and (len(broken) == 1) == late


def test_only_rules_that_go_by_what_a_noise_changes_are_not_asked() -> None:
    swayed = noise.swayed({"arguments": {"noise": {"units_mixed": "0.1", "day_and_month": "0.1", "typing": "0.1"}}})
    left = [rule for rule in RULES if swayed & rule.more.keys()]
    assert {rule.claim for rule in left} >= {"age", "value"} and 0 < len(left) < len(RULES)
    known = {*CONDITIONS, *(part for claim in CLAIMS.values() for part in claim.decide)}
    assert known >= {part for parts in noise.SWAYED.values() for part in parts}
    assert not noise.swayed({"arguments": {"noise": {"typing": "0.1"}}}) and not noise.swayed({"arguments": {}})


def test_rules_that_go_by_whose_an_entry_is_are_not_asked_where_letters_may_be_misfiled() -> None:
    assert not noise.misfiled({"arguments": {"view": "whole"}})
    views = [noise.misfiled({"arguments": {"view": view}}) for view in ("systems", "shared")]
    asked = [rule for rule in RULES if CLAIMS[rule.claim].alone and not views[0] & rule.more.keys()]
    assert views[0] == views[1] and "where_age_from" in views[0] and len(asked) > 100


def _keys(theme: str) -> set[str]:
    with (CODELISTS / f"{theme}.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"] for row in csv.DictReader(file)}


def test_there_are_as_many_rules_as_a_clinician_would_ask_for() -> None:
    assert len(RULES) >= 400
    of_practices = {key for theme in ("gp", "medicines") for key in _keys(theme)}
    assert sum(bool(of_practices & {*rule.of}) for rule in RULES) >= 120


@pytest.mark.parametrize("row", [
    {"name": "a"}, {"name": "a", "of": ["b"], "reason": "c", "source": "d"},
    {"name": "a", "of": ["b"], "reason": "c", "source": "d", "age_from": 1, "sex": "female"},
    {"name": "a", "of": ["b"], "reason": "c", "source": "d", "age_from": 1, "where_weather": "wet"},
])  # fmt: skip
def test_a_row_that_says_too_little_too_much_or_what_nobody_knows_is_refused(row: dict) -> None:
    with pytest.raises(ValueError, match=r"lacks|claims|nobody knows"):
        rule_of(row)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    out = tmp_path_factory.mktemp("clinical") / "data"
    api.make(families=256, seed=31, start="2016-01-01", end="2024-01-01", out=out, formats="parquet,csv", workers=1)
    return api.open(out)


@pytest.mark.slow
def test_the_lives_of_a_dataset_keep_every_rule(lived: Dataset) -> None:
    found = api.validate(lived.path, workers=1)
    assert found.checked["clinical rules"] > 20_000
    assert found.findings == []


@pytest.mark.parametrize(("until", "found"), [
    ("2024-02-01 09:00:00Z", 0), ("2024-02-01 08:59:00Z", 1), ("2024-01-31", 1), ("", 0),
])  # fmt: skip
def test_a_row_that_ends_before_it_begins_is_found(until: str, found: int) -> None:
    row = {"id": "a", "person": "b", "version": "1", "recorded": "2024-02-01 09:00:00Z",
           "from": "2024-02-01 09:00:00Z", "until": until}  # fmt: skip
    block = Block("00000", Findings("data"))
    tables._in_order({"path": "tables/contact"}, pa.table({name: [one] for name, one in row.items()}), block)
    assert len(block.findings.findings) == found
