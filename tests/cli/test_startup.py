"""The command line starts at once: help imports nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SYNTH = str(Path(sys.executable).parent / "synth")
HEAVY = {"numpy", "pandas", "pyarrow", "faker", "fhir", "lxml", "rich.progress", "synth.api", "output",
         "httpx2", "stamina", "jwt", "ssl", "asyncio"}  # fmt: skip


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from synth import cli; code = cli.run(['--help']); "
        f"print(sorted(set(sys.modules) & {HEAVY!r}), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "generate" in done.stdout and "validate" in done.stdout


COUNTED = """
import sys
calls = 0
def count(frame, event, argument):
    global calls
    calls += event == "call"
sys.setprofile(count)
from synth import cli
code = cli.run(["--help"])
sys.setprofile(None)
print(len(sys.modules), calls, file=sys.stderr)
sys.exit(code)
"""
MODULES, CALLS = 400, 160_000
"""A third more than was counted where help took 0.2 s. Seconds, which depend on who else is busy, are for `make startup`."""


def test_help_imports_and_calls_no_more_than_what_starts_at_once() -> None:
    done = subprocess.run([sys.executable, "-c", COUNTED], capture_output=True, text=True, check=True)
    modules, calls = map(int, done.stderr.split())
    assert 0 < modules <= MODULES and 0 < calls <= CALLS


def test_the_version_is_that_of_the_project() -> None:
    from importlib.metadata import version

    done = subprocess.run([SYNTH, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"synth {version('synth')}"


GENERATED = """
import sys
from synth import cli
code = cli.run(["generate", "--patients", "2", "--format", "csv,ndjson", "--out", sys.argv[1], "--quiet"])
early = "pandas" in sys.modules
import pyarrow as pa
frame = pa.table({"a": [1, 2], "b": pa.array(["x", "y"]).dictionary_encode()}).to_pandas()
print(code, early, type(frame).__module__.partition(".")[0], frame["a"].sum())
"""


def test_a_dataset_is_made_without_pandas_and_a_frame_can_be_had_afterwards(tmp_path) -> None:
    done = subprocess.run([sys.executable, "-c", GENERATED, str(tmp_path / "out")], capture_output=True, text=True)
    assert done.stdout.split() == ["0", "False", "pandas", "3"], done.stderr
