"""A vaccination that is entered in the wrong child's record, seen to be wrong, and withdrawn.

Whoever was told of it is told again that it is no more: child health, the health visitor."""

from care_pathways import beside
from care_pathways.child_health import _vaccines
from care_pathways.gp.registration import REGISTRATION, Registered
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import END, Pathway, Step, When, Write
from synth.pathway.language.writes import WITHDRAWN, immunise

p = beside(__file__)


def _entered(slot: str, **change: str) -> Write:
    """The dose that another child was given."""
    return immunise(_vaccines.MMR.codes[0], 1, slot=slot, entry="another's dose",
                    details={"targets": _vaccines.MMR.targets}, **change)  # fmt: skip


WRONG_RECORD = Pathway(
    "vaccination entered in the wrong record",
    part_of=REGISTRATION,
    starts_on="registered with a practice",
    only=Fact("age") < p.child_until,
    until=Registered.removed,
    guideline="NHS England, COVER: data quality of records of vaccination",
    steps=[
        Step("whether", then=When({"entered": p.entered}, END)),
        Step("entered", "general practice (nurse)", after=p.until_entered,
             writes=[_entered("entered", change="recorded")], then="seen to be wrong"),
        Step("seen to be wrong", "general practice (nurse)", after=p.until_seen,
             writes=[_entered("withdrawn", change=WITHDRAWN)]),
    ],
)  # fmt: skip

PATHWAYS = [WRONG_RECORD]
