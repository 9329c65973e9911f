"""The last stay in hospital: who is to die there comes by the emergency department, and dies there or on the ward.

That the last days are spent in hospital is decided before (`gp.end_of_life`); death ends the stay.
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.acute._vital_signs import VitalSigns, measured, of_the_moment, written
from care_pathways.acute.emergency import ASKED, CHILD, DEPARTMENT, TRIAGE
from care_pathways.gp.death import ILLNESSES
from care_pathways.hospital import BY_THE_EMERGENCY_DEPARTMENT, DIED
from synth.pathway.language.expressions import OneOf, where
from synth.pathway.language.model import Pathway, Step
from synth.pathway.language.notes import count, option, whether
from synth.pathway.language.options import code_of, option_of
from synth.pathway.language.wording import said_of
from synth.pathway.language.words import fact
from synth.pathway.language.writes import observe
from synth.pathway.parts.stay import hospital_stay

p = beside(__file__)

COMES_WITH = {
    "cancer": ("chief_vomiting", "Much weaker since last week, cannot keep food or tablets down. Looks very ill.",
               "Known cancer, off legs, N&V, PO intake nil. Frail, dry."),
    "dementia": ("chief_sob", "Drowsy and chesty for two days, not eating. Looks very ill.",
                 "Known dementia, drowsy, chesty, reduced intake. Bibasal creps."),
    "lung disease": ("chief_sob", "Breathless at rest, worse over days in spite of treatment. Tires.",
                     "Type 2 resp failure picture, increased WOB, tiring."),
    "stroke": ("chief_syncope", "Found on the floor, does not speak, one side does not move.",
               "Found down, GCS reduced, dense hemiparesis."),
    "injury": ("chief_fall", "Brought in after an injury, badly hurt.", "Major trauma, unstable."),
    "other": ("chief_sob", "Worse over days, breathless and confused. Looks very ill.",
              "Acutely unwell, SOB, confused, poor perfusion."),
    "sudden": ("chief_syncope", "Collapsed without warning, brought in by ambulance.",
               "Collapse ?cause, peri-arrest, blue light in."),
}  # fmt: skip
"""What is complained of in each illness of which people die, and what two clinicians write of it."""
_WARD = {
    "treated": ("Does not get better with treatment. Family told that the patient may die.",
                "WR: not responding to Rx, family updated, guarded prognosis."),
    "dying": ("Dying. Kept comfortable, treatment that does not help stopped, family with the patient.",
              "WR: EOL, comfort care, obs and bloods stopped, NOK present."),
}  # fmt: skip
"""What is written on a ward round, by two clinicians."""


class LastStay(VitalSigns):
    """What is known of someone's last stay in hospital."""

    illness = option("of what kind the illness is of which people die", *ILLNESSES)
    sudden = whether("it comes out of nothing")
    story = option("what is told of it", *COMES_WITH)
    here = whether("the person is in the department")
    on_ward = whether("the person is on the ward")
    how = option("how it goes on the ward; who is known to be dying stays so", *_WARD)
    voice = count("which of two ways of writing the clinician has")


n = LastStay
_IN_DEPARTMENT = hospital_stay("ed_attendance", entry="last attendance", inside=n.here)
_ON_WARD = hospital_stay(
    "inpatient",
    entry="last stay",
    inside=n.on_ward,
    said=BY_THE_EMERGENCY_DEPARTMENT,
    wards={"children's ward": CHILD, "hospital ward": ~CHILD},
)


LAST_STAY = Pathway(
    "last stay in hospital",
    starts_on="taken to hospital to die",
    takes=(n.illness, n.sudden),
    at_death="dies",
    guideline="NICE NG31; RCP, NEWS2, 2017",
    notes=LastStay,
    steps=[
        Step("arrives", DEPARTMENT, hours="always", sets={"on_another_ward": 1},
             draws={n.here: 1, n.voice: OneOf(2, "voice"),
                    n.story: where(n.sudden, "sudden", option_of(n.illness, {name: name for name in ILLNESSES}))},
             writes=[*_IN_DEPARTMENT.begun(), observe("ecds_arrival_ambulance"), TRIAGE,
                     observe("ecds_acuity_immediate")],
             then="seen"),
        Step("seen", DEPARTMENT, after=p.until_seen, hours="always",
             draws=measured(p, p.confused_or_drowsy),
             writes=[*written(~CHILD), ASKED,
                     said_of(observe(code_of(n.story, {name: told[0] for name, told in COMES_WITH.items()}),
                                     slot="complaint"),
                             n.story, {name: told[1:] for name, told in COMES_WITH.items()}, voice=n.voice)],
             then="to the ward"),
        Step("to the ward", DEPARTMENT, after=p.in_department, hours="always", draws={n.here: 0, n.on_ward: 1},
             writes=[observe("ecds_dest_ward"), *_IN_DEPARTMENT.ended({}),
                     *_ON_WARD.begun(text="Admitted from the emergency department")],
             then="ward round"),
        Step("ward round", "hospital ward (consultant)", after=p.between_rounds, hours="always",
             draws={n.how: where(n.how.is_("dying"), "dying", p.how), n.voice: OneOf(2, "round")},
             writes=[said_of(observe("ward_round"), n.how, _WARD, voice=n.voice),
                     observe("dnacpr", when=n.how.is_("dying") & p.decided_against_resuscitation)],
             then="ward round"),
        Step("dies", DEPARTMENT, writes=[*_IN_DEPARTMENT.cut_short(DIED), *_ON_WARD.cut_short(DIED)]),
    ],
)  # fmt: skip

FACTS = [fact("on_another_ward", "1 while in hospital otherwise than by falling ill: to give birth, or to die there")]
UNANSWERED = of_the_moment(LAST_STAY.name)
PATHWAYS = [LAST_STAY]
