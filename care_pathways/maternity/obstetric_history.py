"""Obstetric history: what is kept of each pregnancy when it ends, and asked and written at the booking of a later one.

The latest four earlier pregnancies are told one by one: when each ended and how, at what gestation, how the baby was
born and what it weighed. How many there were in all stands beside them as gravida and parity.
"""

from __future__ import annotations

from care_pathways.maternity._birth import MODE_CODES
from care_pathways.maternity._course import Conceived, weeks_and_days
from care_pathways.maternity.pregnancy import PREGNANCY
from synth.pathway.language.expressions import Expression, Fact, Of, Value, where
from synth.pathway.language.model import Pathway, Step, Write
from synth.pathway.language.notes import someone
from synth.pathway.language.options import code_of
from synth.pathway.language.time import midnight, today
from synth.pathway.language.words import fact
from synth.pathway.language.writes import observe
from synth.world.demography.pregnancy import OUTCOMES

KEPT = (0, 1, 2, 3)
"""The places in which pregnancies are kept: each in the next, and then again in the first."""
_OUTCOME_CODES = {"live birth": "live_birth", "stillbirth": "stillbirth", "miscarriage": "miscarriage",
                  "ectopic pregnancy": "ectopic_pregnancy", "termination": "termination_of_pregnancy"}  # fmt: skip

n = Conceived
_born = n.outcome.is_("live birth", "stillbirth")


def _named(what: str, place: int) -> str:
    return f"earlier_{what}_{place}"


def _kept(place: int) -> dict[str, Expression]:
    """What is kept of a pregnancy that ends, if this is its place."""
    its: dict[str, Value] = {
        "end": today(),
        "outcome": n.outcome,
        "gestation": n.gestation,
        "mode": where(_born, Fact("birth_mode"), Fact(_named("mode", place))),
        "weight": where(_born & someone(n.baby_1), Of(n.baby_1, "birth_weight"), 0),
    }
    here = (n.gravida % len(KEPT)).equals(place)
    return {_named(what, place): where(here, value, Fact(_named(what, place))) for what, value in its.items()}


REMEMBERED = Pathway(
    "pregnancy remembered",
    starts_on="conception",
    takes=(n.outcome, n.ends, n.gestation, n.gravida, n.baby_1),
    notes=Conceived,
    guideline="NICE NG201",
    steps=[Step("ended", at=n.ends, sets={name: value for place in KEPT for name, value in _kept(place).items()})],
)


def _told(place: int) -> list[Write]:
    """What the booking midwife writes of one earlier pregnancy."""
    end, outcome, weight = (Fact(_named(what, place)) for what in ("end", "outcome", "weight"))
    ended, born, kept_quiet = end >= 1, outcome.is_("live birth", "stillbirth"), outcome.is_("termination")
    facts: dict = {"begins": midnight(end), "by_day": True}
    said = code_of(outcome, _OUTCOME_CODES)
    return [
        observe("past_pregnancy_outcome", value_code=said, slot=f"outcome {place}", when=ended & ~kept_quiet, **facts),
        observe("past_pregnancy_outcome", value_code=said, slot=f"termination {place}", when=ended & kept_quiet,
                confidentiality="restricted", **facts),
        weeks_and_days(Fact(_named("gestation", place)), "length_of_gestation_at_birth", slot=f"gestation {place}",
                       when=ended & born, **facts),
        observe("method_of_delivery", value_code=code_of(Fact(_named("mode", place)), MODE_CODES), slot=f"mode {place}",
                when=ended & born, **facts),
        observe("baby_birth_weight", weight, "unit_kilogram", decimals=3, slot=f"weight {place}",
                when=ended & born & (weight >= 1), **facts),
    ]  # fmt: skip


ASKED = Pathway(
    "obstetric history",
    part_of=PREGNANCY,
    starts_on=("booked for maternity care", "came unbooked to give birth"),
    guideline="NICE NG201; PRSB maternity record",
    steps=[
        Step("asked", "community midwife", hours="always",
             writes=[*(w for place in KEPT for w in _told(place)),
                     observe("history_gdm", when=Fact("had_gestational_diabetes")),
                     observe("history_preeclampsia", when=Fact("had_preeclampsia"))]),
    ],
)  # fmt: skip

FACTS = [
    f
    for place in KEPT
    for f in (
        fact(_named("end", place), "the day on which an earlier pregnancy ended, 0 for none"),
        fact(_named("outcome", place), "how it ended", *OUTCOMES),
        fact(_named("gestation", place), "at how many days of gestation"),
        fact(_named("mode", place), "how its babies were born", *MODE_CODES),
        fact(_named("weight", place), "what its first baby weighed, g; 0 where nobody knows"),
    )
]
PATHWAYS = [REMEMBERED, ASKED]
