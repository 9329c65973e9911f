"""The journal of a seeding: what has been sent, written down as it happens; `--resume` goes on from it.

One line of JSON for each fact, appended with one write, so that a run that is killed loses nothing that it wrote; put
on the disk for good (fsync) within half a second. The first line ties it to a dataset and a server. A line that was cut
short by a crash is the last, and is left out.

    {"journal": 1, "dataset": "<digest>", "server": "http://127.0.0.1:8080/fhir"}
    {"begun": "00000/<patient>"}                              the first part of this unit is about to be sent
    {"unit": "00000/<patient>", "stored": [[0, 200]]}         entries 0 to 199 of the unit are stored
    {"unit": "00000/<patient>", "stored": [[0, 2]], "names": {"0": "Patient/17", ...}}    and so the server named them
    {"unit": "00000/<patient>", "refused": {"7": "words"}}    entry 7 was refused for good
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from output.delivery.dataset import ours
from synth.errors import BadArguments, CannotWrite, one_line
from synth.printable import printable_in

BEGINS = '{"journal":1,'
"""How a journal begins."""
LARGEST = 2_000_000_000
"""Bytes: no journal is larger."""
MOST = 1_000_000
"""Entries of one unit."""
_NAME = re.compile(r"[A-Z][A-Za-z]{1,63}/(?!\.+$)[A-Za-z0-9.-]{1,64}")
SECONDS = 0.5
"""Between two times that the file is put on the disk for good."""


class Journal:
    """Open for one run. stored, refused: what earlier runs wrote, by unit; names: what the server called it.

    begun: of these a part may be there."""

    def __init__(self, path: Path, dataset: str, server: str, resume: bool) -> None:
        """Begin a journal, or go on with one; BadArguments, in one line, if it is another dataset's or server's."""
        self.path = path
        self.stored: dict[str, set[int]] = {}
        self.refused: dict[str, set[int]] = {}
        self.names: dict[str, dict[int, str]] = {}
        self.begun: set[str] = set()
        head = {"journal": 1, "dataset": dataset, "server": server}

        def taken_in(file: int) -> int:
            self._file = file
            self._lock()
            return self._read(head) if resume else 0

        self._file, whole = ours.journal(path, BEGINS, "journal of synth seed", resume, taken_in)
        self._dirty = threading.Event()
        self._over = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()
        if not whole:
            self._write(head)

    def begin(self, unit: str) -> None:
        """Write down that something of a unit is about to be sent."""
        self._write({"begun": unit})

    def store(self, unit: str, indices: Iterable[int], names: Mapping[int, str] | None = None) -> None:
        """Write down that entries of a unit are stored, and by which names if the server gave them."""
        told = {"names": {str(i): name for i, name in names.items()}} if names else {}
        self._write({"unit": unit, "stored": ranges(indices), **told})

    def refuse(self, unit: str, index: int, words: str) -> None:
        """Write down that an entry was refused for good."""
        self._write({"unit": unit, "refused": {str(index): words}})

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._dirty.set()
        self._keeper.join()
        os.fsync(self._file)
        os.close(self._file)

    def _write(self, fact: dict) -> None:
        try:
            text = json.dumps(printable_in(fact), ensure_ascii=False, separators=(",", ":"))
            os.write(self._file, text.encode() + b"\n")
        except OSError as error:
            raise CannotWrite(f"--journal {self.path} cannot be written: {error.strerror}") from None
        self._dirty.set()

    def _keep(self) -> None:
        while not self._over.is_set():
            self._dirty.wait()
            self._dirty.clear()
            os.fsync(self._file)
            self._over.wait(SECONDS)

    def _lock(self) -> None:
        try:
            import fcntl

            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # no such lock on this system: then it is for the user not to run two
            pass
        except OSError:
            raise BadArguments(f"--journal {self.path} is in use: another synth seed runs with it") from None

    def _read(self, head: dict) -> int:
        """Take in what stands in the file; how many of its bytes are whole lines."""
        if os.fstat(self._file).st_size > LARGEST:
            raise BadArguments(f"--journal {self.path} has more than {LARGEST:,} bytes: leave --resume away")
        with open(self._file, "rb", closefd=False) as file:
            file.seek(0)
            content = file.read(LARGEST)
        lines = content.split(b"\n")
        cut = lines.pop()
        for number, line in enumerate(lines, 1):
            try:
                fact = json.loads(line)
                if number > 1:
                    self._take(fact)
                    continue
                strange = [name for name in ("dataset", "server") if fact[name] != head[name]]
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                fault = one_line(error)[:60]
                raise BadArguments(
                    f"--journal {self.path} is no journal of synth seed (line {number}: {fault}): leave --resume away"
                ) from None
            if strange:
                raise BadArguments(
                    f"--journal {self.path} is of another {strange[0]}: leave --resume away, or name its journal"
                )
        return len(content) - len(cut)

    def _take(self, fact: dict) -> None:
        """Take in one line; ValueError, KeyError or TypeError if it is none of a journal."""
        if "begun" in fact:
            self.begun.add(_text(fact["begun"]))
            return
        unit = _text(fact["unit"])
        for first, after in fact.get("stored", ()):
            if not (isinstance(first, int) and isinstance(after, int) and 0 <= first <= after <= MOST):
                raise ValueError("a range that is none")
            self.stored.setdefault(unit, set()).update(range(first, after))
        for index, name in fact.get("names", {}).items():
            if not (_is_entry(index) and isinstance(name, str) and _NAME.fullmatch(name)):
                raise ValueError("a name that is none")
            self.names.setdefault(unit, {})[int(index)] = name
        for index in fact.get("refused", ()):
            if not _is_entry(index):
                raise ValueError("an entry that is none")
            self.refused.setdefault(unit, set()).add(int(index))


def _is_entry(index: object) -> bool:
    return isinstance(index, str) and index.isascii() and index.isdigit() and len(index) < 10


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a unit that is no text")
    return value


def ranges(indices: Iterable[int]) -> list[list[int]]:
    """Numbers as runs: [first, one after the last]."""
    found: list[list[int]] = []
    for i in sorted(indices):
        if found and found[-1][1] == i:
            found[-1][1] = i + 1
        else:
            found.append([i, i + 1])
    return found


def left(count: int, *done: Sequence[int] | set[int]) -> list[int]:
    """Which of `count` entries are in none of `done`."""
    gone = set().union(*done)
    return [i for i in range(count) if i not in gone]
