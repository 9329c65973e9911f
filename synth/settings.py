"""What shapes a dataset: the arguments that decide its bytes, and nothing that does not.

The command line shows its defaults: numpy is imported where an instant is asked for.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

DEFAULT_FROM = dt.date(2015, 1, 1)
DEFAULT_TO = dt.date(2025, 1, 1)


@dataclass(frozen=True)
class Settings:
    """The seed, the window and the choices that shape data; place: the council as which every place is made."""

    seed: int = 42
    start: dt.date = DEFAULT_FROM
    end: dt.date = DEFAULT_TO
    nhs_part: tuple[int, int] = (1, 1)
    place: str = ""

    @property
    def run(self) -> int:
        """The key of the run: seed and `--from`."""
        from synth import keys

        return keys.run_key(self.seed, self.start_day)

    @property
    def start_day(self) -> int:
        """The day of `--from`."""
        from synth import clock

        return clock.instant_of(self.start) // clock.DAY

    @property
    def begins(self) -> int:
        """The first instant of the window (`--from`, inclusive)."""
        from synth import clock

        return clock.instant_of(self.start)

    @property
    def ends(self) -> int:
        """The instant at which the window closes (`--to`, exclusive)."""
        from synth import clock

        return clock.instant_of(self.end)
