"""What the practice records of adults in good health: the NHS Health Check, and readings in passing."""

from care_pathways import beside
from care_pathways.gp import body
from care_pathways.laboratory import HBA1C, LIPIDS, RESULTS, WHEN_THERE, awaited, usual
from synth.pathway.language.expressions import Fact, Local, Started, where
from synth.pathway.language.model import Pathway, Signal, Step, When
from synth.pathway.language.words import signal
from synth.pathway.language.writes import appoint, observe, perform

p = beside(__file__)

ELIGIBLE = ~Fact("hypertension") & ~Fact("type_2_diabetes")
FIRST_CHECK = where(Started() < p.programme_begins - p.eligible_after, p.programme_begins, Started() + p.eligible_after)

HEALTH_CHECK = Pathway(
    "NHS Health Check",
    starts_on="coming of age",
    guideline="NHS Health Check best practice guidance (OHID)",
    steps=[
        Step("due", at=FIRST_CHECK, after=p.first_invitation,
             then=When({"invited": Fact("age") < p.last_age})),
        Step("invited", "general practice (reception)", draws={"comes": ELIGIBLE & p.comes,
                                                               "missed": ELIGIBLE & p.missed},
             writes=[appoint("nhs_health_check_completed", "recorded", entry="", status="noshow",
                             slot="missed",
                             when=Local("missed") & ~Local("comes"))],
             then=When({"check": Local("comes")}, otherwise="five years on")),
        Step("check", "general practice (healthcare assistant)", after=p.invitation_to_check,
             contact="nhs_health_check_completed",
             draws={"systolic": body.systolic(), "diastolic": body.diastolic(), "bmi": body.bmi(),
                    "weight": body.weight_now(),
                    "smoked": body.SMOKED, "cholesterol": body.cholesterol(), "tested": p.glucose_tested,
                    **awaited(p.turnaround),
                    "hba1c": where(Fact("raised_glucose"), p.hba1c_raised, p.hba1c_usual)},
             writes=[body.write_pressure(Local("systolic"), Local("diastolic")),
                     observe("body_height", Fact("height"), "unit_centimetre", decimals=1),
                     observe("body_weight", Local("weight"), "unit_kilogram", decimals=1),
                     observe("bmi", Local("bmi"), "unit_kilogram_per_square_metre", decimals=1),
                     body.smoking(),
                     observe("total_cholesterol", Local("cholesterol"), "unit_millimole_per_litre",
                             decimals=1, recorded=WHEN_THERE, **LIPIDS, **usual("cholesterol")),
                     observe("hba1c", Local("hba1c"), "unit_millimole_per_mole", when=Local("tested"),
                             recorded=WHEN_THERE, **HBA1C, **usual("hba1c")),
                     perform("smoking_cessation_advice", when=Fact("smoker"))],
             raises=Signal("high reading", carries={"systolic": Local("systolic")},
                           when=Local("systolic") >= p.clinic_threshold),
             then=When({"high glucose seen": Local("tested") & (Local("hba1c") >= p.diabetes_threshold)},
                       otherwise="five years on")),
        Step("high glucose seen", at=RESULTS, raises=Signal("diabetes suspected"), then="five years on"),
        Step("five years on", after=p.between_invitations, then=When({"invited": Fact("age") < p.last_age})),
    ],
)  # fmt: skip

IN_PASSING = Pathway(
    "readings in passing",
    starts_on="coming of age",
    steps=[
        Step("begins", at=p.records_begin, after=p.first_reading, then="reading"),
        Step("reading", "general practice (nurse)", after=p.between_readings, contact="nurse_consultation",
             contact_when=~Fact("hypertension") & ~Fact("type_2_diabetes"),
             draws={"free": ~Fact("hypertension") & ~Fact("type_2_diabetes"), "bmi": body.bmi(),
                    "weight": body.weight_now(),
                    "weighed": Local("free") & p.weighed, "asked": Local("free") & p.asked_about_smoking,
                    "smoked": body.SMOKED,
                    "systolic": body.systolic(), "diastolic": body.diastolic()},
             writes=[body.write_pressure(Local("systolic"), Local("diastolic"),
                                         Local("free") & ~Fact("raised_blood_pressure")),
                     observe("body_weight", Local("weight"), "unit_kilogram", decimals=1,
                             when=Local("weighed")),
                     observe("bmi", Local("bmi"), "unit_kilogram_per_square_metre", decimals=1,
                             when=Local("weighed")),
                     body.smoking(Local("asked"))],
             then="reading"),
    ],
)  # fmt: skip

SIGNALS = [
    signal("high reading", "a blood pressure above the threshold is measured", ("systolic",)),
    signal("diabetes suspected", "a blood test is to be done for diabetes"),
]
PATHWAYS = [HEALTH_CHECK, IN_PASSING]
