"""Glucose that is nearly diabetes: who is told of it, the register, the prevention programme, the test once a year."""

from care_pathways import beside, body
from care_pathways.gp._review import HCA, NURSE
from care_pathways.laboratory import HBA1C, RESULTS, WHEN_THERE, Awaited, awaited, usual
from synth.pathway.language.conditions import both
from synth.pathway.language.expressions import Expression, Fact
from synth.pathway.language.model import END, Signal, Step, When, Write, finding
from synth.pathway.language.notes import quantity, whether
from synth.pathway.language.words import fact, signal, unanswered
from synth.pathway.language.writes import diagnose, observe, refer
from synth.pathway.parts.consequence import consequence

p = beside(__file__)


class Borderline(Awaited):
    """What the practice keeps of someone whose glucose is nearly diabetes."""

    comes = whether("comes to the yearly test")
    level = quantity("HbA1c of today's sample", "mmol/mol")


n = Borderline
BORDERLINE = finding("borderline glucose", of="hba1c", at_least=p.borderline, below=p.diabetic, ignored=p.not_told)
KNOWN = Fact("type_2_diabetes")


def hba1c(level: Expression, when: Expression | None = None) -> Write:
    """An HbA1c; the result comes later."""
    return observe("hba1c", level, "unit_millimole_per_mole", recorded=WHEN_THERE, when=when, **HBA1C, **usual("hba1c"))


def told_of(level: Expression, when: Expression | None = None) -> list[Signal]:
    """What whoever tests someone who is not known to have diabetes raises: a result that is borderline, or diabetes."""
    high = level >= p.diabetic
    suspected = Signal("diabetes suspected", when=both(when, high), carries={"before": level})
    return [BORDERLINE.found(level, when), suspected]


TOLD = consequence(
    BORDERLINE,
    Step("told", NURSE, after=p.result_to_talk, contact="nurse_consultation", sets={"borderline_glucose": 1},
         writes=[diagnose("nondiabetic_hyperglycaemia", entry="borderline glucose", change="begun"),
                 refer("referral_diabetes_prevention", when=p.referred, to="community nurse clinic")],
         then="yearly test"),
    Step("yearly test", HCA, after=p.between_tests, contact="nurse_consultation",
         contact_when=n.comes,
         draws={n.comes: ~KNOWN & p.comes, n.level: body.hba1c(),
                **awaited(p.turnaround)},
         writes=[hba1c(n.level, n.comes)],
         then=When({"now diabetes": KNOWN}, otherwise="result")),
    Step("result", at=RESULTS, raises=Signal("diabetes suspected", when=n.comes & (n.level >= p.diabetic),
                                           carries={"before": n.level}),
         then="yearly test"),
    Step("now diabetes", NURSE, sets={"borderline_glucose": 0},
         writes=[diagnose("nondiabetic_hyperglycaemia", entry="borderline glucose", change="ended")], then=END),
    Step("death", NURSE, sets={"borderline_glucose": 0},
         writes=[diagnose("nondiabetic_hyperglycaemia", entry="borderline glucose", change="ended",
                          when=Fact("borderline_glucose"))]),
    only=~KNOWN & ~Fact("borderline_glucose"),
    at_death="death",
    guideline="NICE PH38, recommendation 1.9; NHS Diabetes Prevention Programme",
    notes=Borderline,
)  # fmt: skip

SIGNALS = [signal("borderline glucose", "an HbA1c between what is usual and diabetes")]
FACTS = [fact("borderline_glucose", "1 while on the register of non-diabetic hyperglycaemia")]
UNANSWERED = [
    unanswered("borderline glucose", "the treatment of diabetes goes by it", within="type 2 diabetes"),
    unanswered("borderline glucose", "diabetes is diagnosed there", within="diagnosis of type 2 diabetes"),
]
PATHWAYS = [TOLD]
