"""Antenatal screening: booking bloods, the dating scan and its due date, the combined test, the anomaly scan.

The due date stands first by the last period; the dating scan amends it, and from then on it alone counts.
"""

from __future__ import annotations

from typing import Any

from care_pathways import beside
from care_pathways.courses import blood
from care_pathways.laboratory import (
    BLOOD_GROUP,
    FULL_BLOOD_COUNT,
    HAEMOGLOBINOPATHY,
    INFECTIONS,
    RESULTS,
    TRISOMY,
    URINE_CULTURE,
    WHEN_THERE,
    Awaited,
    awaited,
    usual,
)
from care_pathways.maternity import anaemia
from care_pathways.maternity._course import (
    CARRIER,
    INFECTION,
    Pregnancy,
    gestation_now,
    last_period_as_told,
    weeks_and_days,
)
from care_pathways.maternity.anaemia import LOW_HAEMOGLOBIN
from care_pathways.maternity.low_platelets import LOW_PLATELETS
from care_pathways.maternity.pregnancy import PREGNANCY
from care_pathways.programmes import since
from synth.pathway.language.expressions import Fact, at_centile, where
from synth.pathway.language.model import END, Pathway, Signal, Step, When
from synth.pathway.language.notes import instant, option, quantity, whether
from synth.pathway.language.options import code_of, either
from synth.pathway.language.time import in_days, midnight
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import diagnose, observe, perform, refer

p = beside(__file__)


class Bloods(Pregnancy, Awaited):
    """What is known of the bloods that are taken at booking."""

    haemoglobin = quantity("haemoglobin in the blood", "g/L")
    counted = quantity("how long the laboratory takes for the blood count and the blood group", "minutes")
    platelets = quantity("platelets in the blood", "10*9/L")
    hepatitis = whether("she has hepatitis B")
    hiv = whether("she has HIV")
    syphilis = whether("she has syphilis")
    bacteria = whether("bacteria grow from her urine")
    carrier = whether("she carries sickle cell or thalassaemia")


class Dating(Pregnancy, Awaited):
    """What is known of the dating scan and the combined test."""

    scan_at = instant("when the scan is due")
    attends = whether("she comes to it")
    dated = quantity("how far on she is at the scan; 0 before it", "days")
    in_time = whether("it is the time for the combined test")
    quadruple = whether("it is too late for that, and the time for the quadruple test")
    tested = whether("she accepts the test for trisomies")
    higher = whether("the test finds a higher chance")
    choice = option("the test that she then chooses", "nipt", "cvs", "amniocentesis", "none")


class Anomaly(Pregnancy):
    """What is known of the anomaly scan."""

    scanned = whether("she is dated by a scan today")
    done = whether("the scan is done")
    finding = whether("something is suspected of the first baby")
    low_placenta = whether("the placenta lies low")
    confirmed = whether("fetal medicine confirms what was suspected")
    seen_again = whether("it was looked at again")


b, d, a = Bloods, Dating, Anomaly


_counted: dict[str, Any] = {"recorded": b.counted}
_tested: dict[str, Any] = {"recorded": WHEN_THERE}
_count: dict[str, Any] = {**_counted, **FULL_BLOOD_COUNT}
_GROUPS = {"not known": "", **{group: f"blood_group_{group}" for group in ("o", "a", "b", "ab")}}

_TAKEN_DRAWS = {b.haemoglobin: where(Pregnancy.anaemic, p.haemoglobin_low, p.haemoglobin),
                    b.platelets: at_centile(p.platelets, blood.OF["platelets"].now()),
                    b.counted: p.result, **awaited(p.result.named("serology")),
                    b.hepatitis: where(Fact("hepatitis_b_status").is_("not tested"), p.hepatitis_b,
                                       Fact("hepatitis_b_status").is_("positive")),
                    b.hiv: where(Fact("hiv_status").is_("not tested"), p.hiv, Fact("hiv_status").is_("positive")),
                    b.syphilis: p.syphilis, b.bacteria: p.bacteria_in_urine,
                    b.carrier: where(Fact("haemoglobin_status").is_("not tested"), p.haemoglobinopathy_carrier,
                                     Fact("haemoglobin_status").is_("a carrier"))}  # fmt: skip
