"""The pace of sending: so many requests at once as the server bears, and no more a second than it allows.

Additive increase, multiplicative decrease, as TCP does it: each good answer lets in a little more, up to the most that
the user allows; a server that says it is overloaded or breaks off gets half, one that becomes slow a tenth less, once
for each round trip.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

SLOW = 3.0
"""So many times the best seen time per entry, smoothed, is a queue at the server: no more is let in."""
SMOOTHING = 0.1


class Pace:
    """most: requests at once at most. rate: requests a second at most, or None. limit: how many are let in now."""

    def __init__(self, most: int, rate: float | None = None) -> None:
        self.most, self.rate = most, rate
        self.limit = float(min(2, most))
        self.flying = 0
        self.latencies: list[float] = []
        self._room = asyncio.Condition()
        self._next = 0.0
        self._lessened = 0.0
        self._quiet_until = 0.0
        self._smooth = 0.0
        self._best = float("inf")
        self._climbing = True

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until one more request may go; it is under way while this is entered."""
        async with self._room:
            await self._room.wait_for(lambda: self.flying < int(self.limit))
            self.flying += 1
        try:
            now = time.monotonic()
            at = max(now, self._next, self._quiet_until)
            if self.rate:
                self._next = at + 1 / self.rate
            if at > now:
                await asyncio.sleep(at - now)
            yield
        finally:
            async with self._room:
                self.flying -= 1
                self._room.notify_all()

    def answered(self, seconds: float, entries: int) -> None:
        """A good answer came after `seconds`, for so many entries."""
        self.latencies.append(seconds)
        each = seconds / (entries + 10)  # a request costs something by itself
        self._smooth = each if not self._smooth else self._smooth + SMOOTHING * (each - self._smooth)
        self._best = min(self._best, self._smooth)
        slow = SLOW * self._best * max(1.0, self.limit / 2)  # twice as many at once may well take twice as long
        if self._smooth > 2 * slow:
            self._less(0.9)
        elif self._smooth > slow:
            self._climbing = False
        elif self.flying >= int(self.limit):
            self.limit = min(float(self.most), self.limit + (1.0 if self._climbing else 1.0 / self.limit))

    def overloaded(self, asked: float | None = None) -> None:
        """The server said so, or broke off; asked: the seconds for which it wants to see nothing."""
        self._less(0.5)
        if asked:
            self._quiet_until = max(self._quiet_until, time.monotonic() + asked)

    def _less(self, share: float) -> None:
        now = time.monotonic()
        self._climbing = False
        if now - self._lessened >= max(0.2, self.latencies[-1] if self.latencies else 0.0):
            self._lessened = now
            self.limit = max(1.0, self.limit * share)

    def percentile(self, percent: float) -> float:
        """So many per cent of the good answers came within so many seconds; 0 where there were none."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else 0.0
