"""How a baby is fed after the midwife's last visit: what the health visitor will find, until weaning from the breast.

Feeding in the first days is the newborn's pathway; it hands on the facts "breastfed" and "only_breast_milk", and
nobody is fed by breast alone who was not before.
"""

from care_pathways import beside
from care_pathways.child_health._measuring import FOLLOWED
from care_pathways.courses.breast_feeding import keeps_on
from synth.pathway.language.expressions import Fact, where
from synth.pathway.language.model import Pathway, Step, When
from synth.pathway.language.notes import Notes, whether
from synth.pathway.language.time import birthday, midnight
from synth.pathway.language.words import fact

p = beside(__file__)


class Feeding(Notes):
    """What is known of how a baby is fed."""

    milk = whether("it has breast milk")
    only = whether("it has nothing else")


FED = {"not known": "", "breast milk only": "breastfeeding_exclusive", "both": "breastfeeding_partial",
       "no breast milk": "breastfeeding_none"}  # fmt: skip
"""The codes of how a baby is fed."""

n = Feeding


_born = midnight(birthday())


def _state(breast, only):
    return where(breast, where(only, "breast milk only", "both"), "no breast milk")


FEEDING = Pathway(
    "infant feeding",
    starts_on="birth",
    only=~Fact("stillborn") & FOLLOWED,
    notes=Feeding,
    guideline="NICE NG247; UNICEF UK Baby Friendly Initiative",
    steps=[
        Step("after the midwife", at=_born + p.after_the_midwife,
             draws={n.milk: Fact("breastfed"), n.only: Fact("only_breast_milk") & p.still_only_after_the_midwife},
             sets={"feeding": _state(n.milk, n.only)}, then="six weeks"),
        Step("six weeks", at=_born + p.six_weeks,
             draws={n.milk: n.milk & Fact("breastfed") & keeps_on(p.still_at_six_weeks),
                    n.only: n.only & p.still_only_breast_milk},
             sets={"feeding": _state(n.milk, n.only), "breastfed": n.milk},
             then=When({"weaned": n.milk})),
        Step("weaned", after=p.six_weeks_to_weaning, sets={"feeding": "no breast milk", "breastfed": 0}),
    ],
)  # fmt: skip

FACTS = [fact("feeding", "how a baby is fed", "not known", "breast milk only", "both", "no breast milk")]
PATHWAYS = [FEEDING]
