"""Antenatal screening: booking bloods, the dating scan and its due date, the combined test, the anomaly scan.

The due date stands first by the last period; the dating scan amends it, and from then on it alone counts.
"""

from __future__ import annotations

from typing import Any

from care_pathways import beside
from care_pathways.courses import blood_pressure as course
from care_pathways.laboratory import (
    BLOOD_GROUP,
    FULL_BLOOD_COUNT,
    HAEMOGLOBINOPATHY,
    INFECTIONS,
    RESULTS,
    TRISOMY,
    URINE_CULTURE,
    WHEN_THERE,
    awaited,
    usual,
)
from care_pathways.maternity._course import (
    COURSE,
    blood_pressure,
    gestation_now,
    hand_on,
    last_period_as_told,
    weeks_and_days,
)
from care_pathways.programmes import since
from synth.clock import DAY
from synth.pathway.language.expressions import PLACES, Expression, Fact, Local, at_centile, where
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import option
from synth.pathway.language.options import code_of, either
from synth.pathway.language.time import midnight
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import diagnose, observe, perform, refer

p = beside(__file__)

_counted: dict[str, Any] = {"recorded": Local("counted")}
_tested: dict[str, Any] = {"recorded": WHEN_THERE}
_count: dict[str, Any] = {**_counted, **FULL_BLOOD_COUNT}
_GROUPS = {"not known": "", **{group: f"blood_group_{group}" for group in ("o", "a", "b", "ab")}}
TEST = option("the test that she chooses", "nipt", "cvs", "amniocentesis", "none", called="choice")

BLOODS = Pathway(
    "booking bloods",
    starts_on="booked for maternity care",
    takes=COURSE,
    guideline="NICE NG201; NHS infectious diseases in pregnancy and sickle cell and thalassaemia screening",
    steps=[
        Step("taken", "community midwife", after=p.bloods_taken, hours="always",
             draws={"counted": p.result, **awaited(p.result.named("serology")),
                    "hepatitis": where(Fact("hepatitis_b_status"), Fact("hepatitis_b_status") - 1,
                                       p.hepatitis_b),
                    "hiv": where(Fact("hiv_status"), Fact("hiv_status") - 1, p.hiv),
                    "carrier": where(Fact("haemoglobin_status"), Fact("haemoglobin_status") - 1,
                                     p.haemoglobinopathy_carrier)},
             writes=[
                 observe("blood_group", value_code=code_of(Fact("blood_group"), _GROUPS), enduring=True,
                         **_counted, **BLOOD_GROUP),
                 observe("rhesus_type", slot="rhesus", value_code=either(Local("rhesus_negative"), "rhesus_negative",
                         "rhesus_positive"), enduring=True, **_counted, **BLOOD_GROUP),
                 observe("haemoglobin", where(Local("anaemic"), p.haemoglobin_low, p.haemoglobin),
                         "unit_gram_per_litre", **_count,
                         **usual("haemoglobin_first_trimester")),
                 observe("platelets", p.platelets, "unit_billion_per_litre", **_count, **usual("platelets")),
                 observe("mcv", where(Local("carrier"), p.mcv_of_carriers, p.mcv), "unit_femtolitre", **_count,
                         **usual("mcv")),
                 *(observe(f"{test}_screen", value_code=either(
                     positive, "interpretation_detected", "interpretation_not_detected"),
                           when=p.infections_tested.named(test), confidentiality=guard, **_tested,
                           **INFECTIONS)
                   for test, positive, guard in (("hiv", Local("hiv"), "restricted"),
                                                 ("hepb", Local("hepatitis"), "restricted"),
                                                 ("syphilis", p.syphilis, "restricted"))),
                 observe("sickle_thal_screen", when=p.haemoglobin_tested, value_code=either(
                     Local("carrier"), "haemoglobinopathy_carrier_significant",
                     "haemoglobinopathy_not_carrier"), enduring=True, **_tested, **HAEMOGLOBINOPATHY),
                 observe("urinalysis", value_code=code_of(
                     p.urine_culture, normal="normal_result", abnormal="abnormal_result"),
                         **_tested, **URINE_CULTURE),
             ], then="results of the infections"),
        Step("results of the infections", at=RESULTS,
             sets={"hepatitis_b_status": Local("hepatitis") + 1, "hiv_status": Local("hiv") + 1,
                   "haemoglobin_status": Local("carrier") + 1}),
    ],
)  # fmt: skip

