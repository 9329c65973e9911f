"""The sentences of a clinical summary: words around what the entries say, so that they never contradict these.

    "Blood loss {blood_loss}."              what the last entry with that code says (a value, else its own words)
    "Birth: {delivery_normal|breech}."      of several codes the first that there is
    "For pain: {gas_and_air+epidural}."     all that there are of several codes
    "Admitted {:admitted}."                 what the stay says: admitted, discharged, place; of the person: born

A sentence of which anything is lacking is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from synth.errors import BrokenSource

_SLOT = re.compile(r"\{([^{}]*)\}")
_WORDS = re.compile(r":?[a-z][a-z0-9_]*")

STATED = (":admitted", ":discharged", ":place", ":born")
"""What a sentence may say that is no entry's: of the stay and of the person."""


@dataclass(frozen=True)
class Slot:
    """A gap in a sentence: the keys of the codelists that fill it; every: all that there are, not the first alone."""

    keys: tuple[str, ...]
    every: bool = False


Sentence = tuple["str | Slot", ...]


def read(text: str) -> Sentence:
    """A sentence as its words and gaps; a BrokenSource says what is wrong with it."""
    parts: list[str | Slot] = []
    place = 0
    for found in _SLOT.finditer(text):
        parts += [text[place : found.start()], _slot(found[1], text)]
        place = found.end()
    rest = text[place:]
    if any(brace in part for part in (*parts, rest) if isinstance(part, str) for brace in "{}"):
        raise BrokenSource(f"'{text}': a brace stands alone: write {{key}}")
    if not text.endswith("."):
        raise BrokenSource(f"'{text}': no full stop: end the sentence with one")
    return tuple(part for part in (*parts, rest) if part)


def _slot(inside: str, text: str) -> Slot:
    every = "+" in inside
    keys = tuple(inside.split("+" if every else "|"))
    for key in keys:
        if not _WORDS.fullmatch(key) or (key.startswith(":") and (key not in STATED or len(keys) > 1)):
            said = ", ".join(STATED)
            raise BrokenSource(f"'{text}': '{key}' fills no gap: name keys of the codelists, or one of {said}")
    return Slot(keys, every)
