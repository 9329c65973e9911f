"""Vaccines of those who were children before 2000: what the practice's record still shows of them.

Their childhood is not drawn: there are no visits, only the vaccines with their days, by the schedule of the time, for
those whose childhood vaccines were ever put into the record. Whoever was born abroad had those of another country.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from care_pathways import beside
from care_pathways.child_health._measuring import FOLLOWED, YEAR_8, school_year_starts
from care_pathways.child_health._vaccines import HPV, MEN_C, MMR, PRESCHOOL, TD_IPV, Vaccine
from care_pathways.child_health._vaccines_of_the_past import (
    ACELLULAR_BOOSTER,
    BCG,
    DOUBLE,
    DOUBLE_BOOSTER,
    HIB,
    HIB_BOOSTER,
    HIB_CATCH_UP,
    LOW_DOSE_BOOSTER,
    MEASLES,
    MEASLES_RUBELLA,
    MEN_C_SINGLE,
    ORAL_POLIO,
    POLIO_BOOSTER,
    RUBELLA,
    SECOND_POLIO_BOOSTER,
    SMALLPOX,
    TETANUS_BOOSTER,
    TRIPLE,
    TRIPLE_WITH_HIB,
)
from care_pathways.programmes import since
from synth.pathway.language.expressions import Draw, Expression, Fact, Now, Value, where
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import Note, Notes, count, instant, keeping, whether
from synth.pathway.language.options import number_of
from synth.pathway.language.time import birthday, midnight
from synth.pathway.language.words import fact

p = beside(__file__)

PRACTICE, SCHOOL = "general practice (nurse)", "school nurse"
_BORN_HERE = ~Fact("stillborn") & ~(Fact("arrived_year") >= 1)
_WITH_HIB = replace(TRIPLE_WITH_HIB, after=TRIPLE.name)
"""A course begun with the triple vaccine alone went on with the one that has Hib in it."""
_girl = Fact("sex").is_("female")


def _given(*vaccines: Vaccine) -> Iterator[Note]:
    """What is kept of some vaccines: how many doses were given, and whether one is given now."""
    return (note for vaccine in vaccines for note in (vaccine.doses, vaccine.given))


@keeping(*_given(TRIPLE, TRIPLE_WITH_HIB, DOUBLE, HIB, ORAL_POLIO, MEN_C, SMALLPOX, MEASLES, MMR, DOUBLE_BOOSTER,
                 ACELLULAR_BOOSTER, PRESCHOOL, POLIO_BOOSTER, RUBELLA, BCG, TETANUS_BOOSTER, LOW_DOSE_BOOSTER, TD_IPV,
                 SECOND_POLIO_BOOSTER))  # fmt: skip
class Childhood(Notes):
    """What the record shows of the vaccines of a childhood."""

    in_record = whether("the vaccines of childhood came into the practice's record")
    course = count("how many doses of the course of infancy were given", "doses")
    no_pertussis = whether("they were without whooping cough")
    complete = whether("the course was completed")
    boosted = whether("the child had the boosters that were due")


@keeping(*_given(HIB_CATCH_UP, MEASLES_RUBELLA, MEN_C_SINGLE, HIB_BOOSTER, HPV))
class Campaign(Notes):
    """What the record shows of a campaign."""

    begins = instant("when the campaign begins for those of this year of birth")


n, c = Childhood, Campaign


def given(name: str, setting: str, at: Expression, after: Expression, needs: Mapping[Vaccine, Expression],
          then: str | None, draws: Mapping[Note, Expression] | None = None) -> Step:  # fmt: skip
    """A day on which vaccines were given, each to those of whom its condition holds; the day is all that is known."""
    doses: dict[Note, Expression] = {}
    for vaccine, condition in needs.items():
        doses |= {vaccine.given: condition, vaccine.doses: vaccine.doses + vaccine.given}
    return Step(name, setting, at=at, after=after, draws={**(draws or {}), **doses},
                writes=[replace(w, by_day=True) for vaccine in needs for w in vaccine.dose()], then=then)  # fmt: skip


def _at(age: Value) -> Expression:
    return midnight(birthday() + age)


def _next_dose(age: Value) -> Expression:
    """The day at which the next dose of a course is due, four weeks or more after the one before."""
    earliest = Now() + p.between_doses
    return where(earliest > _at(age), earliest, _at(age))


def _primary(dose: int) -> dict[Vaccine, Expression]:
    """The first, second and third dose of infancy."""
    due = n.course >= dose
    triple = since.triple_vaccine & due & ~n.no_pertussis
    separate = ~since.triple_vaccine_with_hib
    return {
        TRIPLE: triple & separate,
        _WITH_HIB: triple & since.triple_vaccine_with_hib,
        DOUBLE: since.triple_vaccine & due & n.no_pertussis,
        HIB: since.hib_vaccine & due & (separate | n.no_pertussis),
        ORAL_POLIO: since.oral_polio_vaccine & due,
        MEN_C: since.men_c_vaccine & due,
    }


_three_in_one_now = since.preschool_booster_with_pertussis & ~since.four_in_one_preschool_booster

CHILDHOOD = Pathway(
    "childhood vaccines of the past",
    starts_on="birth",
    only=_BORN_HERE & ~FOLLOWED & p.programmes_began,
    notes=Childhood,
    guideline="Department of Health, Immunisation against infectious disease, editions of 1972 to 1996",
    steps=[
        Step("born", draws={n.in_record: p.in_record},
             sets={"childhood_vaccines_in_record": n.in_record},
             then=When({"first dose": n.in_record}, END)),
        given("first dose", PRACTICE, _at(p.first_dose), p.late, _primary(1), "second dose",
              {n.course: number_of(p.doses_of_the_course, none=0, one=1, two=2, three=3),
               n.no_pertussis: p.without_pertussis}),
        given("second dose", PRACTICE, _next_dose(p.second_dose), p.late, _primary(2), "third dose"),
        given("third dose", PRACTICE, _next_dose(p.third_dose), p.late, _primary(3), "second year"),
        given("second year", PRACTICE, _at(p.second_year), p.late_in_second_year, {
            SMALLPOX: since.smallpox_vaccine & p.smallpox,
            MEASLES: since.measles_vaccine & p.measles,
            MMR: since.mmr_vaccine & p.first_mmr,
        }, "before school", {n.complete: n.course >= 3}),
        given("before school", PRACTICE, _at(p.before_school), p.late_before_school, {
            DOUBLE_BOOSTER: since.triple_vaccine & ~since.preschool_booster_with_pertussis & n.boosted,
            ACELLULAR_BOOSTER: _three_in_one_now & n.boosted,
            PRESCHOOL: since.four_in_one_preschool_booster & n.boosted,
            POLIO_BOOSTER: since.oral_polio_vaccine & n.boosted,
            MMR: (since.second_mmr_vaccine & MMR.doses.equals(1) & p.second_mmr)
                 | (since.mmr_vaccine & ~since.second_mmr_vaccine & (MMR.doses < 1) & p.mmr_before_school),
        }, "at secondary school", {n.boosted: p.booster_before_school}),
        given("at secondary school", SCHOOL, _at(p.at_secondary_school), p.session_at_school,
              {RUBELLA: since.rubella_vaccine_of_girls & _girl & p.rubella}, "BCG"),
        given("BCG", SCHOOL, _at(p.bcg_at), p.session_at_school, {BCG: since.bcg_at_school & p.bcg}, "leaving school"),
        given("leaving school", PRACTICE, _at(p.leaving_school), p.late_before_school, {
            TETANUS_BOOSTER: ~since.low_dose_diphtheria_booster & ~since.teenage_td_ipv_booster & n.boosted,
            LOW_DOSE_BOOSTER: since.low_dose_diphtheria_booster & n.boosted,
            TD_IPV: since.teenage_td_ipv_booster & n.boosted,
            SECOND_POLIO_BOOSTER: since.oral_polio_vaccine & n.boosted,
        }, None, {n.boosted: p.booster_at_leaving_school}),
    ],
)  # fmt: skip

_in_record = Fact("childhood_vaccines_in_record") | FOLLOWED


def campaign(name: str, setting: str, begins: Draw, lasts: Draw, vaccine: Vaccine, who: Draw, taken: Draw) -> Pathway:
    """A campaign for those of some years of birth, all within some months."""
    return Pathway(
        name,
        starts_on="birth",
        only=_BORN_HERE & who,
        notes=Campaign,
        guideline="Department of Health, letters of the Chief Medical Officer",
        steps=[
            Step("born", draws={c.begins: midnight(begins)}, then="offered"),
            given("offered", setting, c.begins, lasts, {vaccine: _in_record & taken}, None),
        ],
    )


CAMPAIGNS = [
    campaign("Hib catch-up of 1992", PRACTICE, p.hib_catch_up_begins, p.hib_catch_up_lasts, HIB_CATCH_UP,
             p.hib_catch_up_of, p.hib_catch_up_taken),
    campaign("measles and rubella campaign of 1994", SCHOOL, p.measles_rubella_begins, p.measles_rubella_lasts,
             MEASLES_RUBELLA, p.measles_rubella_of, p.measles_rubella_taken),
    campaign("meningitis C campaign of 1999", PRACTICE, p.men_c_begins, p.men_c_lasts, MEN_C_SINGLE,
             p.men_c_of, p.men_c_taken),
    campaign("Hib booster campaign of 2003", PRACTICE, p.hib_booster_begins, p.hib_booster_lasts, HIB_BOOSTER,
             p.hib_booster_of, p.hib_booster_taken),
]  # fmt: skip

_hpv_from = where(p.hpv_catch_up, midnight(p.hpv_catch_up_begins), school_year_starts(YEAR_8))

GIRLS = Pathway(
    "HPV vaccine of the first years",
    starts_on="birth",
    only=_BORN_HERE & ~FOLLOWED & _girl & p.hpv_of,
    notes=Campaign,
    guideline="UKHSA Green Book chapter 18a",
    steps=[
        Step("born", draws={c.begins: _hpv_from}, then="first"),
        given("first", SCHOOL, c.begins, p.session_at_school, {HPV: since.hpv_vaccine & _in_record & p.hpv},
              "second"),
        given("second", SCHOOL, Now(), p.hpv_to_second, {HPV: HPV.doses.equals(1) & p.hpv_next_dose}, "third"),
        given("third", SCHOOL, Now(), p.hpv_to_third, {HPV: HPV.doses.equals(2) & p.hpv_next_dose}, None),
    ],
)  # fmt: skip

FACTS = [fact("childhood_vaccines_in_record", "1 where the vaccines of childhood ever came into the practice's record")]
PATHWAYS = [CHILDHOOD, *CAMPAIGNS, GIRLS]
