"""The datasets that are attacked: one of everything, made once, which nobody may change, and copies of it to spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from output.delivery.seed import sending, unseeding
from output.delivery.server import http
from tests.attack import pointing

EVERYTHING = ("bundles", "ndjson", "cda", "documents", "messages", "delivery", "requests", "parquet", "csv",
              "truth")  # fmt: skip
"""Every format that there is, in the order in which they are written."""


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty patients with two years of record, in every format: to be read, never to be changed."""
    from synth import api

    out = tmp_path_factory.mktemp("attack") / "whole"
    api.make(patients=40, seed=11, start="2023-01-01", end="2025-01-01", out=out, formats=EVERYTHING, workers=1)
    return out


@pytest.fixture
def spoilt(whole: Path, tmp_path: Path) -> Path:
    """A copy of that dataset for one test, to do anything with."""
    return Path(shutil.copytree(whole, tmp_path / "spoilt"))


@pytest.fixture(scope="session")
def pack_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few patients as NDJSON: to be read, never to be changed."""
    out = tmp_path_factory.mktemp("attack-pack") / "data"
    from synth import api

    api.make(patients=6, seed=5, start="2023-01-01", end="2025-01-01", out=out, formats="ndjson", workers=1)
    return out


@pytest.fixture(scope="session")
def whole_pack(pack_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of it: to be read, never to be changed."""
    out = tmp_path_factory.mktemp("attack-pack") / "pack"
    from synth import api

    api.loadpack(pack_data, out)
    return out


@pytest.fixture
def spoilt_data(pack_data: Path, tmp_path: Path) -> Path:
    """A copy of those few patients, to spoil."""
    return Path(shutil.copytree(pack_data, tmp_path / "data"))


@pytest.fixture
def pack(whole_pack: Path, tmp_path: Path) -> Path:
    """A copy of that pack, to spoil."""
    return Path(shutil.copytree(whole_pack, tmp_path / "pack"))


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits are as many as ever, and short."""
    monkeypatch.setattr(http, "_tls", lambda access: pointing.TLS)
    monkeypatch.setattr(http, "FIRST_WAIT", 0.001)
    monkeypatch.setattr(http, "LONGEST_WAIT", 0.01)
    monkeypatch.setattr(sending, "ATTEMPTS", 3)
    monkeypatch.setattr(unseeding, "AGAIN", (0.001, 0.001))
