"""One dataset for all tests of delivery."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.delivery.stored import make
from tests.servers.faulty import FaultyServer, Lies


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits are as many as ever, and a twentieth as long."""
    from output.delivery.server import http

    monkeypatch.setattr(http, "FIRST_WAIT", http.FIRST_WAIT / 20)


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two dozen whole patients, as bundles and as NDJSON."""
    return make(tmp_path_factory.mktemp("delivery") / "data")


@pytest.fixture
def lying(server: FaultyServer) -> Iterator[Any]:
    """Sets how the server of a module's tests lies, for one test."""

    def lie(**lies: Any) -> None:
        server.lies = server.store.lies = Lies(**lies)

    yield lie
    lie()
