"""The cache: what comes out is equal whatever state it is in, and nothing that another put there is read."""

from __future__ import annotations

import dataclasses
import os
import stat
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import care_pathways
from synth import cache, codes
from synth.cache import keeping, packing, places
from synth.evidence import compiled, reading
from synth.pathway.compiled import kept
from synth.world import tables
from synth.world.families import family_tables


@dataclass(frozen=True)
class Pair:
    one: int
    other: tuple[str, ...]


THING = {
    "whole": [1, -(2**70), True, None, 0.1],
    "exact": (Decimal("0.10"), Fraction(1, 3)),
    "words": Pair(3, ("a", "é")),
    "empty": [np.zeros((0, 3), dtype=np.uint64), (), {}],
    "numbers": np.arange(6, dtype=np.int64).reshape(2, 3),
    "yes": np.array([True, False]),
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(places.SWITCH, str(tmp_path / "cache"))
    return tmp_path / "cache"


def same(one, other) -> bool:
    """Whether two things are equal in every part, kinds and arrays included."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and bool((one == other).all())
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if dataclasses.is_dataclass(one):  # what it works out when first asked is no part of it
        return all(same(getattr(one, field.name), getattr(other, field.name)) for field in dataclasses.fields(one))
    if hasattr(one, "__dict__"):
        return same(vars(one), vars(other))
    return bool(one == other)


class Maker:
    """Makes a thing, and counts how often it had to."""

    def __init__(self, thing=THING) -> None:
        self.thing, self.times = thing, 0

    def __call__(self):
        self.times += 1
        return self.thing

    def asked(self, *parts: str):
        return cache.kept("thing", parts or ("source",), self, (Pair,))


def test_what_is_kept_comes_back_equal_in_every_part():
    assert same(packing.unpacked(packing.packed(THING, [Pair]), [Pair]), THING)


def test_it_is_made_once_and_again_only_where_what_it_depends_on_has_changed(folder):
    make = Maker()
    assert all(same(make.asked(), THING) for _ in range(3))
    assert make.times == 1
    assert same(make.asked("another source"), THING)
    assert make.times == 2
    assert make.asked("a", "bc") and make.asked("ab", "c") and make.times == 4


def test_arrays_are_mapped_and_cannot_be_written_to_cold_or_warm(folder):
    for _ in range(2):
        with pytest.raises(ValueError, match="read-only"):
            Maker().asked()["numbers"][0, 0] = 7


@pytest.mark.parametrize("how", ["cut", "emptied", "one bit", "foreign", "longer", "a folder", "of another key"])
def test_a_damaged_or_foreign_file_is_made_again(folder, how):
    make = Maker()
    make.asked()
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    file.unlink()
    if how == "a folder":
        file.mkdir()
    elif how == "of another key":
        make.asked("another source")
        (other,) = folder.iterdir()
        other.rename(file)
    else:
        file.write_bytes({"cut": whole[:-5], "emptied": b"", "foreign": b"#!/bin/sh\n" * 90, "longer": whole + b"x",
                          "one bit": whole[:200] + bytes([whole[200] ^ 1]) + whole[201:]}[how])  # fmt: skip
    before = make.times
    assert same(make.asked(), THING)
    assert make.times == before + 1
    assert same(make.asked(), THING)
    assert make.times == before + 1 + (how == "a folder")


def test_a_file_that_holds_its_digest_but_no_sense_is_made_again(folder):
    make = Maker()
    make.asked()
    (file,) = folder.iterdir()
    key = file.read_bytes()[len(keeping._MAGIC) : len(keeping._MAGIC) + 32]
    senseless = packing.packed("plain").replace(b'"plain"', b'["z",1]')
    for content in (b"", b"\xff" * 64, senseless, packing.packed(Pair(1, ()), [Pair])[:30]):
        keeping._write(file, key, content)
        before = make.times
        assert same(make.asked(), THING)
        assert make.times == before + 1


def test_nothing_in_a_file_can_name_what_is_run(folder):
    content = packing.packed(Pair(1, ()), [Pair])
    with pytest.raises(IndexError):
        packing.unpacked(content, [])
    with pytest.raises(TypeError, match="cannot be kept"):
        packing.packed({"a": os.system})
    with pytest.raises(TypeError, match="cannot be kept"):
        packing.packed(np.array([os.system], dtype=object))


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows keeps the folders of users apart by itself")
@pytest.mark.parametrize("what", ["folder", "file"])
def test_what_others_can_write_to_is_not_read(folder, what):
    make = Maker()
    make.asked()
    (file,) = folder.iterdir()
    at = folder if what == "folder" else file
    at.chmod(stat.S_IMODE(at.stat().st_mode) | 0o022)
    assert same(make.asked(), THING)
    assert make.times == 2


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows keeps the folders of users apart by itself")
def test_what_belongs_to_another_user_or_is_a_link_is_not_read(folder, monkeypatch, tmp_path):
    make = Maker()
    make.asked()
    (file,) = folder.iterdir()
    real = os.geteuid()
    with monkeypatch.context() as patch:
        patch.setattr(os, "geteuid", lambda: real + 1)
        make.asked()
    assert make.times == 2
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    make.asked()
    assert make.times == 3
    monkeypatch.setenv(places.SWITCH, str(tmp_path / "link"))
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    make.asked()
    assert make.times == 4


def test_a_folder_that_cannot_be_made_or_written_to_is_done_without(folder, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(places.SWITCH, str(tmp_path / "file" / "below"))
    assert same(Maker().asked(), THING)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setenv(places.SWITCH, str(folder))
    monkeypatch.setattr("tempfile.mkstemp", full)
    assert same(Maker().asked(), THING)
    monkeypatch.undo()
    monkeypatch.setenv(places.SWITCH, str(folder))
    monkeypatch.setattr(os, "replace", full)
    assert same(Maker().asked(), THING)
    assert list(folder.iterdir()) == []


def test_it_is_the_users_own_and_may_be_switched_off(monkeypatch, tmp_path):
    monkeypatch.delenv(places.SWITCH, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.folder() == tmp_path / "synth"
    Maker().asked()
    assert stat.S_IMODE((tmp_path / "synth").stat().st_mode) & 0o077 == 0 or not hasattr(os, "geteuid")
    for off in ("off", "OFF", "no", "0"):
        monkeypatch.setenv(places.SWITCH, off)
        assert cache.folder() is None
        assert Maker().asked() is THING
        assert cache.clear() == 0


def test_clearing_takes_out_what_is_ours_and_nothing_else(folder):
    Maker().asked()
    (folder / "letter.txt").write_text("mine")
    (folder / f"torn{places.HALF}").write_text("half")
    assert "2 files" in cache.told()
    assert cache.clear() == 2
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]


def test_of_one_name_only_the_newest_are_kept(folder):
    for number in range(keeping._MOST_OF_A_NAME + 3):
        Maker().asked(str(number))
    assert len(list(folder.iterdir())) == keeping._MOST_OF_A_NAME


def test_processes_that_make_the_same_at_once_all_get_it(folder):
    with ProcessPoolExecutor(4) as pool:
        found = list(pool.map(_asked, range(12)))
    assert all(found)
    assert len(list(folder.iterdir())) == 1


def _asked(_: int) -> bool:
    return same(Maker({"a": np.arange(100_000, dtype=np.int64)}).asked(), {"a": np.arange(100_000, dtype=np.int64)})


def test_evidence_codelists_and_tables_of_the_world_are_equal_cold_warm_and_without(folder, monkeypatch):
    paths = [path for path in sorted(care_pathways.HERE.glob("*/*.toml")) if path.stem in ("birth", "growth")]
    shared = reading.read(care_pathways.HERE / "risks.toml").risks
    assert len(paths) == 2
    for path in paths:
        known = reading.read(path, shared)
        for _ in ("cold", "warm"):
            assert same(vars(compiled.read(path, shared)), vars(known))
    known = codes.Codelists.load(care_pathways.CODELISTS)
    for _ in ("cold", "warm"):
        assert same(codes.sound(care_pathways.CODELISTS), known)
    tables_of = [family_tables.evidence, tables.toml]
    for found, names in zip(tables_of, ((), ("people",)), strict=True):
        made = found.__wrapped__.__wrapped__ if hasattr(found.__wrapped__, "__wrapped__") else found.__wrapped__
        for _ in ("cold", "warm"):
            found.cache_clear()
            assert same(found(*names), made(*names))


def test_what_is_equal_or_stands_twice_is_kept_once():
    numbers = np.arange(4, dtype=np.int64)
    thing = [
        Pair(1, ("a",)),
        Pair(1, ("a",)),
        Pair(True, ("a",)),
        {"of": Pair(1, ("a",)), "here": numbers, "there": numbers},
    ]
    found = packing.unpacked(packing.packed(thing, [Pair]), [Pair])
    assert same(found, thing)
    assert found[0] is found[1] is found[3]["of"] and found[2] is not found[0]
    assert np.shares_memory(found[3]["here"], found[3]["there"])


def test_a_pathway_that_was_kept_is_in_every_part_the_one_that_was_made(folder):
    made = care_pathways.ready(care_pathways.pathways())
    content = packing.packed(kept.parts(made), kept.CLASSES)
    plans = packing.unpacked(packing.packed(kept.plans(made)))
    found = kept.library(packing.unpacked(content, kept.CLASSES), lambda: plans, made.codelists, care_pathways.pathways)
    assert len(found.pathways) == len(made.pathways) > 50
    for one, other in zip(found.pathways, made.pathways, strict=True):
        ours, theirs = ({**vars(plan), "written": None} for plan in (one, other))
        assert same(ours, theirs), one.name
        assert one.pathway is other.pathway
        assert same(found.programs[one.index], made.programs[one.index]), one.name
    for name in ("forms", "groups", "listeners", "changing", "stories", "words"):
        assert same(getattr(found, name), getattr(made, name)), name


def test_whatever_is_wrong_with_evidence_is_still_said(folder, tmp_path):
    path = tmp_path / "own.toml"
    path.write_text('[one]\nvalue = 3\nunit = "days"\nsource = "assumption: a test"\n')
    assert compiled.read(path).number("one").table[0] == 3 * 1440
    path.write_text('[one]\nvalue = 3\nunit = "days"\n')
    with pytest.raises(reading.EvidenceError, match="no source"):
        compiled.read(path)
    with pytest.raises(reading.EvidenceError, match="no such file"):
        compiled.read(tmp_path / "none.toml")


STARTED = """
import sys
import care_pathways
from synth.pathway.compiled import checks
asked = []
real = checks.check
checks.check = lambda *given: asked.append(1) or real(*given)
plan = care_pathways.library()
total = sum(int(number.table.sum() & 0xFFFF) for p in plan.pathways for s in p.steps for e in (s.after,)
            for part in e.walk() if (number := getattr(part, "number", None)) is not None)
print(len(asked), len(plan.pathways), total)
"""


def test_the_library_is_checked_once_and_is_the_same_with_a_cold_warm_damaged_or_no_cache(folder):
    def started(where: str) -> list[str]:
        done = subprocess.run([sys.executable, "-c", STARTED], capture_output=True, text=True, check=True,
                              cwd=Path(care_pathways.HERE).parent, env={**os.environ, places.SWITCH: where})  # fmt: skip
        return done.stdout.split()

    cold, warm = started(str(folder)), started(str(folder))
    for file in folder.iterdir():
        file.write_bytes(file.read_bytes()[:-1])
    damaged, without = started(str(folder)), started("off")
    assert [found[0] for found in (cold, warm, damaged, without)] == ["1", "0", "1", "1"]
    assert len({tuple(found[1:]) for found in (cold, warm, damaged, without)}) == 1
