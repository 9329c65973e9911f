"""Reasons for which people see a general practice: what each is, what is coded, and how clinicians write it down.

What is written is made of what someone tells, what is found where the patient is seen, and what is done. It says
nothing that another entry could contradict: no temperature, no side, no medicine by its name.
"""

from __future__ import annotations

from dataclasses import dataclass

HANDS, SEEN, TALK = "hands", "seen", "talk"
MANNERS = (HANDS, SEEN, TALK)
"""Whether something must be done in person, is better seen, or may be talked about from afar."""


@dataclass(frozen=True)
class Reason:
    """One reason to see a practice.

    code: a key of the codelists. manner: one of MANNERS. told: what the patient says, by two clinicians. found: what is
    found on examination, by the same two; nothing where nobody examines. advised: what is said to whom no medicine is
    given.
    """

    code: str
    manner: str
    told: tuple[str, str]
    advised: tuple[str, str]
    found: tuple[str, str] = ("", "")


_PRESCRIBED = ("Treatment as prescribed, come back if no better or if worse.", "Rx issued. Safety netted.")

_REFERRED = ("Referred, to come back if worse while waiting.", "Referral sent. Safety netted.")
_TESTED = ("Blood tests asked for, to ring for the result.", "Bloods requested, pt to ring for results.")
_SUSPECTED = ("Needs to be looked into soon. Referred urgently, has been told why and to chase if not heard within a "
              "fortnight.", "Meets criteria, urgent referral sent today, pt aware why. Safety netted.")  # fmt: skip


def seen(reason: Reason, treated: bool) -> tuple[str, ...]:
    """What is written of someone who is seen, by each clinician; treated: a medicine is prescribed."""
    plan = _PRESCRIBED if treated else reason.advised
    return tuple(_joined(*parts) for parts in zip(reason.told, reason.found, plan, strict=True))


def spoken_to(reason: Reason, treated: bool) -> tuple[str, ...]:
    """What is written of someone who is not seen: by telephone or online nothing is examined."""
    plan = _PRESCRIBED if treated else reason.advised
    return tuple(_joined(*parts) for parts in zip(reason.told, plan, strict=True))


def referred(reason: Reason, examined: bool) -> tuple[str, ...]:
    """What is written of someone who is referred to a clinic; examined: the patient is seen in person."""
    return _planned(reason, examined, _REFERRED)


def tested(reason: Reason, examined: bool) -> tuple[str, ...]:
    """What is written of someone whose blood is to be tested; examined: the patient is seen in person."""
    return _planned(reason, examined, _TESTED)


def _planned(reason: Reason, examined: bool, plan: tuple[str, str]) -> tuple[str, ...]:
    found = reason.found if examined else ("", "")
    return tuple(_joined(*parts) for parts in zip(reason.told, found, plan, strict=True))


def suspected(reason: Reason) -> tuple[str, ...]:
    """What is written of someone who is referred so that cancer is ruled out."""
    return tuple(_joined(*parts) for parts in zip(reason.told, _SUSPECTED, strict=True))


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
