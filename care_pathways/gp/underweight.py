"""An adult who is too thin: weighed again, looked into, advised, sent to a dietitian, and weighed once more."""

from care_pathways import beside, body
from care_pathways.body import Weighed
from care_pathways.courses import reading
from care_pathways.gp._review import GP, NURSE
from synth.pathway.language.expressions import Expression, Fact
from synth.pathway.language.model import END, Signal, Step, When, finding
from synth.pathway.language.notes import whether
from synth.pathway.language.words import fact, signal, unanswered
from synth.pathway.language.writes import assess, observe, refer
from synth.pathway.parts.consequence import consequence

p = beside(__file__)


class Thin(Weighed):
    """What the practice keeps of someone who is too thin."""

    still = whether("is too thin still when weighed again")


n = Thin
UNDERWEIGHT = finding("underweight", of="bmi", below=p.underweight_below, ignored=p.nobody_follows)


def thin(weight: Expression, when: Expression | None = None) -> Signal:
    """What is raised where an adult is weighed who may be too thin. weight: as it is read, kg times 10."""
    return UNDERWEIGHT.found(reading.bmi_of(weight), when)


STILL = reading.bmi_of(n.weight) < p.underweight_below
WEIGHED = {n.bmi: body.bmi(), n.weight: body.weight_now(), n.still: STILL}

FOLLOWED = consequence(
    UNDERWEIGHT,
    Step("looked into", GP, after=p.until_seen, contact="gp_consultation", draws=WEIGHED,
         writes=[*body.write_weight(n.weight), observe("underweight", when=n.still),
                 assess("must_score", p.must_score, unit="unit_score", when=n.still),
                 refer("referral_dietitian", to="community nurse clinic", when=n.still & p.sent_to_dietitian)],
         sets={"weight_in_question": n.still}, then=When({"weighed again": n.still}, otherwise=END)),
    Step("weighed again", NURSE, after=p.between_weights, contact="nurse_consultation", draws=WEIGHED,
         writes=body.write_weight(n.weight), then="let be"),
    Step("let be", after=p.let_be_for, sets={"weight_in_question": 0}),
    only=~Fact("weight_in_question") & ~Fact("pregnant"),
    name="underweight adult seen to",
    guideline="NICE CG32, 1.3: screened for malnutrition, helped, and looked at again",
    notes=Thin,
)  # fmt: skip

SIGNALS = [signal("underweight", "an adult has a body mass index below 18.5 kg/m2")]
FACTS = [fact("weight_in_question", "1 while someone's low weight is seen to, or let be")]
UNANSWERED = [
    unanswered("underweight", "the midwife sees to the weight of who is pregnant", within="pregnancy"),
    unanswered(
        "underweight",
        "of children the centile counts, and the parents are written to",
        within="national child measurement programme",
    ),
]
PATHWAYS = [FOLLOWED]
