"""A dataset lands whole or not at all, and is the same however the work was cut."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest

from synth.dataset import finish, folder, landing, own
from synth.dataset.digests import text_of
from synth.dataset.plan import Plan, run_digest
from synth.errors import BadArguments, BrokenData, BrokenSource, CannotWrite
from synth.scale import pool
from synth.scale.generate import Cut, generate
from synth.scale.merge import merge
from synth.scale.work import Job
from synth.settings import Settings

TINY = "tests.fixtures.tiny"


def plan_of(families: int = 1100, filling: tuple[int, ...] = (), seed: int = 1) -> Plan:
    asked = {"families": families + len(filling)}
    return Plan(Settings(seed=seed), ("bundles", "ndjson"), asked, families, filling)


def make(plan: Plan, out: Path | None, library: str = "library", **cut):
    run = run_digest(plan.document())
    job = Job(
        plan.settings, plan.formats, "" if out is None else str(out), run, f"{TINY}:{library}", f"{TINY}:simulate",
        f"{TINY}:render",
    )  # fmt: skip
    return generate(plan, Cut(out, **cut), job, reference=f"{TINY}:reference")


def contents(root: Path) -> dict[str, str]:
    """Every file of a folder with the digest of what is in it."""
    files = [p for p in root.rglob("*") if p.is_file()]
    return {p.relative_to(root).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset made in one go by one worker."""
    out = tmp_path_factory.mktemp("whole") / "data"
    make(plan_of(filling=(1300, 1302)), out)
    return out


def test_a_dataset_is_laid_out_as_designed(whole: Path) -> None:
    names = set(contents(whole))
    assert {"manifest.json", "people.csv", "blocks/00000.json", "blocks/reference.json"} <= names
    assert {"ndjson/Observation.00005.ndjson", "ndjson/Organization.reference.ndjson"} <= names
    assert sum(name.startswith("bundles/00000/") for name in names) == 256 * 5 // 2
    assert not any(name.startswith(".") for name in names)
    manifest = json.loads((whole / "manifest.json").read_text())
    assert manifest["arguments"]["seed"] == 1 and manifest["totals"]["families"] == 1102
    assert not {"workers", "shard", "host"} & set(manifest["arguments"])
    people = (whole / "people.csv").read_text().splitlines()
    assert len(people) == 1 + manifest["totals"]["patients"] and people[0].startswith("id,nhs_number,name")


def test_marks_say_what_is_in_every_file(whole: Path) -> None:
    found = contents(whole)
    said = {}
    for mark in (whole / "blocks").glob("*.json"):
        for file in json.loads(mark.read_text())["files"]:
            assert (whole / file["path"]).stat().st_size == file["bytes"]
            said[file["path"]] = file["sha256"]
    rest = {name for name in found if name.split("/")[0] in ("ndjson", "bundles")}
    beside = {file["path"] for file in json.loads((whole / "manifest.json").read_text())["beside"]}
    assert beside & rest == {"bundles/cohort-0.json", "ndjson/Group.cohort.ndjson"}
    assert said == {name: found[name] for name in rest - beside}


