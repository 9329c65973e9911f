"""A stay on the antenatal ward for something that settles: home by day with a letter, or on to another ward."""

from __future__ import annotations

from typing import Any

from care_pathways.documents import issued
from care_pathways.hospital import DIED, TO_ANOTHER_WARD, TO_HOME
from synth.pathway.language.expressions import Expression
from synth.pathway.language.writes import ENDED, diagnose
from synth.pathway.parts.stay import Turn, cut_short, discharge


def until_settled(
    condition: str, entry: str, *, slot: str, inside: Expression, leaves: Expression, writing_up: Any
) -> list[Turn]:
    """The turns by which such a stay ends, and with it what was diagnosed at its admission.

    condition, entry: of the diagnosis. slot: of what says that it is over. inside: whether she is on the ward. leaves:
    when she goes home. writing_up: how long the letter takes.
    """
    over = diagnose(condition, entry=entry, change=ENDED, when=inside)
    return [
        discharge("discharge", at=leaves, said=TO_HOME,
                  writes=[diagnose(condition, entry=entry, slot=slot, change=ENDED),
                          *issued("discharge_summary_document", "antenatal_discharge", recorded=writing_up)]),
        cut_short("over", said=TO_ANOTHER_WARD, writes=[over]),
        cut_short("died", said=DIED, writes=[over]),
    ]  # fmt: skip
