"""The annual review in general practice: one visit for all of a person's conditions, and who is called to it again.

Of several conditions the first in `IN_TURN` leads: its contact is the visit, where pressure, smoking and weight are
asked about once. The others are gone through at the same moment, and noted as done.
"""

from synth.pathway.language.conditions import any_of, both
from synth.pathway.language.expressions import Expression, Fact
from synth.pathway.language.model import Write
from synth.pathway.language.writes import document, perform
from synth.pathway.parts.recall import did_not_come

GP, NURSE, RECEPTION = "general practice (GP)", "general practice (nurse)", "general practice (reception)"
TELEPHONE = "general practice (GP, telephone)"
HCA = "general practice (healthcare assistant)"
IN_TURN = {
    "diabetes_review": "type_2_diabetes", "hypertension_review": "hypertension", "chd_review": "coronary_heart_disease",
    "stroke_review": "stroke", "heart_failure_review": "heart_failure",
    "atrial_fibrillation_review": "atrial_fibrillation", "copd_review": "chronic_obstructive_pulmonary_disease",
}  # fmt: skip
"""Reviews, each with the fact of who has the condition: the first leads the visit; those not named never do."""


def leads(review: str, came: Expression) -> Expression:
    """Whether who came is seen for this review, and not at that of another condition.

    review: the code of the review; came: who comes, or what else is asked of who leads.
    """
    return both(came, _alone(review))


def gone_through(review: str, came: Expression) -> list[Write]:
    """What says that this condition was gone through too, where the visit is another's."""
    alone = _alone(review)
    return [] if alone is None else [perform(review, when=came & ~alone)]


def called_again(review: str, came: Expression, held: Expression | None = None) -> list[Write]:
    """Another invitation for who stayed away from a review. held: whether it was held, if it is not always."""
    return did_not_come(review, came=came, held=both(held, _alone(review)), letter="qof_invite", sender=RECEPTION)


def sent_after(review: str, held: Expression, came: Expression, summary_asked: Expression) -> list[Write]:
    """A summary, where the hospital has asked for one; another invitation for who stayed away from what was held."""
    return [
        document("summary_record", document="gp_summary", to="outpatient clinic", setting=GP, when=summary_asked),
        *called_again(review, came, held),
    ]


def _alone(review: str) -> Expression | None:
    """Whether there is no condition whose review comes before this one; None where there is none that could."""
    names = list(IN_TURN)
    before = names[: names.index(review)] if review in names else names
    others = any_of(Fact(IN_TURN[name]) for name in before)
    return None if others is None else ~others
