"""Is `synth --help` quick, and free of the heavy libraries? Ends with 0 when it is, 1 when not."""

import os
import subprocess
import sys
from pathlib import Path

HEAVY = ("numpy", "pandas", "pyarrow", "faker", "fhir", "lxml")
BUDGET = float(os.environ.get("STARTUP_BUDGET", "0.3"))  # processor seconds, the best of RUNS
RUNS = 7


def processor_seconds() -> float:
    """The processor's time of the processes that ended: others who are busy on the machine do not lengthen it."""
    times = os.times()
    return times.children_user + times.children_system


command = [str(Path(sys.executable).parent / "synth"), "--help"]
seconds = []
for _ in range(RUNS):
    began = processor_seconds()
    finished = subprocess.run(command, capture_output=True, text=True)
    seconds.append(processor_seconds() - began)
    if finished.returncode != 0:
        sys.exit(f"synth --help ended with {finished.returncode}:\n{finished.stderr}")

# -X importtime names every module that was imported, on stderr: "import time: self | cumulative | name".
trace = subprocess.run(
    [sys.executable, "-X", "importtime", *command], capture_output=True, text=True, check=True
).stderr
imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in trace.splitlines() if "|" in line}
heavy = sorted(imported.intersection(HEAVY))

best = min(seconds)
print(f"synth --help: {best:.3f} s, the best of {RUNS} (budget {BUDGET:g} s)")
if heavy:
    print(f"synth --help imports {', '.join(heavy)}: import them where they are used", file=sys.stderr)
if best > BUDGET:
    print("synth --help is too slow: see `python -X importtime -m synth.cli --help`", file=sys.stderr)
sys.exit(1 if heavy or best > BUDGET else 0)