_TAKEN = [
                 observe("blood_group", value_code=code_of(Fact("blood_group"), _GROUPS), enduring=True,
                         **_counted, **BLOOD_GROUP),
                 observe("rhesus_type", slot="rhesus", value_code=either(Pregnancy.rhesus_negative, "rhesus_negative",
                         "rhesus_positive"), enduring=True, **_counted, **BLOOD_GROUP),
                 observe("haemoglobin", b.haemoglobin, "unit_gram_per_litre", **_count,
                         **usual("haemoglobin_first_trimester")),
                 observe("platelets", b.platelets, "unit_billion_per_litre", **_count, **usual("platelets")),
                 observe("mcv", where(b.carrier, p.mcv_of_carriers, p.mcv), "unit_femtolitre", **_count,
                         **usual("mcv")),
                 *(observe(f"{test}_screen", value_code=either(
                     positive, "interpretation_detected", "interpretation_not_detected"),
                           when=p.infections_tested.named(test), confidentiality=guard, **_tested,
                           **INFECTIONS)
                   for test, positive, guard in (("hiv", b.hiv, "restricted"),
                                                 ("hepb", b.hepatitis, "restricted"),
                                                 ("syphilis", b.syphilis, "restricted"))),
                 observe("sickle_thal_screen", when=p.haemoglobin_tested, value_code=either(
                     b.carrier, "haemoglobinopathy_carrier_significant",
                     "haemoglobinopathy_not_carrier"), enduring=True, **_tested, **HAEMOGLOBINOPATHY),
                 observe("urinalysis", value_code=either(b.bacteria, "abnormal_result", "normal_result"), **_tested,
                         **URINE_CULTURE),]  # fmt: skip

BLOODS = Pathway(
    "booking bloods",
    part_of=PREGNANCY,
    starts_on=("booked for maternity care", "came unbooked to give birth"),
    notes=Bloods,
    guideline="NICE NG201; NHS infectious diseases in pregnancy and sickle cell and thalassaemia screening",
    steps=[
        Step("where", then=When({"taken on arrival": Pregnancy.unbooked}, "taken")),
        Step("taken", "community midwife", after=p.bloods_taken, hours="always",
             draws=_TAKEN_DRAWS, writes=_TAKEN, then="blood count"),
        Step("taken on arrival", "labour ward", after=p.taken_on_arrival, hours="always",
             draws=_TAKEN_DRAWS, writes=_TAKEN, then="blood count"),
        Step("blood count", after=b.counted, raises=[
                LOW_HAEMOGLOBIN.found(b.haemoglobin, also=b.haemoglobin < anaemia.p.low_at_booking),
                LOW_PLATELETS.found(b.platelets)],
             then="results of the infections"),
        Step("results of the infections", at=RESULTS,
             sets={"hepatitis_b_status": where(b.hepatitis, "positive", "negative"),
                   "hiv_status": where(b.hiv, "positive", "negative"),
                   "haemoglobin_status": where(b.carrier, "a carrier", "no carrier")},
             raises=[Signal("infection found in pregnancy", when=b.hepatitis | b.hiv | b.syphilis),
                     Signal("bacteria in the urine", when=b.bacteria)],
             then=When({"late anti-D": Pregnancy.rhesus_negative & ~Pregnancy.unbooked
                        & (gestation_now() >= in_days(p.anti_d_missed_from))}, END)),
        # Who books after the contact at which it is given has it when the group is known.
        Step("late anti-D", "community midwife", after=p.to_late_anti_d, contact="antenatal_visit",
             writes=[perform("anti_d_given", when=gestation_now() < in_days(p.anti_d_useful_until))]),
    ],
)  # fmt: skip

_MULTIPLE = either(Pregnancy.fetuses >= 3, "triplet_pregnancy", "twin_pregnancy")

