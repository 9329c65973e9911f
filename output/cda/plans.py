"""What is to come: appointments, requests of others, plans, what the patient is told to do; and the alerts in force."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.cda import bodies
from output.cda.wording import Times, distinct
from output.cda.writing import Part, Writing, together
from output.columns import BYTES
from output.documents import selection
from output.template import Template, join, xml_text
from synth.record.kinds import MISSING
from synth.record.state import Held

Column = np.ndarray

_COLUMNS = ("What", "Who", "By when", "Status")
_PLAN = Template("""<tr ID="${name}">
    <td>${what}${why?}</td><td>${who}</td><td>${since}</td><td>${state}</td>
</tr>""")
_ALERT = Template('<tr ID="${name}"><td>${what}</td><td>${since}</td></tr>')


def plans(writing: Writing) -> Part:
    """What is planned and asked for, and who does it by when: appointments, open requests, plans in force, advice."""
    return together([_appointments(writing), _requests(writing), _plans(writing), _advice(writing)])


def _appointments(writing: Writing) -> Part:
    kind, pairs = writing.kind("appointment"), selection.appointments(writing.telling)
    row, form = pairs.row, kind.form[pairs.row]
    code, name = kind.code[row], writing.name("appointment", pairs)
    began = Times(kind["from"][row])
    rows = _PLAN.render(
        len(pairs),
        {
            "name": name,
            "what": writing.phrases.words(code, form),
            "why": None,
            "who": distinct(kind["organisation"][row], bodies.name),
            "since": began.readable,
            "state": b"Booked",
        },
    )
    entries = writing.entries(
        "planned_encounter",
        len(pairs),
        {
            "id": writing.id("appointment", row),
            "name": name,
            "code": writing.phrases.elements("code", code, form),
            "from": began.stamp,
            "performer": bodies.performers(writing, kind["practitioner"][row], kind["organisation"][row], whole=False),
        },
    )
    return writing.part(pairs, _COLUMNS, rows, entries)


def _requests(writing: Writing) -> Part:
    """Requests: when they are wanted done, if the record says so, else since when they are open."""
    kind, pairs = writing.kind("referral"), selection.requests(writing.telling)
    wanted = kind.said("value_time")[pairs.row]
    due = wanted != MISSING
    days = writing.phrases.by_form("value by day", lambda form: form.by_day == "value_time", bool)
    by_day = due & days[kind["form"][pairs.row]]
    when = Times(np.where(due, wanted, kind.begins[pairs.row]), by_day)
    shown = pc.if_else(pa.array(due), when.readable, _since(when))
    return _acts(writing, "referral", pairs, b"RQO", "request", when, shown, b"Requested")


def _plans(writing: Writing) -> Part:
    pairs = selection.plans(writing.telling)
    when = writing.began("plan", pairs.row)
    return _acts(writing, "plan", pairs, b"INT", "plan", when, _since(when), b"In force")


def _since(when: Times) -> Any:
    return join([b"since ", when.readable])


def _advice(writing: Writing) -> Part:
    """What the patient is told to do: nobody else does it, so that its entry names no performer."""
    pairs = selection.advice(writing.telling)
    when = writing.began("communication", pairs.row)
    return _acts(writing, "communication", pairs, b"INT", "advice", when, when.readable, b"Advised", by_patient=True)


def _acts(
    writing: Writing,
    of: str,
    pairs: Held,
    mood: bytes,
    prefix: str,
    when: Times,
    shown: Any,
    state: bytes,
    by_patient: bool = False,
) -> Part:
    kind = writing.kind(of)
    row, form = pairs.row, kind.form[pairs.row]
    code, name = kind.code[row], writing.name(prefix, pairs)
    asked = kind["counterpart"][row]
    body = np.where(asked >= 0, asked, kind["organisation"][row])
    rows = _PLAN.render(
        len(pairs),
        {
            "name": name,
            "what": writing.phrases.words(code, form),
            "why": _reason(writing, of, row, form),
            "who": b"The patient" if by_patient else _who(writing, body, form),
            "since": shown,
            "state": state,
        },
    )
    entries = writing.entries(
        "planned_act",
        len(pairs),
        {
            "id": writing.id(of, row),
            "name": name,
            "mood": mood,
            "code": writing.phrases.elements("code", code, form),
            "from": when.stamp,
            "performer": None
            if by_patient
            else bodies.performers(writing, np.full(len(row), -1, dtype=np.int64), body),
        },
    )
    return writing.part(pairs, _COLUMNS, rows, entries)


def _reason(writing: Writing, of: str, row: Column, form: Column) -> Any:
    """Why, after a colon: the coded reason, else what the form says."""
    coded = writing.kind(of).said("value_code")[row]
    forms, lists = writing.batch.forms, writing.batch.codelists

    def said(number: int) -> bytes | None:
        reason = str(forms[number].details.get("reason") or "")
        words = lists.concept(reason).text if reason in lists else reason
        return xml_text(f": {words}") if words else None

    worded = writing.phrases.column("reason of a request", form, said)
    called = writing.phrases.called(coded, before=": ")
    return pc.coalesce(called.column(), worded.column()) if len(row) else called


def _who(writing: Writing, body: Column, form: Column) -> Any:
    """Who is asked: the setting that the form names, and the body that runs it."""
    forms = writing.batch.forms
    named = writing.phrases.column("who is asked", form, lambda n: bodies.setting(forms[n]))
    at = distinct(body, bodies.name).column()
    if not len(body):
        return pa.nulls(0, BYTES)
    return join([named.column(), at])


def alerts(writing: Writing) -> Part:
    """Alerts in force."""
    kind, pairs = writing.kind("flag"), selection.alerts(writing.telling)
    row, form = pairs.row, kind.form[pairs.row]
    code, name = kind.code[row], writing.name("alert", pairs)
    began = writing.began("flag", row)
    rows = _ALERT.render(len(pairs), {"name": name, "what": writing.phrases.words(code, form),
                                      "since": began.readable_date})  # fmt: skip
    entries = writing.entries(
        "alert",
        len(pairs),
        {
            "id": writing.id("flag", row),
            "name": name,
            "code": writing.phrases.elements("code", code, form),
            "from": began.stamp,
        },
    )
    return writing.part(pairs, ("Alert", "Since"), rows, entries)
