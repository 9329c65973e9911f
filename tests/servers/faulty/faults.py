"""Which request goes wrong, and how: decided by its number and a seed, so the same every time."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field

KINDS = ("429", "500", "503", "502", "504", "409", "412", "413", "cut before", "cut after", "partial", "slow")
"""Every way of going wrong. `cut before`: the connection ends before anything is stored; `cut after`: when all is
stored and before the answer; `partial`: HTTP 200 in which some entries have failed; a status: nothing is stored."""


@dataclass
class Faults:
    """One in `every` requests goes wrong, in one of `kinds`. retry_after: seconds that a 429 or 503 asks to wait.

    writes_only: reads and searches are spared. told: how often each kind was injected.
    """

    kinds: tuple[str, ...] = ()
    every: int = 5
    seed: int = 1
    retry_after: str | None = "0"
    writes_only: bool = False
    told: dict[str, int] = field(default_factory=dict)
    _count: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, write: bool) -> str | None:
        """How the next request goes wrong, or None."""
        if not self.kinds or (self.writes_only and not write):
            return None
        with self._lock:
            self._count += 1
            if _draw(self.seed, self._count, "whether") % self.every:
                return None
            kind = self.kinds[_draw(self.seed, self._count, "how") % len(self.kinds)]
            if not write and kind in ("partial", "413", "412", "409"):
                return None
            self.told[kind] = self.told.get(kind, 0) + 1
            return kind

    def entry(self, position: int) -> int:
        """In a partial success: the status with which an entry fails, or 0 where it does not."""
        draw = _draw(self.seed, self._count, f"entry {position}")
        return (0, 503, 0, 409, 0, 429, 0, 0)[draw % 8]


def _draw(seed: int, count: int, name: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{seed} {count} {name}".encode(), digest_size=6).digest(), "big")
