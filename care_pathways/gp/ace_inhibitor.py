"""An ACE inhibitor or ARB for the heart: begun low, the kidneys watched, raised by steps, stopped if they suffer."""

from __future__ import annotations

from typing import Any

from care_pathways import beside, body
from care_pathways.courses import attendance
from care_pathways.courses.yearly_call import until_next_call
from care_pathways.gp._ace_inhibitors import ACE_INHIBITORS, ARBS, EITHER, FULL, HIGHER
from care_pathways.gp._panels import ELECTROLYTES, Electrolytes, urea_and_electrolytes
from care_pathways.gp._pregnancy import (
    BETWEEN_LOOKS,
    CHILDBEARING,
    NOT_EXPECTING,
    TESTED,
    Expecting,
    after,
    before_test,
    on,
    steps,
)
from care_pathways.gp._review import GP, HCA, TELEPHONE
from care_pathways.gp.high_potassium import HIGH_POTASSIUM
from care_pathways.gp.kidney_disease import LOW, looked_at
from care_pathways.laboratory import RESULTS, Awaited, awaited
from synth.pathway.language.conditions import both
from synth.pathway.language.expressions import Expression, Fact, Now, Value, where
from synth.pathway.language.model import END, Pathway, Signal, Step, When, Write
from synth.pathway.language.notes import count, quantity, whether
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import observe
from synth.pathway.parts.ladder import ladder, rung, swap
from synth.pathway.parts.treatment import medicine_of, treatment

p = beside(__file__)


class Inhibitor(Awaited, Expecting, Electrolytes):
    """What the practice keeps of someone's ACE inhibitor or ARB."""

    egfr = quantity("how well the kidneys filter", "mL/min/1.73 m2")
    creatinine = quantity("creatinine in the blood", "umol/L")
    potassium = quantity("potassium in the blood", "mmol/L", decimals=1)
    begun = count("whether it has been begun")
    first = medicine_of("the medicine that is begun", EITHER)
    not_tolerated = whether("coughs with the ACE inhibitor")
    replacement = medicine_of("what replaced an ACE inhibitor", ARBS)
    replaced = whether("the ACE inhibitor has been replaced")
    titrated = whether("the dose is raised")
    higher = whether("it is taken at a higher dose")
    to_full = whether("ramipril is raised to the full dose")
    full = whether("it is taken at the full dose")
    came = whether("comes to the yearly blood test")
    harmful = whether("potassium or the kidneys forbid to go on")


n = Inhibitor
MEASURED: dict[Any, Value] = {
    **awaited(p.turnaround), n.egfr: body.egfr(), n.creatinine: body.creatinine(), n.potassium: body.potassium(),
    **ELECTROLYTES,
}  # fmt: skip
HARMFUL = (n.potassium >= p.potassium_too_high) | (n.egfr < p.filtration_too_low)
# Of years long before the record nobody can tell, but of a woman whose pregnancies are on record.
YEARLY = where((Now() < Fact("record_begins") - p.early) & ~CHILDBEARING, p.between_early, until_next_call())


BLED_HERE = ~Fact("type_2_diabetes") & ~Fact("hypertension")
"""Whose blood is taken each year for the medicine: the reviews of the others see to the kidneys too."""


def kidneys(when: Expression | None = None) -> list[Write]:
    """Kidney function and salts; the results come later."""
    return urea_and_electrolytes(n.creatinine, n.egfr, n.potassium, when)


def _results(name: str, then: When, when: Expression | None = None) -> Step:
    """The step at which results are back; what is far past its bounds stops the medicine."""
    return Step(name, at=RESULTS, draws={n.harmful: both(when, HARMFUL)},
                raises=[LOW.found(n.egfr, when), HIGH_POTASSIUM.found(n.potassium, when)], then=then)  # fmt: skip


