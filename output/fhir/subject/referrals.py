"""Referrals and what came of them: the first contact with the organisation that was asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from output.fhir.subject.context import Context
from output.fhir.subject.entries import Entries
from synth import clock
from synth.systems import authorship
from synth.world.residence import practice_lists

ANSWERED_WITHIN = clock.YEAR
"""A contact later than this after a referral is no answer to it."""
_KEPT = ("active", "in-progress", "completed", "finished", "fulfilled", "")


@dataclass
class Answers:
    """asked: the organisation that each referral asks, -1 for nobody's; contact: the row of the contact that
    answered it, or -1; referral: the row of the referral that each contact answers, or -1."""

    asked: np.ndarray
    contact: np.ndarray
    referral: np.ndarray


def asked(entries: Entries) -> np.ndarray:
    """The organisation that each asks: that of the setting which its form names, where the person lives by then."""
    named = [authorship.INDEX.get(str(kind.says("to") or ""), -1) for kind in entries.kinds]
    setting = np.array(named, dtype=np.int64)[entries.kind_index]
    population, settings = entries.context.population, entries.context.settings
    place, practice = practice_lists.at(population, entries.person, entries["from"])
    follows = np.where(entries["care_episode"] != 0, entries["care_episode"], entries.owner)
    number, _ = authorship.complete(np.maximum(setting, 0), place, practice, follows, settings.run)
    return np.where(setting >= 0, number, -1)


def answers(context: Context) -> Answers:
    """What came of the referrals of a batch, found once."""
    return context.kept("answers to referrals", _answers)


def _answers(context: Context) -> Answers:
    requests, contacts = context.entries("ServiceRequest", "referral"), context.entries("Encounter", "contact")
    n, m = len(requests), len(contacts)
    none = Answers(np.full(n, -1), np.full(n, -1), np.full(m, -1))
    if not n:
        return none
    none.asked = asked(requests)
    if not m:
        return none
    # Who and with whom as one number, and that with the time as another, by which contacts are found.
    bodies = 1 + max(int(none.asked.max()), int(contacts["organisation"].max()))
    who = np.concatenate([requests.person * bodies + none.asked, contacts.person * bodies + contacts["organisation"]])
    _, pair = np.unique(who, return_inverse=True)
    moment = np.concatenate([requests["from"], contacts["from"]]) + (1 << 31)
    key = (pair.reshape(-1) << 32) + moment
    kept = np.flatnonzero(contacts.flags(lambda kind: kind.status in _KEPT))
    kept = kept[np.argsort(key[n:][kept], kind="stable")]
    if not len(kept):
        return none
    place = np.searchsorted(key[n:][kept], key[:n], side="right")
    found = kept[np.minimum(place, len(kept) - 1)]
    later = key[n:][found] - key[:n]
    answered = (none.asked >= 0) & (place < len(kept)) & (later > 0) & (later <= ANSWERED_WITHIN)
    contact = np.where(answered, found, -1)
    referral = np.full(m, -1, dtype=np.int64)
    rows = np.flatnonzero(answered)[::-1]
    referral[contact[rows]] = rows  # the earliest of several
    return Answers(none.asked, contact, referral)
