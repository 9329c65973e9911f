"""Feet in diabetes: at how much risk they are, who looks after those at risk, and ulcers.

Harm to nerves and vessels is never undone: a foot comes to more risk, not to less, and whoever has had an ulcer is at
high risk for life.
"""

from __future__ import annotations

from typing import Any

from care_pathways import beside
from care_pathways.courses.feet import FEET
from care_pathways.gp._review import GP
from synth.pathway.language.conditions import higher_of
from synth.pathway.language.courses import among_highest
from synth.pathway.language.expressions import Expression, Fact, Now, Started, Value, where
from synth.pathway.language.model import END, Pathway, Signal, Step, When, Write
from synth.pathway.language.notes import Notes, by_name, count, instant, whether
from synth.pathway.language.options import code_by, either
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import BEGUN, ENDED, diagnose, observe, perform, refer

p = beside(__file__)

PODIATRY = "podiatry clinic"
GRADES = ("not examined", "low", "moderate", "high", "ulcerated")
LOW, MODERATE, HIGH, ULCERATED = (GRADES.index(grade) for grade in GRADES[1:])
"""The grades of a foot (NICE NG19, 1.3)."""
RIGHT, LEFT = 1, 2


class Feet(Notes):
    """What those keep who examine the feet of someone with diabetes."""

    foot = count("at how much risk the worse foot is: 1 low, 2 moderate, 3 high")
    foot_harm = count("how much there is that harms feet: years of diabetes, vessels, kidneys, glucose")
    worse = count("which foot is the worse one: 0 neither, 1 the right, 2 the left")
    examined = whether("the feet are examined at this review")
    feet_referred = whether("podiatrists are asked to look after the feet")
    ulcerates = whether("a foot ulcerates in the months after this review")


n = Feet
ULCER_NOW, ULCER_BEFORE, PROTECTED = Fact("foot_ulcer"), Fact("foot_ulcer_before"), Fact("foot_protection")


def first() -> dict[Any, Value]:
    """What is drawn at the first review, before `examined`: which foot will be the worse one, for life."""
    return {n.worse: where(p.alike, 0, where(p.on_the_right, RIGHT, LEFT))}


def examined(level: Expression, done: Expression) -> dict[Any, Value]:
    """What is drawn at a review. level: HbA1c, mmol/mol; done: whether it takes place."""
    known = Now() - Started()
    at_risk, at_high = among_highest(p.at_some_risk, FEET.now()), among_highest(p.at_high_risk, FEET.now())
    return {
        n.foot_harm: (known >= p.some_years) + (known >= p.many_years) + (known >= p.very_many_years)
        + Fact("peripheral_arterial_disease") + Fact("chronic_kidney_disease") + (level >= p.high_level),
        n.foot: higher_of(n.foot, where(ULCER_BEFORE | at_high, HIGH, where(at_risk, MODERATE, LOW))),
        n.examined: done & p.feet_examined,
        n.feet_referred: n.examined & (n.foot >= MODERATE) & ~PROTECTED & ~p.not_referred,
        n.ulcerates: p.ulcerates,
    }  # fmt: skip


def _grade(side: int, code: str) -> Write:
    calm = where(n.worse.equals(0) | n.worse.equals(side), n.foot, higher_of(n.foot - 1, LOW))
    grade = where(ULCER_NOW.equals(side), ULCERATED, calm)
    return observe(code_by(grade, LOW, *(f"{code}_{grade}" for grade in GRADES[1:])),
                   slot=code, when=n.examined)  # fmt: skip


def findings() -> list[Write]:
    """What is written where the feet are examined: that it was done, the grade of each, and the referral."""
    return [
        perform("diabetic_foot_check", when=n.examined,
                value_code=either((n.foot >= MODERATE) | (ULCER_NOW >= RIGHT), "abnormal_result", "normal_result")),
        _grade(RIGHT, "foot_right"), _grade(LEFT, "foot_left"),
        refer("referral_podiatry", to=PODIATRY, when=n.feet_referred),
    ]  # fmt: skip


def known() -> dict[str, Value]:
    """What is set where the feet are examined."""
    return {"foot_risk": where(n.examined, n.foot, Fact("foot_risk")), "foot_protection": PROTECTED | n.feet_referred}


def told() -> list[Signal]:
    """What is raised there."""
    return [Signal("foot protection wanted", when=n.feet_referred, carries=by_name(n.foot)),
            Signal("foot ulcerates", when=n.ulcerates, carries=by_name(n.worse))]  # fmt: skip


class Protected(Notes):
    """What podiatrists keep of someone whose feet they look after."""

    foot = count("at how much risk the worse foot is: 2 moderate, 3 high")
    came = whether("comes")


