"""Low mood about a birth, found by midwife or health visitor: the GP sees her within weeks, or nobody does."""

from care_pathways import beside
from care_pathways.gp._review import GP
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import Step, finding
from synth.pathway.language.notes import Notes, whether
from synth.pathway.language.options import either
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import BEGUN, ENDED, diagnose, refer
from synth.pathway.parts.consequence import consequence

p = beside(__file__)


class Mood(Notes):
    """What the practice keeps of a mother whose mood was found low."""

    depressed = whether("the GP finds her depressed")
    pregnant = whether("she was pregnant when it was found")


n = Mood
DEPRESSION = either(n.pregnant, "antenatal_depression", "postnatal_depression")
LOW_MOOD = finding("low mood about a birth", of=("epds_score", "whooley_positive"), at_least=p.high_score,
                   ignored=p.not_seen)  # fmt: skip

SEEN = consequence(
    LOW_MOOD,
    Step("seen", GP, after=p.until_seen, contact="gp_consultation",
         draws={n.depressed: p.depressed},
         writes=[diagnose(DEPRESSION, entry="depression", change=BEGUN, when=n.depressed),
                 refer("referral_mh", when=n.depressed & p.referred, to="talking therapies")],
         sets={"depressed_about_a_birth": n.depressed}, then="better"),
    Step("better", GP, after=p.lasts, contact="telephone_consultation", contact_when=n.depressed,
         sets={"depressed_about_a_birth": 0},
         writes=[diagnose(DEPRESSION, entry="depression", change=ENDED, when=n.depressed)]),
    Step("death", GP, sets={"depressed_about_a_birth": 0},
         writes=[diagnose(DEPRESSION, entry="depression", change=ENDED, when=n.depressed)]),
    name="low mood seen by the GP",
    only=~Fact("depressed_about_a_birth"),
    takes=(n.pregnant,),
    at_death="death",
    guideline="NICE CG192, 1.5 and 1.7",
    notes=Mood,
)  # fmt: skip

SIGNALS = [
    signal(
        "low mood about a birth", "a score of depression is high, or she says yes to a question on mood", ("pregnant",)
    ),
]
FACTS = [fact("depressed_about_a_birth", "1 while depression about a birth is known to the practice")]
PATHWAYS = [SEEN]
