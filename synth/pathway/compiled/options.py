"""What is wrong with the options of a step and of what it writes: words that nobody knows, values of a wrong sort."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from synth.evidence import units
from synth.pathway.compiled import wordings
from synth.pathway.language import expressions as x
from synth.pathway.language.model import Step, Write
from synth.record import details
from synth.record.forms import STATUSES

_DELAYS = ("after", "lasts")


def of_write(w: Write) -> Iterator[str]:
    """The faults of the options of one write."""
    if w.status not in STATUSES:
        yield f"unknown status '{w.status}' of '{w.slot}': use one of {', '.join(s for s in STATUSES if s)}"
    if not 0 <= w.decimals <= 6:
        yield f"decimals of '{w.slot}' is {w.decimals!r}: give a whole number from 0 to 6"
    yield from (f"'{w.slot}': {fault}" for fault in details.faults_of(w.kind, w.details))
    yield from wordings.faults(w)
    yield from _delay("recorded", f" of '{w.slot}'", w.recorded)


def of_step(s: Step) -> Iterator[str]:
    """The faults of the times of a step: a delay is a duration, and never negative."""
    for name in _DELAYS:
        yield from _delay(name, "", getattr(s, name))


def _delay(name: str, of: str, value: object) -> Iterator[str]:
    """What is wrong with something that lasts: evidence in no unit of time, or that can be negative."""
    if isinstance(value, int) and value < 0:
        yield f"{name}{of} is {value}: no delay is negative, so give minutes from 0 on"
    if isinstance(value, x.Where):
        for part in (value.then, value.otherwise):
            yield from _delay(name, of, part)
    if isinstance(value, x.Constant):
        yield from _delay(name, of, value.value)
    if isinstance(value, x.Draw):
        number = value.number
        if number.form not in ("quantity", "value") or not units.unit_of(number.unit).minutes:
            known = [word for word, unit in units.every().items() if unit.minutes]
            near = difflib.get_close_matches(number.unit, known, n=1)
            mend = f"did you mean '{near[0]}'?" if near else f"write one of {', '.join(known)}"
            yield f"{name}{of} is '{number.name}', whose unit is {number.unit}, no time that passes: {mend}"
        elif number.lowest < 0:
            yield f"{name}{of} is '{number.name}', which can be negative: no delay is, so mend {number.where}"
