"""The server is the bottleneck: what a resource costs the seeder is small beside what it costs any server."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.delivery.stored import make

HOUSE = Path(__file__).resolve().parents[2]


COUNTED = """
import sys, threading
calls = 0
def count(frame, event, argument):
    global calls
    calls += event == "call"
threading.setprofile(count)
sys.setprofile(count)
from synth import cli
code = cli.run(sys.argv[1:])
sys.setprofile(None)
print(calls, file=sys.stderr)
sys.exit(code)
"""
MOST = 90
"""Calls of Python functions for a resource: half as many again as were counted (61) where one cost some 40 microseconds,
which is 20 % of a core at 5,000 a second. The seconds themselves depend on who else is busy."""


def calls(*arguments: str) -> int:
    """How many functions of Python a command calls."""
    done = subprocess.run([sys.executable, "-c", COUNTED, *arguments], capture_output=True, text=True, check=True)
    return int(done.stderr.splitlines()[-1])


def test_a_resource_costs_the_seeder_little(tmp_path):
    data = make(tmp_path / "data", patients=150, formats="bundles")
    beside = ["--quiet", "--report", str(tmp_path / "r"), "--journal", str(tmp_path / "j")]
    quick = subprocess.Popen([sys.executable, "-m", "tests.servers.quick", "1000000"], cwd=HOUSE, stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, text=True)  # fmt: skip
    try:
        base = quick.stdout.readline().strip()
        start = calls("seed", base, str(data), *beside, "--dry-run")
        seeding = calls("seed", base, str(data), *beside) - start
        facts = json.loads((tmp_path / "r").read_text())
        assert facts["sound"] and facts["stored"] == sum(facts["wanted"].values()) > 4000
        assert 0 < seeding / facts["stored"] < MOST
    finally:
        quick.stdin.close()
        quick.wait()
