"""A pregnancy after a stillbirth or the death of a newborn: scanned soon, led by a consultant, met more often."""

from __future__ import annotations

from care_pathways import beside
from care_pathways.maternity._course import Pregnancy, gestation_now, weeks_and_days
from care_pathways.maternity._heart import fetal_heart
from care_pathways.maternity.pregnancy import LOST, PREGNANCY
from synth.pathway.language.conditions import higher_of
from synth.pathway.language.expressions import Fact, Now
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import instant, quantity, whether
from synth.pathway.language.time import in_days, midnight, today
from synth.pathway.language.writes import observe, perform

p = beside(__file__)


class AfterLoss(Pregnancy):
    """What is known of the care of a woman who lost an earlier baby."""

    reassured = whether("she wants a scan before the one that dates the pregnancy")
    dated = quantity("how far on she is at the latest visit between the usual ones", "days")
    clinic_at = instant("when the consultant would see her, if she had booked by then")
    ends_known = instant("when it is known that this baby has died too, or else when the pregnancy ends")


n = AfterLoss
_MIDWIFE, _CONSULTANT = "community midwife", "antenatal clinic (obstetrician)"

AFTER_LOSS = Pathway(
    "pregnancy after a loss",
    part_of=PREGNANCY,
    starts_on="booked for maternity care",
    only=LOST,
    until=Pregnancy.ends,
    notes=AfterLoss,
    guideline="RCOG GTG 55; National Bereavement Care Pathway: the next pregnancy",
    steps=[
        Step("history", _MIDWIFE, hours="always",
             draws={n.dated: gestation_now(), n.reassured: p.early_scan & (gestation_now() < in_days(p.before_dating)),
                    n.clinic_at: midnight(Pregnancy.last_period) + p.consultant_seen,
                    n.ends_known: Pregnancy.ends - p.death_found},
             writes=[observe("history_stillbirth", when=Fact("had_stillbirth")),
                     observe("history_death_of_newborn", when=Fact("lost_a_newborn"))],
             then=When({"early scan": n.reassured}, "consultant clinic")),
        Step("early scan", "maternity ultrasound", after=p.to_early_scan, contact="antenatal_ultrasound_scan",
             writes=[perform("early_pregnancy_scan"), fetal_heart()], then="consultant clinic"),
        Step("consultant clinic", _CONSULTANT,
             at=higher_of(Now(), n.clinic_at), after=p.wait,
             contact="seen_in_antenatal_clinic", lasts=p.long_talk,
             writes=[weeks_and_days(gestation_now(), slot="gestation"),
                     observe("plan_after_loss")],
             then="visit"),
        Step("visit", _MIDWIFE, at=midnight(Pregnancy.last_period) + p.next_visit, after=p.wait,
             contact="antenatal_visit", contact_when=Now() < n.ends_known, lasts=p.length,
             draws={n.dated: today() - Pregnancy.last_period},
             writes=[weeks_and_days(gestation_now(), slot="gestation", when=Now() < n.ends_known),
                     fetal_heart(when=Now() < n.ends_known),
                     observe("support_after_loss", when=Now() < n.ends_known)],
             then=When({"visit": n.dated < in_days(p.last_visit)}, END)),
    ],
)  # fmt: skip

PATHWAYS = [AFTER_LOSS]
