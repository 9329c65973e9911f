"""The commands do what they say: a dataset is made, looked at, checked and opened."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from synth import api, cli, watching
from synth.dataset.reading import Dataset
from synth.errors import BadArguments

SMALL = ["generate", "--patients", "40", "--from", "2022-01-01", "--to", "2025-01-01", "--workers", "1"]
EVERY = "bundles,ndjson,cda,messages,delivery,parquet,csv"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Forty patients in every format."""
    out = tmp_path_factory.mktemp("small") / "data"
    assert cli.run([*SMALL, "--out", str(out), "--format", EVERY, "--quiet"]) == 0
    return api.open(out)


def test_generate_says_what_it_wrote_and_what_to_look_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SECONDS", 1e6)  # however long it takes here
    out = tmp_path / "data"
    assert cli.run([*SMALL, "--out", str(out)]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out.startswith("40 patients in ") and "resources/s" in printed.out and " MB" in printed.out
    assert f"synth validate {out}" in printed.out
    shown = [line.split()[0] for line in printed.out.splitlines() if line.startswith(f"  {out}")]
    assert str(out / "people.csv") in shown and any("/bundles/" in path for path in shown)
    assert all(Path(path).is_file() for path in shown)


def test_progress_is_said_on_stderr_in_plain_lines_where_nobody_watches(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SECONDS", 0.0)
    assert cli.run([*SMALL, "--out", str(tmp_path / "data"), "--format", "csv"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert all(line.startswith("synth: ") for line in said)
    assert any("1 of 1 blocks, 40 patients" in line for line in said)


def test_quiet_prints_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([*SMALL, "--out", str(tmp_path / "data"), "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_null_keeps_nothing_and_gives_the_digest(
    tmp_path: Path, dataset: Dataset, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.run([*SMALL, "--out", "null:", "--format", EVERY]) == 0
    assert f"digest of the blocks: {dataset.manifest['blocks']}" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


def test_a_dataset_that_is_there_is_kept_unless_told_otherwise(tmp_path: Path, capsys) -> None:
    out = str(tmp_path / "data")
    assert cli.run([*SMALL, "--out", out, "--quiet"]) == 0
    assert cli.run([*SMALL, "--out", out]) == 2
    assert "--force replaces it" in capsys.readouterr().err
    assert cli.run([*SMALL, "--out", out, "--resume"]) == 0
    assert "nothing was left to make" in capsys.readouterr().out
    assert cli.run([*SMALL, "--seed", "5", "--out", out, "--resume"]) == 2
    assert "--seed 5 here, 42 there" in capsys.readouterr().err
    assert cli.run([*SMALL, "--seed", "5", "--out", out, "--force", "--quiet"]) == 0
    assert json.loads((tmp_path / "data" / "manifest.json").read_text())["arguments"]["seed"] == 5


def test_validate_finds_nothing_wrong_with_what_generate_makes(dataset: Dataset, capsys) -> None:
    code = cli.run(["validate", str(dataset.path)])
    printed = capsys.readouterr().out
    assert code == 0, printed
    assert "nothing wrong was found" in printed


def test_validate_ends_with_1_on_findings(tmp_path: Path, capsys) -> None:
    out = tmp_path / "data"
    assert cli.run([*SMALL, "--out", str(out), "--format", "ndjson", "--quiet"]) == 0
    path = out / "ndjson" / "Patient.00000.ndjson"
    path.write_text(path.read_text().replace('"birthDate"', '"bornOn"', 1))
    assert cli.run(["validate", str(out), "--sample", "1000"]) == 1
    assert "bornOn" in capsys.readouterr().out


STOPS = """
import signal, sys
from synth import cli
from synth.scale import work
land = work.land
def land_and_wait(*what, **more):
    land(*what, **more)
    print("one has landed", flush=True)
    signal.pause()
work.land = land_and_wait
sys.exit(cli.run(sys.argv[1:]))
"""
"""Makes a dataset, and when its first block has landed goes no further until it is stopped."""


def test_an_interrupted_run_can_be_resumed(tmp_path: Path) -> None:
    out = tmp_path / "data"
    arguments = ["generate", "--families", "600", "--from", "2024-09-01"]
    arguments += ["--format", "ndjson", "--out", str(out), "--workers", "1"]
    command = [sys.executable, "-c", STOPS, *arguments]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "one has landed\n"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130 and "--resume goes on with it" in said.splitlines()[-1]
    landed = {path.name: path.stat().st_mtime_ns for path in (out / "blocks").glob("*.json")}
    assert len(landed) == 1 and not (out / "manifest.json").exists()
    subprocess.run([sys.executable, "-m", "synth.cli", *arguments, "--resume"], check=True, capture_output=True)
    after = {path.name: path.stat().st_mtime_ns for path in (out / "blocks").glob("*.json")}
    assert landed.items() <= after.items() and len(after) > 2
    assert (out / "manifest.json").exists() and not (out / ".partial").exists()


def test_a_dataset_opens_as_frames(dataset: Dataset) -> None:
    people = dataset.people
    assert len(people) == 40 and people["id"].is_unique and people["nhs_number"].str.fullmatch(r"9\d{9}").all()
    assert pd.api.types.is_datetime64_any_dtype(people["born"])
    for kind, n in dataset.manifest["totals"]["entries"].items():
        entries = dataset.entries(kind)
        assert entries["id"].nunique() == n and set(entries["person"]) <= set(people["id"])
        assert pd.api.types.is_datetime64_any_dtype(entries["recorded"])
    for kind, n in dataset.manifest["totals"]["resources"].items():
        assert len(dataset.resources(kind)) == n
    assert dataset.bundle(people["id"][0])["entry"][0]["resource"]["id"] == people["id"][0]


def test_tables_say_the_same_as_csv_and_as_parquet(dataset: Dataset, tmp_path: Path) -> None:
    comma = api.generate(40, start="2022-01-01", end="2025-01-01", out=tmp_path / "csv", formats="csv")
    for kind in dataset.manifest["totals"]["entries"]:
        one, other = dataset.entries(kind), comma.entries(kind)
        assert list(one.columns) == list(other.columns)
        for name in one.columns:
            left, right = one[name], other[name]
            if pd.api.types.is_numeric_dtype(left) or pd.api.types.is_datetime64_any_dtype(left):
                assert ((left == right) | (left.isna() & right.isna())).all(), (kind, name)
            else:
                assert left.astype("object").fillna("").tolist() == right.fillna("").tolist(), (kind, name)


def test_ids_of_entries_are_those_of_their_resources(dataset: Dataset) -> None:
    from output import registry

    totals = dataset.manifest["totals"]
    for kind in totals["entries"]:
        row = registry.KINDS[kind]
        if not row.part:  # who people are is part of their Patient
            assert row.resource in totals["resources"], kind
            ids = {resource["id"] for resource in dataset.read(row.resource)}
            assert set(dataset.entries(kind)["id"]) <= ids, kind


def test_python_users_need_no_folder() -> None:
    made = api.generate(patients=5, seed=3, start="2024-01-01", end="2025-01-01")
    assert len(made.people) == 5 and made.path.exists() and len(made.resources("Patient")) == 5
    with pytest.raises(BadArguments, match="there is no kind of entry 'mood'"):
        made.entries("mood")
    with pytest.raises(BadArguments, match="has no resources of the type 'Mood'"):
        made.resources("Mood")
    with pytest.raises(BadArguments, match="has no bundle"):
        made.bundle("../../etc/passwd")


def test_pathways_and_codes_are_listed_and_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["pathways", "list"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert listed and all("steps, starts on" in line for line in listed)
    name = listed[0].split(":")[0]
    assert cli.run(["pathways", "check"]) == 0
    assert cli.run(["codes", "check"]) == 0
    capsys.readouterr()
    assert cli.run(["pathways", "draw", name]) == 0
    assert capsys.readouterr().out.startswith(("flowchart", "stateDiagram", "graph", "---"))


def test_a_place_that_was_asked_for_is_in_the_manifest_and_shapes_the_people(tmp_path: Path) -> None:
    made = {}
    for name in ("Newham", "East Lindsey"):
        out = tmp_path / name
        few = ["--families", "20", "--format", "ndjson", "--quiet", "--out", str(out)]
        assert cli.run(["generate", *few, "--place", name.lower()]) == 0
        manifest = json.loads((out / "manifest.json").read_text())
        assert manifest["arguments"]["place"] == name
        made[name] = manifest["blocks"]
    assert made["Newham"] != made["East Lindsey"]
    again = ["generate", "--families", "20", "--format", "ndjson", "--out", str(tmp_path / "Newham"), "--resume"]
    assert cli.run(again) == 2
