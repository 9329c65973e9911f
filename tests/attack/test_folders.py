"""A dataset's folder has one owner, and loses nothing: kills, two runs at once, --force, merge, what the user put there.

SYNTH_ATTACK=long runs the numbers of the promise (200 kills, 40 double runs, 20 parents killed); else it is a handful.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from synth.dataset.owner import GRACE, owned
from synth.errors import BadArguments
from synth.scale.merge import merge
from tests.attack import runs

pytestmark = [pytest.mark.attack, pytest.mark.skipif(os.name != "posix", reason="kills by signals of POSIX")]
LONG = os.environ.get("SYNTH_ATTACK") == "long"
KILLS_AT_A_CHANGE, KILLS_AT_A_MOMENT, KILLS_OF_TWO, DOUBLE, PARENTS = (120, 40, 40, 40, 20) if LONG else (5, 2, 2, 3, 1)
REAL = 10
"""Of the runs with two workers, one in so many is real in every format; the others are made up, and start sooner."""


@pytest.fixture(scope="module")
def warm() -> Iterator[runs.Warm]:
    with runs.warm() as process:
        yield process


@pytest.fixture(scope="module")
def good(warm: runs.Warm, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset as one run makes it that nobody disturbs."""
    out = tmp_path_factory.mktemp("good") / "data"
    assert warm.run(out) == 0
    return out


@pytest.fixture(scope="module")
def wanted(good: Path) -> dict[str, str]:
    return runs.contents(good)


def until(state: Callable[[], bool], seconds: float = 300.0) -> None:
    """Wait for a state that something else brings about."""
    for _ in range(int(seconds / 0.02)):
        if state():
            return
        time.sleep(0.02)
    raise AssertionError("it never came to that")


@pytest.mark.parametrize("n", range(KILLS_AT_A_CHANGE))
def test_a_run_that_is_killed_before_any_change_of_a_file_is_resumed_to_the_same_files(
    warm: runs.Warm, wanted: dict[str, str], tmp_path: Path, n: int
) -> None:
    out, chance = tmp_path / "data", random.Random(n)
    at = chance.randrange(1, 800)
    assert warm.run(out, "--dies-at", str(at)) in (-signal.SIGKILL, 0)
    if chance.random() < 0.3:  # and what resumes it, too
        warm.run(out, "--resume", "--dies-at", str(chance.randrange(1, 300)))
    assert warm.run(out, "--resume") == 0
    assert runs.contents(out) == wanted, at


@pytest.mark.parametrize("n", range(KILLS_AT_A_MOMENT))
def test_a_run_that_is_killed_at_any_moment_is_resumed_to_the_same_files(
    warm: runs.Warm, wanted: dict[str, str], tmp_path: Path, n: int
) -> None:
    out, chance = tmp_path / "data", random.Random(n)
    while True:
        process = warm.begin(out)
        until(lambda: (out / ".partial" / "plan.json").exists())
        time.sleep(chance.random() * 3)
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        if warm.end() == -signal.SIGKILL:
            break
        shutil.rmtree(out)  # it had ended before
    assert warm.run(out, "--resume") == 0
    assert runs.contents(out) == wanted


@pytest.fixture(scope="module")
def made_up(warm: runs.Warm, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    out = tmp_path_factory.mktemp("made up") / "data"
    assert warm.run(out, "--tiny") == 0
    return runs.contents(out)


@pytest.mark.parametrize("n", range(KILLS_OF_TWO))
def test_two_workers_that_are_killed_at_any_moment_are_resumed_to_the_same_files(
    warm: runs.Warm, wanted: dict[str, str], made_up: dict[str, str], tmp_path: Path, n: int
) -> None:
    out, chance = tmp_path / "data", random.Random(n)
    kind = () if n % REAL == 0 else ("--tiny",)
    process = runs.begin(out, "--workers", "2", *kind)
    landed = chance.randrange(3)
    until(lambda: len(list(out.glob("blocks/*.json"))) > landed or process.poll() is not None)
    time.sleep(chance.random() * 0.2)
    process.kill()
    process.wait()
    assert warm.run(out, "--resume", *kind) == 0
    assert runs.contents(out) == (made_up if kind else wanted)


@pytest.mark.parametrize("n", range(PARENTS))
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM] if LONG else [signal.SIGKILL])
def test_no_worker_outlives_its_parent(tmp_path: Path, how: signal.Signals, n: int) -> None:
    out = tmp_path / "data"
    process = runs.begin(out, "--workers", "2", *(() if n % REAL == 0 else ("--tiny",)))
    until(lambda: len(runs.members_of(process.pid)) >= 3 + (n % 2))
    os.kill(process.pid, how)
    process.wait()
    shutil.rmtree(out, ignore_errors=True)
    until(lambda: not runs.members_of(process.pid), seconds=10)
    assert not out.exists()


