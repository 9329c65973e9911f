"""Chronic kidney disease: two low results three months apart, the diagnosis by stage, the annual review."""

from typing import Any

from care_pathways import beside, body
from care_pathways.gp._long_term import LongTerm, annual_review
from care_pathways.gp._review import GP
from care_pathways.laboratory import KIDNEY, RESULTS, WHEN_THERE, awaited, usual
from synth.pathway.language.expressions import Expression, Value
from synth.pathway.language.model import Pathway, Step, Write
from synth.pathway.language.notes import instant, quantity
from synth.pathway.language.options import either
from synth.pathway.language.writes import diagnose, observe

p = beside(__file__)


class KidneyDisease(LongTerm):
    """What the practice keeps of someone's kidney disease."""

    egfr = quantity("how well the kidneys filter", "mL/min/1.73 m2")
    creatinine = quantity("creatinine in the blood", "umol/L")
    results = instant("when the results are back")


n = KidneyDisease

TESTED: dict[Any, Value] = {n.egfr: body.egfr(), n.creatinine: body.creatinine(), **awaited(p.turnaround)}
STAGE = either(n.egfr < p.stage_3a, either(n.egfr < p.stage_3b, "ckd4", "ckd3b"), "ckd3a")


def kidney(when: Expression | None = None) -> list[Write]:
    """Creatinine and what the kidneys filter; the results come later."""
    options: dict[str, Any] = {**KIDNEY, "recorded": WHEN_THERE, "when": when}
    return [
        observe("serum_creatinine", n.creatinine, "unit_micromole_per_litre", **options, **usual("creatinine")),
        observe("egfr", n.egfr, "unit_millilitre_per_minute_per_173_m2", **options, **usual("egfr")),
    ]


KIDNEY_DISEASE = Pathway(
    "chronic kidney disease",
    starts_on="chronic kidney disease begins",
    guideline="NICE NG203",
    notes=KidneyDisease,
    steps=[
        Step("blood test", "general practice (healthcare assistant)", after=p.until_tested,
             contact="nurse_consultation", draws=TESTED, writes=kidney(), then="second blood test"),
        Step("second blood test", "general practice (healthcare assistant)", after=p.between_tests,
             contact="nurse_consultation", draws=TESTED, writes=kidney(), then="diagnosed"),
        Step("diagnosed", GP, at=RESULTS, after=p.result_to_review, contact="telephone_consultation",
             writes=[diagnose(STAGE, lasting=True)], then="annual review"),
        annual_review("ckd_review", {}, draws=TESTED, writes=kidney(n.attended)),
    ],
)  # fmt: skip

PATHWAYS = [KIDNEY_DISEASE]