def test_workers_and_batches_change_no_byte(whole: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(pool, "LEAST", 1)
    make(plan_of(filling=(1300, 1302)), tmp_path / "pool", workers=2, together=1)
    make(plan_of(filling=(1300, 1302)), tmp_path / "ones", together=1)
    assert contents(tmp_path / "pool") == contents(tmp_path / "ones") == contents(whole)


@pytest.mark.parametrize("parts", [2, 7, 9])
def test_shards_into_one_folder_change_no_byte(whole: Path, tmp_path: Path, parts: int) -> None:
    for part in range(parts, 0, -1):
        assert not (tmp_path / "data" / "manifest.json").exists() or part == 1  # whoever is last finishes it
        make(plan_of(filling=(1300, 1302)), tmp_path / "data", shard=(part, parts))
    assert contents(tmp_path / "data") == contents(whole)


def test_shards_in_folders_of_their_own_are_merged(whole: Path, tmp_path: Path, monkeypatch) -> None:
    shards = [tmp_path / f"shard {n}" for n in range(3)]
    for n, shard in enumerate(shards):
        make(plan_of(filling=(1300, 1302)), shard, shard=(n + 1, 3))
    monkeypatch.setattr("synth.scale.merge.generate", lambda plan, cut: make(plan, cut.out, resume=True))
    with pytest.raises(BadArguments, match="2 of 6 blocks are in no shard"):
        merge(tmp_path / "data", shards[:2])
    merge(tmp_path / "data", shards)
    assert contents(tmp_path / "data") == contents(whole)
    with pytest.raises(BadArguments, match="data is a whole dataset and no shard"):
        merge(tmp_path / "again", [tmp_path / "data"])


def test_null_gives_the_digest_of_what_would_be_written(whole: Path) -> None:
    outcome = make(plan_of(filling=(1300, 1302)), None)
    manifest = json.loads((whole / "manifest.json").read_text())
    assert outcome.manifest["blocks"] == manifest["blocks"]
    assert outcome.manifest["totals"] == manifest["totals"]


def test_resuming_makes_what_is_missing_and_nothing_else(whole: Path, tmp_path: Path, monkeypatch) -> None:
    out, plan = tmp_path / "data", plan_of(filling=(1300, 1302))
    landed = []
    put = landing.put_text

    def stop_at_the_third(out: Path, name: str, text: str) -> None:
        if name == ".partial/00002.json" and not landed:
            landed.append(name)
            raise KeyboardInterrupt
        put(out, name, text)

    monkeypatch.setattr(landing, "put_text", stop_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        make(plan, out)
    assert sorted(p.name for p in (out / "blocks").iterdir()) == ["00000.json", "00001.json"]
    assert not (out / "manifest.json").exists()
    with pytest.raises(BadArguments, match="--resume goes on with it"):
        make(plan, out)
    before = (out / "blocks" / "00001.json").stat().st_mtime_ns
    outcome = make(plan, out, resume=True)
    assert (outcome.found, len(outcome.made.blocks)) == (2, 4)
    assert (out / "blocks" / "00001.json").stat().st_mtime_ns == before
    assert contents(out) == contents(whole)
    again = make(plan, out, resume=True)
    assert not again.made.blocks and again.manifest["blocks"] == outcome.manifest["blocks"]


def test_resuming_puts_a_lost_file_back(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "data"
    shutil.copytree(whole, out)
    (out / "ndjson" / "Observation.00003.ndjson").write_text("cut short")
    make(plan_of(filling=(1300, 1302)), out, resume=True)
    assert contents(out) == contents(whole)


def test_resuming_with_other_arguments_is_refused(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "data"
    shutil.copytree(whole, out)
    with pytest.raises(BadArguments, match="--seed 2 here, 1 there"):
        make(plan_of(filling=(1300, 1302), seed=2), out, resume=True)
    document = json.loads((out / "manifest.json").read_text())
    another = {"synth": ("0.0.1", "version"), "evidence": ("0" * 64, "evidence, pathways or codelists")}
    for name, (value, said) in another.items():
        (out / "manifest.json").write_text(json.dumps({**document, name: value}))
        with pytest.raises(BadArguments, match=said):
            make(plan_of(filling=(1300, 1302)), out, resume=True)
    assert contents(out)["blocks/00000.json"] == contents(whole)["blocks/00000.json"]


def test_a_folder_that_holds_something_is_refused(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "data"
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    for options in ({}, {"resume": True}, {"force": True}):
        with pytest.raises(BadArguments, match="not empty"):
            make(plan_of(), out, **options)
    (out / "manifest.json").write_text('{"name": "an extension of a browser"}')
    with pytest.raises(BadArguments, match="--force leaves it alone"):
        make(plan_of(), out, force=True)
    assert sorted(p.name for p in out.iterdir()) == ["manifest.json", "thesis.txt"]
    with pytest.raises(BadArguments, match="is a file"):
        make(plan_of(), out / "thesis.txt")


def test_force_removes_what_a_dataset_wrote_and_nothing_else(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "data"
    make(plan_of(600, seed=5), out)
    (out / "notes.txt").write_text("mine")
    with pytest.raises(BadArguments, match="--force replaces it"):
        make(plan_of(filling=(1300, 1302)), out)
    make(plan_of(filling=(1300, 1302)), out, force=True)
    assert (out / "notes.txt").read_text() == "mine"
    (out / "notes.txt").unlink()
    assert contents(out) == contents(whole)


def test_force_replaces_what_was_no_more_than_planned(whole: Path, tmp_path: Path) -> None:
    """A run that was killed right after it had put its plan there leaves nothing else."""
    out = tmp_path / "data"
    (out / folder.PARTIAL).mkdir(parents=True)
    folder.put_text(out, f"{folder.PARTIAL}/{folder.PLAN}", text_of(plan_of(600, seed=5).document()))
    with pytest.raises(BadArguments, match="--force replaces it"):
        make(plan_of(filling=(1300, 1302)), out)
    make(plan_of(filling=(1300, 1302)), out, force=True)
    assert contents(out) == contents(whole)


def test_another_dataset_cannot_join_as_a_shard(tmp_path: Path) -> None:
    make(plan_of(), tmp_path / "data", shard=(1, 2))
    with pytest.raises(BadArguments, match="--seed 3 here, 1 there"):
        make(plan_of(seed=3), tmp_path / "data", shard=(2, 2))


def test_broken_pathways_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    from synth.scale import sources

    sources.library.cache_clear()
    with pytest.raises(BrokenSource, match=r"booking: no such step\n.*"):
        make(plan_of(), tmp_path / "data", library="broken_library")
    assert not (tmp_path / "data").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_folder_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(CannotWrite, match="cannot be written"):
        make(plan_of(), tmp_path / "data")
    tmp_path.chmod(0o700)


def test_a_folder_that_cannot_be_made_is_refused() -> None:
    with pytest.raises(CannotWrite, match="cannot be written"):
        make(plan_of(), Path("/proc/synth/data"))


def test_the_digest_of_the_blocks_is_that_of_their_marks(whole: Path) -> None:
    marks = {p.stem: hashlib.sha256(p.read_bytes()).hexdigest() for p in (whole / "blocks").glob("*.json")}
    reference = marks.pop("reference")
    wanted = finish.digest_of_blocks(((int(n), d) for n, d in marks.items()), reference)
    assert json.loads((whole / "manifest.json").read_text())["blocks"] == wanted
    assert folder.read_plan(whole)["totals"]["blocks"] == len(marks)


def test_what_this_run_wrote_is_believed_word_for_word_and_under_its_own_name(tmp_path: Path) -> None:
    out = tmp_path / "data"
    make(plan_of(600), out)
    first, second = (out / "blocks" / f"0000{n}.json" for n in (0, 1))
    assert own.said(first) == json.loads(first.read_text()) == landing.read_mark(first)
    shutil.copy(first, second)
    assert landing.read_mark(second) is None
    first.write_text(first.read_text().replace('"families": 256', '"families": "256"'))
    assert own.said(first) is None and landing.read_mark(first) is None
    manifest = out / "manifest.json"
    manifest.write_text(text_of(plan_of(600).document()))  # what .partial/plan.json held: no manifest
    with pytest.raises(BrokenData, match="totals: is missing"):
        folder.read_plan(out)


def test_a_folder_that_another_shard_has_just_begun_is_joined_and_any_other_is_refused(tmp_path):
    from synth.dataset import preparing

    for begun in ((), (".partial",), (".partial", "blocks")):
        out = tmp_path / "-".join(("out", *begun))
        out.mkdir()
        for name in begun:
            (out / name).mkdir()
        if begun:
            (out / ".partial" / ".plan.json.123").write_text("{")
        assert preparing._just_begun(out)
        (out / "blocks").mkdir(exist_ok=True)
        (out / "blocks" / "00000.json").write_text("{}")
        assert not preparing._just_begun(out)
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("mine")
    assert not preparing._just_begun(other)
