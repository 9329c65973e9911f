"""A concern about a child: the referral, the assessment, and what follows from it."""

from care_pathways import beside
from synth.pathway.language.expressions import Fact, OthersInFamily, where
from synth.pathway.language.model import END, REST, Choice, Pathway, Signal, Step
from synth.pathway.language.notes import Notes, option, whether
from synth.pathway.language.options import code_of
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import BEGUN, ENDED, assess, care_episode, observe, refer

p = beside(__file__)

DESK, WORKER = "children's social care duty desk", "children's social worker"
SOURCES = {"police": "referral_source_police", "school": "referral_source_school",
           "health": "referral_source_health_services", "local_authority": "referral_source_local_authority",
           "individual": "referral_source_individual", "other": "referral_source_other"}  # fmt: skip
NEEDS = {"abuse_or_neglect": "need_abuse_or_neglect", "family_dysfunction": "need_family_dysfunction",
         "acute_stress": "need_acute_family_stress", "child_disability": "need_child_disability",
         "parental_disability": "need_parental_disability",
         "unacceptable_behaviour": "need_unacceptable_behaviour", "other": "need_other"}  # fmt: skip
ASSESSED = {"not_in_need": "assessed_not_in_need", "in_need": "assessed_child_in_need",
            "harm_likely": "concern_likely_significant_harm"}  # fmt: skip
SIBLINGS = OthersInFamily("on_protection_plan") + OthersInFamily("looked_after")
CHILDHOOD_ENDS = Fact("born") + p.childhood


class Concern(Notes):
    """What is known of a concern about a child."""

    source = option("who is worried", *SOURCES)
    need = option("the primary need", *NEEDS)
    outcome = option("what the assessment finds", *ASSESSED)
    concern = whether("someone is worried about the child")
    open = whether("the case is open")


n = Concern
_NEEDS_HELP = n.outcome.is_("in_need", "harm_likely")

GROWING_UP = Pathway(
    "concerns in childhood",
    starts_on="birth",
    confidentiality="restricted",
    only=~Fact("stillborn") & p.recent_childhood,
    until=CHILDHOOD_ENDS,
    notes=Concern,
    steps=[
        Step("growing up", after=p.until_someone_worries,
             draws={n.concern: where(SIBLINGS > 0, p.referred_with_siblings, p.referred)
                    & ~Fact("known_to_social_care")},
             raises=Signal("concern about a child", when=n.concern), then="growing up"),
    ],
)  # fmt: skip

REFERRAL = Pathway(
    "referral to children's social care",
    starts_on=("concern about a child", "concern returns", "is not safe at home"),
    confidentiality="restricted",
    until=CHILDHOOD_ENDS,
    ending="closed at eighteen",
    at_death="closed at death",
    notes=Concern,
    guideline="Working together to safeguard children, 2023",
    steps=[
        Step("referral", DESK, after=p.concern_to_referral, contact="telephone_encounter",
             draws={n.source: p.source, n.need: p.need, n.open: 1},
             writes=[care_episode("social_services_involved", BEGUN),
                     refer("child_social_care_referral", value_code=code_of(n.source, SOURCES),
                           to=WORKER,
                           confidentiality="third-party")],
             sets={"known_to_social_care": 1, "referred_before": 1},
             then=Choice({"no further action": p.no_further_action, "assessment": REST})),
        Step("no further action", DESK, after=p.decision, draws={n.open: 0},
             writes=[observe("no_further_action"),
                     care_episode("social_services_involved", ENDED)],
             sets={"known_to_social_care": 0}, then=Choice({"concern again": p.referred_again, END: REST})),
        Step("concern again", after=p.until_referred_again,
             raises=Signal("concern about a child", when=~Fact("known_to_social_care"))),
        Step("assessment", WORKER, after=p.assessment_time, contact="child_and_family_assessment",
             draws={n.open: 0, n.outcome: where(SIBLINGS > 0, p.outcome_with_siblings, p.outcome)},
             writes=[assess("child_and_family_assessment",
                            value_code=code_of(n.outcome, ASSESSED)),
                     observe(code_of(n.need, NEEDS), slot="primary need",
                             when=_NEEDS_HELP),
                     care_episode("social_services_involved", ENDED)],
             sets={"known_to_social_care": _NEEDS_HELP},
             raises=[Signal("child in need", when=n.outcome.is_("in_need")),
                     Signal("child protection concern", when=n.outcome.is_("harm_likely"))],
             then=Choice({"concern again": p.referred_again, END: REST})),
        Step("closed at eighteen", DESK, sets={"known_to_social_care": 0},
             writes=[care_episode("social_services_involved", ENDED, when=n.open)]),
        Step("closed at death", DESK,
             writes=[care_episode("social_services_involved", ENDED, when=n.open)]),
    ],
)  # fmt: skip

SIGNALS = [
    signal("concern about a child", "someone is worried about a child"),
]
FACTS = [
    fact("known_to_social_care", "1 while a case is open"),
    fact("referred_before", "1 from the first referral on"),
]
PATHWAYS = [GROWING_UP, REFERRAL]
