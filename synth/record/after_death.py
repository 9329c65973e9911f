"""What may be dated or recorded after a death: the one table of exceptions to "no care after death".

No care is given to a person before birth or after death. What follows is paperwork: the ends of what was open, at the
moment of death; notifications and letters; results and reviews of what was done in life, known later.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from synth.record.forms import Form
from synth.record.kinds import CHANGES, KINDS
from synth.world.population import Population, Table

ALLOWED = {
    ("registration", "ended"): "deregistration",
    ("care_episode", "ended"): "a care episode that death ends",
    ("contact", "ended"): "a stay that ends with death",
    ("plan", "ended"): "a plan that death ends",
    ("flag", "ended"): "an alert that no longer matters",
    ("prescription", "ended"): "a medicine stopped by death",
    ("condition", "ended"): "a condition closed by death",
    ("appointment", "withdrawn"): "an appointment that cannot be kept",
    ("communication", "recorded"): "notification, correspondence, review",
    ("document", "recorded"): "a report or summary written afterwards",
}
"""(kind of entry, change) -> what it is: these may be dated after death."""

LATE = ("observation", "contact", "condition", "procedure", "immunisation", "assessment", "communication", "document")
"""Kinds that may be recorded after a death, if what they tell of was before it: late results and notes."""


def allowed(kind: str, change: str) -> bool:
    """Whether a change to an entry of this kind may be dated after a death."""
    return (kind, change) in ALLOWED


def faults(record: dict[str, Table], forms: Sequence[Form], population: Population) -> list[str]:
    """Entries that give care to someone before birth or after death, by form; empty where there are none.

    Whoever has left England for good is as the dead are: nothing is done, and paperwork may follow.

    A stillborn baby is born and gone at one moment: what is dated at that moment tells of the birth.
    """
    found: dict[str, int] = {}
    names = np.array(CHANGES)
    for kind in KINDS:
        table = record.get(kind)
        if table is None or not len(table):
            continue
        person = table["person"]
        born = population["born"][person]
        died = np.minimum(population["died"], population["leaves"])[person]
        exempt = np.array([allowed(kind, change) for change in names])[table["change"]]
        early = table["from"] < born
        # What was booked in life for a day that was not reached is no care.
        booked = (table["change"] == CHANGES.index("planned")) & (table["recorded"] <= died)
        after = (table["from"] > died) & ~exempt & ~booked
        late = (table["recorded"] > died) & ~exempt & np.bool_(kind not in LATE)
        absent = table["recorded"] < population["arrives"][person]
        for what, wrong in (("before birth", early), ("after death", after), ("recorded after death", late),
                            ("recorded before arrival", absent)):  # fmt: skip
            for form in np.unique(table["form"][wrong]):
                number = int((table["form"][wrong] == form).sum())
                found[f"{forms[form].name}: {what}"] = number
    return [f"{name} ({number} entries)" for name, number in sorted(found.items())]
