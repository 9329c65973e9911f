"""Packed text: the same bytes each time, read back whole, and seen when it is cut short."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from synth.dataset import packing
from synth.dataset.content import OneFile
from synth.dataset.landing import committed, land

LINES = [b'{"n": %d}\n' % n for n in range(5000)]


def landed(out: Path, how: str) -> Path:
    name = f"ndjson/Flag.00000.ndjson.{how}"
    mark = land(out, "00000", FACTS, [OneFile(name, "ndjson", "Flag", 5000, LINES, how)])
    (said,) = map(json.loads, mark.files)
    whole = b"".join(LINES)
    assert said["bytes"] == len(whole) and said["sha256"] == hashlib.sha256(whole).hexdigest()
    return out / name


RUN = "0" * 64
FACTS = {
    "block": 0, "run": RUN, "families": 1, "patients": 1, "places": [0], "entries": {}, "resources": {"Flag": 5000},
    "people": {"bytes": 0, "sha256": hashlib.sha256(b"").hexdigest()},
}  # fmt: skip


@pytest.fixture(params=["gz", "zst"])
def how(request) -> str:
    return request.param


@pytest.fixture(autouse=True)
def folders(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name / "blocks").mkdir(parents=True)


def test_what_is_packed_reads_as_it_was(tmp_path: Path, how: str) -> None:
    path = landed(tmp_path / "one", how)
    assert list(packing.lines(path)) == LINES
    assert path.stat().st_size < len(b"".join(LINES)) / 3
    if how == "gz":
        assert gzip.decompress(path.read_bytes()) == b"".join(LINES)


def test_packing_twice_gives_the_same_bytes_without_name_or_time(tmp_path: Path, how: str) -> None:
    one, other = landed(tmp_path / "one", how), landed(tmp_path / "other", how)
    assert one.read_bytes() == other.read_bytes()
    if how == "gz":
        assert one.read_bytes()[3:8] == bytes(5)  # no name, no time


def test_a_block_whose_packed_file_is_cut_short_does_not_stand(tmp_path: Path, how: str) -> None:
    path = landed(tmp_path / "one", how)
    assert committed(tmp_path / "one", "00000", RUN)
    kept = path.read_bytes()
    for size in (len(kept) - 4, 100, 0) if how == "gz" else (5, 0):
        path.write_bytes(kept[:size])
        assert not committed(tmp_path / "one", "00000", RUN)
