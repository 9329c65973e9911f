"""Conditions over people: each says what it says, and one that cannot be is shown where it is wrong."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

import care_pathways
from synth import api, keys, watching
from synth.cli import run
from synth.dataset import people_file
from synth.errors import BadArguments
from synth.finding import searching
from synth.finding.conditions import DEEPEST, LONGEST, asked_of, condition

STORIES = ["born_preterm", "diabetes", "looked_after"]
ROWS = [  # id, sex, born, died, family, mother, decile, place, stories
    ("m", "female", "1990-05-01", "", "1", "", "3", "Long Marsh", "diabetes"),
    ("a", "male", "2020-01-01", "", "1", "m", "3", "Long Marsh", "born_preterm looked_after"),
    ("b", "female", "2022-02-02", "2022-02-03", "1", "m", "3", "Long Marsh", "born_preterm"),
    ("c", "", "", "", "2", "", "", "", ""),
]
NAMES = ("id", "sex", "born", "died", "family", "mother", "decile", "place", "stories")


@pytest.fixture(scope="module")
def people() -> pa.Table:
    columns = dict.fromkeys(people_file.COLUMNS, [""] * len(ROWS))
    columns |= {name: [row[n] for row in ROWS] for n, name in enumerate(NAMES)}
    return pa.table({name: pa.array(column, pa.string()) for name, column in columns.items()})


def found(people: pa.Table, text: str) -> str:
    rows = np.flatnonzero(condition(text, STORIES)(people))
    return "".join(ROWS[n][0] for n in rows)


@pytest.mark.parametrize(("text", "who"), [
    ("born_preterm", "ab"),
    ("born_preterm and looked_after", "a"),
    ("diabetes or looked_after", "ma"),
    ("not born_preterm", "mc"),
    ("diabetes or born_preterm and looked_after", "ma"),
    ("(diabetes or born_preterm) and looked_after", "a"),
    ("not (diabetes or born_preterm)", "c"),
    ("not not diabetes", "m"),
    ("born >= 2020-01-01", "ab"),
    ("born<2020-01-01", "m"),
    ("died", "b"),
    ("not died and born", "ma"),
    ("sex = female", "mb"),
    ("sex != female", "a"),
    ('place = "Long Marsh" and decile <= 3', "mab"),
    ("decile > 3", ""),
    ("children = 2", "m"),
    ("children", "m"),
    ("kin >= 2", "mab"),
    ("kin = 0", "c"),
    ("family = 2", "c"),
])  # fmt: skip
def test_a_condition_finds_those_of_whom_it_is_true(people: pa.Table, text: str, who: str) -> None:
    assert found(people, text) == who
    assert found(people, f"  ( {text} )  ") == who
    assert set(found(people, f"not ({text})")) == set("mabc") - set(who)


def test_and_or_and_not_are_those_of_logic(people: pa.Table) -> None:
    for one, other in itertools.product(("born_preterm", "sex = female", "died", "children >= 1"), repeat=2):
        a, b = set(found(people, one)), set(found(people, other))
        assert set(found(people, f"{one} and {other}")) == a & b
        assert set(found(people, f"{one} or {other}")) == a | b
        assert found(people, f"not ({one} or {other})") == found(people, f"not ({one}) and not ({other})")


@pytest.mark.parametrize(("text", "shown"), [
    ("born_preterm diabetes", "born_preterm ^diabetes: at the caret: write and or or before this"),
    ("born_pretrm", "^born_pretrm: at the caret: no story or particular 'born_pretrm': did you mean 'born_preterm'"),
    ("diabetes and", "diabetes and^: at the caret: a story, a particular, not or a bracket is due here"),
    ("(diabetes", "(diabetes^: at the caret: a bracket is not closed"),
    ("diabetes)", "diabetes^): at the caret: write and or or before this"),
    ("born > soon", "born > ^soon: at the caret: born is a day such as 2020-01-31"),
    ("children >= many", "children >= ^many: at the caret: children is a whole number"),
    ("sex < female", "sex < ^female: at the caret: sex is words: ask with = or !="),
    ("diabetes & died", "diabetes ^& died: at the caret: this is no word, number or sign"),
    ('place = "Long', 'place = ^"Long: at the caret: this is no word, number or sign'),
    ("", "^: at the caret: a story, a particular, not or a bracket is due here"),
    ("and", "^and: at the caret: a story, a particular, not or a bracket is due here"),
    ("not " * (DEEPEST + 1) + "died", "brackets and nots within each other"),
    ("d" * (LONGEST + 1), "more than 2000 letters"),
])  # fmt: skip
def test_a_condition_that_cannot_be_is_refused_in_one_line_that_shows_where(text: str, shown: str) -> None:
    with pytest.raises(BadArguments) as refused:
        condition(text, STORIES)
    assert shown in str(refused.value) and "\n" not in str(refused.value)


def test_the_population_of_a_seed_and_a_dataset_of_it_hold_the_same_people(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    window = {"start": "2022-01-01", "end": "2022-07-01"}
    asked = "sex = female and children >= 1"
    api.generate(families=120, formats="csv", out=tmp_path / "dataset", **window)
    here, there = api.find(asked, tmp_path / "dataset", want=5), api.find(asked, want=5, most=120, **window)
    assert here.people == there.people and len(here.people) == 5 and here.sound
    assert run(["find", asked, str(tmp_path / "dataset"), "--want", "5"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 7
    assert run(["find", asked, str(tmp_path / "dataset"), "--want", "500", "--quiet"]) == 1
    assert run(["find", asked, str(tmp_path / "dataset"), "--seed", "7"]) == 2
    assert run(["find", "sex =", str(tmp_path / "dataset")]) == run(["find", asked, str(tmp_path)]) == 2


WINDOW = {"start": "2022-01-01", "end": "2022-07-01"}


def test_who_is_found_does_not_depend_on_how_many_families_are_simulated_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    several = api.find("born >= 2022-01-01", want=3, most=600, **WINDOW)
    monkeypatch.setattr(searching, "LARGEST", keys.BLOCK)
    alone = api.find("born >= 2022-01-01", want=3, most=600, **WINDOW)
    assert several.people == alone.people and several.sound


def test_looking_says_on_stderr_how_far_it_is_and_ends_with_what_was_found(
    capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SECONDS", 0.0)
    asked = ["--from", "2022-01-01", "--to", "2022-07-01", "--most", "40"]
    assert run(["find", "died and not died", *asked]) == 1
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1] == "0 of 10 found in 40 families"
    assert "of at most 40 families" in printed.err
    assert run(["find", "born", "--most", "none"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_examples_of_the_help_are_conditions(capsys: pytest.CaptureFixture) -> None:
    assert run(["find", "--help"]) == 0
    said = " ".join(re.sub(r"[^\x00-\x7f]", " ", capsys.readouterr().out).split())
    examples = [*re.findall(r'Such as "([^"]+)"', said), *re.findall(r"\b\w+ (?:<|>|=|>=) [\w-]+", said)]
    assert len(examples) >= 4
    for example in examples:
        condition(example, [story.name for story in care_pathways.stories()])


COUNTED = {
    "contacts": (pa.int64(), [40, 0, 3, 0]), "first contacts": (pa.string(), ["1999-01-01", "", "2022-02-02", ""]),
    "last contacts": (pa.string(), ["2024-01-01", "", "2022-02-03", ""]),
    "conditions(asthma)": (pa.int64(), [0, 1, 0, 0]), "first conditions(asthma)": (pa.string(), ["", "2021-05-05", "", ""]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "who"), [
    ("contacts > 30", "m"), ("contacts", "mb"), ("contacts = 0", "ac"), ("not contacts", "ac"),
    ("diabetes and contacts > 30 and born < 2000-01-01", "m"), ("conditions(asthma)", "a"),
    ("conditions(asthma) or contacts >= 3", "mab"), ("first contacts >= 2020-01-01", "b"),
    ("last contacts >= 2024-01-01", "m"), ("first conditions(asthma) < 2022-01-01", "a"),
    ('first contacts < 2000-01-01 and not conditions("asthma")', "m"),
])  # fmt: skip
def test_a_condition_counts_entries_and_asks_for_their_first_and_last_day(
    people: pa.Table, text: str, who: str
) -> None:
    told = people
    for name, (kind, column) in COUNTED.items():
        told = told.append_column(name, pa.array(column, kind))
    assert found(told, text) == who
    assert {one.name for one in asked_of(text, STORIES)} <= {name.split(" ")[-1] for name in COUNTED}


@pytest.mark.parametrize(("text", "shown"), [
    ("contact > 3", "^contact > 3: at the caret: no story or particular 'contact': did you mean 'contacts'"),
    ("contacts(astma) > 3", "contacts(^astma) > 3: at the caret: no code 'astma': did you mean 'asthma'"),
    ('contacts("zz_*")', "no code 'zz_*'"),
    ("contacts() > 3", "contacts(^) > 3: at the caret: a code is due here"),
    ("contacts(asthma > 3", "contacts(asthma ^> 3: at the caret: a bracket is not closed"),
    ("contacts > many", "contacts > ^many: at the caret: contacts is a whole number"),
    ("first contacts", "compare it, as with < or >="),
    ("first contacts > 3", "first contacts > ^3: at the caret: first contacts is a day"),
    ("first born > 2020-01-01", "first ^born > 2020-01-01: at the caret: no kind of entry 'born'"),
    ("first and died", "no kind of entry 'and'"),
])  # fmt: skip
def test_entries_that_there_cannot_be_are_refused_in_one_line_that_shows_where(text: str, shown: str) -> None:
    with pytest.raises(BadArguments) as refused:
        condition(text, STORIES, ["asthma", "hv_1yr_review"])
    assert shown in str(refused.value) and "\n" not in str(refused.value)


def test_entries_are_counted_as_the_tables_of_a_dataset_have_them(tmp_path: Path) -> None:
    api.make(families=30, seed=3, start="2022-01-01", end="2023-01-01", out=tmp_path / "d", formats="csv", workers=1)
    rows: dict[tuple[str, str], tuple[str, str, str]] = {}
    for path in sorted((tmp_path / "d" / "tables").glob("contact-*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                rows[row["person"], row["id"]] = (row["code_key"], row["from"][:10], row["change"])
    many = Counter(person for (person, _), (_, _, change) in rows.items() if change != "withdrawn")
    most, bound = many.most_common(1)[0]
    said = api.find(f"contacts >= {bound}", tmp_path / "d", want=1)
    assert [one["id"] for one in said.people] == [one for one, n in many.items() if n == bound][:1]
    nurses = {person for (person, _), (key, *_) in rows.items() if key == "nurse_consultation"}
    asked = api.find("contacts(nurse_consultation)", tmp_path / "d", want=1_000)
    assert {one["id"] for one in asked.people} == nurses and most in many
    by_seed = api.find(
        "contacts(nurse_consultation)", seed=3, start="2022-01-01", end="2023-01-01", most=30, want=1_000
    )
    assert {one["id"] for one in by_seed.people} == nurses
