"""An adult asks the council for support: what becomes of it, reablement, the assessment of needs."""

from care_pathways import beside
from care_pathways.here import IN_ENGLAND
from synth.pathway.language.expressions import Fact, Now, where
from synth.pathway.language.model import END, REST, Choice, Pathway, Signal, Step, When
from synth.pathway.language.notes import Notes, count, instant, option, quantity, whether
from synth.pathway.language.options import code_of, either
from synth.pathway.language.time import in_office
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import BEGUN, ENDED, assess, communicate, observe, plan, refer

p = beside(__file__)

DESK, WORKER, PROVIDER = "adult social care duty desk", "adult social worker", "care provider"
SOURCES = {"hospital": "request_source_hospital_discharge", "community": "request_source_community",
           "other": "request_source_other"}  # fmt: skip
REASONS = {"personal_care": "support_reason_personal_care", "access": "support_reason_access_mobility",
           "learning": "support_reason_learning_disability", "mental_health": "support_reason_mental_health",
           "memory": "support_reason_memory_cognition", "social": "support_reason_social"}  # fmt: skip
SERVICES = {"equipment": "equipment_provision", "telecare": "telecare", "adaptation": "home_adaptation"}


class Request(Notes):
    """What becomes of a request."""

    source = option("who asked", *SOURCES)
    reason = option("why support is needed", *REASONS)
    outcome = option("what the request led to", "short_term", "long_term", "low_level", "signposted", "no_services")
    service = option("the low-level support", *SERVICES)
    needs = count("how many of the things hold that make people need help in daily life")
    asks = whether("need makes the person ask")
    takes = quantity("how long it takes to decide, if there were no days off", "minutes")
    decided = quantity("how long it takes from the request to what comes of it", "minutes")
    at_home = whether("the person is helped at home to live alone again (reablement)")
    until = instant("when reablement ends")
    eligible = whether("the needs are such that the council must meet them")


n = Request
MOVES_IN = Fact("care_home_from")
"""When someone moves into a care home for good, whoever pays, by the world."""
SUPPORTED_FROM = Fact("supported_living_from")
"""When someone moves into supported living for good, by the world."""
NEXT_HOME = where((SUPPORTED_FROM < MOVES_IN) & (Now() < SUPPORTED_FROM), SUPPORTED_FROM, MOVES_IN)
"""When someone next moves into a home with care."""
FREE = (~Fact("long_term_support") & ~Fact("support_being_arranged") & (Now() < MOVES_IN)
        & (Now() < SUPPORTED_FROM) & IN_ENGLAND)  # fmt: skip
"""Who may ask the council: who is here, has asked for nothing yet, and is not cared for already."""
NEEDS = (Fact("frailty") + Fact("disabled").is_("a lot") + Fact("dementia") + Fact("stroke") + Fact("heart_failure")
         + Fact("chronic_obstructive_pulmonary_disease"))  # fmt: skip
"""How many of the things hold that make people need help in daily life."""

WORKING_AGE = Pathway(
    "requests for support in working age",
    starts_on="coming of age",
    until=Fact("born") + p.working_age,
    steps=[
        Step("begins", at=p.records_begin, then="years pass"),
        Step("years pass", after=p.until_working_age_request, raises=Signal("request for support", when=FREE),
             then="years pass"),
    ],
)  # fmt: skip

LATER_LIFE = Pathway(
    "requests for support in later life",
    starts_on="sixty-fifth birthday",
    notes=Request,
    steps=[
        Step("begins", at=p.records_begin, then="years pass"),
        Step("years pass", after=p.until_need, draws={n.needs: NEEDS, n.asks: p.asks},
             raises=Signal("request for support", when=n.asks & FREE), then="years pass"),
    ],
)  # fmt: skip

