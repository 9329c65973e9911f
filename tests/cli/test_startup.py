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
from fractions import Fraction
exact, new = 0, Fraction.__new__
def counted(*given, **how):
    global exact
    exact += 1
    return new(*given, **how)
Fraction.__new__ = counted
from synth import cli
code = cli.run(["generate", "--patients", "2", "--format", sys.argv[2], "--out", sys.argv[1], "--quiet"])
print(code, len(sys.modules), exact)
print(*sorted(set(sys.modules) & set(sys.argv[3:])))
import pyarrow as pa
frame = pa.table({"a": [1, 2], "b": pa.array(["x", "y"]).dictionary_encode()}).to_pandas()
print(type(frame).__module__.partition(".")[0], frame["a"].sum())
"""


def generated(out: Path, formats: str, *heavy: str) -> tuple[list[int], set[str], str]:
    """A small dataset made in a process of its own: its exit code, how many modules it imported and how many exact
    numbers it made; which of the heavy modules it imported; and whether a frame can be had afterwards."""
    done = subprocess.run([sys.executable, "-c", GENERATED, str(out), formats, *heavy], capture_output=True, text=True)
    counts, found, frame = (done.stdout or "0\n\n" + done.stderr).splitlines()
    return [int(count) for count in counts.split()], set(found.split()), frame


def test_a_dataset_is_made_without_pandas_and_a_frame_can_be_had_afterwards(tmp_path) -> None:
    (code, *_), found, frame = generated(tmp_path / "out", "csv,ndjson", "pandas")
    assert (code, found, frame) == (0, set(), "pandas 3")


UNASKED = ("pandas", "pydantic", "rich", "pyarrow.parquet", "pyarrow.dataset", "lxml", "faker", "asyncio",
           "output.cda", "output.check", "output.delivery")  # fmt: skip
"""What resources alone do not need: judges of what others wrote, other formats, progress that nobody watches."""
MODULES_OF_A_DATASET, EXACT = 700, 30_000
"""An eighth more modules and half as many exact numbers again as were counted (623; 18,762, of which 384,000 are made
where nothing is kept)."""


def test_a_second_dataset_imports_nothing_unasked_and_works_out_nothing_that_is_kept(tmp_path) -> None:
    generated(tmp_path / "first", "ndjson")
    (code, modules, exact), found, _ = generated(tmp_path / "second", "ndjson", *UNASKED)
    assert code == 0 and found == set()
    assert modules <= MODULES_OF_A_DATASET and exact <= EXACT


def test_a_worker_which_imports_what_its_parent_was_started_with_imports_no_command() -> None:
    script = "import sys, synth.__main__; print(sorted({'typer', 'synth.cli.running'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_process_that_ends_looks_for_circles_no_more():
    code = (
        "import atexit, gc; atexit.register(lambda: print(gc.get_freeze_count()))\n"
        "from synth.scale.lean import lean; lean(); lean()"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert int(out) > 10_000