DATING = Pathway(
    "dating scan",
    starts_on="booked for maternity care",
    takes=COURSE,
    until=Local("ends"),
    ending="pregnancy over",
    at_death="pregnancy over",
    guideline="NHS fetal anomaly screening programme; NICE NG201",
    steps=[
        Step("due date by last period", "community midwife", hours="always",
             draws={"scan_at": midnight(Local("last_period")) + p.dating_scan, "attends": p.dating_scan_done},
             writes=[observe("estimated_date_of_delivery", slot="due date", entry="due date",
                             change="recorded",
                             value_time=midnight(last_period_as_told() + p.term), by_day=True,
                             details={"method": "last menstrual period"})],
             raises=hand_on("dated", when=~Local("attends")),
             then=When({"dating scan": Local("attends")}, END)),
        Step("dating scan", "maternity ultrasound", at=Local("scan_at"), after=p.wait_for_scan,
             contact="dating_scan",
             draws={"dated": gestation_now(), "in_time": (gestation_now() >= p.combined_from // DAY)
                    & (gestation_now() <= p.combined_until // DAY),
                    "quadruple": (gestation_now() > p.combined_until // DAY)
                    & (gestation_now() <= p.quadruple_until // DAY),
                    "tested": since.combined_test & p.trisomy_screening, "higher": p.higher_chance,
                    **awaited(p.trisomy_result)},
             writes=[
                 weeks_and_days(Local("dated"), "fetal_gestational_age", about=1),
                 observe("number_of_fetuses", Local("fetuses")),
                 observe("oe_fetal_heart_heard", about=1),
                 observe("oe_fetal_heart_heard", about=2, slot="second heart", when=Local("fetuses") >= 2),
                 observe("estimated_date_of_delivery", slot="due date by scan", entry="due date",
                         change="amended",
                         value_time=midnight(Local("last_period") + p.term), by_day=True,
                         details={"method": "ultrasound"}),
                 diagnose("twin_pregnancy", entry="twins", change="begun", when=Local("fetuses") >= 2),
                 perform("combined_test", when=Local("tested") & Local("in_time")),
                 perform("quadruple_test", when=Local("tested") & Local("quadruple")),
                 perform("combined_test", slot="declined", status="declined", when=~Local("tested")
                         & Local("in_time"),
                         value_code="screening_declined"),
                 observe("downs_screening_blood_test", recorded=WHEN_THERE, **TRISOMY,
                         when=Local("tested") & (Local("in_time") | Local("quadruple")),
                         value_code=either(Local("higher"), "trisomy_screen_higher_chance",
                                           "trisomy_screen_lower_chance")),
             ],
             raises=hand_on("dated"),
             then="screening result"),
        Step("screening result", at=RESULTS,
             then=When({"second test": Local("tested") & Local("higher") & (Local("in_time")
                                                                            | Local("quadruple"))},
                       otherwise="awaiting the end")),
        Step("second test", "antenatal clinic (obstetrician)", after=p.second_test,
             contact="seen_in_antenatal_clinic",
             draws={"choice": p.after_higher_chance},
             writes=[perform(code_of(TEST, nipt="nipt", cvs="cvs", amniocentesis="amniocentesis", none=""),
                             slot="test", when=~TEST.is_("none")),
                     observe("trisomy_diagnostic_result", recorded=p.second_result, category="laboratory",
                             when=~TEST.is_("none"), value_code="trisomy_screen_lower_chance")],
             then="awaiting the end"),
        Step("awaiting the end", at=Local("ends")),
        Step("pregnancy over", "labour ward",
             writes=[diagnose("twin_pregnancy", entry="twins", change="ended",
                              when=(Local("dated") > 0) & (Local("fetuses") >= 2))]),
    ],
)  # fmt: skip

# Nobody is looked at for anomalies before the pregnancy is dated: who books late is dated first.
ANOMALY = Pathway(
    "anomaly scan",
    starts_on="dated",
    takes=COURSE,
    until=Local("ends"),
    ending="pregnancy over",
    at_death="pregnancy over",
    guideline="NHS fetal anomaly screening programme",
    steps=[
        Step("anomaly scan", "maternity ultrasound", at=midnight(Local("last_period")) + p.anomaly_scan,
             after=p.wait_for_scan, contact="anomaly_scan",
             draws={"done": p.anomaly_scan_done & (gestation_now() <= p.anomaly_latest // DAY),
                    "finding": p.anomaly_suspected, "low_placenta": p.low_lying_placenta},
             contact_when=Local("done"),
             writes=[weeks_and_days(gestation_now(), "fetal_gestational_age", about=1, when=Local("done")),
                     *(observe(either(Local("finding") & (f == 1), "antenatal_scan_abnormal",
                                      "antenatal_scan_normal"), slot=f"finding of fetus {f}",
                               about=f,
                               when=Local("done") & (Local("fetuses") >= f)) for f in (1, 2, 3)),
                     diagnose("low_lying_placenta", entry="placenta", change="begun",
                              when=Local("done") & Local("low_placenta")),
                     refer("referral_fetal_medicine", when=Local("done") & Local("finding"),
                           details={"to": "antenatal clinic (obstetrician)"})], then="awaiting the end"),
        Step("awaiting the end", at=Local("ends")),
        Step("pregnancy over", "labour ward",
             writes=[diagnose("low_lying_placenta", entry="placenta", change="ended",
                              when=Local("done") & Local("low_placenta"))]),
    ],
)  # fmt: skip


def _weight(fetus: int) -> Expression:
    """The weight that the scan gives for a fetus, which keeps its place among others."""
    place = (Local("size_place") + p.apart * fetus) % PLACES
    return at_centile(p.estimated_weight, place) - where(Local("small"), p.weight_if_small)


GROWTH = Pathway(
    "growth scans",
    starts_on="booked for maternity care",
    takes=COURSE,
    only=Local("high_risk") | (Local("fetuses") >= 2),
    until=Local("ends"),
    ending="pregnancy over",
    at_death="pregnancy over",
    guideline="RCOG GTG 31; NICE NG137",
    steps=[
        Step("plan", draws={"twins": Local("fetuses") >= 2, "dated": gestation_now(),
                            "serial": p.serial_scans},
             then=When({"growth scan": Local("twins") | Local("serial")}, "consultant clinic")),
        Step("growth scan", "maternity ultrasound", at=midnight(Local("last_period")) + p.next_growth_scan,
             after=p.wait_for_scan, contact="growth_scan",
             draws={"dated": gestation_now(), "known_small": Local("found_small"),
                    "found_small": Local("small") & (gestation_now() >= p.small_known_from // DAY)},
             writes=[weeks_and_days(gestation_now(), slot="gestation"),
                     *(observe("estimated_fetal_weight", _weight(f), "unit_gram", about=f,
                               slot=f"weight of fetus {f}", when=Local("fetuses") >= f) for f in (1, 2, 3)),
                     diagnose("small_for_gestational_age", about=1, entry="small", change="begun",
                              when=Local("found_small") & ~Local("known_small"))],
             then=When({"growth scan": gestation_now() < p.last_growth_scan // DAY}, "consultant clinic")),
        Step("consultant clinic", "antenatal clinic (obstetrician)",
             at=midnight(Local("last_period")) + p.consultant_clinic, after=p.wait_for_scan,
             contact="seen_in_antenatal_clinic",
             writes=[weeks_and_days(gestation_now(), slot="gestation"),
                     blood_pressure(course.read(p.systolic), course.read(p.diastolic)),
                     observe("birth_plan")], then="awaiting the end"),
        Step("awaiting the end", at=Local("ends")),
        Step("pregnancy over", "labour ward",
             writes=[diagnose("small_for_gestational_age", about=1, entry="small", change="ended",
                              when=Local("found_small"))]),
    ],
)  # fmt: skip

SIGNALS = [
    signal("dated", "her pregnancy is dated by scan, or will not be", COURSE),
]
FACTS = [
    fact("haemoglobin_status", "1 no carrier, 2 a carrier; 0 not tested"),
    fact("hepatitis_b_status", "1 negative, 2 positive; 0 not tested"),
    fact("hiv_status", "1 negative, 2 positive; 0 not tested"),
]
PATHWAYS = [BLOODS, DATING, ANOMALY, GROWTH]
