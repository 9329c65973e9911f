"""Low glucose of a newborn on the unit: sugar in the cheek or in a vein, and tested again until it stays up."""

from __future__ import annotations

from care_pathways import beside
from care_pathways.child_health.newborn import UNIT, Newborn, OnUnit
from care_pathways.maternity._birth import Birth
from synth.pathway.language.expressions import Now, where
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import count, quantity, whether
from synth.pathway.language.time import in_days
from synth.pathway.language.writes import observe, prescribe

p = beside(__file__)


class Low(OnUnit):
    """What is known of a baby with low glucose."""

    level = quantity("glucose in its blood", "mmol/L", decimals=1)
    tests = count("how often it was tested again", "tests")
    well = count("how many tests in a row were as high as they should be", "tests")
    drip = whether("it has sugar through a vein")


n = Low
_DRIP = {"dosage": "2.5 mL per kg into a vein once, then 60 mL per kg a day"}

LOW_GLUCOSE = Pathway(
    "low glucose of the newborn",
    part_of=UNIT,
    starts_on="on the neonatal unit",
    only=OnUnit.reason.is_("hypoglycaemia"),
    until=Newborn.unit_until,
    notes=Low,
    guideline="BAPM, Identification and management of neonatal hypoglycaemia, 2017",
    steps=[
        Step("treated", "neonatal unit", after=p.to_treatment,
             draws={n.tests: 0, n.well: 0,
                    n.drip: (OnUnit.glucose < p.very_low) | (Birth.gestation < in_days(p.gel_from))},
             writes=[prescribe("glucose_40_gel", when=~n.drip, until=Now(),
                               details={"dosage": "0.5 mL per kg rubbed into the cheek once, then a feed"}),
                     prescribe("glucose_10_infusion", slot="from the first", when=n.drip, until=Now() + p.drip_for,
                               details=_DRIP)],
             then="soon"),
        Step("soon", after=p.to_first_test, then="tested"),
        Step("tested", "neonatal unit (nurse)", after=p.taken, hours="always",
             draws={n.level: where(n.drip | (n.tests >= 1), p.glucose_later, p.glucose_after_gel),
                    n.tests: n.tests + 1, n.well: where(n.level < p.aim, 0, n.well + 1)},
             writes=[observe("glucose_blood", n.level, "unit_millimole_per_litre", decimals=1, category="laboratory")],
             then=When({"drip": (n.level < p.low) & ~n.drip, END: n.well >= p.tests_in_a_row}, "next test")),
        Step("drip", "neonatal unit", after=p.to_drip, draws={n.drip: 1},
             writes=[prescribe("glucose_10_infusion", slot="after gel", until=Now() + p.drip_for.named("after gel"),
                               details=_DRIP)],
             then="next test"),
        Step("next test", after=p.between_tests, then="tested"),
    ],
)  # fmt: skip

PATHWAYS = [LOW_GLUCOSE]
