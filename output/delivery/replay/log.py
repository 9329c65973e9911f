"""The log of a replay: what became of each message, written down as it happens; `--resume` goes on after the last.

{"replay":1, "dataset": "<digest>", "server": "http://127.0.0.1:8080/fhir", "stream": "delivery", "receiver": ""}
{"n": 1, "status": 200}       the first message was taken
{"n": 2, "status": 422}       the second was refused
{"n": 3, "status": null}      the third could not be read by its receiver, and was not sent
{"n": 4, "status": 200, "to": "gp-B99001"}    of a replay to several systems: which one took the fourth
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Any

from output.delivery.dataset import ours
from synth.errors import BadArguments, CannotWrite

BEGINS = '{"replay":1,'
"""How a log begins."""


class Log:
    """Open for one run. done: how many messages earlier runs dealt with; before: how many of these had which status;
    took: how many each of several systems took, so far."""

    def __init__(self, path: Path, head: dict[str, Any], resume: bool) -> None:
        """Begin a log, or go on with one; BadArguments, in one line, if it is of another replay."""
        self.path, self.done = path, 0
        self.before: Counter[int | None] = Counter()
        self.took: Counter[str] = Counter()
        head = {"replay": 1, **head}
        self._file, whole = ours.journal(
            path, BEGINS, "journal of synth replay", resume, lambda _: self._read(head) if resume else 0
        )
        if not whole:
            self._write(head)

    def note(self, number: int, status: int | None, system: str = "") -> None:
        """Write down what became of a message; system: to which of several it went."""
        self._write({"n": number, "status": status, **({"to": system} if system else {})})
        self._count(status, system)

    def _count(self, status: int | None, system: str) -> None:
        if system and status is not None and 200 <= status < 300:
            self.took[system] += 1

    def __enter__(self) -> Log:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.fsync(self._file)
        os.close(self._file)

    def _write(self, fact: dict[str, Any]) -> None:
        try:
            os.write(self._file, json.dumps(fact, separators=(",", ":")).encode() + b"\n")
        except OSError as error:
            raise CannotWrite(f"--journal {self.path} cannot be written: {error.strerror}") from None

    def _read(self, head: dict[str, Any]) -> int:
        """Take in what stands in the log; how many bytes of it are whole."""
        with open(self.path, "rb") as lines:
            first, *rest = lines.read().splitlines(keepends=True) or [b""]
        if not first.endswith(b"\n"):
            return 0
        try:
            begun = json.loads(first)
            whole = len(first)
            for line in rest:
                if not line.endswith(b"\n"):
                    break  # a crash cut it short
                fact = json.loads(line)
                self.done = int(fact["n"])
                self.before[fact["status"]] += 1
                self._count(fact["status"], str(fact.get("to", "")))
                whole += len(line)
        except (ValueError, KeyError, TypeError):
            raise BadArguments(f"--journal {self.path} cannot be read: begin anew without --resume") from None
        if begun != head:
            wrong = next(name for name in head if begun.get(name) != head[name])
            raise BadArguments(f"--resume: {self.path} is of another {wrong}: {begun.get(wrong)}")
        return whole
