"""A concern about a child: the referral, the assessment, and what follows from it."""

from care_pathways import beside
from synth.pathway.language.expressions import Fact, Local, OthersInFamily, coded, where
from synth.pathway.language.model import END, REST, Choice, Pathway, Signal, Step
from synth.pathway.language.writes import BEGUN, ENDED, assess, care_episode, observe, refer

p = beside(__file__)

DESK, WORKER = "children's social care duty desk", "children's social worker"
SOURCES = tuple(
    f"referral_source_{s}" for s in ("police", "school", "health_services", "local_authority", "individual", "other")
)
NEEDS = tuple(f"need_{s}" for s in ("abuse_or_neglect", "family_dysfunction", "acute_family_stress",
                                    "child_disability",
                                    "parental_disability", "unacceptable_behaviour", "other"))  # fmt: skip
SIBLINGS = OthersInFamily("on_protection_plan") + OthersInFamily("looked_after")
NOT_IN_NEED, IN_NEED, HARM_LIKELY = range(3)
"""Outcomes of an assessment: positions in its numbers."""
CHILDHOOD_ENDS = Fact("born") + p.childhood

GROWING_UP = Pathway(
    "concerns in childhood",
    starts_on="birth",
    confidentiality="restricted",
    only=~Fact("stillborn") & p.recent_childhood,
    until=CHILDHOOD_ENDS,
    steps=[
        Step("growing up", after=p.until_someone_worries,
             draws={"concern": where(SIBLINGS > 0, p.referred_with_siblings, p.referred)
                    & ~Fact("known_to_social_care")},
             raises=Signal("concern about a child", when=Local("concern")), then="growing up"),
    ],
)  # fmt: skip

REFERRAL = Pathway(
    "referral to children's social care",
    starts_on=("concern about a child", "concern returns", "is not safe at home"),
    confidentiality="restricted",
    until=CHILDHOOD_ENDS,
    ending="closed at eighteen",
    at_death="closed at death",
    guideline="Working together to safeguard children, 2023",
    steps=[
        Step("referral", DESK, after=p.concern_to_referral, contact="telephone_encounter",
             draws={"source": p.source, "need": p.need, "open": 1},
             writes=[care_episode("social_services_involved", BEGUN),
                     refer("child_social_care_referral", value_code=coded(Local("source"), *SOURCES),
                           to=WORKER,
                           confidentiality="third-party")],
             sets={"known_to_social_care": 1, "referred_before": 1},
             then=Choice({"no further action": p.no_further_action, "assessment": REST})),
        Step("no further action", DESK, after=p.decision, draws={"open": 0},
             writes=[observe("no_further_action"),
                     care_episode("social_services_involved", ENDED)],
             sets={"known_to_social_care": 0}, then=Choice({"concern again": p.referred_again, END: REST})),
        Step("concern again", after=p.until_referred_again,
             raises=Signal("concern about a child", when=~Fact("known_to_social_care"))),
        Step("assessment", WORKER, after=p.assessment_time, contact="child_and_family_assessment",
             draws={"open": 0, "outcome": where(SIBLINGS > 0, p.outcome_with_siblings, p.outcome)},
             writes=[assess("child_and_family_assessment",
                            value_code=coded(Local("outcome"), "assessed_not_in_need",
                                             "assessed_child_in_need",
                                             "concern_likely_significant_harm")),
                     observe(coded(Local("need"), *NEEDS), slot="primary need",
                             when=Local("outcome") > NOT_IN_NEED),
                     care_episode("social_services_involved", ENDED)],
             sets={"known_to_social_care": Local("outcome") > NOT_IN_NEED},
             raises=[Signal("child in need", when=Local("outcome").equals(IN_NEED)),
                     Signal("child protection concern", when=Local("outcome").equals(HARM_LIKELY))],
             then=Choice({"concern again": p.referred_again, END: REST})),
        Step("closed at eighteen", DESK, sets={"known_to_social_care": 0},
             writes=[care_episode("social_services_involved", ENDED, when=Local("open"))]),
        Step("closed at death", DESK,
             writes=[care_episode("social_services_involved", ENDED, when=Local("open"))]),
    ],
)  # fmt: skip

PATHWAYS = [GROWING_UP, REFERRAL]
