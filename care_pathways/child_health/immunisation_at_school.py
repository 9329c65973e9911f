"""Vaccines by school year: HPV, the teenage boosters, and flu each autumn from two years of age."""

from __future__ import annotations

from care_pathways import beside
from care_pathways.child_health._measuring import (
    FOLLOWED,
    YEAR_8,
    YEAR_9,
    cohort,
    school_year_starts,
)
from care_pathways.child_health._vaccines import (
    FLU,
    HPV,
    MEN_ACWY,
    TD_IPV,
    VIEW,
    Vaccine,
    consents,
    decided,
    parent,
)
from care_pathways.child_health._vaccines_of_the_past import MEN_C_BOOSTER
from care_pathways.programmes import since
from synth.pathway.language.expressions import Expression, Fact, Local, Now, Of
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import option
from synth.pathway.language.time import midnight, september, septembers, today

p = beside(__file__)

SEX = option("the sex of the child", "nobody", "male", "female", called="sex_of_child")
TEAM = "school immunisation team"


def session(name: str, contact: str, at: Expression, after: Expression, needs: dict[Vaccine, Expression],
            comes: Expression, **more: object) -> Step:  # fmt: skip
    """A session at school: those with a parent's consent are vaccinated, refusals are noted, the rest are not there."""
    return Step(
        name, TEAM, at=at, after=after,
        draws={**decided(needs, p.declines, comes, p.one_declined), **parent(p.father_signs)},
        contact=contact, contact_when=Local("comes"), lasts=p.length,
        writes=[*consents(), *(w for vaccine in needs for w in vaccine.written())], **more,  # type: ignore[arg-type]
    )  # fmt: skip


_BOYS_TOO = Fact("sex").is_("female") | p.hpv_for_boys
_HPV = "child_health_contact_hpv_immunisations"

TEENAGE = Pathway(
    "immunisation at secondary school",
    starts_on="birth",
    only=~Fact("stillborn") & FOLLOWED,
    guideline="UKHSA Green Book chapters 18a, 22, 15 and 26",
    steps=[
        Step("year 8", at=school_year_starts(YEAR_8),
             draws={VIEW: Of("mother", "view_of_vaccines"), SEX: Fact("sex")},
             then="HPV"),
        session("HPV", _HPV, school_year_starts(YEAR_8), p.hpv_session,
                {HPV: since.hpv_vaccine & _BOYS_TOO & (HPV.doses < 1)},
                p.hpv_in_year_8, then=When({"second of three": p.three_doses_of_hpv & (HPV.doses >= 1)}, "boosters")),
        session("second of three", _HPV, Now(), p.hpv_to_second, {HPV: HPV.doses.equals(1)}, p.hpv_next_dose,
                then="third of three"),
        session("third of three", _HPV, Now(), p.hpv_to_third, {HPV: HPV.doses.equals(2)}, p.hpv_next_dose,
                then="boosters"),
        session("boosters", "child_health_contact_teenage_booster_immunisations", school_year_starts(YEAR_9),
                p.booster_session, {TD_IPV: since.teenage_td_ipv_booster & (TD_IPV.doses < 1),
                 MEN_ACWY: since.men_acwy_vaccine & p.men_acwy_given & (MEN_ACWY.doses < 1),
                 MEN_C_BOOSTER: since.men_c_booster_of_teenagers & ~p.men_acwy_given & (MEN_C_BOOSTER.doses < 1)},
                p.boosters_in_year_9, then="HPV in year 9"),
        session("HPV in year 9", _HPV, school_year_starts(YEAR_9), p.hpv_session,
                {HPV: (since.hpv_vaccine & _BOYS_TOO & (HPV.doses < 1)) | (HPV.doses.equals(1) & p.two_doses_of_hpv)},
                p.hpv_first_in_year_9, then=END),
    ],
)  # fmt: skip

_season = Local("season")
_years_old = _season - cohort() - 1

FLU_EACH_AUTUMN = Pathway(
    "childhood flu vaccine",
    starts_on="birth",
    only=~Fact("stillborn") & FOLLOWED,
    guideline="UKHSA, The national flu immunisation programme; Green Book chapter 19",
    steps=[
        Step("first autumn", at=school_year_starts(3),
             draws={VIEW: Of("mother", "view_of_vaccines"), "season": cohort() + 3}, then="autumn"),
        Step("autumn", at=midnight(september(_season)), after=p.autumn_begins,
             draws={"season": septembers(today()), "year_of_life": _years_old,
                    "offered": since.flu_vaccine_of_children & (_years_old <= p.oldest_offered_flu),
                    "at_school": _years_old >= p.flu_at_school_from},
             then=When({"next autumn": ~Local("offered"), "flu at school": Local("at_school")}, "flu at the practice")),
        Step("flu at the practice", "general practice (nurse)", after=p.flu_session,
             draws={**decided({FLU: Local("offered") >= 1}, p.declines_flu, p.flu_taken, p.one_declined),
                    **parent(p.father_signs)},
             contact="child_health_contact_influenza_immunisations", contact_when=Local("comes"), lasts=p.length,
             writes=[*consents(), *FLU.written()], then="next autumn"),
        session("flu at school", "child_health_contact_influenza_immunisations", midnight(september(_season)),
                p.flu_session,
                {FLU: Local("offered") >= 1}, p.flu_taken, then="next autumn"),
        Step("next autumn", after=p.until_winter_is_over, draws={"season": _season + 1},
             then=When({"autumn": _years_old <= p.last_year_of_school}, END)),
    ],
)  # fmt: skip

PATHWAYS = [TEENAGE, FLU_EACH_AUTUMN]
