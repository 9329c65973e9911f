"""A weight that is entered as kilograms and was read in pounds, and is put right when somebody looks at it."""

from care_pathways import beside, body
from care_pathways.body import Weighed
from synth.pathway.language.expressions import Expression
from synth.pathway.language.model import END, Pathway, Step, When, Write
from synth.pathway.language.writes import AMENDED, observe

p, n = beside(__file__), Weighed


def _weight(slot: str, weight: Expression, change: str) -> Write:
    return observe("body_weight", weight, "unit_kilogram", decimals=1, slot=slot, entry="weight", change=change)


WRONG_WEIGHT = Pathway(
    "weight entered in pounds",
    starts_on="coming of age",
    notes=Weighed,
    guideline="Professional Record Standards Body: amendment of records",
    steps=[
        Step("at times", after=p.between_weights, then=When({"weighed": p.in_pounds}, END)),
        Step("weighed", "general practice (nurse)", contact="nurse_consultation",
             draws={n.bmi: body.bmi(), n.weight: body.weight_now()},
             writes=[_weight("as pounds", n.weight * 10_000 // p.kilograms_of_a_pound, "recorded")],
             then="looked at again"),
        Step("looked at again", "general practice (nurse)", after=p.until_looked_at, hours="always",
             writes=[_weight("put right", n.weight, AMENDED)]),
    ],
)  # fmt: skip

PATHWAYS = [WRONG_WEIGHT]
