"""Health visiting: the antenatal contact, the caseload from birth to five, and reviews booked, kept or missed."""

from __future__ import annotations

from care_pathways import beside, mood
from care_pathways.child_health._measuring import FOLLOWED, MEASURED, head, height, length, weight
from synth.clock import DAY
from synth.pathway.language.expressions import Age, Expression, Fact, Local, Now, Value, coded, where
from synth.pathway.language.model import END, Pathway, Signal, Step, When
from synth.pathway.language.time import birthday, day_of, midnight, working_day
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
NEW_BIRTH, SIX_WEEKS, ONE_YEAR, TWO_YEARS = range(4)
"""The reviews of the healthy child programme after birth."""

REVIEWS = ("hv_new_birth", "hv_6_8_week", "hv_1yr_review", "hv_2yr_review")
_CONTACT = coded(Local("review"), *REVIEWS)
_born = midnight(birthday())


def _is(review: int) -> Expression:
    return Local("review").equals(review)


# ---------------------------------------------------------------- the caseload


def _due(name: str, review: int, age: Value, then: str) -> Step:
    return Step(
        name,
        at=_born + age,
        raises=Signal("health visitor review due", carries={"review": review}),
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
             writes=[care_episode("hv_service", BEGUN)],
             raises=Signal("health visitor review due", carries={"review": NEW_BIRTH}), then="six weeks"),
        _due("six weeks", SIX_WEEKS, p.six_weeks, "one year"),
        _due("one year", ONE_YEAR, p.one_year, "two years"),
        _due("two years", TWO_YEARS, p.two_years, "closed at five"),
        Step("closed at five", HOME, at=_born + p.five_years, writes=[care_episode("hv_service", ENDED)]),
        Step("closed", HOME, writes=[care_episode("hv_service", ENDED, when=Local("open"))]),
    ],
)  # fmt: skip

# ---------------------------------------------------------------- a review

ASQ_AREAS = ("communication", "gross_motor", "fine_motor", "problem_solving", "personal_social")


def _asq_draws() -> dict[str, Expression]:
    draws: dict[str, Expression] = {
        "asq": _is(TWO_YEARS) & p.asq_used,
        "form": where(Age(days=True) < p.asq_27_months_from, 0, where(Age(days=True) < p.asq_30_months_from, 1, 2)),
        "behind": p.behind_in_some_area,
    }
    for area in ASQ_AREAS:
        low = Local("behind") & getattr(p, f"behind_in_{area}")
        draws[f"{area}_low"] = low
        draws[area] = where(Local(f"{area}_low"), p.score_if_behind.named(f"{area} low"), p.score.named(area)) // 5 * 5
    return draws


def _asq_scores() -> list:
    return [
        assess(coded(Local("form"), *(f"asq3_{months}m_{area}" for months in (24, 27, 30))), Local(area),
               slot=f"ASQ-3 {area}", unit="unit_score", when=Local("asq"))
        for area in ASQ_AREAS
    ]  # fmt: skip


_FEEDING = observe(
    "infant_feeding",
    slot="feeding",
    when=(Local("review") <= SIX_WEEKS) & (Fact("feeding") >= 1),
    value_code=coded(Fact("feeding") - 1, "breastfeeding_exclusive", "breastfeeding_partial", "breastfeeding_none"),
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
                 Local("review") <= SIX_WEEKS,
                 Fact("home_from") + p.home_to_booking + Local("review") * p.between_reviews, 0),
             draws={"planned": where(Local("again"), Now() + p.rebooked_after, _born + p.age_at_review),
                    "day": where(Local("planned") > Now() + DAY, Local("planned"), Now() + DAY),
                    "at": midnight(working_day(day_of(Local("day")))) + p.time_of_day // 15 * 15,
                    "missed": p.missed, "clinic": Local("review") >= ONE_YEAR},
             writes=[appoint(_CONTACT, PLANNED, status="booked", begins=Local("at"), until=Local("at") + p.length)],
             then=When({"not brought": Local("missed"), "at the clinic": Local("clinic")}, "at home")),
        Step("at home", HOME, at=Local("at"), hours="always", contact=_CONTACT, lasts=p.length,
             draws=MEASURED,
             writes=[appoint(_CONTACT, ENDED, status="fulfilled", until=Local("at") + p.length),
                     weight(), length(_is(SIX_WEEKS) & p.length_measured), head(), _FEEDING],
             raises=Signal("mother seen by health visitor", to="mother", carries={"review": Local("review")},
                           when=Fact("birth_order") <= 1)),
        Step("at the clinic", CLINIC, at=Local("at"), hours="always", contact=_CONTACT, lasts=p.length,
             draws={**MEASURED, **_asq_draws()},
             writes=[appoint(_CONTACT, ENDED, status="fulfilled", until=Local("at") + p.length),
                     weight(), length(_is(ONE_YEAR)), height(_is(TWO_YEARS)), *_asq_scores(),
                     refer("referral_slt", when=Local("asq") & Local("communication_low") & p.referred,
                           details={"to": "speech and language therapist"}),
                     refer("referral_paeds", details={"to": "community paediatrician"},
                           when=Local("asq") & Local("gross_motor_low") & p.referred.named("movement"))]),
        Step("not brought", HOME, at=Local("at"), after=p.given_up, hours="always",
             draws={"offered_again": ~Local("again") & p.rebooked},
             writes=[appoint(_CONTACT, ENDED, status="noshow", until=Local("at") + p.length,
                             value_code=coded(0, "was_not_brought"))],
             raises=Signal("health visitor review rebooked", carries={"review": Local("review"), "again": 1},
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
                    "at": midnight(working_day(day_of(Local("day")))) + p.time_of_day // 15 * 15},
             writes=[appoint("hv_antenatal", PLANNED, status="booked", begins=Local("at"), until=Local("at") + p.length,
                             when=Local("offered"))],
             then=When({"not attended": Local("offered") & Local("missed"), "contact": Local("offered")}, END)),
        Step("contact", HOME, at=Local("at"), hours="always", contact="hv_antenatal", lasts=p.length,
             draws={"low": p.whooley_positive, "answers": mood.answers(Local("low").equals(1))},
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
             draws={"low": where(_is(SIX_WEEKS), p.low_at_six_weeks, p.whooley_positive),
                    "answers": mood.answers(Local("low").equals(1))},
             writes=[*mood.asked(),
                     assess("epds_score", where(Local("low"), p.epds_if_low, p.epds), unit="unit_score",
                            when=Local("low") | _is(SIX_WEEKS)),
                     refer("referral_gp", when=Local("low") & _is(SIX_WEEKS), details={"to": "general practice (GP)"})],
             raises=Signal("low mood found by health visitor", when=Local("low") & _is(SIX_WEEKS))),
    ],
)  # fmt: skip

PATHWAYS = [CASELOAD, REVIEW, ANTENATAL, MOOD]
