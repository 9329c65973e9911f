"""Health visiting: the antenatal contact, the caseload from birth to five, and reviews booked, kept or missed."""

from __future__ import annotations

from care_pathways import beside, mood
from care_pathways.child_health._measuring import (
    FOLLOWED,
    MEASURED,
    RECEPTION,
    Measured,
    head,
    height,
    length,
    school_year_starts,
    weight,
)
from care_pathways.child_health.infant_feeding import FED
from care_pathways.closures import services
from care_pathways.courses import attendance, family_diary
from care_pathways.courses.mood import low, place, score
from care_pathways.gp.low_mood import LOW_MOOD
from care_pathways.maternity._course import Conceived
from care_pathways.mood import Asked
from synth.clock import DAY
from synth.pathway.language.expressions import Age, Expression, Fact, Now, Of, Value, where, whole
from synth.pathway.language.model import Pathway, Signal, Step, When, Write
from synth.pathway.language.notes import Note, Notes, count, day, instant, keeping, option, place_among, whether
from synth.pathway.language.options import code_of, either
from synth.pathway.language.time import birthday, day_of, in_office, midnight
from synth.pathway.language.words import signal
from synth.pathway.language.writes import BEGUN, ENDED, assess, care_episode, communicate, observe, refer
from synth.pathway.parts.appointment import appointment, booked, called_off, kept, missed, on_working_day, withdrawn

p = beside(__file__)

HOME, CLINIC = "health visitor home", "health visitor clinic"
REVIEWS = {"new birth": "hv_new_birth", "six weeks": "hv_6_8_week", "one year": "hv_1yr_review",
           "two years": "hv_2yr_review"}  # fmt: skip
"""The reviews of the healthy child programme after birth."""
FORMS = {"24 months": "asq3_24m", "27 months": "asq3_27m", "30 months": "asq3_30m"}
"""The forms of the ages and stages questionnaire that the review at two years may need, and how their codes begin."""
AREAS = {"communication": "talking and understanding", "gross_motor": "moving about", "fine_motor": "using its hands",
         "problem_solving": "solving problems", "personal_social": "doing things alone and with others"}  # fmt: skip
"""What the ages and stages questionnaire asks about, by the names of its codes."""


class Caseload(Notes):
    """What is known of a child on the caseload."""

    open = whether("the child has come onto the caseload")
    heard = instant("when the health visitor hears of the birth")


BEHIND = {area: whether(f"the child is behind in {what}", called=f"{area}_low") for area, what in AREAS.items()}
SCORE = {area: count(f"the score for {what}", "points", called=area) for area, what in AREAS.items()}


@keeping(*BEHIND.values(), *SCORE.values())
class Review(Measured):
    """What is known of one review."""

    review = option("the review that is due", *REVIEWS)
    again = whether("it is offered a second time")
    planned = instant("when the child is to be seen")
    day = day("the day on which the review is sought")
    at = instant("when the appointment is")
    missed = whether("the child is not brought")
    clinic = whether("the review is held at the clinic, not at home")
    remote = whether("the family is rung up instead of visited")
    offered_again = whether("another appointment is offered")
    asq = whether("the ages and stages questionnaire is filled in")
    form = option("which of its forms fits the child's age", *FORMS)
    behind = whether("the child is behind in some area")
    areas = count("in how many areas it is behind")


class AntenatalContact(Conceived, Asked):
    """What is known of the visit before birth."""

    offered = whether("the visit is offered")
    missed = whether("she is not there")
    remote = whether("she is rung up instead")
    day = day("the day on which the visit is sought")
    at = instant("when the appointment is")


class MoodEnquiry(Asked):
    """What is known when a mother is asked about her mood."""

    review = option("the review of her baby at which she is seen", *REVIEWS)
    remote = whether("the family is rung up instead of visited")
    place = place_among("how she feels, among those whose mood is low or among all others")


