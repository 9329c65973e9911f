"""What the practice records of adults in good health: the NHS Health Check, and readings in passing."""

from care_pathways import beside, body
from care_pathways.closures import services
from care_pathways.courses import drinking, reading
from care_pathways.gp._panels import Lipids, lipids, of_lipids
from care_pathways.gp._review import HCA
from care_pathways.gp.borderline_glucose import hba1c
from care_pathways.gp.borderline_glucose import told_of as glucose_told_of
from care_pathways.gp.raised_pressure import told_of
from care_pathways.gp.underweight import thin
from care_pathways.laboratory import RESULTS, Awaited, awaited
from synth.pathway.language.conditions import higher_of, lower_of
from synth.pathway.language.expressions import Expression, Fact, Started, where
from synth.pathway.language.model import Pathway, Step, When
from synth.pathway.language.notes import quantity, whether
from synth.pathway.language.words import signal
from synth.pathway.language.writes import assess, observe, perform
from synth.pathway.parts.recall import did_not_come, invitation, recall

p = beside(__file__)


class Check(Awaited, Lipids):
    """What is found of an adult in good health."""

    comes = whether("comes to the health check")
    missed = whether("books the health check and stays away")
    systolic = quantity("systolic pressure as read", "mmHg")
    diastolic = quantity("diastolic pressure as read", "mmHg")
    bmi = quantity("body mass index", "kg/m2", decimals=1)
    weight = quantity("body weight", "kg", decimals=1)
    smoked = whether("has ever smoked")
    cholesterol = quantity("total cholesterol in the blood", "mmol/L", decimals=1)
    tested = whether("HbA1c is tested too")
    hba1c = quantity("HbA1c", "mmol/mol")
    free = whether("has neither hypertension nor diabetes")
    invited = whether("the practice invites to checks at the time")
    weighed = whether("is weighed in passing")
    asked = whether("is asked about smoking")


n = Check

ELIGIBLE = ~Fact("hypertension") & ~Fact("type_2_diabetes")
FIRST_CHECK = where(Started() < p.programme_begins - p.eligible_after, p.programme_begins, Started() + p.eligible_after)

MEASURED = {n.systolic: body.systolic(), n.diastolic: body.diastolic(), n.bmi: body.bmi(), n.weight: body.weight_now(),
            n.smoked: body.SMOKED}  # fmt: skip


def _risk() -> Expression:
    """The risk of a heart attack or stroke within ten years, in tenths of a percent, as the calculator gives it."""
    risk: Expression = p.risk * (n.cholesterol * 10 // n.hdl) // p.usual_ratio
    risk = risk * n.systolic // p.usual_pressure * (100 + where(Fact("smoker"), p.smoking_raises, 0)) // 100
    return lower_of(higher_of(risk, 1), p.highest_risk)


HEALTH_CHECK = Pathway(
    "NHS Health Check",
    starts_on="coming of age",
    guideline="NHS Health Check best practice guidance (OHID)",
    notes=Check,
    steps=[
        Step("due", at=FIRST_CHECK, after=p.first_invitation,
             then=When({"invited": Fact("age") < p.last_age})),
        *recall(
            invitation("invited", comes=ELIGIBLE & p.comes, draws={n.missed: n.invited & ELIGIBLE & p.missed},
                       writes=did_not_come("nhs_health_check_completed", came=n.comes | ~n.missed)),
            setting="general practice (reception)", came=n.comes, then="check", otherwise="five years on",
            goes_on=services.health_checks, invited=n.invited),
        Step("check", HCA, after=p.invitation_to_check,
             contact="nhs_health_check_completed",
             draws={**MEASURED, n.cholesterol: body.cholesterol(), **of_lipids(n.cholesterol),
                    n.tested: p.glucose_tested, **awaited(p.turnaround),
                    n.hba1c: body.hba1c()},
             writes=[body.write_pressure(n.systolic, n.diastolic),
                     observe("body_height", reading.height(), "unit_centimetre", decimals=1),
                     *body.write_weight(n.weight),
                     body.smoking(),
                     *lipids(n.cholesterol),
                     assess("audit_c", drinking.audit_c(), unit="unit_score"),
                     hba1c(n.hba1c, n.tested),
                     perform("smoking_cessation_advice", when=Fact("smoker"))],
             raises=[*told_of(n.systolic, n.diastolic), thin(n.weight)],
             then="results"),
        Step("results", "general practice (nurse)", at=RESULTS,
             writes=[observe("qrisk3", _risk(), "unit_percent", decimals=1)],
             raises=glucose_told_of(n.hba1c, n.tested), then="five years on"),
        Step("five years on", after=p.between_invitations, then=When({"invited": Fact("age") < p.last_age})),
    ],
)  # fmt: skip

IN_PASSING = Pathway(
    "readings in passing",
    starts_on="coming of age",
    notes=Check,
    steps=[
        Step("begins", at=p.records_begin, after=p.first_reading, then="reading"),
        Step("reading", "general practice (nurse)", after=p.between_readings, contact="nurse_consultation",
             contact_when=n.free,
             draws={**MEASURED, n.free: ELIGIBLE & services.readings_in_passing, n.weighed: n.free & p.weighed,
                    n.asked: n.free & p.asked_about_smoking, n.tested: n.free & p.tested_in_passing,
                    n.hba1c: body.hba1c(), **awaited(p.turnaround)},
             writes=[body.write_pressure(n.systolic, n.diastolic, n.free & ~Fact("raised_blood_pressure")),
                     *body.write_weight(n.weight, n.weighed),
                     body.smoking(n.asked), hba1c(n.hba1c, n.tested)],
             raises=[*told_of(n.systolic, n.diastolic, n.free & ~Fact("raised_blood_pressure")),
                     thin(n.weight, n.weighed)],
             then=When({"results of the reading": n.tested}, otherwise="reading")),
        Step("results of the reading", at=RESULTS, raises=glucose_told_of(n.hba1c), then="reading"),
    ],
)  # fmt: skip

SIGNALS = [
    signal("diabetes suspected", "a blood test is to be done for diabetes", ("before",)),
]
PATHWAYS = [HEALTH_CHECK, IN_PASSING]