@pytest.fixture(scope="module")
def other() -> Iterator[runs.Warm]:
    with runs.warm() as process:
        yield process


@pytest.mark.parametrize("n", range(DOUBLE))
def test_of_two_runs_at_once_one_is_refused_and_nothing_is_lost(
    warm: runs.Warm, other: runs.Warm, wanted: dict[str, str], tmp_path: Path, n: int
) -> None:
    out = tmp_path / "data"
    warm.run(out, "--dies-at", "150")
    warm.begin(out, "--resume")
    if n % 4 >= 2:
        until(lambda: any(out.glob(".partial/0*-*")) or (out / "manifest.json").exists())
    second = "--resume" if n % 2 else "--force"
    codes = [other.run(out, second), warm.end()]
    assert 0 in codes and set(codes) <= {0, 2}
    assert warm.run(out, "--resume") == 0 and runs.contents(out) == wanted


def test_whoever_comes_second_is_told_so_in_one_line(warm: runs.Warm, tmp_path: Path) -> None:
    warm.run(tmp_path, "--dies-at", "150")
    with owned(tmp_path):
        process = runs.begin(tmp_path, "--resume")
        _, said = process.communicate()
    assert process.returncode == 2 and len(said.splitlines()) == 1 and "another run that is at work" in said


def test_a_folder_belongs_to_one_run_and_shards_of_their_own_blocks_share_it(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("synth.dataset.owner.GRACE", 0.0)
    with owned(tmp_path):
        for blocks in (None, (0, 3), (7, 7 + 1)):
            with pytest.raises(BadArguments, match="another run that is at work"), owned(tmp_path, blocks):
                pass
    with owned(tmp_path, (0, 3)), owned(tmp_path, (3, 5)), owned(tmp_path, (5, 5)):
        for blocks in (None, (0, 3), (2, 4)):
            with pytest.raises(BadArguments, match="another run that is at work"), owned(tmp_path, blocks):
                pass
    with owned(tmp_path):
        pass
    assert GRACE > 0


def test_equal_shards_at_once_are_one_too_many_and_others_share(
    warm: runs.Warm, wanted: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "data"
    shards = [runs.begin(out, "--shard", shard) for shard in ("1/3", "2/3", "3/3")]
    said = [process.communicate() for process in shards]
    assert [process.returncode for process in shards] == [0, 0, 0], said
    assert runs.contents(out) == wanted
    assert any("whole" in out for out, _ in said)


def test_what_an_older_version_left_when_it_was_killed_is_swept(
    warm: runs.Warm, good: Path, wanted: dict[str, str], tmp_path: Path
) -> None:
    out = Path(shutil.copytree(good, tmp_path / "data"))
    for name in (".manifest.json.4711", "blocks/.00002.json.4711", "blocks/.reference.json.12"):
        (out / name).write_text("{")
    (out / "blocks" / "notes.txt").write_text("mine")
    assert warm.run(out, "--resume") == 0
    left = runs.contents(out)
    assert left.pop("blocks/notes.txt") and left == wanted


@pytest.mark.parametrize("name", ["people.csv", "bulk-export.json", "blocks/reference.json", "blocks/00002.json"])
@pytest.mark.parametrize("how", ["lost", "zeroed", "cut", "one byte"])
def test_resuming_finds_what_was_changed_after_it_had_landed(
    warm: runs.Warm, good: Path, wanted: dict[str, str], tmp_path: Path, name: str, how: str
) -> None:
    out = Path(shutil.copytree(good, tmp_path / "data"))
    spoil(out / name, how)
    assert warm.run(out, "--resume") == 0
    assert runs.contents(out) == wanted


@pytest.mark.parametrize("form", ["ndjson/*", "bundles/00003/*", "cda/*/*", "tables/*.csv", "tables/*.parquet"])
@pytest.mark.parametrize("how", ["zeroed", "one byte"])
def test_resuming_finds_a_file_of_a_block_that_has_its_size_but_not_its_content(
    warm: runs.Warm, good: Path, wanted: dict[str, str], tmp_path: Path, form: str, how: str
) -> None:
    out = Path(shutil.copytree(good, tmp_path / "data"))
    spoil(max(out.glob(form), key=lambda path: path.stat().st_size), how)
    assert warm.run(out, "--resume") == 0
    assert runs.contents(out) == wanted


def spoil(path: Path, how: str) -> None:
    content = path.read_bytes()
    if how == "lost":
        path.unlink()
    elif how == "zeroed":
        path.write_bytes(bytes(len(content)))
    elif how == "cut":
        path.write_bytes(content[: len(content) // 2])
    else:
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])


@pytest.mark.parametrize("what", [".partial", ""])
def test_what_is_removed_in_mid_run_ends_it_in_one_line_and_is_not_made_again(
    warm: runs.Warm, wanted: dict[str, str], tmp_path: Path, what: str
) -> None:
    out = tmp_path / "data"
    process = runs.begin(out)
    until(lambda: any(out.glob("blocks/*.json")))
    moved = (out / what).rename(tmp_path / "moved")  # at once, unlike a removal
    _, said = process.communicate()
    assert process.returncode == 2 and len(said.splitlines()) == 1, said
    assert (out.exists() and not (out / ".partial").exists()) if what else not out.exists()
    shutil.rmtree(moved)
    assert warm.run(out, "--resume") == 0
    assert runs.contents(out) == wanted


USERS = ("tables/thesis.csv", "ndjson/mine.ndjson", "cda/00001/mine.xml", "truth/x", "blocks/mine.json", "notes.txt",
         "bundles/mine/of mine.json")  # fmt: skip


def test_force_removes_what_marks_name_and_leaves_what_is_the_users_own(
    warm: runs.Warm, wanted: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "data"
    assert warm.run(out, "--seed", "5") == 0
    for name in USERS:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("mine")
    assert warm.run(out, "--force") == 0
    left = runs.contents(out)
    assert all((out / name).read_text() == "mine" for name in USERS)
    assert {name: digest for name, digest in left.items() if name not in USERS} == wanted


@pytest.mark.parametrize("n", range(12 if LONG else 2))
def test_force_that_is_killed_can_be_repeated(warm: runs.Warm, wanted: dict[str, str], tmp_path: Path, n: int) -> None:
    out = tmp_path / "data"
    assert warm.run(out, "--seed", "5", "--dies-at", str(random.Random(n).randrange(300, 500))) in (0, -9)
    warm.run(out, "--force", "--dies-at", str(random.Random(n).randrange(20, 900)))
    assert warm.run(out, "--force") == 0
    assert runs.contents(out) == wanted


FOREIGN = {
    "manifest.json": ['{"synth": "0.1.0", "arguments": {}}', '{"name": "a browser\'s"}', "not JSON", "[]"],
    "blocks/00000.json": ['{"run": "x"}', '{"run": "x", "files": [{"path": "tables/thesis.csv"}]}', "null"],
    ".partial/plan.json": ["{}", '{"synth": "0.1.0", "arguments": {}}'],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in FOREIGN.items() for text in texts])
def test_force_takes_nothing_for_a_dataset_that_only_looks_like_one(
    warm: runs.Warm, tmp_path: Path, name: str, text: str
) -> None:
    out = tmp_path / "data"
    for path, content in (("tables/thesis.csv", "mine"), (name, text)):
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_text(content)
    before = runs.contents(out)
    for option in ("--force", "--resume", "--seed"):
        assert warm.run(out, option, "7") == 2
    assert runs.contents(out) == before


AWAY = ("../x.ndjson", "/tmp/x", "ndjson/../../x", "ndjson/link", "cda/linked/x.xml", "ndjson/pipe", "blocks/x.json")


@pytest.mark.parametrize("where", AWAY)
def test_neither_force_nor_merge_follows_a_mark_out_of_its_folder(
    warm: runs.Warm, good: Path, tmp_path: Path, where: str
) -> None:
    out = Path(shutil.copytree(good, tmp_path / "data"))
    theirs = tmp_path / "x.ndjson"
    theirs.write_text("theirs")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "x.xml").write_text("theirs")
    (out / "ndjson" / "link").symlink_to(theirs)
    (out / "cda" / "linked").symlink_to(tmp_path / "folder")
    os.mkfifo(out / "ndjson" / "pipe")
    mark = out / "blocks" / "00001.json"
    facts = json.loads(mark.read_text())
    facts["files"][0]["path"] = where
    mark.write_text(json.dumps(facts))
    unfinish(out)
    with pytest.raises(BadArguments):
        merge(tmp_path / "merged", [out])
    assert not list((tmp_path / "merged").rglob("x*"))
    warm.run(out, "--force")
    assert theirs.read_text() == "theirs" and (tmp_path / "folder" / "x.xml").read_text() == "theirs"
    assert (out / "ndjson" / "link").is_symlink() and (out / "cda" / "linked").is_symlink()


@pytest.mark.parametrize("name", ["ndjson", "blocks", ".partial", "tables"])
def test_a_folder_of_the_dataset_that_is_a_link_is_refused(
    warm: runs.Warm, good: Path, tmp_path: Path, name: str
) -> None:
    out = Path(shutil.copytree(good, tmp_path / "data"))
    theirs = tmp_path / "theirs"
    if (out / name).exists():
        (out / name).rename(theirs)
    else:
        theirs.mkdir()
    (out / name).symlink_to(theirs)
    before = runs.contents(theirs)
    for option in ("--force", "--resume"):
        assert warm.run(out, option) == 2
    assert runs.contents(theirs) == before


def unfinish(out: Path) -> None:
    """Take a whole dataset back to a shard that holds all blocks: its lines of people.csv are parts, its plan is kept."""
    from synth.dataset.digests import text_of
    from synth.dataset.plan import run_digest
    from synth.dataset.reopening import _keep_lines

    plan = runs.plan()
    (out / ".partial" / "people").mkdir(parents=True)
    _keep_lines(out, plan.blocks())
    (out / ".partial" / "plan.json").write_text(text_of(plan.document()))
    (out / "manifest.json").unlink()
    assert run_digest(plan.document()) == json.loads((out / "blocks" / "00002.json").read_text())["run"]


@pytest.mark.parametrize("what", ["a file", "the lines of people.csv", "a mark"])
def test_merge_refuses_a_shard_that_is_not_what_its_marks_say(good: Path, tmp_path: Path, what: str) -> None:
    shard = Path(shutil.copytree(good, tmp_path / "shard"))
    unfinish(shard)
    paths = {
        "a file": max(shard.glob("ndjson/Observation*"), key=lambda path: path.stat().st_size),
        "the lines of people.csv": shard / ".partial" / "people" / "00002.csv",
        "a mark": shard / "blocks" / "00002.json",
    }
    spoil(paths[what], "zeroed")
    with pytest.raises(BadArguments):
        merge(tmp_path / "merged", [shard])
    assert not (tmp_path / "merged" / "manifest.json").exists()


def test_merge_makes_of_a_sound_shard_what_one_run_makes(good: Path, wanted: dict[str, str], tmp_path: Path) -> None:
    shard = Path(shutil.copytree(good, tmp_path / "shard"))
    unfinish(shard)
    before = runs.contents(shard)
    merge(tmp_path / "merged", [shard])
    assert runs.contents(tmp_path / "merged") == wanted and runs.contents(shard) == before


def test_merge_leaves_a_shard_alone_in_which_a_run_is_at_work(good: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("synth.dataset.owner.GRACE", 0.0)
    shard = Path(shutil.copytree(good, tmp_path / "shard"))
    unfinish(shard)
    with owned(shard), pytest.raises(BadArguments, match="at work"):
        merge(tmp_path / "merged", [shard])
    with owned(tmp_path / "merged"), pytest.raises(BadArguments, match="at work"):
        merge(tmp_path / "merged", [shard])
