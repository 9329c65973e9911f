"""A consequence in a life: somebody acts on a finding by when they must, or nobody does; what cannot be is refused."""

from __future__ import annotations

import pytest

from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import Pathway, Step, finding
from synth.pathway.language.time import day_of, weekday
from synth.pathway.language.writes import observe
from synth.pathway.parts.consequence import consequence
from tests.spec.parts.tried import numbers, ran

p = numbers("""
[least]
value = 3
unit = "score"
[most]
value = 6
unit = "score"
[ignored]
average = 0.3
unit = "probability"
[within]
quantiles = [[0, 2], [1, 9]]
unit = "days"
[year]
value = 365
unit = "days"
""")
MIDDLING = finding("a middling day", of="fundal_height", at_least=p.least, below=p.most, ignored=p.ignored)
OF_THE_WEEK = weekday(day_of(Fact("born")))
"""A value that everyone has, from 0 to 6: the day of the week of birth."""
PATHWAYS = [
    Pathway("measuring", starts_on="birth", steps=[
        Step("measured", "labour ward", after=p.year, hours="always", contact="home_visit", then="measured",
             raises=MIDDLING.found(OF_THE_WEEK), writes=[observe("fundal_height", OF_THE_WEEK, "unit_centimetre")]),
    ]),
    consequence(MIDDLING, Step("seen", "labour ward", after=p.within, hours="always", contact="gp_consultation"),
                name="a middling day acted on"),
]  # fmt: skip


def test_somebody_acts_in_time_as_often_as_nobody_ignores_it_and_never_without_a_finding() -> None:
    rows = ran(PATHWAYS, 150)
    found: dict[int, list[int]] = {}
    for row in rows:
        if row.step == "measured" and row.kind == "observation":
            found.setdefault(row.person, []).append(row.day)
    # The first may answer what was found before the window, of which nothing is told.
    seen = [row for row in rows if row.step == "seen" and row.person in found and min(found[row.person]) < row.day]
    after = [min(row.day - day for day in found[row.person] if day < row.day) for row in seen]
    assert len(seen) > 100 and min(after) >= 2 and max(after) <= 9
    acted = {row.person for row in rows if row.step == "seen"}
    findings = sum(len(days) for person, days in found.items() if person in acted)
    assert len(acted) < 0.6 * len(found)  # those whose value is not past the threshold are never seen
    assert len(seen) / findings == pytest.approx(0.7, abs=0.08)


def test_a_finding_without_a_threshold_and_an_answer_without_who_or_when_are_refused() -> None:
    with pytest.raises(ValueError, match="no threshold"):
        finding("x", of="birth_weight", ignored=p.ignored)
    with pytest.raises(ValueError, match="a probability"):
        finding("x", of="birth_weight", at_least=p.least, ignored=p.least)
    with pytest.raises(ValueError, match="nothing tells"):
        MIDDLING.found()
    with pytest.raises(ValueError, match="nothing follows"):
        consequence(MIDDLING)
    with pytest.raises(ValueError, match="say who acts"):
        consequence(MIDDLING, Step("seen", after=p.within))
    with pytest.raises(ValueError, match="by when"):
        consequence(MIDDLING, Step("seen", "general practice (GP)"))
