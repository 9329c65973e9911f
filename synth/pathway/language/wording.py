"""Wordings: one write whose text goes by an option, so that many reasons need no write each.

    said_of(observe(code_of(n.reason, CODES), slot="reason"), n.reason, {
        "sore throat": ["Sore throat for two days. Tonsils red, no pus.", "ST 2/7, o/e red throat, no exudate."],
        "earache": ["Earache since yesterday."]}, voice=n.voice)

What it writes is as if each option had a write of its own, with one slot; the engines make it in one go. An option
without a wording is written as the write itself says. A medicine with its dosage and pack is worded in the same way
(`parts.treatment.issued`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from synth.pathway.language.expressions import Expression, Value, whole
from synth.pathway.language.model import Write

Texts = Mapping[str, Sequence[str]]
"""What may be said, by the name of an option: one text or several."""


def said_of(write: Write, option: Expression, texts: Texts, *, voice: Value = 0) -> Write:
    """A write whose text is that of an option; where there are several, `voice` (0, 1 ..) takes them in turn."""
    said = {name: tuple({"text": text} for text in several) for name, several in texts.items()}
    return replace(write, worded_by=option, voice=whole(voice), wordings=said)
