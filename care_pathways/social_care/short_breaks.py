"""Short breaks of disabled children: the assessment, a plan of breaks by day, overnight or by a payment, reviews."""

from care_pathways import beside
from care_pathways.here import IN_ENGLAND
from care_pathways.social_care.concerns import CHILDHOOD_ENDS, WORKER, Concern, years_of_childhood
from synth.pathway.language.expressions import Fact, Now
from synth.pathway.language.model import END, Pathway, Signal, Step, When
from synth.pathway.language.notes import instant, option, whether
from synth.pathway.language.options import code_of, either
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import assess, refer
from synth.pathway.parts.plan import begins, ends, holds, plan_of_care, review

p = beside(__file__)

CENTRE = "short breaks centre"
BREAKS = {"by day": "short_breaks_day", "overnight": "short_breaks_overnight", "payment": "short_breaks_payment"}


class Breaks(Concern):
    """What is known of a disabled child whose family needs breaks."""

    asked = whether("the parents ask for a break")
    eligible = whether("the family needs breaks beyond those that are open to all")
    kind = option("what the breaks are", *BREAKS)
    open = whether("there are breaks")
    enough = instant("when the breaks are not needed any more")


n = Breaks
_ELSEWHERE = Fact("looked_after")

ASKING = years_of_childhood(
    "parents of disabled children ask for breaks",
    notes=Breaks, only=p.recent_childhood, since=Fact("born") + p.asked_from, every=p.until_asked,
    found=n.asked, when=p.asks & ~_ELSEWHERE & IN_ENGLAND, raised="parents ask for a break",
)  # fmt: skip

HELD = plan_of_care(
    holds("care_episode", "short_break_case"),
    holds("plan", "short_break_plan", goal="The child has good times away from home, and the family has a rest"),
    holds("plan", code_of(n.kind, BREAKS), entry="breaks"),
    open=n.open,
)

ASSESSED = Pathway(
    "short breaks",
    starts_on="parents ask for a break",
    confidentiality="restricted",
    only=~Fact("has_short_breaks") & (Now() < CHILDHOOD_ENDS),
    until=CHILDHOOD_ENDS,
    ending="grown",
    at_death="at death",
    notes=Breaks,
    guideline="Breaks for Carers of Disabled Children Regulations 2011; Children Act 1989, section 17",
    steps=[
        Step("asks", sets={"has_short_breaks": 1}, then="referral"),
        Step("referral", WORKER, after=p.to_referral, writes=[refer("short_break_assessment", to=WORKER)],
             then="assessment"),
        Step("assessment", WORKER, after=p.to_assessment, contact="short_break_assessment",
             lasts=p.length_of_assessment, draws={n.eligible: p.eligible, n.kind: p.kind},
             writes=[assess("short_break_assessment",
                            value_code=either(n.eligible, "needs_eligible", "needs_not_eligible"))],
             then=When({"plan": n.eligible & ~_ELSEWHERE}, otherwise="none")),
        Step("none", sets={"has_short_breaks": 0}, then=END),
        *HELD.steps(
            begins("plan", after=p.to_plan, draws={n.enough: Now() + p.breaks_last},
                   raises=Signal("has short breaks")),
            review("review", every=p.between_reviews, contact="short_break_review", held=~_ELSEWHERE,
                   amended=p.changed & ~_ELSEWHERE, decides={"over": (Now() >= n.enough) | _ELSEWHERE}),
            ends("over", after=p.moment, sets={"has_short_breaks": 0}),
            ends("grown", sets={"has_short_breaks": 0}),
            ends("at death"),
            setting=WORKER, lasts=p.length_of_visit),
    ],
)  # fmt: skip

TAKEN = Pathway(
    "stays in short breaks",
    part_of=ASSESSED,
    starts_on="has short breaks",
    confidentiality="restricted",
    only=~n.kind.is_("payment"),
    until=n.enough,
    notes=Breaks,
    steps=[
        Step("break", CENTRE, after=p.between_breaks, contact="short_break",
             contact_when=Fact("has_short_breaks") & ~_ELSEWHERE, lasts=p.length_of_break, then="break"),
    ],
)  # fmt: skip

SIGNALS = [
    signal("parents ask for a break", "the parents of a disabled child ask the council for breaks"),
    signal("has short breaks", "a disabled child begins to have short breaks"),
]
FACTS = [
    fact("has_short_breaks", "1 while a child is assessed for short breaks or has them"),
]
PATHWAYS = [ASKING, ASSESSED, TAKEN]
