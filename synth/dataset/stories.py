"""The stories by which a tester finds a patient: what a record holds that is worth looking at.

A story is told by what was recorded by `--to`, or by the person's own birth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synth.record.batch import Batch
from synth.record.kinds import CHANGES, MISSING, RELATIONSHIPS

_BEGUN, _ENDED = CHANGES.index("begun"), CHANGES.index("ended")
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
    found = np.zeros((len(batch.people), len(STORIES)), dtype=np.bool_)
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
    """What a person's own birth says, and what the births of her children in the window say of a mother."""
    birth = batch.who.birth
    several = birth["plurality"] > 1
    early = (birth["gestation"] != MISSING) & (birth["gestation"] < PRETERM)
    still = birth["stillborn"] == 1
    for name, which in (("born_twin", several), ("born_preterm", early), ("stillborn", still)):
        column[name][:] = which
    mother = birth["mother"]
    for name, which in (("twins", several), ("preterm_birth", early), ("stillbirth", still)):
        column[name][mother[which & (mother >= 0)]] = True


def _identities(batch: Batch, column: dict[str, np.ndarray]) -> None:
    """Who had in the window another number, recorded sex or parents, a restricted record, or no home in England."""
    begins, who, identity = batch.settings.begins, batch.who, batch.identity

    def begun(kind: str) -> tuple[np.ndarray, np.ndarray]:
        table = identity[kind]
        rows = np.flatnonzero((table["change"] == _BEGUN) & (table["from"] >= begins))
        return rows, table["person"][rows]

    # The first entry is that of birth; a mistake then is put right in it.
    rows, changed = begun("sex")
    column["changed_gender"][changed[identity["sex"]["from"][rows] > who.born[changed]]] = True
    rows, adopted = begun("relationship")
    parents = identity["relationship"]["relationship"][rows] == RELATIONSHIPS.index("adoptive parent")
    column["adopted"][adopted[parents]] = True
    # A number that was neither the first nor came with another sex or other parents: records had been confused.
    numbers = identity["nhs_number"]
    over = numbers["person"][numbers["change"] == _ENDED]
    _, new = begun("nhs_number")
    again = new[np.isin(new, over)]
    column["new_nhs_number"][again] = True
    column["new_nhs_number"][column["changed_gender"] | column["adopted"]] = False
    column["restricted"][identity["restriction"]["person"]] = True
    column["overseas_visitor"][:] = who.visitor == 1
