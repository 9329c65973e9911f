"""What a rule can claim of its entries: each claim says which of the rows to which it applies break it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

import output.check.clinical.near as near
import output.check.clinical.spans as spans
from output.check.clinical.conditions import day, gestation, gestation_at_birth
from output.check.clinical.lives import Column, Lives
from output.check.clinical.rule import Rule
from synth import clock
from synth.calendar import days
from synth.clock import DAY, NEVER

TERM = 280
"""Days of pregnancy from which the age of a child born early is counted, where a rule says `corrected`."""
LATE = 30
"""Days after which what was done has been written down, with few exceptions."""


class Claim(NamedTuple):
    """A claim: the parts of a row by which it is known, those that it may say beside them, and who judges it.

    judge gives which rows are judged and which of those break the rule. alone: whether one row is enough to judge by,
    so that the claim holds of a part of a record as well.
    """

    decide: tuple[str, ...]
    more: tuple[str, ...]
    judge: Callable[[Lives, Rule, Column], tuple[Column, Column]]
    alone: bool = False


def _outside(at: Column, low: float | None, high: float | None) -> Column:
    broken = np.zeros(len(at), dtype=bool)
    if low is not None:
        broken |= at < low
    if high is not None:
        broken |= at > high
    return broken


def _age(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    age = lives.day(rows) - lives.born_on(lives.person[rows])
    if rule["corrected"]:
        born_at = gestation_at_birth(lives, rows)
        age = age - np.where(born_at >= 0, np.maximum(TERM - born_at, 0), 0)
    return rows, _outside(age, rule["age_from"], rule["age_to"])


def _days(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    low, high = (day(rule[name]) if rule[name] else None for name in ("days_from", "days_to"))
    return rows, _outside(lives.day(rows), low, high)


def _born(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    low, high = (day(rule[name]) if rule[name] else None for name in ("born_from", "born_to"))
    return rows, _outside(lives.born_on(lives.person[rows]), low, high)


def _value(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    value, second = lives.value[rows], lives.second[rows]
    return rows, _outside(value, rule["low"], rule["high"]) | _outside(second, rule["second_low"], rule["second_high"])


def _apart(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    """The second value is below the first by so much at the least (pulse pressure)."""
    gap = lives.value[rows] - lives.second[rows]
    return rows, ~(gap >= rule["second_below_by"])


def _answers(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    return rows, ~lives.one_of("answer", rows, rule["answers"])


def _sex(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    return rows, lives.sex[lives.person[rows]] != lives.word(rule["sex"])


def _systems(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    return rows, ~lives.one_of("system", rows, rule["systems"])


def _nowhere(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    """There is no such row where the conditions hold: all are looked at, also where none is."""
    every = lives.rows(rule.of, rule.kind)
    return every, np.isin(every, rows)


def _agrees(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    """A gestation that was written down is that of the birth which followed, within so many days."""
    far = gestation(lives, rows)
    rows, far = rows[far >= 0], far[far >= 0]
    return rows, np.abs(lives.value[rows] - far) > rule["agrees_within"]


def _secret(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    return rows, lives.secrecy[rows] != lives.word(rule["secrecy"])


def _worked(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    rows = rows[lives.begins[rows] >= lives.opens]
    return rows, ~days.is_worked(lives.day(rows), rule["worked"])


def _lasts(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    rows = rows[lives.ends[rows] < NEVER]
    return rows, _outside((lives.ends[rows] - lives.begins[rows]) / DAY, rule["lasts_from"], rule["lasts_to"])


def _gestation(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    far = gestation(lives, rows)
    rows, far = rows[far >= 0], far[far >= 0]
    return rows, _outside(far, rule["gestation_from"], rule["gestation_to"])


def _since(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    """So many days lie between a row and the latest of certain others before it."""
    latest = near.latest_before(near.moments(lives, rule["since"]), lives.person[rows], lives.begins[rows])
    rows, latest = rows[latest > -NEVER], latest[latest > -NEVER]
    gap = lives.day(rows) - clock.uk_day(latest)
    return rows, _outside(gap, rule["gap_from"], rule["gap_to"])


def _needs(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    """Others stand from so many days before each row to so many after, unless the window or a life closes before, or
    the person comes or leaves the country between.

    What is enduring is known from before the window too.
    """
    whose, (before, after) = rule["whose"] or near.SELF, rule["within"]
    begins, owner = lives.begins[rows], near.owner_of(lives, rows, whose)
    until = begins + int((after + (rule["late"] or LATE)) * DAY)
    since = np.maximum(lives.opens, lives.came[lives.person[rows]])
    opened = np.full(len(rows), True) if rule["enduring"] else begins >= since + int(before * DAY)
    seen = opened & (until < lives.closes) & (owner >= 0)
    gone = np.minimum(lives.died, lives.left)
    last = begins + int(after * DAY)
    here = (gone[np.maximum(owner, 0)] > last) & (gone[lives.person[rows]] > last)
    rows, owner = rows[seen & here], owner[seen & here]
    return rows, near.how_many(near.moments(lives, rule["needs"], whose), owner, lives.begins[rows], before, after) == 0


def _never(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    """None of certain others stands from so many days before each row to so many after."""
    whose, owner = rule["whose"] or near.SELF, near.owner_of(lives, rows, rule["whose"] or near.SELF)
    rows, owner = rows[owner >= 0], owner[owner >= 0]
    at = near.moments(lives, rule["never"], whose)
    return rows, near.how_many(at, owner, lives.begins[rows], *rule["within"]) > 0


def _once(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    """No two rows of one key of one person, or of one care episode of hers, or of one day."""
    rows = rows[(lives.episode[rows] != lives.word("")) | (rule["once"] != "care episode")]
    by = {"life": np.zeros(len(rows), np.int64), "care episode": lives.episode[rows], "day": lives.day(rows)}
    which = by[rule["once"]]
    groups = np.stack([lives.person[rows], lives.key[rows], lives.about[rows], which])
    _, first = np.unique(groups, axis=1, return_index=True)
    broken = np.ones(len(rows), dtype=bool)
    broken[first] = False
    return rows, broken


def _lasting(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    """What was found once of a person is found again: the same answer, or the same value within so much."""
    order = np.lexsort((lives.begins[rows], lives.person[rows]))
    rows = rows[order]
    _, first, which = np.unique(lives.person[rows], return_index=True, return_inverse=True)
    start = rows[first][which.reshape(-1)]
    slack = rule["slack"] or 0
    off = np.abs(lives.value[rows] - lives.value[start]) > slack
    return rows, (lives.answer[rows] != lives.answer[start]) | off


def _rises(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    """A value never falls below the one before it, of the same life or care episode, by more than so much."""
    rows = rows[(lives.episode[rows] != lives.word("")) | (rule["rises"] == "life")]
    within = lives.person[rows] if rule["rises"] == "life" else lives.episode[rows]
    order = np.lexsort((lives.begins[rows], within))
    rows, within = rows[order], within[order]
    same = np.zeros(len(rows), dtype=bool)
    same[1:] = within[1:] == within[:-1]
    fell = np.zeros(len(rows), dtype=bool)
    fell[1:] = lives.value[rows][:-1] - lives.value[rows][1:] > (rule["slack"] or 0)
    return rows[same], fell[same]


CLAIMS: dict[str, Claim] = {
    "age": Claim(("age_from", "age_to"), ("corrected",), _age, alone=True),
    "days": Claim(("days_from", "days_to"), (), _days, alone=True),
    "born": Claim(("born_from", "born_to"), (), _born, alone=True),
    "value": Claim(("low", "high", "second_low", "second_high"), (), _value, alone=True),
    "second below": Claim(("second_below_by",), (), _apart, alone=True),
    "answers": Claim(("answers",), (), _answers, alone=True),
    # A part of a record may know who lives as another sex by that one alone.
    "sex": Claim(("sex",), (), _sex),
    "systems": Claim(("systems",), (), _systems),
    "nowhere": Claim(("nowhere",), (), _nowhere),
    "gestation agrees": Claim(("agrees_within",), (), _agrees),
    "secrecy": Claim(("secrecy",), (), _secret, alone=True),
    "worked": Claim(("worked",), (), _worked, alone=True),
    "lasts": Claim(("lasts_from", "lasts_to"), (), _lasts, alone=True),
    "gestation": Claim(("gestation_from", "gestation_to"), (), _gestation),
    "since": Claim(("since",), ("gap_from", "gap_to"), _since),
    "needs": Claim(("needs",), ("within", "whose", "late", "enduring"), _needs),
    "never": Claim(("never",), ("within", "whose"), _never),
    "once": Claim(("once",), (), _once),
    "lasting": Claim(("lasting",), ("slack",), _lasting),
    "rises": Claim(("rises",), ("slack",), _rises),
    "covered by": Claim(("covered_by",), ("slack", "whose"), spans.covered),
    "during": Claim(("during",), ("slack",), spans.during),
    "clear of": Claim(("clear_of",), ("slack",), spans.clear_of),
    "first": Claim(("first",), ("at_most",), spans.first),
    "every": Claim(("every",), ("at_most", "away"), spans.every),
    "without": Claim(("without",), ("slack",), spans.without),
    "over by age": Claim(("over_by_age",), (), spans.by_age),
}  # fmt: skip
"""Every claim by name."""
