"""A library as plain parts that the cache can keep, and back: a pathway is made of them when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, overload

import numpy as np

from synth.cache import packing
from synth.codes import Codelists
from synth.evidence import Dimension, Number, Risk
from synth.pathway.compiled import plan as q
from synth.pathway.compiled.courses import Coursed, Part
from synth.pathway.language import expressions as x
from synth.pathway.language.model import Pathway
from synth.pathway.language.words import FactWord, SignalWord, Words
from synth.record.forms import Form
from synth.record.stories import Story

CLASSES = (Form, Story, Words, FactWord, SignalWord)
"""The classes of what all pathways share."""
_OF_A_PATHWAY = (
    q.PathwayPlan, q.StepPlan, q.WritePlan, q.SignalPlan, Form, Number, Dimension, Risk, q.Drawn, q.Placed, q.Shared,
    q.Even, q.Attribute, q.Changing, q.Listed, Coursed, Part, x.Constant, x.Local, x.OthersInFamily, x.Now, x.Started,
    x.Occurrence, x.Age, x.Calendar, x.Operation, x.Where,
)  # fmt: skip
"""The classes of what is one pathway's own."""


def parts(library: q.Library) -> dict[str, Any]:
    """All of a library that does not come from elsewhere, as plain parts; a pathway is a column of bytes.

    TypeError names what cannot be kept.
    """
    own = [packing.packed(replace(plan, written=None), _OF_A_PATHWAY) for plan in library.pathways]  # type: ignore[arg-type]
    return {
        "pathways": [np.frombuffer(content, dtype=np.uint8) for content in own],
        "forms": library.forms, "groups": library.groups, "listeners": library.listeners,
        "changing": library.changing, "stories": library.stories, "words": library.words,
    }  # fmt: skip


def library(parts: dict[str, Any], codelists: Codelists, written: Callable[[], Sequence[Pathway]]) -> q.Library:
    """The library of some parts; written: gives the pathways as their authors wrote them, in their order."""
    found = Plans(parts["pathways"], written)
    return q.Library(
        found, parts["forms"], parts["groups"], parts["listeners"], parts["changing"], codelists,
        stories=parts["stories"], words=parts["words"],
    )  # fmt: skip


class Plans(Sequence[q.PathwayPlan]):
    """Pathways made ready, each unpacked when it is first asked for."""

    def __init__(self, packed: Sequence[np.ndarray], written: Callable[[], Sequence[Pathway]]) -> None:
        self._packed, self._written = packed, written
        self._found: list[q.PathwayPlan | None] = [None] * len(packed)

    def __len__(self) -> int:
        return len(self._packed)

    @overload
    def __getitem__(self, at: int) -> q.PathwayPlan: ...
    @overload
    def __getitem__(self, at: slice) -> list[q.PathwayPlan]: ...
    def __getitem__(self, at: int | slice) -> q.PathwayPlan | list[q.PathwayPlan]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        at = range(len(self))[at]
        found = self._found[at]
        if found is None:
            made = packing.unpacked(self._packed[at].data, _OF_A_PATHWAY)
            found = self._found[at] = replace(made, written=partial(_one, self._written, at))
        return found

    def __iter__(self) -> Iterator[q.PathwayPlan]:
        return (self[at] for at in range(len(self)))


def _one(written: Callable[[], Sequence[Pathway]], at: int) -> Pathway:
    return written()[at]
