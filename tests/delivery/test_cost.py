"""The server is the bottleneck: what a resource costs the seeder is small beside what it costs any server."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

from tests.delivery.stored import make

HOUSE = Path(__file__).resolve().parents[2]


def processor_seconds() -> float:
    """The processor's time of the child processes that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_a_resource_costs_the_seeder_little(tmp_path):
    """40 microseconds a resource are 20 % of a core at 5,000 a second; the test allows for a busy machine."""
    data = make(tmp_path / "data", patients=150, formats="bundles")
    command = [
        sys.executable,
        "-m",
        "synth",
        "seed",
        "--quiet",
        "--report",
        str(tmp_path / "r"),
        "--journal",
        str(tmp_path / "j"),
    ]
    quick = subprocess.Popen([sys.executable, "-m", "tests.servers.quick", "1000000"], cwd=HOUSE, stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, text=True)  # fmt: skip
    try:
        base = quick.stdout.readline().strip()
        before = processor_seconds()
        subprocess.run([*command, base, str(data), "--dry-run"], check=True, stdout=subprocess.DEVNULL)
        start = processor_seconds() - before
        subprocess.run([*command, base, str(data)], check=True)
        seeding = processor_seconds() - before - start
        facts = json.loads((tmp_path / "r").read_text())
        assert facts["sound"] and facts["stored"] == sum(facts["wanted"].values()) > 4000
        assert max(seeding - start, 0.0) / facts["stored"] < 120e-6
    finally:
        quick.stdin.close()
        quick.wait(10)
