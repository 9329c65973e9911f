"""Type 2 diabetes before it is known, and its diagnosis by HbA1c."""

from care_pathways import beside, body
from care_pathways.courses import glucose
from care_pathways.gp._review import HCA
from care_pathways.gp.borderline_glucose import BORDERLINE, hba1c
from care_pathways.laboratory import RESULTS, Awaited, awaited
from synth.pathway.language.expressions import Draw, Fact, at_centile, where
from synth.pathway.language.model import END, Pathway, Signal, Step, When
from synth.pathway.language.notes import quantity, whether
from synth.pathway.language.words import fact, signal

p = beside(__file__)


class Glucose(Awaited):
    """What is known of someone's blood glucose before diabetes is diagnosed."""

    before = quantity("HbA1c that led to the test, 0 where symptoms did", "mmol/mol")
    free = whether("is not known to have diabetes")
    comes = whether("comes to the yearly test")
    found = whether("the yearly test finds it raised")
    level = quantity("HbA1c of the first test", "mmol/mol")
    again = quantity("HbA1c of the second test", "mmol/mol")


n = Glucose


RISING = Pathway(
    "raised blood glucose",
    starts_on="raised blood glucose begins",
    notes=Glucose,
    steps=[
        Step("suspected", after=p.unknown_for, raises=Signal("diabetes suspected", carries={"before": 0},
                                                             when=~Fact("type_2_diabetes")),
             then=When({END: Fact("type_2_diabetes")}, otherwise="suspected")),
    ],
)  # fmt: skip


def _test(name: str, after: Draw) -> Step:
    """A test for diabetes in one who had it in pregnancy."""
    return Step(name, "general practice (nurse)", contact="nurse_consultation", contact_when=n.free & n.comes,
                draws={n.free: ~Fact("type_2_diabetes"), n.comes: p.comes,
                       n.found: n.free & n.comes & (p.found | body.RAISED),
                       n.level: body.hba1c(n.found), **awaited(p.turnaround)},
                writes=[hba1c(n.level, when=n.free & n.comes)],
                then=When({END: ~n.free | (Fact("age") >= p.last_age)}, otherwise="result"), after=after)  # fmt: skip


AFTER_PREGNANCY = Pathway(
    "after gestational diabetes",
    starts_on="gestational diabetes",
    only=~Fact("type_2_diabetes"),
    guideline="NICE NG3, 1.6: HbA1c 13 weeks after birth, then once a year",
    notes=Glucose,
    steps=[
        _test("test after the birth", after=p.pregnancy_to_test),
        _test("yearly test", after=p.between_tests),
        Step("result", at=RESULTS, raises=[Signal("diabetes suspected", when=n.found, carries={"before": n.level}),
                                             BORDERLINE.found(n.level, n.comes)],
             then=When({END: n.found}, otherwise="yearly test")),
    ],
)  # fmt: skip

DIAGNOSIS = Pathway(
    "diagnosis of type 2 diabetes",
    starts_on="diabetes suspected",
    takes=("before",),
    only=~Fact("type_2_diabetes") & ~Fact("glucose_in_question"),
    guideline="NICE NG28; WHO 2011: HbA1c of 48 mmol/mol or more, repeated where there are no symptoms",
    notes=Glucose,
    steps=[
        Step("in question", sets={"glucose_in_question": 1}, then="blood test"),
        Step("blood test", HCA, after=p.wait_for_test,
             contact="nurse_consultation",
             draws={n.level: where(n.before >= p.threshold, n.before + p.between_samples,
                                  at_centile(p.hba1c_at_diagnosis, glucose.RISE.lasting())),
                    **awaited(p.turnaround)},
             writes=[hba1c(n.level)],
             then=When({"not confirmed": n.level < p.threshold,
                        "diagnosed": (n.level >= p.plain) | (n.before >= p.threshold)},
                       otherwise="second blood test")),
        Step("second blood test", HCA, at=RESULTS, after=p.repeated_after,
             contact="nurse_consultation",
             draws={n.again: n.level + p.between_samples, **awaited(p.turnaround)}, writes=[hba1c(n.again)],
             then=When({"not confirmed": n.again < p.threshold}, otherwise="diagnosed")),
        Step("diagnosed", at=RESULTS, after=p.result_to_review, sets={"type_2_diabetes": 1, "glucose_in_question": 0},
             raises=Signal("type 2 diabetes diagnosed", carries={"level": n.level})),
        Step("not confirmed", at=RESULTS, after=p.result_to_review, sets={"glucose_in_question": 0}),
    ],
)  # fmt: skip

SIGNALS = [
    signal("type 2 diabetes diagnosed", "type 2 diabetes is confirmed", ("level",)),
]
FACTS = [
    fact("glucose_in_question", "1 while diabetes waits for confirmation"),
    fact("type_2_diabetes", "1 from the diagnosis on"),
]
PATHWAYS = [RISING, AFTER_PREGNANCY, DIAGNOSIS]
