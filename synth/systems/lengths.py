"""How long contacts last: what is usual with a role of staff, and how far a contact is from what was planned for it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from synth.evidence import Evidence, Number, compiled
from synth.systems.settings import VIRTUAL, Setting

OTHER, BY_TELEPHONE = "other", "by_telephone"


def usual(setting: Setting | None) -> Number:
    """How long a contact in a setting lasts where nobody planned it (minutes; `lengths.toml`)."""
    numbers = _evidence().numbers
    role = setting.role if setting is not None else OTHER
    remote = f"{role}_{BY_TELEPHONE}"
    if setting is not None and setting.contact == VIRTUAL and remote in numbers:
        return numbers[remote]
    return numbers.get(role) or numbers[OTHER]


def of_what_was_planned() -> Number:
    """How long a contact lasts, in percent of the time that was planned for it."""
    return _evidence().number("of_what_was_planned")


@lru_cache(maxsize=1)
def _evidence() -> Evidence:
    return compiled.read(Path(__file__).with_suffix(".toml"))
