"""One dataset for all tests of delivery."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.delivery.stored import make


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits are as many as ever, and a twentieth as long."""
    from output.delivery import http

    monkeypatch.setattr(http, "FIRST_WAIT", http.FIRST_WAIT / 20)


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty-six whole patients, as bundles and as NDJSON."""
    return make(tmp_path_factory.mktemp("delivery") / "data")