class SeenAgain(Notes):
    """What is known when a child who was behind is looked at again."""

    comes = whether("it is brought")
    caught_up = whether("it has caught up")


class AtSchool(Notes):
    """What is known when a child enters school."""

    seen = whether("the school nurse reviews it")


n, a, m, n_again, e_school = Review, AntenatalContact, MoodEnquiry, SeenAgain, AtSchool

_EARLY = n.review.is_("new birth", "six weeks")
_CONTACT = code_of(n.review, REVIEWS)
_born = midnight(birthday())


# ---------------------------------------------------------------- the caseload


def _due(name: str, age: Value, then: str) -> Step:
    return Step(
        name,
        at=in_office(_born + age + family_diary.by_hour(p.time_of_day)),
        raises=Signal("health visitor review due", carries={"review": name}),
        then=then,
    )


CASELOAD = Pathway(
    "health visiting",
    starts_on="birth",
    only=~Fact("stillborn") & FOLLOWED,
    at_death="closed",
    notes=Caseload,
    guideline="Healthy child programme: pregnancy and the first five years",
    steps=[
        # Twins are born minutes apart, and what follows is one letter, one visit.
        Step("born", at=_born + DAY, draws={Caseload.heard: in_office(_born + family_diary.by_day(p.birth_to_notice))},
             then="birth notified"),
        Step("birth notified", HOME, at=Caseload.heard, hours="always", draws={Caseload.open: 1},
             writes=[care_episode("hv_service", BEGUN, taken_on=True)],
             raises=Signal("health visitor review due", carries={"review": "new birth"}), then="six weeks"),
        _due("six weeks", p.six_weeks, "one year"),
        _due("one year", p.one_year, "two years"),
        _due("two years", p.two_years, "closed at five"),
        Step("closed at five", HOME, at=_born + p.five_years,
             writes=[communicate("school_nurse_handover", details={"to": "school nurse"}),
                     care_episode("hv_service", ENDED)],
             raises=Signal("handed over to the school nurse")),
        Step("closed", HOME, writes=[care_episode("hv_service", ENDED, when=Caseload.open)]),
    ],
)  # fmt: skip

ENTERS_SCHOOL = Pathway(
    "review at school entry",
    starts_on="handed over to the school nurse",
    notes=AtSchool,
    guideline="Healthy child programme: from five to nineteen years",
    steps=[
        Step("reviewed", "school nurse", at=school_year_starts(RECEPTION), after=p.into_the_school_year,
             contact="child_health_contact_school_entry_review", contact_when=e_school.seen,
             draws={e_school.seen: p.school_entry_review},
             writes=[observe("school_health_needs", when=e_school.seen, value_code=either(
                 p.needs_at_school, "health_needs_some", "health_needs_none"))]),
    ],
)  # fmt: skip

# ---------------------------------------------------------------- a review


def _asq_draws() -> dict[Note, Expression]:
    """Which form is filled in, in which areas the child is behind, and its score in each."""
    draws: dict[Note, Expression] = {
        n.asq: n.review.is_("two years") & p.asq_used,
        n.form: where(
            Age(days=True) < p.asq_27_months_from,
            "24 months",
            where(Age(days=True) < p.asq_30_months_from, "27 months", "30 months"),
        ),
        n.behind: p.behind_in_some_area,
    }
    for area in AREAS:
        draws[BEHIND[area]] = n.behind & getattr(p, f"behind_in_{area}")
        points = where(BEHIND[area], p.score_if_behind.named(f"{area} low"), p.score.named(area))
        draws[SCORE[area]] = points // p.points * p.points
    draws[n.areas] = sum(BEHIND.values(), start=whole(0))
    return draws


def _asq_scores() -> list[Write]:
    return [
        assess(code_of(n.form, {months: f"{form}_{area}" for months, form in FORMS.items()}), SCORE[area],
               slot=f"ASQ-3 {area}", unit="unit_score", when=n.asq)
        for area in AREAS
    ]  # fmt: skip


