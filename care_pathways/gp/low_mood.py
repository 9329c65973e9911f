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

KNOWN = Fact("depressed_about_a_birth")
"""Known already when she is seen: two who ask her within days may both have told the practice."""

SEEN = consequence(
    LOW_MOOD,
    Step("called", GP, after=p.until_called, sets={"low_mood_in_question": 1}, then="seen"),
    Step("seen", GP, after=p.until_seen, contact="gp_consultation",
         contact_when=~KNOWN, draws={n.depressed: ~KNOWN & p.depressed},
         writes=[diagnose(DEPRESSION, entry="depression", change=BEGUN, when=n.depressed),
                 refer("referral_mh", when=n.depressed & p.referred, to="talking therapies")],
         sets={"depressed_about_a_birth": KNOWN | n.depressed, "low_mood_in_question": 0}, then="better"),
    Step("better", GP, after=p.lasts, contact="telephone_consultation", contact_when=n.depressed,
         sets={"depressed_about_a_birth": KNOWN & ~n.depressed},
         writes=[diagnose(DEPRESSION, entry="depression", change=ENDED, when=n.depressed)]),
    Step("death", GP, sets={"depressed_about_a_birth": KNOWN & ~n.depressed, "low_mood_in_question": 0},
         writes=[diagnose(DEPRESSION, entry="depression", change=ENDED, when=n.depressed)]),
    name="low mood seen by the GP",
    only=~KNOWN & ~Fact("low_mood_in_question"),
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
FACTS = [
    fact("depressed_about_a_birth", "1 while depression about a birth is known to the practice"),
    fact("low_mood_in_question", "1 while a mother whose mood was found low waits to be seen"),
]
PATHWAYS = [SEEN]
