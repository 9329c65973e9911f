"""The questions to a server, made from the dataset alone, so that the same dataset asks the same questions."""

from __future__ import annotations

from output.delivery.dataset.source import Source
from output.delivery.verify import questions_of_patients, questions_of_types
from output.delivery.verify.answers import Answers
from output.delivery.verify.plan import Plan
from output.delivery.verify.questions import Question


def questions(source: Source, answers: Answers, tagged: bool = True, every: bool = False) -> list[Question]:
    """All that a server is asked about a dataset. every: every resource is read back, however many there are."""
    plan = Plan(source, answers, tagged, every)
    questions_of_types.add(plan)
    questions_of_patients.add(plan)
    return list(dict.fromkeys(plan.questions))
