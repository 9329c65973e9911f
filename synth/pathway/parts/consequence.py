"""A consequence: what follows a finding, who does it by when, and how often nothing does.

    LOW = finding("low filtration", of="egfr", below=p.stage_3, ignored=p.not_repeated)

    REPEATED = consequence(
        LOW,
        Step("second blood test", "general practice (nurse)", after=p.until_repeated, writes=[...]),
        only=~Fact("kidney_disease_known"), guideline="NICE NG203")

    Step("annual review", ..., raises=LOW.found(n.egfr, when=n.attended))       # in whatever pathway measures it
    UNANSWERED = [unanswered("low filtration", "it is known there", within="chronic kidney disease")]

The first step says who acts (`setting`) and by when (`after`, or `at`). That nothing follows is a chance of its own,
taken first and anew at every finding.
"""

from __future__ import annotations

from typing import Any

from synth.pathway.language.model import END, REST, Choice, Finding, Pathway, Step

_FOUND = "found"
"""The step at which somebody acts on a finding, or nobody does."""


def consequence(of: Finding, *steps: Step, name: str = "", **pathway: Any) -> Pathway:
    """The pathway that answers a finding.

    of: the finding that starts it. steps: what follows, the first of them with who acts and by when. name: of the
    pathway, if it is not called as the finding is. pathway: what else is said of one (only, takes, notes ...).
    """
    if not steps:
        raise ValueError(f"nothing follows '{of.name}': give the step at which somebody acts on it")
    first = steps[0]
    if not first.setting or (first.at is None and isinstance(first.after, int) and first.after == 0):
        raise ValueError(f"step '{first.name}' answers '{of.name}': say who acts (setting) and by when (after or at)")
    acted = Step(_FOUND, then=Choice({END: of.ignored, first.name: REST}))
    return Pathway(name or of.name, starts_on=of.name, steps=[acted, *steps], answers=of, **pathway)
