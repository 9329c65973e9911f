"""Outpatient clinics: whom general practice has referred is seen, once or more, or does not come.

What is found here needs nothing more: illnesses that a clinic finds have pathways of their own, which see to it. The
letter to the practice is written with every visit (`letters.py`).
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.gp import _referrals as to
from care_pathways.gp.consultations import CODES, REASONS
from care_pathways.hospital import advised
from care_pathways.letters import CLINICS, REFERRED
from synth.pathway.language.expressions import Expression, OneOf, where
from synth.pathway.language.model import Pathway, Signal
from synth.pathway.language.notes import Notes, count, day, instant, option, whether
from synth.pathway.language.options import code_of, option_of
from synth.pathway.language.time import in_days, today
from synth.pathway.language.wording import said_of
from synth.pathway.language.writes import observe
from synth.pathway.parts.appointment import Turn, appointment, booked, kept, missed, on_working_day, withdrawn

p = beside(__file__)

PHYSICIAN, SURGEON, PAEDIATRICIAN = CLINICS
SURGICAL = ("ear, nose and throat", "ophthalmology", "gynaecology", "orthopaedics")
OUTCOMES = {
    "done with": ("Seen in clinic. Examined, no treatment needed here. Advice given, back to the practice.",
                  "OPD. Nil of concern, advice given. Discharged to GP."),
    "seen again": ("Seen in clinic. Examined, plan made. To be seen here again.",
                   "OPD. Assessed, plan discussed. Further appointment requested."),
    "no cancer": ("Seen on the urgent referral. Examined, no sign of cancer. Back to the practice.",
                  "Urgent OPD. No evidence of cancer. Discharged to GP."),
}  # fmt: skip
"""What is written at a visit, in two voices."""
ADVICE = {
    "done with": ("To see the practice if it changes or comes back.", "See GP if changes or recurs."),
    "seen again": ("To come to the next appointment here, and to see the practice if it gets worse before.",
                   "Attend next OPD. See GP if worse before."),
    "no cancer": ("To see the practice if it lasts, or if anything new is noticed.", "See GP if persists or new sx."),
}  # fmt: skip
"""What the patient is told to do, in two voices."""


class Visit(Notes):
    """What a clinic knows of a visit."""

    reason = option("what the patient was referred for", *REASONS)
    service = option("the specialty that was asked", *to.SERVICES)
    urgent = whether("whether cancer is to be ruled out")
    visits = count("how many visits there have been for it")
    clinic = option("whose clinic it is", *CLINICS)
    sought = day("the day that is sought for the appointment")
    at = instant("when the appointment is")
    offered = whether("an appointment has been booked")
    missed = whether("the patient does not come")
    outcome = option("what comes of the visit", *OUTCOMES)
    voice = count("which of two ways of writing the clinician has")


n = Visit
_FIRST = n.visits < 1
_CLINIC = option_of(n.service, {
    name: SURGEON if name in SURGICAL else PAEDIATRICIAN if name == "paediatrics" else PHYSICIAN
    for name in to.SERVICES
})  # fmt: skip


def _seen(clinic: str, when: Expression | None = None) -> Turn:
    """The visit to one clinic."""
    return kept(f"seen: {clinic}", when=when, setting=clinic, lasts=None,
                draws={n.voice: OneOf(2, "voice"),
                       n.outcome: where(n.urgent, "no cancer", where(p.seen_again, "seen again", "done with"))},
                writes=[said_of(observe(code_of(n.reason, CODES), slot="seen for"), n.outcome, OUTCOMES, voice=n.voice),
                        advised("advice", n.outcome, ADVICE, voice=n.voice)],
                raises=Signal(REFERRED, when=n.outcome.is_("seen again"), carries={
                    "reason": n.reason, "service": n.service, "urgent": 0, "visits": n.visits + 1}))  # fmt: skip


OUTPATIENTS = Pathway(
    "outpatient clinic",
    starts_on=REFERRED,
    takes=(n.reason, n.service, n.urgent, n.visits),
    at_death="withdrawn",
    guideline="NHS Constitution: eighteen weeks from referral to treatment; NICE NG12 for urgent referrals",
    notes=Visit,
    steps=appointment(
        "seen_in_hospital_clinic",
        booked("booked", after=p.until_booked, draws={
            n.clinic: _CLINIC,
            n.sought: today() + in_days(where(n.urgent, p.urgent_wait, where(_FIRST, p.wait, p.between_visits))),
            n.at: on_working_day(n.sought, p.time_of_day, today() + 1), n.missed: p.missed, n.offered: 1}),
        missed("did not come", when=n.missed, reason="did_not_attend"),
        _seen(SURGEON, n.clinic.is_(SURGEON)),
        _seen(PAEDIATRICIAN, n.clinic.is_(PAEDIATRICIAN)),
        _seen(PHYSICIAN),
        withdrawn("withdrawn"),
        setting=PHYSICIAN, begins=n.at, lasts=p.length, offered=n.offered),
)  # fmt: skip

PATHWAYS = [OUTPATIENTS]
