"""An adult asks the council for support: what becomes of it, reablement, the assessment of needs."""

from typing import Any

from care_pathways import beside
from care_pathways.here import IN_ENGLAND
from care_pathways.hospital import LIES_IN_HOSPITAL
from synth.pathway.language.expressions import Expression, Fact, Now, where
from synth.pathway.language.model import END, REST, Choice, Pathway, Signal, Step, When, Write
from synth.pathway.language.notes import Note, Notes, count, instant, option, quantity, whether
from synth.pathway.language.options import code_of, either
from synth.pathway.language.time import day_of, in_office, midnight, quarter_hour
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import BEGUN, ENDED, assess, communicate, observe, plan, refer

p = beside(__file__)

DESK, WORKER, PROVIDER = "adult social care duty desk", "adult social worker", "care provider"
SOURCES = {"hospital": "request_source_hospital_discharge", "community": "request_source_community",
           "other": "request_source_other"}  # fmt: skip
REASONS = {"personal_care": "support_reason_personal_care", "access": "support_reason_access_mobility",
           "learning": "support_reason_learning_disability", "mental_health": "support_reason_mental_health",
           "memory": "support_reason_memory_cognition", "social": "support_reason_social"}  # fmt: skip
CONTRIBUTIONS = {"nothing": "contributes_nothing", "part": "contributes_part", "full": "pays_in_full"}
CARE_HOME = "care home"
SERVICES = {"equipment": "equipment_provision", "telecare": "telecare", "adaptation": "home_adaptation"}


SEQUELS = {"no support": "reablement_no_support", "little support": "reablement_low_level_support",
           "long-term support": "reablement_long_term_support"}  # fmt: skip
"""What follows on help to live alone again."""


def means_assessed(contribution: Note, when: Expression | None = None) -> Write:
    """The write by which it is found what someone pays for support."""
    return assess("financial_assessment", value_code=code_of(contribution, CONTRIBUTIONS), when=when)


class Request(Notes):
    """What becomes of a request."""

    source = option("who asked", *SOURCES)
    reason = option("why support is needed", *REASONS)
    outcome = option("what the request led to", "short_term", "long_term", "low_level", "signposted", "no_services")
    service = option("the low-level support", *SERVICES)
    ends = instant("when life ends")
    discharged = whether("the person is to go home from hospital with help to live alone again, for the last time")
    needs = count("how many of the things hold that make people need help in daily life")
    asks = whether("need makes the person ask")
    asked = instant("when the council is asked")
    leaves_hospital = instant("when the person leaves hospital; of those who are not there, when the council is asked")
    in_a_bed = whether("the person gets up again in a bed of a care home for some weeks, before going home")
    in_bed_now = whether("the person is in such a bed")
    helped = whether("help to live alone again has been tried")
    lives_on = option("what follows on help to live alone again", *SEQUELS)
    contribution = option("what the person pays for support", *CONTRIBUTIONS)
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

_GOES_HOME_FOR_NOW = Signal("request for support", when=n.discharged & FREE, carries={"discharged": 1})

LAST_MONTHS = Pathway(
    "help to live alone again in the last months",
    starts_on="last years begin",
    takes=(n.ends,),
    notes=Request,
    steps=[
        Step("in hospital", at=n.ends - p.before_the_end,
             draws={n.discharged: (Now() >= Fact("born") + p.working_age) & p.helped_before_the_end},
             raises=_GOES_HOME_FOR_NOW),
    ],
)  # fmt: skip

BEFORE_A_HOME = Pathway(
    "help to live alone again before a care home",
    starts_on="sixty-fifth birthday",
    only=Now() < MOVES_IN,
    notes=Request,
    steps=[
        Step("in hospital", at=MOVES_IN - p.before_a_home, draws={n.discharged: p.helped_before_a_home},
             raises=_GOES_HOME_FOR_NOW),
    ],
)  # fmt: skip

