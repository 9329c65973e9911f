"""A library as plain parts that the cache can keep, and back: a pathway is made of them when it is first asked for.

Programs, which the columnar engine runs, and plans, which the reference engine and whoever shows pathways read, are
kept apart: a run needs only the former.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from synth.cache import packing
from synth.codes import Codelists
from synth.evidence import Dimension, Number, Risk
from synth.made import Made
from synth.pathway.compiled import plan as q
from synth.pathway.compiled import programs
from synth.pathway.compiled.courses import Coursed, Part
from synth.pathway.language import expressions as x
from synth.pathway.language.model import Pathway
from synth.pathway.language.words import FactWord, SignalWord, Unanswered, Words
from synth.record.forms import Form
from synth.record.stories import Story

CLASSES = (Form, Story, Words, FactWord, SignalWord, Unanswered)
"""The classes of what all pathways share."""
_OF_A_PLAN = (
    q.PathwayPlan, q.StepPlan, q.WritePlan, q.SignalPlan, Form, Number, Dimension, Risk, q.Drawn, q.Placed, q.Shared,
    q.Even, q.Attribute, q.Changing, q.Listed, Coursed, Part, x.Constant, x.Local, x.OthersInFamily, x.Now, x.Started,
    x.Occurrence, x.Age, x.Calendar, x.Operation, x.Where, programs.Wait,
)  # fmt: skip
"""The classes of what a plan is made of."""


def plans(library: q.Library) -> list[np.ndarray]:
    """The plans of a library, each a column of bytes; TypeError names what cannot be kept."""
    return [_column(replace(plan, written=None), _OF_A_PLAN) for plan in library.pathways]  # type: ignore[arg-type]


def parts(library: q.Library) -> dict[str, Any]:
    """All of a library that does not come from elsewhere, beside its plans; a program is a column of bytes.

    TypeError names what cannot be kept.
    """
    return {
        "programs": [_column(program, programs.CLASSES) for program in library.programs],
        "forms": library.forms, "groups": library.groups, "listeners": library.listeners,
        "changing": library.changing, "stories": library.stories, "words": library.words,
    }  # fmt: skip


def library(parts: dict[str, Any], plans: Callable[[], Sequence[np.ndarray]], codelists: Codelists,
            written: Callable[[], Sequence[Pathway]]) -> q.Library:  # fmt: skip
    """The library of some parts: programs and plans are unpacked when they are first asked for.

    plans: gives those of `plans`; written: gives the pathways as their authors wrote them, in their order.
    """

    def program(at: int) -> programs.PathwayProgram:
        return packing.unpacked(parts["programs"][at].data, programs.CLASSES)

    def plan(at: int) -> q.PathwayPlan:
        made = packing.unpacked(plans()[at].data, _OF_A_PLAN)
        return replace(made, written=lambda: written()[at])

    many = len(parts["programs"])
    return q.Library(
        Made(many, plan), parts["forms"], parts["groups"], parts["listeners"], parts["changing"], codelists,
        stories=parts["stories"], words=parts["words"], programs=Made(many, program),
    )  # fmt: skip


def _column(thing: Any, classes: Sequence[type]) -> np.ndarray:
    return np.frombuffer(packing.packed(thing, classes), dtype=np.uint8)
