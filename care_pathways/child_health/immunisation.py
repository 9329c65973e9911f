"""Immunisation of children in England: the routine schedule by date of birth and calendar, at the GP practice.

How a family sees vaccines is a fact of the mother, so that refusals cluster and brothers and sisters are alike.
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.child_health import _vaccines
from care_pathways.child_health._measuring import FOLLOWED
from care_pathways.child_health._vaccines import (
    FIVE_IN_ONE,
    HIB_MEN_C,
    MEN_B,
    MEN_C,
    MMR,
    MMRV,
    PCV,
    PRESCHOOL,
    ROTAVIRUS,
    SIX_IN_ONE,
    Vaccine,
    Visit,
    consents,
    counting,
    decided,
    not_brought,
    parent,
)
from care_pathways.child_health._vaccines_of_the_past import (
    ACELLULAR_BOOSTER,
    ORAL_POLIO,
    POLIO_BOOSTER,
    TRIPLE_WITH_HIB,
)
from care_pathways.courses import family_diary
from care_pathways.programmes import since
from synth.pathway.language.expressions import Age, Expression, Fact, Now, Occurrence, Of, where
from synth.pathway.language.model import END, Pathway, Signal, Step, When
from synth.pathway.language.notes import count, instant, whether
from synth.pathway.language.time import birthday, day_of, midnight, today
from synth.pathway.language.words import fact, signal

p = beside(__file__)

VIEW = Pathway(
    "view of vaccines",
    starts_on="birth",
    # Signals reach patients only, so "has_record" tells parents with a record here from relatives elsewhere.
    steps=[Step("held for life", sets={"view_of_vaccines": p.view_of_vaccines, "has_record": 1})],
)

GONE = Pathway("death of a parent", starts_on="death", steps=[Step("dead", sets={"dead": 1})])


@counting(SIX_IN_ONE, FIVE_IN_ONE, TRIPLE_WITH_HIB, ORAL_POLIO, ROTAVIRUS, MEN_B, MEN_C, PCV, HIB_MEN_C, MMR, MMRV,
          PRESCHOOL, ACELLULAR_BOOSTER, POLIO_BOOSTER)  # fmt: skip
class Childhood(Visit):
    """What is known of a child's vaccines until it goes to school."""

    visit = count("which visit of the first year it is, 1 to 3; 0 for one later on")
    missed = count("how many times in a row the child was not brought", "times")
    late = whether("it was not brought when it was first asked")
    last_visit = instant("the beginning of the day on which it was last vaccinated")


n = Childhood


_born = midnight(birthday())


def visit(name: str, contact: str, due: Expression, needs: dict[Vaccine, Expression], then: str,
          comes: Expression, number: int = 0) -> Step:  # fmt: skip
    """A visit for vaccines: once brought, or not brought and offered again, or declined.

    due: days of age; needs: the vaccines and when each is due at this visit; number: which of the first year it is.
    Doses of one course are four weeks apart.
    """
    earliest, after_last = _born + due, n.last_visit + p.between_visits
    due_at = where(after_last > earliest, after_last, earliest)
    due_at = where(due_at > Now(), due_at, Now())
    return Step(
        name, "general practice (nurse)", hours="always",
        at=family_diary.seen_on(day_of(due_at + family_diary.by_day(p.offer_to_visit)), day_of(due_at)),
        after=family_diary.by_hour(p.time_of_visit),
        draws={
            n.visit: number,
            **decided(needs, family_diary.declines(p.declines_all), family_diary.brings(comes), p.one_declined,
                      {MEN_B: p.men_b_declined}),
            **parent(p.father_brings),
            n.missed: where(n.wanted & ~n.comes & ~n.declines, n.missed + 1, 0),
            n.late: n.missed >= 1,
            n.last_visit: where(n.comes, midnight(today()), n.last_visit),
        },
        contact=contact, contact_when=n.comes, lasts=p.length,
        writes=[*consents(), *(w for vaccine in needs for w in vaccine.written()),
                not_brought(contact, "general practice (reception)", n.missed >= 1)],
        raises=Signal("not brought for vaccines", when=n.missed >= 1),
        then=When({name: (n.missed >= 1) & (Occurrence() < p.offers - 1)}, otherwise=then),
    )  # fmt: skip


_any_five_in_one = TRIPLE_WITH_HIB.doses + FIVE_IN_ONE.doses


def _first_year(dose: int) -> dict[Vaccine, Expression]:
    """What is due at the first, second and third visit of the first year; a missed dose is given at the next visit."""
    men_b_now = (
        p.men_b_born
        & p.men_b_begun
        & where(p.swapped, MEN_B.doses < (1, 2, 2)[dose - 1], MEN_B.doses < (1, 1, 2)[dose - 1])
    )
    pcv_now = where(
        p.pcv_two_and_one,
        PCV.doses < (1, 1, 2)[dose - 1],
        where(p.swapped, PCV.doses < (0, 0, 1)[dose - 1], PCV.doses < (0, 1, 1)[dose - 1]),
    )
    rotavirus = (p.rotavirus_given & (dose <= 2 or ROTAVIRUS.doses >= 1) & (ROTAVIRUS.doses < 2)
                 & (Age(days=True) <= where(ROTAVIRUS.doses >= 1, p.rotavirus_last, p.rotavirus_first)))  # fmt: skip
    return {
        SIX_IN_ONE: p.six_in_one & (SIX_IN_ONE.doses < dose),
        FIVE_IN_ONE: since.five_in_one_vaccine & ~p.six_in_one & (_any_five_in_one < dose),
        TRIPLE_WITH_HIB: since.triple_vaccine_with_hib & (TRIPLE_WITH_HIB.doses < dose),
        ORAL_POLIO: since.oral_polio_vaccine & (ORAL_POLIO.doses < dose),
        MEN_B: men_b_now,
        ROTAVIRUS: rotavirus,
        PCV: since.pneumococcal_vaccine_of_infants & pcv_now,
        MEN_C: MEN_C.doses < p.men_c_by,
    }


