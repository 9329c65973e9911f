"""Vaccines by school year: HPV, the teenage boosters, and flu each autumn from two years of age."""

from __future__ import annotations

from collections.abc import Mapping

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
    Vaccine,
    Visit,
    consents,
    counting,
    decided,
    parent,
)
from care_pathways.child_health._vaccines_of_the_past import MEN_C_BOOSTER
from care_pathways.programmes import since
from synth.pathway.language.conditions import higher_of
from synth.pathway.language.expressions import Expression, Fact, Now, Of
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import Note, count, instant, option, quantity, whether
from synth.pathway.language.time import midnight, september, septembers, today

p = beside(__file__)


@counting(HPV, TD_IPV, MEN_ACWY, MEN_C_BOOSTER)
class Teenage(Visit):
    """What is known of the vaccines at secondary school."""

    sex_of_child = option("the sex of the child", "nobody", "male", "female")
    first_hpv = instant("when HPV vaccine was first offered at school")
    wait = quantity("how long after the boosters the next session for HPV is", "minutes")


@counting(FLU)
class EachAutumn(Visit):
    """What is known of a child's flu vaccines."""

    season = count("the autumn, counted from that of 2000", "years")
    year_of_life = count("how many years old the children of its school year are when the school year begins", "years")
    offered = whether("its school year is offered the vaccine")
    at_school = whether("that is done at school, not at the practice")


n, f = Teenage, EachAutumn


TEAM = "school immunisation team"


def session(name: str, contact: str, at: Expression, after: Expression, needs: dict[Vaccine, Expression],
            comes: Expression, keeps: Mapping[Note, Expression] | None = None, **more: object) -> Step:  # fmt: skip
    """A session at school: those with a parent's consent are vaccinated, refusals are noted, the rest are not there."""
    return Step(
        name, TEAM, at=at, after=after,
        draws={**decided(needs, p.declines, comes, p.one_declined), **parent(p.father_signs), **(keeps or {})},
        contact=contact, contact_when=Visit.comes, lasts=p.length,
        writes=[*consents(), *(w for vaccine in needs for w in vaccine.written())], **more,  # type: ignore[arg-type]
    )  # fmt: skip


_BOYS_TOO = Fact("sex").is_("female") | p.hpv_for_boys
_HPV = "child_health_contact_hpv_immunisations"

TEENAGE = Pathway(
    "immunisation at secondary school",
    starts_on="birth",
    only=~Fact("stillborn") & FOLLOWED,
    notes=Teenage,
    guideline="UKHSA Green Book chapters 18a, 22, 15 and 26",
    steps=[
        Step("year 8", at=school_year_starts(YEAR_8),
             draws={n.view: Of("mother", "view_of_vaccines"), n.sex_of_child: Fact("sex")},
             then="HPV"),
        session("HPV", _HPV, school_year_starts(YEAR_8), p.hpv_session,
                {HPV: since.hpv_vaccine & _BOYS_TOO & (HPV.doses < 1)},
                p.hpv_in_year_8, {n.first_hpv: Now()},
                then=When({"second of three": p.three_doses_of_hpv & (HPV.doses >= 1)}, "boosters")),
        session("second of three", _HPV, Now(), p.hpv_to_second, {HPV: HPV.doses.equals(1)}, p.hpv_next_dose,
                then="third of three"),
        session("third of three", _HPV, Now(), p.hpv_to_third, {HPV: HPV.doses.equals(2)}, p.hpv_next_dose,
                then="boosters"),
        session("boosters", "child_health_contact_teenage_booster_immunisations", school_year_starts(YEAR_9),
                p.booster_session, {TD_IPV: since.teenage_td_ipv_booster & (TD_IPV.doses < 1),
                 MEN_ACWY: since.men_acwy_vaccine & p.men_acwy_given & (MEN_ACWY.doses < 1),
                 MEN_C_BOOSTER: since.men_c_booster_of_teenagers & ~p.men_acwy_given & (MEN_C_BOOSTER.doses < 1)},
                p.boosters_in_year_9, {n.wait: p.hpv_session}, then="HPV in year 9"),
        session("HPV in year 9", _HPV, school_year_starts(YEAR_9),
                higher_of(n.wait, n.first_hpv + p.hpv_apart - Now()),
                {HPV: (since.hpv_vaccine & _BOYS_TOO & (HPV.doses < 1)) | (HPV.doses.equals(1) & p.two_doses_of_hpv)},
                p.hpv_first_in_year_9, then=END),
    ],
)  # fmt: skip

_years_old = f.season - cohort() - 1

FLU_EACH_AUTUMN = Pathway(
    "childhood flu vaccine",
    starts_on="birth",
    only=~Fact("stillborn") & FOLLOWED,
    notes=EachAutumn,
    guideline="UKHSA, The national flu immunisation programme; Green Book chapter 19",
    steps=[
        Step("first autumn", at=school_year_starts(3),
             draws={f.view: Of("mother", "view_of_vaccines"), f.season: cohort() + 3}, then="autumn"),
        Step("autumn", at=midnight(september(f.season)), after=p.autumn_begins,
             draws={f.season: septembers(today()), f.year_of_life: _years_old,
                    f.offered: since.flu_vaccine_of_children & (_years_old <= p.oldest_offered_flu),
                    f.at_school: _years_old >= p.flu_at_school_from},
             then=When({"next autumn": ~f.offered, "flu at school": f.at_school}, "flu at the practice")),
        Step("flu at the practice", "general practice (nurse)", after=p.flu_session,
             draws={**decided({FLU: f.offered}, p.declines_flu, p.flu_taken, p.one_declined),
                    **parent(p.father_signs)},
             contact="child_health_contact_influenza_immunisations", contact_when=f.comes, lasts=p.length,
             writes=[*consents(), *FLU.written()], then="next autumn"),
        session("flu at school", "child_health_contact_influenza_immunisations", midnight(september(f.season)),
                p.flu_session,
                {FLU: f.offered}, p.flu_taken, then="next autumn"),
        Step("next autumn", after=p.until_winter_is_over, draws={f.season: f.season + 1},
             then=When({"autumn": _years_old <= p.last_year_of_school}, END)),
    ],
)  # fmt: skip

PATHWAYS = [TEENAGE, FLU_EACH_AUTUMN]
