"""Early help: what a family is offered when its child is not in need of the council's social workers."""

from care_pathways import beside
from care_pathways.social_care.concerns import CHILDHOOD_ENDS, REFERRAL, Concern
from synth.pathway.language.expressions import Fact, Now
from synth.pathway.language.model import Pathway
from synth.pathway.language.notes import instant, whether
from synth.pathway.language.writes import observe
from synth.pathway.parts.plan import begins, ends, holds, plan_of_care, review

p = beside(__file__)

FAMILY_WORKER = "family support worker"


class Helped(Concern):
    """What is known of a family that is helped early."""

    helped = whether("the help has begun")
    enough = instant("when the family needs no more help")


n = Helped
HELD = plan_of_care(
    holds("care_episode", "early_help"),
    holds("plan", "early_help_plan", goal="The family manages, and the children thrive, without social workers"),
    open=n.helped,
)
_KNOWN = Fact("known_to_social_care") | Fact("looked_after")

EARLY_HELP = Pathway(
    "early help",
    part_of=REFERRAL,
    starts_on="family is offered early help",
    confidentiality="restricted",
    until=CHILDHOOD_ENDS,
    ending="grown",
    at_death="at death",
    notes=Helped,
    guideline="Working together to safeguard children, 2023: early help",
    steps=HELD.steps(
        begins("plan", after=p.to_early_help, contact="team_around_the_family_meeting",
               draws={n.enough: Now() + p.help_lasts}),
        review("review", every=p.between_meetings, contact="team_around_the_family_meeting", held=~_KNOWN,
               decides={"stepped up": _KNOWN, "enough": Now() >= n.enough}),
        ends("enough", after=p.moment, writes=[observe("early_help_closed")]),
        ends("stepped up", after=p.moment, writes=[observe("early_help_stepped_up")]),
        ends("grown"),
        ends("at death"),
        setting=FAMILY_WORKER, lasts=p.length_of_meeting),
)  # fmt: skip

PATHWAYS = [EARLY_HELP]
