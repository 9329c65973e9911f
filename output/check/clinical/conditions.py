"""To which of its entries a rule applies: each condition is a function of lives, rows and what the rule says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np

import output.check.clinical.near as near
from output.check.clinical.lives import Column, Lives
from output.check.clinical.rule import Rule
from synth import clock
from synth.clock import DAY, NEVER

TOLD = "length_of_gestation_at_birth"
ONCE = "recorded"
"""The change of what was written down at one stroke, as a single supply is."""
LONGEST = 310
"""Days before a birth within which its mother can have been pregnant."""


def day(text: str) -> int:
    """A day of a rule, in days since 1970."""
    return clock.instant_of(dt.date.fromisoformat(text)) // DAY


def gestation(lives: Lives, rows: Column) -> Column:
    """How far on a woman was at each row, by the birth that followed (days); -1 where none was told of."""
    births = lives.rows([TOLD], "observation")
    births = births[lives.begins[births] > lives.born[lives.person[births]]]  # not of her own birth
    moments = lives.person[births] * near.APART + lives.begins[births]
    births, moments = births[np.argsort(moments, kind="stable")], np.sort(moments)
    at = lives.begins[rows]
    birth = near.next_from(moments, lives.person[rows], at)
    place = np.searchsorted(moments, lives.person[rows] * near.APART + at, "left")
    known = (birth >= 0) & (birth - at < LONGEST * DAY)
    length = lives.value[births][np.where(known, place, 0)] if len(births) else np.zeros(len(rows))
    return np.where(known, length - (clock.uk_day(birth) - clock.uk_day(at)), -1)


def gestation_at_birth(lives: Lives, rows: Column) -> Column:
    """After how many days of pregnancy each row's person was born; -1 where nobody told."""
    own = lives.rows([TOLD], "observation")
    own = own[lives.begins[own] == lives.born[lives.person[own]]]
    length = np.full(len(lives.people), -1.0)
    length[lives.person[own]] = lives.value[own]
    return length[lives.person[rows]]


def _from(column: Callable[[Lives, Column], Column]) -> Callable[[Lives, Column, Any, Rule], Column]:
    return lambda lives, rows, said, rule: column(lives, rows) >= (day(said) if isinstance(said, str) else said)


def _below(column: Callable[[Lives, Column], Column]) -> Callable[[Lives, Column, Any, Rule], Column]:
    def below(lives: Lives, rows: Column, said: Any, rule: Rule) -> Column:
        at = column(lives, rows)
        return (at < (day(said) if isinstance(said, str) else said)) & (at >= 0)

    return below


def _age(lives: Lives, rows: Column) -> Column:
    return lives.day(rows) - lives.born_on(lives.person[rows])


def _born(lives: Lives, rows: Column) -> Column:
    return lives.born_on(lives.person[rows])


def _one_of(name: str) -> Callable[[Lives, Column, Any, Rule], Column]:
    """Whether a column of words holds one of those that are said."""
    return lambda lives, rows, said, rule: lives.one_of(name, rows, said)


def _beside(lives: Lives, rows: Column, said: Any, rule: Rule) -> Column:
    """Whether something else stands near, in the same record or that of the mother (`near_whose`)."""
    whose = rule["beside_whose"] or near.SELF
    owner = near.owner_of(lives, rows, whose)
    n = near.how_many(near.moments(lives, said, whose), owner, lives.begins[rows], *(rule["beside_days"] or (0, 0)))
    return (n > 0) & (owner >= 0)


def _not_beside(lives: Lives, rows: Column, said: Any, rule: Rule) -> Column:
    """Whether nothing of some kinds stands near; the rule is not asked where the window closes before one can know."""
    before, after = rule["unless_days"] or (0, 0)
    begins = lives.begins[rows]
    known = begins + int(after * DAY) < lives.closes
    return known & (near.how_many(near.moments(lives, said), lives.person[rows], begins, before, after) == 0)


