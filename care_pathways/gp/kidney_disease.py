"""Chronic kidney disease: two low results three months apart, the diagnosis by stage, the annual review."""

from collections.abc import Callable
from typing import Any

from care_pathways import beside, body
from care_pathways.gp import albuminuria
from care_pathways.gp._long_term import LongTerm, annual_review
from care_pathways.gp._panels import ELECTROLYTES, Electrolytes, urea_and_electrolytes
from care_pathways.gp._review import GP, HCA
from care_pathways.laboratory import RESULTS, Awaited, awaited
from synth.pathway.language.conditions import any_of, both, higher_of
from synth.pathway.language.expressions import Draw, Expression, Fact, Now, Value, where
from synth.pathway.language.model import END, Pathway, Signal, Step, When, Write, finding
from synth.pathway.language.notes import Note, count, quantity, whether
from synth.pathway.language.time import daytime
from synth.pathway.language.words import fact, signal, unanswered
from synth.pathway.language.writes import BEGUN, ENDED, diagnose, refer
from synth.pathway.parts.consequence import consequence

p = beside(__file__)


class KidneyDisease(LongTerm, Awaited, Electrolytes, albuminuria.Urine):
    """What the practice keeps of someone's kidney disease."""

    egfr = quantity("how well the kidneys filter", "mL/min/1.73 m2")
    creatinine = quantity("creatinine in the blood", "umol/L")
    bled = whether("blood is taken for this review, as no other of the same visit has taken it")
    coded = whether("low results are judged and coded as chronic kidney disease")
    before = quantity("how well the kidneys filtered at the test before", "mL/min/1.73 m2")
    was = count("how many stages past 3A it was coded at before the latest results")
    now = count("how many stages past 3A it is coded at")


n = KidneyDisease

TESTED: dict[Any, Value] = {
    n.egfr: body.egfr(), n.creatinine: body.creatinine(), **ELECTROLYTES, **awaited(p.turnaround),
}  # fmt: skip


CODES = ("ckd3a", "ckd3b", "ckd4", "ckd5")
"""The stages that are coded, from 3A on; what filters more than that is no stage."""


def past_3a(filtration: Expression) -> Expression:
    """How many stages past 3A it is, by what the kidneys filter."""
    return (filtration < p.stage_3a) + (filtration < p.stage_3b) + (filtration < p.stage_4)


def begun(when: Expression | None = None) -> list[Write]:
    """The stage at which it is coded from now on. when: who has come to it just now."""
    return [diagnose(code, entry=f"stage {code}", change=BEGUN, slot=f"{code} {BEGUN}",
                     when=both(n.now.equals(stage), when)) for stage, code in enumerate(CODES)]  # fmt: skip


def ended(stage_of: Expression, when: Expression | None = None) -> list[Write]:
    """The end of the stage at which it was coded: of a graded illness one grade holds at a time."""
    return [diagnose(code, entry=f"stage {code}", change=ENDED, slot=f"{code} {ENDED}",
                     when=both(stage_of.equals(stage), when)) for stage, code in enumerate(CODES)]  # fmt: skip


def kidney(when: Expression | None = None) -> list[Write]:
    """Urea and electrolytes; the results come later."""
    return urea_and_electrolytes(n.creatinine, n.egfr, when=when)


LOW = finding("low filtration", of="egfr", below=p.stage_3, ignored=p.not_repeated)
KNOWN = Fact("kidney_disease_known")


def _by_chance(name: str, after: Draw) -> Step:
    """A blood test taken for whatever reason, of those whose kidney disease nobody knows of."""
    return Step(name, HCA, after=after, contact="nurse_consultation", contact_when=~KNOWN, draws=TESTED,
                writes=kidney(~KNOWN), then=When({END: KNOWN}, otherwise="result"))  # fmt: skip


UNKNOWN = Pathway(
    "kidney disease before it is known",
    starts_on="chronic kidney disease begins",
    notes=KidneyDisease,
    steps=[
        _by_chance("blood test", p.until_tested),
        Step("result", at=RESULTS, raises=LOW.found(n.egfr), then="later blood test"),
        _by_chance("later blood test", p.until_tested_later),
    ],
)

