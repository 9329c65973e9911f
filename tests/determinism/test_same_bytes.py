"""One seed gives the same bytes however the work is cut, wherever it runs, and whichever numpy does it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from output.formats import FORMATS
from synth import api
from synth.dataset.layout import Layout
from synth.scale.generate import Cut, generate
from synth.settings import Settings
from tests.determinism.runs import ROOT, contents, digest, elsewhere, plan

EVERY = tuple(FORMATS)
WINDOW = {"start": "2024-11-01", "end": "2025-01-01"}
SHORT = dt.date(2023, 1, 1)
"""From when the datasets that are only cut and joined begin."""
FAMILIES = 3 * 256 + 20


@pytest.fixture(scope="module")
def text_digest() -> str:
    """The digest of the small dataset, made here."""
    return digest(plan())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four blocks in every format, made by one worker in one go."""
    out = tmp_path_factory.mktemp("whole") / "data"
    api.make(families=FAMILIES, seed=3, out=out, formats=EVERY, workers=1, **WINDOW)
    return out


def test_two_workers_write_what_one_does(whole: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "synth.cli", "generate", "--families", str(FAMILIES), "--seed", "3", "--workers"]
    more = ["2", "--from", WINDOW["start"], "--to", WINDOW["end"], "--format", ",".join(EVERY), "--quiet"]
    environment = {**os.environ, "PYTHONHASHSEED": "4711"}
    subprocess.run([*command, *more, "--out", str(tmp_path / "two")], cwd=ROOT, env=environment, check=True)
    assert contents(tmp_path / "two") == contents(whole)


@pytest.mark.slow
def test_seven_shards_of_four_blocks_write_what_one_run_does(whole: Path, tmp_path: Path) -> None:
    for part in (4, 1, 7, 2, 3, 6, 5):
        shard = (part, 7)
        api.make(families=FAMILIES, seed=3, out=tmp_path / "data", formats=EVERY, workers=1, shard=shard, **WINDOW)
    assert contents(tmp_path / "data") == contents(whole)


@pytest.mark.slow
def test_shards_that_run_at_once_write_what_one_run_does(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "synth.cli", "generate", "--families", "700", "--from", "2024-07-01"]
    command += ["--format", "ndjson,bundles", "--workers", "1", "--out"]
    shards = [
        subprocess.Popen([*command, str(tmp_path / "data"), "--shard", f"{part}/3"], cwd=ROOT, stdout=subprocess.PIPE)
        for part in (1, 2, 3)
    ]
    assert [shard.wait() for shard in shards] == [0, 0, 0]
    subprocess.run([*command, str(tmp_path / "whole")], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    assert contents(tmp_path / "data") == contents(tmp_path / "whole")


@pytest.mark.slow
def test_shards_in_folders_of_their_own_merge_to_what_one_run_writes(tmp_path: Path) -> None:
    made = plan(EVERY, SHORT)
    generate(made, Cut(tmp_path / "whole"))
    shards = [tmp_path / f"shard {part}" for part in range(1, 4)]
    for part, shard in enumerate(shards, 1):
        generate(made, Cut(shard, shard=(part, 3)))
    api.merge(tmp_path / "merged", shards)
    assert contents(tmp_path / "merged") == contents(tmp_path / "whole")


@pytest.mark.slow
@pytest.mark.parametrize("layout", [Layout("batch", entries=12, compress="gz"), Layout("document", compress="zst")])
def test_a_layout_is_the_same_however_the_work_is_cut(tmp_path: Path, layout: Layout) -> None:
    made = dataclasses.replace(plan(("bundles", "ndjson"), SHORT), layout=layout)
    generate(made, Cut(tmp_path / "whole"))
    for part in (1, 2):
        generate(made, Cut(tmp_path / f"shard {part}", shard=(part, 2), workers=part))
    api.merge(tmp_path / "merged", [tmp_path / "shard 1", tmp_path / "shard 2"])
    assert contents(tmp_path / "merged") == contents(tmp_path / "whole")
    # What is gone is made again, and nothing else: with its mark, a block's packed file has to be whole.
    (tmp_path / "whole" / "manifest.json").unlink()
    path = next((tmp_path / "merged" / "ndjson").glob(f"Patient.00003.ndjson.{layout.compress}"))
    path.write_bytes(b"")
    outcome = generate(made, Cut(tmp_path / "merged", resume=True))
    assert len(outcome.made.blocks) == 1
    (tmp_path / "whole" / "manifest.json").write_bytes((tmp_path / "merged" / "manifest.json").read_bytes())
    assert contents(tmp_path / "merged") == contents(tmp_path / "whole")


def test_blocks_simulated_together_or_alone_are_the_same(text_digest: str) -> None:
    for together in (1, 8):
        outcome = generate(plan(), Cut(None, together=together))
        assert outcome.manifest is not None and outcome.manifest["blocks"] == text_digest


def features() -> list[str]:
    """The features of this processor that numpy chooses code by."""
    core = getattr(np, "_core", None) or np.core
    umath = core._multiarray_umath
    return [name for name in umath.__cpu_dispatch__ if umath.__cpu_features__.get(name)]


HASHES = {"PYTHONHASHSEED": "0"}  # this process has an order of its own
PLACE = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "LANG": "C"}
PROCESSOR = {"NPY_DISABLE_CPU_FEATURES": ",".join(features())} if features() else {}


@pytest.fixture(scope="module")
def changed() -> str:
    """The digest of a process in which all that should change nothing is changed at once."""
    return elsewhere(**HASHES, **PLACE, **PROCESSOR)


def test_hashes_place_and_processor_together_change_nothing(text_digest: str, changed: str) -> None:
    assert changed == text_digest


# Where all of it together changes something, each is tried alone, to say which.
def test_the_order_of_hashes_changes_nothing(text_digest: str, changed: str) -> None:
    assert changed == text_digest or elsewhere(**HASHES) == text_digest


def test_the_features_of_the_processor_change_nothing(text_digest: str, changed: str) -> None:
    if not PROCESSOR:
        pytest.skip("numpy chooses no code by the features of this processor")
    assert changed == text_digest or elsewhere(**PROCESSOR) == text_digest


def test_time_zone_and_language_change_nothing(text_digest: str, changed: str) -> None:
    assert changed == text_digest or elsewhere(**PLACE) == text_digest


def test_another_numpy_changes_nothing(text_digest: str) -> None:
    for name in (".venv", ".venv-numpy-oldest"):
        python = ROOT / name / "bin" / "python"
        if (ROOT / name / ".installed").exists() and python.exists():
            version = subprocess.run(
                [python, "-c", "import numpy; print(numpy.__version__)"], capture_output=True, text=True, check=True
            ).stdout.strip()
            if version != np.__version__:
                assert elsewhere(str(python)) == text_digest, version
                return
    pytest.skip("no environment with another numpy is here: make numpy-oldest makes one")


def test_another_seed_is_another_world() -> None:
    made = dataclasses.replace(plan(("csv",)), filling=plan().filling[:6])
    other = dataclasses.replace(made, settings=dataclasses.replace(made.settings, seed=12))
    assert digest(made) != digest(other)


def test_the_manifest_says_nothing_of_how_the_work_was_cut(whole: Path) -> None:
    text = (whole / "manifest.json").read_text()
    assert not any(word in text for word in ("worker", "shard", os.uname().nodename, str(whole)))
    assert json.loads(text)["arguments"]["seed"] == 3 != Settings().seed
