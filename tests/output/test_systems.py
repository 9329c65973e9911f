"""A dataset of the view of systems: each system is a dataset of its own, and the truth stands beside them."""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
from pathlib import Path

import orjson
import pytest

from output.check import check
from synth import api
from synth.dataset import packing
from synth.dataset.reading import Dataset
from synth.errors import BadArguments
from synth.request import Request
from synth.scale.generate import generate
from synth.sharing.channels import FATES
from synth.sharing.flows import flows

ASKED = {"families": 260, "start": "2023-01-01", "end": "2024-01-01", "view": "systems", "formats": ("ndjson", "csv")}


def made(out: Path | None, **more: object) -> Path | None:
    request = Request(out=out, workers=1, **{**ASKED, **more})  # type: ignore[arg-type]
    generate(request.plan(), request.cut())
    return out


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("systems") / "dataset"
    made(folder)
    return folder


def contents(folder: Path) -> dict[str, str]:
    """The digest of every file of a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*")) if path.is_file()
    }  # fmt: skip


def rows(out: Path, name: str) -> list[dict[str, str]]:
    found = []
    for path in sorted((out / "truth").glob(f"{name}-*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += list(csv.DictReader(file))
    return found


def test_the_whole_and_every_system_of_it_are_sound(out: Path) -> None:
    findings = check(Dataset(out), sample=500)
    assert findings.findings == []
    assert findings.checked["references"] > 10_000
    assert len(os.listdir(out / "systems")) > 15


@pytest.mark.slow
def test_a_fault_in_one_system_is_found_and_named(out: Path) -> None:
    path = next((out / "systems").glob("gp-*/ndjson/Patient.00000.ndjson"))
    kept = path.read_bytes()
    path.write_bytes(kept.replace(b'"active":true', b'"active":null', 1))
    try:
        where = {finding.where for finding in check(Dataset(out)).findings}
    finally:
        path.write_bytes(kept)
    assert path.relative_to(out).as_posix() in where


@pytest.mark.slow
def test_however_the_work_is_cut_every_file_is_the_same(out: Path, tmp_path: Path) -> None:
    for shard in ((1, 2), (2, 2)):
        made(tmp_path / "shards", shard=shard)
    assert contents(tmp_path / "shards") == contents(out)


@pytest.mark.slow
def test_a_block_that_is_lost_is_made_again_and_a_dataset_that_is_replaced_leaves_nothing(
    out: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(out, copy)
    for name in ("manifest.json", "blocks/00001.json"):
        (copy / name).unlink()
    next((copy / "systems").glob("*/ndjson/Patient.00001.ndjson")).unlink()
    made(copy, resume=True)
    assert contents(copy) == contents(out)
    made(copy, force=True, families=1, view="whole")
    assert not (copy / "systems").exists() and not (copy / "truth").exists()


@pytest.fixture(scope="module")
def noisy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("noisy")
    (folder / "rates.toml").write_text(RATES, encoding="utf-8")
    made(folder / "dataset", noise=folder / "rates.toml", **FEW)
    return folder / "dataset"


FEW = {"families": 40, "start": "2022-01-01", "end": "2023-01-01"}
RATES = """twins_swapped = 1\nnumber_missing = 0.1\nnumber_of_kin = 0.2\nnumber_superseded = 1\nname_not_updated = 0.5
nickname = 0.3\ntyping = 0.3\nhearing = 0.3\nencoding = 1\nday_and_month = 1\npostcode_transposed = 0.3
house_number_transposed = 0.3\ntelephone_transposed = 0.3\naddress_truncated = 0.3\nunits_mixed = 0.5\nentered_late = 0.5
entered_twice = 0.5\n"""


def test_a_dataset_full_of_noise_is_sound_and_says_which_rule_was_not_asked(noisy: Path) -> None:
    findings = check(Dataset(noisy), sample=500)
    assert findings.findings == []
    assert [line for line in findings.lines() if "NHS numbers of one patient each: not asked here" in line]
    assert Dataset(noisy).manifest["arguments"]["noise"]["typing"] == "0.3"
    told = rows(noisy, "noise")
    linked = {(row["system"], row["patient"]): row["person"] for row in rows(noisy, "linkage")}
    assert len(told) > 100 and all(linked[row["system"], row["patient"]] == row["person"] for row in told)
    assert all(row["was"] != row["is"] for row in told)


def test_noise_changes_nothing_but_what_systems_hold(noisy: Path, tmp_path: Path) -> None:
    plain = made(tmp_path / "plain", **FEW)
    assert plain is not None
    before, after = contents(plain), contents(noisy)
    same = {name for name in before if not name.startswith(("systems/", "blocks/", "manifest")) and "noise" not in name}
    assert same >= {"people.csv", "truth/linkage-00000.csv", "truth/crossings-00000.csv"}
    assert all(before[name] == after[name] for name in same)
    national = {name for name in before if name.startswith("systems/demographics-") and "/ndjson/" in name}
    assert national and all(before[name] == after[name] for name in national)


@pytest.mark.slow
def test_a_noisy_dataset_goes_on_where_it_was_stopped(noisy: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(noisy, copy)
    for name in ("manifest.json", "blocks/00000.json"):
        (copy / name).unlink()
    made(copy, resume=True, noise=noisy.parent / "rates.toml", **FEW)
    assert contents(copy) == contents(noisy)


def test_each_system_reads_as_a_dataset_and_its_people_are_those_of_the_linkage(out: Path) -> None:
    linkage = rows(out, "linkage")
    for folder in sorted((out / "systems").iterdir()):
        dataset = Dataset(folder)
        mine = {row["patient"]: row for row in linkage if row["system"] == folder.name}
        patients = list(dataset.read("Patient"))
        assert {patient["id"] for patient in patients} == set(mine) and mine
        for patient in patients:
            local = [one["value"] for one in patient["identifier"] if one["system"].split("/")[-2].endswith("-number")]
            number = mine[patient["id"]]["local_number"]
            assert local == ([number] if number and local else local)
        assert dataset.manifest["arguments"]["system"] == folder.name


def test_no_resource_of_two_systems_has_one_id_so_that_one_server_can_hold_them_all(out: Path) -> None:
    held: dict[tuple[str, str], str] = {}
    lists = 0
    for folder in sorted((out / "systems").iterdir()):
        dataset = Dataset(folder)
        for path in dataset.ndjson():
            if "reference" in path.name:
                continue  # whatever places share, each system has under one id
            for line in packing.lines(path):
                one = orjson.loads(line)
                key = one["resourceType"], one["id"]
                assert held.setdefault(key, folder.name) == folder.name, key
                lists += one["resourceType"] == "List"
    assert len(held) > 20_000 and lists > 200


def test_one_person_is_known_to_many_systems_by_other_ids(out: Path) -> None:
    systems: dict[str, set[str]] = {}
    ids: dict[str, set[str]] = {}
    for row in rows(out, "linkage"):
        systems.setdefault(row["person"], set()).add(row["system"])
        ids.setdefault(row["person"], set()).add(row["patient"])
    assert all(len(ids[person]) == len(systems[person]) for person in systems)
    assert max(map(len, systems.values())) >= 4
    with (out / "people.csv").open(encoding="utf-8", newline="") as file:
        assert {row["id"] for row in csv.DictReader(file)} == set(systems)


def test_the_truth_says_what_became_of_everything_sent(out: Path) -> None:
    crossings = rows(out, "crossings")
    names = set(os.listdir(out / "systems"))
    assert {row["fate"] for row in crossings} <= set(FATES) and "lost" in {row["fate"] for row in crossings}
    assert {row["receiver"] for row in crossings if row["filed"]} <= names
    kinds = {"immunisation": "Immunization", "procedure": "Procedure", "document": "DocumentReference",
             "referral": "ServiceRequest", "condition": "Condition", "care_episode": "EpisodeOfCare"}  # fmt: skip
    held = {(folder.name, one["identifier"][0]["value"])
            for folder in (out / "systems").iterdir() for kind in kinds.values() for one in Dataset(folder).read(kind)}  # fmt: skip
    answers = {flow.name for flow in flows() if flow.answers}  # of what its receiver wrote itself
    sent = [row for row in crossings if row["kind"] in kinds and row["flow"] not in answers]
    came = {(row["receiver"], row["entry"]) for row in sent if row["filed"]}
    assert came <= held
    gone = {(row["receiver"], row["entry"]) for row in sent if not row["filed"]} - came
    assert gone and not gone & held


def test_what_the_view_does_not_offer_is_refused_in_one_line(tmp_path: Path) -> None:
    for more, said in (({"formats": ("ndjson", "cda")}, "--view systems writes no documents"),
                       ({"formats": ("bundles",), "bundle": "document"}, "--view systems writes no documents"),
                       ({"view": "shared", "formats": ("cda",)}, "--view shared writes no documents"),
                       ({"view": "mine"}, "--view mine: there is no such view; choose among whole, systems, shared")):  # fmt: skip
        with pytest.raises(BadArguments, match=said) as refused:
            api.generate(out=tmp_path / "none", **{**ASKED, **more})
        assert "\n" not in str(refused.value)
