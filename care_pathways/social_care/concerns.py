"""A concern about a child: the referral, the assessment, and what follows from it.

Often it is about the family: brothers and sisters are then referred in the same call, seen on the same day and mostly
judged alike, each with a referral and an assessment of their own."""

from typing import Any

from care_pathways import beside
from care_pathways.here import IN_ENGLAND
from synth.clock import WEEK
from synth.pathway.language.expressions import Draw, Expression, Fact, Now, Of, OthersInFamily, where
from synth.pathway.language.model import END, REST, Choice, Pathway, Signal, Step, When
from synth.pathway.language.notes import Note, Notes, by_name, instant, option, whether
from synth.pathway.language.options import code_of
from synth.pathway.language.time import clinic_day, day_of, in_office, midnight, quarter_hour
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
EIGHTEEN = Fact("born") + p.childhood
CHILDHOOD_ENDS = in_office(EIGHTEEN - WEEK)
"""When a plan or a case of someone who is about to be eighteen is closed: on a working day, before the birthday."""
INTO_CARE = Fact("into_care_from")
"""When a child comes into care, by the world."""
NOT_SAFE = (Now() >= Fact("not_safe_from")) & (Now() < INTO_CARE)
"""What is found of a child who will come into care leads there."""


def leads_to_care(until: Expression) -> Expression:
    """Whether a plan that is to last until then goes on, as somebody worries by then, until the child is in care."""
    return (Fact("not_safe_from") < until) & (Now() < INTO_CARE)


class Concern(Notes):
    """What is known of a concern about a child."""

    source = option("who is worried", *SOURCES)
    need = option("the primary need", *NEEDS)
    outcome = option("what the assessment finds", *ASSESSED)
    concern = whether("someone is worried about the child")
    of_teenager = whether("the mother was under twenty when the child was born")
    of_young_mother = whether("the mother was twenty to twenty-four then")
    mother_smokes = whether("the mother smokes")
    open = whether("the case is open")
    led = whether("the worry came with that about a brother or sister")
    turned_away = whether("there is no further action")
    visit_due = instant("by when the child is to be assessed")
    seen = instant("when the child is assessed")
    alike = whether("the child is judged as the brother or sister is")
    help_offered = whether("the family is offered early help instead")
    together = whether("the enquiry is that about the brother or sister too")


n = Concern
_NEEDS_HELP = n.outcome.is_("in_need", "harm_likely")
_HARM_LIKELY = n.outcome.is_("harm_likely")
_NOT_KNOWN = ~Fact("known_to_social_care") & ~Fact("looked_after") & IN_ENGLAND & (Now() < CHILDHOOD_ENDS)


_MOTHERS_AGE = Fact("born") - Of("mother", "born")
_MOTHER_KNOWN = Of("mother", "born") < Fact("born")
"""Whether the mother is one of the family; of nobody, a fact is nothing."""


def visit_on(due: Expression) -> Expression:
    """When a family is visited that is to be seen by a day: on a working day about it."""
    return midnight(clinic_day(day_of(due))) + quarter_hour(p.visit_begins)


def years_of_childhood(
    name: str, notes: type[Notes], *, only: Expression, since: Expression, every: Draw, found: Note, when: Expression,
    raised: str,
) -> Pathway:  # fmt: skip
    """The years of a childhood in which it is asked again and again whether something is so.

    only: whose childhood is looked at. since: from when on; every: how long from one time to the next. found: the note
    of whether it is so, drawn by `when`; then the signal `raised` is.
    """
    return Pathway(
        name,
        starts_on="birth",
        only=~Fact("stillborn") & only,
        until=CHILDHOOD_ENDS,
        notes=notes,
        steps=[
            Step("growing up", at=since, then="years pass"),
            Step("years pass", after=every, draws={found: when}, raises=Signal(raised, when=found), then="years pass"),
        ],
    )


GROWING_UP = Pathway(
    "concerns in childhood",
    starts_on="birth",
    confidentiality="restricted",
    only=~Fact("stillborn") & p.recent_childhood,
    until=CHILDHOOD_ENDS,
    notes=Concern,
    steps=[
        Step("growing up", after=p.until_someone_worries,
             draws={n.of_teenager: _MOTHER_KNOWN & (p.grown_up > _MOTHERS_AGE),
                    n.of_young_mother: _MOTHER_KNOWN & ~n.of_teenager & (p.no_longer_young > _MOTHERS_AGE),
                    n.mother_smokes: Of("mother", "smoker"),
                    n.concern: where(SIBLINGS > 0, p.referred_with_siblings, p.referred)
                    & ~Fact("known_to_social_care") & IN_ENGLAND},
             raises=Signal("concern about a child", when=n.concern), then="growing up"),
    ],
)  # fmt: skip

