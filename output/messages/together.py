"""The messages of the blocks of a batch, some blocks together, as a run writes them: sent, arriving, and asked."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from output import together
from output.fhir.subject.context import Context
from output.messages import delivery, requests, writing
from output.messages.lines import Lines
from synth.record.batch import Batch
from synth.record.kinds import KINDS

TOGETHER = 700_000
"""The messages of up to so many changes are made together: of some three blocks over ten years, 130 MB, which are held
in memory until their blocks are done."""


class Streams:
    """What is sent about the people of some blocks, each stream made when first asked for."""

    def __init__(self, batch: Batch) -> None:
        self.context = Context(batch)

    @cached_property
    def messages(self) -> writing.Messages:
        """The messages as they were sent."""
        return writing.render(self.context)

    @cached_property
    def _arrivals(self) -> delivery.Arrivals:
        return delivery.arrivals(self.context, self.messages)

    @cached_property
    def _requests(self) -> tuple[Lines, np.ndarray]:
        return requests.render(self.context)

    def stream(self, name: str) -> tuple[Lines, np.ndarray]:
        """The lines of a stream by the name of its format, in order of time, and about whom each is (rows)."""
        if name == "messages":
            return self.messages.lines, self.messages.person
        if name == "delivery":
            return self._arrivals.lines, self._arrivals.person
        return self._requests


def of_part(batch: Batch, name: str) -> Lines:
    """The lines of a stream about the people of a batch; of a part of one, made together with those of other parts."""
    streams, begin, end = together.of_part(batch, "messages", _groups, Streams)
    lines, person = streams.stream(name)
    return lines.take(np.flatnonzero((person >= begin) & (person < end)))


def _groups(batch: Batch) -> np.ndarray:
    def before(bounds: np.ndarray) -> np.ndarray:
        return sum((np.searchsorted(batch.record[kind]["person"], bounds) for kind in KINDS), np.zeros_like(bounds))

    return together.runs_of_blocks(batch, before, TOGETHER)
