"""What rules claim of entries that last: a status, a plan, a placement, and what stands within, beside or throughout.

Spans are looked at as far as the window and the life go; what has not ended lasts until either closes. A `slack` of a
rule is in days.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

import output.check.clinical.near as near
from output.check.clinical.lives import Column, Lives
from output.check.clinical.rule import Rule
from synth import clock
from synth.clock import DAY


def _ends(lives: Lives, rows: Column) -> Column:
    """When each span ends, at the latest with the window or the life."""
    return np.minimum(np.minimum(lives.ends[rows], lives.closes), lives.died[lives.person[rows]])


def _looked_at(lives: Lives, rows: Column, owner: Column) -> tuple[Column, Column, Column, Column]:
    """The rows of which some part can be seen of whoever is looked at: rows, owner, from and until in minutes."""
    begins = np.maximum(lives.begins[rows], lives.opens)
    ends = np.minimum(_ends(lives, rows), lives.died[np.maximum(owner, 0)])
    seen = (begins < ends) & (owner >= 0)
    return rows[seen], owner[seen], begins[seen], ends[seen]


def _slack(rule: Rule) -> int:
    return int((rule["slack"] or 0) * DAY)


def _stretches(lives: Lives, keys: Iterable[str], slack: int) -> tuple[Column, Column]:
    """The stretches of time that spans of some keys fill, by person: from and until, in order, one axis for all."""
    rows = near.rows_of(lives, keys)
    base = lives.person[rows] * near.APART
    begins, ends = base + lives.begins[rows], base + np.maximum(_ends(lives, rows), lives.begins[rows])
    order = np.argsort(begins, kind="stable")
    begins, ends = begins[order], np.maximum.accumulate(ends[order]) if len(rows) else ends
    new = np.flatnonzero(np.append(True, begins[1:] > ends[:-1] + slack)[: len(begins)])
    return begins[new], ends[np.append(new[1:], len(ends))[: len(new)] - 1]


def _filled(stretches: tuple[Column, Column], owner: Column, begins: Column, ends: Column, slack: int) -> Column:
    """Whether one stretch reaches over each span, but for some slack at either end."""
    starts, stops = stretches
    if not len(starts):
        return np.zeros(len(owner), dtype=bool)
    base = owner * near.APART
    place = np.searchsorted(starts, base + begins + slack, "right") - 1
    return (place >= 0) & (stops[np.maximum(place, 0)] >= base + ends - slack)


def covered(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    """Spans of certain others fill each span without a hole."""
    owner = near.owner_of(lives, rows, rule["whose"] or near.SELF)
    rows, owner, begins, ends = _looked_at(lives, rows, owner)
    slack = _slack(rule)
    long = ends - begins > 2 * slack
    rows, owner, begins, ends = (column[long] for column in (rows, owner, begins, ends))
    return rows, ~_filled(_stretches(lives, rule["covered_by"], slack), owner, begins, ends, slack)


def during(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    """Each row stands within a span of certain others."""
    rows = rows[(lives.begins[rows] >= lives.opens) & (lives.begins[rows] < lives.closes)]
    at, slack = lives.begins[rows], _slack(rule)
    return rows, ~_filled(_stretches(lives, rule["during"], 0), lives.person[rows], at, at, slack)


def clear_of(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    """No span of certain others, nor another of the same, goes on at the same time for longer than the slack."""
    others, slack = near.rows_of(lives, rule["clear_of"]), _slack(rule)
    rows = rows[_ends(lives, rows) - lives.begins[rows] > slack]
    others = others[_ends(lives, others) - lives.begins[others] > slack]
    base = lives.person[others] * near.APART
    starts, stops = np.sort(base + lives.begins[others]), np.sort(base + _ends(lives, others))
    own = lives.person[rows] * near.APART
    begun = np.searchsorted(starts, own + _ends(lives, rows) - slack, "left")
    over = np.searchsorted(stops, own + lives.begins[rows] + slack, "right")
    return rows, begun - over - np.isin(rows, others) > 0


def first(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    """The first of certain others stands within so many days of the beginning of each span that lasts that long."""
    rows = rows[lives.begins[rows] >= lives.opens]
    rows, owner, begins, ends = _looked_at(lives, rows, lives.person[rows])
    due = begins + int(rule["at_most"] * DAY)
    rows, owner, begins, due = (column[ends > due] for column in (rows, owner, begins, due))
    at = near.next_from(near.moments(lives, rule["first"]), owner, begins)
    return rows, (at < begins) | (at > due)


def _less(stretches: tuple[Column, Column], begins: Column, ends: Column) -> Column:
    """How many minutes lie between instants of one axis, those in stretches apart."""
    starts, stops = stretches
    total = np.append(0, np.cumsum(stops - starts))

    def until(at: Column) -> Column:
        place = np.searchsorted(starts, at, "right")
        over = np.maximum(np.append(0, stops)[place] - at, 0)  # of a stretch that still goes on
        return total[place] - over

    return ends - begins - (until(ends) - until(begins))


def every(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    """Throughout each span certain others follow one another within so many days, from its beginning to its end.

    Days that are spent `away` are no such days."""
    rows, owner, begins, ends = _looked_at(lives, rows, lives.person[rows])
    most = int(rule["at_most"] * DAY)
    at, away = near.moments(lives, rule["every"]), _stretches(lives, rule["away"] or (), 0)
    base = owner * near.APART
    low, high = np.searchsorted(at, base + begins, "left"), np.searchsorted(at, base + ends, "right")
    wide = np.flatnonzero(_less(away, at[:-1], at[1:]) > most)
    within = np.searchsorted(at[wide + 1], base + ends, "right") - np.searchsorted(at[wide], base + begins, "left")
    some = high > low
    known = at if len(at) else np.zeros(1, dtype=np.int64)
    first = np.where(some, known[np.minimum(low, len(known) - 1)], base + ends)
    last = np.where(some, known[np.maximum(high - 1, 0)], base + begins)
    late = (_less(away, base + begins, first) > most) | (_less(away, last, base + ends) > most)
    return rows, late | (some & (within > 0))


def without(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    """None of certain others stands within each span, but for some slack at either end."""
    rows, owner, begins, ends = _looked_at(lives, rows, lives.person[rows])
    at, slack, base = near.moments(lives, rule["without"]), _slack(rule), owner * near.APART
    some = np.searchsorted(at, base + ends - slack, "left") - np.searchsorted(at, base + begins + slack, "right")
    return rows, some > 0


def by_age(lives: Lives, rule: Rule, rows: Column) -> tuple[Column, Column]:
    """Each span is over by an age, in days."""
    age = clock.uk_day(_ends(lives, rows)) - lives.born_on(lives.person[rows])
    return rows, age > rule["over_by_age"]