m = Protected
VISIT: dict[str, Any] = {
    "contact": "seen_in_podiatry_clinic", "contact_when": m.came,
    "draws": {m.foot: higher_of(m.foot, Fact("foot_risk")), m.came: p.comes},
    "writes": [perform("foot_care_assessment", when=m.came)], "then": "visit",
}  # fmt: skip
# Of years long before the record nothing of it is kept.
NEXT = where(Now() < Fact("record_begins") - p.early, p.between_early,
             where(m.foot >= HIGH, p.between_high, p.between_moderate))  # fmt: skip

PROTECTION = Pathway(
    "foot protection",
    starts_on="foot protection wanted",
    takes=(m.foot,),
    guideline="NICE NG19, 1.4: seen within weeks, then every three to six months, or one to two where the risk is high",
    notes=Protected,
    steps=[
        Step("first visit", PODIATRY, after=where(m.foot >= HIGH, p.wait_high, p.wait_moderate), **VISIT),
        Step("visit", PODIATRY, after=NEXT, **VISIT),
    ],
)  # fmt: skip


class Ulcer(Notes):
    """What is kept of an ulcer."""

    worse = count("which foot is the worse one: 0 neither, 1 the right, 2 the left")
    side = count("which foot it is: 1 the right, 2 the left")
    heals = instant("when it will have healed")
    referred = whether("the foot service is asked at once")
    shown = whether("it has been shown to the practice, and has not healed")


u = Ulcer

ULCER = Pathway(
    "foot ulcer",
    starts_on="foot ulcerates",
    takes=(u.worse,),
    at_death="death",
    guideline="NICE NG19, 1.4.2: an active foot problem is referred within one working day",
    notes=Ulcer,
    steps=[
        Step("sore", after=p.until_sore,
             draws={u.side: where(u.worse.equals(0), where(p.on_the_right, RIGHT, LEFT), u.worse)},
             sets={"foot_sore": 1}, then=When({END: Fact("foot_sore")}, otherwise="shown")),
        Step("shown", GP, after=p.until_shown, contact="gp_consultation",
             draws={u.heals: Now() + p.heals_within, u.referred: ~p.not_referred_at_once, u.shown: 1},
             writes=[diagnose("diabetic_foot_ulcer", entry="ulcer", change=BEGUN),
                     observe(code_by(u.side, RIGHT, "foot_right_ulcerated", "foot_left_ulcerated")),
                     refer("referral_podiatry", to=PODIATRY, when=u.referred)],
             sets={"foot_ulcer": u.side, "foot_ulcer_before": 1},
             then=When({"foot clinic": u.referred}, otherwise="shown again")),
        Step("shown again", GP, after=p.until_shown_again, contact="gp_consultation",
             writes=[refer("referral_podiatry", to=PODIATRY)], then="foot clinic"),
        Step("foot clinic", PODIATRY, after=p.until_clinic, contact="seen_in_podiatry_clinic",
             writes=[perform("foot_care_assessment")], then="dressed"),
        Step("dressed", PODIATRY, after=p.between_dressings, contact="seen_in_podiatry_clinic",
             then=When({"healed": Now() >= u.heals}, otherwise="dressed")),
        Step("healed", GP, after=p.until_letter, draws={u.shown: 0},
             writes=[diagnose("diabetic_foot_ulcer", entry="ulcer", change=ENDED)],
             sets={"foot_ulcer": 0, "foot_sore": 0, "foot_protection": 1},
             raises=Signal("foot protection wanted", when=~PROTECTED, carries={"foot": HIGH})),
        Step("death", GP, writes=[diagnose("diabetic_foot_ulcer", entry="ulcer", change=ENDED, when=u.shown)]),
    ],
)  # fmt: skip

SIGNALS = [
    signal("foot protection wanted", "podiatrists are to look after feet that are at risk", ("foot",)),
    signal("foot ulcerates", "a foot of someone with diabetes ulcerates in the months to come", ("worse",)),
]
FACTS = [
    fact("foot_risk", "at how much risk the worse foot was when last examined: 1 low, 2 moderate, 3 high, 0 never"),
    fact("foot_ulcer", "which foot has an ulcer that is known: 1 the right, 2 the left, 0 neither"),
    fact("foot_sore", "1 while a foot has an ulcer, known or not"),
    fact("foot_ulcer_before", "1 from the first ulcer of a foot on"),
    fact("foot_protection", "1 from when podiatrists are asked to look after the feet on"),
]
PATHWAYS = [PROTECTION, ULCER]
