"""The datasets that are attacked: one of everything, made once, which nobody may change, and copies of it to spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

EVERYTHING = ("bundles", "ndjson", "cda", "parquet", "csv")
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
