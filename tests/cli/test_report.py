"""`synth report` measures a dataset, writes a page and a table, and says in one line what it cannot do."""

from __future__ import annotations

import csv
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import care_pathways
from synth import api, cli
from synth.dataset.reading import Dataset
from synth.realism import verdicts
from synth.realism.recorded import reporting
from synth.realism.recorded.declared import read_folders
from synth.realism.recorded.entries import asked
from synth.realism.recorded.tables import Tables, Words

MADE = ["generate", "--patients", "60", "--from", "2020-01-01", "--to", "2024-01-01", "--workers", "1", "--quiet"]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Sixty patients as tables of both kinds."""
    out = tmp_path_factory.mktemp("small") / "data"
    assert cli.run([*MADE, "--out", str(out), "--format", "parquet,csv"]) == 0
    return api.open(out)


@pytest.fixture(scope="module")
def reported(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> reporting.Reported:
    return api.report(dataset.path, tmp_path_factory.mktemp("out") / "new")


def test_the_page_and_the_table_hold_every_figure(reported: reporting.Reported) -> None:
    assert reported.page is not None and reported.table is not None
    html = reported.page.read_text("utf-8")
    tree = ElementTree.fromstring(html.split("\n", 1)[1])
    assert len(tree.findall(".//tbody/tr")) == len(reported.rows) > 1500
    assert len(tree.findall(".//svg")) > 50 and "http" not in html.split("<style>")[1].split("</style>")[0]
    lines = list(csv.DictReader(reported.table.read_text("utf-8").splitlines()))
    assert [line["verdict"] for line in lines] == [row.verdict for row in reported.rows]
    assert next(reported.lines()).startswith(f"{len(reported.rows)} figures: ")


def test_sixty_patients_are_too_few_for_most_and_it_says_so(reported: reporting.Reported) -> None:
    counts = verdicts.totals(reported.rows)
    assert counts[verdicts.TOO_FEW] > counts[verdicts.WITHIN] > 0


def test_the_same_dataset_gives_the_same_report(dataset: Dataset, reported: reporting.Reported) -> None:
    assert api.report(dataset.path).rows == reported.rows


def test_weights_to_england_change_what_is_found_and_not_what_is_counted(
    dataset: Dataset, reported: reporting.Reported
) -> None:
    weighted = api.report(dataset.path, weighted=True).rows
    assert [row.n for row in weighted] == [row.n for row in reported.rows]
    apart = [one.generated != other.generated for one, other in zip(weighted, reported.rows, strict=True)]
    assert 50 < sum(apart) < len(apart)


def test_tables_of_csv_say_what_those_of_parquet_say(dataset: Dataset) -> None:
    parquet, plain = Tables(dataset), Tables(api.open(dataset.path))
    plain.dataset.manifest["arguments"] = {**dataset.manifest["arguments"], "formats": ["csv"]}
    for kind in ("observation", "contact", "condition", "birth", "death", "address", "relationship", "registration"):
        one, other = parquet[kind], plain[kind]
        assert set(one.columns) == set(other.columns) and len(one)
        for name, column in one.columns.items():
            if isinstance(column, Words):
                assert (column.texts() == other[name].texts()).all(), (kind, name)
            else:
                np.testing.assert_array_equal(column, other[name], err_msg=f"{kind} {name}")


def test_only_the_words_that_are_asked_for_are_read(dataset: Dataset) -> None:
    figures = read_folders([care_pathways.FIGURES])
    every, some = Tables(dataset), Tables(dataset, asked(figures.selections.values()))
    for kind in ("observation", "contact", "ethnic_group", "birth", "relationship"):
        whole, part = every[kind], some[kind]
        assert set(part.columns) < set(whole.columns) or kind == "birth"
        for name, column in part.columns.items():
            other = whole[name]
            same = (
                column.texts() == other.texts() if isinstance(column, Words) else (column == other) | (column != column)
            )
            assert same.all(), (kind, name)
    assert {"code_key", "value_code_key", "system", "pathway"} <= set(some["observation"].columns)


def test_strict_ends_with_1_where_a_figure_that_was_read_is_missed(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    row = 'area = "T"\nmeasure = "Women"\nunit = "percent"\nyear = "2021"\nsource = "a test"\nover = "people"\n'
    missed = row + 'stratum = "all"\nvalue = 1\ntolerance = "abs:0.1"\nshare = "age >= 0"\n'
    (own / "women.toml").write_text(f"[[figure]]\n{missed}", encoding="utf-8")
    command = ["report", str(dataset.path), "--out", str(tmp_path / "out"), "--figures", str(own)]
    assert cli.run(command) == 0
    assert " figures: " in capsys.readouterr().out
    assert cli.run([*command, "--strict", "--quiet"]) == 1
    assert " outside" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{here}/nowhere"], "there is no folder {here}/nowhere"),
        (["{data}", "--figures", "{here}/nowhere"], "--figures {here}/nowhere: there is no such folder"),
        (["{data}", "--out", "{here}/file"], "another folder with --out"),
        (["{data}", "--out", "null:"], "name one to write to"),
        (["{bare}"], "{bare} holds no tables: generate it with --format parquet"),
    ],
)
def test_what_cannot_be_is_one_line(
    dataset: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    bare = tmp_path / "bare"
    if "{bare}" in arguments[0]:
        assert cli.run([*MADE[:2], "5", *MADE[3:], "--out", str(bare), "--format", "ndjson"]) == 0
    names = {"here": tmp_path, "data": dataset.path, "bare": bare}
    assert cli.run(["report", *(one.format(**names) for one in arguments)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said.format(**names) in line


def test_a_table_that_lost_its_end_is_refused(dataset: Dataset, tmp_path: Path, capsys) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(dataset.path, copy)
    path = next((copy / "tables").glob("condition-*.parquet"))
    path.write_bytes(path.read_bytes()[:200])
    assert cli.run(["report", str(copy), "--out", str(tmp_path / "out")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "condition" in line and "synth validate" in line