_IN_HOSPITAL = n.source.is_("hospital")
_DECIDED = where(_IN_HOSPITAL, 0, n.decided)
"""How long it takes until a service can be arranged; of who is in hospital that is done when they leave."""


def _bed(change: str, **more: Any) -> Write:
    """Some weeks in a bed of a care home, to get up again."""
    return plan("bed_based_intermediate_care", change, entry="bed", **more)


def _asked(takes: Expression) -> dict[str, Any]:
    """What is done when the council is asked. takes: how long it takes to decide.

    Why someone needs support is asked once, and stays.
    """
    return {
        "contact": "request_for_support",
        "sets": {"asked_for_support": 1, "support_reason": n.reason},
        "draws": {n.takes: takes, n.decided: in_office(Now() + n.takes) - Now()},
        "writes": [refer("request_for_support", value_code=code_of(n.source, SOURCES), to=WORKER),
                   observe("request_for_support", slot="outcome of request",
                           value_code=code_of(n.outcome, {o: f"request_outcome_{o}" for o in n.outcome.options}),
                           recorded=n.decided),
                   observe(code_of(n.reason, REASONS), slot="reason")],
        "then": When({"bed": n.in_a_bed, "reablement": n.outcome.is_("short_term"),
                      "needs assessment": n.outcome.is_("long_term"),
                      "low-level support": n.outcome.is_("low_level")}, otherwise="information"),
    }  # fmt: skip


