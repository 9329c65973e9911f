"""Documents that are sent to others: written once, some of them put right later, a few withdrawn.

    *issued("discharge_summary_document", "newborn_discharge", recorded=p.writing_up)

What is put right is the same document in a further version, which tells what the record holds by then.
"""

from __future__ import annotations

from typing import Any

from care_pathways import beside
from synth.pathway.language.expressions import Draw, Expression
from synth.pathway.language.model import Write
from synth.pathway.language.writes import AMENDED, WITHDRAWN, document

p = beside(__file__)


def issued(
    code: str, kind: str, *, recorded: Draw | Expression, slot: str = "discharge summary", **more: Any
) -> list[Write]:
    """The writes of a document: itself, its second version, and its withdrawal as one of somebody else's.

    kind: one of `output/documents/kinds.toml`. recorded: how long after the step it is written. Other arguments are as
    in `document`."""
    named: dict[str, Any] = {"entry": slot, **more, "details": {"document": kind, **more.get("details", {})}}
    guarded = more.get("when")

    def seldom(how: Draw) -> Any:
        return how if guarded is None else guarded & how

    return [
        document(code, slot=slot, recorded=recorded, **named),
        document(code, slot=f"{slot} put right", change=AMENDED, status="completed", recorded=p.written_to_put_right,
                 **{**named, "when": seldom(p.put_right)}),
        document(code, slot=f"{slot} withdrawn", change=WITHDRAWN, recorded=p.written_to_withdrawn,
                 **{**named, "when": seldom(p.withdrawn)}),
    ]  # fmt: skip
