"""Health visiting: the antenatal contact, the caseload from birth to five, and reviews booked, kept or missed."""

from __future__ import annotations

from care_pathways import beside, mood
from care_pathways.child_health._measuring import FOLLOWED, MEASURED, head, height, length, weight
from care_pathways.courses.mood import low, place, score
from synth.clock import DAY
from synth.pathway.language.expressions import Age, Expression, Fact, Local, Now, Value, where
from synth.pathway.language.model import END, Pathway, Signal, Step, When
from synth.pathway.language.notes import option
from synth.pathway.language.options import code_of, either
from synth.pathway.language.time import birthday, day_of, midnight, quarter_hour, working_day
from synth.pathway.language.words import signal
from synth.pathway.language.writes import (
    BEGUN,
    ENDED,
    PLANNED,
    WITHDRAWN,
    appoint,
    assess,
    care_episode,
    observe,
    refer,
)

p = beside(__file__)

HOME, CLINIC = "health visitor home", "health visitor clinic"
REVIEWS = {"new birth": "hv_new_birth", "six weeks": "hv_6_8_week", "one year": "hv_1yr_review",
           "two years": "hv_2yr_review"}  # fmt: skip
"""The reviews of the healthy child programme after birth."""
REVIEW_DUE = option("the review", *REVIEWS, called="review")
_EARLY = REVIEW_DUE.is_("new birth", "six weeks")
_CONTACT = code_of(REVIEW_DUE, REVIEWS)
_born = midnight(birthday())


# ---------------------------------------------------------------- the caseload


def _due(name: str, age: Value, then: str) -> Step:
    return Step(
        name,
        at=_born + age,
        raises=Signal("health visitor review due", carries={"review": name}),
        then=then,
    )


CASELOAD = Pathway(
    "health visiting",
    starts_on="birth",
    only=~Fact("stillborn") & FOLLOWED,
    at_death="closed",
    guideline="Healthy child programme: pregnancy and the first five years",
    steps=[
        Step("birth notified", HOME, after=p.birth_to_notice, draws={"open": 1},
             writes=[care_episode("hv_service", BEGUN, taken_on=True)],
             raises=Signal("health visitor review due", carries={"review": "new birth"}), then="six weeks"),
        _due("six weeks", p.six_weeks, "one year"),
        _due("one year", p.one_year, "two years"),
        _due("two years", p.two_years, "closed at five"),
        Step("closed at five", HOME, at=_born + p.five_years, writes=[care_episode("hv_service", ENDED)]),
        Step("closed", HOME, writes=[care_episode("hv_service", ENDED, when=Local("open"))]),
    ],
)  # fmt: skip

# ---------------------------------------------------------------- a review

FORM = option("the form of the ages and stages questionnaire", "24 months", "27 months", "30 months", called="form")
ASQ_AREAS = ("communication", "gross_motor", "fine_motor", "problem_solving", "personal_social")


def _asq_draws() -> dict[str, Expression]:
    draws: dict[str, Expression] = {
        "asq": REVIEW_DUE.is_("two years") & p.asq_used,
        "form": where(
            Age(days=True) < p.asq_27_months_from,
            "24 months",
            where(Age(days=True) < p.asq_30_months_from, "27 months", "30 months"),
        ),
        "behind": p.behind_in_some_area,
    }
    for area in ASQ_AREAS:
        low = Local("behind") & getattr(p, f"behind_in_{area}")
        draws[f"{area}_low"] = low
        draws[area] = (
            where(Local(f"{area}_low"), p.score_if_behind.named(f"{area} low"), p.score.named(area))
            // p.points
            * p.points
        )
    return draws


def _asq_scores() -> list:
    return [
        assess(code_of(FORM, {months: f"asq3_{months[:2]}m_{area}" for months in FORM.options}), Local(area),
               slot=f"ASQ-3 {area}", unit="unit_score", when=Local("asq"))
        for area in ASQ_AREAS
    ]  # fmt: skip


_FEEDING = observe(
    "infant_feeding",
    slot="feeding",
    when=_EARLY & ~Fact("feeding").is_("not known"),
    value_code=either(
        Fact("breastfed"),
        code_of(
            Fact("feeding"),
            {
                "not known": "",
                "breast milk only": "breastfeeding_exclusive",
                "both": "breastfeeding_partial",
                "no breast milk": "breastfeeding_none",
            },
        ),
        "breastfeeding_none",
    ),
)

