"""Mental health of children and adolescents: referred, waited for, assessed, treated or not, and passed on at eighteen.

Who is referred is not always taken on. Depression that the practice finds and harm that a child does to itself lead
here too, sooner or later by how urgent they are.
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.child_health._measuring import FOLLOWED
from synth.pathway.language.expressions import Age, Fact, where
from synth.pathway.language.model import END, Pathway, Signal, Step, When
from synth.pathway.language.notes import Notes, count, option, whether
from synth.pathway.language.options import code_of
from synth.pathway.language.time import birthday, midnight
from synth.pathway.language.words import signal
from synth.pathway.language.writes import (
    BEGUN,
    ENDED,
    assess,
    communicate,
    diagnose,
    observe,
    perform,
    refer,
)

p = beside(__file__)

GP = "general practice (GP)"
CLINIC, ADULTS = "child and adolescent mental health", "community mental health nurse"
SEEN = "seen_in_camhs_clinic"
TROUBLES = ("none", "anxiety", "obsessions", "trauma", "depression", "anorexia", "bulimia")
ILLNESSES = {"none": "", "anxiety": "anxiety_of_childhood", "obsessions": "ocd", "trauma": "ptsd",
             "depression": "moderate_depression", "anorexia": "anorexia", "bulimia": "bulimia"}  # fmt: skip
"""What is found at the assessment, with its code; depression is coded by the practice as well."""
TREATMENTS = {"none": "cbt", "anxiety": "cbt", "obsessions": "cbt", "trauma": "cbt", "depression": "cbt",
              "anorexia": "family_therapy", "bulimia": "family_therapy"}  # fmt: skip
REFERRED = "referred to child and adolescent mental health"


class Troubled(Notes):
    """Who is referred for what a child or its parents cannot cope with."""

    referred = whether("it is referred before it is eighteen")


class Young(Notes):
    """What is known of a child whom the service was asked to see."""

    low = whether("the practice found it depressed")
    harmed = whether("it has harmed itself")
    accepted = whether("the service takes it on")
    trouble = option("what it is found to have", *TROUBLES)
    eats_little = whether("it is its eating that is treated")
    open = whether("the illness is written as one that it has")
    planned = count("how many sessions are planned", "sessions")
    sessions = count("how many it has had", "sessions")
    better = whether("it is well enough to be discharged without the illness")


t, n = Troubled, Young
_EATING = n.trouble.is_("anorexia", "bulimia")
_OVER = diagnose(code_of(n.trouble, ILLNESSES), entry="illness of the mind", change=ENDED, slot="illness over",
                 enduring=False, when=n.open)  # fmt: skip

TROUBLE = Pathway(
    "troubles of the young",
    starts_on="birth",
    only=~Fact("stillborn") & FOLLOWED,
    notes=Troubled,
    guideline="NICE CG159; NICE CG31; NICE NG69; NICE NG116",
    steps=[
        Step("whether", draws={t.referred: p.referred}, then=When({"seen by the doctor": t.referred}, END)),
        Step("seen by the doctor", GP, at=midnight(birthday()) + p.age_at_referral, contact="gp_consultation",
             writes=[observe("anxiety_symptom"),
                     refer("referral_camhs", reason="Worries, mood or eating", details={"to": CLINIC})],
             raises=Signal(REFERRED, carries={"low": 0, "harmed": 0})),
    ],
)  # fmt: skip

CARE = Pathway(
    "child and adolescent mental health care",
    starts_on=REFERRED,
    takes=(n.low, n.harmed),
    only=Age() < p.grown_up,
    at_death="died",
    notes=Young,
    guideline="NICE NG134; NICE NG225; NICE CG159; NICE NG69; NICE NG116",
    steps=[
        Step("triage", draws={n.accepted: n.harmed | p.accepted,
                              n.trouble: where(n.low, "depression", p.trouble), n.eats_little: _EATING},
             then=When({"first appointment": n.accepted}, "not taken on")),
        Step("not taken on", CLINIC, after=p.to_triage,
             writes=[communicate("camhs_referral_closed", details={"to": GP})]),
        Step("first appointment", CLINIC,
             after=where(n.harmed, p.wait_after_harm, where(n.eats_little, p.wait_for_eating, p.wait)),
             contact=SEEN, lasts=p.long_appointment,
             draws={n.open: ~n.trouble.is_("none"), n.sessions: 0,
                    n.planned: where(n.eats_little, p.sessions_of_family, p.sessions),
                    n.better: p.recovers},
             writes=[assess("sdq", p.difficulties, unit="unit_score"),
                     perform("mh_risk_assessment"),
                     observe("mental_health_crisis_plan", when=n.harmed),
                     observe("median_bmi_share", p.share_of_median, "unit_percent",
                             when=n.trouble.is_("anorexia")),
                     diagnose(code_of(n.trouble, ILLNESSES), entry="illness of the mind", change=BEGUN,
                              enduring=False, when=n.open)],
             then=When({"to the adults": Age() >= p.grown_up, "session": n.open}, "discharged")),
        Step("session", CLINIC, after=where(n.sessions >= 1, p.between_sessions, p.to_treatment), contact=SEEN,
             draws={n.sessions: n.sessions + 1},
             writes=[perform(code_of(n.trouble, TREATMENTS)),
                     observe("median_bmi_share", p.share_of_median_in_treatment, "unit_percent",
                             slot="share in treatment", when=n.trouble.is_("anorexia"))],
             then=When({"to the adults": Age() >= p.grown_up, "session": n.sessions < n.planned}, "discharged")),
        Step("discharged", CLINIC, after=p.to_discharge, contact=SEEN,
             writes=[assess("sdq", where(n.better, p.difficulties_after, p.difficulties.named("still")),
                            unit="unit_score"),
                     communicate("camhs_discharge_letter", details={"to": GP}), _OVER]),
        # Who is still in treatment at eighteen is passed on, and seen by those who treat adults.
        Step("to the adults", CLINIC, after=p.to_transition, contact=SEEN,
             writes=[perform("transition_to_adult_service"),
                     refer("referral_cmht", details={"to": ADULTS})],
             then="seen by the adults"),
        Step("seen by the adults", ADULTS, after=p.wait_of_adults, contact="seen_in_mh_clinic",
             writes=[perform("mh_risk_assessment")], then="over"),
        Step("over", ADULTS, after=p.with_the_adults, contact="seen_in_mh_clinic", writes=[_OVER]),
        Step("died", CLINIC, writes=[_OVER]),
    ],
)  # fmt: skip

YOUNG = Fact("age") < p.grown_up
"""Whose mind is this service's to treat."""

SIGNALS = [
    signal(REFERRED, "the child and adolescent mental health service is asked to see someone", ("low", "harmed"))
]
PATHWAYS = [TROUBLE, CARE]
