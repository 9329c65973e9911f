"""Commands end as documented (docs/guides/exits.md), whatever becomes of their streams, and whoever ends them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from synth import api
from tests.attack import runs

pytestmark = [pytest.mark.attack, pytest.mark.skipif(os.name != "posix", reason="streams and signals of POSIX")]
SYNTH = [sys.executable, "-m", "synth.cli"]
SMALL = ["generate", "--families", "3", "--from", "2023-06-01", "--to", "2024-01-01", "--workers", "1"]
LINES = {"help": ["--help"], "version": ["--version"], "list": ["pathways", "list"], "codes": ["codes", "check"]}
FULL = Path("/dev/full")


def run(arguments: list[str], redirected: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A command whose streams a shell has redirected."""
    script = f'exec "$@" {redirected}'
    return subprocess.run(
        ["sh", "-c", script, "sh", *SYNTH, *arguments], capture_output=True, cwd=runs.ROOT, env={**os.environ, **environment}
    )  # fmt: skip


def one_line(said: bytes) -> bool:
    return said.startswith(b"synth: ") and said.count(b"\n") == 1 and b"Traceback" not in said


@pytest.mark.parametrize("arguments", LINES.values(), ids=LINES)
@pytest.mark.parametrize("redirected", [">&-", "2>&-", ">&- 2>&-", "<&-", "<&- >&- 2>&-", "2>/dev/full"])
def test_a_command_that_nobody_hears_ends_well(arguments: list[str], redirected: str) -> None:
    done = run(arguments, redirected)
    assert done.returncode == 0 and done.stderr == b""


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("arguments", LINES.values(), ids=LINES)
def test_standard_output_that_is_full_is_one_line_and_2(arguments: list[str]) -> None:
    done = run(arguments, ">/dev/full")
    assert done.returncode == 2 and one_line(done.stderr) and b"standard output cannot be written" in done.stderr
    assert run(arguments, ">/dev/full 2>/dev/full").returncode == 2


@pytest.mark.parametrize("arguments", LINES.values(), ids=LINES)
@pytest.mark.parametrize("buffered", ["", "1"])
def test_a_reader_that_goes_away_is_neither_good_nor_found_wanting(arguments: list[str], buffered: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    environment = {**os.environ, "PYTHONUNBUFFERED": buffered}
    done = subprocess.run([*SYNTH, *arguments], stdout=writing, stderr=subprocess.PIPE, cwd=runs.ROOT, env=environment)
    os.close(writing)
    assert done.returncode == 141 and done.stderr == b""


@pytest.mark.parametrize("redirected", ["2>&-", "2>/dev/full", ""])
@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["generate", "--families", "x"], ["validate", "/nowhere"], ["generate", "--seed"]]
)
def test_bad_arguments_end_with_2_also_where_nobody_hears_why(arguments: list[str], redirected: str) -> None:
    done = run(arguments, redirected)
    assert done.returncode == 2 and done.stdout == b""
    assert one_line(done.stderr) or redirected


@pytest.mark.parametrize("redirected", [">&- 2>&-", "2>/dev/full", ">/dev/full"])
def test_a_dataset_is_made_whole_whatever_becomes_of_the_streams(tmp_path: Path, redirected: str) -> None:
    out = tmp_path / "data"
    done = run([*SMALL, "--format", "ndjson", "--out", str(out)], redirected)
    assert done.returncode == (2 if redirected == ">/dev/full" else 0)
    assert api.open(out).manifest["totals"]["blocks"] == 1 and not (out / ".partial").exists()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-16", "utf-8"])
def test_every_letter_can_be_said_in_every_encoding(encoding: str) -> None:
    for arguments in (["--help"], ["pathways", "list"], ["validate", "/tmp/Łódź 医"]):
        done = run(arguments, PYTHONIOENCODING=encoding)
        assert done.returncode == (2 if arguments[0] == "validate" else 0)
        assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "name", [b"\xff\xfe data", "Łódź 医".encode(), b"new\nline", b"\x1b[31mred", "é".encode("latin-1")]
)
def test_a_folder_may_have_any_name_that_the_system_knows(tmp_path: Path, name: bytes) -> None:
    out = os.fsdecode(os.fsencode(tmp_path) + b"/" + name)
    done = run([*SMALL, "--format", "csv", "--out", out])
    assert done.returncode == 0 and b"\x1b" not in done.stdout + done.stderr
    assert api.open(out).manifest["totals"]["blocks"] == 1
    again = run([*SMALL, "--format", "csv", "--out", out])
    assert again.returncode == 2 and one_line(again.stderr) and b"\x1b" not in again.stderr