DATING = Pathway(
    "dating scan",
    part_of=PREGNANCY,
    starts_on="booked for maternity care",
    until=Pregnancy.ends,
    ending="pregnancy over",
    at_death="pregnancy over",
    notes=Dating,
    guideline="NHS fetal anomaly screening programme; NICE NG201",
    steps=[
        # Nobody is looked after as carrying twins whom no scan has found.
        Step("due date by last period", "community midwife", hours="always",
             draws={d.scan_at: midnight(Pregnancy.last_period) + p.dating_scan,
                    d.attends: (Pregnancy.fetuses >= 2) | p.dating_scan_done},
             writes=[observe("estimated_date_of_delivery", slot="due date", entry="due date",
                             change="recorded",
                             value_time=midnight(last_period_as_told() + p.term), by_day=True,
                             details={"method": "last menstrual period"})],
             raises=Signal("dated", when=~d.attends, carries={"scanned": 0}),
             then=When({"dating scan": d.attends}, END)),
        Step("dating scan", "maternity ultrasound", at=d.scan_at, after=p.wait_for_scan,
             contact="dating_scan",
             draws={d.dated: gestation_now(),
                    d.in_time: (d.dated >= in_days(p.combined_from)) & (d.dated <= in_days(p.combined_until)),
                    d.quadruple: (d.dated > in_days(p.combined_until)) & (d.dated <= in_days(p.quadruple_until)),
                    d.tested: since.combined_test & p.trisomy_screening, d.higher: p.higher_chance,
                    **awaited(p.trisomy_result)},
             writes=[
                 weeks_and_days(d.dated, "fetal_gestational_age", about=1),
                 observe("number_of_fetuses", Pregnancy.fetuses),
                 observe("oe_fetal_heart_heard", about=1),
                 observe("oe_fetal_heart_heard", about=2, slot="second heart", when=Pregnancy.fetuses >= 2),
                 observe("estimated_date_of_delivery", slot="due date by scan", entry="due date",
                         change="amended",
                         value_time=midnight(Pregnancy.last_period + p.term), by_day=True,
                         details={"method": "ultrasound"}),
                 diagnose(_MULTIPLE, entry="twins", change="begun", when=Pregnancy.fetuses >= 2),
                 observe("chorionicity", when=Pregnancy.fetuses.equals(2), value_code=either(
                     Pregnancy.one_placenta, "monochorionic_twins", "dichorionic_twins")),
                 perform("combined_test", when=d.tested & d.in_time),
                 perform("quadruple_test", when=d.tested & d.quadruple),
                 perform("combined_test", slot="declined", status="declined", when=~d.tested & d.in_time,
                         value_code="screening_declined"),
                 observe("downs_screening_blood_test", recorded=WHEN_THERE, **TRISOMY,
                         when=d.tested & (d.in_time | d.quadruple),
                         value_code=either(d.higher, "trisomy_screen_higher_chance",
                                           "trisomy_screen_lower_chance")),
             ],
             raises=Signal("dated", carries={"scanned": 1}),
             then="screening result"),
        Step("screening result", at=RESULTS,
             then=When({"second test": d.tested & d.higher & (d.in_time | d.quadruple)},
                       otherwise="awaiting the end")),
        Step("second test", "antenatal clinic (obstetrician)", after=p.second_test,
             contact="seen_in_antenatal_clinic",
             draws={d.choice: p.after_higher_chance},
             writes=[perform(code_of(d.choice, nipt="nipt", cvs="cvs", amniocentesis="amniocentesis", none=""),
                             slot="test", when=~d.choice.is_("none")),
                     observe("trisomy_diagnostic_result", recorded=p.second_result, category="laboratory",
                             when=d.choice.is_("nipt"), value_code="trisomy_screen_lower_chance"),
                     observe("trisomy_diagnostic_result", slot="diagnostic", recorded=p.second_result,
                             category="laboratory", when=d.choice.is_("cvs", "amniocentesis"),
                             value_code="trisomy_not_found")],
             then="awaiting the end"),
        Step("awaiting the end", at=Pregnancy.ends),
        Step("pregnancy over", "labour ward",
             writes=[diagnose(_MULTIPLE, entry="twins", change="ended",
                              when=(d.dated > 0) & (Pregnancy.fetuses >= 2))]),
    ],
)  # fmt: skip

_over = Pregnancy.placenta.is_("over the cervix")


def _looked_at(name: str, **when: Any) -> Step:
    """The scan at which the baby is looked at for anomalies."""
    return Step(name, "maternity ultrasound", **when, contact="anomaly_scan",
                draws={a.done: p.anomaly_scan_done & (gestation_now() <= in_days(p.anomaly_latest)),
                       a.finding: p.anomaly_suspected, a.low_placenta: ~Pregnancy.placenta.is_("high")},
                contact_when=a.done,
                writes=[weeks_and_days(gestation_now(), "fetal_gestational_age", about=1, when=a.done),
                        *(observe(either(a.finding & (f == 1), "antenatal_scan_abnormal",
                                         "antenatal_scan_normal"), slot=f"finding of fetus {f}",
                                  about=f,
                                  when=a.done & (Pregnancy.fetuses >= f)) for f in (1, 2, 3)),
                        diagnose("low_lying_placenta", entry="placenta", change="begun",
                                 when=a.done & a.low_placenta),
                        refer("referral_fetal_medicine", when=a.done & a.finding,
                              details={"to": "antenatal clinic (obstetrician)"})],
                then=When({"fetal medicine": a.done & a.finding, "scan of the placenta": a.done & a.low_placenta},
                          "awaiting the end"))  # fmt: skip


