"""The child health information service: it takes a child on, schedules vaccines, writes to parents, hears of moves.

What others do for a child (vaccines, screening, reviews, moves) it is told of (`synth/sharing/flows.toml`) and keeps.
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.child_health._measuring import FOLLOWED
from care_pathways.child_health.immunisation import DUE
from care_pathways.child_health.reports import SERVICE
from synth.pathway.language.expressions import Age, Fact, Value
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import Notes, option, whether
from synth.pathway.language.time import birthday, midnight
from synth.pathway.language.writes import BEGUN, ENDED, care_episode, communicate

p = beside(__file__)

PARENTS = "parents"


class Recorded(Notes):
    """What the service knows of a child whose record it keeps."""

    kept = whether("its record is kept")


class Moved(Notes):
    """What is known of a child who moves."""

    far = option("how far the family moves", "near", "another practice's area", "another place")


n, m = Recorded, Moved
_born = midnight(birthday())


def _invited(name: str, due: Value, then: str) -> Step:
    """Parents are written to some weeks before vaccines are due, and the practice has the list."""
    invitation = communicate("immunisation_invitation", value_time=_born + due, by_day=True, to=PARENTS)
    sent = _born + due - p.before_it_is_due
    return Step(name, SERVICE, at=sent, after=p.list_of_the_week, writes=[invitation], then=then)


_VISITS = list(DUE)

RECORD = Pathway(
    "child health record",
    starts_on="birth",
    only=~Fact("stillborn") & FOLLOWED,
    at_death="dies",
    notes=Recorded,
    guideline="NHS England section 7A service specification 28: child health information services",
    steps=[
        Step("taken on", SERVICE, at=Fact("born"), after=p.hears_of_birth, draws={n.kept: 1},
             writes=[care_episode("child_health_record_kept", BEGUN, taken_on=True)], then=_VISITS[0]),
        *(_invited(name, DUE[name], then) for name, then in zip(_VISITS, [*_VISITS[1:], "grown up"], strict=True)),
        Step("grown up", SERVICE, at=_born + p.kept_until, writes=[care_episode("child_health_record_kept", ENDED)]),
        Step("dies", SERVICE, writes=[care_episode("child_health_record_kept", ENDED, when=n.kept)]),
    ],
)  # fmt: skip

RECALL = Pathway(
    "reminder about vaccines",
    starts_on="not brought for vaccines",
    guideline="NICE NG218",
    steps=[
        Step("reminded", SERVICE, after=p.hears_of_it,
             writes=[communicate("immunisation_reminder", details={"to": PARENTS})]),
    ],
)  # fmt: skip

MOVEMENT = Pathway(
    "movement of a child",
    starts_on="moves home",
    takes=(m.far,),
    only=(Age() < p.kept_for) & FOLLOWED,
    notes=Moved,
    guideline="NHS England section 7A service specification 28: movements in and out",
    steps=[
        Step("heard of", SERVICE, after=p.hears_of_move,
             writes=[communicate("child_health_moved_within", when=~m.far.is_("another place")),
                     communicate("child_health_moved_in", when=m.far.is_("another place"))],
             then=When({"record asked for": m.far.is_("another place")}, END)),
        Step("record asked for", SERVICE, after=p.record_comes,
             writes=[communicate("child_health_record_received")]),
    ],
)  # fmt: skip

PATHWAYS = [RECORD, RECALL, MOVEMENT]
