"""Attendances of the emergency department: who is ill or hurt comes, is sorted, seen, and goes home or to a ward.

Now and then there is a moment at which someone may come; how likely it is goes by age, sex, deprivation, the day of the
week, how readily the person seeks care, and the year (few came in the spring of 2020). The department asks the national
service about every child and pregnant woman (`synth/sharing/flows.toml`), and writes to the practice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from care_pathways import beside
from care_pathways.acute._advice import advice_of
from care_pathways.acute._illnesses import ILLNESSES
from care_pathways.acute._injuries import INJURIES
from care_pathways.acute._presentation import GRAVITIES, Presentation, admitted, home
from care_pathways.acute._vital_signs import VitalSigns, measured, of_the_moment, written
from care_pathways.acute._vital_signs import p as signs
from care_pathways.child_health.young_minds import CLINIC, REFERRED, YOUNG
from care_pathways.courses import seeking_care
from care_pathways.documents import issued
from care_pathways.gp._review import GP
from care_pathways.gp.registration import REGISTRATION, Registered
from care_pathways.hospital import BY_THE_EMERGENCY_DEPARTMENT, DIED, ILL_IN_HOSPITAL, TO_HOME, advised
from synth.pathway.language.conditions import both, lower_of
from synth.pathway.language.expressions import PLACES, Age, Expression, Fact, Now, OneOf, at_centile, where
from synth.pathway.language.model import END, Pathway, Signal, Step, When, Write
from synth.pathway.language.notes import Notes, count, instant, option, quantity, whether
from synth.pathway.language.options import code_of, option_of
from synth.pathway.language.time import daytime, in_days, midnight, not_before, today, weekday
from synth.pathway.language.wording import said_of
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import (
    AMENDED,
    BEGUN,
    ENDED,
    diagnose,
    document,
    observe,
    perform,
    refer,
)
from synth.pathway.parts.stay import hospital_stay

p = beside(__file__)

DEPARTMENT, FRACTURE_CLINIC = "emergency department", "outpatient clinic (surgeon)"
PRESENTATIONS: dict[str, Presentation] = {**INJURIES, **ILLNESSES}
TESTS = {"xray": "plain_xray", "chest_xray": "chest_xray", "ecg": "ecg_12_lead", "bloods": "battery_fbc",
         "troponin": "troponin", "urine": "urine_sent_for_culture", "glucose": "glucose_test_strip",
         "ct_head": "ct_head", "cultures": "blood_culture", "blood_gas": "blood_gas",
         "paracetamol_level": "paracetamol_level"}  # fmt: skip
"""What is looked for, by the names that presentations use: keys of the codelists."""
ALWAYS = ("ecg", "troponin", "paracetamol_level", "ct_head")
"""What nobody leaves out of whom it is the rule."""
STITCHES = "closure_of_skin_wound"
ALSO = {"bloods": ("battery_ue", "crp_measurement")}
"""What is sent with it."""
ARRIVALS = {"ambulance": "ecds_arrival_ambulance", "own": "ecds_arrival_own_transport"}
SOURCES = {"self": "ecds_source_self", "practice": "ecds_source_primary_care_team", "nhs_111": "ecds_source_111"}
ACUITY = {"immediate": "ecds_acuity_immediate", "very_urgent": "ecds_acuity_very_urgent",
          "urgent": "ecds_acuity_urgent", "standard": "ecds_acuity_standard", "low": "ecds_acuity_low"}  # fmt: skip


class Demand(Notes):
    """How likely someone is to come."""

    week_day = count("the day of the week on which it would be, from Monday")
    rate = count("how many of a thousand such people would come within a year")
    failing = whether("the last days begin within three months")
    comes = whether("the person falls ill or is hurt, and comes")


class Attendance(VitalSigns):
    """What is known of one attendance."""

    arrives = instant("when the person comes in")
    here = whether("the person is in the department")
    on_ward = whether("the person is on a ward")
    what = option("what the person comes with", *PRESENTATIONS)
    breathless = whether("it is the breath that brings the person")
    gravity = option("how ill or hurt such people mostly are", *GRAVITIES)
    arrival = option("how the person comes", *ARRIVALS)
    source = option("who sent the person", *SOURCES)
    acuity = option("how urgent it is at the first look", *ACUITY)
    admitted = whether("the person is admitted")
    goes = whether("the person leaves before being seen")
    over_four = whether("it takes more than four hours")
    over_twelve = whether("it takes more than twelve")
    stay = quantity("how long the person is there", "minutes")
    waits = quantity("how long the person waits to be seen, if there is time for it", "minutes")
    seen = instant("when a clinician looks at the person, and what cannot wait is done")
    leaves = instant("when the person leaves the department")
    voice = count("which of two ways of writing the clinician has")
    story = option("what is told of it", *PRESENTATIONS, *(f"{name}, admitted" for name in PRESENTATIONS))
    asked = whether("the practice is asked to see the patient")
    stitched = whether("there are stitches that the practice is asked to take out")
    inflames = whether("it is an illness that shows itself in C-reactive protein")
    inflamed = quantity("C-reactive protein in the blood", "mg/L")
    reported = quantity("C-reactive protein as the laboratory reports it first", "mg/L")
    corrected = whether("the laboratory finds days later that it reported another's sample")
    well = instant("when the person would be well enough to go home")
    better = instant("when the person is sent home, before the last days if they are near")
    leaves_ward = instant("when the person goes home from the ward, by day")
    at_clinic = whether("the fracture clinic has still to see the patient")


d, n = Demand, Attendance


def _near_the_end(within: Expression) -> Expression:
    """Whether the last days begin within such a time, or have begun: how they go is told elsewhere (`last_stay`)."""
    return (Fact("last_days_from") > 0) & (Now() + within >= Fact("last_days_from"))


def _before_last_days(leaves: Expression) -> Expression:
    """An instant, or one before the last days, so that whoever comes back to die has gone home."""
    return where(_near_the_end(leaves - Now() + p.at_home_before_last_days),
                 Fact("last_days_from") - p.at_home_before_last_days, leaves)  # fmt: skip


def _rate() -> Expression:
    """How many of a thousand such people come within a year; every factor is in percent of the average."""
    rate: Expression = p.attends
    for percent in (at_centile(p.propensity, seeking_care.COURSE.usual()), p.with_frailty, p.in_a_care_home,
                    p.by_deprivation, p.by_week_day, p.of_the_time, p.with_little_time_left):  # fmt: skip
        rate = rate * percent // 100
    return rate


DEMAND = Pathway(
    "demand for emergency care",
    part_of=REGISTRATION,
    starts_on="registered with a practice",
    until=Registered.removed,
    guideline="NHS England, Hospital Accident and Emergency Activity",
    notes=Demand,
    steps=[
        Step("on the list", at=not_before(Fact("record_begins")), then="a while"),
        Step("a while", after=p.until_a_moment,
             draws={d.week_day: weekday(today() + 1), d.failing: _near_the_end(p.little_time), d.rate: _rate(),
                    d.comes: (OneOf(PLACES, "comes") * p.moments_a_year < d.rate * PLACES)
                    & (Now() >= Fact("home_from"))},
             raises=Signal("falls ill or is hurt", when=d.comes), then="a while"),
    ],
)  # fmt: skip


def _such(**said: Any) -> list[str]:
    return [name for name, one in PRESENTATIONS.items() if all(getattr(one, key) == is_ for key, is_ in said.items())]


def _with(key: str, part: str = "tests") -> list[str]:
    return [name for name, one in PRESENTATIONS.items() if key in getattr(one, part)]


_GRAVITY = {name: one.gravity for name, one in PRESENTATIONS.items()}
_COMPLAINT = {name: one.complaint for name, one in PRESENTATIONS.items()}
_DIAGNOSIS = {name: one.diagnosis for name, one in PRESENTATIONS.items()}
_BROKEN, _SURGICAL = (_such(**{what: True}) for what in ("broken", "surgical"))
_TEXTS = {**{name: home(one) for name, one in PRESENTATIONS.items()},
          **{f"{name}, admitted": admitted(one) for name, one in PRESENTATIONS.items()}}  # fmt: skip
_ADVICE = advice_of(PRESENTATIONS)
CHILD = Fact("age") < p.grown_up
ASKED_ABOUT = (Fact("age") < p.eighteen) | Fact("pregnant")
"""Of whom the national child protection service is asked."""
TRIAGE, ASKED = perform("triage"), observe("child_protection_information_checked", when=ASKED_ABOUT)
FIRST_LOOK = (TRIAGE, ASKED)
"""What is done first for whoever comes to the department, whatever brings them."""

IN_DEPARTMENT = hospital_stay("ed_attendance", entry="attendance", inside=n.here)
WARDS = {"children's ward": CHILD, "surgical ward": ~CHILD & n.what.is_(*_SURGICAL),
         "hospital ward": ~CHILD & ~n.what.is_(*_SURGICAL)}  # fmt: skip
ON_WARD = hospital_stay(
    "inpatient", entry="admission", inside=n.on_ward, wards=WARDS,
    said=BY_THE_EMERGENCY_DEPARTMENT,
)  # fmt: skip
_DIAGNOSED = code_of(n.what, _DIAGNOSIS)
_OPEN = n.what.is_(*_BROKEN) & ~n.goes
"""A bone takes weeks to heal; everything else is over with the attendance, or the stay that follows it."""


def _own_illness(otherwise: Expression | Any) -> Expression:
    """An attack of the lungs, of who has the illness for it."""
    return where(Fact("chronic_obstructive_pulmonary_disease") & p.copd_attack, "copd_attack",
                 where(Fact("asthma") & p.asthma_attack, "asthma_attack", otherwise))  # fmt: skip


_SHORT_OF_OXYGEN = (n.saturation < signs.stays_below) & ~n.what.is_("copd_attack")
"""Whom nobody sends home; who has chronic obstructive disease lives with less."""
_YOUNG_INFANT = Age(days=True) < in_days(p.young_infant)
_ARRIVED: dict[Any, Any] = {
    n.here: 1,
    n.arrives: Now(),
    n.what: where(Fact("pregnant"), p.what_in_pregnancy, where(_YOUNG_INFANT, p.what_of_a_young_infant, where(
        Age(days=True) < in_days(p.crawls_from), p.what_before_it_crawls, _own_illness(p.what)))),
    n.gravity: option_of(n.what, _GRAVITY),
    n.breathless: n.what.is_(*_such(complaint="chief_sob")),
    **measured(p, n.what.is_("muddled")),
    n.arrival: p.arrival,
    n.source: p.source,
    n.acuity: p.acuity,
    n.goes: p.leaves_unseen,
    # Who is pregnant and must stay is looked after by the maternity unit.
    n.admitted: ~n.goes & ~Fact("pregnant") & (n.what.is_("fever_of_young_infant") | _SHORT_OF_OXYGEN | p.admitted),
    n.over_four: ~p.within_four_hours,
    n.over_twelve: n.over_four & ~n.goes & p.over_twelve_hours,
    n.stay: where(n.over_twelve, p.longest, where(n.over_four, p.long, p.short)),
    n.waits: where(n.what.is_("fever_of_young_infant"), p.within_the_hour, where(
        n.what.is_("overdose"), p.level_from, p.until_seen)),
    n.seen: Now() + lower_of(n.waits, n.stay * p.seen_by // 100),
    n.leaves: Now() + n.stay,
    n.voice: OneOf(2, "voice"),
    n.story: where(n.admitted, option_of(n.what, {name: f"{name}, admitted" for name in PRESENTATIONS}),
                   option_of(n.what, {name: name for name in PRESENTATIONS})),
    n.asked: ~n.goes & where(n.admitted, p.asked_after_stay, p.asked_to_practice),
    n.stitched: ~n.goes & n.what.is_(*_with(STITCHES, "treated")),
    n.inflames: n.what.is_(*_such(inflames=True)),
    n.inflamed: p.inflamed,
    n.corrected: n.what.is_(*_with("bloods")) & ~n.what.is_(*_BROKEN) & ~n.goes & ~n.admitted & p.another_s_sample,
    n.reported: where(n.corrected, p.inflamed.named("another's"), n.inflamed),
}  # fmt: skip
"""What is so of an attendance, as it begins."""


def _looked_for() -> list[Write]:
    """What is looked for: most times that it is the rule; always where nothing could be said without it."""
    found: list[Write] = []
    for name, key in TESTS.items():
        of = n.what.is_(*_with(name))
        done = of if name in ALWAYS else of & (n.what.is_(*_BROKEN) | p.looked_for.named(name))
        found += [perform(one, when=done) for one in (key, *ALSO.get(name, ()))]
    return found


def _done(keys: Sequence[str]) -> list[Write]:
    return [perform(key, when=n.what.is_(*_with(key, "treated"))) for key in keys]


def _protein(value: Expression, slot: str, change: str, **more: Any) -> Write:
    """The report of the laboratory, which may be put right."""
    return observe("crp", value, "unit_milligram_per_litre", slot=slot, entry="protein", change=change,
                   category="laboratory", **more)  # fmt: skip


def _told_practice(when: Expression | None = None) -> Signal:
    """The letter to the practice: whether it is asked to see the patient, and to take stitches out."""
    return Signal("has been to the emergency department", when=when,
                  carries={"asked": n.asked, "stitched": n.stitched})  # fmt: skip


def _asks(who: str, goes: Expression | None = None) -> list[Write]:
    """What is asked of others when someone goes home, and by when: the plan of the letter. goes: who, if not all."""

    def asked(code: str, what: str, of: str, when: Expression, **more: Any) -> Write:
        return refer(code, slot=f"{what}, {who}", reason=what, to=of, when=both(goes, when), **more)

    return [
        asked("referral_gp", "To be seen again after the hospital", GP, n.asked,
              value_time=Now() + p.seen_again_within, by_day=True),
        asked("referral_gp", "Stitches to be taken out", GP, n.stitched,
              value_time=Now() + p.stitches_out_within, by_day=True),
        asked("referral_ortho", "Fracture clinic", FRACTURE_CLINIC, _OPEN),
    ]  # fmt: skip


_HARMED = n.what.is_("overdose", "self_harm") & ~n.goes & YOUNG


def _sent_on(when: Expression | None) -> Signal:
    """The child and adolescent service is asked to see, within days, who has harmed itself (NICE NG225)."""
    return Signal(REFERRED, when=both(_HARMED, when), carries={"low": 0, "harmed": 1})


TREATMENTS = sorted({key for one in PRESENTATIONS.values() for key in one.treated})
_LETTER: dict[str, Any] = {"recorded": p.writing_up, "when": ~n.goes & ~n.admitted}

ATTENDANCE = Pathway(
    "emergency attendance",
    starts_on="falls ill or is hurt",
    at_death="dies",
    guideline="NHS Data Model and Dictionary, Emergency Care Data Set; NICE CG176, NG143, CG160 for what is done",
    notes=Attendance,
    steps=[
        Step("sets out", at=midnight(today() + 1) + p.time_of_day,
             then=When({END: ILL_IN_HOSPITAL | (Now() < Fact("home_from")) | _near_the_end(p.not_before_last_days)},
                       otherwise="arrives")),
        Step("arrives", DEPARTMENT, draws=_ARRIVED, sets={"in_hospital": 1},
             writes=[*IN_DEPARTMENT.begun(),
                     observe(code_of(n.arrival, ARRIVALS), slot="arrival"),
                     observe(code_of(n.source, SOURCES), slot="source of attendance")],
             then="first look"),
        Step("first look", DEPARTMENT, after=p.until_first_look,
             writes=[TRIAGE, observe(code_of(n.acuity, ACUITY), slot="acuity"), *written(~CHILD), ASKED],
             then=When({"goes": n.goes}, otherwise="seen")),
        Step("seen", DEPARTMENT, at=n.seen,
             writes=[*_looked_for(), *_done(TREATMENTS), perform("oxygen_therapy", when=n.oxygen)],
             then="written up"),
        Step("written up", DEPARTMENT, at=n.arrives + n.stay * p.until_written_up // 100,
             writes=[said_of(observe(code_of(n.what, _COMPLAINT), slot="complaint"), n.story, _TEXTS, voice=n.voice),
                     _protein(n.reported, "protein", "recorded", when=n.what.is_(*_with("bloods")))],
             then="leaves"),
        Step("leaves", DEPARTMENT, at=n.leaves, draws={n.here: 0, n.at_clinic: _OPEN},
             sets={"in_hospital": n.admitted},
             writes=[diagnose(_DIAGNOSED, slot="diagnosis", begins=n.arrives, until=Now(), enduring=False,
                              when=~_OPEN & ~n.admitted),
                     diagnose(_DIAGNOSED, slot="found broken", entry="fracture", change=BEGUN, enduring=False,
                              when=_OPEN),
                     observe("ecds_treatment_complete", slot="status", when=~n.admitted),
                     observe("ecds_dest_ward", slot="destination", when=n.admitted),
                     refer("referral_camhs", when=_HARMED, reason="Self-harm", details={"to": CLINIC}),
                     *_asks("department", ~n.admitted),
                     advised("advice, department", n.what, _ADVICE, voice=n.voice, when=~n.admitted),
                     *IN_DEPARTMENT.ended({}),
                     *issued("discharge_summary_document", "emergency_discharge", **_LETTER)],
             raises=[_told_practice(~n.admitted), _sent_on(~n.admitted)],
             then=When(
                 {"to the ward": n.admitted, "fracture clinic": n.at_clinic, "result put right": n.corrected}, END)),
        # The practice, which had the wrong result in its letter, has it again with the right one.
        Step("result put right", DEPARTMENT, after=p.until_put_right,
             writes=[_protein(n.inflamed, "protein put right", AMENDED,
                              text="Corrected report: the first was of another sample"),
                     document("discharge_summary_document", slot="right letter", entry="discharge summary",
                              change=AMENDED, status="completed", recorded=p.writing_up,
                              details={"document": "emergency_discharge"}),
                     # Nobody with a broken bone comes here; who did would have no more appointments.
                     diagnose(_DIAGNOSED, slot="not followed", entry="fracture", change=ENDED, enduring=False,
                              when=n.at_clinic)]),
        Step("goes", DEPARTMENT, at=n.leaves, draws={n.here: 0}, sets={"in_hospital": 0},
             writes=[observe("ecds_left_after_assessment", slot="left"), *IN_DEPARTMENT.ended({})]),
        Step("to the ward", DEPARTMENT, after=p.to_ward, hours="always",
             draws={n.on_ward: 1, n.well: Now() + p.days_on_ward,
                    n.better: _before_last_days(n.well), n.leaves_ward: daytime(n.better)},
             writes=[*ON_WARD.begun(text="Admitted from the emergency department"),
                     diagnose(_DIAGNOSED, slot="admitted with", entry="illness", change=BEGUN, enduring=False,
                              when=~_OPEN)],
             then="home from the ward"),
        Step("home from the ward", "hospital ward", at=n.leaves_ward, draws={n.on_ward: 0}, sets={"in_hospital": 0},
             writes=[diagnose(_DIAGNOSED, slot="over on the ward", entry="illness", change=ENDED, enduring=False,
                              when=~_OPEN),
                     *_asks("ward"), advised("advice, ward", n.what, _ADVICE, voice=n.voice),
                     *ON_WARD.ended(TO_HOME),
                     *issued("discharge_summary_document", "inpatient_discharge", slot="ward summary",
                             recorded=p.writing_up)],
             raises=[_told_practice(), _sent_on(None)],
             then=When({"fracture clinic": _OPEN}, END)),
        Step("fracture clinic", FRACTURE_CLINIC, after=p.until_clinic, contact="seen_in_hospital_clinic",
             draws={n.at_clinic: 0},
             writes=[diagnose(_DIAGNOSED, slot="healed", entry="fracture", change=ENDED, enduring=False,
                              text="Healed, moves well, no more appointments")]),
        Step("dies", DEPARTMENT,
             writes=[diagnose(_DIAGNOSED, slot="broken at death", entry="fracture", change=ENDED, enduring=False,
                              when=n.at_clinic),
                     diagnose(_DIAGNOSED, slot="ill at death", entry="illness", change=ENDED, enduring=False,
                              when=n.on_ward & ~_OPEN),
                     IN_DEPARTMENT.cut_short(DIED)[0],
                     *(ON_WARD.cut_short(DIED))]),
    ],
)  # fmt: skip

SIGNALS = [
    signal("falls ill or is hurt", "someone sets out for the emergency department the next day"),
    signal("has been to the emergency department", "a letter goes to the practice", ("asked", "stitched")),
]
FACTS = [fact("in_hospital", "1 while in the emergency department or on the ward to which it admitted")]
UNANSWERED = of_the_moment(ATTENDANCE.name)
PATHWAYS = [DEMAND, ATTENDANCE]
