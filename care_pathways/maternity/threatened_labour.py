"""Labour that threatens before 34 weeks and does not come: the cervix is measured, and who may give birth stays."""

from __future__ import annotations

from care_pathways import beside
from care_pathways.hospital import FROM_HOME_WITH_CHILD
from care_pathways.maternity._course import Pregnancy, gestation_now, weeks_and_days
from care_pathways.maternity._heart import fetal_heart
from care_pathways.maternity._stay import until_settled
from care_pathways.maternity.pregnancy import PREGNANCY
from synth.pathway.language.expressions import Now, where
from synth.pathway.language.model import END, REST, Choice, Pathway, Step, When
from synth.pathway.language.notes import instant, quantity, whether
from synth.pathway.language.time import daytime, in_days, midnight
from synth.pathway.language.writes import BEGUN, diagnose, observe, perform, prescribe
from synth.pathway.parts.stay import admission, hospital_stay

p = beside(__file__)


TO_HOLD_UP = "6.75 mg into a vein, then 300 micrograms a minute for 3 hours and 100 for up to 45 hours"
"""How atosiban is given."""
hold_up_for, held_up_until = p.hold_up_for, p.treated_until
"""For how long contractions are held up, and until when in pregnancy: the birth that comes too early asks it too."""


class Threatened(Pregnancy):
    """What is known of a woman whose labour seems to begin too early."""

    short = whether("the cervix is so short that birth is likely")
    cervix = quantity("how long the cervix is", "mm")
    on_ward = whether("she is on the antenatal ward")
    settles = instant("when nothing has happened for so long that she may go home")
    leaves = instant("the same by day")


n = Threatened
STAY = hospital_stay(
    "inpatient", entry="stay for early labour", inside=n.on_ward, said=FROM_HOME_WITH_CHILD, fact="on_another_ward"
)
_FOUND = [
    weeks_and_days(gestation_now(), slot="gestation"),
    perform("cervical_length_scan"),
    observe("cervical_length", n.cervix, "unit_millimetre"),
    fetal_heart(),
]  # fmt: skip
_before_34_weeks = gestation_now() < in_days(held_up_until)

THREATENED = Pathway(
    "threatened preterm labour",
    part_of=PREGNANCY,
    starts_on="booked for maternity care",
    # Whose blood pressure is raised may be on the ward for that.
    only=Pregnancy.hypertension.is_("none"),
    until=Pregnancy.ends,
    ending="over",
    at_death="died",
    notes=Threatened,
    guideline="NICE NG25",
    steps=[
        Step("whether", then=Choice({"contractions": p.contractions, END: REST})),
        Step("contractions", at=midnight(Pregnancy.last_period) + p.contractions_at, after=p.hour,
             draws={n.short: p.short, n.cervix: where(n.short, p.length_if_short, p.length_if_long),
                    n.settles: Now() + p.on_ward_for, n.leaves: daytime(n.settles)},
             # What leads to a birth is the pathway's that explains the birth.
             then=When({END: n.leaves >= Pregnancy.ends - p.before_birth, "admission": n.short}, "sent home")),
        Step("sent home", "antenatal ward", hours="always", contact="day_assessment_visit", lasts=p.looked_at,
             writes=[*_FOUND, diagnose("threatened_preterm_labour", slot="sent home", until=Now(), enduring=False)]),
        *STAY.steps(
            admission("admission", hours="always", text="Admitted with threatened preterm labour",
                      writes=[diagnose("threatened_preterm_labour", entry="labour", change=BEGUN), *_FOUND,
                              perform("ctg", about=1, when=gestation_now() >= in_days(p.traced_from)),
                              perform("steroid_fetal_lung", when=_before_34_weeks),
                              prescribe("atosiban_37_5mg_5ml_inf", when=_before_34_weeks & p.held_up,
                                        until=Now() + hold_up_for, details={"dosage": TO_HOLD_UP})],
                      then="discharge"),
            *until_settled("threatened_preterm_labour", "labour", slot="settled", inside=n.on_ward, leaves=n.leaves,
                           writing_up=p.writing_up),
            setting="antenatal ward"),
    ],
)  # fmt: skip

PATHWAYS = [THREATENED]
