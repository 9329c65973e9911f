"""The details of an entry: what each kind may say besides the fields of every entry, from `details.toml`."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from synth import source_files
from synth.errors import BrokenSource
from synth.record.kinds import KINDS
from synth.record.label import supply

_FILE = Path(__file__).with_suffix(".toml")
_IS = {
    "words": lambda value: isinstance(value, str) and bool(value.strip()),
    "list": lambda value: isinstance(value, (list, tuple)) and all(isinstance(one, str) and one for one in value),
    "whole": lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
    "yes": lambda value: value is True,
    "bounds": lambda value: isinstance(value, tuple) and all(one is None or type(one) is int for one in value),
}

_GIVEN = {"words": "words", "list": "a list of words", "whole": "a whole number", "yes": "True, or leave it out",
          "bounds": "the bounds (`usual(...)`)"}  # fmt: skip
_PLAIN = (str, int, float, bool, list, tuple, dict, type(None))


@cache
def known() -> dict[str, dict[str, str]]:
    """What each detail of each kind of entry is: "words", "list", "whole", "bounds" or "yes"."""
    written = source_files.toml_of(_FILE)
    faults = [f"{written.at(kind)}: unknown kind of entry '{kind}': use one of {', '.join(KINDS)}"
              for kind in written.tables if kind not in KINDS]  # fmt: skip
    for kind, members in written.tables.items():
        if not isinstance(members, dict):
            faults.append(f"{written.at(kind)}: '{kind}' is no table: write [{kind}] and its details below")
            continue
        faults += [f"{written.at(kind, name)}: '{name}' is {told!r}: write one of {', '.join(_IS)}"
                   for name, told in members.items() if not isinstance(told, str) or told not in _IS]  # fmt: skip
    if faults:
        raise BrokenSource("\n".join(faults))
    return written.tables


def faults_of(kind: str, details: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the details of an entry, each with its mend."""
    there = known().get(kind, {})
    for name, value in details.items():
        if name not in there:
            near = difflib.get_close_matches(name, [*there, *_FIELDS], n=2, cutoff=0.6)
            mend = f"did you mean {' or '.join(near)}" if near else f"it may say {', '.join(there) or 'nothing more'}"
            yield f"unknown option '{name}' of {kind}: {mend} (synth/record/details.toml)"
        elif not _IS[there[name]](value):
            found = repr(value) if isinstance(value, _PLAIN) else f"asked of each person ({value})"
            yield f"option '{name}' of {kind} is {found}: it is the same for everyone, so write {_GIVEN[there[name]]}"
    yield from _short_supply(details)


def _short_supply(details: Mapping[str, Any]) -> Iterator[str]:
    """What is dispensed is what the label asks for, where both are said and can be counted."""
    dosage, quantity, days = (details.get(name) for name in ("dosage", "quantity", "days"))
    if isinstance(dosage, str) and type(quantity) is int and type(days) is int:
        asked = supply(dosage, days)
        if asked is not None and asked != quantity:
            yield f"'{dosage}' is {asked} in {days} days, and quantity={quantity}: put right which of them is wrong"


_FIELDS = ("value", "value2", "value_code", "value_time", "begins", "until", "recorded", "when", "about", "entry",
           "change", "status", "unit", "decimals", "category", "text", "confidentiality", "setting", "enduring",
           "lasting", "by_day", "slot")  # fmt: skip
"""The options that every write has, for those who misspell one."""