def _told_within(lives: Lives, rows: Column, said: Any, rule: Rule) -> Column:
    """Whether each row was written down within so many days: what is brought from elsewhere comes without its tests."""
    return lives.recorded[rows] - lives.begins[rows] <= said * DAY


def _bereaved(lives: Lives, rows: Column, said: Any, rule: Rule) -> Column:
    """Whether the last baby whom the row's person bore, within so many days before, is dead by then."""
    died = np.flatnonzero((lives.died < NEVER) & (lives.mother >= 0))
    at = np.sort(lives.mother[died] * near.APART + lives.died[died])
    alive = np.flatnonzero((lives.mother >= 0) & (lives.born < NEVER))
    alive = alive[lives.died[alive] - lives.born[alive] > said * DAY]
    other = np.sort(lives.mother[alive] * near.APART + lives.born[alive])
    owner, begins = lives.person[rows], lives.begins[rows]
    return (near.how_many(at, owner, begins - 1, said, 0) > 0) & (near.how_many(other, owner, begins, said, 0) == 0)


def _own(lives: Lives, rows: Column, said: Any, rule: Rule) -> Column:
    """Whether a row is about whose record it stands in, or (false) about a fetus or somebody else."""
    return (lives.about[rows] // len(lives.words) == lives.word("self")) == said


def _latest(lives: Lives, rows: Column, said: Any, rule: Rule) -> Column:
    """Whether the latest value of something that was known by each row lies within the bounds that the rule says."""
    value = near.value_known(lives, [said], rows)
    low, high = rule["where_latest_from"], rule["where_latest_below"]
    held = ~np.isnan(value)
    if low is not None:
        held &= value >= low
    if high is not None:
        held &= value < high
    return held


def _course(lives: Lives, rows: Column, said: Any, rule: Rule) -> Column:
    """Whether each row is a course of a medicine that begins within the window, or (false) a single supply of it."""
    return ((lives.change[rows] != lives.word(ONCE)) & (lives.begins[rows] >= lives.opens)) == said


def _pass(lives: Lives, rows: Column, said: Any, rule: Rule) -> Column:
    return np.ones(len(rows), dtype=bool)


CONDITIONS: dict[str, Callable[[Lives, Column, Any, Rule], Column]] = {
    "where_answer": _one_of("answer"),
    "where_value_from": _from(lambda lives, rows: lives.value[rows]),
    "where_value_below": _below(lambda lives, rows: lives.value[rows]),
    "where_from": _from(Lives.day),
    "where_before": _below(Lives.day),
    "where_born_from": _from(_born),
    "where_born_before": _below(_born),
    "where_age_from": _from(_age),
    "where_age_below": _below(_age),
    "where_gestation_from": _from(gestation),
    "where_gestation_below": _below(gestation),
    "where_born_at_from": _from(gestation_at_birth),
    "where_born_at_below": _below(gestation_at_birth),
    "where_told_within": _told_within,
    "where_bereaved": _bereaved,
    "where_own": _own,
    "where_systems": _one_of("system"),
    "where_pathways": _one_of("pathway"),
    "where_latest": _latest,
    "where_latest_from": _pass,
    "where_latest_below": _pass,
    "where_course": _course,
    "beside": _beside,
    "beside_days": _pass,
    "beside_whose": _pass,
    "unless": _not_beside,
    "unless_days": _pass,
}
"""The conditions by name. `where_..._from` is from there on, `where_..._below` less than that; `beside` and `unless`
are keys that stand, or do not, from so many days before to so many days after."""


def applies(lives: Lives, rule: Rule) -> Column:
    """The rows to which a rule applies."""
    rows = lives.rows(rule.of, rule.kind)
    for name, held in CONDITIONS.items():
        said = rule[name]
        if said is not None and len(rows):
            rows = rows[held(lives, rows, said, rule)]
    return rows
