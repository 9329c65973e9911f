"""A consultation in general practice: asked for, booked, kept, missed or cancelled, written down and followed up.

What someone comes with is drawn by age, sex and season, from the commonest reasons of general practice. Who sees the
patient, and whether face to face, by telephone, online or at home, goes by the reason, by age and by the year: most
was done by telephone in the spring of 2020. What is written is made of what is recorded here (`_reasons`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from care_pathways import beside, letters
from care_pathways.gp import _acute_medicines as acute
from care_pathways.gp import _referrals as to
from care_pathways.gp import distress
from care_pathways.gp._complaints import HEAD, HEART_AND_CHEST, INJURY, JOINTS, MIND, TASKS, WOMEN
from care_pathways.gp._infections import BOWEL, EAR_AND_THROAT, EYE, RESPIRATORY, SKIN, WATER
from care_pathways.gp._reasons import HANDS, MANNERS, Reason, referred, seen, spoken_to, suspected, tested
from care_pathways.gp._review import GP, NURSE, RECEPTION
from care_pathways.gp.appointments import ASKS, DEMAND
from care_pathways.gp.registration import Registered
from care_pathways.hospital import LIES_IN_HOSPITAL
from synth.pathway.language.conditions import higher_of, lower_of
from synth.pathway.language.expressions import Age, Expression, Fact, Now, OneOf, Value, where
from synth.pathway.language.model import END, Pathway, Signal, Step, When, Write
from synth.pathway.language.notes import Notes, count, day, instant, option, whether
from synth.pathway.language.options import code_of, option_of
from synth.pathway.language.time import (
    SATURDAY,
    day_of,
    day_of_the_year,
    daytime,
    in_days,
    midnight,
    quarter_hour,
    today,
    weekday,
    working_day,
)
from synth.pathway.language.wording import said_of
from synth.pathway.language.words import signal
from synth.pathway.language.writes import communicate, observe
from synth.pathway.parts.appointment import (
    Turn,
    appointment,
    booked,
    cancelled,
    kept,
    missed,
    on_working_day,
    prevented,
    withdrawn,
)
from synth.pathway.parts.treatment import issued

p = beside(__file__)

Draws = dict[Any, Any]
"""Values by the note that keeps each, in the order in which they are drawn."""

CHAPTERS: dict[str, dict[str, Reason]] = {
    "respiratory": RESPIRATORY, "ear_and_throat": EAR_AND_THROAT, "eye": EYE, "skin": SKIN, "bowel": BOWEL,
    "water": WATER, "women": WOMEN, "joints": JOINTS, "mind": MIND, "head": HEAD, "heart_and_chest": HEART_AND_CHEST,
    "injury": INJURY, "tasks": TASKS,
}  # fmt: skip
REASONS: dict[str, Reason] = {name: reason for chapter in CHAPTERS.values() for name, reason in chapter.items()}
"""The reasons for a consultation, by name."""
NURSES = ("dressing", "ear_irrigation")
PHARMACISTS = ("medication_query",)
MINOR = ("urti", "cough", "sore_throat", "otitis_media", "earache", "ear_wax", "conjunctivitis", "rash", "impetigo",
         "uti", "vaginal_thrush", "contraception", "viral_illness", "insect_bite", "laceration", "burn",
         "bruise")  # fmt: skip
"""What nurses see by themselves: tasks that are theirs, and minor illness."""
KINDS = ("task of a nurse", "task of a pharmacist", "minor illness", "of joints", "for a doctor")
FEVERISH = ("urti", "lrti", "viral_illness", "croup", "bronchiolitis", "tonsillitis", "otitis_media", "sore_throat",
            "gastroenteritis", "rash", "cellulitis", "chickenpox", "hand_foot_mouth")  # fmt: skip
"""Reasons for which a temperature is taken."""
UNFIT = ("low_back_pain", "sciatica", "shoulder_pain", "knee_pain", "low_mood", "anxiety", "stress", "bereavement",
         "ankle_sprain")  # fmt: skip
"""Reasons for which people are certified unfit for work: who is ill for less than a week says so himself or herself."""
DONE_WITH = ("ear_irrigation", "medication_query", "letter", "form", "chickenpox", "hand_foot_mouth",
             "threadworm", "stye", "insect_bite", "bruise")  # fmt: skip
"""Reasons after which nobody needs to be seen again."""
TREATED = {f"{name}, treated": name for name in {**acute.ADULT, **acute.CHILD, **acute.INFANT, **distress.FOR}}
REFERRED = {f"{name}, referred": name for name in to.SERVICE}
SUSPECTED = {f"{name}, suspected": name for name in to.RED_FLAGS}
TREATED_ALREADY = Fact("depressive_illness") | Fact("anxiety_disorder") | Fact("severe_mental_illness")
"""Who has what eases the mind by a pathway of their own."""
URINE_SENT = ("uti", "dysuria")
"""What is told where urine is sent to the laboratory and nothing is given yet."""
TESTED = {f"{name}, tested": name for name in REASONS}
STORIES = (*REASONS, *TREATED, *TESTED, *REFERRED, *SUSPECTED)
"""What is told: a reason, or one for which a medicine is given, blood tested, or the patient referred."""


class Consultation(Notes):
    """What is known of one consultation."""

    asks = instant("when the patient begins to want an appointment")
    rings = instant("when the patient does: on a working day after it, most as soon as the lines are open")
    year_day = count("the day of the year on which that is")
    chapter = option("the part of medicine that it is about", *CHAPTERS)
    reason = option("what the patient comes with", *REASONS)
    manner = option("whether it needs hands, is better seen, or may be talked about", *MANNERS)
    kind = option("whose work it is", *KINDS)
    who = option("who sees the patient", "doctor", "nurse", "pharmacist", "physiotherapist", "paramedic")
    mode = option("how", "face_to_face", "telephone", "online", "at_home")
    same_day = whether("seen on the day of asking")
    sought = day("the day that is sought for it")
    room = instant("when there is room on the day of asking")
    at = instant("when the appointment is")
    booked = whether("an appointment is booked: who dies or moves before has none")
    missed = whether("the patient does not come")
    cancels = whether("it is cancelled beforehand")
    cannot_come = instant("when the patient knows that he or she will not come")
    calls_off = instant("when it is cancelled: by day, after it was booked and before its time")
    voice = count("which of two ways of writing the clinician has")
    first_choice = option("the medicine of first choice", *acute.CHOICES)
    second_choice = option("the medicine for whom the first must not have it", *acute.CHOICES)
    medicine = option("the medicine that is prescribed", *acute.CHOICES)
    story = option("what is told of it", *STORIES)
    urgent = whether("cancer is to be ruled out")
    service = option("where the patient is referred", *to.SERVICES)
    tested = whether("blood is to be tested")
    relieved = whether("a course of an antidepressant is begun")
    complaint = option("what that is for", *distress.FOR)
    seen_again = whether("the clinician wants to see the patient again")
    unfit = whether("a statement of unfitness for work is given")


n = Consultation


# What a year of age is too wide for: croup and fever in the first weeks, colic past the first months.
_OF_BABIES = {
    "respiratory": (Age(days=True) < in_days(p.young_infant), p.respiratory_of_young_infants),
    "bowel": ((Age(days=True) >= in_days(p.past_colic)) & (Fact("age") < p.a_year), p.bowel_past_colic),
}


def _reason() -> Expression:
    """The reason within its chapter."""
    found: Expression | None = None
    for chapter, reasons in reversed(CHAPTERS.items()):
        of = {name: name for name in reasons}
        one: Expression = option_of(getattr(p, chapter), of)
        if chapter in _OF_BABIES:
            such, number = _OF_BABIES[chapter]
            one = where(such, option_of(number, of), one)
        found = one if found is None else where(n.chapter.is_(chapter), one, found)
    assert found is not None
    return found


def _for_each(of: Mapping[str, Sequence[str]], otherwise: str) -> dict[str, str]:
    """What stands for each reason, where some names stand for several."""
    said = {reason: name for name, reasons in of.items() for reason in reasons}
    return {reason: said.get(reason, otherwise) for reason in REASONS}


def _ahead(sought: Value, time_of_day: Value) -> Expression:
    """The time of an appointment that is not for today: some who are due on a Saturday are seen in its surgery."""
    year_day = day_of_the_year(sought)  # about New Year nobody holds one
    held = weekday(sought).equals(SATURDAY) & (year_day >= in_days(p.first_saturday)) & (
        year_day < in_days(p.last_saturday))  # fmt: skip
    return where(held & p.on_saturday, midnight(sought) + quarter_hour(p.time_on_saturday),
                 on_working_day(sought, time_of_day))  # fmt: skip


def _medicine(of: Mapping[str, str]) -> Expression:
    return option_of(n.reason, {reason: of.get(reason, acute.NONE) for reason in REASONS})


def _told(how: str, stories: Mapping[str, str]) -> Expression:
    """What is told of each reason: of those that have a story of that kind, this one."""
    return option_of(n.reason, {name: f"{name}, {how}" if f"{name}, {how}" in stories else name for name in REASONS})


KIND_OF = _for_each(
    {
        "task of a nurse": NURSES,
        "task of a pharmacist": PHARMACISTS,
        "minor illness": MINOR,
        "of joints": tuple(JOINTS),
    },
    "for a doctor",
)
ABOUT: Draws = {
    n.year_day: day_of_the_year(today()),
    n.chapter: where(p.respiratory_in_season, "respiratory", p.chapter),
    n.reason: _reason(),
    n.manner: option_of(n.reason, {name: reason.manner for name, reason in REASONS.items()}),
    n.kind: option_of(n.reason, KIND_OF),
    n.mode: where(n.kind.is_("task of a nurse"), "face_to_face", where(p.visited, "at_home", p.mode)),
    n.who: p.who,
    n.voice: OneOf(2, "voice"),
}  # fmt: skip
"""What a consultation is about, who sees the patient and how."""
WHEN: Draws = {
    n.same_day: p.same_day,
    n.room: midnight(today()) + quarter_hour(p.time_of_day),
    # Of those who are due on a day off some are seen on the first day after it, the others on any day around it.
    n.sought: where(p.first_day_after, working_day(today() + in_days(p.wait)),
                    today() + in_days(p.wait.named("around"))),
    n.at: where(n.same_day, where(n.room > Now(), n.room, Now() + p.at_once),
                _ahead(n.sought, p.time_of_day.named("ahead"))),
    n.missed: p.missed,
    n.cancels: ~n.same_day & p.cancels,
    n.cannot_come: n.at - p.notice,
    n.calls_off: lower_of(higher_of(daytime(n.cannot_come), n.rings + p.soonest), n.at - p.latest),
}  # fmt: skip
"""When it is, and whether it comes to pass."""
GIVEN: Draws = {
    n.first_choice: where(~p.treated, acute.NONE, where(
        Fact("age") < p.infant, _medicine(acute.INFANT), where(
            Fact("age") < p.young_child, _medicine(acute.YOUNG), where(
                Fact("age") < p.child, _medicine(acute.CHILD), where(
                    n.reason.is_("uti"), acute.for_infected_water(), _medicine(acute.ADULT)))))),
    n.second_choice: acute.instead_of(n.first_choice),
    n.medicine: acute.safe(n.first_choice, n.second_choice, p.works_from, p.old),
    n.urgent: ~n.who.is_("pharmacist") & to.red_flag(n.reason, to.p.red_flag),
    n.service: where(~n.who.is_("pharmacist"), to.service(n.reason, to.p.referred), to.NOWHERE),
    n.tested: ~n.who.is_("pharmacist") & (Fact("age") >= p.works_from) & ~Fact("pregnant") & p.tested,
    n.complaint: option_of(n.reason, {name: name if name in distress.FOR else "anxiety" for name in REASONS}),
    n.relieved: n.who.is_("doctor") & n.reason.is_(*distress.FOR) & (Fact("age") >= p.works_from) & ~Fact("pregnant")
    & ~TREATED_ALREADY & ~Fact("dementia") & ~n.urgent & n.service.is_(to.NOWHERE) & p.antidepressant,
    n.story: where(n.urgent, _told("suspected", SUSPECTED), where(
        ~n.service.is_(to.NOWHERE), _told("referred", REFERRED), where(
            ~n.medicine.is_(acute.NONE) | n.relieved, _told("treated", TREATED), where(
                n.tested, _told("tested", TESTED), _told("", {}))))),
    n.unfit: n.reason.is_(*UNFIT) & (Fact("age") >= p.works_from) & (Fact("age") < p.works_until) & p.unfit,
    n.seen_again: p.seen_again & ~n.reason.is_(*DONE_WITH),
}  # fmt: skip
"""What comes of it: a medicine, unless the patient must not have it, a certificate, another consultation."""
CODES = {name: reason.code for name, reason in REASONS.items()}


def consulted(
    name: str, setting: str, contact: str, reasons: Sequence[str], *, examined: bool, when: Expression | None = None
) -> Turn:
    """The consultation as one clinician has it, by one mode: what is found, written down and decided.

    reasons: those with which people come to this clinician so. examined: whether the patient is seen in person.
    """
    told = seen if examined else spoken_to
    texts = {name: told(REASONS[name], False) for name in reasons}
    texts |= {story: told(REASONS[name], True) for story, name in TREATED.items() if name in reasons}
    texts |= {story: referred(REASONS[name], examined) for story, name in REFERRED.items() if name in reasons}
    texts |= {story: tested(REASONS[name], examined) for story, name in TESTED.items() if name in reasons}
    texts |= {story: suspected(REASONS[name]) for story, name in SUSPECTED.items() if name in reasons}
    writes: list[Write] = [
        said_of(observe(code_of(n.reason, CODES), slot="reason"), n.story, texts, voice=n.voice),
        issued(n.medicine, acute.MEDICINES, slot="medicine", value_code=code_of(n.reason, CODES), status="completed"),
    ]
    if examined:
        writes.append(observe("body_temperature", p.temperature, "unit_degree_celsius", decimals=1,
                              category="vital-signs", when=n.reason.is_(*FEVERISH) & p.temperature_taken))  # fmt: skip
    if setting in DOCTORS:
        writes.append(communicate("fit_note", when=n.unfit))
    if setting in REFER:
        writes += to.referrals(n.reason, n.service, n.urgent, code_of(n.reason, CODES))
    return kept(name, when=when, setting=setting, contact=contact, lasts=None, draws=GIVEN, writes=writes,
                raises=[Signal("to be seen again", when=n.seen_again, carries={"again": Now() + p.until_seen_again}),
                        Signal("urine sent", when=n.story.is_(*URINE_SENT)),
                        *([Signal("tests wanted", when=n.tested)] if setting in REFER else []),
                        *([Signal(letters.REFERRED, when=n.urgent | n.service.is_(*to.CLINICS), carries={
                            "reason": n.reason, "service": n.service, "urgent": n.urgent, "visits": 0})]
                          if setting in REFER else []),
                        *([Signal("antidepressant wanted", when=n.relieved, carries={
                            "complaint": n.complaint})] if setting in DOCTORS else [])])  # fmt: skip


BY_DOCTOR = [name for name in REASONS if name not in NURSES]
BY_VOICE = [name for name in BY_DOCTOR if REASONS[name].manner != HANDS]
VISIT = "general practice (GP, at home)"
ONLINE, TELEPHONE = "general practice (GP, online)", "general practice (GP, telephone)"
DOCTORS = (GP, VISIT, ONLINE, TELEPHONE)
PHARMACIST, PHYSIOTHERAPIST = "general practice (pharmacist)", "general practice (physiotherapist)"
PARAMEDIC, PARAMEDIC_VISIT = "general practice (paramedic)", "general practice (paramedic, at home)"
REFER = (*DOCTORS, NURSE, PHYSIOTHERAPIST, PARAMEDIC, PARAMEDIC_VISIT)
"""Who may refer, and ask for tests."""

CONSULTATION = Pathway(
    "consultation",
    part_of=DEMAND,
    starts_on=ASKS,
    takes=(n.asks,),
    until=Registered.removed,
    ending="withdrawn",
    at_death="withdrawn",
    guideline="NHS England, Appointments in General Practice; NICE NG109, NG84, NG91, NG120, NG59 for what is treated",
    notes=Consultation,
    steps=[Step(
        "falls ill", at=midnight(day_of(n.asks)), draws={n.rings: on_working_day(day_of(n.asks) + 1, p.rings_at)},
        then="rings",
    ), Step("rings", at=n.rings, then=When({END: LIES_IN_HOSPITAL}, otherwise="booked")), *appointment(
        "gp_consultation",
        booked("booked", at=n.rings, draws={n.booked: 1, **ABOUT, **WHEN}),
        cancelled("cancelled by the patient", when=n.cancels, at=n.calls_off),
        missed("did not come", when=n.missed, after=p.given_up, reason="did_not_attend"),
        prevented("in hospital", when=LIES_IN_HOSPITAL),
        consulted("seen by the nurse", NURSE, "nurse_consultation", tuple(REASONS), examined=True,
                  when=n.who.is_("nurse")),
        consulted("the pharmacist calls", PHARMACIST, "telephone_consultation", BY_VOICE, examined=False,
                  when=n.who.is_("pharmacist")),
        consulted("seen by the physiotherapist", PHYSIOTHERAPIST, "consultation_encounter", tuple(JOINTS),
                  examined=True, when=n.who.is_("physiotherapist")),
        consulted("visited by the paramedic", PARAMEDIC_VISIT, "home_visit", BY_DOCTOR, examined=True,
                  when=n.who.is_("paramedic") & n.mode.is_("at_home")),
        consulted("seen by the paramedic", PARAMEDIC, "consultation_encounter", BY_DOCTOR, examined=True,
                  when=n.who.is_("paramedic")),
        consulted("the doctor calls", TELEPHONE, "telephone_consultation", BY_VOICE, examined=False,
                  when=n.mode.is_("telephone")),
        consulted("answered online", ONLINE, "online_consultation", BY_VOICE, examined=False,
                  when=n.mode.is_("online")),
        consulted("visited at home", VISIT, "home_visit", BY_DOCTOR, examined=True, when=n.mode.is_("at_home")),
        consulted("seen by the doctor", GP, "gp_consultation", BY_DOCTOR, examined=True),
        withdrawn("withdrawn"),
        setting=RECEPTION, begins=n.at, lasts=p.length, offered=n.booked,
    )],
)  # fmt: skip


class Review(Notes):
    """What is known of a consultation at which someone is seen again for the same."""

    again = instant("when the patient asks to be seen again")
    sought = day("the day that is sought for it")
    at = instant("when the appointment is")
    missed = whether("the patient does not come")
    by_telephone = whether("it is done by telephone")
    by_nurse = whether("a nurse sees to it, whoever did before")
    by_pharmacist = whether("a pharmacist calls, whoever saw the patient before")
    outcome = option("how it goes by now", "better", "the_same", "worse", "healing")
    voice = count("which of two ways of writing the clinician has")


r = Review
OUTCOMES = {
    "better": ("Much better, no further follow-up needed.", "RV. Resolved, d/c to self care."),
    "the_same": (
        "No better, no worse. Carries on, to come back if it does not settle.",
        "RV. ISQ. Plan unchanged, SN.",
    ),
    "worse": (
        "Getting worse. Gone through again, watchful plan agreed.",
        "RV. Worse since last seen. Plan reviewed, SN.",
    ),
    "healing": ("Wound smaller, dressed again.", "Redressed. Healing by secondary intention."),
}
"""What is written of someone who is seen again, by how it goes, in two voices."""
_TOLD_AGAIN = said_of(observe(code_of(n.reason, CODES), slot="review"), r.outcome, OUTCOMES, voice=r.voice)
_AGAIN: Draws = {r.outcome: where(n.reason.is_("dressing"), "healing", p.outcome), r.voice: OneOf(2, "voice")}

FOLLOW_UP = Pathway(
    "follow-up consultation",
    part_of=CONSULTATION,
    starts_on="to be seen again",
    takes=(r.again,),
    until=Registered.removed,
    ending="withdrawn",
    at_death="withdrawn",
    notes=Review,
    steps=appointment(
        "gp_consultation",
        booked("booked again",
               draws={r.sought: day_of(r.again), r.at: _ahead(r.sought, p.time_of_day), r.missed: p.missed_again,
                      r.by_telephone: p.by_telephone & ~n.manner.is_(HANDS), r.by_nurse: p.by_nurse,
                      r.by_pharmacist: p.by_pharmacist}),
        missed("did not come", when=r.missed, after=p.given_up, reason="did_not_attend"),
        prevented("in hospital", when=LIES_IN_HOSPITAL),
        kept("seen again by the physiotherapist", when=n.who.is_("physiotherapist") & ~r.by_telephone,
             setting=PHYSIOTHERAPIST, contact="consultation_encounter", lasts=None, draws=_AGAIN, writes=[_TOLD_AGAIN]),
        kept("called again by the pharmacist", when=r.by_telephone & r.by_pharmacist, setting=PHARMACIST,
             contact="telephone_consultation", lasts=None, draws=_AGAIN, writes=[_TOLD_AGAIN]),
        kept("seen again by the nurse", when=n.who.is_("nurse") | (r.by_nurse & ~r.by_telephone),
             setting=NURSE, contact="nurse_consultation", lasts=None, draws=_AGAIN, writes=[_TOLD_AGAIN]),
        kept("called again", when=r.by_telephone, setting=TELEPHONE, contact="telephone_consultation", lasts=None,
             draws=_AGAIN, writes=[_TOLD_AGAIN]),
        kept("seen again", setting=GP, lasts=None, draws=_AGAIN, writes=[_TOLD_AGAIN]),
        withdrawn("withdrawn"),
        setting=RECEPTION, begins=r.at, lasts=p.length,
    ),
)  # fmt: skip

SIGNALS = [
    signal("to be seen again", "a clinician wants to see the patient again for the same", ("again",)),
    signal("tests wanted", "blood is to be tested for what is complained of"),
    signal(
        letters.REFERRED,
        "a clinician refers the patient to a clinic of the hospital",
        ("reason", "service", "urgent", "visits"),
    ),
    signal("urine sent", "urine is to be cultured before anything is given"),
]
PATHWAYS = [CONSULTATION, FOLLOW_UP]