# Nobody is looked at for anomalies before the pregnancy is dated: who books late is dated first.
ANOMALY = Pathway(
    "anomaly scan",
    part_of=PREGNANCY,
    starts_on="dated",
    takes=(a.scanned,),
    until=Pregnancy.ends,
    ending="pregnancy over",
    at_death="pregnancy over",
    notes=Anomaly,
    guideline="NHS fetal anomaly screening programme",
    steps=[
        Step("dated", then=When({"in the same session": a.scanned & (gestation_now() >= in_days(p.anomaly_from))},
                                "anomaly scan")),
        _looked_at("anomaly scan", at=midnight(Pregnancy.last_period) + p.anomaly_scan, after=p.wait_for_scan),
        _looked_at("in the same session", after=p.same_session, hours="always"),
        Step("fetal medicine", "antenatal clinic (obstetrician)", after=p.to_fetal_medicine,
             contact="seen_in_antenatal_clinic", draws={a.confirmed: p.anomaly_confirmed},
             writes=[weeks_and_days(gestation_now(), "fetal_gestational_age", about=1),
                     observe("fetal_medicine_opinion", about=1, value_code=either(
                         a.confirmed, "anomaly_confirmed", "anomaly_not_confirmed")),
                     diagnose("fetal_anomaly_diagnosed", about=1, entry="anomaly", change="begun", enduring=False,
                              when=a.confirmed),
                     observe("parents_spoken_to")],
             then=When({"plan for birth": a.confirmed, "scan of the placenta": a.low_placenta}, "awaiting the end")),
        Step("plan for birth", "antenatal clinic (obstetrician)",
             at=midnight(Pregnancy.last_period) + p.plan_for_birth, after=p.wait_for_scan,
             contact="seen_in_antenatal_clinic",
             writes=[weeks_and_days(gestation_now(), slot="gestation"), observe("anomaly_birth_plan")],
             then=When({"scan of the placenta": a.low_placenta}, "awaiting the end")),
        Step("scan of the placenta", "maternity ultrasound", at=midnight(Pregnancy.last_period) + p.placenta_again,
             after=p.wait_for_scan, contact="antenatal_ultrasound_scan", draws={a.seen_again: 1},
             writes=[weeks_and_days(gestation_now(), slot="gestation"),
                     diagnose("low_lying_placenta", entry="placenta", slot="looked at again", change="ended"),
                     diagnose("placenta_praevia", entry="praevia", change="begun", enduring=False, when=_over),
                     refer("referral_to_antenatal_clinic", when=_over, reason="Placenta praevia",
                           details={"to": "antenatal clinic (obstetrician)"})],
             then="awaiting the end"),
        Step("awaiting the end", at=Pregnancy.ends),
        Step("pregnancy over", "labour ward",
             writes=[diagnose("low_lying_placenta", entry="placenta", change="ended",
                              when=a.done & a.low_placenta & ~a.seen_again),
                     diagnose("fetal_anomaly_diagnosed", about=1, entry="anomaly", change="ended", enduring=False,
                              when=a.confirmed),
                     diagnose("placenta_praevia", entry="praevia", change="ended", enduring=False,
                              when=a.seen_again & _over)]),
    ],
)  # fmt: skip


SIGNALS = [
    signal("infection found in pregnancy", "the bloods of booking show hepatitis B, HIV or syphilis"),
    signal("bacteria in the urine", "bacteria grow from the urine that was sent at booking"),
    signal("dated", "her pregnancy is dated by scan, or will not be", ("scanned",)),
]
FACTS = [
    fact("haemoglobin_status", "whether she carries sickle cell or thalassaemia", *CARRIER),
    fact("hepatitis_b_status", "what is known of hepatitis B", *INFECTION),
    fact("hiv_status", "what is known of HIV", *INFECTION),
]
PATHWAYS = [BLOODS, DATING, ANOMALY]
