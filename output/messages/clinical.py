"""What the events of child health share: whom they are about, who says so, and the entries that they carry."""

from __future__ import annotations

from typing import Any

import numpy as np

from output.columns import Column, lookup
from output.fhir.subject.entries import IDENTIFIERS
from output.messages import bodies
from output.messages.events import Happened
from output.messages.parts import head
from output.messages.patients import patient


def said(happened: Happened, code: str, by: np.ndarray, practitioner: np.ndarray) -> dict[str, Any]:
    """The head of each event, its patient, its publisher, who did it (`by`), and the practitioner, if any is named.

    by, practitioner: organisation and practitioner numbers; -1 for nobody."""
    context, publisher = happened.context, happened.organisation
    who = patient(context, happened.person, happened.sent)
    return {
        **head(happened, code, who),
        **who,
        "subject": who["id"],
        "responsible": bodies.organisation_ids(context, publisher),
        "publisher": bodies.organisation_entries(context, publisher),
        "performer": bodies.organisation_ids(context, by),
        # A body that publishes what it did itself stands in the message once.
        "performer_entry": bodies.organisation_entries(context, np.where(by == publisher, bodies.NOBODY, by)),
        "practitioner": bodies.practitioner_ids(context, practitioner),
        "practitioner_entry": bodies.practitioner_entries(context, practitioner),
    }


def identifiers_of(system: np.ndarray) -> Column:
    """The system of the identifiers of entries by the kind of system that wrote each: they stay whatever is changed."""
    return lookup(system, IDENTIFIERS)
