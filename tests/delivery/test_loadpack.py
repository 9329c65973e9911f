"""`synth loadpack` makes fixtures that hold what they promise, and scripts that run and find what is wrong."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from output.delivery.dataset.source import Source, references
from output.delivery.dataset.tag import tag_of
from output.delivery.loadpack.closing import SIZES
from output.delivery.loadpack.searches import FEW
from output.delivery.verify.answers import units
from synth import api
from synth.cli import run
from tests.servers.faulty import FaultyServer, Rules

NHS = "https://fhir.nhs.uk/Id/nhs-number"


@pytest.fixture(scope="module")
def pack(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loadpack") / "pack"
    api.loadpack(dataset, folder)
    return folder


@pytest.fixture(scope="module")
def held(dataset: Path) -> dict[str, bytes]:
    """All that the dataset holds, by name."""
    return {n: d for unit in units(Source(dataset)) for n, d in zip(unit.names, unit.data, strict=True)}


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def entries(bundle: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["request"]["url"]: entry["resource"] for entry in bundle["entry"]}


def test_the_same_dataset_gives_the_same_bytes(dataset, pack, tmp_path):
    api.loadpack(dataset, tmp_path / "again")
    files = {path.relative_to(pack): path.read_bytes() for path in sorted(pack.rglob("*")) if path.is_file()}
    again = tmp_path / "again"
    assert files == {path.relative_to(again): path.read_bytes() for path in sorted(again.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("size", SIZES)
def test_a_bundle_has_exactly_so_many_entries_and_every_reference_is_closed(pack, held, dataset, size):
    directory = set(Source(dataset).reference().names)
    bundles = lines(pack / "bundles" / f"{size}.ndjson")
    assert bundles
    ids = Counter()
    for bundle in bundles:
        inside = entries(bundle)
        assert bundle["type"] == "transaction" and len(bundle["entry"]) == len(inside) == size
        ids.update(list(inside))
        for name, resource in inside.items():
            assert name == f"{resource['resourceType']}/{resource['id']}"
            assert set(references(json.dumps(resource).encode())) <= inside.keys() | directory
    assert not ids.keys() & held.keys() and max(ids.values()) == 1


def test_what_is_written_has_another_tag_and_no_nhs_number(pack, dataset):
    tag = tag_of(Source(dataset).dataset.manifest)
    for bundle in lines(pack / "bundles" / "50.ndjson"):
        for resource in entries(bundle).values():
            assert not tag.on(resource) and len(resource["meta"]["tag"]) == 1
            if resource["resourceType"] == "Patient":
                assert NHS not in {each["system"] for each in resource["identifier"]}


@pytest.mark.parametrize("length", ["day", "week"])
def test_a_stream_comes_in_order_of_time_and_refers_to_what_is_there_by_then(pack, held, length):
    there, last = set(held), 0
    writes = lines(pack / "stream" / f"{length}.ndjson")
    assert len(writes) > 50
    for write in writes:
        assert last <= write["second"] < {"day": 86400, "week": 604800}[length]
        assert write["url"] not in there
        there.add(write["url"])
        assert set(references(json.dumps(write["resource"]).encode())) <= there
        last = write["second"]
    with open(pack / "stream" / f"{length}.csv", newline="") as rows:
        pattern = list(csv.DictReader(rows))
    assert len(pattern) == {"day": 24, "week": 168}[length]
    assert sum(float(row["share"]) for row in pattern) == pytest.approx(1, abs=1e-3)


def test_a_care_system_works_by_day(pack):
    with open(pack / "stream" / "week.csv", newline="") as rows:
        hours = {(int(row["day"]), int(row["hour"])): int(row["entries"]) for row in csv.DictReader(rows)}
    assert sum(hours[day, hour] for day in range(5) for hour in range(8, 19)) > sum(hours.values()) / 2


def test_ids_are_those_of_the_dataset(pack, held):
    every = json.loads((pack / "ids/all.json").read_text("utf-8"))
    assert sorted(f"{kind}/{identity}" for kind, ids in every.items() for identity in ids) == sorted(held)
    with open(pack / "ids/patients.csv", newline="", encoding="utf-8") as rows:
        patients = list(csv.DictReader(rows))
    assert patients == [
        {name: str(value) for name, value in each.items()}
        for each in json.loads((pack / "ids/patients.json").read_text("utf-8"))
    ]
    for patient in patients:
        resource = json.loads(held[f"Patient/{patient['id']}"])
        assert patient["birth_date"] == resource["birthDate"] and patient["family"] == resource["name"][0]["family"]


def test_searches_fit_on_a_page_and_ask_for_the_tag(pack, held, dataset):
    tag = tag_of(Source(dataset).dataset.manifest)
    searches = json.loads((pack / "searches/searches.json").read_text("utf-8"))
    assert len(searches) > 100
    for search in searches:
        assert f"_tag={tag.search}" in search["path"]
        assert 0 < search["total"] == len(search["finds"]) <= FEW and set(search["finds"]) <= held.keys()
    counts = json.loads((pack / "searches/counts.json").read_text("utf-8"))
    assert {each["path"].partition("?")[0] for each in counts} == {name.partition("/")[0] for name in held}


def test_the_manifest_counts_what_an_import_takes(pack, held, dataset):
    tag = tag_of(Source(dataset).dataset.manifest)
    manifest = json.loads((pack / "ndjson/manifest.json").read_text("utf-8"))
    found = {}
    for each in manifest["output"]:
        resources = lines(pack / "ndjson" / each["url"])
        assert len(resources) == each["count"] and all(tag.on(resource) for resource in resources)
        found |= {f"{each['type']}/{resource['id']}": True for resource in resources}
    assert found.keys() == held.keys()


def test_every_number_of_the_mix_has_its_source(pack):
    mix = json.loads((pack / "mix.json").read_text("utf-8"))
    assert sum(mix["share"].values()) == 100
    wanted = {f"share.{name}" for name in mix["share"]} | {"transaction.entries", "load.users", "stream.play"}
    assert wanted <= mix["sources"].keys() and all(mix["sources"].values())


def test_a_folder_with_something_else_in_it_is_left_alone(dataset, pack, tmp_path, capsys):
    (tmp_path / "mine").write_text("kept")
    assert run(["loadpack", str(dataset), str(tmp_path), "--force"]) == 2
    assert (tmp_path / "mine").read_text() == "kept"
    assert run(["loadpack", str(dataset), str(pack)]) == 2
    assert "--force" in capsys.readouterr().err


@pytest.fixture(scope="module")
def server(held: dict[str, bytes], dataset: Path) -> Iterator[FaultyServer]:
    tag = tag_of(Source(dataset).dataset.manifest)
    with FaultyServer() as server:
        for name, data in held.items():
            server.store.put(*name.split("/"), json.loads(tag.put_on(data)))
        yield server


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["locust", "k6"])
def test_the_scripts_run_and_every_check_passes_until_the_server_lies(pack, server, lying, tool):
    told, said = load(tool, pack, server.url)
    assert told == 0, said
    assert {method for method, _ in server.requests} == {"GET", "PUT", "POST"}
    lying(ignored=frozenset({"patient", "code", "date"}))
    told, said = load(tool, pack, server.url)
    assert told == {"locust": 1, "k6": 99}[tool], said


@pytest.mark.slow
@pytest.mark.parametrize("tool, more", [("locust", ("--processes", "2")), ("locust", ()), ("k6", ())])
def test_no_write_is_under_way_twice_nor_done_again_before_all_are_and_a_slash_at_the_end_of_the_base_goes(
    pack, held, dataset, tmp_path, tool, more
):
    """A server that answers 409 where a resource is written while it is being written has no cause to."""
    mine = Path(shutil.copytree(pack, tmp_path / "pack"))
    mix = json.loads((mine / "mix.json").read_text("utf-8"))
    only = {"share": {"write": 80, "transaction": 20}, "users": 6, "stream": {"play": "day", "seconds": 60}}
    (mine / "mix.json").write_text(json.dumps({**mix, **only}))
    tag = tag_of(Source(dataset).dataset.manifest)
    with FaultyServer(rules=Rules(contended=True, seconds=0.05)) as server:
        for name, data in held.items():
            server.store.put(*name.split("/"), json.loads(tag.put_on(data)))
        told, said = load(tool, mine, f"{server.url}/", 10, *more)
    assert told == 0, said
    assert not any("//" in path for _, path in server.requests)
    singles = {f"/fhir/{write['url']}" for write in lines(mine / "stream" / "single.ndjson")}
    written = [path for method, path in server.requests if method == "PUT" and path in singles]
    share = len(singles) // {"locust": 2 if more else 1, "k6": 7}[tool]
    once = written[: share - only["users"]]  # what several users send at once may arrive in another order
    assert once and len(set(once)) == len(once)  # once through before again


def load(tool: str, pack: Path, url: str, seconds: int = 8, *more: str) -> tuple[int, str]:
    """Runs a pack's script for some seconds; its exit code and what it said."""
    program = Path(sys.executable).with_name(tool)
    if not program.exists():
        pytest.skip(f"{tool} is not installed: its package has no program for this kind of machine")
    command = {
        "locust": [program, "-f", "locustfile.py", "--headless", "--host", url, "--run-time", f"{seconds}s",
                   "--only-summary", *more],
        "k6": [program, "run", "--quiet", "--no-usage-report", "-e", f"URL={url}", "-e", f"DURATION={seconds}s", "k6.js"],
    }[tool]  # fmt: skip
    ran = subprocess.run([str(word) for word in command], cwd=pack, capture_output=True, text=True, timeout=120)
    return ran.returncode, (ran.stdout + ran.stderr)[-4000:]


def test_the_script_for_k6_is_sound_where_k6_is_not(pack, tmp_path):
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    shutil.copy(pack / "k6.js", tmp_path / "k6.mjs")
    checked = subprocess.run(["node", "--check", str(tmp_path / "k6.mjs")], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