_FOUND = where(NOT_SAFE, p.outcome_before_care, where(SIBLINGS > 0, p.outcome_with_siblings, p.outcome))
_DUE = where(
    NOT_SAFE & (n.visit_due + p.assessed_before_care > INTO_CARE), INTO_CARE - p.assessed_before_care, n.visit_due
)
"""Who is to come into care has been assessed by then."""
_REFERRED: dict[str, Any] = {
    "contact": "telephone_encounter",
    "writes": [care_episode("social_services_involved", BEGUN),
               refer("child_social_care_referral", value_code=code_of(n.source, SOURCES), to=WORKER,
                     confidentiality="third-party")],
    "sets": {"known_to_social_care": 1, "referred_before": 1},
    "then": When({"no further action": n.turned_away}, otherwise="assessment"),
}  # fmt: skip

_BY_HEALTH = Signal("is referred by a health service", when=n.source.is_("health"))

REFERRAL = Pathway(
    "referral to children's social care",
    starts_on=("concern about a child", "concern returns", "is not safe at home", "concern about the family"),
    confidentiality="restricted",
    takes=(n.led, n.source, n.need, n.turned_away, n.seen, n.outcome),
    only=where(n.led, _NOT_KNOWN, ~Fact("looked_after") & IN_ENGLAND) & ~Fact("referral_open"),
    until=CHILDHOOD_ENDS,
    ending="closed at eighteen",
    at_death="closed at death",
    notes=Concern,
    guideline="Working together to safeguard children, 2023",
    steps=[
        Step("worry", draws={n.alike: n.led & p.judged_alike}, sets={"referral_open": 1},
             then=When({"referral with the others": n.led}, otherwise="referral")),
        Step("referral", DESK, after=p.concern_to_referral,
             draws={n.open: 1, n.source: p.source, n.need: p.need, n.turned_away: p.no_further_action & ~NOT_SAFE,
                    n.visit_due: Now() + p.assessment_time, n.seen: visit_on(_DUE), n.outcome: _FOUND},
             raises=[Signal("concern about the family", to="siblings", when=p.about_the_family,
                            carries={"led": 1, **by_name(n.source, n.need, n.turned_away, n.seen, n.outcome)}),
                     _BY_HEALTH],
             **_REFERRED),
        Step("referral with the others", DESK, after=p.moment, hours="always",
             draws={n.open: 1, n.together: n.alike & _HARM_LIKELY, n.outcome: where(n.alike, n.outcome, _FOUND)},
             raises=_BY_HEALTH, **_REFERRED),
        Step("no further action", DESK, after=p.decision, draws={n.open: 0, n.help_offered: p.early_help},
             writes=[observe("no_further_action"),
                     care_episode("social_services_involved", ENDED)],
             raises=Signal("family is offered early help", when=n.help_offered),
             sets={"known_to_social_care": 0, "referral_open": 0},
             then=Choice({"concern again": p.referred_again, END: REST})),
        Step("concern again", after=p.until_referred_again,
             raises=Signal("concern about a child", when=~Fact("known_to_social_care"))),
        Step("assessment", WORKER, at=n.seen, hours="always", contact="child_and_family_assessment",
             draws={n.open: 0, n.help_offered: ~_NEEDS_HELP & p.early_help},
             writes=[assess("child_and_family_assessment",
                            value_code=code_of(n.outcome, ASSESSED)),
                     observe(code_of(n.need, NEEDS), slot="primary need",
                             when=_NEEDS_HELP),
                     care_episode("social_services_involved", ENDED)],
             sets={"known_to_social_care": _NEEDS_HELP | Fact("looked_after"), "awaits_enquiry": n.together,
                   "referral_open": 0},
             raises=[Signal("is assessed"),
                     Signal("child in need", when=n.outcome.is_("in_need")),
                     Signal("child protection concern", when=_HARM_LIKELY & ~n.together),
                     Signal("family is offered early help", when=n.help_offered)],
             then=Choice({"concern again": p.referred_again, END: REST})),
        # Whom nobody came to assess before the eighteenth birthday is no child whose needs are to be found.
        Step("closed at eighteen", DESK, sets={"known_to_social_care": 0, "referral_open": 0},
             writes=[observe("no_further_action", when=n.open),
                     care_episode("social_services_involved", ENDED, when=n.open)]),
        Step("closed at death", DESK,
             writes=[care_episode("social_services_involved", ENDED, when=n.open)]),
    ],
)  # fmt: skip

SIGNALS = [
    signal("concern about a child", "someone is worried about a child"),
    signal("is assessed", "the needs of a child have been assessed"),
    signal("family is offered early help", "early help takes the place of social workers"),
    signal(
        "concern about the family",
        "the worry about a child is one about its brothers and sisters",
        ("led", "source", "need", "turned_away", "seen", "outcome"),
    ),
]
FACTS = [
    fact("known_to_social_care", "1 while a case is open"),
    fact("referral_open", "1 from the worry about a child to what is found of it"),
    fact("referred_before", "1 from the first referral on"),
    fact("awaits_enquiry", "1 while the enquiry about a brother or sister is to be about the child too"),
]
PATHWAYS = [GROWING_UP, REFERRAL]