OPTIONS = {"place": ["--place"], "export_base": ["--format", "ndjson", "--export-base"], "from": ["--from"], "seed": ["--seed"],
           "format": ["--format"], "shard": ["--shard"]}  # fmt: skip


@pytest.mark.parametrize("option", OPTIONS.values(), ids=OPTIONS)
def test_bytes_that_are_no_text_are_refused_in_one_line(tmp_path: Path, option: list[str]) -> None:
    done = run([*SMALL, "--out", str(tmp_path / "data"), *option, os.fsdecode(b"https://x/\xff")])
    assert done.returncode == 2 and one_line(done.stderr) and not (tmp_path / "data").exists()


def until(state: Callable[[], bool]) -> None:
    for _ in range(15_000):
        if state():
            return
        time.sleep(0.02)
    raise AssertionError("it never came to that")


def hearing(number: signal.Signals) -> Callable[[], Any]:
    """Before a command begins: it hears a signal that these tests may have been started to ignore, as by nohup."""
    return lambda: signal.signal(number, signal.SIG_DFL)


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_to_end_ends_a_run_in_order(tmp_path: Path, number: signal.Signals, workers: str) -> None:
    out = tmp_path / "data"
    command = [*SYNTH, "generate", "--families", "9000", "--from", "2024-09-01", "--format", "ndjson"]
    process = subprocess.Popen(
        [*command, "--workers", workers, "--out", str(out)], cwd=runs.ROOT, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=hearing(number),
    )  # fmt: skip
    until(lambda: any(out.glob("blocks/*.json")) or process.poll() is not None)
    process.send_signal(number)
    said, complained = process.communicate()
    assert process.returncode == 128 + number and said == b""
    last = complained.splitlines()[-1]
    assert last.startswith(b"synth: ") and b"--resume goes on with it" in last and b"Traceback" not in complained
    assert not runs.members_of(process.pid) or until(lambda: not runs.members_of(process.pid)) is None
    left = {path.name for path in (out / ".partial").iterdir()}
    assert left == {"plan.json", "lock", "people"} and not (out / "manifest.json").exists()
    assert all(path.suffix == ".csv" for path in (out / ".partial" / "people").iterdir())


@pytest.fixture
def silent() -> Iterator[str]:
    """The base of a server that takes every connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/fhir"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
@pytest.mark.parametrize("command", ["verify", "seed"])
def test_a_command_that_waits_for_a_server_ends_at_once_and_leaves_nothing(
    whole: Path, tmp_path: Path, silent: str, number: signal.Signals, command: str
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environment = {**os.environ, "TMPDIR": str(temporary)}
    kept = ["--journal", str(tmp_path / "journal")] if command == "seed" else []
    process = subprocess.Popen(
        [*SYNTH, command, silent, str(whole), *kept], cwd=runs.ROOT, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=hearing(number),
    )  # fmt: skip
    until(lambda: connected(silent, process.pid) or process.poll() is not None)
    process.send_signal(number)
    _, complained = process.communicate(timeout=120)
    assert process.returncode == 128 + number, complained
    assert b"Traceback" not in complained and not list(temporary.iterdir())


def connected(base: str, process: int) -> bool:
    """Whether a process has a connection to a server of this machine."""
    port = f":{int(base.rpartition(':')[2].partition('/')[0]):04X}"
    table = Path(f"/proc/{process}/net/tcp")
    if not table.exists():
        return False
    sockets = {line.split()[9] for line in table.read_text().splitlines()[1:] if line.split()[2].endswith(port)}
    links = []
    for link in Path(f"/proc/{process}/fd").glob("*"):
        try:
            links.append(os.readlink(link))
        except OSError:
            continue
    return any(f"socket:[{one}]" in links for one in sockets)


def test_a_run_that_nohup_protects_from_hanging_up_goes_on(tmp_path: Path) -> None:
    ignore: Any = lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)  # noqa: E731
    out = tmp_path / "data"
    process = subprocess.Popen(
        [*SYNTH, *SMALL, "--format", "ndjson", "--out", str(out), "--quiet"], cwd=runs.ROOT, preexec_fn=ignore
    )
    until(lambda: (out / ".partial").exists() or process.poll() is not None)
    process.send_signal(signal.SIGHUP)
    assert process.wait() == 0 and (out / "manifest.json").exists()


def test_a_long_wait_is_never_silent(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from synth import watching

    monkeypatch.setattr(watching, "SECONDS", 0.01)
    heard = ""

    def hear() -> bool:
        nonlocal heard
        heard += capsys.readouterr().err
        return "still merging: copying a: 1 of 9 blocks (" in heard

    with watching.Bar("merging") as bar:
        until(lambda: "still merging: no more is known yet" in (capsys.readouterr().err))
        bar.meanwhile("copying a: 1 of 9 blocks")
        until(hear)
