"""Runs of `generate` in processes of their own, to be killed: every format, four blocks with few families in each.

As a script it makes one dataset: `OUT [--seed N] [--workers N] [--shard K/N] [--resume] [--force] [--tiny]
[--dies-at N]`; or, as `--serve`, one for each line that it is given, each in a process that is forked off once
everything is loaded. `--tiny` renders what is made up, so that workers start at once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from synth.dataset.plan import Plan, run_digest
from synth.errors import SynthError
from synth.settings import Settings

ROOT = Path(__file__).parents[2]
FORMATS = ("bundles", "ndjson", "cda", "messages", "delivery", "parquet", "csv")
BLOCKS = 4
_CHANGES = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate")
"""What Python tells of when a file or folder is about to be opened, made, moved or removed."""


def plan(seed: int = 11) -> Plan:
    """A few families in each of some blocks, four years of them."""
    filling = tuple(block * 256 + n for block in range(1, 1 + BLOCKS) for n in (30, 31, 32))
    settings = Settings(seed=seed, start=dt.date(2020, 1, 1), end=dt.date(2024, 1, 1))
    return Plan(settings, FORMATS, {"patients": len(filling)}, 0, filling)


def contents(folder: Path) -> dict[str, str]:
    """Every file of a folder, `.partial` and hidden ones among it, with the digest of what is in it."""
    files = [path for path in folder.rglob("*") if path.is_file() or path.is_symlink()]
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def begin(out: Path, *options: str) -> subprocess.Popen[str]:
    """A run in a process of its own, which is a leader of its own group."""
    command = [sys.executable, "-m", "tests.attack.runs", str(out), *options]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, cwd=ROOT, text=True, start_new_session=True, **pipes)  # type: ignore[call-overload]


def members_of(group: int) -> list[int]:
    """The processes of a group that are there and are no zombies."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = path.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state != "Z":
            found.append(int(path.parent.name))
    return found


class Warm:
    """A process that has everything loaded, and makes a run at once whenever it is told to."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def begin(self, out: Path, *options: str) -> int:
        """Begin a run; its process."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(shlex.join([str(out), *options]) + "\n")
        self._process.stdin.flush()
        return self._told("begun")

    def end(self) -> int:
        """The exit code of the run that was begun last, negative if a signal ended it."""
        return self._told("ended")

    def _told(self, what: str) -> int:
        """What it says next, if it is of that: an exit code taken for a process would have 0, which is everybody."""
        assert self._process.stdout is not None
        said, _, number = self._process.stdout.readline().partition(" ")
        assert said == what, f"{said!r} where {what} was due"
        return int(number)

    def run(self, out: Path, *options: str) -> int:
        """Begin a run and wait for its end; the exit code."""
        self.begin(out, *options)
        return self.end()


@contextmanager
def warm() -> Iterator[Warm]:
    """A process that makes runs, for as long as it is needed."""
    command = [sys.executable, "-m", "tests.attack.runs", "--serve"]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield Warm(process)
        assert process.stdin is not None
        process.stdin.close()


def _serve() -> int:
    from synth.scale.generate import Cut, generate

    generate(plan(), Cut(None))
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os._exit(main(shlex.split(line)))
        print("begun", child, flush=True)
        print("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    return 0


def _die_at(n: int) -> None:
    """Be killed before the n-th change of a file."""
    left = n

    def count(event: str, _: object) -> None:
        nonlocal left
        if event in _CHANGES:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def _tiny(made: Plan, out: Path) -> dict[str, Any]:
    """How a made-up world is simulated and rendered."""
    from synth.scale.work import Job

    tiny = "tests.fixtures.tiny"
    names = (f"{tiny}:library", f"{tiny}:simulate", f"{tiny}:render")
    job = Job(made.settings, made.formats, str(out), run_digest(made.document()), *names)
    return {"job": job, "reference": f"{tiny}:reference"}


def main(arguments: list[str]) -> int:
    """Make the dataset as the options say; the exit code is that of the command line."""
    if arguments == ["--serve"]:
        return _serve()
    from synth.scale import pool
    from synth.scale.generate import Cut, generate

    pool.LEAST = 1
    out, *rest = arguments
    options = {name: value for name, value in zip(rest, [*rest[1:], ""], strict=False) if name.startswith("--")}
    k, n = map(int, options.get("--shard", "1/1").split("/"))
    if "--dies-at" in options:
        _die_at(int(options["--dies-at"]))
    cut = Cut(Path(out), int(options.get("--workers", 1)), (k, n), "--force" in options, "--resume" in options, 1)
    made = plan(int(options.get("--seed", 11)))
    try:
        outcome = generate(made, cut, **(_tiny(made, Path(out)) if "--tiny" in options else {}))
    except SynthError as error:
        print(f"synth: {error}", file=sys.stderr)
        return error.exit_code
    print("whole" if outcome.manifest is not None else f"{outcome.missing} to come")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
