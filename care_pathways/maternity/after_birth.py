"""After birth: contraception before going home, bleeding that comes again, and the talk about a hard birth."""

from __future__ import annotations

from care_pathways import beside
from care_pathways.gp.allergies import allergic
from care_pathways.maternity._birth import Birth
from care_pathways.maternity._course import Pregnancy
from care_pathways.maternity.birth import BIRTH
from care_pathways.maternity.postnatal import BEREAVED
from synth.pathway.language.expressions import Now
from synth.pathway.language.model import END, REST, Choice, Pathway, Step, When
from synth.pathway.language.notes import option, whether
from synth.pathway.language.options import code_of
from synth.pathway.language.writes import diagnose, observe, prescribe

p = beside(__file__)

METHODS = {"pill": "contraception_progestogen_pill", "implant": "contraception_implant", "coil": "contraception_coil",
           "condoms": "contraception_condoms", "undecided": "contraception_undecided"}  # fmt: skip
"""What a mother means to use, with the code of each."""


class Chooses(Birth):
    """What is known of what a mother means to use."""

    method = option("what she means to use", *METHODS)


class Hard(Birth):
    """What is known of a mother whose birth was hard."""

    comes = whether("she wants to talk about it")


c, h = Chooses, Hard
_hard = Birth.mode.is_("emergency", "forceps", "ventouse") | Birth.tear.is_("third", "fourth") | (
    Birth.loss >= p.heavy_loss)  # fmt: skip

CONTRACEPTION = Pathway(
    "contraception after birth",
    part_of=BIRTH,
    starts_on="mother after birth",
    only=~Birth.place.is_("home") & Pregnancy.outcome.is_("live birth"),
    notes=Chooses,
    guideline="FSRH, Contraception after pregnancy, 2017",
    steps=[
        Step("talked about", "postnatal ward", at=Birth.goes_home - p.before_home, hours="always",
             draws={c.method: p.method},
             # Whose baby is dead is not asked then.
             then=When({END: BEREAVED}, "chosen")),
        Step("chosen", "postnatal ward", hours="always",
             # The practice gives what she asks for (`gp.contraception`).
             writes=[observe("contraception_after_birth", value_code=code_of(c.method, METHODS))]),
    ],
)  # fmt: skip

BLEEDS_AGAIN = Pathway(
    "bleeding in the weeks after birth",
    part_of=BIRTH,
    starts_on="mother after birth",
    guideline="RCOG GTG 52; NICE NG194",
    steps=[
        Step("whether", then=Choice({"seen": p.bleeds_again, END: REST})),
        Step("seen", "antenatal ward", at=Pregnancy.ends + p.bleeds_again_at, contact="day_assessment_visit",
             writes=[diagnose("secondary_pph", until=Now(), enduring=False),
                     observe("body_temperature", p.temperature, "unit_degree_celsius", decimals=1,
                             category="vital-signs"),
                     observe("pulse_rate", p.pulse, "unit_per_minute", category="vital-signs"),
                     prescribe("coamoxiclav_500_125_tab", until=Now() + p.antibiotics_for, when=~allergic("penicillin"),
                               details={"dosage": "One tablet three times daily for seven days"}),
                     prescribe("clindamycin_150mg_cap", until=Now() + p.antibiotics_for, when=allergic("penicillin"),
                               details={"dosage": "Two capsules four times daily for seven days"})]),
    ],
)  # fmt: skip

DEBRIEF = Pathway(
    "talk about the birth",
    part_of=BIRTH,
    starts_on="mother after birth",
    only=_hard & Pregnancy.outcome.is_("live birth"),
    notes=Hard,
    guideline="NICE CG192; NICE NG194",
    steps=[
        Step("offered", "postnatal ward", at=Birth.goes_home - p.before_home, hours="always",
             draws={h.comes: p.wants_to_talk}, writes=[observe("birth_debrief_offered")],
             then=When({"talk": h.comes}, END)),
        Step("talk", "antenatal clinic (obstetrician)", at=Pregnancy.ends + p.weeks_later, lasts=p.long_talk,
             contact="seen_in_postnatal_clinic",
             writes=[observe("birth_debrief"), observe("next_birth_discussed")]),
    ],
)  # fmt: skip

PATHWAYS = [CONTRACEPTION, BLEEDS_AGAIN, DEBRIEF]
