"""An adult asks the council for support: what becomes of it, reablement, the assessment of needs."""

from care_pathways import beside
from synth.pathway.language.expressions import Fact, Local, coded
from synth.pathway.language.model import END, REST, Choice, Pathway, Signal, Step, When
from synth.pathway.language.writes import BEGUN, ENDED, assess, communicate, observe, plan, refer

p = beside(__file__)

DESK, WORKER, PROVIDER = "adult social care duty desk", "adult social worker", "care provider"
SOURCES = tuple(f"request_source_{s}" for s in ("hospital_discharge", "community", "other"))
REASONS = tuple(f"support_reason_{s}" for s in ("personal_care", "access_mobility", "learning_disability",
                                                "mental_health",
                                                "memory_cognition", "social"))  # fmt: skip
OUTCOMES = tuple(f"request_outcome_{s}" for s in ("short_term", "long_term", "low_level", "signposted", "no_services"))
SHORT_TERM, LONG_TERM, LOW_LEVEL, SIGNPOSTED, NO_SERVICES = range(5)
FREE = ~Fact("long_term_support") & ~Fact("support_being_arranged")

WORKING_AGE = Pathway(
    "requests for support in working age",
    starts_on="coming of age",
    until=Fact("born") + p.working_age,
    steps=[
        Step("begins", at=p.records_begin, draws={"begun": 1}, then="years pass"),
        Step("years pass", after=p.until_working_age_request, raises=Signal("request for support", when=FREE),
             then="years pass"),
    ],
)  # fmt: skip

LATER_LIFE = Pathway(
    "requests for support in later life",
    starts_on="sixty-fifth birthday",
    steps=[
        Step("begins", at=p.records_begin, draws={"begun": 1}, then="years pass"),
        Step("years pass", after=p.until_need, draws={"asks": p.asks},
             raises=Signal("request for support", when=Local("asks") & FREE), then="years pass"),
    ],
)  # fmt: skip

REQUEST = Pathway(
    "request for support",
    starts_on="request for support",
    only=FREE,
    at_death="at death",
    guideline="Care Act 2014, sections 2, 4 and 9; Care and support statutory guidance",
    steps=[
        Step("request", DESK, after=p.need_to_request, contact="request_for_support",
             draws={"source": p.source, "reason": p.reason, "outcome": p.outcome,
                    "decided": p.request_to_outcome},
             writes=[refer("request_for_support", value_code=coded(Local("source"), *SOURCES), to=WORKER),
                     observe("request_for_support", slot="outcome of request",
                             value_code=coded(Local("outcome"), *OUTCOMES),
                             recorded=Local("decided")),
                     observe(coded(Local("reason"), *REASONS), slot="reason")],
             sets={"support_being_arranged": 1},
             then=When({"reablement": Local("outcome").equals(SHORT_TERM),
                        "needs assessment": Local("outcome").equals(LONG_TERM),
                        "low-level support": Local("outcome").equals(LOW_LEVEL)}, otherwise="information")),
        Step("information", DESK, after=Local("decided"),
             writes=[communicate("request_outcome_signposted", when=Local("outcome").equals(SIGNPOSTED))],
             sets={"support_being_arranged": 0}, then=Choice({"asks again": p.asks_again, END: REST})),
        Step("asks again", after=p.until_asks_again, raises=Signal("request for support", when=FREE)),
        Step("low-level support", "social care occupational therapist",
             after=Local("decided") + p.wait_for_service, contact="needs_assessment",
             draws={"service": p.low_level_service},
             writes=[assess("needs_assessment"),
                     refer(coded(Local("service"), "equipment_provision", "telecare", "home_adaptation"),
                           slot="service")],
             sets={"support_being_arranged": 0}, then=Choice({"asks again": p.asks_again, END: REST})),
        Step("reablement", PROVIDER, after=Local("decided") + p.wait_for_reablement, contact="reablement",
             lasts=p.length_of_visit, draws={"at_home": 1},
             writes=[plan("reablement", BEGUN, entry="reablement",
                          goal="Lives independently at home again")], then="reablement ends"),
        Step("reablement ends", PROVIDER, after=p.reablement_lasts, contact="reablement",
             lasts=p.length_of_visit, draws={"at_home": 0},
             writes=[plan("reablement", ENDED, entry="reablement")],
             then=Choice({"independent": p.no_more_needed, "needs assessment": REST})),
        Step("independent", DESK, sets={"support_being_arranged": 0}, writes=[observe("no_further_action")]),
        Step("needs assessment", WORKER, after=Local("decided") + p.wait_for_assessment,
             contact="care_needs_assessment", lasts=p.length_of_assessment,
             draws={"eligible": p.eligible},
             writes=[assess("care_needs_assessment", value_code=coded(Local("eligible"), "needs_not_eligible",
                                                                      "needs_eligible")),
                     assess("financial_assessment", when=Local("eligible"))],
             sets={"support_being_arranged": 0},
             raises=Signal("long-term support", when=Local("eligible"), carries={"reason": Local("reason")})),
        Step("at death", PROVIDER,
             writes=[plan("reablement", ENDED, entry="reablement", when=Local("at_home"))]),
    ],
)  # fmt: skip

PATHWAYS = [WORKING_AGE, LATER_LIFE, REQUEST]