REPEATED = consequence(
    LOW,
    Step("asked to come", HCA, after=p.result_to_review, sets={"filtration_in_question": 1}, then="second blood test"),
    Step("second blood test", HCA, after=p.between_tests, contact="nurse_consultation", draws=TESTED, writes=kidney(),
         then="judged"),
    Step("judged", at=RESULTS, after=p.result_to_review, draws={n.coded: ~KNOWN & LOW.of_value(n.egfr) & p.coded},
         sets={"filtration_in_question": ~n.coded, "kidney_disease_known": KNOWN | n.coded},
         raises=Signal("kidney disease diagnosed", when=n.coded, carries={"egfr": n.egfr}),
         then=When({END: n.coded}, otherwise="let be")),
    Step("let be", after=p.let_be_for, sets={"filtration_in_question": 0}),
    name="low filtration seen again",
    only=~KNOWN & ~Fact("filtration_in_question"),
    guideline="NICE NG203, 1.1: two results below 60 at least 90 days apart",
    notes=KidneyDisease,
)  # fmt: skip
LOOKED_AT = {
    reviewed: f"kidneys_looked_at_for_{reviewed}" for reviewed in ("pressure", "diabetes", "rhythm", "inhibitor")
}
"""The facts of when a yearly review last took blood for how well the kidneys filter: one for each kind of review, since
all of one visit are at one moment and would write over what another has just set."""


def looked_at(reviewed: str, when: Expression) -> dict[str, Value]:
    """What a yearly review sets that takes such blood, for those of the same visit that are gone through after it.

    reviewed: the kind of review. when: whose blood is taken.
    """
    return {LOOKED_AT[reviewed]: where(when, Now(), Fact(LOOKED_AT[reviewed]))}


def blood_of_review(
    bled: Note, came: Expression, after: Draw, writes: Callable[[Expression], list[Write]], then: str, **more: Any
) -> Step:
    """The blood of a review, taken where no other review of the same visit has taken it; whatever the review decides,
    it decides by this blood or by that.

    bled: the note of whose blood is taken here. came: who comes to the review. after: how far into the visit. more:
    members of the step.
    """
    since = Now() - p.visit_lasts
    just_now = any_of((Fact(fact) <= Now()) & (Fact(fact) >= since) for fact in LOOKED_AT.values())
    assert just_now is not None
    return Step(
        "blood of the review", HCA, hours="always", after=after,
        draws={bled: came & ~just_now,
               RESULTS: where(bled | ~came, RESULTS, daytime(Now() + p.known_of_others))},
        writes=writes(bled), then=then, **more,
    )  # fmt: skip


IN_CLINIC = CODES.index("ckd4")
"""From how many stages past 3A on a specialist of the kidneys is asked."""


def to_the_kidney_clinic(when: Expression) -> list[Write]:
    """The referral of those whose kidneys are so weak that a specialist looks after them too."""
    return [refer("referral_nephrology", to="outpatient clinic", when=when & p.referred)]


KIDNEY_DISEASE = Pathway(
    "chronic kidney disease",
    starts_on="kidney disease diagnosed",
    takes=(n.egfr,),
    at_death="death",
    guideline="NICE NG203",
    notes=KidneyDisease,
    steps=[
        Step("diagnosed", GP, contact="telephone_consultation",
             draws={n.before: n.egfr, n.now: past_3a(n.egfr)},
             writes=[*begun(), *to_the_kidney_clinic(n.now >= IN_CLINIC)], then="annual review"),
        annual_review("ckd_review", {},
                      writes=[albuminuria.ratio(n.urine)],
                      draws={**TESTED, **albuminuria.SAMPLE, n.was: n.now,
                             n.urine: n.attended & ~Fact("type_2_diabetes") & p.urine_done},
                      ).changed(then="blood of the review"),
        blood_of_review(n.bled, n.attended, p.blood_taken_last, kidney, "results of the review"),
        Step("results of the review", GP, at=RESULTS, raises=albuminuria.told_of(),
             draws={n.now: higher_of(n.was, where(n.attended, past_3a(higher_of(n.egfr, n.before)), 0)),
                    n.before: where(n.attended, n.egfr, n.before)},
             writes=[*begun(n.now > n.was), *ended(n.was, n.now > n.was),
                     *to_the_kidney_clinic((n.now > n.was) & (n.was < IN_CLINIC) & (n.now >= IN_CLINIC))],
             then="annual review"),
        Step("death", GP, writes=ended(n.now)),
    ],
)  # fmt: skip

SIGNALS = [
    signal("low filtration", "an estimate of filtration below 60"),
    signal("kidney disease diagnosed", "two low results are judged to be chronic kidney disease", ("egfr",)),
]
FACTS = [
    *(
        fact(name, f"when blood for how well the kidneys filter was last taken at the yearly review of {reviewed}")
        for reviewed, name in LOOKED_AT.items()
    ),
    fact("filtration_in_question", "1 while a low result waits for the second, or is let be"),
    fact("kidney_disease_known", "1 from the diagnosis on"),
]
UNANSWERED = [
    unanswered("low filtration", "it is known there", within="chronic kidney disease"),
    unanswered("serum_creatinine", "filtration is judged by the estimate that stands beside it"),
]
PATHWAYS = [UNKNOWN, REPEATED, KIDNEY_DISEASE]
