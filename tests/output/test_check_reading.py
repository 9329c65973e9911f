"""Resources are judged by their shapes as they would be one by one: a fault is found, whatever was taken before it."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest

from output.check import structure, whole
from output.check.reading import Reader
from output.check.structure import Judge
from synth import api
from synth.dataset import packing

ODD = (
    "", " ", "x", "Mrs Ada Archer", "Archer", "B99002", "true", "Yes", "Infinity", "2020-02-30", "2020-02-28", "2020",
    "2020-01-01T25:00:00+00:00", "2020-01-01T05:00:00+00:00", "6ffab38e-94e3-89f7-8a27-b753ae4425aa", "Patient/x y",
    "Patient/6ffab38e-94e3-89f7-8a27-b753ae4425aa", "http://x.example.org", "9991912479", "1", "a  b", "é", "a\nb",
    0, 1, 7, -1, 1.5, 10**12, True, False, None, [], {}, [1], ["x"], {"x": 1}, [{"a": "b"}], "x" * 3000,
)  # fmt: skip


@pytest.fixture(scope="module")
def resources(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, list[dict[str, Any]]]]:
    """Some resources of every type that a dataset of two dozen people has."""
    out = tmp_path_factory.mktemp("reading") / "data"
    dataset = api.generate(24, seed=8, start="2021-01-01", end="2025-01-01", out=out, formats="ndjson")
    found = []
    for path in dataset.ndjson():
        lines = [json.loads(line) for _, line in zip(range(12), packing.lines(path), strict=False)]
        found.append((lines[0]["resourceType"], lines))
    return found


def places(said: Any, path: tuple = ()) -> list[tuple]:
    members = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    return [*([path] if path else []), *(one for name, each in members for one in places(each, (*path, name)))]


def spoil(one: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A resource with one member changed, removed, doubled or added."""
    spoilt = copy.deepcopy(one)
    path = chance.choice(places(spoilt))
    holder: Any = spoilt
    for name in path[:-1]:
        holder = holder[name]
    what = chance.randrange(6)
    if what == 0:
        del holder[path[-1]]
    elif what == 1 and isinstance(holder, dict):
        holder[chance.choice(["colour", "id", "status", "value", "data", "start", "extension"])] = chance.choice(ODD)
    else:
        holder[path[-1]] = copy.deepcopy(chance.choice(ODD))
    return spoilt


def test_the_judge_says_of_every_spoilt_resource_what_the_model_says(resources) -> None:
    reader, judge, chance = Reader(), Judge(), random.Random(1)
    faulty = spared = 0
    for kind, some in resources:
        for one in some:  # first the sound ones, from which it learns
            text = json.dumps(one, separators=(",", ":"), ensure_ascii=False).encode()
            assert judge.faults(reader.read(text), kind) == structure.faults(kind, text) == []
        for _ in range(80):
            spoilt = spoil(chance.choice(some), chance)
            text = json.dumps(spoilt, separators=(",", ":"), ensure_ascii=False).encode()
            asked = judge.asked
            said = judge.faults(reader.read(text), kind)
            spared += asked == judge.asked
            assert said == structure.faults(kind, text), (kind, text)
            faulty += bool(said)
    assert faulty > 300 and spared > 20


TEXT = b'{"resourceType":"Patient","id":"a","name":[{"family":"Note:","given":["Ada","B:"]}],"active":true}'
BROKEN = {
    "a comma too many": TEXT.replace(b'"a",', b'"a",,'),
    "no end": TEXT[:-1],
    "more behind": TEXT + b"{}",
    "no quote": TEXT.replace(b'"Ada"', b'"Ada'),
    "a number that is none": TEXT.replace(b"true", b"01"),
    "a bad escape": TEXT.replace(b"Ada", rb"\x41"),
    "half a character": TEXT.replace(b"Note", rb"\ud800"),
    "no UTF-8": TEXT.replace(b"Note", b"\xff"),
    "a control character": TEXT.replace(b"Note", b"\x01"),
    "a member twice": TEXT.replace(b'"active"', b'"id":"b","active"'),
    "a list": b"[" + TEXT + b"]",
    "deep": b'{"a":' * 50_000,
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_not_json_is_found_also_in_a_shape_that_is_known(name: str) -> None:
    reader, judge = Reader(), Judge()
    for _ in range(3):
        assert judge.faults(reader.read(TEXT), "Patient") == []
    try:
        one = reader.read(BROKEN[name])
    except ValueError:
        return
    assert judge.faults(one, "Patient") != []


def test_values_stand_where_a_colon_within_a_text_would_mislead() -> None:
    one = Reader().read(TEXT)
    assert one.said(one.shape.identity) == "a" and one.shape.kind == "Patient"


def test_a_dataset_is_checked_alike_by_one_worker_and_by_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "data"
    api.make(families=600, seed=2, start="2024-11-01", end="2025-01-01", out=out, formats="parquet", workers=1)
    (out / "tables" / "stray.csv").write_text("x")
    assert len(list((out / "blocks").glob("0*"))) > 2
    monkeypatch.setattr(whole, "AHEAD", 1)  # so that a block has to wait until another is done
    assert api.validate(out, workers=1).lines() == api.validate(out, workers=2).lines()
