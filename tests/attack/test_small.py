"""Small and empty datasets: each of sixty seeds, in every format and form, is whole, sound, and says what it holds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from output.formats import FORMATS
from synth import api, cli
from synth.dataset.layout import BUNDLES
from tests.output.small import ALL, NOBODY, assert_whole
from tests.servers.faulty import FaultyServer

pytestmark = pytest.mark.attack

SEEDS = range(60)
WINDOWS = (
    ("2024-12-31", "2025-01-01"), ("2015-01-01", "2015-01-02"), ("2000-02-29", "2000-03-01"), ("1995-01-01", "1995-02-01"),
    ("2020-03-25", "2020-06-25"), ("2024-01-01", "2025-01-01"), ("2015-01-01", "2025-01-01"),
)  # fmt: skip
FORMS: tuple[dict[str, object], ...] = (
    *({"formats": "bundles", "bundle": form} for form in BUNDLES),
    {"formats": "bundles", "bundle_entries": 500}, {"formats": "ndjson", "compress": "gz"},
    {"formats": "ndjson", "compress": "zst"}, {"formats": "ndjson,csv"}, {"formats": "cda"}, {"formats": "parquet"},
    {"formats": "csv"}, {"formats": ",".join(ALL)},
)  # fmt: skip


@pytest.mark.parametrize("asked", [{"families": 1}, {"patients": 1}], ids=["family", "patient"])
@pytest.mark.parametrize("seed", SEEDS)
def test_one_family_or_person_is_a_whole_dataset(seed: int, asked: dict[str, int], tmp_path: Path) -> None:
    turn = seed * 2 + len(asked) + ("patients" in asked)
    start, end = WINDOWS[turn % len(WINDOWS)]
    form = FORMS[turn % len(FORMS)]
    outcome = api.make(**asked, seed=seed, start=start, end=end, out=tmp_path / "data", workers=1, **form)  # type: ignore[arg-type]
    assert outcome.manifest is not None and outcome.missing == 0
    totals = assert_whole(tmp_path / "data")
    assert totals["patients"] == len(api.open(tmp_path / "data").people)
    assert totals["patients"] == 1 or "families" in asked


@pytest.mark.parametrize("form", FORMS, ids=lambda form: " ".join(map(str, form.values())))
@pytest.mark.parametrize("window", WINDOWS, ids=" to ".join)
def test_nobody_is_a_whole_dataset_in_every_form_and_window(
    window: tuple[str, str], form: dict[str, object], tmp_path: Path
) -> None:
    seed = next(s for s in range(200) if _nobody(s, *window))
    api.make(families=1, seed=seed, start=window[0], end=window[1], out=tmp_path / "data", workers=1, **form)  # type: ignore[arg-type]
    totals = assert_whole(tmp_path / "data")
    assert (totals["patients"], totals["families"], totals["entries"]) == (0, 0, {})


def _nobody(seed: int, start: str, end: str) -> bool:
    from synth import world
    from synth.dataset import arguments

    return not len(world.build(np.zeros(1, dtype=np.int64), arguments.settings(seed, start, end, (1, 1), None)))


@pytest.fixture(scope="module")
def nobody(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset in every format in which nobody is."""
    out = tmp_path_factory.mktemp("small") / "nobody"
    api.make(families=1, formats=tuple(FORMATS), out=out, **NOBODY)
    return out


def test_the_command_ends_with_0_and_a_manifest_where_nobody_is(tmp_path: Path) -> None:
    out = tmp_path / "data"
    asked = ["generate", "--families", "1", "--seed", "3", "--format", "ndjson", "--out", str(out), "--workers", "1"]
    assert cli.run(asked) == 0 and (out / "manifest.json").exists() and (out / "people.csv").exists()
    before = (out / "manifest.json").read_bytes()
    assert cli.run([*asked, "--resume"]) == 0 and (out / "manifest.json").read_bytes() == before
    assert cli.run(["validate", str(out)]) == 0


def test_shards_of_which_some_hold_nobody_are_merged(tmp_path: Path) -> None:
    asked = {"families": 257, "seed": 3, "start": "2024-01-01", "end": "2024-01-02", "formats": "csv", "workers": 1}
    for part in (1, 2, 3):
        api.make(**asked, shard=(part, 3), out=tmp_path / str(part))  # type: ignore[arg-type]
    merged = api.merge(tmp_path / "merged", [tmp_path / str(part) for part in (1, 2, 3)])
    whole = api.make(**asked, out=tmp_path / "whole")  # type: ignore[arg-type]
    assert merged.manifest == whole.manifest is not None
    assert_whole(tmp_path / "merged")


def test_a_server_is_filled_with_nobody_and_verified(nobody: Path, tmp_path: Path) -> None:
    with FaultyServer() as server:
        outcome = api.seed(server.url, nobody, journal=tmp_path / "journal")
        assert outcome.sound, outcome.lines()
        verified = api.verify(server.url, nobody)
        assert verified.sound, verified.lines()
        assert api.unseed(server.url, nobody, yes=True)[1]


def test_a_load_pack_of_nobody_is_made_or_refused_in_one_line(nobody: Path, tmp_path: Path) -> None:
    status = cli.run(["loadpack", str(nobody), str(tmp_path / "pack")])
    assert status in (0, 2)
    if status == 0:
        assert any((tmp_path / "pack").iterdir())


def test_frames_of_nobody_have_columns(nobody: Path) -> None:
    dataset = api.open(nobody)
    assert list(dataset.people.columns)[:2] == ["id", "nhs_number"] and not len(dataset.people)
    assert not len(dataset.entries("contact")) and "from" in dataset.entries("contact").columns
    assert len(dataset.resources("Organization")) > 0
