"""The scripts of a load pack, started by a user who errs: one clear line, and nothing is sent."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.attack


BROKEN_MIX: dict[str, Any] = {
    "no json": "{", "no object": "[]", "no share": {"share": {}}, "a share of nothing known": {"share": {"dance": 1}},
    "a share below 0": {"share": {"read": -1}}, "shares that are all 0": {"share": {"read": 0}},
    "a share in words": {"share": {"read": "all"}}, "entries that there are not": {"transaction_entries": 7},
    "entries in words": {"transaction_entries": "../../x"}, "no users": {"users": 0}, "users in words": {"users": "4"},
    "a cache that is no text": {"cache_control": 5}, "a month": {"stream": {"play": "month", "seconds": 5}},
    "no time at all": {"stream": {"play": "day", "seconds": 0}}, "no stream": {"stream": None},
}  # fmt: skip


def start(tool: str, pack: Path, url: str = "http://127.0.0.1:9/fhir", **env: str) -> tuple[int, list[str]]:
    program = Path(sys.executable).with_name(tool)
    if not program.exists():
        pytest.skip(f"{tool} is not installed: its package has no program for this kind of machine")
    words = {
        "locust": ["-f", "locustfile.py", "--headless", "--host", url, "--run-time", "2s", "--only-summary"],
        "k6": ["run", "--quiet", "--no-usage-report", "-e", f"URL={url}", "-e", f"DURATION={env.get('duration', '2s')}",
               "k6.js"],
    }[tool]  # fmt: skip
    ran = subprocess.run([program, *words], cwd=pack, capture_output=True, text=True, timeout=300)
    said = [line for line in (ran.stdout + ran.stderr).splitlines() if line.strip()]
    return ran.returncode, [line for line in said if "Starting Locust" not in line]


@pytest.mark.parametrize("tool", ["locust", "k6"])
@pytest.mark.parametrize("what", BROKEN_MIX)
def test_a_mix_that_cannot_be_is_one_clear_line(pack, tool, what):
    change = BROKEN_MIX[what]
    mix = json.loads((pack / "mix.json").read_text())
    (pack / "mix.json").write_text(change if isinstance(change, str) else json.dumps({**mix, **change}))
    code, said = start(tool, pack)
    assert code and len(said) == 1 and ("mix.json" in said[0] or "7.ndjson" in said[0]), said


@pytest.mark.parametrize("tool", ["locust", "k6"])
def test_a_mix_of_what_the_pack_has_none_of_is_one_clear_line(pack, tool):
    mix = json.loads((pack / "mix.json").read_text())
    (pack / "mix.json").write_text(json.dumps({**mix, "transaction_entries": 500, "share": {"transaction": 1}}))
    (pack / "bundles" / "500.ndjson").write_bytes(b"")
    code, said = start(tool, pack)
    assert code and len(said) == 1 and "mix.json" in said[0], said


@pytest.mark.parametrize("tool", ["locust", "k6"])
@pytest.mark.parametrize(
    "name", ["pack.json", "mix.json", "ids/all.json", "searches/counts.json", "stream/single.ndjson"]
)
def test_a_pack_with_a_file_missing_is_one_clear_line(pack, tool, name):
    (pack / name).unlink()
    code, said = start(tool, pack)
    assert code and len(said) == 1 and name in said[0] and "cannot be read" in said[0], said


@pytest.mark.parametrize("tool", ["locust", "k6"])
@pytest.mark.parametrize("url", ["nonsense", "ftp://127.0.0.1/fhir", "http://", "http://me:secret@127.0.0.1/fhir",
                                 "http://127.0.0.1/fhir?x=1", "http://127.0.0.1/fhir#x"])  # fmt: skip
def test_a_url_that_is_no_base_is_one_clear_line_that_tells_no_secret(pack, tool, url):
    code, said = start(tool, pack, url)
    assert code and len(said) == 1 and "is not the base of a server" in said[0] and "secret" not in said[0], said


@pytest.mark.parametrize("duration", ["x", "-1s", "5 minutes"])
def test_a_duration_that_is_none_is_one_clear_line(pack, duration):
    code, said = start("k6", pack, duration=duration)
    assert code and len(said) == 1 and "DURATION" in said[0], said