_FEEDING = observe(
    "infant_feeding",
    slot="feeding",
    # What the midwife was told on her last day stands on that day.
    when=_EARLY & ~Fact("feeding").is_("not known") & (Age(days=True) >= p.earliest_at),
    value_code=either(
        Fact("breastfed"),
        code_of(Fact("feeding"), FED),
        "breastfeeding_none",
    ),
)

_MOTHER_SEEN = Signal("mother seen by health visitor", to="mother", carries={"review": n.review, "remote": n.remote},
                      when=Fact("birth_order") <= 1)  # fmt: skip

REVIEW = Pathway(
    "health visitor review",
    starts_on=("health visitor review due", "health visitor review rebooked"),
    takes=(n.review, n.again),
    at_death="cancelled",
    notes=Review,
    guideline="Healthy child programme: pregnancy and the first five years",
    steps=appointment(
        _CONTACT,
        # A baby who is still in hospital is visited once it is home.
        booked("booked", at=where(_EARLY, in_office(
                   Fact("home_from") + p.home_to_booking + where(n.review.is_("six weeks"), p.between_reviews, 0)), 0),
               draws={n.planned: where(n.again, Now() + family_diary.by_day(p.rebooked_after),
                                       _born + family_diary.by_day(p.age_at_review)),
                      n.day: day_of(where(n.planned > Now() + DAY, n.planned, Now() + DAY)),
                      n.at: family_diary.appointment(n.day, p.time_of_day, birthday() + p.earliest_at),
                      n.missed: attendance.not_brought(p.missed),
                      n.clinic: ~_EARLY,
                      n.remote: _EARLY & services.early_reviews_by_telephone.as_of(n.at)}),
        called_off("called off", when=~_EARLY & ~services.later_child_reviews.as_of(n.at)),
        kept("at the clinic", when=n.clinic, setting=CLINIC, draws={**MEASURED, **_asq_draws()},
             writes=[weight(), length(n.review.is_("one year")), height(n.review.is_("two years")), *_asq_scores(),
                     refer("referral_slt", when=n.asq & BEHIND["communication"] & p.referred,
                           details={"to": "speech and language therapist"}),
                     refer("referral_paeds", details={"to": "community paediatrician"},
                           when=n.asq & ((n.areas >= p.areas_for_paediatrician)
                                         | (BEHIND["gross_motor"] & p.referred.named("movement"))))],
             raises=Signal("development to be looked at again", when=n.asq & (n.areas >= 1))),
        kept("by telephone", when=n.remote, setting="health visitor (telephone)", writes=[_FEEDING],
             raises=_MOTHER_SEEN),
        kept("at home", draws=MEASURED,
             writes=[weight(), length(n.review.is_("six weeks") & p.length_measured), head(), _FEEDING,
                     observe(either(Of("mother", "smoker") | p.others_smoke, "smoker_in_household",
                                    "no_smokers_in_household"), slot="smoke at home", category="social-history",
                             when=n.review.is_("new birth"))],
             raises=_MOTHER_SEEN),
        missed("not brought", when=n.missed, reason="was_not_brought", after=family_diary.by_hour(p.given_up),
               draws={n.offered_again: ~n.again & family_diary.brings(p.rebooked)},
               raises=Signal("health visitor review rebooked", carries={"review": n.review, "again": 1},
                             when=n.offered_again)),
        withdrawn("cancelled"),
        setting=HOME, begins=n.at, lasts=p.length),
)  # fmt: skip

DEVELOPMENT = Pathway(
    "development looked at again",
    starts_on="development to be looked at again",
    notes=SeenAgain,
    guideline="Healthy child programme: review at two years",
    steps=[
        Step("looked at again", CLINIC, after=p.looked_again, contact="hv_follow_up", contact_when=n_again.comes,
             draws={n_again.comes: p.comes_again, n_again.caught_up: p.caught_up},
             writes=[observe(either(n_again.caught_up, "developmental_skill_achieved",
                                    "developmental_skill_not_achieved"), when=n_again.comes),
                     refer("referral_paeds", details={"to": "community paediatrician"},
                           when=n_again.comes & ~n_again.caught_up)]),
    ],
)  # fmt: skip

