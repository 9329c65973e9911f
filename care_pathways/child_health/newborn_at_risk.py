"""Babies at risk of one infection: of group B streptococcus, tuberculosis, or a virus of the airways (RSV)."""

from __future__ import annotations

from care_pathways import beside
from care_pathways.child_health._vaccines import Vaccine, Visit, counting, decided
from care_pathways.child_health.newborn import BORN, UNIT, Newborn
from care_pathways.maternity._birth import Birth
from care_pathways.programmes import since
from synth.clock import DAY
from synth.pathway.language.conditions import higher_of, lower_of
from synth.pathway.language.expressions import Fact, Now, Of, where, whole
from synth.pathway.language.model import END, REST, Choice, Pathway, Step, When
from synth.pathway.language.notes import count, instant, whether
from synth.pathway.language.time import birthday, day_of_the_year, in_days, midnight, today
from synth.pathway.language.writes import diagnose, observe, prescribe

p = beside(__file__)

BCG = Vaccine("bcg", ("bcg",), "bcg_declined", ("target_tuberculosis",), "product_bcg_ajv", "imm_site_left_upper_limb",
              "", product_since=since.bcg_of_ajv)  # fmt: skip
_born = Fact("born")


@counting(BCG)
class AtRisk(Visit):
    """What is known of a baby whose parents or grandparents come from where tuberculosis is common."""


class SmallLungs(Newborn):
    """What is known of a baby whose lungs bear the marks of being born early."""

    doses = count("how many doses it has had this winter", "doses")
    accepted = whether("the parents want it for the season")
    dose_at = instant("when the season begins, or when it goes home if that is later")


n, lungs = AtRisk, SmallLungs

WATCHED = Pathway(
    "newborn watched for infection",
    part_of=BORN,
    starts_on="newborn screening due",
    only=~Newborn.neonatal & ~Birth.place.is_("home")
    & (Of("mother", "streptococcus_found") >= 1)
    & (today() - Of("mother", "streptococcus_found") < in_days(p.a_pregnancy)),
    guideline="NICE NG195; RCOG GTG 36",
    steps=[
        Step("watched", "postnatal ward", hours="always",
             at=lower_of(_born + p.watched_for, Newborn.home - p.before_home),
             writes=[observe("newborn_watched_for_infection")]),
    ],
)  # fmt: skip

TUBERCULOSIS = Pathway(
    "BCG for babies at risk",
    starts_on="newborn screening due",
    only=since.bcg_for_babies_at_risk,
    notes=AtRisk,
    guideline="UKHSA Green Book chapter 32",
    steps=[
        Step("whether", then=Choice({"offered": p.at_risk, END: REST})),
        Step("offered", "community nurse clinic", after=p.to_clinic,
             at=higher_of(midnight(birthday()) + p.bcg_from, Fact("home_from")),
             contact="child_health_contact_bcg_immunisation", contact_when=n.comes,
             draws=decided({BCG: whole(1)}, whole(0), p.brought, p.declined), writes=BCG.written()),
    ],
)  # fmt: skip

_winter = (day_of_the_year(today()) >= in_days(p.winter_begins)) | (day_of_the_year(today()) < in_days(p.winter_ends))
RSV = Pathway(
    "protection from RSV of the preterm",
    part_of=UNIT,
    starts_on="discharged from neonatal unit",
    only=Birth.gestation < in_days(p.very_preterm),
    notes=SmallLungs,
    guideline="UKHSA Green Book chapter 27a: palivizumab for chronic lung disease of prematurity",
    steps=[
        Step("whether", then=Choice({"seen": p.chronic_lung_disease, END: REST})),
        Step("seen", "outpatient clinic (paediatrician)", after=p.to_first_month, contact="outpatient",
             writes=[diagnose("bronchopulmonary_dysplasia", lasting=True)], then="next month"),
        Step("next month", after=p.a_month, then=When(
                 {END: (today() - birthday() > in_days(p.too_old)) | since.nirsevimab,
                  "dose": _winter & (lungs.doses < p.doses)}, "next month")),
        Step("dose", "outpatient clinic (paediatrician)", contact="outpatient", draws={lungs.doses: lungs.doses + 1},
             writes=[prescribe("palivizumab_50mg_inj", until=Now(),
                               details={"dosage": "15 mg per kg into a muscle once a month from October to February"})],
             then="next month"),
    ],
)  # fmt: skip

_day = day_of_the_year(today())
_season = (_day >= in_days(p.season_begins)) | (_day < in_days(p.season_ends))
NIRSEVIMAB = Pathway(
    "nirsevimab for the very preterm",
    part_of=UNIT,
    starts_on="discharged from neonatal unit",
    only=Birth.gestation < in_days(p.very_preterm),
    notes=SmallLungs,
    guideline="UKHSA Green Book chapter 27a: nirsevimab for babies born before 32 weeks",
    steps=[
        Step("whether", draws={lungs.dose_at: Now() + where(_season, 0, in_days(p.season_begins) - _day) * DAY},
             then="season"),
        Step("season", at=lungs.dose_at, draws={lungs.accepted: p.accepted},
             then=When({"dose": since.nirsevimab & (today() - birthday() <= in_days(p.first_season))}, END)),
        Step("dose", "outpatient clinic (paediatrician)", after=p.to_dose, contact="outpatient",
             contact_when=lungs.accepted,
             writes=[prescribe("nirsevimab_50mg_inj", until=Now(), when=lungs.accepted,
                               details={
                                   "dosage": "Into a muscle, once a season, 50 or 100 mg by weight as directed"})]),
    ],
)  # fmt: skip

PATHWAYS = [WATCHED, TUBERCULOSIS, RSV, NIRSEVIMAB]
