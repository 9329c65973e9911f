"""The annual review of a long-term condition in general practice: what is sent after it, or to those who stay away."""

from synth.pathway.language.expressions import Expression, Fact
from synth.pathway.language.model import Write
from synth.pathway.language.writes import document
from synth.pathway.parts.recall import did_not_come

GP, NURSE, RECEPTION = "general practice (GP)", "general practice (nurse)", "general practice (reception)"
TELEPHONE = "general practice (GP, telephone)"
NOT_ELSEWHERE = ~Fact("type_2_diabetes")
"""Who is weighed, asked about smoking and bled at this review: whom the review of diabetes does not see to."""


def sent_after(review: str, held: Expression, came: Expression, summary_asked: Expression) -> list[Write]:
    """A summary, where the hospital has asked for one; another invitation for who stayed away from what was held."""
    return [
        document("summary_record", document="gp_summary", to="outpatient clinic", setting=GP, when=summary_asked),
        *did_not_come(review, came=came, held=held, letter="qof_invite", sender=RECEPTION),
    ]
