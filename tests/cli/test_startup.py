"""The command line starts at once: help imports nothing heavy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SYNTH = str(Path(sys.executable).parent / "synth")
HEAVY = {"numpy", "pandas", "pyarrow", "faker", "fhir", "lxml", "rich.progress", "synth.settings", "output",
         "httpx2", "stamina", "jwt", "ssl", "asyncio"}  # fmt: skip


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from synth import cli; code = cli.run(['--help']); "
        f"print(sorted(set(sys.modules) & {HEAVY!r}), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "generate" in done.stdout and "validate" in done.stdout


def test_help_takes_less_than_a_third_of_a_second() -> None:
    taken = []
    for _ in range(5):
        began = processor_seconds()
        subprocess.run([SYNTH, "--help"], capture_output=True, check=True)
        taken.append(processor_seconds() - began)
    assert min(taken) < 0.3


def processor_seconds() -> float:
    """The processor's time of the processes that ended: unlike the clock's it does not depend on who else is busy."""
    times = os.times()
    return times.children_user + times.children_system


def test_the_version_is_that_of_the_project() -> None:
    from importlib.metadata import version

    done = subprocess.run([SYNTH, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"synth {version('synth')}"
