"""A baby that lies by the breech near term: the scan that shows it, and turning it."""

from __future__ import annotations

from care_pathways import beside
from care_pathways.maternity._course import Pregnancy, gestation_now, weeks_and_days
from care_pathways.maternity._heart import fetal_heart
from care_pathways.maternity.pregnancy import PREGNANCY
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import whether
from synth.pathway.language.options import either
from synth.pathway.language.time import midnight
from synth.pathway.language.writes import observe, perform, refer

p = beside(__file__)


class Lie(Pregnancy):
    """What is known of a baby that lies by the breech."""

    tried = whether("somebody tries to turn it")


n = Lie

BREECH = Pathway(
    "breech near term",
    part_of=PREGNANCY,
    starts_on="booked for maternity care",
    only=(n.breech | n.turned) & (n.fetuses <= 1),
    until=n.ends,
    notes=Lie,
    guideline="RCOG GTG 20a; RCOG GTG 20b",
    steps=[
        Step("scan", "maternity ultrasound", at=midnight(n.last_period) + p.scanned_from, after=p.wait,
             contact="antenatal_ultrasound_scan", draws={n.tried: n.turned | p.tried},
             writes=[weeks_and_days(gestation_now(), slot="gestation"),
                     observe("presentation_of_fetus", about=1, value_code="breech_presentation"),
                     refer("referral_to_antenatal_clinic", reason="Breech presentation near term",
                           details={"to": "antenatal clinic (obstetrician)"})],
             then="options"),
        Step("options", "antenatal clinic (obstetrician)", after=p.to_clinic, contact="seen_in_antenatal_clinic",
             writes=[weeks_and_days(gestation_now(), slot="gestation"), observe("breech_options_discussed")],
             then=When({"version": n.tried}, END)),
        Step("version", "antenatal clinic (obstetrician)", after=p.to_version, contact="day_assessment_visit",
             lasts=p.version_takes,
             writes=[perform("external_cephalic_version", about=1,
                             value_code=either(n.turned, "version_succeeded", "version_failed")),
                     observe("presentation_of_fetus", about=1, value_code=either(
                         n.turned, "cephalic_presentation", "breech_presentation")),
                     perform("ctg", about=1),
                     fetal_heart(),
                     perform("anti_d_given", when=n.rhesus_negative)]),
    ],
)  # fmt: skip

PATHWAYS = [BREECH]
