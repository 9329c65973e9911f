"""Office hours, for columns of the world and for expressions of pathways alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from synth.clock import HOUR

OPENS, CLOSES, FIRST = 9 * HOUR, 17 * HOUR, 10 * HOUR
_LATER = 6 * HOUR


def in_office(day: Any, minute: Any, working_day: Callable[[Any], Any], where: Callable[..., Any]) -> tuple[Any, Any]:
    """The day and minute at which an office does what comes up at these: the same, or those that are next in hours.

    working_day: the next day on which an office works; where: the choice between two, of columns or of expressions.
    """
    later = working_day(day + where(minute >= CLOSES, 1, 0))
    return later, where((minute >= OPENS) & (minute < CLOSES), minute, FIRST + minute % _LATER)
