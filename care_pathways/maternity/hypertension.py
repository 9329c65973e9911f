"""Raised blood pressure of pregnancy: found, treated, watched, on the ward where it is severe, until after birth.

Whether and when it comes was drawn at booking; here it is looked for, found and treated.
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.courses import blood_pressure as course
from care_pathways.documents import issued
from care_pathways.hospital import DIED, FROM_HOME_WITH_CHILD, TO_ANOTHER_WARD, TO_HOME
from care_pathways.laboratory import FULL_BLOOD_COUNT, KIDNEY, LIVER, usual
from care_pathways.maternity._course import Pregnancy, blood_pressure, gestation_now, weeks_and_days
from care_pathways.maternity.complications import JUDGED_AGAIN
from care_pathways.maternity.pregnancy import PREGNANCY
from synth.pathway.language.expressions import ByOption, Expression, Fact, Now, where
from synth.pathway.language.model import Pathway, Step, When, Write
from synth.pathway.language.notes import Note, instant, quantity, whether
from synth.pathway.language.options import code_of, either
from synth.pathway.language.time import daytime
from synth.pathway.language.words import fact
from synth.pathway.language.writes import BEGUN, ENDED, diagnose, observe, prescribe
from synth.pathway.parts.stay import admission, cut_short, discharge, hospital_stay

p = beside(__file__)


class Hypertension(Pregnancy):
    """What is known of raised blood pressure in a pregnancy."""

    known = whether("the diagnosis is made")
    on_ward = whether("she is on the antenatal ward")
    been_in = whether("she has been on the ward for it")
    leaves = instant("when she is well enough to go home")
    treated = whether("she is treated")
    supplied = instant("until when her tablets last")
    issue = whether("she is given tablets now")
    systolic = quantity("systolic blood pressure as read", "mmHg")
    diastolic = quantity("diastolic blood pressure as read", "mmHg")


h = Hypertension
_preeclampsia = Pregnancy.hypertension.is_("pre-eclampsia")
_DIAGNOSIS = code_of(Pregnancy.hypertension, {"none": "", "gestational": "gestational_hypertension",
                                    "pre-eclampsia": "preeclampsia"})  # fmt: skip
_severe = (h.systolic >= p.severe_systolic) | (h.diastolic >= p.severe_diastolic)
_raised = (h.systolic >= p.treated_from_systolic) | (h.diastolic >= p.treated_from_diastolic)


def _protein(of_preeclampsia: str) -> ByOption:
    """What the dipstick shows."""
    return code_of(Pregnancy.hypertension, {"none": "urine_protein_negative", "gestational": "urine_protein_trace",
                                  "pre-eclampsia": of_preeclampsia})  # fmt: skip


TABLETS = either(Fact("asthma"), "nifedipine_20mg_mr_tab", "labetalol_200mg_tab")
"""What is taken first; no beta blocker by who has asthma."""


def _read(still: Expression) -> dict[Note, Expression]:
    """A reading, lower where she is treated, and whether tablets are begun or last no longer. still: how often raised
    pressure is treated."""
    lowered = where(h.treated, p.lowered, 0)
    return {
        h.systolic: course.read(p.systolic, 0 - lowered),
        h.diastolic: course.read(p.diastolic, 0 - lowered * p.diastolic_share // 100),
        h.treated: h.treated | (_raised & still) | _severe,
        h.issue: h.treated & (h.supplied < Now() + p.runs_out),
        h.supplied: where(h.issue, Now() + p.course, h.supplied),
    }


def _tablets() -> Write:
    return prescribe(TABLETS, slot="tablets", until=Now() + p.course, when=h.issue,
                     details={"dosage": "One tablet twice daily"})  # fmt: skip


def _bloods(when: Expression | None = None) -> list[Write]:
    return [
        observe("platelets", p.platelets, "unit_billion_per_litre", recorded=p.result, when=when,
                **FULL_BLOOD_COUNT, **usual("platelets")),
        observe("serum_creatinine", p.creatinine, "unit_micromole_per_litre", recorded=p.result, when=when,
                **KIDNEY, **usual("creatinine_in_pregnancy")),
        observe("alt", p.alt, "unit_enzyme_unit_per_litre", recorded=p.result, when=when, **LIVER, **usual("alt")),
    ]  # fmt: skip


STAY = hospital_stay(
    "inpatient", entry="antenatal stay", inside=h.on_ward, said=FROM_HOME_WITH_CHILD, fact="on_another_ward"
)

HYPERTENSION = Pathway(
    "hypertension in pregnancy",
    part_of=PREGNANCY,
    starts_on="booked for maternity care",
    only=~Pregnancy.hypertension.is_("none") & Pregnancy.outcome.is_("live birth", "stillbirth"),
    until=Pregnancy.ends,
    ending="over",
    at_death="died",
    notes=Hypertension,
    guideline="NICE NG133",
    steps=[
        Step("found", "antenatal clinic (obstetrician)", at=Pregnancy.hypertension_begins, after=p.found,
             contact="day_assessment_visit", lasts=p.assessment, draws={h.known: 1, h.been_in: 0, **_read(p.treated)},
             writes=[weeks_and_days(gestation_now(), slot="gestation"),
                     blood_pressure(h.systolic, h.diastolic),
                     observe("urine_protein_dipstick", value_code=_protein("urine_protein_plus2"),
                             category="laboratory"),
                     *_bloods(),
                     diagnose(_DIAGNOSIS, slot="hypertension", entry="hypertension", change=BEGUN),
                     _tablets(), *JUDGED_AGAIN],
             sets={"had_preeclampsia": _preeclampsia | Fact("had_preeclampsia"), "hypertension_in_pregnancy": 1},
             then=When({"admission": _severe | (_preeclampsia & p.admitted)}, "review")),
        *STAY.steps(
            admission("admission", after=p.to_ward, text="Admitted for observation: raised blood pressure",
                      draws={h.leaves: Now() + p.days_on_ward, h.been_in: 1}, writes=_bloods(_preeclampsia),
                      then="discharge"),
            discharge("discharge", at=daytime(h.leaves), said=TO_HOME,
                      draws={h.systolic: course.read(p.systolic, 0 - p.lowered),
                             h.diastolic: course.read(p.diastolic, 0 - p.lowered * p.diastolic_share // 100)},
                      writes=[blood_pressure(h.systolic, h.diastolic),
                              *issued("discharge_summary_document", "antenatal_discharge", recorded=p.writing_up)],
                      then="review"),
            cut_short("over", said=TO_ANOTHER_WARD, then="treated on"),
            cut_short("died", said=DIED, writes=[
                diagnose(_DIAGNOSIS, slot="hypertension at death", entry="hypertension", change=ENDED,
                         when=h.known)]),
            setting="antenatal ward"),
        Step("review", "antenatal clinic (obstetrician)", after=p.between_reviews,
             contact="day_assessment_visit", lasts=p.assessment, draws=_read(p.treated.named("since")),
             writes=[weeks_and_days(gestation_now(), slot="gestation"),
                     blood_pressure(h.systolic, h.diastolic),
                     observe("urine_protein_dipstick", value_code=_protein("urine_protein_plus1"),
                             category="laboratory"),
                     *_bloods(_preeclampsia), _tablets()],
             # Once: what rises again after a stay is treated where it is found, or ends in the birth.
             then=When({"admission": _severe & ~h.been_in}, "review")),
        # Whoever was treated goes on with tablets after the birth.
        Step("treated on", "postnatal ward", after=p.to_tablets_after_birth,
             writes=[prescribe(TABLETS, slot="after birth", when=h.known & h.treated,
                               until=Now() + p.treated_on, details={"dosage": "One tablet twice daily"})],
             then="recovered"),
        Step("recovered", "midwife at home", after=p.recovers, sets={"hypertension_in_pregnancy": 0},
             writes=[diagnose(_DIAGNOSIS, slot="hypertension over", entry="hypertension", change=ENDED,
                              when=h.known)]),
    ],
)  # fmt: skip

FACTS = [
    fact("had_preeclampsia", "1 from the first pre-eclampsia on"),
    fact("hypertension_in_pregnancy", "1 from when it is found until she has recovered"),
]
PATHWAYS = [HYPERTENSION]
