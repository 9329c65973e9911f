"""The messages of a batch in the order in which they were sent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from output.fhir.subject.context import Context
from output.messages import between, births, children, demographics, hospital, responses, screening
from output.messages.events import Event, Happened
from output.messages.lines import Lines, Piece, pieces, taken

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
    responses.REFERRAL,
    between.BOOKING,
    responses.BOOKING,
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
    """Messages in the order in which they were sent, one compact bundle a row.

    texts: the bundles. sent: instants (int64). event: positions in EVENTS (int64). person: rows (int64).
    key: of each event (uint64).
    """

    texts: list[Piece]
    sent: np.ndarray
    event: np.ndarray
    person: np.ndarray
    key: np.ndarray

    @property
    def lines(self) -> Lines:
        """The texts, each ending in a newline."""
        return Lines(self.texts, b"\n")

    def __len__(self) -> int:
        return len(self.texts)


def render(context: Context) -> Messages:
    """Every message about the patients of a batch that was sent in the window."""
    texts, columns = [], []
    for place, event in enumerate(EVENTS):
        happened = told(context, event.happened(context))
        if len(happened):
            texts.append(event.template.render(len(happened), event.columns(happened)))
            columns.append((happened.more["sent"], np.full(len(happened), place), happened.person, happened.key))
    if not texts:
        none = np.zeros(0, dtype=np.int64)
        return Messages([], none, none, none, none.astype(np.uint64))
    sent, kind, person, key = (np.concatenate(each) for each in zip(*columns, strict=True))
    order = np.lexsort((np.arange(len(sent)), kind, person, sent))
    return Messages(taken(pieces(texts), order), sent[order], kind[order], person[order], key[order])


def told(context: Context, happened: Happened) -> Happened:
    """What of some events is told before the window closes, in order: of a number that is sealed nothing is."""
    happened = (happened if "sent" in happened.more else happened.known_by(context)).ordered()
    tells = happened.sent < context.settings.ends
    tells &= happened.sent >= context.who.sealed[happened.person]
    return happened.take(np.flatnonzero(tells))
