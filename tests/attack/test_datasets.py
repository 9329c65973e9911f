"""Datasets that were tampered with: `synth validate` finds each of them, and no command ends with a traceback.

`sealed` puts all digests, sizes and totals right again after a change, as one would who wants to deceive.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from synth import api
from synth.dataset import finish
from synth.errors import SynthError
from tests.attack.sealing import put, read, sealed, write
from tests.fixtures import two_people

pytestmark = pytest.mark.attack


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people as bundles and NDJSON."""
    out = tmp_path_factory.mktemp("two") / "data"
    two_people.write(out, two_people.people_and_their_records())
    assert not api.validate(out).counts
    return out


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eighty people as tables and CDA alone, so that there is no reference data to look at."""
    out = tmp_path_factory.mktemp("tables") / "data"
    api.make(patients=80, seed=5, start="2015-01-01", end="2025-01-01", out=out, formats="cda,parquet,csv", workers=1)
    assert not api.validate(out).counts
    return out


@pytest.fixture
def data(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "data"))


@pytest.fixture
def rows(tables: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tables, tmp_path / "rows"))


def found(out: Path) -> list[str]:
    """What validate finds, as it would be printed: never nothing, and never what steers a terminal."""
    findings = api.validate(out)
    assert findings.counts
    assert all(line.isprintable() for line in findings.lines())
    return [f"{one.rule}: {one.where}: {one.what}" for one in findings.findings]


ODD: dict[str, Any] = {
    "removed": ..., "nothing": None, "yes": True, "minus": -1, "huge": 10**30, "real": 0.5, "text": "x",
    "empty": "", "escapes": "\x1b]0;owned\x07", "turned": "\u202e", "list": [], "object": {}, "deep": [[[[[[]]]]]],
    "digest": "0" * 64, "date": "2019-02-30", "path": "../../x", "long": "x" * 100_000, "one more": 7,
}  # fmt: skip
MANIFEST = [
    *(("arguments", name) for name in ("families", "seed", "from", "to", "view", "formats", "nhs_part", "place", "bundle")),
    ("synth",), ("arguments",), ("evidence",), ("families",), ("families", "first"), ("families", "count"),
    ("families", "filling"), ("totals",), ("people",), ("beside",), ("blocks",),
    *(("totals", name) for name in ("patients", "families", "entries", "resources", "documents", "bytes", "places", "blocks")),
    ("totals", "resources", "Patient"), ("totals", "bytes", "ndjson"), ("people", "path"), ("people", "bytes"),
    ("people", "sha256"), *(("beside", 0, name) for name in ("path", "format", "kind", "count", "bytes", "sha256")),
]  # fmt: skip
MARK = [
    *((name,) for name in ("block", "run", "families", "patients", "places", "entries", "resources", "people", "files")),
    ("resources", "Patient"), ("people", "bytes"), ("people", "sha256"), ("files", 0),
    *(("files", 0, name) for name in ("path", "format", "kind", "count", "bytes", "sha256")),
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("path", MANIFEST, ids=str)
def test_any_change_to_a_member_of_the_manifest_is_found(path: tuple, odd: str, data: Path) -> None:
    document = read(data / "manifest.json")
    if not put(document, path, ODD[odd]):
        return
    write(data / "manifest.json", document)
    found(data)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("path", MARK, ids=str)
@pytest.mark.parametrize("name", ["00000", "reference"])
def test_any_change_to_a_member_of_a_mark_is_found_though_its_digest_is_put_right(
    name: str, path: tuple, odd: str, data: Path
) -> None:
    document = read(data / f"blocks/{name}.json")
    if path[0] not in document or (path[-1] == "Patient" and name == "reference"):
        return
    if not put(document, path, ODD[odd]):
        return
    write(data / f"blocks/{name}.json", document)
    manifest = read(data / "manifest.json")
    digests = {one.stem: hashlib.sha256(one.read_bytes()).hexdigest() for one in (data / "blocks").glob("*.json")}
    reference = digests.pop("reference")
    manifest["blocks"] = finish.digest_of_blocks(((int(one), digest) for one, digest in digests.items()), reference)
    write(data / "manifest.json", manifest)
    found(data)


def asked(name: str, value: Any) -> Callable[[Path], None]:
    """Another answer to what was asked for, with all digests put right."""

    def changed(out: Path) -> None:
        document = read(out / "manifest.json")
        document["arguments"][name] = value
        write(out / "manifest.json", document)
        sealed(out)

    return changed


def replaced(path: str, one: str, other: str) -> Callable[[Path], None]:
    def changed(out: Path) -> None:
        text = (out / path).read_text()
        assert one in text, text[:200]
        (out / path).write_text(text.replace(one, other, 1))
        sealed(out)

    return changed


def members(path: str, change: Callable[[Any], Any]) -> Callable[[Path], None]:
    def changed(out: Path) -> None:
        document = read(out / path)
        change(document)
        write(out / path, document)
        sealed(out)

    return changed


ADA, BEN, ADAS, BENS = two_people.ADA, two_people.BEN, two_people.ADAS, two_people.BENS
PATIENTS = "ndjson/Patient.00000.ndjson"
LIES = {
    "another seed": (asked("seed", 43), "those of the manifest's seed"),
    "an earlier window": (asked("from", "2014-12-31"), "those of the manifest's seed"),
    "a shorter window": (asked("to", "2019-01-01"), "is not what the people, the marks and the manifest give"),
    "a longer window": (asked("to", "2026-01-01"), "is not what the people, the marks and the manifest give"),
    "another part of the numbers": (asked("nhs_part", "1/2"), "NHS numbers"),
    "another form": (asked("bundle", "collection"), "bundles"),
    "posts": (asked("bundle", "post"), "bundles"),
    "fewer formats": (asked("formats", ["ndjson"]), "without bundles"),
    "caps": (asked("bundle_entries", 1), "the cap is 1"),
    "another address": (asked("export_base", "https://evil.example.org/"), "bulk-export.json"),
    "families of nobody": (asked("families", 5), "were asked for"),
    "a newer version": (members("manifest.json", lambda one: one.update(synth="99.0")), "newer than this synth"),
    "more families": (members("manifest.json", lambda one: one["totals"].update(families=9)), "totals.families"),
    "more patients": (members("manifest.json", lambda one: one["totals"].update(patients=9)), "totals.patients"),
    "more documents": (members("manifest.json", lambda one: one["totals"].update(documents=9)), "totals.documents"),
    "another place": (members("manifest.json", lambda one: one["totals"].update(places=[1])), "totals.places"),
    "another block": (members("manifest.json", lambda one: one["totals"].update(blocks=2)), "totals.blocks"),
    "more resources": (members("blocks/00000.json", lambda one: one["resources"].update(Patient=3)), "says 3 resources"),
    "a count": (members("blocks/00000.json", lambda one: one["files"][1].update(count=9)), "its mark says 9"),
    "a file twice": (members("blocks/00000.json", lambda one: one["files"].append(one["files"][0])), "named 2 times"),
    "a file less": (members("blocks/00000.json", lambda one: one["files"].pop()), "is in no mark"),
    "no Group": (members("manifest.json", lambda one: one["beside"].pop(0)), "beside is without"),
    "another id of a person": (replaced("people.csv", ADA, ADA.replace("8", "9", 1)), "people"),
    "another number": (replaced("people.csv", ADAS, BENS), "NHS number"),
    "another sex": (replaced("people.csv", "female", "male"), "and the Patient"),
    "another birth": (replaced("people.csv", "1990-02-03", "1990-02-04"), "and the Patient"),
    "another death": (replaced("people.csv", "2021-03-04", ""), "and the Patient"),
    "another family": (replaced("people.csv", ",0,0,", ",3,0,"), "families that are not in the manifest"),
    "a person less": (replaced("people.csv", two_people.LINES.decode().splitlines()[1] + "\n", ""), "not in people.csv"),
    "no header": (replaced("people.csv", "id,", "ids,"), "the header is not"),
    "escapes": (replaced("people.csv", "Ada Archer", "\x1b[31mAda"), r"\x1b[31m"),
    "a birth of a resource": (replaced(PATIENTS, "1990-02-03", "1991-02-03"), "and the Patient"),
    "a name of a resource": (replaced(PATIENTS, "Archer", "Archar"), "not as NDJSON has it"),
    "a name in a bundle": (replaced(f"bundles/00000/{ADA}.json", "Archer", "Archar"), "not as NDJSON has it"),
    "an organisation": (replaced("ndjson/Organization.reference.ndjson", "Aldenmarsh", "Real"), "not as NDJSON has it"),
    "a line that is nested": (replaced(PATIENTS, "{", '{"a":' * 100_000 + "{"), "levels deep"),
    "no number": (replaced(PATIENTS, '"gender"', '"multipleBirthInteger":NaN,"gender"'), "structure"),
    "a member twice": (replaced(PATIENTS, '"gender"', '"birthDate":"1990-02-03","gender"'), "twice in one object"),
    "half a character": (replaced(PATIENTS, "Archer", r"\ud800"), "surrogate"),
    "escapes in an id": (replaced(PATIENTS, f'"id":"{ADA}"', r'"id":"\u001b[2J"'), r"\x1b[2J"),
    "zeros": (lambda out: (out / PATIENTS).write_bytes(bytes(5000)) and sealed(out), "structure"),
    "not UTF-8": (lambda out: (out / PATIENTS).write_bytes(b'{"resourceType":"Patient","id":"\xff"}\n') and sealed(out), "UTF-8"),
    "lists": (lambda out: (out / PATIENTS).write_bytes(b"[]\n" * 3000) and sealed(out), "let be after"),
    "a swap": (lambda out: os.replace(out / f"bundles/00000/{ADA}.json", out / f"bundles/00000/{BEN}.json") or sealed(out), "is not there"),
    "a Group of others": (replaced("ndjson/Group.cohort.ndjson", ADA, BEN), "is not what the people, the marks and the manifest give"),
    "an export of less": (members("bulk-export.json", lambda one: one["output"].pop()), "does not list"),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_what_contradicts_itself_is_found_though_all_digests_agree(lie: str, data: Path) -> None:
    change, said = LIES[lie]
    change(data)
    lines = found(data)
    assert any(said in line for line in lines), lines


def spoilt(change: Callable[[Path], Any]) -> Callable[[Path], Any]:
    return change


FILES = (
    "manifest.json", "people.csv", "bulk-export.json", "blocks/00000.json", "blocks/reference.json", PATIENTS,
    f"bundles/00000/{ADA}.json", "bundles/cohort-0.json", "ndjson/Group.cohort.ndjson",
)  # fmt: skip
DAMAGE: dict[str, Callable[[Path], Any]] = {
    "gone": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "zeroed": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"x"),
    "one letter": lambda path: path.write_bytes(path.read_bytes().replace(b"a", b"b", 1)),
    "a pipe": lambda path: (path.unlink(), os.mkfifo(path)),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "a link to itself": lambda path: (path.unlink(), path.symlink_to(path.name)),
    "a link to a copy": lambda path: (path.rename(path.with_name("copy")), path.symlink_to("copy")),
    "a link to a device": lambda path: (path.unlink(), path.symlink_to("/dev/zero")),
    "a link out": lambda path: (path.rename(path.parents[len(path.parents) - 4] / "out"), path.symlink_to("/etc/hostname")),
    "nested": lambda path: path.write_bytes(b"[" * 200_000),
    "a hole of a terabyte": lambda path: os.truncate(path, 1 << 40),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_damaged_or_no_file_is_found(name: str, damage: str, data: Path) -> None:
    DAMAGE[damage](data / name)
    try:
        found(data)
    except SynthError as error:  # without a manifest there is no dataset
        assert name == "manifest.json" and str(error).isprintable()


@pytest.mark.parametrize("damage", ["gone", "half", "a pipe", "a link to a copy", "one letter", "zeroed"])
def test_tables_and_documents_that_are_damaged_are_found(damage: str, rows: Path) -> None:
    for pattern in ("tables/*.csv", "tables/*.parquet", "cda/*/*.xml"):
        DAMAGE[damage](sorted(rows.glob(pattern))[0])
    lines = found(rows)
    for part in (".csv", ".parquet", ".xml"):
        assert any(part in line for line in lines), lines


ROWS = {
    "a row less": lambda lines: lines[:-1],
    "a row twice": lambda lines: [*lines, lines[-1]],
    "another id": lambda lines: [*lines[:-1], "0" + lines[-1][1:] if lines[-1][0] != "0" else "1" + lines[-1][1:]],
    "no id": lambda lines: [line.partition(",")[2] for line in lines],
    "no table": lambda lines: ["<html>"],
    "nothing": lambda lines: lines[:1],
}


@pytest.mark.parametrize("name", ROWS)
def test_rows_of_tables_that_were_changed_are_found_though_all_digests_agree(name: str, rows: Path) -> None:
    path = rows / "tables/observation-00000.csv"
    path.write_text("\n".join(ROWS[name](path.read_text().splitlines())) + "\n")
    sealed(rows)
    assert any("observation-00000.csv" in line or "tables:" in line for line in found(rows))


STRAYS = (
    "ndjson/Flag.00000.ndjson", "bundles/00000/x.json", "cda/00000/x.xml", "tables/x.csv", "blocks/00007.json",
    "blocks/x.txt", "blocks/.00000.json.123", ".manifest.json.123", ".partial/00000-7/x", "truth/x", "messages/x",
)  # fmt: skip


@pytest.mark.parametrize("stray", STRAYS)
def test_a_file_that_nobody_names_and_what_a_killed_run_left_are_found(stray: str, data: Path) -> None:
    (data / stray).parent.mkdir(parents=True, exist_ok=True)
    (data / stray).write_text("{}")
    assert any(stray.partition("/")[0] in line for line in found(data))


def bomb(out: Path, size: int, line: bytes) -> None:
    """NDJSON of which a few thousand bytes unpack to very many."""
    (out / PATIENTS).unlink()
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    path = out / f"{PATIENTS}.gz"
    digest, whole = hashlib.sha256(), 0
    with open(path, "wb") as file:
        while whole < size:
            piece = line * max(1, (1 << 20) // len(line))
            file.write(packer.compress(piece))
            digest.update(piece)
            whole += len(piece)
        file.write(packer.flush())
    document = read(out / "blocks/00000.json")
    for one in document["files"]:
        if one["path"] == PATIENTS:
            one.update(path=f"{PATIENTS}.gz", bytes=whole, sha256=digest.hexdigest(), count=whole // len(line))
    write(out / "blocks/00000.json", document)


@pytest.mark.parametrize("line", [b"\0", b" ", b"{}\n", b"[]\n", b"\n", b'{"resourceType":"Patient","id":"a"}\n'])
def test_what_unpacks_to_very_much_fills_no_memory(line: bytes, data: Path) -> None:
    import resource

    bomb(data, 256 << 20, line)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found(data)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_what_unpacks_to_more_than_its_mark_says_is_read_no_further(data: Path) -> None:
    bomb(data, 256 << 20, b"\0" * 80 + b"\n")
    members("blocks/00000.json", lambda one: [f.update(bytes=10) for f in one["files"] if "Patient" in f["path"]])(data)
    document = read(data / "blocks/00000.json")
    for one in document["files"]:
        if "Patient" in one["path"]:
            one["bytes"] = 10
    write(data / "blocks/00000.json", document)
    assert any("Patient" in line for line in found(data))


DEAD = "http://127.0.0.1:1/fhir"
COMMANDS: dict[str, Callable[[Path], Any]] = {
    "seed": lambda out: api.seed(DEAD, out, journal=str(out.parent / "journal")),
    "unseed": lambda out: api.unseed(DEAD, out, yes=True),
    "verify": lambda out: api.verify(DEAD, out),
    "loadpack": lambda out: api.loadpack(out, out.parent / "pack"),
    "merge": lambda out: api.merge(out.parent / "merged", [out]),
    "resume": lambda out: api.make(families=1, out=out, formats="bundles,ndjson", resume=True, workers=1),
    "people": lambda out: api.open(out).people,
    "entries": lambda out: api.open(out).entries("observation"),
    "resources": lambda out: api.open(out).resources("Patient"),
}


@pytest.mark.parametrize("odd", ["nothing", "huge", "escapes", "deep", "removed"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_refuses_a_manifest_without_shape_in_one_line(command: str, odd: str, data: Path) -> None:
    for path in (("arguments", "seed"), ("totals",), ("arguments",), ("families",)):
        document = read(data / "manifest.json")
        put(document, path, ODD[odd])
        (data / "manifest.json").write_text(json.dumps(document))
        refused(command, data)


@pytest.mark.parametrize("damage", ["empty", "half", "zeroed", "nested", "a pipe", "a folder", "a link to a device"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_refuses_a_damaged_manifest_in_one_line(command: str, damage: str, data: Path) -> None:
    DAMAGE[damage](data / "manifest.json")
    refused(command, data)


@pytest.mark.parametrize("damage", ["gone", "half", "zeroed", "nested", "a pipe", "a folder", "a link to a device"])
@pytest.mark.parametrize("name", [PATIENTS, "people.csv", "blocks/00000.json"])
def test_what_is_read_of_a_damaged_dataset_is_right_or_refused_in_one_line(name: str, damage: str, data: Path) -> None:
    DAMAGE[damage](data / name)
    readers: list[Callable[[Path], Any]] = [
        lambda out: api.open(out).people,
        lambda out: api.open(out).resources("Patient"),
        lambda out: api.open(out).bundle(ADA),
        lambda out: api.loadpack(out, out.parent / "pack"),
        lambda out: api.seed(DEAD, out, journal=str(out.parent / "journal")),
        lambda out: api.verify(DEAD, out),
        lambda out: api.merge(out.parent / "merged", [out]),
    ]
    for reader in readers:
        try:
            reader(data)
        except SynthError as error:
            assert str(error).isprintable()


@pytest.mark.parametrize("damage", ["half", "zeroed", "nested", "a pipe", "a folder", "a link to a device"])
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_tables_that_are_damaged_are_refused_in_one_line(form: str, damage: str, rows: Path) -> None:
    document = read(rows / "manifest.json")
    document["arguments"]["formats"] = [form]
    write(rows / "manifest.json", document)
    DAMAGE[damage](rows / f"tables/observation-00000.{form}")
    with pytest.raises(SynthError, match=rf"observation.*{form}|{form}"):
        api.open(rows).entries("observation")


def refused(command: str, out: Path) -> None:
    with pytest.raises(SynthError) as raised:
        COMMANDS[command](out)
    said = str(raised.value)
    assert said.isprintable() and DEAD not in said, said
    assert "manifest.json" in said or "holds no dataset" in said, said
