"""Epilepsy of childhood: the first fit, the first fit clinic, treatment, and for most the end of it."""

from __future__ import annotations

from care_pathways import beside
from care_pathways.child_health._measuring import FOLLOWED
from synth.pathway.language.expressions import Age, Fact, Now
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import Notes, instant, option, whether
from synth.pathway.language.options import code_of, either
from synth.pathway.language.time import birthday, midnight
from synth.pathway.language.writes import BEGUN, ENDED, diagnose, observe, perform, prescribe, refer

p = beside(__file__)

CLINIC = "outpatient clinic (paediatrician)"
KINDS = {"generalised": "epilepsy_generalised", "focal": "epilepsy_focal", "absence": "childhood_absence_epilepsy",
         "rolandic": "rolandic_epilepsy"}  # fmt: skip
"""The kinds of epilepsy, with their codes."""


class Fits(Notes):
    """What is known of a child who has a fit without fever."""

    fits = whether("it has a fit")
    has = whether("it has epilepsy")
    kind = option("which epilepsy it has", *KINDS)
    known = whether("the diagnosis stands")
    treated = whether("it is treated")
    outgrown_at = instant("when it has been without fits for two years, if it outgrows them")


n = Fits
_DIAGNOSIS = code_of(n.kind, KINDS)

EPILEPSY = Pathway(
    "epilepsy in childhood",
    starts_on="birth",
    only=~Fact("stillborn") & FOLLOWED,
    at_death="died",
    notes=Fits,
    guideline="NICE NG217",
    steps=[
        Step("whether", draws={n.has: p.epilepsy, n.fits: n.has | p.other_fits}, then=When({"first fit": n.fits}, END)),
        Step("first fit", "general practice (GP)", at=midnight(birthday()) + p.age_at_first_fit,
             contact="gp_consultation",
             writes=[observe("first_fit"),
                     refer("referral_paeds", reason="First fit without fever", details={"to": CLINIC})],
             then="first fit clinic"),
        Step("first fit clinic", CLINIC, after=p.to_first_clinic, contact="outpatient",
             draws={n.kind: p.which_epilepsy},
             writes=[perform("ecg"), observe("safety_advice_of_epilepsy")],
             then=When({"tracing": n.has}, END)),
        Step("tracing", "outpatient clinic", after=p.to_tracing, contact="outpatient",
             writes=[perform("electroencephalogram", value_code=either(p.shows, "abnormal_result", "normal_result"))],
             then="diagnosis"),
        Step("diagnosis", CLINIC, after=p.to_diagnosis, contact="outpatient",
             draws={n.known: 1, n.treated: ~n.kind.is_("rolandic") | p.rolandic_treated,
                    n.outgrown_at: Now() + p.until_outgrown},
             writes=[diagnose(_DIAGNOSIS, entry="epilepsy", change=BEGUN),
                     observe("epilepsy_care_plan"),
                     prescribe("levetiracetam_100mg_ml_solution", slot="solution", until=Now() + p.supply,
                               when=n.treated & (Age() < p.takes_tablets),
                               details={"dosage": "Twice daily, by weight, as directed"}),
                     prescribe("levetiracetam_500mg_tab", slot="tablets", until=Now() + p.supply,
                               when=n.treated & (Age() >= p.takes_tablets),
                               details={"dosage": "One tablet twice daily"})],
             then="review"),
        Step("review", CLINIC, after=p.between_reviews, contact="outpatient",
             writes=[prescribe("levetiracetam_100mg_ml_solution", slot="solution goes on", until=Now() + p.supply,
                               when=n.treated & (Age() < p.takes_tablets) & (Now() < n.outgrown_at),
                               details={"dosage": "Twice daily, by weight, as directed"}),
                     prescribe("levetiracetam_500mg_tab", slot="tablets go on", until=Now() + p.supply,
                               when=n.treated & (Age() >= p.takes_tablets) & (Now() < n.outgrown_at),
                               details={"dosage": "One tablet twice daily"}),
                     observe("epilepsy_care_plan")],
             then=When({"outgrown": Now() >= n.outgrown_at, "review": Age() < p.grown_up}, "to the adults")),
        Step("outgrown", CLINIC, after=p.to_last_clinic, contact="outpatient", draws={n.known: 0},
             writes=[observe("epilepsy_resolved"),
                     diagnose(_DIAGNOSIS, entry="epilepsy", slot="outgrown", change=ENDED)]),
        Step("to the adults", CLINIC, after=p.to_last_clinic, contact="outpatient",
             writes=[perform("transition_to_adult_service")], then="lives on"),
        Step("lives on", after=p.a_long_life, then="lives on"),
        Step("died", CLINIC, writes=[
            diagnose(_DIAGNOSIS, entry="epilepsy", slot="at death", change=ENDED, when=n.known)]),
    ],
)  # fmt: skip

PATHWAYS = [EPILEPSY]
