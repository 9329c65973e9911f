"""Every form of a dataset: nothing dangles, nothing stands twice, one resource has the same bytes wherever it is."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from output.check import check
from synth import api
from synth.dataset import packing
from synth.dataset.layout import ndjson_kind
from synth.dataset.reading import Dataset
from synth.errors import BadArguments

WINDOW = {"patients": 24, "seed": 3, "start": "2021-01-01", "end": "2025-01-01"}
FORMS = {
    "transaction": {},
    "batch": {"bundle": "batch"},
    "collection": {"bundle": "collection"},
    "document": {"bundle": "document"},
    "post": {"bundle": "post"},
    "by entries": {"bundle_entries": 20},
    "by bytes": {"bundle": "batch", "bundle_bytes": 30_000, "compress": "gz"},
    "by both": {"bundle": "collection", "bundle_entries": 7, "bundle_bytes": 25_000, "compress": "zst",
                "export_base": "http://127.0.0.1:8080/data"},
}  # fmt: skip
REFERENCE = re.compile(rb'"reference":"([^"]*)"')
RESOURCE = re.compile(rb'"fullUrl":"[^"]*","resource":(.*?)\n?(?:,"request":\{[^}]*\})?\}(?=,\{"fullUrl"|\]\}$)', re.S)


LIMITED = ("by entries", "by bytes")
"""Each limit by itself; of every day is the form that has both."""


@pytest.fixture(
    scope="module", params=[pytest.param(form, marks=[pytest.mark.slow] * (form in LIMITED)) for form in FORMS]
)
def dataset(request, tmp_path_factory) -> Iterator[Dataset]:
    out = tmp_path_factory.mktemp("form") / "data"
    yield api.generate(**WINDOW, out=out, formats=("bundles", "ndjson"), **FORMS[request.param])
    inside.cache_clear()
    shutil.rmtree(out)


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> dict[bytes, bytes]:
    """Every resource by type and id, as NDJSON has it when nothing is asked for."""
    made = api.generate(**WINDOW, out=tmp_path_factory.mktemp("plain") / "data", formats="ndjson")
    return dict(lines(made))


def lines(dataset: Dataset) -> Iterator[tuple[bytes, bytes]]:
    for path in dataset.ndjson():
        for line in packing.lines(path):
            yield name(line), line.rstrip(b"\n")


def name(text: bytes) -> bytes:
    found = re.match(rb'\{"resourceType":"(\w+)","id":"([^"]*)"', text)
    assert found, text[:80]
    return found[1] + b"/" + found[2]


def paths(dataset: Dataset) -> list[Path]:
    """Bundles in the order in which they are to be loaded."""
    bundles = dataset.path / "bundles"
    return [p for pattern in ("reference-*", "*/*", "cohort-*") for p in sorted(bundles.glob(f"{pattern}.json"))]


@cache
def inside(path: Path) -> list[bytes]:
    """The resources of a bundle as they are written, which are read once for all that is asked of a form."""
    text = path.read_bytes()
    found = [one.rstrip(b"\n") for one in RESOURCE.findall(text)]
    assert len(found) == len(json.loads(text)["entry"])
    return found


def form(dataset: Dataset) -> str:
    return dataset.manifest["arguments"]["bundle"]


def test_validate_finds_nothing_wrong(dataset):
    assert check(dataset).findings == []


def test_every_reference_resolves_in_its_part_or_in_what_is_loaded_before(dataset):
    shape, loaded = form(dataset), {"": set[bytes]()}
    for path in paths(dataset):
        resources = inside(path)
        names = {name(one) for one in resources}
        owner = path.stem[:36] if path.parent.name != "bundles" else ""
        own = loaded.setdefault(owner, set())
        own |= names
        if shape == "post":
            loaded[""] |= names if not owner else set()
            own = {b"urn:uuid:" + one.partition(b"/")[2] for one in names}
        known = [own] if shape == "document" else [own, loaded[""]]
        if path.name.startswith("cohort"):
            known = list(loaded.values())
        named = {target for one in resources for target in REFERENCE.findall(one)}
        assert named.difference(*known) == set(), path


def test_nothing_stands_twice(dataset):
    every = [one for one, _ in lines(dataset)]
    assert len(every) == len(set(every))
    copied, own = shared(dataset), []
    for path in paths(dataset):
        names = [name(one) for one in inside(path)]
        assert len(names) == len(set(names))
        own += [one for one in names if one.split(b"/")[0] not in copied]
    assert len(own) == len(set(own))


def shared(dataset: Dataset) -> set[bytes]:
    """Types of which every document has a copy."""
    facts = json.loads((dataset.path / "blocks" / "reference.json").read_text())
    return {kind.encode() for kind in facts["resources"]} if form(dataset) == "document" else set()


def test_a_resource_has_the_same_bytes_in_every_form(dataset, plain):
    said = dict(lines(dataset))
    compositions = {one for one in said if one.startswith(b"Composition/")}
    # How many groups there are is the caps' to say; what else there is does not depend on them.
    assert {k: v for k, v in said.items() if k not in compositions and not k.startswith(b"Group/")} == {
        k: v for k, v in plain.items() if not k.startswith(b"Group/")
    }
    assert bool(compositions) == (form(dataset) == "document")
    found, posted = {}, form(dataset) == "post"
    for path in paths(dataset):
        for one in inside(path):
            if posted:  # its own references are by urn:uuid:
                one = re.sub(rb'"reference":"urn:uuid:([^"]*)"', lambda m: whole(m[1], said), one)
            assert said[name(one)] == one
            found[name(one)] = one
    missing = said.keys() - found.keys()
    if form(dataset) == "document":
        assert {one.split(b"/")[0] for one in missing} <= shared(dataset) | {b"Group"}
    else:
        assert {one.split(b"/")[0] for one in missing} <= ({b"Group"} if form(dataset) == "post" else set())


def whole(identity: bytes, said: dict[bytes, bytes]) -> bytes:
    if not hasattr(whole, "known") or whole.known[0] is not said:
        whole.known = (said, {key.partition(b"/")[2]: key for key in said})
    return b'"reference":"' + whole.known[1][identity] + b'"'


def test_caps_are_kept_and_parts_are_in_order(dataset):
    asked = dataset.manifest["arguments"]
    most, largest = asked.get("bundle_entries", 10**9), asked.get("bundle_bytes", 10**9)
    for path in paths(dataset):
        assert len(inside(path)) <= most and path.stat().st_size <= largest
    parts = [path for path in paths(dataset) if re.search(r"-\d{4}$", path.stem[36:])]
    assert bool(parts) == ("bundle_entries" in asked or "bundle_bytes" in asked)
    for owner in {path.stem[:36] for path in parts}:
        mine = [path.stem for path in parts if path.stem.startswith(owner)]
        assert mine == [f"{owner}-{n:04d}" for n in range(1, len(mine) + 1)] and len(mine) > 1
        whole = dataset.bundle(owner)
        each = [json.loads(path.read_text()) for path in parts if path.stem.startswith(owner)]
        assert whole["entry"] == [entry for part in each for entry in part["entry"]]
        assert whole["entry"][0]["resource"]["id"] == owner
        assert len({part["id"] for part in each}) == len(mine)


def test_the_export_lists_every_file_with_its_count(dataset):
    said = json.loads((dataset.path / "bulk-export.json").read_text())
    base = dataset.manifest["arguments"].get("export_base", "")
    assert base in ("", "http://127.0.0.1:8080/data/")
    assert said["transactionTime"] == "2025-01-01T00:00:00+00:00"
    assert said["requiresAccessToken"] is False and said["error"] == [] and said["request"].endswith("$export")
    listed = {one["url"].removeprefix(base): (one["type"], one["count"]) for one in said["output"]}
    assert len(listed) == len(said["output"])
    there = {
        path.relative_to(dataset.path).as_posix(): (ndjson_kind(path.name), sum(1 for _ in packing.lines(path)))
        for path in dataset.ndjson()
    }
    assert listed == there


def test_the_name_of_every_file_of_ndjson_begins_with_the_type_that_every_line_of_it_has(dataset):
    for path in dataset.ndjson():
        kind, part, form, *packing_of = path.name.split(".")
        assert re.fullmatch(r"[A-Z][A-Za-z]+", kind) and re.fullmatch(r"\d{5}|reference|cohort", part), path.name
        assert form == "ndjson" and packing_of in ([], ["gz"], ["zst"]), path.name
        assert {json.loads(line)["resourceType"] for line in packing.lines(path)} == {kind}, path.name


def test_the_group_is_everyone_in_the_dataset(dataset):
    groups = list(dataset.read("Group"))
    members = [member["entity"]["reference"] for group in groups for member in group["member"]]
    assert members == [f"Patient/{one}" for one in dataset.people["id"]]
    assert [group["quantity"] for group in groups] == [len(group["member"]) for group in groups]


def test_a_document_begins_with_a_composition_that_names_everything_of_the_patient(dataset):
    if form(dataset) != "document":
        pytest.skip("of documents")
    for path in paths(dataset):
        bundle = json.loads(path.read_text())
        first, *rest = [entry["resource"] for entry in bundle["entry"]]
        assert first["resourceType"] == "Composition" and first["subject"]["reference"] == f"Patient/{path.stem}"
        assert bundle["timestamp"] == first["date"] and bundle["identifier"]["value"] == f"urn:uuid:{bundle['id']}"
        named = [one["reference"] for section in first.get("section", ()) for one in section["entry"]]
        own = [one for one in rest if one["resourceType"].encode() not in shared(dataset)]
        assert sorted(named) == sorted(f"{r['resourceType']}/{r['id']}" for r in own if r["resourceType"] != "Patient")
        for section in first.get("section", ()):
            assert section["text"]["div"].count("<li>") == len(section["entry"])
            assert "<li></li>" not in section["text"]["div"]


def test_a_cap_that_no_resource_fits_is_said_in_one_line(tmp_path):
    """Some resource has more than the least that is let through as a cap, in a dataset of this size."""
    with pytest.raises(BadArguments, match="--bundle-bytes are too small: 1 of the resources must stand together"):
        from output import fhir
        from output.fhir.bundles import bundling
        from synth.dataset.layout import Layout
        from tests.fixtures.batch import batch

        bundling.bundles(batch(), fhir.render(batch()), Layout(size=900))


def test_groups_are_cut_where_people_are_many():
    from output.fhir.bundles import cohort
    from synth.settings import Settings

    people = [f"{n:036d}" for n in range(25_001)]
    found = [json.loads(text) for _, text in cohort.groups(Settings(), iter(people), len(people))]
    assert [group["quantity"] for group in found] == [10_000, 10_000, 5_001]
    assert len({group["id"] for group in found}) == 3
    assert [m["entity"]["reference"][8:] for group in found for m in group["member"]] == people
    small = list(cohort.groups(Settings(), iter(people), len(people), 20_000))
    assert max(len(cohort.bundle(*one, "transaction")) for one in small) <= 20_000