# ---------------------------------------------------------------- in the mother's record

ASKED = [*mood.asked(), refer("referral_gp", when=a.low, details={"to": "general practice (GP)"})]

ANTENATAL = Pathway(
    "antenatal health visitor contact",
    starts_on="conception",
    takes=(a.ends, a.last_period),
    until=a.ends,
    ending="cancelled",
    at_death="cancelled",
    notes=AntenatalContact,
    guideline="Healthy child programme: antenatal contact from 28 weeks",
    steps=appointment(
        "hv_antenatal",
        booked("28 weeks", hours="", at=midnight(a.last_period) + p.antenatal_from, after=p.antenatal_booking,
               draws={a.offered: p.antenatal_offered, a.missed: attendance.misses(p.antenatal_missed),
                      a.day: day_of(Now() + p.antenatal_notice), a.at: on_working_day(a.day, p.time_of_day),
                      a.remote: services.early_reviews_by_telephone.as_of(a.at)}),
        kept("by telephone", when=a.remote, setting="health visitor (telephone)",
             draws={a.low: low(p.whooley_positive), a.answers: mood.answers(a.low)}, writes=ASKED,
             raises=LOW_MOOD.found(also=a.low, pregnant=1)),
        kept("contact", draws={a.low: low(p.whooley_positive), a.answers: mood.answers(a.low)},
             writes=ASKED, raises=LOW_MOOD.found(also=a.low, pregnant=1)),
        missed("not attended", when=a.missed, after=p.given_up),
        withdrawn("cancelled"),
        setting=HOME, begins=a.at, lasts=p.length, offered=a.offered),
)  # fmt: skip


def _enquiry(name: str, setting: str) -> Step:
    """A mother is asked about her mood, where or as her baby is reviewed."""
    return Step(name, setting, hours="always", contact="hv_follow_up", lasts=p.mood_length,
         draws={m.low: where(m.review.is_("six weeks"), low(p.low_at_six_weeks), low(p.whooley_positive)),
                m.place: where(m.review.is_("six weeks"), place(p.low_at_six_weeks), place(p.whooley_positive)),
                m.answers: mood.answers(m.low)},
         writes=[*mood.asked(),
                 assess("epds_score", score(m.low, p.epds, p.epds_if_low, m.place), unit="unit_score",
                        when=m.low | m.review.is_("six weeks")),
                 refer("referral_gp", when=m.low & m.review.is_("six weeks"),
                       details={"to": "general practice (GP)"})],
         raises=LOW_MOOD.found(score(m.low, p.epds, p.epds_if_low, m.place), m.low | m.review.is_("six weeks"),
                               also=m.low, pregnant=0))  # fmt: skip


MOOD = Pathway(
    "maternal mood enquiry",
    starts_on="mother seen by health visitor",
    takes=(m.review, m.remote),
    notes=MoodEnquiry,
    guideline="NICE CG192",
    steps=[
        Step("seen", then=When({"asked by telephone": m.remote}, "asked")),
        _enquiry("asked", HOME),
        _enquiry("asked by telephone", "health visitor (telephone)"),
    ],
)  # fmt: skip

SIGNALS = [
    signal("handed over to the school nurse", "a child leaves the health visitor's caseload at five"),
    signal("development to be looked at again", "a questionnaire finds a child behind in some area"),
    signal("health visitor review due", "a review is due", ("review",)),
    signal(
        "health visitor review rebooked",
        "a review to which the child was not brought is offered again",
        ("review", "again"),
    ),
    signal("mother seen by health visitor", "the health visitor sees the mother with the baby", ("review", "remote")),
]
PATHWAYS = [CASELOAD, ENTERS_SCHOOL, REVIEW, DEVELOPMENT, ANTENATAL, MOOD]
