"""Potassium that is too high: the sample is taken again within days, or nobody sees to it."""

from care_pathways import beside, body
from care_pathways.gp._review import HCA
from care_pathways.laboratory import KIDNEY, WHEN_THERE, Awaited, awaited, usual
from synth.pathway.language.model import Step, finding
from synth.pathway.language.notes import quantity
from synth.pathway.language.words import signal
from synth.pathway.language.writes import observe
from synth.pathway.parts.consequence import consequence

p = beside(__file__)


class Repeated(Awaited):
    """What is kept of the sample that is taken again."""

    potassium = quantity("potassium in the blood", "mmol/L", decimals=1)


n = Repeated
HIGH_POTASSIUM = finding("high potassium", of="serum_potassium", at_least=p.high, ignored=p.not_repeated)

REPEATED = consequence(
    HIGH_POTASSIUM,
    Step("taken again", HCA, after=p.until_repeated, contact="nurse_consultation",
         draws={n.potassium: body.potassium(), **awaited(p.turnaround)},
         writes=[observe("serum_potassium", n.potassium, "unit_millimole_per_litre", decimals=1, recorded=WHEN_THERE,
                         **KIDNEY, **usual("potassium"))]),
    name="high potassium taken again",
    guideline="UK Kidney Association, Treatment of acute hyperkalaemia in adults, 2023: community",
    notes=Repeated,
)  # fmt: skip

SIGNALS = [signal("high potassium", "a potassium of 5.5 mmol/L or more")]
PATHWAYS = [REPEATED]
