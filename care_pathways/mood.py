"""The two Whooley questions: how those answer who are low, and how the answers are written down."""

from __future__ import annotations

from care_pathways import beside
from synth.pathway.language.expressions import Expression, Local, coded, where
from synth.pathway.language.model import Write
from synth.pathway.language.writes import assess, observe

p = beside(__file__)

BOTH, DEPRESSED, LITTLE_INTEREST = 1, 2, 3


def answers(low: Expression) -> Expression:
    """What is answered, for the local "answers": 0 is no to both; who is low says yes to one or both."""
    return where(low, BOTH + p.answered, 0)


def asked(when: Expression | None = None) -> list[Write]:
    """Both questions with the answers that the local "answers" holds, and that the screen is positive if it is."""
    said = Local("answers")
    positive = said >= BOTH
    first, second = (said >= BOTH) & ~said.equals(LITTLE_INTEREST), (said >= BOTH) & ~said.equals(DEPRESSED)
    return [
        assess("whooley_depressed", value_code=coded(first, "answer_no", "answer_yes"), when=when),
        assess("whooley_little_interest", value_code=coded(second, "answer_no", "answer_yes"), when=when),
        observe("whooley_positive", when=positive if when is None else when & positive),
    ]
