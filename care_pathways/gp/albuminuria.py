"""Albumin in urine: the ratio to creatinine that reviews send for, and what follows where it is raised."""

from __future__ import annotations

from typing import Any

from care_pathways import beside
from care_pathways.courses import kidney
from care_pathways.gp._review import GP, HCA
from care_pathways.laboratory import RESULTS, URINE_ALBUMIN, WHEN_THERE, Awaited, awaited, usual
from synth.pathway.language.expressions import Expression, Fact, Value, at_centile
from synth.pathway.language.model import END, Pathway, Signal, Step, Write, finding
from synth.pathway.language.notes import Notes, quantity, whether
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import observe, refer
from synth.pathway.parts.consequence import consequence

p = beside(__file__)


class Urine(Notes):
    """What those keep who send urine to the laboratory for albumin."""

    acr = quantity("albumin in urine by its creatinine", "mg/mmol", decimals=1)
    urine = whether("urine is sent for albumin")


class Repeated(Awaited, Urine):
    """What is kept of the sample that is sent again."""

    persists = whether("albumin is raised in the second sample too")
    referred = whether("a specialist of the kidneys is asked")


n = Repeated
RAISED = finding("raised albumin in urine", of="urine_acr", at_least=p.raised, ignored=p.not_repeated)
SAMPLE: dict[Any, Value] = {n.acr: at_centile(p.urine_acr, kidney.ALBUMIN.now())}
"""What is drawn where urine is sent for."""
HARMED = n.acr >= p.severe
"""Whether so much albumin is lost that the medicine for the pressure is one that spares kidneys (NICE NG203, 1.6)."""


def ratio(when: Expression | None = None) -> Write:
    """The ratio of albumin to creatinine; the result comes later."""
    return observe("urine_acr", n.acr, "unit_milligram_per_millimole", decimals=1, when=when, recorded=WHEN_THERE,
                   **URINE_ALBUMIN, **usual("urine_acr"))  # fmt: skip


def told_of() -> Signal:
    """What the step raises at which the result is known, of whoever's urine was sent."""
    return RAISED.found(n.acr, n.urine)


REPEATED: Pathway = consequence(
    RAISED,
    Step("asked for a morning sample", HCA, after=p.until_asked, sets={"urine_in_question": 1}, then="morning sample"),
    Step("morning sample", HCA, after=p.until_brought, contact="nurse_consultation",
         draws={**SAMPLE, **awaited(p.turnaround)}, writes=[ratio()], then="judged"),
    Step("judged", GP, at=RESULTS,
         draws={n.persists: ~Fact("albuminuria_known") & RAISED.of_value(n.acr),
                n.referred: n.persists & (n.acr >= p.very_severe) & ~Fact("type_2_diabetes") & p.referred},
         sets={"urine_in_question": 0, "albuminuria_known": Fact("albuminuria_known") | n.persists},
         writes=[observe("proteinuria", text="Raised albumin in two samples of urine, kidneys to be watched",
                         when=n.persists),
                 refer("referral_nephrology", to="outpatient clinic", when=n.referred)],
         then=END),
    name="raised albumin in urine sent again",
    only=~Fact("albuminuria_known") & ~Fact("urine_in_question"),
    guideline="NICE NG203, 1.1: from 3 to 70 mg/mmol confirmed by an early morning sample; 3 or more is important",
    notes=Repeated,
)  # fmt: skip

SIGNALS = [signal("raised albumin in urine", "a ratio of albumin to creatinine of 3 mg/mmol or more")]
FACTS = [
    fact("urine_in_question", "1 while a raised ratio of albumin waits for the second sample"),
    fact("albuminuria_known", "1 from the second raised ratio of albumin on"),
]
PATHWAYS = [REPEATED]
