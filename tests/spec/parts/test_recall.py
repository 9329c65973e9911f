"""A recall in a life: invited, reminded, came, or left alone."""

from __future__ import annotations

from collections import Counter

from synth.pathway.language.model import Pathway, Step
from synth.pathway.language.notes import Notes, whether
from synth.pathway.language.writes import observe
from synth.pathway.parts.recall import did_not_come, invitation, recall
from tests.spec.parts.tried import numbers, ran

p = numbers("""
[wait]
value = 30
unit = "days"
[year]
value = 365
unit = "days"
[comes]
average = 0.5
unit = "probability"
[comes_when_reminded]
average = 0.3
unit = "probability"
""")


class Called(Notes):
    """What is known of who is called."""

    came = whether("comes when invited")
    stays = whether("stays for the examination")


n = Called
PATHWAY = Pathway(
    "called",
    starts_on="coming of age",
    notes=Called,
    steps=[
        Step("due", after=p.year, then="invited"),
        *recall(
            invitation("invited", comes=p.comes, letter="qof_invite"),
            invitation("reminded", after=p.wait, comes=p.comes_when_reminded, letter="qof_invite"),
            setting="general practice (reception)",
            came=n.came,
            then="review",
            otherwise="due",
            exempted=Step("left alone", "general practice (GP)", writes=[observe("birth_plan")]),
        ),
        Step("review", "general practice (nurse)", after=p.wait, contact="hypertension_review", contact_when=n.stays,
             draws={n.stays: p.comes.named("stays")},
             writes=did_not_come("hypertension_review", came=n.stays, letter="qof_invite",
                                 sender="general practice (reception)"), then="due"),
    ],
)  # fmt: skip


def test_who_is_invited_comes_or_is_reminded_and_then_comes_or_is_left_alone():
    rows = ran([PATHWAY])
    at = Counter((row.step, row.kind) for row in rows)
    invited, reminded, alone = (at["invited", "communication"], at["reminded", "communication"],
                                at["left alone", "observation"])  # fmt: skip
    assert invited > reminded > alone > 0
    came = at["review", "contact"] + at["review", "appointment"]
    assert abs(invited - (came + alone)) < 0.2 * invited  # the rest is under way, or has died
    assert at["review", "communication"] == at["review", "appointment"] > 0
    assert {row.status for row in rows if row.kind == "appointment"} == {"noshow"}
    assert {row.setting for row in rows if row.kind == "communication"} == {"general practice (reception)"}
