"""What a form says of its entries' time: what they do to an entry, whether they last, when they end by themselves."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from synth import clock
from synth.record.forms import Form
from synth.record.kinds import CHANGES

Moment = TypeVar("Moment", int, np.ndarray)

INHERIT = {"care_episode": "care_episode", "contact": "contact"}
"""Kinds of entry that, while begun, everything later in the episode belongs to."""

_LASTING = ("condition", "allergy", "registration", "flag", "plan", "care_episode")


def form_change(form: Form) -> int:
    """The index of what its entries do."""
    return CHANGES.index(form.change)


def lasts(form: Form) -> bool:
    """Whether an entry of this form goes on until something ends it."""
    return form.change in ("planned", "begun", "amended") or (form.change == "recorded" and form.kind in _LASTING)


def default_until(form: Form, begins: Moment, now: Moment) -> Moment | int:
    """When an entry ends where the pathway does not say (instants, one or a column of them)."""
    if lasts(form):
        return clock.NEVER
    return now if form.change in ("ended", "withdrawn") else begins
