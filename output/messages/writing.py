"""The messages of a batch in the order in which they were sent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.columns import BYTES
from output.fhir.subject.context import Context
from output.messages import between, births, children, demographics, hospital, screening
from output.messages.events import Event, Happened

EVENTS: tuple[Event, ...] = (
    births.BIRTH,
    demographics.CHANGE_OF_ADDRESS,
    demographics.CHANGE_OF_PRACTICE,
    demographics.DEATH,
    demographics.RECORD_CHANGE,
    screening.BLOOD_SPOT,
    screening.HEARING,
    screening.EXAMINATION,
    children.CONTACT,
    children.VACCINATION,
    between.REFERRAL,
    between.BOOKING,
    between.PROTECTION,
    hospital.ASSESSMENT,
    hospital.DISCHARGE,
    hospital.WITHDRAWAL,
    hospital.DISCHARGE_LETTER,
    hospital.EMERGENCY_LETTER,
)
"""The events that are sent; of several of one person at one minute the first comes first."""


@dataclass
class Messages:
    """Messages in the order in which they were sent, one compact bundle a row, each ending in a newline.

    lines: the texts (large_binary). sent: instants (int64). event: positions in EVENTS (int64). person: rows (int64).
    key: of each event (uint64).
    """

    lines: pa.LargeBinaryArray
    sent: np.ndarray
    event: np.ndarray
    person: np.ndarray
    key: np.ndarray

    @property
    def bare(self) -> pa.LargeBinaryArray:
        """The texts without their newlines; a copy."""
        return pc.binary_slice(self.lines, 0, -1)

    def __len__(self) -> int:
        return len(self.lines)


def render(context: Context) -> Messages:
    """Every message about the patients of a batch that was sent in the window."""
    lines, columns = [], []
    for place, event in enumerate(EVENTS):
        happened = told(context, event.happened(context))
        if len(happened):
            lines.append(event.template.render(len(happened), event.columns(happened), b"\n"))
            columns.append((happened.more["sent"], np.full(len(happened), place), happened.person, happened.key))
    if not lines:
        none = np.zeros(0, dtype=np.int64)
        return Messages(pa.array([], BYTES), none, none, none, none.astype(np.uint64))
    sent, kind, person, key = (np.concatenate(each) for each in zip(*columns, strict=True))
    order = np.lexsort((np.arange(len(sent)), kind, person, sent))
    texts = pa.concat_arrays(lines).take(pa.array(order))
    return Messages(texts, sent[order], kind[order], person[order], key[order])


def told(context: Context, happened: Happened) -> Happened:
    """What of some events is told before the window closes, in order: of a number that is sealed nothing is."""
    happened = (happened if "sent" in happened.more else happened.known_by(context)).ordered()
    tells = happened.sent < context.settings.ends
    tells &= happened.sent >= context.who.sealed[happened.person]
    return happened.take(np.flatnonzero(tells))
