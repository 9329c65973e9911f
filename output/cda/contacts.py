"""The sections of care itself: stays and consultations, what is planned and asked for, alerts."""

from __future__ import annotations

from typing import Any

import numpy as np

from output.cda import bodies
from output.cda.entries import IN_USE, PLANNED, YEAR
from output.cda.wording import Times, distinct
from output.cda.writing import Part, Writing, chosen, not_after, template, together
from output.template import Template, only
from synth import clock
from synth.record.forms import STATUSES, Form
from synth.record.state import Held
from synth.systems import kinds as systems
from synth.systems.authorship import INPATIENT, SETTINGS

Column = np.ndarray

MONTH = 30 * clock.DAY
_COMPLETED = STATUSES.index("completed")
_SOCIAL_CARE = [systems.INDEX["adult_social_care"], systems.INDEX["childrens_social_care"]]

_CONTACT = Template("""<tr ID="${name}">
    <td>${what}</td><td>${since}</td><td>${ended?}</td><td>${place}</td>
    <td>
        <paragraph?>${reason}</paragraph>
        <paragraph?>Admission: ${admission}</paragraph>
        <paragraph?>Discharge: ${method}</paragraph>
        <paragraph?>Discharged to: ${destination}</paragraph>
    </td>
</tr>""")
_PLAN = Template('<tr ID="${name}"><td>${what}</td><td>${since}</td><td>${state}</td></tr>')
_ALERT = Template('<tr ID="${name}"><td>${what}</td><td>${since}</td></tr>')


def _is_stay(form: Form) -> bool:
    setting = SETTINGS.get(form.setting)
    where = form.details.get("class") or (setting.contact if setting else "")
    return where == INPATIENT or form.entry == "stay"


def told(writing: Writing) -> Held:
    """The contacts of each document: the stays that it tells of, or the consultations of the year before."""
    kind = writing.kind("contact")
    pairs = writing.held("contact")
    row, whole = pairs.row, writing.whole_record[pairs.question]
    stay = writing.phrases.by_form("stay", _is_stay, bool)[kind.form[row]]
    recent = (kind.begins[row] > writing.moments(pairs) - YEAR) & ~np.isin(kind["system"][row], _SOCIAL_CARE)
    return pairs.where((kind.begins[row] <= writing.moments(pairs)) & np.where(whole, recent, stay))


def encounters(writing: Writing) -> Part:
    """Stays in hospital, or consultations."""
    kind = writing.kind("contact")
    pairs = told(writing)
    row, form, last = pairs.row, kind.form[pairs.row], kind["form"][pairs.row]
    ends = not_after(kind.ends[row], writing.moments(pairs))
    began, ended = Times(kind.begins[row]), Times(ends)
    code, name, place = kind.code[row], writing.name("contact", pairs), kind["organisation"][row]
    rows = _CONTACT.render(
        len(pairs),
        {
            "name": name,
            "what": writing.phrases.words(code, form),
            "since": began.readable,
            "ended": ended.readable,
            "place": distinct(place, bodies.name),
            "reason": writing.phrases.called(kind.said("value_code")[row]),
            "admission": writing.phrases.detail("admission_method", form, last),
            "method": writing.phrases.detail("discharge_method", form, last),
            "destination": writing.phrases.detail("discharge_destination", form, last),
        },
    )
    entries = template("encounter").render(
        len(pairs),
        {
            "id": writing.id("contact", row),
            "name": name,
            "code": writing.phrases.elements("code", code, form),
            "status": chosen(ends < clock.NEVER, b"completed", b"active"),
            "from": began.stamp,
            "until": ended.stamp,
            "performer": bodies.performers(writing, kind["practitioner"][row], place),
        },
    )
    return writing.part(pairs, rows, entries)


