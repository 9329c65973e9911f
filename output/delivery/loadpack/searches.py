"""The reads and searches of a load pack: those of `synth verify` whose answers fit on one page, with their answers."""

from __future__ import annotations

from typing import Any

from output.delivery.verify.questions import Question

FEW = 20
"""Resources that an answer holds at most: every server gives so many on one page."""
GROUPS = frozenset({
    "identifier", "name and birth date", "birth date", "patient", "patient and code", "code", "date", "reference",
    "text",
})  # fmt: skip
"""Groups of questions that every server understands; the others are for `synth verify`."""
COMMON = frozenset({
    "authoredon", "birthdate", "category", "class", "clinical-status", "code", "date", "family", "gender", "given",
    "identifier", "patient", "status", "subject", "type", "vaccine-code",
})  # fmt: skip
"""Search parameters that servers have: those of records in daily use."""


def searches(plan: list[Question]) -> list[dict[str, Any]]:
    """Each search: its name, what it asks, its path, and the "Type/id" that it must find."""
    found = []
    for question in plan:
        few = question.names is not None and 0 < len(question.names) <= FEW
        if question.group in GROUPS and few and _common(question):
            names = sorted(question.names or ())
            found.append({
                "name": f"{question.group}: {question.path.partition('?')[0]}", "says": question.says,
                "path": question.path, "total": len(names), "finds": names,
            })  # fmt: skip
    return found


def counts(plan: list[Question]) -> list[dict[str, Any]]:
    """Each search of which only the number is asked: its path, and the number."""
    return [
        {"name": f"count: {question.path.partition('?')[0]}", "says": question.says, "path": question.path,
         "total": question.total}
        for question in plan if question.total is not None and _common(question)
    ]  # fmt: skip


def _common(question: Question) -> bool:
    return all(len(need) < 3 or need[2] in COMMON for need in question.needs)
