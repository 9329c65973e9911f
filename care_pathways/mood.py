"""The two Whooley questions: how those answer who are low, and how the answers are written down."""

from __future__ import annotations

from care_pathways import beside
from synth.pathway.language.conditions import both
from synth.pathway.language.expressions import Expression, where
from synth.pathway.language.model import Write
from synth.pathway.language.notes import Notes, option, whether
from synth.pathway.language.options import either, option_of
from synth.pathway.language.writes import assess, observe

p = beside(__file__)


class Asked(Notes):
    """What those keep who ask the two questions."""

    low = whether("her mood is low")
    answers = option(
        "what she answers to the two questions", "no to both", "yes to both", "depressed", "little interest"
    )


n = Asked


def answers(low: Expression) -> Expression:
    """What is answered, for the note `answers`: who is low says yes to one or both."""
    yes = option_of(p.answered, both="yes to both", depressed="depressed", little_interest="little interest")
    return where(low, yes, "no to both")


def asked(when: Expression | None = None) -> list[Write]:
    """Both questions with the answers that the note `answers` holds, and that the screen is positive if it is."""
    positive = ~n.answers.is_("no to both")
    first, second = n.answers.is_("yes to both", "depressed"), n.answers.is_("yes to both", "little interest")
    return [
        assess("whooley_depressed", value_code=either(first, "answer_yes", "answer_no"), when=when),
        assess("whooley_little_interest", value_code=either(second, "answer_yes", "answer_no"), when=when),
        observe("whooley_positive", when=both(when, positive)),
    ]
