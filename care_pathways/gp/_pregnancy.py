"""Long-term medicines in pregnancy: what may harm the baby is held back, and taken again after it.

A woman of childbearing age is not left until her next review: the practice hears of a pregnancy within weeks of her
knowing, and of its end. Between the two she is given what is safe, for four weeks at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from care_pathways import beside
from care_pathways.courses import yearly_call
from care_pathways.gp._review import GP, TELEPHONE
from synth.pathway.language.expressions import Expression, Fact, Now, at_centile, where
from synth.pathway.language.model import Step, When, Write
from synth.pathway.language.notes import Notes, instant, whether
from synth.pathway.language.time import in_office

p = beside(__file__)

BETWEEN = "until the next review"
"""The step at which a woman of childbearing age waits for her review."""


class Expecting(Notes):
    """What a practice keeps of a woman who takes medicines and may become pregnant."""

    due = instant("when her next review is due, 0 until that is settled")
    over = whether("the time to the next review is over")
    tested = whether("what is due next is a test of the treatment, not yet a review")
    held_back = whether("medicines are held back while she is pregnant")


n = Expecting
CHILDBEARING = Fact("sex").is_("female") & (Fact("age") < p.childbearing_until)
BETWEEN_LOOKS = p.between_looks
"""How long it is from one look at her medicines to the next."""
NOT_EXPECTING = ~Fact("pregnant") & ~n.held_back
"""Who may begin a medicine, or take more of it."""


def after(between_reviews: Expression) -> Expression:
    """How long after the last step the review comes: for who has waited month by month, now, in office hours."""
    soon = at_centile(p.found_due, yearly_call.WEEK.lasting())
    return where(n.due > 0, yearly_call.surely_later(in_office(Now() + soon), soon), between_reviews)


def before_test(then: str) -> dict[str, Any]:
    """How a step that changes treatment leads to a test of it: for some women by the months between, as with a review.

    Members of the step: what it draws, what follows. then: the step of the test, which draws `TESTED` and is `after`.
    """
    return {"draws": {n.tested: 1}, "then": on(then)}


TESTED: dict[Any, int] = {n.due: 0, n.tested: 0}
"""What is drawn where a test of the treatment is done."""


def on(then: str, conditions: Mapping[str, Expression] | None = None) -> When:
    """What follows: a step whose condition is met, else the review; for some women by the months between."""
    return When({**(conditions or {}), BETWEEN: CHILDBEARING}, otherwise=then)


def steps(
    then: str, between_reviews: Expression, *, takes: Expression, held: Sequence[Write], resumed: Sequence[Write],
    safe: Sequence[Write] = (), test: tuple[str, Expression] | None = None,
    others: Mapping[str, Expression] | None = None, look: Expression = BETWEEN_LOOKS,
) -> list[Step]:  # fmt: skip
    """The months between two reviews, and what is done when she is pregnant, and when she no longer is.

    then: the review. takes: whether she takes anything. held, resumed: the courses that are held back, and taken again.
    safe: what she is given meanwhile, from the call on, each time for four weeks. test: the step that comes before the
    next review where `before_test` led here, and how long it is until then. others: what else may follow a look, each
    step with its condition. look: how long it is from one to the next.
    """
    wait, to_test = between_reviews, {}
    if test is not None:
        name, until = test
        wait, to_test = where(n.tested, until, between_reviews), {name: n.over & n.tested}
    return [
        Step(BETWEEN, GP, after=where(n.held_back, p.pack_lasts, look),
             draws={n.over: (n.due > 0) & (n.due <= Now()),
                    n.due: where(n.due > 0, n.due, Now() + wait)},
             writes=safe,
             then=When({"told of a pregnancy": Fact("pregnant") & ~n.held_back & takes,
                        "after the pregnancy": n.held_back & ~Fact("pregnant"), **(others or {}), **to_test,
                        then: n.over},
                       otherwise=BETWEEN)),
        Step("told of a pregnancy", TELEPHONE, after=p.look_to_call, contact="telephone_consultation",
             draws={n.held_back: 1}, writes=[*held, *safe], then=BETWEEN),
        Step("after the pregnancy", TELEPHONE, after=p.look_to_call, contact="telephone_consultation",
             draws={n.held_back: 0}, writes=resumed, then=BETWEEN),
    ]  # fmt: skip
