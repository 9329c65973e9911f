"""Repeat medicines as they are issued: of each course, a prescription every four or eight weeks for as long as it runs.

A practice authorises a course (the plan) and issues it whenever the patient asks (an order). When that is follows from
the course alone, so that no pathway writes it: a course says that it is `supplied`, and here its issues are written,
from its beginning to its end, but not while it is held back. Whatever someone takes is asked for together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from synth import chance, clock
from synth.calendar import opening
from synth.evidence import Evidence, compiled
from synth.record.forms import STATUSES, Form, having, once, saying, statuses
from synth.record.kinds import CHANGES, ENGINE_COLUMNS
from synth.settings import Settings
from synth.table import Table, heads, starts
from synth.world.population import Population

Column = np.ndarray

PACKS = (1, 2)
"""For how many packs someone asks at a time: four weeks, or eight."""
ISSUE_OF = "issue_of"
"""The detail by which the form of an issue names the course, as a run of changes of the same episode."""
_HOURS = "surgery"
_TWICE, _FIRST, _LATE, _TIME = (chance.name_hash(f"supply.{name}") for name in ("two packs", "first", "late", "time"))
_ACTIVE = STATUSES.index("active")
_WHOLE = CHANGES.index("recorded")
_PERCENT = 100


def forms_of(forms: Sequence[Form]) -> list[Form]:
    """The forms of the issues of all courses that are supplied, numbered on from those given."""
    found: list[Form] = []
    for form in forms:
        if form.change == "begun" and form.details.get("supplied"):
            for packs in PACKS:
                number = len(forms) + len(found)
                found.append(replace(form, index=number, slot=f"{form.slot}: {packs} issued", change="recorded",
                                     entry="", status="", enduring=False, details=_details(form, packs)))  # fmt: skip
    return found


def _details(form: Form, packs: int) -> dict[str, Any]:
    kept = {name: said for name, said in form.details.items() if name not in ("supplied", "repeats")}
    return {**kept, "quantity": kept["quantity"] * packs, "days": kept["days"] * packs, ISSUE_OF: form.entry,
            "of_form": form.index}  # fmt: skip


def issued(prescriptions: Table, forms: Sequence[Form], population: Population, settings: Settings) -> Table:
    """The prescriptions, with an issue of every course that is supplied each time that it is asked for in the window.

    prescriptions: with `record.kinds.ENGINE_COLUMNS`, in any order.
    """
    issue, days = once(forms, "issues", lambda: _by_form(forms))
    supplied = saying(forms, "supplied")
    t = prescriptions.take(np.flatnonzero(supplied[prescriptions["form"]]))
    if not len(t):
        return prescriptions
    t = t.take(np.lexsort((t["change"], t["recorded"], t["entry"])))
    person, head, begun = t["person"], starts(t["entry"]), heads(t["entry"])
    key = population["key"][person]
    twice = (chance.draw(key, _TWICE) % np.uint64(_PERCENT)).astype(np.int64) < _number("two_packs")
    form = issue[t["form"][begun], twice.astype(np.int64)]
    period = days[t["form"][begun]] * clock.DAY * (1 + twice)
    gone = np.minimum(population["died"], population["leaves"])[person]
    until = np.append(np.where(head[1:], clock.NEVER, t["recorded"][1:]), clock.NEVER)
    until = np.minimum(np.minimum(until, gone), settings.ends)
    since = np.maximum(t["recorded"], settings.begins)
    on = statuses(forms)[t["form"]] == _ACTIVE
    on &= (form >= 0) & (since < until)
    # When someone asks is the same for all that is taken, so that it is asked for together.
    offset = (chance.draw(key, _FIRST) % period.astype(np.uint64)).astype(np.int64)
    first, last = -(-(since - offset) // period), -(-(until - offset) // period)
    many = np.where(on, last - first, 0)
    row = np.repeat(np.arange(len(t)), many)
    turn = first[row] + np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
    asked = offset[row] + turn * period[row]
    asked += (chance.draw(key[row], _LATE, turn) % np.uint64(_number("late"))).astype(np.int64)
    asked = opening.fit(asked, chance.draw(key[row], _TIME, turn), _HOURS)
    # At the beginning of a course the first pack is given at once, by whoever begins it.
    at_once = np.flatnonzero(on & head & (t["recorded"] >= settings.begins) & (t["from"] == t["recorded"]))
    kept = np.flatnonzero((asked < until[row]) & (asked >= since[row]))
    rows = np.concatenate([row[kept], at_once])
    at = np.concatenate([asked[kept], t["recorded"][at_once]])
    number = np.concatenate([turn[kept], np.full(len(at_once), -1)])
    made = t.take(rows)
    there = np.concatenate([np.zeros(len(kept), dtype=bool), np.ones(len(at_once), dtype=bool)])
    made.columns.update({
        "entry": chance.join(t["entry"][rows], number), "form": form[rows], "occurrence": np.maximum(number, 0),
        "change": np.full(len(rows), _WHOLE), "from": at, "until": at + period[rows], "recorded": at,
        "code": t["code"][begun[rows]], "contact": np.where(there, t["contact"][rows], np.uint64(0)),
    })  # fmt: skip
    return Table({name: np.concatenate([prescriptions[name], made[name]]) for name in ENGINE_COLUMNS})


def _by_form(forms: Sequence[Form]) -> tuple[Column, Column]:
    """Of each form that begins a course, the forms of its issues by number of packs, or -1; and the days of a pack."""
    issue = np.full((len(forms), len(PACKS)), -1, dtype=np.int64)
    days = np.ones(len(forms), dtype=np.int64)
    for index in having(forms, ISSUE_OF):
        details = forms[index].details
        of = details["of_form"]
        days[of] = forms[of].details["days"]
        issue[of, details["days"] // days[of] - 1] = index
    return issue, days


def _number(name: str) -> int:
    return _evidence().number(name).lowest


@lru_cache(maxsize=1)
def _evidence() -> Evidence:
    return compiled.read(Path(__file__).with_suffix(".toml"))


def course_of(form: Form) -> int:
    """The name from which the key of a course is made whose issues a form writes (`keys.entry_key`); 0 for others."""
    of = form.details.get(ISSUE_OF)
    return chance.name_hash(f"{form.pathway}.{of}") if of else 0
