"""The last years: who is known to be dying is on the register and looked after; where and how the last days are spent.

The world has fixed when and of what someone dies; what leads to it is drawn given that. Most illnesses that kill are
seen coming, some for years, and then the practice asks what the patient wants; some deaths come out of nothing. Where
the last days are spent decides where death is certified (`death`), and who is taken to hospital then dies there
(`acute.last_stay`).
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.gp import death
from care_pathways.gp._review import GP
from care_pathways.gp.death import EXTERNAL, ILLNESS, ILLNESSES, PLACES
from synth.pathway.language.conditions import higher_of
from synth.pathway.language.expressions import Expression, Fact, Now, OneOf, where
from synth.pathway.language.model import END, REST, Choice, Pathway, Signal, Step, When
from synth.pathway.language.notes import Notes, count, instant, option, quantity, whether
from synth.pathway.language.options import code_of, option_of
from synth.pathway.language.wording import said_of
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import observe, perform, prescribe, refer
from synth.world.demography.deaths import CAUSES

p = beside(__file__)

VISIT = "general practice (GP, at home)"
NURSE = "community nurse at home"
TELEPHONE = "general practice (GP, telephone)"
_REVIEWED = {
    "settled": ("Seen at home, comfortable, family present. Plan unchanged.",
                "HV, sx controlled, family aware, plan as before."),
    "worse": ("Weaker, eats less, sleeps more. Talked about what is wanted if it goes on like this.",
              "HV, declining, reduced oral intake, ceilings of care discussed."),
}  # fmt: skip
"""What is written of someone who is known to be dying, by two clinicians."""
_DYING = {
    "quiet": ("Dying, peaceful, no pain, mouth care shown to the family.",
              "EOL, settled, no agitation, mouth care, family supported."),
    "troubled": ("Dying, restless at times, better after an injection.",
                 "EOL, some agitation, s/c meds given with effect."),
}  # fmt: skip
"""What is written of someone in the last days, by two nurses."""
CHEST = {"influenza and pneumonia": "lrti", "COVID-19": "covid19"}
"""Infections of the chest of which people die within days or weeks, and what is written of someone who has one."""
_ILL = {
    "influenza and pneumonia": (
        "Coughing and feverish for some days, weaker, hardly eats. Does not want to go to hospital, stays at home.",
        "T/C family. LRTI sx, off food, frail. Declines admission, safety net given.",
    ),
    "COVID-19": (
        "Feverish and coughing, short of breath on the stairs. Stays at home, told when to ring 999.",
        "T/C, ?COVID, SOBOE, temp. Declines admission, isolate, safety net given.",
    ),
}
"""What is written of someone who is ill at home with such an infection, by two clinicians."""
JUST_IN_CASE = {
    "morphine_10mg_inj": "2.5 mg to 5 mg under the skin when needed for pain or breathlessness",
    "midazolam_10mg_inj": "2.5 mg to 5 mg under the skin when needed for agitation",
    "glycopyrronium_200microgram_inj": "200 micrograms under the skin when needed for secretions",
    "levomepromazine_25mg_inj": "6.25 mg under the skin when needed for sickness",
}
"""The medicines that are kept in the house for the last days, and how each is given."""


class LastYears(Notes):
    """What is to come, and what those know who look after someone who is dying."""

    ends = instant("when life ends")
    cause = option("the underlying cause of death", *CAUSES)
    illness = option("of what kind the illness is of which people die", *ILLNESSES)
    heart = whether("it is coronary disease")
    chest = whether("it is an infection of the chest, which takes some days")
    infection = option("which infection of the chest it is, if it is one", *CHEST)
    sudden = whether("death comes out of nothing")
    known = whether("the practice knows that the patient is dying")
    lasts = quantity("how long the last days last, if life is longer than that", "minutes")
    last_from = instant("when the last days begin")
    at_home = option("where the patient wishes to die", "home", "hospice", "not said")
    registered = whether("a practice knows the patient")
    likely = option("where people die of such a cause at such an age", *PLACES)
    moved = whether("it is in hospital in spite of that, as it oftener is in the deprived, or at home and not there")
    place = option("where the last days are spent", *PLACES)
    how = option("how it goes", *_REVIEWED)
    kept = whether("medicines for the last days are kept in the house")
    days = option("how the last days are", *_DYING)
    voice = count("which of two ways of writing the clinician has")


n = LastYears


_UNNAMED = n.illness.is_("other") & (Fact("age") < p.of_no_age)
"""Whether someone not yet old dies of none of the illnesses that a record tells of for years: nobody sees it coming."""
_AT_HOME = n.place.is_("home", "care_home") & ~n.sudden & n.registered
"""Whether someone spends days at home from which he or she will not recover, and a practice looks after him or her."""
_NOT_HOME_YET = (Fact("home_from") > Now()) | (
    Fact("home_from").equals(0) & (Now() < Fact("born") + p.newborn)
)  # fmt: skip
"""Whether a baby has not been home yet."""


def _place() -> Expression:
    """Where the last days are spent: a baby that has not been home yet stays in hospital."""
    return where(
        ~n.registered | _NOT_HOME_YET,
        "hospital",
        where(~n.moved, n.likely, where(n.likely.is_("hospital"), "home", "hospital")),
    )


LAST_YEARS = Pathway(
    "last years",
    starts_on="last years begin",
    takes=(n.ends, n.cause),
    until=n.ends,
    guideline="NICE NG142; NICE NG31; NHS England, Ambitions for palliative and end of life care",
    notes=LastYears,
    steps=[
        Step("foreseen",
             draws={n.illness: option_of(n.cause, ILLNESS), n.heart: n.cause.is_("ischaemic heart disease"),
                    n.chest: n.cause.is_(*CHEST) & (Fact("age") >= p.grown_up),
                    n.infection: where(n.cause.is_("COVID-19"), "COVID-19", "influenza and pneumonia"),
                    n.sudden: n.cause.is_(*EXTERNAL, "sudden or unexplained infant death")
                    | where(n.chest, p.sudden_of_infection, p.sudden | (_UNNAMED & p.sudden_of_the_young)),
                    n.lasts: where(n.sudden, p.last_hours, where(n.chest, p.days_of_infection, p.last_days)),
                    n.last_from: higher_of(Now(), n.ends - n.lasts),
                    n.known: ~n.sudden & (Fact("age") >= p.grown_up) & ~_UNNAMED & p.known_to_be_dying},
             sets={"last_days_from": n.last_from},
             then=When({"recognised": n.known}, "last days")),
        Step("recognised", GP, at=n.ends - p.recognised_before, after=p.until_seen, contact="gp_consultation",
             draws={n.at_home: p.wishes},
             writes=[observe("register_palliative", enduring=True),
                     perform("eol_planning"),
                     observe("preferred_place_home", enduring=True, when=n.at_home.is_("home")),
                     observe("preferred_place_hospice", enduring=True, when=n.at_home.is_("hospice")),
                     observe("dnacpr", enduring=True, when=p.not_to_be_resuscitated),
                     refer("referral_palliative", to=NURSE, reason="Palliative care in the community",
                           when=p.sent_to_palliative_care)],
             then=When({"visited": Now() + p.longest_between < n.last_from}, "last days")),
        Step("visited", VISIT, after=p.between_visits, contact="home_visit",
             draws={n.how: p.how, n.voice: OneOf(2, "voice")},
             writes=[said_of(observe("palliative_care"), n.how, _REVIEWED, voice=n.voice)],
             then=When({"visited": Now() + p.longest_between < n.last_from}, "last days")),
        Step("last days", at=n.last_from,
             draws={n.registered: Fact("registered_from") <= Now(), n.likely: death.p.place,
                    n.moved: where(n.likely.is_("hospital"), death.p.home_instead_of_hospital,
                                   death.p.hospital_instead),
                    n.place: _place()},
             sets={"place_of_death": n.place},
             raises=Signal("taken to hospital to die",
                           when=n.place.is_("hospital") & ~_NOT_HOME_YET,
                           carries={"illness": n.illness, "sudden": n.sudden}),
             then=When({"ill at home": n.chest & ~n.known & _AT_HOME, "visited at the end": _AT_HOME,
                        "into the hospice": n.place.is_("hospice") & n.registered}, END)),
        Step("ill at home", TELEPHONE, after=p.until_asked, contact="telephone_consultation",
             draws={n.voice: OneOf(2, "voice")},
             writes=[said_of(observe(code_of(n.infection, CHEST)), n.infection, _ILL, voice=n.voice)],
             then=Choice({"visited at the end": p.visited_when_worse, END: REST})),
        Step("into the hospice", GP, after=p.until_asked,
             writes=[refer("ref_hospice", reason="Care in the last days of life"), observe("hospice_admission")]),
        Step("visited at the end", VISIT, after=p.until_asked, contact="home_visit", draws={n.kept: p.just_in_case},
             writes=[observe("palliative_care", text="In the last weeks or days of life. Family told what to expect."),
                     observe("dnacpr", slot="at the end", when=~n.known & p.not_to_be_resuscitated.named("at the end")),
                     *(prescribe(medicine, until=Now() + p.kept_for, when=n.kept,
                                 details={"dosage": dosage, "course": "acute"})
                       for medicine, dosage in JUST_IN_CASE.items()),
                     perform("anticipatory_meds", when=n.kept),
                     refer("referral_district_nurse", to=NURSE, reason="Care in the last days of life at home")],
             then="nurse"),
        Step("nurse", NURSE, after=p.between_nurses, contact="district_nurse_visit",
             draws={n.days: where(n.kept, p.last_days_go, "quiet"), n.voice: OneOf(2, "nurse")},
             writes=[said_of(observe("palliative_care"), n.days, _DYING, voice=n.voice)], then="nurse"),
    ],
)  # fmt: skip

SIGNALS = [
    signal("taken to hospital to die", "the last days begin, and are spent in hospital", ("illness", "sudden")),
]
FACTS = [
    fact("last_days_from", "the instant at which the last days of someone begin who dies within two years; 0 for none"),
    fact("place_of_death", "where the last days are spent; in hospital until they begin", *PLACES),
]
PATHWAYS = [LAST_YEARS]
