"""The factors that an assessment of a child identifies, and what some of them lead to."""

from care_pathways import beside
from care_pathways.social_care.concerns import REFERRAL, WORKER, Concern
from synth.pathway.language.expressions import Draw, Expression, Fact, where
from synth.pathway.language.model import Pathway, Signal, Step
from synth.pathway.language.notes import Note, option, whether
from synth.pathway.language.words import signal
from synth.pathway.language.writes import observe

p = beside(__file__)

EXPLOITED = {"criminal": "exploitation_criminal", "sexual": "at_risk_of_sexual_exploitation"}
"""In what a child is exploited."""


class Factors(Concern):
    """What an assessment identifies."""

    parent_domestic_abuse = whether("a parent suffers domestic abuse")
    child_domestic_abuse = whether("the child suffers domestic abuse")
    parent_mental_health = whether("a parent's mental health is a concern")
    child_mental_health = whether("the child's mental health is a concern")
    self_harm = whether("the child harms itself")
    parent_drugs = whether("a parent misuses drugs")
    parent_alcohol = whether("a parent misuses alcohol")
    child_drugs = whether("the child misuses drugs")
    child_alcohol = whether("the child misuses alcohol")
    child_learning_disability = whether("the child has a learning disability")
    child_physical_disability = whether("the child is physically disabled or ill")
    parent_physical_disability = whether("a parent is physically disabled or ill")
    neglect = whether("the child is neglected")
    emotional_abuse = whether("the child is abused emotionally")
    physical_abuse = whether("an adult abuses the child physically")
    sexual_abuse = whether("an adult abuses the child sexually")
    behaviour = whether("the child behaves in ways that society does not accept")
    missing = whether("the child goes missing")
    young_carer = whether("the child cares for someone")
    criminal_exploitation = whether("the child is exploited by criminals")
    sexual_exploitation = whether("the child is exploited sexually")
    exploited = option("in what the child is exploited", *EXPLOITED)


n = Factors
_DISABLED = ~Fact("disabled").is_("no")
_ABUSED = n.need.is_("abuse_or_neglect")
_NEEDS = n.outcome.is_("in_need", "harm_likely")
FOUND: dict[Note, Draw | Expression] = {
    n.parent_domestic_abuse: p.parent_domestic_abuse,
    n.child_domestic_abuse: p.child_domestic_abuse,
    n.parent_mental_health: p.parent_mental_health,
    n.child_mental_health: p.child_mental_health,
    n.self_harm: n.child_mental_health & p.self_harm,
    n.parent_drugs: p.parent_drugs,
    n.parent_alcohol: p.parent_alcohol,
    n.child_drugs: p.child_drugs,
    n.child_alcohol: p.child_alcohol,
    n.child_learning_disability: (_DISABLED | n.need.is_("child_disability")) & p.learning_disability,
    n.child_physical_disability: (_DISABLED | n.need.is_("child_disability")) & p.physical_disability,
    n.parent_physical_disability: n.need.is_("parental_disability") | p.parent_physical_disability,
    n.neglect: _ABUSED & p.neglect,
    n.emotional_abuse: _ABUSED & p.emotional_abuse,
    n.physical_abuse: _ABUSED & p.physical_abuse,
    n.sexual_abuse: _ABUSED & p.sexual_abuse,
    n.behaviour: n.need.is_("unacceptable_behaviour") | p.behaviour,
    n.missing: p.missing,
    n.young_carer: ~Fact("carer").is_("none") | p.young_carer,
    n.criminal_exploitation: p.criminal_exploitation,
    n.sexual_exploitation: p.sexual_exploitation,
}  # fmt: skip
"""Each factor with what makes it one."""

AT_ASSESSMENT = Pathway(
    "factors at assessment",
    part_of=REFERRAL,
    starts_on="is assessed",
    confidentiality="restricted",
    notes=Factors,
    guideline="DfE, Children in need census: factors identified at the end of assessment",
    steps=[
        Step("identified", WORKER, hours="always",
             draws=FOUND,
             writes=[observe(f"factor_{note.name}", slot=f"factor {note.name}", when=note) for note in FOUND],
             then="what follows"),
        Step("what follows", draws={n.exploited: where(n.criminal_exploitation, "criminal", "sexual")},
             raises=[Signal("is a young carer", when=n.young_carer),
                     Signal("is exploited", when=(n.criminal_exploitation | n.sexual_exploitation) & _NEEDS,
                            carries={"exploited": n.exploited})]),
    ],
)  # fmt: skip

SIGNALS = [
    signal("is a young carer", "an assessment finds that a child cares for someone"),
    signal("is exploited", "an assessment finds that a child is exploited", ("exploited",)),
]
PATHWAYS = [AT_ASSESSMENT]
