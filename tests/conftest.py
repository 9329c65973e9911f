"""What holds for every test: no property fails because the machine was busy, and Ctrl-C reaches what is started."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import settings

from tests import once

settings.register_profile("synth", deadline=None)
settings.load_profile("synth")

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    # A shell starts what runs in the background deaf to Ctrl-C, and every process started from it would be so too.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _shared_by_workers(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where there are several workers, the folder of the session is the one in which each has its own."""
    parallel = "PYTEST_XDIST_WORKER" in os.environ
    once.share_in(tmp_path_factory.getbasetemp().parent if parallel else None)
