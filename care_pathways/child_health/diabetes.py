"""Type 1 diabetes of childhood: the day it is found, the days on the ward, and the clinic four times a year."""

from __future__ import annotations

from care_pathways import beside
from care_pathways.child_health._measuring import FOLLOWED
from care_pathways.hospital import BY_THE_GP, DIED, TO_HOME
from care_pathways.laboratory import HBA1C, RESULTS, WHEN_THERE, Awaited, awaited, usual
from synth.pathway.language.expressions import Age, Fact, Now
from synth.pathway.language.model import END, Pathway, Step, When, Write
from synth.pathway.language.notes import instant, quantity, whether
from synth.pathway.language.time import birthday, daytime, midnight
from synth.pathway.language.words import unanswered
from synth.pathway.language.writes import diagnose, observe, perform, prescribe, refer
from synth.pathway.parts.stay import admission, cut_short, discharge, hospital_stay

p = beside(__file__)

WARD, CLINIC = "children's ward", "outpatient clinic (paediatrician)"


class Sweet(Awaited):
    """What is known of a child with type 1 diabetes."""

    has = whether("it gets type 1 diabetes")
    on_ward = whether("it is on the ward")
    acid = whether("it comes with ketoacidosis")
    leaves = instant("when it is well enough to go home")
    hba1c = quantity("HbA1c", "mmol/mol")


n = Sweet


def _insulin(*, begun: bool) -> list[Write]:
    """Insulin for the day and for meals, until the next clinic."""
    slot = "begun" if begun else "goes on"
    return [
        prescribe("insulin_glargine_pen", slot=f"long acting {slot}", until=Now() + p.supply,
                  details={"dosage": "Once daily as directed by the diabetes team"}),
        prescribe("insulin_aspart_pen", slot=f"with meals {slot}", until=Now() + p.supply,
                  details={"dosage": "With meals as directed by the diabetes team"}),
    ]  # fmt: skip


STAY = hospital_stay("inpatient", entry="first stay", inside=n.on_ward, said=BY_THE_GP, fact="on_another_ward")

TYPE_1 = Pathway(
    "type 1 diabetes in childhood",
    starts_on="birth",
    only=~Fact("stillborn") & FOLLOWED,
    at_death="died",
    notes=Sweet,
    guideline="NICE NG18",
    steps=[
        Step("whether", draws={n.has: p.type_1_diabetes}, then=When({"found": n.has}, END)),
        Step("found", "general practice (GP)", at=midnight(birthday()) + p.age_when_found, contact="gp_consultation",
             draws={n.acid: p.ketoacidosis},
             writes=[observe("glucose_blood", p.glucose_when_found, "unit_millimole_per_litre", decimals=1,
                             category="laboratory"),
                     refer("referral_paeds", reason="Thirst and weight loss, glucose raised: seen today",
                           details={"to": WARD})],
             then="admission"),
        *STAY.steps(
            admission("admission", after=p.to_ward, text="Admitted with new diabetes",
                      draws={n.leaves: Now() + p.days_on_ward},
                      writes=[diagnose("t1dm", lasting=True),
                              diagnose("dka", until=Now(), enduring=False, when=n.acid),
                              *_insulin(begun=True)],
                      then="discharge"),
            discharge("discharge", at=daytime(n.leaves), said=TO_HOME,
                      writes=[observe("diabetes_education_given")], then="clinic"),
            cut_short("died", said=DIED),
            setting=WARD),
        Step("clinic", CLINIC, after=p.between_clinics, contact="outpatient", lasts=p.clinic_takes,
             draws={n.hba1c: p.hba1c, **awaited(p.result)},
             writes=[observe("hba1c", n.hba1c, "unit_millimole_per_mole", recorded=WHEN_THERE, **HBA1C,
                             **usual("hba1c")),
                     *_insulin(begun=False)],
             then="result"),
        Step("result", at=RESULTS, then=When({"seen sooner": n.hba1c >= p.much_too_high}, "in step")),
        Step("seen sooner", CLINIC, after=p.to_seen_sooner, contact="outpatient",
             writes=[observe("diabetes_plan_changed")], then="in step"),
        Step("in step", then=When({"clinic": Age() < p.grown_up}, "to the adults")),
        Step("to the adults", CLINIC, after=p.to_transition, contact="outpatient",
             writes=[perform("transition_to_adult_service")]),
    ],
)  # fmt: skip

UNANSWERED = [
    unanswered(
        "borderline glucose",
        "diabetes is known, and the clinic changes its insulin",
        within="type 1 diabetes in childhood",
    ),
]
PATHWAYS = [TYPE_1]
