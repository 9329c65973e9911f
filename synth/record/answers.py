"""Which contact answered a referral: the first one, within a year, with the organisation that was asked.

What is guarded is answered by what is guarded: a visit that everyone may read tells of no concern that few may."""

from __future__ import annotations

import numpy as np

from synth import clock
from synth.record.forms import STATUSES
from synth.table import Table

ANSWERED_WITHIN = clock.YEAR
"""A contact later than this after a referral is no answer to it."""
_KEPT = [STATUSES.index(name) for name in ("active", "in-progress", "completed", "finished", "fulfilled", "")]

ASKED_OF = ("person", "entry", "status", "from", "counterpart", "organisation", "confidentiality")
"""The columns that are asked of referrals and of contacts."""


def answered(referrals: Table, contacts: Table) -> tuple[Table, Table]:
    """Referrals with `answered_by` (the key of the contact, 0 for none) and `answered_at` (its beginning, NEVER for
    none), and contacts with `answers` (the key of the referral, 0 for none); each as it stood at the end."""
    n, m = len(referrals), len(contacts)
    by, at = np.zeros(n, dtype=np.uint64), np.full(n, clock.NEVER, dtype=np.int64)
    answers = np.zeros(m, dtype=np.uint64)
    kept = np.isin(contacts["status"], _KEPT) if m else np.zeros(0, dtype=bool)
    for guarded in (False, True):
        of = np.flatnonzero((referrals["confidentiality"] > 0) == guarded)
        among = np.flatnonzero(kept & (contacts["confidentiality"] > 0)) if guarded else np.flatnonzero(kept)
        rows, found = _first(referrals.take(of), contacts.take(among))
        rows, found = of[rows], among[found]
        by[rows], at[rows] = contacts["entry"][found], contacts["from"][found]
        answers[found[::-1]] = referrals["entry"][rows[::-1]]  # the earliest of several
    return (
        Table({**referrals.columns, "answered_by": by, "answered_at": at}),
        Table({**contacts.columns, "answers": answers}),
    )


def _first(referrals: Table, contacts: Table) -> tuple[np.ndarray, np.ndarray]:
    """The rows of referrals that are answered, and those of the contacts that answer them first."""
    n, asked = len(referrals), referrals["counterpart"]
    if not n or not len(contacts):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    # Who and with whom as one number, and that with the time as another, by which contacts are found.
    bodies = 1 + max(int(asked.max()), int(contacts["organisation"].max()))
    whose = [referrals["person"] * bodies + asked, contacts["person"] * bodies + contacts["organisation"]]
    _, pair = np.unique(np.concatenate(whose), return_inverse=True)
    moment = np.concatenate([referrals["from"], contacts["from"]]) + (1 << 31)
    key = (pair.reshape(-1) << 32) + moment
    order = np.argsort(key[n:], kind="stable")
    place = np.searchsorted(key[n:][order], key[:n], side="right")
    found = order[np.minimum(place, len(order) - 1)]
    later = key[n:][found] - key[:n]
    rows = np.flatnonzero((asked >= 0) & (place < len(order)) & (later > 0) & (later <= ANSWERED_WITHIN))
    return rows, found[rows]
