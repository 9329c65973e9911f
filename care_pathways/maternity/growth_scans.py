"""How the baby grows: serial scans of those at high risk and of twins, and a scan where the tape finds it small."""

from __future__ import annotations

from care_pathways import beside
from care_pathways.courses import blood_pressure as course
from care_pathways.maternity import _size
from care_pathways.maternity._course import Pregnancy, blood_pressure, gestation_now, weeks_and_days
from care_pathways.maternity.pregnancy import PREGNANCY
from synth.pathway.language.expressions import Expression, Fact, where
from synth.pathway.language.model import Pathway, Step, When, Write
from synth.pathway.language.notes import Note, keeping, quantity, whether
from synth.pathway.language.time import in_days, midnight
from synth.pathway.language.words import fact
from synth.pathway.language.writes import diagnose, observe, refer

p = beside(__file__)

FETUSES = (1, 2, 3)
WEIGHTS = {f: quantity(f"what the scan gives for the weight of fetus {f}", "g", called=f"weight_{f}") for f in FETUSES}


@keeping(*WEIGHTS.values())
class Growth(Pregnancy):
    """What is known of the growth scans."""

    twins = whether("she carries more than one baby")
    dated = quantity("how far on she is at the latest scan", "days")
    serial = whether("she is to have one scan after the other")
    found_small = whether("the baby was found to be small")
    known_small = whether("it was so at the scan before")


g = Growth


def _weight(fetus: int) -> Expression:
    """The weight that the scan gives for a fetus: its own, give or take the error of the scan."""
    size = Pregnancy.size if fetus == 1 else _size.at_birth(fetus)
    weight = p.expected_weight + p.spread_of_weight * _size.so_far(size) // 1000
    return weight * (1000 + p.error_of_scan.named(f"error of fetus {fetus}")) // 1000


_MEASURED: dict[Note, Expression | int] = {
    g.dated: gestation_now(),
    **{WEIGHTS[f]: _weight(f) for f in FETUSES},
    g.known_small: g.found_small,
    g.found_small: g.found_small
    | (
        (g.dated >= in_days(p.small_known_from))
        & (WEIGHTS[1] < p.expected_weight - p.spread_of_weight * p.tenth_centile // 1000)
    ),
}
_SCAN: list[Write] = [
    weeks_and_days(gestation_now(), slot="gestation"),
    *(observe("estimated_fetal_weight", WEIGHTS[f], "unit_gram", about=f, slot=f"weight of fetus {f}",
              when=(Pregnancy.fetuses >= f) & (g.dated >= in_days(p.weighed_from))) for f in FETUSES),
    diagnose("small_for_gestational_age", about=1, entry="small", change="begun",
             when=g.found_small & ~g.known_small),
]  # fmt: skip
_OVER = diagnose("small_for_gestational_age", about=1, entry="small", change="ended", when=g.found_small)

SERIAL = Pathway(
    "growth scans",
    part_of=PREGNANCY,
    starts_on="booked for maternity care",
    only=Pregnancy.high_risk | (Pregnancy.fetuses >= 2),
    until=Pregnancy.ends,
    ending="pregnancy over",
    at_death="pregnancy over",
    notes=Growth,
    guideline="RCOG GTG 31; NICE NG137",
    steps=[
        Step("plan", draws={g.twins: Pregnancy.fetuses >= 2, g.dated: gestation_now(),
                            g.serial: p.serial_scans | Fact("had_stillbirth"),
                            g.found_small: 0},
             sets={"growth_watched": Pregnancy.last_period},
             then=When({"growth scan": g.twins | g.serial}, "consultant clinic")),
        Step("growth scan", "maternity ultrasound", at=midnight(Pregnancy.last_period) + where(
                 Pregnancy.one_placenta, p.next_scan_of_one_placenta, p.next_growth_scan),
             after=p.wait_for_scan, contact="growth_scan", draws=_MEASURED, writes=_SCAN,
             then=When({"growth scan": g.dated < in_days(p.last_growth_scan)}, "consultant clinic")),
        Step("consultant clinic", "antenatal clinic (obstetrician)",
             at=midnight(Pregnancy.last_period) + p.consultant_clinic, after=p.wait_for_scan,
             contact="seen_in_antenatal_clinic",
             writes=[weeks_and_days(gestation_now(), slot="gestation"),
                     blood_pressure(course.read(p.systolic), course.read(p.diastolic)),
                     observe("birth_plan")], then="awaiting the end"),
        Step("awaiting the end", at=Pregnancy.ends),
        Step("pregnancy over", "labour ward", writes=[_OVER]),
    ],
)  # fmt: skip

BY_TAPE = Pathway(
    "scan for size",
    part_of=PREGNANCY,
    starts_on="measures small",
    only=Fact("growth_watched") < Pregnancy.last_period,
    until=Pregnancy.ends,
    ending="pregnancy over",
    at_death="pregnancy over",
    notes=Growth,
    guideline="NICE NG201; Saving babies' lives care bundle, element 2",
    steps=[
        Step("sent", "community midwife", sets={"growth_watched": Pregnancy.last_period},
             draws={g.found_small: 0},
             writes=[refer("antenatal_ultrasound_scan", reason="Fundal height small for gestation",
                           details={"to": "maternity ultrasound"})],
             then="scan"),
        Step("scan", "maternity ultrasound", after=p.scanned_within, contact="growth_scan", draws=_MEASURED,
             writes=[*_SCAN, refer("referral_to_antenatal_clinic", when=g.found_small,
                                   reason="Estimated fetal weight below the tenth centile",
                                   details={"to": "antenatal clinic (obstetrician)"})],
             then="awaiting the end"),
        Step("awaiting the end", at=Pregnancy.ends),
        Step("pregnancy over", "labour ward", writes=[_OVER]),
    ],
)  # fmt: skip

FACTS = [
    fact("growth_watched", "the last period of the pregnancy whose growth is watched by scan, as a day; 0 for none"),
]
PATHWAYS = [SERIAL, BY_TAPE]
