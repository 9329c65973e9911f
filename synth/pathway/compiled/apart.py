"""What goes on beside a pathway is taken apart from it, so that each is compiled and run by itself.

An author writes one pathway; what it needs of the engines is settled here. Its own steps set the facts and raise the
signals that others wait for, and may have to run together with those. What only writes beside them is waited for by
nobody: as a part of its own it stays out of such groups, and is run over all at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import lru_cache

from synth.pathway.language.model import Pathway, Signal
from synth.pathway.language.words import SignalWord


class Own(Pathway):
    """A pathway from which what goes on beside it has been taken: its own steps, which begin that.

    It stays so where some of a library are run without the others, as those beside it may not be among them.
    """


def apart(pathways: Sequence[Pathway]) -> list[Pathway]:
    """The pathways with what goes on beside each right after it, as parts of it; what is taken apart stays as it is."""
    return [one for p in pathways for one in ((p,) if isinstance(p, Own) or not p.beside else _taken_apart(p))]


def begun(pathways: Sequence[Pathway]) -> tuple[SignalWord, ...]:
    """The signals with which all begins that goes on beside the steps of some pathways, as words."""
    return tuple(SignalWord(p.begins_beside, f"what goes on beside '{p.name}' begins")
                 for p in pathways if p.begins_beside)  # fmt: skip


@lru_cache(maxsize=4096)
def _taken_apart(p: Pathway) -> tuple[Pathway, ...]:
    """A pathway that begins what goes on beside it, and that; the same ones each time."""
    begins, steps = p.begins_beside, list(p.steps)
    if begins and steps:
        steps[0] = steps[0].changed(raises=(*steps[0].signals, Signal(begins)))
    own = Own(**{one.name: getattr(p, one.name) for one in fields(p)} | {"steps": steps})
    return own, *(
        Pathway(one.name, one.starts_on or begins, one.steps, until=one.until, ending=one.ending, at_death=one.at_death,
                guideline=one.guideline, confidentiality=p.confidentiality, notes=p.notes, part_of=own)
        for one in p.beside
    )  # fmt: skip