REQUEST = Pathway(
    "request for support",
    starts_on="request for support",
    only=FREE,
    until=NEXT_HOME,
    ending="moves into a home with care",
    at_death="at death",
    notes=Request,
    guideline="Care Act 2014, sections 2, 4 and 9; Care and support statutory guidance",
    steps=[
        Step("need", sets={"support_being_arranged": 1}, then="request"),
        Step("request", DESK, after=p.need_to_request, contact="request_for_support",
             draws={n.needs: NEEDS, n.source: p.source,
                    n.reason: where(Fact("dementia"), p.reason_with_dementia, p.reason), n.outcome: p.outcome,
                    n.takes: p.request_to_outcome,
                    n.decided: in_office(Now() + n.takes) - Now()},
             writes=[refer("request_for_support", value_code=code_of(n.source, SOURCES), to=WORKER),
                     observe("request_for_support", slot="outcome of request",
                             value_code=code_of(n.outcome, {o: f"request_outcome_{o}" for o in n.outcome.options}),
                             recorded=n.decided),
                     observe(code_of(n.reason, REASONS), slot="reason")],
             then=When({"reablement": n.outcome.is_("short_term"),
                        "needs assessment": n.outcome.is_("long_term"),
                        "low-level support": n.outcome.is_("low_level")}, otherwise="information")),
        Step("information", DESK, after=n.decided,
             writes=[communicate("request_outcome_signposted", when=n.outcome.is_("signposted"))],
             sets={"support_being_arranged": 0}, then=Choice({"asks again": p.asks_again, END: REST})),
        Step("asks again", after=p.until_asks_again, raises=Signal("request for support", when=FREE)),
        Step("low-level support", "social care occupational therapist",
             after=n.decided + p.wait_for_service, contact="needs_assessment",
             draws={n.service: p.low_level_service},
             writes=[assess("needs_assessment"),
                     refer(code_of(n.service, SERVICES),
                           slot="service")],
             sets={"support_being_arranged": 0}, then=Choice({"asks again": p.asks_again, END: REST})),
        Step("reablement", PROVIDER, after=n.decided + p.wait_for_reablement, contact="reablement",
             lasts=p.length_of_visit, draws={n.at_home: 1, n.until: Now() + p.reablement_lasts},
             writes=[plan("reablement", BEGUN, entry="reablement",
                          goal="Lives independently at home again")],
             raises=Signal("helped to live alone again"), then="reablement ends"),
        Step("reablement ends", PROVIDER, at=n.until, contact="reablement",
             lasts=p.length_of_visit, draws={n.at_home: 0},
             writes=[plan("reablement", ENDED, entry="reablement")],
             then=Choice({"independent": p.no_more_needed, "needs assessment": REST})),
        Step("independent", DESK, sets={"support_being_arranged": 0}, writes=[observe("no_further_action")]),
        Step("needs assessment", WORKER, after=n.decided + p.wait_for_assessment,
             contact="care_needs_assessment", lasts=p.length_of_assessment,
             draws={n.eligible: p.eligible},
             writes=[assess("care_needs_assessment", value_code=either(n.eligible, "needs_eligible",
                                                                       "needs_not_eligible")),
                     assess("financial_assessment", when=n.eligible)],
             sets={"support_being_arranged": 0},
             raises=Signal("long-term support", when=n.eligible, carries={"reason": n.reason})),
        Step("moves into a home with care", PROVIDER, hours="always", sets={"support_being_arranged": 0},
             writes=[plan("reablement", ENDED, entry="reablement", when=n.at_home)]),
        Step("at death", PROVIDER,
             writes=[plan("reablement", ENDED, entry="reablement", when=n.at_home)]),
    ],
)  # fmt: skip

REABLEMENT = Pathway(
    "reablement",
    part_of=REQUEST,
    starts_on="helped to live alone again",
    until=where(n.until < NEXT_HOME, n.until, NEXT_HOME),
    notes=Request,
    guideline="NICE NG74: intermediate care including reablement",
    steps=[
        Step("visit", PROVIDER, after=p.between_visits, contact="reablement", lasts=p.length_of_visit, then="visit"),
    ],
)  # fmt: skip

SIGNALS = [
    signal("helped to live alone again", "reablement begins at home"),
    signal("request for support", "an adult asks the council for support"),
    signal("long-term support", "an adult is to have long-term support", ("reason", "for_life")),
]
FACTS = [
    fact("support_being_arranged", "1 from the need to ask to what comes of the request"),
]
PATHWAYS = [WORKING_AGE, LATER_LIFE, REQUEST, REABLEMENT]
