"""What long-term conditions have in common in general practice: medicines taken for good, and the yearly review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from care_pathways import beside, body
from care_pathways.closures import services
from care_pathways.courses import attendance
from care_pathways.courses.yearly_call import held, until_next_call
from care_pathways.gp._pregnancy import Expecting, after, on, steps
from care_pathways.gp._review import GP, NURSE, TELEPHONE, called_again, gone_through, leads
from care_pathways.gp.raised_pressure import told_of
from care_pathways.gp.underweight import thin
from synth.pathway.language.conditions import any_of
from synth.pathway.language.expressions import Expression
from synth.pathway.language.model import Step, When, Write
from synth.pathway.language.notes import Note, quantity, whether
from synth.pathway.language.writes import perform
from synth.pathway.parts.treatment import Treatment

p = beside(__file__)

Taken = Mapping[Note, Treatment]
"""Treatments, each with the note that says whether it is taken."""


class LongTerm(Expecting):
    """What a practice keeps of someone with a long-term condition."""

    held = whether("the practice holds reviews at the time")
    attended = whether("comes to the annual review")
    smoked = whether("has ever smoked")
    systolic = quantity("systolic pressure as read today", "mmHg")
    diastolic = quantity("diastolic pressure as read today", "mmHg")
    weighed = whether("is weighed at the annual review")
    bmi = quantity("body mass index", "kg/m2", decimals=1)
    weight = quantity("body weight", "kg", decimals=1)


n = LongTerm


def begun(taken: Taken) -> list[Write]:
    """The courses that begin, of whoever takes them."""
    return [write for takes, treatment in taken.items() for write in treatment.begun(takes)]


def raised(name: str, low: tuple[Note, Treatment], high: tuple[Note, Treatment], *, after: Expression,
           when: Expression, then: str | When) -> Step:  # fmt: skip
    """The step at which a dose is raised: the course of the lower one ends, and that of the higher one begins.

    low, high: each the note that says whether it is taken, and the treatment. when: of whom, of those who take it.
    """
    (takes_low, lower), (takes_high, higher) = low, high
    return Step(
        name, TELEPHONE, after=after, contact="telephone_consultation",
        draws={takes_high: takes_low & when, takes_low: takes_low & ~takes_high},
        writes=[lower.stopped(takes_high), *higher.begun(takes_high)], then=then,
    )  # fmt: skip


def reviews(code: str, taken: Taken, then: Mapping[str, Expression] | None = None, **more: Any) -> list[Step]:
    """The yearly reviews, and the months between them of a woman who may become pregnant.

    taken: some of it is held back in pregnancy. then: steps that may follow a review, each with its condition. more:
    as of `annual_review`.
    """
    found = any_of(taken)
    assert found is not None
    return [
        annual_review(code, taken, expecting=True, **more).changed(then=on("annual review", then)),
        *steps("annual review", until_next_call(), takes=found,
               held=[write for takes, treatment in taken.items() for write in treatment.held(takes)],
               resumed=[write for takes, treatment in taken.items() for write in treatment.resumed(takes)]),
    ]  # fmt: skip


def annual_review(
    code: str, taken: Taken, *, setting: str = NURSE, draws: Mapping[Any, Any] | None = None,
    writes: Sequence[Write] = (), expecting: bool = False,
) -> Step:  # fmt: skip
    """The review once a year, at which medicines are authorised for another; who does not come is invited again.

    code: of the contact. draws, writes: what else is asked and done there. expecting: whether some of what is taken is
    held back in pregnancy.
    """
    anything = any_of(taken)
    seen = leads(code, n.attended)
    medicines = [] if anything is None else [perform("medication_review_done", when=seen & anything)]
    return Step(
        "annual review", setting, hours="always", after=after(until_next_call()) if expecting else until_next_call(),
        contact=code, contact_when=seen,
        draws={n.held: held(services.long_term_reviews), n.attended: n.held & attendance.comes(p.attended),
               **({n.due: 0} if expecting else {}), n.smoked: body.SMOKED,
               **body.pressure_read(n.systolic, n.diastolic), n.weighed: seen & p.weighed,
               n.bmi: body.bmi(), n.weight: body.weight_now(), **(draws or {})},
        writes=[body.write_pressure(n.systolic, n.diastolic, seen), body.smoking(seen),
                *body.write_weight(n.weight, n.weighed), *medicines, *gone_through(code, n.attended), *writes,
                *(write for takes, treatment in taken.items()
                  for write in treatment.authorised(takes & ~n.held_back if expecting else takes)),
                *called_again(code, n.attended, n.held)],
        raises=[*told_of(n.systolic, n.diastolic, seen), thin(n.weight, n.weighed)], then="annual review",
    )  # fmt: skip


def death(taken: Taken) -> Step:
    """Death ends the courses of medicines."""
    return Step("death", GP, writes=[treatment.stopped(takes) for takes, treatment in taken.items()])