def inhibitor(illness: str, reason: str, guideline: str) -> Pathway:
    """An ACE inhibitor or ARB that an illness of the heart calls for. reason: the key of the condition."""
    first = treatment("ACE inhibitor or ARB", n.first, EITHER, reason=reason)
    replacement = treatment("ARB instead", n.replacement, ARBS, reason=reason)
    higher = treatment("ACE inhibitor or ARB, higher dose", n.first, HIGHER, reason=reason)
    full = treatment("ACE inhibitor or ARB, full dose", n.first, FULL, reason=reason)
    by_telephone: dict[str, Any] = {"setting": TELEPHONE, "contact": "telephone_consultation", "after": p.until_told}
    course = ladder(
        n.begun,
        rung("begun", first, draws={
            **MEASURED, n.first: p.first_medicine, n.titrated: p.dose_raised, n.to_full: p.full_dose,
            n.not_tolerated: first.is_(*ACE_INHIBITORS) & p.not_tolerated},
             # Prescribed at the consultation that decides on it.
             writes=kidneys(), sets={"on_ace_or_arb": 1}, then="first results", hours="always"),
        swap("changed", first, replacement, when=n.not_tolerated, noted=n.replaced,
             draws={n.replacement: p.replacement_medicine},
             writes=[observe("adverse_reaction_drug", text="Cough while taking an ACE inhibitor")], **by_telephone),
        swap("dose raised", first, higher, when=n.titrated & ~n.not_tolerated & NOT_EXPECTING, noted=n.higher,
             **by_telephone),
        swap("full dose", higher, full, when=first.is_("ramipril") & n.to_full & NOT_EXPECTING, noted=n.full,
             **by_telephone),
        paused=n.held_back, setting=GP, **before_test("check of kidneys"),
    )  # fmt: skip
    stopped = {"stopped": n.harmful & NOT_EXPECTING}
    return Pathway(
        f"ACE inhibitor for {illness}",
        starts_on=f"ACE inhibitor wanted for {illness}",
        at_death="death",
        guideline=guideline,
        notes=Inhibitor,
        steps=[
            *course.steps,
            _results("first results", on("check of kidneys", stopped)),
            Step("check of kidneys", HCA, after=after(p.step_to_check), contact="nurse_consultation",
                 draws={**MEASURED, **TESTED}, writes=kidneys(), then="results of the check"),
            _results("results of the check", on("yearly test", {**stopped, **course.swapped()})),
            *steps("yearly test", YEARLY, takes=n.begun >= 1, held=course.held(), resumed=course.resumed(),
                   test=("check of kidneys", p.step_to_check), look=where(n.tested, p.step_to_check, BETWEEN_LOOKS)),
            Step("yearly test", HCA, hours="always", after=after(YEARLY),
                 draws={**MEASURED, **TESTED, n.came: BLED_HERE & attendance.comes(p.tested_yearly)},
                 writes=[*kidneys(n.came), *course.authorised()], sets=looked_at("inhibitor", n.came),
                 then="results of the year"),
            _results("results of the year", on("yearly test", stopped), n.came),
            Step("stopped", TELEPHONE, after=p.until_told, contact="telephone_consultation",
                 writes=[*course.stopped(),
                         observe("adverse_reaction_drug", text="Potassium too high or kidneys too weak while taking "
                                                               "an ACE inhibitor or ARB; stopped")],
                 then=END),
            Step("death", GP, writes=course.stopped()),
        ],
    )  # fmt: skip


WANTED_FOR = {
    "heart failure": ("heart_failure", "NICE NG106, 1.4"),
    "a heart attack": ("chd", "NICE NG185, 1.4"),
}
"""The illnesses for which it is begun, each with the key of its condition and the guideline that says so."""


def wanted(illness: str, when: Expression) -> Signal:
    """The signal that an illness calls for it. when: of whom; who takes one already is given no second."""
    return Signal(f"ACE inhibitor wanted for {illness}", when=when)


def wanted_by(number: Expression) -> Expression:
    """Who is begun on one, by the share (a probability of the evidence): nobody who has had one, and no woman who is
    pregnant."""
    return NOT_EXPECTING & ~Fact("on_ace_or_arb") & number


FACTS = [fact("on_ace_or_arb", "1 from the first ACE inhibitor or ARB on, also where it was stopped")]
SIGNALS = [signal(f"ACE inhibitor wanted for {illness}", "an ACE inhibitor or ARB is to be begun")
           for illness in WANTED_FOR]  # fmt: skip
PATHWAYS = [inhibitor(illness, reason, guideline) for illness, (reason, guideline) in WANTED_FOR.items()]
