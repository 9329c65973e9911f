"""Adults at risk: a concern that an adult is abused or neglected, the decision on it, the section 42 enquiry."""

from care_pathways import beside
from care_pathways.here import IN_ENGLAND
from care_pathways.social_care.requests import DESK, NEEDS, WORKER, Request
from synth.pathway.language.expressions import Fact, where
from synth.pathway.language.model import Pathway, Signal, Step, When
from synth.pathway.language.notes import Notes, option, whether
from synth.pathway.language.options import code_of
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import BEGUN, ENDED, assess, flag, observe, refer

p = beside(__file__)

SOURCES = {"provider": "safeguarding_source_care_provider", "health": "safeguarding_source_health",
           "police": "safeguarding_source_police", "family": "safeguarding_source_family",
           "person": "safeguarding_source_the_person", "other": "safeguarding_source_other"}  # fmt: skip
RISKS = {"neglect": "at_risk_of_neglect", "physical": "at_risk_physical_abuse",
         "psychological": "at_risk_of_psychological_abuse", "financial": "at_risk_of_financial_abuse",
         "self_neglect": "self_neglect", "organisational": "at_risk_of_institutional_abuse",
         "domestic": "at_risk_domestic_violence", "sexual": "at_risk_sexual_abuse"}  # fmt: skip
PLACES = {"care_home": "safeguarding_place_care_home", "own_home": "safeguarding_place_own_home",
          "hospital": "safeguarding_place_hospital", "elsewhere": "safeguarding_place_elsewhere"}  # fmt: skip
OUTCOMES = {"removed": "safeguarding_risk_removed", "reduced": "safeguarding_risk_reduced",
            "remains": "safeguarding_risk_remains"}  # fmt: skip


class AtRisk(Notes):
    """What is known of a concern about an adult."""

    needs = Request.needs
    worry = whether("someone is worried about the person")
    source = option("who is worried", *SOURCES)
    risk = option("the risk that is feared", *RISKS)
    place = option("where it is feared", *PLACES)
    enquires = whether("the council is to enquire")
    asked = whether("the person was asked what should come of it")
    outcome = option("what has become of the risk", *OUTCOMES)
    open = whether("an enquiry goes on")


n = AtRisk
_WORRY = Signal("concern about an adult", when=n.worry)

WORKING_AGE = Pathway(
    "adults at risk in working age",
    starts_on="coming of age",
    until=Fact("born") + p.working_age,
    notes=AtRisk,
    steps=[
        Step("begins", at=p.records_begin, then="years pass"),
        Step("years pass", after=p.until_noticed_in_working_age, draws={n.worry: p.worried_in_working_age & IN_ENGLAND},
             raises=_WORRY, then="years pass"),
    ],
)  # fmt: skip

LATER_LIFE = Pathway(
    "adults at risk in later life",
    starts_on="sixty-fifth birthday",
    notes=AtRisk,
    steps=[
        Step("begins", at=p.records_begin, then="years pass"),
        Step("years pass", after=p.until_noticed_in_later_life,
             draws={n.needs: NEEDS, n.worry: p.worried_in_later_life & ~Fact("in_care_home") & IN_ENGLAND},
             raises=_WORRY, then="years pass"),
    ],
)  # fmt: skip

RESIDENTS = Pathway(
    "adults at risk in a care home",
    starts_on="enters a care home",
    notes=AtRisk,
    steps=[
        Step("months pass", after=p.until_noticed_in_a_home,
             draws={n.worry: p.worried_in_a_home & Fact("in_care_home") & IN_ENGLAND},
             raises=_WORRY, then="months pass"),
    ],
)  # fmt: skip

CONCERN = Pathway(
    "safeguarding concern about an adult",
    starts_on="concern about an adult",
    only=~Fact("safeguarding_enquiry"),
    confidentiality="restricted",
    at_death="at death",
    notes=AtRisk,
    guideline="Care Act 2014, section 42; Care and support statutory guidance, chapter 14",
    steps=[
        Step("concern", DESK, after=p.worry_to_concern, contact="telephone_encounter",
             draws={n.source: p.source, n.risk: p.risk, n.place: where(Fact("in_care_home"), "care_home", p.place),
                    n.enquires: p.section_42},
             writes=[refer("adult_safeguarding_concern", value_code=code_of(n.source, SOURCES), to=WORKER,
                           confidentiality="third-party"),
                     observe(code_of(n.risk, RISKS), slot="risk"),
                     observe("safeguarding_place", value_code=code_of(n.place, PLACES))],
             then="decided"),
        # A further concern is looked at in the enquiry that goes on.
        Step("decided", DESK, after=p.concern_to_decision,
             draws={n.enquires: n.enquires & ~Fact("safeguarding_enquiry")},
             sets={"safeguarding_enquiry": n.enquires | Fact("safeguarding_enquiry")},
             then=When({"enquiry": n.enquires}, otherwise="no enquiry")),
        Step("no enquiry", DESK, writes=[observe("safeguarding_no_enquiry")]),
        Step("enquiry", WORKER, contact="adult_safeguarding_visit",
             lasts=p.length_of_visit, draws={n.open: 1, n.asked: p.asked},
             writes=[flag("adult_safeguarding_enquiry", BEGUN),
                     observe("safeguarding_outcomes_asked", when=n.asked)],
             then="concluded"),
        Step("concluded", WORKER, after=p.enquiry_lasts, contact="adult_safeguarding_meeting",
             lasts=p.length_of_meeting, draws={n.open: 0, n.outcome: p.outcome},
             sets={"safeguarding_enquiry": 0},
             writes=[assess("adult_safeguarding_enquiry", value_code=code_of(n.outcome, OUTCOMES)),
                     flag("adult_safeguarding_enquiry", ENDED)]),
        Step("at death", WORKER, writes=[flag("adult_safeguarding_enquiry", ENDED, when=n.open)]),
    ],
)  # fmt: skip

SIGNALS = [
    signal("concern about an adult", "someone fears that an adult is abused or neglected"),
]
FACTS = [
    fact("safeguarding_enquiry", "1 while an enquiry about an adult at risk goes on"),
]
PATHWAYS = [WORKING_AGE, LATER_LIFE, RESIDENTS, CONCERN]
