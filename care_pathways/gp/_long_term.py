"""What long-term conditions have in common in general practice: medicines taken for good, and the yearly review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from care_pathways import beside, body
from care_pathways.closures import services
from care_pathways.courses import attendance
from care_pathways.gp._review import GP, NURSE, RECEPTION, until_review
from care_pathways.gp.raised_pressure import told_of
from synth.pathway.language.conditions import any_of
from synth.pathway.language.expressions import Expression, Fact, where
from synth.pathway.language.model import Step, Write
from synth.pathway.language.notes import Note, Notes, quantity, whether
from synth.pathway.language.writes import perform
from synth.pathway.parts.recall import did_not_come
from synth.pathway.parts.treatment import Treatment

p = beside(__file__)

Taken = Mapping[Note, Treatment]
"""Treatments, each with the note that says whether it is taken."""


class LongTerm(Notes):
    """What a practice keeps of someone with a long-term condition."""

    held = whether("the practice holds reviews at the time")
    attended = whether("comes to the annual review")
    measured = whether("pressure, weight and smoking are asked for at this review, not at another of the same day")
    smoked = whether("has ever smoked")
    systolic = quantity("systolic pressure as read today", "mmHg")
    diastolic = quantity("diastolic pressure as read today", "mmHg")
    weighed = whether("is weighed at the annual review")
    bmi = quantity("body mass index", "kg/m2", decimals=1)
    weight = quantity("body weight", "kg", decimals=1)


n = LongTerm


def reviewed_for(code: str) -> dict[str, Expression]:
    """What a diagnosis sets: of the conditions of one person the first is that with which the others are reviewed."""
    return {"reviewed_for": where(Fact("reviewed_for").is_("nothing yet"), code, Fact("reviewed_for"))}


def begun(taken: Taken) -> list[Write]:
    """The courses that begin, of whoever takes them."""
    return [write for takes, treatment in taken.items() for write in treatment.begun(takes)]


def annual_review(
    code: str, taken: Taken, *, setting: str = NURSE, draws: Mapping[Any, Any] | None = None,
    writes: Sequence[Write] = (),
) -> Step:  # fmt: skip
    """The review once a year, at which medicines are authorised for another; who does not come is invited again.

    It falls together with the reviews of other conditions: pressure, weight and smoking are asked for once, with
    hypertension or diabetes where they are known, else with the condition that was known first (`reviewed_for`).

    code: of the contact. draws, writes: what else is asked and done there.
    """
    lowered = Fact("pressure_lowered")
    anything = any_of(taken)
    gone_through = [] if anything is None else [perform("medication_review_done", when=n.attended & anything)]
    return Step(
        "annual review", setting, after=until_review(), hours="always", contact=code, contact_when=n.attended,
        draws={n.held: services.long_term_reviews, n.attended: n.held & attendance.comes(p.attended),
               n.measured: n.attended & ~Fact("hypertension") & ~Fact("type_2_diabetes")
               & Fact("reviewed_for").is_(code), n.smoked: body.SMOKED, n.systolic: body.systolic(lowered),
               n.diastolic: body.diastolic(lowered), n.weighed: n.measured & p.weighed, n.bmi: body.bmi(),
               n.weight: body.weight_now(), **(draws or {})},
        writes=[body.write_pressure(n.systolic, n.diastolic, n.measured), body.smoking(n.measured),
                *body.write_weight(n.weight, n.weighed), *gone_through, *writes,
                *(write for takes, treatment in taken.items() for write in treatment.authorised(takes)),
                *did_not_come(code, came=n.attended, held=n.held, letter="qof_invite", sender=RECEPTION)],
        raises=told_of(n.systolic, n.diastolic, n.measured), then="annual review",
    )  # fmt: skip


def death(taken: Taken) -> Step:
    """Death ends the courses of medicines."""
    return Step("death", GP, writes=[treatment.stopped(takes) for takes, treatment in taken.items()])
