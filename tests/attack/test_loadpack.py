"""A load pack made of a hostile dataset, in a hostile folder, or cut short: one line, and nothing of the user's is lost."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from output.delivery.loadpack import folder as folders
from synth import api
from synth.cli import run

pytestmark = pytest.mark.attack


def tree(folder: Path) -> dict[str, str]:
    """Everything below a folder: what it is, and its digest or target."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            said = f"link to {os.readlink(path)}"
        elif path.is_file():
            said = hashlib.sha256(path.read_bytes()).hexdigest()
        else:
            said = "folder" if path.is_dir() else "special"
        found[path.relative_to(folder).as_posix()] = said
    return found


def one_line(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command that must be refused says: one line, no traceback, exit code 2."""
    code = run(["loadpack", *words])
    printed = capsys.readouterr()
    lines = printed.err.splitlines()
    assert code == 2 and len(lines) == 1 and lines[0].startswith("synth: ") and printed.out == "", printed
    return lines[0]


def mark_of(data: Path, change: Callable[[dict[str, Any]], None], name: str = "00000") -> None:
    path = data / "blocks" / f"{name}.json"
    mark = json.loads(path.read_text())
    change(mark)
    path.write_text(json.dumps(mark))


def patients(mark: dict[str, Any]) -> dict[str, Any]:
    return next(file for file in mark["files"] if file["kind"] == "Patient")


def path_of(data: Path) -> Path:
    return data / patients(json.loads((data / "blocks/00000.json").read_text()))["path"]


# ---------------------------------------------------------------- the dataset that it reads


AWAY = ("../secret", "/etc/hostname", "ndjson/../../secret", "./people.csv", "ndjson//x", "ndjson", "", "C:\\x",
        "ndjson/\u0000", "ndjson/\u202ex", "..", "blocks/00000.json", "x" * 5000)  # fmt: skip


@pytest.mark.parametrize("name", AWAY, ids=lambda name: ascii(name)[:30])
@pytest.mark.parametrize("block", ["00000", "reference"])
def test_a_mark_that_leads_out_of_the_dataset_is_refused(spoilt_data, tmp_path, capsys, name, block):
    (tmp_path / "secret").write_text('{"resourceType":"Patient","id":"secret"}\n')
    mark_of(spoilt_data, lambda mark: mark["files"][0].update(path=name), block)
    one_line(capsys, str(spoilt_data), str(tmp_path / "out"))
    assert not (tmp_path / "out" / "pack.json").exists()
    assert all("secret" not in path.read_text("utf-8") for path in (tmp_path / "out").rglob("*") if path.is_file())


@pytest.mark.parametrize("member, value", [
    ("path", 7), ("path", None), ("bytes", "many"), ("bytes", -1), ("bytes", 1 << 50), ("bytes", True), ("bytes", 1.5),
    ("sha256", "0" * 64), ("sha256", 0), ("count", "x"), ("count", 10**30), ("format", 5), ("format", None), ("kind", 5),
])  # fmt: skip
def test_a_mark_of_another_shape_is_refused(spoilt_data, tmp_path, capsys, member, value):
    mark_of(spoilt_data, lambda mark: patients(mark).update({member: value}))
    one_line(capsys, str(spoilt_data), str(tmp_path / "out"))


@pytest.mark.parametrize("member", ["path", "bytes", "sha256", "count", "format", "kind"])
def test_a_mark_that_leaves_something_out_is_refused(spoilt_data, tmp_path, capsys, member):
    mark_of(spoilt_data, lambda mark: patients(mark).pop(member))
    one_line(capsys, str(spoilt_data), str(tmp_path / "out"))


@pytest.mark.parametrize("files", [None, 5, "x", {}, [5], [None], [[]]], ids=str)
def test_a_mark_without_a_list_of_files_is_refused(spoilt_data, tmp_path, capsys, files):
    mark_of(spoilt_data, lambda mark: mark.update(files=files))
    one_line(capsys, str(spoilt_data), str(tmp_path / "out"))


def zeroed(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def swapped(path: Path) -> None:
    text = path.read_bytes()
    path.write_bytes(text.replace(b'"gender":"female"', b'"gender":"unkown"').replace(b'"male"', b'"mael"'))


def longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def shorter(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def linked(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def linked_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))
    path.parent.symlink_to("elsewhere")


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def device(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def gone(path: Path) -> None:
    path.unlink()


SPOILED = (zeroed, swapped, longer, shorter, linked, linked_folder, pipe, device, folder, gone)


@pytest.mark.parametrize("spoil", SPOILED, ids=lambda spoil: spoil.__name__)
def test_a_file_that_is_not_what_its_mark_says_is_refused(spoilt_data, tmp_path, capsys, spoil):
    spoil(path_of(spoilt_data))
    said = one_line(capsys, str(spoilt_data), str(tmp_path / "out"))
    assert "ndjson" in said
    assert not (tmp_path / "out" / "pack.json").exists()


@pytest.mark.parametrize("spoil", [s for s in SPOILED if s not in (swapped, linked_folder)], ids=lambda s: s.__name__)
def test_a_list_of_people_that_is_not_what_the_manifest_says_is_refused(spoilt_data, tmp_path, capsys, spoil):
    spoil(spoilt_data / "people.csv")
    assert "people.csv" in one_line(capsys, str(spoilt_data), str(tmp_path / "out"))


@pytest.mark.parametrize("text", [
    b"", b"[]", b"{}", b"{", b"null", b'{"files": ' + b"[" * 100_000, b"\xff\xfe", b'{"files": [' + b"9" * 5000 + b"]}",
], ids=lambda text: ascii(text[:12]))  # fmt: skip
def test_a_mark_that_is_not_one_is_refused(spoilt_data, tmp_path, capsys, text):
    (spoilt_data / "blocks" / "00000.json").write_bytes(text)
    one_line(capsys, str(spoilt_data), str(tmp_path / "out"))


@pytest.mark.parametrize("spoil", [pipe, device, folder, linked], ids=lambda spoil: spoil.__name__)
def test_a_mark_that_is_no_file_is_refused(spoilt_data, tmp_path, capsys, spoil):
    spoil(spoilt_data / "blocks" / "00000.json")
    one_line(capsys, str(spoilt_data), str(tmp_path / "out"))


def test_a_bomb_is_read_no_further_than_its_mark_says(spoilt_data, tmp_path, capsys):
    path = path_of(spoilt_data)
    packed = path.with_name(path.name + ".gz")
    with gzip.open(packed, "wb") as out:
        for _ in range(2000):
            out.write(bytes(1 << 20))
    mark_of(spoilt_data, lambda mark: patients(mark).update(path=f"ndjson/{packed.name}"))
    command = [sys.executable, "-c", "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30));"
               "from synth.cli import run; sys.exit(run(sys.argv[1:]))", "loadpack", str(spoilt_data),
               str(tmp_path / "out")]  # fmt: skip
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 2 and len(ran.stderr.splitlines()) == 1 and packed.name in ran.stderr


# ---------------------------------------------------------------- the folder that it writes


def forged(folder: Path, *names: str) -> None:
    """A manifest such as a pack's, which names files, with their digests as they are."""
    files = [{"path": name, "bytes": os.path.getsize(folder / name) if (folder / name).is_file() else 0,
              "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest() if (folder / name).is_file() else ""}
             for name in names]  # fmt: skip
    (folder / "pack.json").write_text(json.dumps({"loadpack": 1, "dataset": "", "files": files}))


@pytest.mark.parametrize("manifest", [
    "", "{}", "[]", "null", "7", '{"loadpack": 2, "files": []}', '{"loadpack": 1}', '{"loadpack": 1, "files": {}}',
    '{"loadpack": 1, "files": [5]}', '{"loadpack": 1, "files": [{}]}', '{"loadpack": 1, "files": []}', "[" * 100_000,
    '{"loadpack": 1, "files": [{"path": 5, "bytes": 0, "sha256": ""}]}', "{" + " " * 5_000_000,
], ids=lambda text: text[:60])  # fmt: skip
def test_a_folder_with_what_only_looks_like_a_manifest_is_left_alone(pack_data, tmp_path, capsys, manifest):
    mine = tmp_path / "mine"
    (mine / "ids").mkdir(parents=True)
    (mine / "ids" / "patients.csv").write_text("mine")
    (mine / "mix.json").write_text("{}")
    (mine / "pack.json").write_text(manifest)
    before = tree(mine)
    one_line(capsys, str(pack_data), str(mine), "--force")
    assert tree(mine) == before


@pytest.mark.parametrize("name", [
    "../precious", "/etc/passwd", "ids/../../precious", "notes.txt", ".ssh/config", "ids/.hidden", "ids/deep/er.csv", "ids",
    "tables/x.csv", "ndjson/x.py",
])  # fmt: skip
def test_a_manifest_that_names_what_is_no_packs_deletes_nothing(pack, pack_data, tmp_path, capsys, name):
    (tmp_path / "precious").write_text("kept")
    (pack / "notes.txt").write_text("kept")
    told = json.loads((pack / "pack.json").read_text())
    told["files"].append({"path": name, "bytes": 4, "sha256": hashlib.sha256(b"kept").hexdigest()})
    (pack / "pack.json").write_text(json.dumps(told))
    before = tree(tmp_path)
    one_line(capsys, str(pack_data), str(pack), "--force")
    assert tree(tmp_path) == before


@pytest.mark.parametrize("part", ["ids", "searches", "bundles", "stream", "ndjson"])
def test_force_never_goes_through_a_link(pack, pack_data, tmp_path, capsys, part):
    elsewhere = tmp_path / "elsewhere"
    shutil.move(pack / part, elsewhere)
    (elsewhere / "precious").write_text("kept")
    (pack / part).symlink_to(elsewhere)
    before = tree(tmp_path)
    one_line(capsys, str(pack_data), str(pack), "--force")
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", ["ids/patients.csv", "mix.json", "k6.js", "pack.json"])
def test_force_takes_no_link_for_a_file_of_a_pack(pack, pack_data, tmp_path, capsys, name):
    (tmp_path / "precious").write_bytes((pack / name).read_bytes())
    (pack / name).unlink()
    (pack / name).symlink_to(tmp_path / "precious")
    before = tree(tmp_path)
    one_line(capsys, str(pack_data), str(pack), "--force")
    assert tree(tmp_path) == before


@pytest.mark.parametrize("spoil", [zeroed, longer, shorter, pipe, folder], ids=lambda spoil: spoil.__name__)
def test_a_pack_of_which_a_file_is_another_is_left_alone(pack, pack_data, tmp_path, capsys, spoil):
    spoil(pack / "ids" / "patients.csv")
    before = tree(pack)
    assert "ids/patients.csv" in one_line(capsys, str(pack_data), str(pack), "--force")
    assert tree(pack) == before


def test_force_replaces_a_pack_and_leaves_what_the_user_put_beside(pack, whole_pack, pack_data):
    before = tree(pack)
    (pack / "mix.json").write_text('{"users": 1}')  # it is meant to be changed
    (pack / "ids" / "my notes.txt").write_text("kept")
    (pack / "results").mkdir()
    (pack / "results" / "run-1.csv").write_text("kept")
    assert run(["loadpack", str(pack_data), str(pack), "--force"]) == 0
    kept = {"ids/my notes.txt", "results", "results/run-1.csv"}
    assert {name: said for name, said in tree(pack).items() if name not in kept} == before
    assert (pack / "ids" / "my notes.txt").read_text() == (pack / "results" / "run-1.csv").read_text() == "kept"


def test_what_the_user_put_where_a_file_is_to_stand_is_not_overwritten(pack, pack_data, capsys):
    told = json.loads((pack / "pack.json").read_text())
    told["files"] = [file for file in told["files"] if file["path"] != "ids/Patient.csv"]
    (pack / "pack.json").write_text(json.dumps(told))
    (pack / "ids" / "Patient.csv").write_text("mine")
    before = tree(pack)
    assert "is in the way" in one_line(capsys, str(pack_data), str(pack), "--force")
    assert tree(pack) == before


@pytest.mark.parametrize(
    "name", ["x" * 300, "a/" * 2500, "nul\0", "\udcff\ud800"], ids=["long", "deep", "zero", "lone"]
)
def test_a_folder_that_cannot_be_is_one_line(pack_data, tmp_path, capsys, name):
    one_line(capsys, str(pack_data), f"{tmp_path}/{name}")


def test_a_file_a_pipe_and_a_dead_link_are_no_folders(pack_data, tmp_path, capsys):
    (tmp_path / "file").write_text("kept")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("nowhere")
    before = tree(tmp_path)
    for name in ("file", "pipe", "link", "file/below"):
        one_line(capsys, str(pack_data), str(tmp_path / name), "--force")
    assert tree(tmp_path) == before


class Ended(BaseException):
    """As if the process had been killed: nobody catches it."""


@pytest.mark.parametrize("at", range(0, 60, 6))
def test_a_pack_that_is_cut_short_never_looks_whole_and_is_swept_by_the_next(
    pack_data, whole_pack, pack, monkeypatch, at
):
    """Killed at any move into place: what is left says that it is no pack, and --force makes it one."""
    moves = []
    replace = os.replace

    def dying(source: Any, target: Any) -> None:
        moves.append(target)
        if len(moves) > at:
            raise Ended
        replace(source, target)

    monkeypatch.setattr(folders.os, "replace", dying)
    monkeypatch.setattr(folders, "_leave", lambda begun: None)
    with pytest.raises(Ended):
        api.loadpack(pack_data, pack, True)
    monkeypatch.undo()
    assert (at == 0) == (pack / "pack.json").exists()  # at 0 the pack before stands untouched
    assert run(["loadpack", str(pack_data), str(pack), "--force"]) == 0
    assert tree(pack) == tree(whole_pack)


def test_a_disk_that_is_full_is_one_line_and_the_pack_before_stays(pack_data, pack, monkeypatch, capsys):
    from output.delivery import loadpack

    before = tree(pack)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    for name in ("_json", "_csv", "_stream"):
        with monkeypatch.context() as patched:
            patched.setattr(loadpack, name, full)
            assert "No space left" in one_line(capsys, str(pack_data), str(pack), "--force")
        assert tree(pack) == before


def test_two_packs_into_one_folder_at_once_do_not_mix(pack_data, tmp_path, capsys):
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt), folders.made(out, "", False):
        assert "another synth loadpack" in one_line(capsys, str(pack_data), str(out))
        raise KeyboardInterrupt
    assert run(["loadpack", str(pack_data), str(out)]) == 0
