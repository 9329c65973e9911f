"""Figures are declared whole, or refused in one line that says where, which row, what is wrong and how to mend it."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

import care_pathways
from synth.codes import Codelists
from synth.errors import BrokenSource
from synth.realism.recorded.declared import STATISTICS, read_folders
from synth.realism.recorded.vocabulary import FUNCTIONS
from tests.unit.recorded import made

SHARED = Path(__file__).parents[4] / "shared/statistics"
GOOD = '{ stratum = "s", value = 1, share = "female" }'


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('{ stratum = "s", value = 1 }', "it counts nothing: give one of share, mean"),
        ('{ stratum = "s", value = 1, share = "female", mean = "age" }', "it counts share and mean"),
        ('{ stratum = "s", share = "female" }', "value is None: give a number such as 17.4"),
        ('{ stratum = "s", value = "1", share = "female" }', "value is '1': give a number"),
        ('{ stratum = "s", value = 1, share = "femal" }', "unknown name 'femal': use one of"),
        ('{ stratum = "s", value = 1, share = "ever(nothing)" }', "'nothing': no selection of that name"),
        ('{ stratum = "s", value = 1, share = "often(raised)" }', "unknown function 'often'"),
        ('{ stratum = "s", value = 1, share = "within(raised)" }', "ok"),
        ('{ stratum = "s", value = 1, share = "within(raised, 1)" }', "within takes a selection, days, days"),
        ('{ stratum = "s", value = 1, share = "ever(raised, 1)" }', "ever takes a selection"),
        ('{ stratum = "s", value = 1, share = "last(raised.colour)" }', "a selection has value, second"),
        ('{ stratum = "s", value = 1, share = "age >" }', "cannot be read: write it as"),
        ('{ stratum = "s", value = 1, share = "[1, 2]" }', "is not in the language"),
        ('{ stratum = "s", value = 1, share = "().__class__" }', "is not in the language"),
        ('{ stratum = "s", value = 1, share = "age in (1, female)" }', "write what it is in as (1, 2, 3)"),
        ('{ stratum = "s", value = 1, share = "age < 99999999999999999" }', "a number is beyond 1,000,000,000,000"),
        ('{ stratum = "s", value = 1, share = "age in (1, 99999999999999999)" }', "a number is beyond"),
        ('{ stratum = "s", value = 1, share = "age ** 9 > 1" }', "is not in the language"),
        ('{ stratum = "s", value = 1, share = "age is 1" }', "compare with <, <=, >"),
        ('{ stratum = "s", value = 1, share = "gestation < 259" }', "unknown name 'gestation'"),
        ('{ stratum = "s", value = 1, over = "people", share = "baby(male)" }', "baby(...) is of deliveries"),
        ('{ stratum = "s", value = 1, over = "folk", share = "female" }', "over = 'folk': write one of people, years"),
        ('{ stratum = "s", value = 1, over = "birthdays", share = "female" }', 'write turning = "2 years"'),
        ('{ stratum = "s", value = 1, over = "birthdays", turning = "soon", share = "female" }', "turning is 'soon'"),
        ('{ stratum = "s", value = 1, rate = "female" }', 'a rate is of years lived: write over = "years"'),
        (
            '{ stratum = "s", value = 1, over = "years", ratio = "died", by = "age > 9 and last(raised) > 1" }',
            "'last(raised)' looks into the year that is measured: say last(raised, -1*year, 0)",
        ),
        ('{ stratum = "s", value = 1, over = "years", ratio = "died", by = "later(0, last(raised) > 1)" }', "ok"),
        ('{ stratum = "s", value = 1, over = "years", ratio = "died", by = "last(raised, -9, 0) > 1" }', "ok"),
        ('{ stratum = "s", value = 1, ratio = "female" }', "a ratio, and nothing else, compares"),
        ('{ stratum = "s", value = 1, share = "female", by = "male" }', "a ratio, and nothing else, compares"),
        ('{ stratum = "s", value = 1, correlation = "age" }', "correlation is of 2 expressions, not of 1"),
        ('{ stratum = "s", value = 1, share = 7 }', "share is no expression"),
        ('{ stratum = "s", value = 1, share = "female", on = "soon" }', "on is no date"),
        ('{ stratum = "s", value = 1, share = "female", years = "all" }', "years is no number of years"),
        ('{ stratum = "s", value = 1, share = "female", tolerance = "some" }', "'some' is not a tolerance"),
        ('{ stratum = "s", value = 1, share = "female", year = "lately" }', "has no year in 'lately'"),
        ('{ stratum = "s", value = 1, share = "female", evidence = "sure" }', "evidence is 'sure'"),
        ('{ stratum = "s", value = 1, share = "female", colour = "red" }', "unknown member 'colour'"),
        (f"{GOOD}, {GOOD}", "stands also at"),
    ],
)
def test_a_row_that_cannot_be_measured_is_refused_in_one_line(tmp_path, row, said):
    if said == "ok":
        assert made.figures(tmp_path, row).rows
        return
    with pytest.raises(BrokenSource) as refused:
        made.figures(tmp_path, row)
    (line,) = str(refused.value).splitlines()
    assert said in line and "rows.toml:" in line and "'Anything' (s)" in line


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ("bad = { code = ['x'] }", "name a kind of entry"),
        ("bad = { kind = 'weather' }", "name a kind of entry"),
        ("bad = { kind = 'condition', colour = ['x'] }", "'colour' is no column of words of condition"),
        ("bad = { kind = 'condition', code = 'x' }", 'code is no list of words: write code = ["...", "..."]'),
        ("bad = { kind = 'condition', code = [] }", "code is no list of words"),
        ("Bad = { kind = 'condition' }", "the name is no word"),
    ],
)
def test_a_selection_that_cannot_be_found_is_refused_in_one_line(tmp_path, entries, said):
    with pytest.raises(BrokenSource) as refused:
        made.figures(tmp_path, GOOD, entries=entries)
    (line,) = str(refused.value).splitlines()
    assert said in line and "entries.toml:" in line


def test_a_word_may_stand_for_an_expression_but_not_for_a_name_that_is_taken(tmp_path):
    found = made.figures(tmp_path / "a", '{ stratum = "s", value = 1, share = "grown" }', named='grown = "age >= 18"')
    assert found.rows[0].counted[0].text == "age >= 18"
    for named, said in (('age = "female"', "stands for something already"), ("grown = 18", "no expression"),
                        ('grown = "ag >= 18"', "unknown name 'ag'")):  # fmt: skip
        with pytest.raises(BrokenSource, match=said):
            made.figures(tmp_path / "b", GOOD, named=named)


def test_a_code_that_nobody_knows_is_refused_where_codelists_are_there(tmp_path):
    folder = made.folder(tmp_path, GOOD, entries="odd = { kind = 'condition', code = ['hypertensoin'] }")
    with pytest.raises(BrokenSource, match="'hypertensoin' is no key of the codelists"):
        read_folders([folder], Codelists.load(care_pathways.CODELISTS))


def test_figures_of_ones_own_stand_beside_ours_and_use_our_entries(tmp_path):
    ours = made.folder(tmp_path / "ours", GOOD)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "rows.toml").write_text(
        made.HEAD.replace("Anything", "Else") + 'rows = [{ stratum = "s", value = 1, share = "ever(raised)" }]\n',
        "utf-8",
    )
    assert [row.figure.measure for row in read_folders([ours, tmp_path / "own"]).rows] == ["Anything", "Else"]
    with pytest.raises(BrokenSource, match=r"no file entries\.toml"):
        read_folders([tmp_path / "own"])


@pytest.fixture(scope="module")
def ours():
    return read_folders([care_pathways.FIGURES], Codelists.load(care_pathways.CODELISTS))


def test_our_figures_can_all_be_read_and_say_how_they_are_measured_or_why_not(ours):
    joint = [row for row in ours.rows if row.figure.area.startswith("J")]
    assert len(joint) >= 100 and not [row for row in joint if row.figure.why_not]
    assert Counter(bool(row.figure.why_not) for row in ours.rows)[False] > 800
    for row in ours.rows:
        assert row.figure.source and bool(row.figure.why_not) != bool(row.statistic), row.place


LOOKED_UP = (
    "definition: ",
    "ONS, Deaths registered",
    "Gao W and others, ",
    "ONS, Deaths involving COVID-19, England and Wales: deaths occurring",
    "DfE, Children in need 20",
    "Baldwin H and others, Child Abuse",
    "Child Welfare Inequalities Project 2017",
    "Councils' own reports, ",
)
"""What the sources of joint figures begin with that are neither recalled nor judgement."""


def test_what_is_recalled_says_so_and_what_is_judgement_says_that(ours):
    for row in ours.rows:
        if row.figure.area.startswith("J") and row.figure.evidence == "evidenced":
            assert row.figure.source.startswith(LOOKED_UP), row.figure.source
        elif row.figure.area.startswith("J"):
            assert "[recalled, not looked up]" in row.figure.source or row.figure.source.startswith("assumption: ")


def test_every_selection_and_function_and_statistic_is_used(ours):
    text = "".join(path.read_text("utf-8") for path in sorted(care_pathways.FIGURES.glob("*.toml")))
    words = Counter(re.findall(r"\w+", text))
    assert [name for name in ours.selections if words[name] < 2] == []
    assert [name for name in FUNCTIONS if f"{name}(" not in text] == []
    assert {row.statistic for row in ours.rows} - {""} <= set(STATISTICS)


@pytest.mark.skipif(
    not SHARED.exists(), reason="../shared is absent: our figures cannot be compared with the published"
)
def test_no_published_row_is_left_out_or_changed(ours):
    columns = ("area", "measure", "stratum", "unit", "year", "source", "evidence", "tolerance")
    mine = {(*(getattr(row.figure, c) for c in columns), row.figure.value) for row in ours.rows}
    for name in ("published.csv", "additional.csv"):
        with (SHARED / name).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                source = " ".join(row["source"].split())
                wanted = (*(source if c == "source" else row[c] for c in columns), float(row["value"]))
                assert wanted in mine, wanted
