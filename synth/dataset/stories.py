"""The stories by which a tester finds a patient: what a record holds that is worth looking at.

A story is told by what was recorded by `--to`, or by the person's own birth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synth.record.batch import Batch
from synth.table import Table
from synth.world.demography import pregnancy
from synth.world.reasons import ADOPTION, CORRECTION, GENDER

PRETERM = 259
"""Days of gestation (37+0 weeks) before which a birth is preterm."""


@dataclass(frozen=True)
class Told:
    """A story that entries tell: those of a kind with one of some codes (keys of the codelists)."""

    story: str
    kind: str
    codes: tuple[str, ...]


TOLD = (
    Told("caesarean", "procedure", ("delivery_elective_cs", "delivery_emergency_cs")),
    Told("home_birth", "contact", ("home_birth",)),
    Told("gestational_diabetes", "condition", ("gestational_diabetes",)),
    Told("pre_eclampsia", "condition", ("preeclampsia", "severe_preeclampsia", "eclampsia")),
    Told("miscarriage", "condition", ("miscarriage",)),
    Told("neonatal_unit", "contact", ("neonatal_unit_stay",)),
    Told("hypertension", "condition", ("hypertension",)),
    Told("diabetes", "condition", ("t1dm", "t2dm")),
    Told("child_in_need", "care_episode", ("child_in_need",)),
    Told("child_protection_plan", "care_episode", ("child_protection_plan_record",)),
    Told("unborn_child_plan", "plan", ("unborn_child_plan",)),
    Told("looked_after", "care_episode", ("looked_after_child",)),
    Told("needs_interpreter", "observation", ("needs_interpreter",)),
    Told("disabled", "observation", ("disabled_by_own_account",)),
    Told("unpaid_carer", "observation", ("informal_carer",)),
    Told("long_term_support", "care_episode", ("long_term_support",)),
)

BORN = ("born_twin", "born_preterm", "stillborn")
MOTHER = ("twins", "preterm_birth", "stillbirth")
IDENTITY = ("changed_gender", "adopted", "new_nhs_number", "restricted", "overseas_visitor")
STORIES = (*BORN, *MOTHER, *(told.story for told in TOLD), *IDENTITY)
"""Every story, in the order in which a person's are listed."""


def stories_of(batch: Batch) -> np.ndarray:
    """Which person has which story: bool, shape (persons, len(STORIES))."""
    found = np.zeros((len(batch.population), len(STORIES)), dtype=bool)
    column = {name: found[:, i] for i, name in enumerate(STORIES)}
    _births(batch, column)
    _identities(batch, column)
    for told in TOLD:
        table = batch.record.get(told.kind)
        if table is not None and len(table):
            wanted = [batch.codelists.index(code) for code in told.codes if code in batch.codelists]
            column[told.story][table["person"][np.isin(table["code"], wanted)]] = True
    return found


def _births(batch: Batch, column: dict[str, np.ndarray]) -> None:
    """What a person's own birth says, and what the births of her children say of a mother."""
    settings, population = batch.settings, batch.population
    column["stillborn"][:] = population["stillborn"]
    ended: Table = population.pregnancies
    if not len(ended):
        return
    ended = ended.take(ended["ends"] < settings.ends)
    early = (ended["gestation"] < PRETERM) & (ended["babies"] > 0)
    several = ended["babies"] > 1
    outcome = ended["outcome"]
    # A birth long before the window is in no record but the mother's obstetric history.
    recent = ended["ends"] >= settings.begins
    mothers = {
        "twins": several & recent,
        "preterm_birth": early & recent,
        "stillbirth": (outcome == pregnancy.STILLBIRTH) & recent,
    }
    for name, which in mothers.items():
        column[name][ended["mother"][which]] = True
    for name in ("baby_1", "baby_2", "baby_3"):
        baby = ended[name]
        column["born_twin"][baby[several & (baby >= 0)]] = True
        column["born_preterm"][baby[early & (baby >= 0)]] = True


def _identities(batch: Batch, column: dict[str, np.ndarray]) -> None:
    """Who had in the window another number, recorded sex or parents, a restricted record, or no home in England."""
    settings, population = batch.settings, batch.population

    numbers = population.numbers
    if len(numbers):
        within = (numbers["from"] >= settings.begins) & (numbers["from"] < settings.ends)
        for story, reason in (("changed_gender", GENDER), ("adopted", ADOPTION), ("new_nhs_number", CORRECTION)):
            column[story][numbers["person"][within & (numbers["reason"] == reason)]] = True
    restricted = population.facts.get("restricted")
    if restricted is not None and len(restricted):
        # Each stretch is a row that begins it and one that ends it.
        starts, stops = restricted.take(np.arange(0, len(restricted), 2)), restricted["time"][1::2]
        column["restricted"][starts["person"][(starts["time"] < settings.ends) & (stops > settings.begins)]] = True
    here = population["arrives"] < settings.ends
    column["overseas_visitor"][here & (population.attributes["overseas_visitor"] > 0)] = True
