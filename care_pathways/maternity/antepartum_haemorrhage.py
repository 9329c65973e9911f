"""Bleeding in the second half of pregnancy: those who bleed more than a spot stay on the ward until it has stopped."""

from __future__ import annotations

from care_pathways import beside
from care_pathways.hospital import FROM_HOME_WITH_CHILD
from care_pathways.maternity._course import Pregnancy, gestation_now, weeks_and_days
from care_pathways.maternity._heart import fetal_heart
from care_pathways.maternity._stay import until_settled
from care_pathways.maternity.pregnancy import PREGNANCY
from synth.pathway.language.expressions import Now
from synth.pathway.language.model import END, REST, Choice, Pathway, Step, When
from synth.pathway.language.notes import instant, whether
from synth.pathway.language.time import daytime, in_days, midnight
from synth.pathway.language.writes import BEGUN, diagnose, perform
from synth.pathway.parts.stay import admission, hospital_stay

p = beside(__file__)


class Bleeding(Pregnancy):
    """What is known of a woman who bleeds before the birth."""

    on_ward = whether("she is on the antenatal ward")
    stops = instant("when she has not bled for a day")
    leaves = instant("the same by day, when she may go home")


n = Bleeding
STAY = hospital_stay(
    "inpatient", entry="stay for bleeding", inside=n.on_ward, said=FROM_HOME_WITH_CHILD, fact="on_another_ward"
)

BLEEDING = Pathway(
    "bleeding before the birth",
    part_of=PREGNANCY,
    starts_on="booked for maternity care",
    # Whose blood pressure is raised may be on the ward for that.
    only=Pregnancy.hypertension.is_("none"),
    until=Pregnancy.ends,
    ending="over",
    at_death="died",
    notes=Bleeding,
    guideline="RCOG GTG 63",
    steps=[
        Step("whether", then=Choice({"bleeds": p.bleeds, END: REST})),
        Step("bleeds", at=midnight(Pregnancy.last_period) + p.bleeds_at, after=p.hour,
             draws={n.stops: Now() + p.on_ward_for, n.leaves: daytime(n.stops)},
             # What leads to a birth is the pathway's that explains the birth.
             then=When({"admission": p.admitted & (n.leaves < Pregnancy.ends - p.before_birth)}, END)),
        *STAY.steps(
            admission("admission", hours="always", text="Admitted with bleeding before the birth",
                      writes=[diagnose("antepartum_haemorrhage", entry="bleeding", change=BEGUN),
                              weeks_and_days(gestation_now(), slot="gestation"),
                              perform("ctg", about=1, when=gestation_now() >= in_days(p.traced_from)),
                              fetal_heart(),
                              perform("anti_d_given", when=Pregnancy.rhesus_negative)],
                      then="discharge"),
            *until_settled("antepartum_haemorrhage", "bleeding", slot="stopped", inside=n.on_ward, leaves=n.leaves,
                           writing_up=p.writing_up),
            setting="antenatal ward"),
    ],
)  # fmt: skip

PATHWAYS = [BLEEDING]
