"""What is begun once arteries are known to be ill, of heart, brain or legs: against clots, and a statin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from care_pathways.gp._long_term import LongTerm
from care_pathways.gp._pregnancy import NOT_EXPECTING
from care_pathways.gp.prevention import HIGH_INTENSITY
from synth.pathway.language.expressions import Draw, Fact, Value
from synth.pathway.language.model import Signal
from synth.pathway.language.notes import whether
from synth.pathway.parts.treatment import Treatment, treatment


class Arteries(LongTerm):
    """What the practice keeps of someone whose arteries are ill."""

    takes_antiplatelet = whether("a medicine against clots is begun")
    takes_statin = whether("takes a statin")


n = Arteries


def statin(reason: str) -> Treatment:
    """The statin of an illness of the arteries. reason: the key of the condition."""
    return treatment("statin", None, HIGH_INTENSITY, reason=reason)


def prevention(illness: str, *, antiplatelet: Draw, statin: Draw, draws: Mapping[Any, Value] | None = None,
               sets: Mapping[str, Value] | None = None, raises: Sequence[Signal] = ()) -> dict[str, Any]:  # fmt: skip
    """What the step draws, says and sets at which medicines are begun; those who take one already get no second.

    illness: as the signal of `prevention` names it. antiplatelet, statin: how many are given them. draws, sets,
    raises: what else the step does.
    """
    return {
        "draws": {n.takes_antiplatelet: ~Fact("anticoagulated") & ~Fact("on_antiplatelet") & antiplatelet,
                  n.takes_statin: NOT_EXPECTING & ~Fact("on_statin") & statin, **(draws or {})},
        "raises": [Signal(f"antiplatelet wanted for {illness}", when=n.takes_antiplatelet), *raises],
        "sets": {"arterial_disease": 1, "on_statin": Fact("on_statin") | n.takes_statin,
                 "on_antiplatelet": Fact("on_antiplatelet") | n.takes_antiplatelet, **(sets or {})},
    }  # fmt: skip