REQUEST = Pathway(
    "request for support",
    starts_on="request for support",
    takes=(n.discharged,),
    only=FREE,
    until=NEXT_HOME,
    ending="moves into a home with care",
    at_death="at death",
    notes=Request,
    guideline="Care Act 2014, sections 2, 4 and 9; Care and support statutory guidance",
    steps=[
        Step("need", sets={"support_being_arranged": 1},
             draws={n.needs: NEEDS, n.source: where(n.discharged, "hospital", p.source),
                    n.reason: where(Fact("asked_for_support"), Fact("support_reason"),
                                    where(Fact("dementia"), p.reason_with_dementia, p.reason)),
                    n.outcome: where(n.discharged | _IN_HOSPITAL & p.home_with_support, "short_term", p.outcome),
                    n.asked: where(_IN_HOSPITAL, midnight(day_of(Now() + p.admission_to_notice))
                                   + quarter_hour(p.notice_at), Now() + p.need_to_request),
                    n.leaves_hospital: where(_IN_HOSPITAL, midnight(day_of(in_office(n.asked) + p.notice_to_discharge))
                                             + quarter_hour(p.discharged_at), n.asked),
                    n.in_a_bed: _IN_HOSPITAL & n.outcome.is_("short_term") & p.to_a_bed},
             raises=Signal("is in hospital before asking", when=_IN_HOSPITAL),
             then=When({"request from hospital": _IN_HOSPITAL}, otherwise="request")),
        Step("request", DESK, at=n.asked, after=p.moment, **_asked(p.request_to_outcome)),
        # A ward's notice is read when the desk is next there: nobody leaves hospital before the council is asked.
        Step("request from hospital", DESK, at=in_office(n.asked), after=p.moment, hours="always",
             **_asked(p.decided_in_hospital)),
        Step("information", DESK, after=n.decided,
             writes=[communicate("request_outcome_signposted", when=n.outcome.is_("signposted"))],
             sets={"support_being_arranged": 0}, then=Choice({"asks again": p.asks_again, END: REST})),
        Step("asks again", after=p.until_asks_again, raises=Signal("request for support", when=FREE)),
        Step("low-level support", "social care occupational therapist", at=n.leaves_hospital,
             after=_DECIDED + p.wait_for_service, contact="needs_assessment",
             draws={n.service: p.low_level_service},
             writes=[assess("needs_assessment"),
                     refer(code_of(n.service, SERVICES),
                           slot="service")],
             sets={"support_being_arranged": 0}, then=Choice({"asks again": p.asks_again, END: REST})),
        Step("bed", CARE_HOME, at=n.leaves_hospital, after=p.journey,
             draws={n.in_bed_now: 1, n.until: Now() + p.bed_lasts}, writes=[_bed(BEGUN)], then="out of bed"),
        Step("out of bed", CARE_HOME, at=n.until, hours="office", draws={n.in_bed_now: 0}, writes=[_bed(ENDED)],
             then="outcome of help"),
        Step("reablement", PROVIDER, at=n.leaves_hospital, after=_DECIDED + p.wait_for_reablement,
             contact="reablement_visit", lasts=p.length_of_visit,
             draws={n.at_home: 1, n.until: Now() + p.reablement_lasts},
             writes=[plan("reablement", BEGUN, entry="reablement",
                          goal="Lives independently at home again")],
             raises=Signal("helped to live alone again"), then="reablement ends"),
        Step("reablement ends", PROVIDER, at=n.until, contact="reablement_visit",
             lasts=p.length_of_visit, draws={n.at_home: 0},
             writes=[plan("reablement", ENDED, entry="reablement")], then="outcome of help"),
        Step("outcome of help", DESK, draws={n.helped: 1, n.lives_on: p.lives_on},
             writes=[observe("reablement_outcome", value_code=code_of(n.lives_on, SEQUELS))],
             then=When({"needs assessment": n.lives_on.is_("long-term support"),
                        "a little support": n.lives_on.is_("little support")}, otherwise="independent")),
        Step("independent", DESK, sets={"support_being_arranged": 0},
             writes=[observe("no_further_action")]),
        Step("a little support", "social care occupational therapist", after=p.help_to_assessment,
             contact="needs_assessment", writes=[assess("needs_assessment"), refer("telecare")],
             sets={"support_being_arranged": 0}),
        Step("needs assessment", WORKER, at=n.leaves_hospital,
             after=where(n.helped, p.help_to_assessment, _DECIDED + p.wait_for_assessment),
             contact="care_needs_assessment", lasts=p.length_of_assessment,
             draws={n.eligible: n.helped | p.eligible, n.contribution: p.contribution},
             writes=[assess("care_needs_assessment", value_code=either(n.eligible, "needs_eligible",
                                                                       "needs_not_eligible")),
                     means_assessed(n.contribution, when=n.eligible)],
             sets={"support_being_arranged": 0},
             raises=Signal("long-term support", when=n.eligible, carries={"reason": n.reason})),
        Step("moves into a home with care", PROVIDER, hours="always", sets={"support_being_arranged": 0},
             writes=[plan("reablement", ENDED, entry="reablement", when=n.at_home),
                     _bed(ENDED, setting=CARE_HOME, when=n.in_bed_now)]),
        Step("at death", PROVIDER,
             writes=[plan("reablement", ENDED, entry="reablement", when=n.at_home),
                     _bed(ENDED, setting=CARE_HOME, when=n.in_bed_now)]),
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
        Step("next visit", after=p.between_visits, then=When({"next visit": LIES_IN_HOSPITAL}, otherwise="visit")),
        Step("visit", PROVIDER, contact="reablement_visit", lasts=p.length_of_visit, then="next visit"),
    ],
)  # fmt: skip

SIGNALS = [
    signal("helped to live alone again", "reablement begins at home"),
    signal("is in hospital before asking", "someone in hospital will need help to leave it"),
    signal("request for support", "an adult asks the council for support", ("discharged",)),
    signal("long-term support", "an adult is to have long-term support", ("reason", "for_life")),
]
FACTS = [
    fact("support_being_arranged", "1 from the need to ask to what comes of the request"),
    fact("asked_for_support", "1 from the first request for support on"),
    fact("support_reason", "why an adult who has asked for support needs it", *REASONS),
]
PATHWAYS = [WORKING_AGE, LATER_LIFE, LAST_MONTHS, BEFORE_A_HOME, REQUEST, REABLEMENT]