REVIEW = Pathway(
    "health visitor review",
    starts_on=("health visitor review due", "health visitor review rebooked"),
    takes=("review", "again"),
    at_death="cancelled",
    guideline="Healthy child programme: pregnancy and the first five years",
    steps=[
        # A baby who is still in hospital is visited once it is home.
        Step("booked", HOME, at=where(
                 _EARLY,
                 Fact("home_from") + p.home_to_booking + where(REVIEW_DUE.is_("six weeks"), p.between_reviews, 0), 0),
             draws={"planned": where(Local("again"), Now() + p.rebooked_after, _born + p.age_at_review),
                    "day": where(Local("planned") > Now() + DAY, Local("planned"), Now() + DAY),
                    "at": midnight(working_day(day_of(Local("day")))) + quarter_hour(p.time_of_day),
                    "missed": p.missed, "clinic": ~_EARLY},
             writes=[appoint(_CONTACT, PLANNED, status="booked", begins=Local("at"), until=Local("at") + p.length)],
             then=When({"not brought": Local("missed"), "at the clinic": Local("clinic")}, "at home")),
        Step("at home", HOME, at=Local("at"), hours="always", contact=_CONTACT, lasts=p.length,
             draws=MEASURED,
             writes=[appoint(_CONTACT, ENDED, status="fulfilled", until=Local("at") + p.length),
                     weight(), length(REVIEW_DUE.is_("six weeks") & p.length_measured), head(), _FEEDING],
             raises=Signal("mother seen by health visitor", to="mother", carries={"review": REVIEW_DUE},
                           when=Fact("birth_order") <= 1)),
        Step("at the clinic", CLINIC, at=Local("at"), hours="always", contact=_CONTACT, lasts=p.length,
             draws={**MEASURED, **_asq_draws()},
             writes=[appoint(_CONTACT, ENDED, status="fulfilled", until=Local("at") + p.length),
                     weight(), length(REVIEW_DUE.is_("one year")), height(REVIEW_DUE.is_("two years")), *_asq_scores(),
                     refer("referral_slt", when=Local("asq") & Local("communication_low") & p.referred,
                           details={"to": "speech and language therapist"}),
                     refer("referral_paeds", details={"to": "community paediatrician"},
                           when=Local("asq") & Local("gross_motor_low") & p.referred.named("movement"))]),
        Step("not brought", HOME, at=Local("at"), after=p.given_up, hours="always",
             draws={"offered_again": ~Local("again") & p.rebooked},
             writes=[appoint(_CONTACT, ENDED, status="noshow", until=Local("at") + p.length,
                             value_code="was_not_brought")],
             raises=Signal("health visitor review rebooked", carries={"review": REVIEW_DUE, "again": 1},
                           when=Local("offered_again"))),
        Step("cancelled", HOME, writes=[appoint(_CONTACT, WITHDRAWN, status="cancelled")]),
    ],
)  # fmt: skip

# ---------------------------------------------------------------- in the mother's record

ANTENATAL = Pathway(
    "antenatal health visitor contact",
    starts_on="conception",
    takes=("ends", "last_period"),
    until=Local("ends"),
    ending="cancelled",
    at_death="cancelled",
    guideline="Healthy child programme: antenatal contact from 28 weeks",
    steps=[
        Step("28 weeks", HOME, at=midnight(Local("last_period")) + p.antenatal_from, after=p.antenatal_booking,
             hours="always",
             draws={"offered": p.antenatal_offered, "missed": p.antenatal_missed,
                    "day": Now() + p.antenatal_notice,
                    "at": midnight(working_day(day_of(Local("day")))) + quarter_hour(p.time_of_day)},
             writes=[appoint("hv_antenatal", PLANNED, status="booked", begins=Local("at"), until=Local("at") + p.length,
                             when=Local("offered"))],
             then=When({"not attended": Local("offered") & Local("missed"), "contact": Local("offered")}, END)),
        Step("contact", HOME, at=Local("at"), hours="always", contact="hv_antenatal", lasts=p.length,
             draws={"low": low(p.whooley_positive), "answers": mood.answers(Local("low").equals(1))},
             writes=[appoint("hv_antenatal", ENDED, status="fulfilled", until=Local("at") + p.length),
                     *mood.asked(),
                     refer("referral_gp", when=Local("low"), details={"to": "general practice (GP)"})]),
        Step("not attended", HOME, at=Local("at"), after=p.given_up, hours="always",
             writes=[appoint("hv_antenatal", ENDED, status="noshow", until=Local("at") + p.length)]),
        Step("cancelled", HOME,
             writes=[appoint("hv_antenatal", WITHDRAWN, status="cancelled", when=Local("offered"))]),
    ],
)  # fmt: skip

MOOD = Pathway(
    "maternal mood enquiry",
    starts_on="mother seen by health visitor",
    takes=("review",),
    guideline="NICE CG192",
    steps=[
        Step("asked", HOME, hours="always", contact="hv_follow_up", lasts=p.mood_length,
             draws={"low": where(REVIEW_DUE.is_("six weeks"), low(p.low_at_six_weeks), low(p.whooley_positive)),
                    "place": where(REVIEW_DUE.is_("six weeks"), place(p.low_at_six_weeks), place(p.whooley_positive)),
                    "answers": mood.answers(Local("low").equals(1))},
             writes=[*mood.asked(),
                     assess("epds_score", score(p.epds, p.epds_if_low, Local("place")), unit="unit_score",
                            when=Local("low") | REVIEW_DUE.is_("six weeks")),
                     refer("referral_gp", when=Local("low") & REVIEW_DUE.is_("six weeks"),
                           details={"to": "general practice (GP)"})],
             raises=Signal("low mood found by health visitor", when=Local("low") & REVIEW_DUE.is_("six weeks"))),
    ],
)  # fmt: skip

SIGNALS = [
    signal("health visitor review due", "a review is due", ("review",)),
    signal(
        "health visitor review rebooked",
        "a review to which the child was not brought is offered again",
        ("review", "again"),
    ),
    signal("mother seen by health visitor", "the health visitor sees the mother with the baby", ("review",)),
    signal("low mood found by health visitor", "the health visitor finds her low", for_later="perinatal mental health"),
]
PATHWAYS = [CASELOAD, REVIEW, ANTENATAL, MOOD]
