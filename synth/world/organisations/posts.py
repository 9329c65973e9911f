"""Posts and who holds them: each post of a roster is held by one person after another, by arithmetic on the calendar.

A post's number is the organisation's number * 256 + a position in the roster; a practitioner's is that of the post * 64
+ a turn, which counts the holders of the post from 1900 on. So a practitioner is somebody in a post, from a day to a
day: whoever takes it up after them is another person. For how many years people hold a post of a role stands in
`evidence/staff.toml`; each post keeps to a span of its own, from two thirds of that to four thirds.
"""

from __future__ import annotations

import numpy as np

from synth import chance, clock

Column = np.ndarray

ROSTER = 256
"""Post numbers to an organisation."""
TURNS = 64
"""Practitioner numbers to a post: enough for every window that there can be (`clock.instant_of`)."""
LONGEST = 45
"""The most years that anyone may work: no post is held for longer."""

_FIRST = clock.day_of(1900, 1, 1)
_HANDED_OVER = 6 * clock.HOUR
"""A post changes hands at six in the morning, when the last night is over."""
_SPAN, _PHASE = (chance.name_hash(f"world.posts.{name}") for name in ("span", "phase"))


def post_of(number: Column) -> Column:
    """The post of each practitioner (int64)."""
    return number // TURNS


def organisation_of(number: Column) -> Column:
    """The number of the organisation at which each practitioner works (int64)."""
    return number // (TURNS * ROSTER)


def _terms(post: Column, years: Column) -> tuple[Column, Column]:
    """For how many days each post is held by one person, and how far the first of its holders was in 1900."""
    key, third = chance.mix(post.astype(np.uint64)), years * 365 // 3
    span = 2 * third + chance.below(chance.draw(key, _SPAN), 2 * third)
    return span, chance.below(chance.draw(key, _PHASE), span)


def holders(post: Column, years: Column, instant: Column) -> Column:
    """The number of the practitioner who holds each post at an instant (int64).

    years: for how many years people hold a post of its role (int64)."""
    span, phase = _terms(post, years)
    turn = ((instant - _HANDED_OVER) // clock.DAY - _FIRST + phase) // span
    return post * TURNS + np.clip(turn, 0, TURNS - 1)


def times(number: Column, years: Column) -> tuple[Column, Column]:
    """The instants at which each practitioner takes up the post and leaves it (int64)."""
    post, turn = np.divmod(number, TURNS)
    span, phase = _terms(post, years)
    day = _FIRST - phase + turn * span
    return day * clock.DAY + _HANDED_OVER, (day + span) * clock.DAY + _HANDED_OVER
