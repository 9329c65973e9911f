"""A plan of care in a life: begun whole, reviewed on a clock, ended whole, whether by a review, in time or by death."""

from __future__ import annotations

from synth import clock
from synth.pathway.language.expressions import Now
from synth.pathway.language.model import Pathway
from synth.pathway.language.notes import Notes, instant, whether
from synth.pathway.parts.plan import begins, ends, holds, plan_of_care, review
from tests.spec.parts.tried import WINDOW, Row, numbers, ran

p = numbers("""
[until_plan]
quantiles = [[0, 1], [1, 200]]
unit = "days"
[lasts]
value = 700
unit = "days"
[every]
value = 90
unit = "days"
[better]
average = 0.1
unit = "probability"
[amended]
average = 0.5
unit = "probability"
[length]
value = 60
unit = "minutes"
""")


class Planned(Notes):
    """What is known of who has a plan."""

    open = whether("the plan has begun")
    over = instant("when it is over at the latest")
    better = whether("the review finds it needed no more")


n = Planned
HELD = plan_of_care(
    holds("care_episode", "child_in_need"),
    holds("plan", "child_in_need_plan", goal="Well"),
    holds("flag", "child_protection_plan"),
    open=n.open,
)
PLAN = Pathway(
    "plan",
    starts_on="birth",
    until=Now() + p.lasts,
    ending="over",
    at_death="at death",
    notes=Planned,
    steps=HELD.steps(
        begins("made", after=p.until_plan, contact="child_in_need_visit"),
        review("review", every=p.every, contact="child_in_need_visit", draws={n.better: p.better}, amended=p.amended,
               decides={"stepped down": n.better}),
        ends("stepped down"), ends("over"), ends("at death"),
        setting="children's social worker", lasts=p.length),
)  # fmt: skip


def runs() -> dict[tuple[str, int], list[Row]]:
    found: dict[tuple[str, int], list[Row]] = {}
    for row in ran([PLAN], families=250):
        if row.kind in ("care_episode", "plan", "flag"):
            found.setdefault((row.kind, row.entry), []).append(row)
    return {key: rows for key, rows in found.items() if rows[0].day > WINDOW.begins // clock.DAY}


def test_everything_is_begun_and_ended_together_whatever_ends_it():
    found = list(runs().values())
    ended = [rows for rows in found if rows[-1].change == "ended"]
    assert len(found) > 30
    assert {rows[-1].step for rows in ended} == {"stepped down", "over", "at death"}
    assert {rows[-1].kind for rows in ended} == {"care_episode", "plan", "flag"}
    days = {}
    for rows in ended:
        assert rows[0].change == "begun" and [row.change for row in rows].count("ended") == 1
        days.setdefault((rows[0].person, rows[0].day), set()).add(rows[-1].day)
    assert all(len(of) == 1 for of in days.values())


def test_what_is_open_at_the_end_of_the_window_is_of_the_living_and_reviews_amend_the_plan_alone():
    for (kind, _), rows in runs().items():
        assert all(row.change != "amended" for row in rows) or kind == "plan"
        assert rows[-1].change == "ended" or rows[0].died > WINDOW.ends // clock.DAY
    amended = [row for rows in runs().values() for row in rows if row.change == "amended"]
    assert amended and {row.step for row in amended} == {"review"}