def header(writing: Writing) -> dict[str, Any]:
    """The slots of the contact that a document closes: its own if that is a stay, else the last stay."""
    table = writing.batch.record["document"]
    kind, n = writing.kind("contact"), len(writing.documents)
    own = table["contact"][writing.documents.row]
    row = np.full(n, -1, dtype=np.int64)
    every = kind.held(writing.documents.person, writing.documents.moment)
    named = every.where((kind["entry"][every.row] == own[every.question]) & (own[every.question] != 0))
    row[named.question] = named.row
    own_stay = np.zeros(n, dtype=bool)
    own_stay[named.question] = writing.phrases.by_form("stay", _is_stay, bool)[kind.form[named.row]]
    stays = told(writing)
    stays = stays.where(~writing.whole_record[stays.question] & ~own_stay[stays.question])
    row[stays.question] = stays.row
    there = row >= 0
    if not there.any():
        names = ("stay", "stay_code", "stay_from", "stay_until", "stay_place", "stay_disposition")
        return dict.fromkeys(names)
    row = np.maximum(row, 0)
    began = Times(kind.begins[row])
    ended = Times(not_after(kind.ends[row], writing.documents.moment))
    return {
        "stay": only(there, writing.id("contact", row)),
        "stay_code": writing.phrases.elements("code", kind.code[row], kind.form[row]),
        "stay_from": began.stamp,
        "stay_until": ended.stamp,
        "stay_disposition": writing.phrases.detail("discharge_destination", kind.form[row], kind["form"][row]),
        "stay_place": distinct(kind["organisation"][row], bodies.organisation),
    }


# ---------------------------------------------------------------- what is to come


def plans(writing: Writing) -> Part:
    """What is planned and asked for: appointments booked, referrals that are open, plans in force."""
    return together([_appointments(writing), _acts(writing, "referral", "RQO", "request"),
                     _acts(writing, "plan", "INT", "plan")])  # fmt: skip


def _appointments(writing: Writing) -> Part:
    kind = writing.kind("appointment")
    pairs = writing.held("appointment")
    booked = np.isin(kind["status"][pairs.row], PLANNED + IN_USE)
    pairs = pairs.where(booked & (kind["from"][pairs.row] > writing.moments(pairs)))
    row, form = pairs.row, kind.form[pairs.row]
    code, name = kind.code[row], writing.name("appointment", pairs)
    began = Times(kind["from"][row])
    rows = _PLAN.render(len(pairs), {"name": name, "what": writing.phrases.words(code, form),
                                     "since": began.readable, "state": b"Booked"})  # fmt: skip
    entries = template("planned_encounter").render(
        len(pairs),
        {
            "id": writing.id("appointment", row),
            "name": name,
            "code": writing.phrases.elements("code", code, form),
            "from": began.stamp,
        },
    )
    return writing.part(pairs, rows, entries)


def _acts(writing: Writing, of: str, mood: str, prefix: str) -> Part:
    kind = writing.kind(of)
    pairs = writing.held(of)
    status, moments = kind["status"][pairs.row], writing.moments(pairs)
    # A request that was made at once, without more being written about it, is open for a while.
    asked = (status == _COMPLETED) & (kind.begins[pairs.row] > moments - MONTH)
    is_open = (np.isin(status, IN_USE + PLANNED) | asked) & (not_after(kind.ends[pairs.row], moments) == clock.NEVER)
    pairs = pairs.where(is_open)
    row, form = pairs.row, kind.form[pairs.row]
    code, name = kind.code[row], writing.name(prefix, pairs)
    began = Times(kind.begins[row])
    state = b"Requested" if mood == "RQO" else b"In force"
    rows = _PLAN.render(len(pairs), {"name": name, "what": writing.phrases.words(code, form),
                                     "since": began.readable, "state": state})  # fmt: skip
    entries = template("planned_act").render(
        len(pairs),
        {
            "id": writing.id(of, row),
            "name": name,
            "mood": mood.encode(),
            "code": writing.phrases.elements("code", code, form),
            "from": began.stamp,
        },
    )
    return writing.part(pairs, rows, entries)


def alerts(writing: Writing) -> Part:
    """Alerts in force, of the person and not only of the care episode."""
    kind = writing.kind("flag")
    pairs = writing.held("flag", everywhere=True)
    status = kind["status"][pairs.row]
    in_force = np.isin(status, IN_USE + PLANNED) & (
        not_after(kind.ends[pairs.row], writing.moments(pairs)) == clock.NEVER
    )
    pairs = pairs.where(in_force)
    row, form = pairs.row, kind.form[pairs.row]
    code, name = kind.code[row], writing.name("alert", pairs)
    began = Times(kind.begins[row])
    rows = _ALERT.render(len(pairs), {"name": name, "what": writing.phrases.words(code, form),
                                      "since": began.readable_date})  # fmt: skip
    entries = template("alert").render(
        len(pairs),
        {
            "id": writing.id("flag", row),
            "name": name,
            "code": writing.phrases.elements("code", code, form),
            "from": began.stamp,
        },
    )
    return writing.part(pairs, rows, entries)
