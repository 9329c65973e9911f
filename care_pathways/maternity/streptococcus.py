"""Group B streptococcus: found by chance in a pregnancy, antibiotics in labour, and the baby who is watched.

England does not look for it in everyone. In preterm labour antibiotics are given whether it is known or not.
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.gp.allergies import allergic
from care_pathways.maternity._birth import Birth
from care_pathways.maternity._course import Conceived, Pregnancy
from care_pathways.maternity.birth import BIRTH
from care_pathways.maternity.pregnancy import PREGNANCY
from synth.pathway.language.conditions import lower_of
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import END, REST, Choice, Pathway, Step
from synth.pathway.language.notes import whether
from synth.pathway.language.time import midnight, today
from synth.pathway.language.words import fact
from synth.pathway.language.writes import BEGUN, ENDED, diagnose, observe, prescribe

p = beside(__file__)


class Carrier(Conceived):
    """What is known of a pregnant woman in whom it is found."""

    found = whether("it has been found in this pregnancy")


n = Carrier

FOUND = Pathway(
    "group B streptococcus in pregnancy",
    part_of=PREGNANCY,
    starts_on="booked for maternity care",
    until=Pregnancy.ends,
    ending="over",
    at_death="over",
    notes=Carrier,
    guideline="RCOG GTG 36; UK National Screening Committee: no screening for it",
    steps=[
        Step("whether", then=Choice({"found": p.found, END: REST})),
        Step("found", "community midwife", at=midnight(Pregnancy.last_period) + p.found_at,
             draws={n.found: 1}, sets={"streptococcus_found": today()},
             writes=[diagnose("gbs_carrier", entry="streptococcus", change=BEGUN, enduring=False),
                     observe("antibiotics_in_labour_advised")],
             then="awaiting the end"),
        Step("awaiting the end", at=Pregnancy.ends),
        Step("over", "labour ward",
             writes=[diagnose("gbs_carrier", entry="streptococcus", change=ENDED, enduring=False, when=n.found)]),
    ],
)  # fmt: skip

IN_LABOUR = Pathway(
    "antibiotics in labour",
    part_of=BIRTH,
    starts_on="birth decided",
    only=Birth.place.is_("labour_ward") & ~Birth.onset.is_("no labour") & Pregnancy.outcome.is_("live birth")
    & ((Fact("streptococcus_found") >= Pregnancy.last_period) | Birth.preterm),
    until=Pregnancy.ends,
    guideline="RCOG GTG 36; NICE NG195",
    steps=[
        Step("whether", then=Choice({"antibiotics": p.takes_them, END: REST})),
        Step("antibiotics", "labour ward", hours="always",
             at=Pregnancy.ends - lower_of(Birth.before, Birth.first_stage + Birth.second_stage)
             * p.soon_after_labour_begins // 100,
             writes=[
                 prescribe("benzylpenicillin_600mg_inj", until=Pregnancy.ends, when=~allergic("penicillin"), details={
                     "dosage": "3 g into a vein, then 1.5 g every four hours until the birth"}),
                 prescribe("vancomycin_1g_inf", until=Pregnancy.ends, when=allergic("penicillin"), details={
                     "dosage": "1 g into a vein every twelve hours until the birth"})]),
    ],
)  # fmt: skip

FACTS = [fact("streptococcus_found", "the day on which group B streptococcus was last found, 0 for never")]
PATHWAYS = [FOUND, IN_LABOUR]