# A baby who is still in hospital then is invited once it is home.
_eight_weeks = where(Fact("home_from") > _born + p.eight_weeks, Fact("home_from") - _born, p.eight_weeks)
_mmrv = p.mmrv >= 1
_catch_up = {
    SIX_IN_ONE: p.six_in_one & (SIX_IN_ONE.doses < 3),
    FIVE_IN_ONE: since.five_in_one_vaccine & ~p.six_in_one & (_any_five_in_one < 3),
    TRIPLE_WITH_HIB: since.triple_vaccine_with_hib & (TRIPLE_WITH_HIB.doses < 3),
    ORAL_POLIO: since.oral_polio_vaccine & (ORAL_POLIO.doses < 3),
}
_any_mmr = MMR.doses + MMRV.doses
_three_in_one_now = since.preschool_booster_with_pertussis & ~since.four_in_one_preschool_booster
_boosted = PRESCHOOL.doses + ACELLULAR_BOOSTER.doses

SCHEDULE = Pathway(
    "childhood immunisation",
    starts_on="birth",
    only=~Fact("stillborn") & FOLLOWED,
    notes=Childhood,
    guideline="UKHSA, The routine immunisation schedule (Green Book chapter 11)",
    steps=[
        Step("invited", at=_born + p.birth_to_invitation,
             draws={n.view: Of("mother", "view_of_vaccines"), n.late: 0,
                    n.last_visit: Now() - p.between_visits},
             sets={"born_to_a_couple": Of("mother", "partnered") & Of("father", "partnered")}, then="8 weeks"),
        visit("8 weeks", "child_health_contact_8_week_immunisations", _eight_weeks, _first_year(1), "12 weeks",
              p.comes_in_first_year, 1),
        visit("12 weeks", "child_health_contact_12_week_immunisations", p.twelve_weeks, _first_year(2), "16 weeks",
              p.comes_in_first_year, 2),
        visit("16 weeks", "child_health_contact_16_week_immunisations", p.sixteen_weeks, _first_year(3), "1 year",
              p.comes_in_first_year, 3),
        visit("1 year", "child_health_contact_1_year_immunisations", p.one_year, {
            MMR: since.mmr_vaccine & ~_mmrv & (_any_mmr < 1),
            MMRV: _mmrv & (_any_mmr < 1),
            HIB_MEN_C: since.hib_men_c_vaccine & p.hib_men_c_given & (HIB_MEN_C.doses < 1),
            PCV: since.pneumococcal_vaccine_of_infants & (PCV.doses < where(p.pcv_two_and_one, 3, 2)),
            MEN_B: p.men_b_born & (MEN_B.doses < 3),
            **_catch_up,
        }, "18 months", p.comes_at_one_year),
        visit("18 months", "child_health_contact_ad_hoc_immunisation", p.eighteen_months, {
            SIX_IN_ONE: p.eighteen_month_visit & (SIX_IN_ONE.doses < p.doses_by_eighteen_months),
            MMR: p.eighteen_month_visit & ~_mmrv & (_any_mmr < 2),
            MMRV: p.eighteen_month_visit & _mmrv & (_any_mmr < 2),
        }, "3 years 4 months", p.comes_at_one_year),
        visit("3 years 4 months", "child_health_contact_pre_school_immunisations", p.three_years_four_months, {
            PRESCHOOL: since.four_in_one_preschool_booster & (_boosted < 1),
            ACELLULAR_BOOSTER: _three_in_one_now & (_boosted < 1),
            POLIO_BOOSTER: since.oral_polio_vaccine & (POLIO_BOOSTER.doses < 1),
            MMR: since.second_mmr_vaccine & ~_mmrv & (_any_mmr < 2),
            MMRV: _mmrv & (_any_mmr < 2),
            HIB_MEN_C: since.hib_men_c_vaccine & p.hib_men_c_given & (HIB_MEN_C.doses < 1),
        }, "last MMR", p.comes_before_school),
        visit("last MMR", "child_health_contact_ad_hoc_immunisation", p.three_years_four_months, {
            MMR: since.second_mmr_vaccine & ~_mmrv & (_boosted >= 1) & _any_mmr.equals(1),
            MMRV: _mmrv & (_boosted >= 1) & _any_mmr.equals(1),
        }, END, p.comes_before_school),
    ],
)  # fmt: skip

DUE = {"8 weeks": p.eight_weeks, "12 weeks": p.twelve_weeks, "16 weeks": p.sixteen_weeks, "1 year": p.one_year,
       "3 years 4 months": p.three_years_four_months}  # fmt: skip
"""The visits to which every child is invited, with the age at which it is due."""
SIGNALS = [signal("not brought for vaccines", "a child is not brought to be vaccinated")]
FACTS = [
    fact("view_of_vaccines", "how someone sees vaccines, for life", *_vaccines.VIEWS),
    fact("born_to_a_couple", "1 where the parents lived together at the birth"),
    fact("dead", "1 from death on, of parents who have a record"),
    fact("has_record", "1 for those who are patients here"),
]
PATHWAYS = [VIEW, GONE, SCHEDULE]
