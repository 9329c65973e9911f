"""Illness that pregnancy brings and that comes again in the next: vomiting that needs the ward, and cholestasis."""

from __future__ import annotations

from care_pathways import beside
from care_pathways.hospital import DIED, FROM_HOME_WITH_CHILD, TO_ANOTHER_WARD, TO_HOME
from care_pathways.laboratory import LIVER, usual
from care_pathways.maternity._course import Conceived, Pregnancy, gestation_now, weeks_and_days
from care_pathways.maternity.pregnancy import PREGNANCY
from synth.pathway.language.expressions import Fact, Now
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import instant, whether
from synth.pathway.language.time import daytime, midnight
from synth.pathway.language.words import fact
from synth.pathway.language.writes import BEGUN, ENDED, diagnose, observe, perform, prescribe
from synth.pathway.parts.stay import admission, cut_short, discharge, hospital_stay

p = beside(__file__)


class Vomiting(Conceived):
    """What is known of a woman who vomits in pregnancy."""

    twins = whether("she carries more than one baby")
    comes = whether("it is so bad that she needs the ward")
    again = whether("it did so in an earlier pregnancy")
    begins = instant("when she is admitted")
    on_ward = whether("she is on the ward")
    leaves = instant("when she keeps down what she drinks")


class Itching(Pregnancy):
    """What is known of a woman whose liver is disturbed by the pregnancy."""

    comes = whether("it comes in this pregnancy")
    known = whether("the diagnosis is made, and she is still pregnant")
    again = whether("it was so in an earlier pregnancy")


v, i = Vomiting, Itching
STAY = hospital_stay(
    "inpatient", entry="stay for vomiting", inside=v.on_ward, said=FROM_HOME_WITH_CHILD, fact="on_another_ward"
)
_SETTLED = diagnose("hyperemesis", entry="vomiting", change=ENDED, slot="settled", enduring=False, when=v.on_ward)

VOMITING = Pathway(
    "hyperemesis",
    starts_on="conception",
    takes=(v.ends, v.last_period, v.outcome, v.fetuses),
    only=v.outcome.is_("live birth", "stillbirth"),
    until=v.ends,
    ending="over",
    at_death="died",
    notes=Vomiting,
    guideline="RCOG GTG 69",
    steps=[
        Step("whether", draws={v.twins: v.fetuses >= 2, v.again: Fact("had_hyperemesis"), v.comes: p.hyperemesis,
                               v.begins: midnight(v.last_period) + p.hyperemesis_begins},
             then=When({"admission": v.comes}, END)),
        *STAY.steps(
            admission("admission", at=v.begins, hours="always", text="Admitted with vomiting in pregnancy",
                      draws={v.leaves: Now() + p.days_on_ward}, sets={"had_hyperemesis": 1},
                      writes=[diagnose("hyperemesis", entry="vomiting", change=BEGUN, enduring=False),
                              weeks_and_days(gestation_now(v.last_period), slot="gestation"),
                              observe("urine_ketones_raised", when=p.ketones),
                              perform("intravenous_fluids"),
                              prescribe("cyclizine_50mg_tab", until=Now() + p.course,
                                        details={"dosage": "One tablet three times daily"})],
                      then="discharge"),
            discharge("discharge", at=daytime(v.leaves), said=TO_HOME,
                      writes=[diagnose("hyperemesis", entry="vomiting", change=ENDED, enduring=False)]),
            cut_short("over", said=TO_ANOTHER_WARD, writes=[_SETTLED]),
            cut_short("died", said=DIED, writes=[_SETTLED]),
            setting="antenatal ward"),
    ],
)  # fmt: skip

CHOLESTASIS = Pathway(
    "obstetric cholestasis",
    part_of=PREGNANCY,
    starts_on="booked for maternity care",
    only=Pregnancy.outcome.is_("live birth", "stillbirth"),
    until=Pregnancy.ends,
    ending="over",
    at_death="over",
    notes=Itching,
    guideline="RCOG GTG 43",
    steps=[
        Step("whether", draws={i.again: Fact("had_cholestasis"), i.comes: p.cholestasis},
             then=When({"found": i.comes}, END)),
        Step("found", "antenatal ward", at=midnight(Pregnancy.last_period) + p.cholestasis_begins, after=p.hour,
             contact="day_assessment_visit", lasts=p.assessment, draws={i.known: 1},
             sets={"had_cholestasis": 1},
             writes=[weeks_and_days(gestation_now(), slot="gestation"),
                     diagnose("obstetric_cholestasis", entry="cholestasis", change=BEGUN, enduring=False),
                     observe("alt", p.alt, "unit_enzyme_unit_per_litre", recorded=p.result, **LIVER, **usual("alt")),
                     observe("bile_acids", p.bile_acids, "unit_micromole_per_litre", recorded=p.result, **LIVER),
                     prescribe("chlorphenamine_4mg_tab", until=Now() + p.course,
                               details={"dosage": "One tablet up to four times daily for itching"})],
             then="again"),
        Step("again", "antenatal ward", after=p.between_tests, contact="day_assessment_visit", lasts=p.assessment,
             writes=[weeks_and_days(gestation_now(), slot="gestation"),
                     observe("alt", p.alt, "unit_enzyme_unit_per_litre", recorded=p.result, **LIVER, **usual("alt")),
                     observe("bile_acids", p.bile_acids, "unit_micromole_per_litre", recorded=p.result, **LIVER)],
             then="again"),
        Step("over", "labour ward",
             writes=[diagnose("obstetric_cholestasis", entry="cholestasis", change=ENDED, enduring=False,
                              when=i.known)]),
    ],
)  # fmt: skip

FACTS = [
    fact("had_hyperemesis", "1 from the first pregnancy on in which vomiting brought her to the ward"),
    fact("had_cholestasis", "1 from the first pregnancy on in which her liver was disturbed by it"),
]
PATHWAYS = [VOMITING, CHOLESTASIS]
