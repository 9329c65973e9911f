"""The sections whose entries stand alone: problems, procedures, medicines, vaccines, allergies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow.compute as pc

from output.cda import headings
from output.cda.wording import Times, element
from output.cda.writing import Part, Writing, chosen, not_after, template
from output.template import Template, join, lookup, numbers, only, xml_text
from synth import clock
from synth.record.forms import STATUSES, saying
from synth.record.state import Held

Column = np.ndarray

YEAR = clock.YEAR
"""How far back a patient summary goes for what passes: consultations, observations, past medicines."""

NOT_DONE = [STATUSES.index(status) for status in ("not-done", "declined", "cancelled", "noshow")]
PLANNED = [STATUSES.index(status) for status in ("planned", "booked")]
IN_USE = [STATUSES.index(status) for status in ("active", "in-progress")]
_RESOLVED, _STOPPED = STATUSES.index("resolved"), STATUSES.index("stopped")
_GP = headings.INDEX[headings.GP]

_PROBLEM = Template('<tr ID="${name}"><td>${what}</td><td>${since}</td><td>${ended?}</td><td>${state}</td></tr>')
_PROCEDURE = Template('<tr ID="${name}"><td>${what}</td><td>${since}</td><td>${state}${why?}</td></tr>')
_MEDICINE = Template("""<tr ID="${name}">
    <td>${what}</td><td>${dosage?}</td><td>${since}</td><td>${ended?}</td><td>${state}</td>
</tr>""")
_VACCINE = Template('<tr ID="${name}"><td>${what}</td><td>${dose?}</td><td>${since}</td><td>${state}${why?}</td></tr>')


def problems(writing: Writing) -> Part:
    """Conditions, each with its start and, if it is over, its end."""
    return _concerns(writing, "condition", "problem", writing.held("condition"), {})


def _concerns(writing: Writing, kind_name: str, name: str, pairs: Held, more: dict[str, Any]) -> Part:
    """What someone has or had: conditions and allergies, as rows and as concern acts; `more` are further slots."""
    kind = writing.kind(kind_name)
    row, form = pairs.row, kind.form[pairs.row]
    ends = not_after(kind.ends[row], writing.moments(pairs))
    over = (ends < clock.NEVER) | (kind["status"][row] == _RESOLVED)
    code, place = kind.code[row], writing.name(name, pairs)
    by_day = writing.phrases.by_form("begun by day", lambda form: form.by_day == "from", bool)
    began, ended = Times(kind.begins[row], by_day[kind["form"][kind.first[row]]]), Times(ends)
    rows = _PROBLEM.render(
        len(pairs),
        {
            "name": place,
            "what": writing.phrases.words(code, form),
            "since": began.readable_date,
            "ended": ended.readable_date,
            "state": chosen(over, b"Resolved", b"Active"),
        },
    )
    entries = template(name).render(
        len(pairs),
        {
            "id": writing.id(kind_name, row),
            "name": place,
            "status": chosen(over, b"completed", b"active"),
            "recorded": Times(kind["recorded"][kind.first[row]]).stamp,
            "from": began.stamp,
            "until": ended.stamp,
            "value": writing.phrases.elements("value", code, form, "CD"),
            **more,
        },
    )
    return writing.part(pairs, rows, entries)


def procedures(writing: Writing) -> Part:
    """Procedures that were done, or were not, with the outcome or the reason."""
    kind = writing.kind("procedure")
    pairs = writing.held("procedure")
    pairs = pairs.where(~np.isin(kind["status"][pairs.row], PLANNED))
    row, form = pairs.row, kind.form[pairs.row]
    ends = not_after(kind.ends[row], writing.moments(pairs))
    undone = np.isin(kind["status"][row], NOT_DONE)
    code, name = kind.code[row], writing.name("procedure", pairs)
    began, outcome = Times(kind.begins[row]), kind.said("value_code")[row]
    rows = _PROCEDURE.render(
        len(pairs),
        {
            "name": name,
            "what": writing.phrases.words(code, form),
            "since": began.readable,
            "state": chosen(undone, b"Not done", b"Done"),
            "why": writing.phrases.called(outcome, before=": "),
        },
    )
    lasted = ends < clock.NEVER
    entries = template("procedure").render(
        len(pairs),
        {
            "id": writing.id("procedure", row),
            "name": name,
            "code": writing.phrases.elements("code", code, form),
            "negation": chosen(undone, b"true", None),
            "status": b"completed",
            "at": only(~lasted, began.stamp),
            "from": only(lasted, began.stamp),
            "until": Times(ends).stamp,
            "relation": chosen(undone, b"RSON", b"COMP"),
            "outcome": writing.phrases.coded("value", outcome, "CD"),
        },
    )
    return writing.part(pairs, rows, entries)


def medications(writing: Writing) -> Part:
    """Medicines ordered; in a patient summary those in use, and those begun in the year before."""
    kind = writing.kind("prescription")
    pairs = writing.held("prescription")
    ends = not_after(kind.ends[pairs.row], writing.moments(pairs))
    in_use = (ends == clock.NEVER) & np.isin(kind["status"][pairs.row], IN_USE)
    recent = kind.begins[pairs.row] > writing.moments(pairs) - YEAR
    keep = (writing.types(pairs) != _GP) | in_use | recent
    pairs, ends, in_use = pairs.where(keep), ends[keep], in_use[keep]
    row, form = pairs.row, kind.form[pairs.row]
    state = np.where(in_use, 0, np.where(ends < clock.NEVER, 1, 3))
    state = np.where(kind["status"][row] == _STOPPED, 2, state)
    code, name = kind.code[row], writing.name("medicine", pairs)
    began, ended = Times(kind.begins[row]), Times(ends)
    rows = _MEDICINE.render(
        len(pairs),
        {
            "name": name,
            "what": writing.phrases.words(code, form),
            "dosage": _dosage(writing, form),
            "since": began.readable_date,
            "ended": ended.readable_date,
            "state": lookup(state, [b"Current", b"Completed", b"Stopped", b"Issued"]),
        },
    )
    entries = template("medication").render(
        len(pairs),
        {
            "id": writing.id("prescription", row),
            "name": name,
            "status": lookup(state, [b"active", b"completed", b"aborted", b"completed"]),
            "from": began.stamp,
            "until": ended.stamp,
            "dose": b'<doseQuantity nullFlavor="UNK"/>',
            "code": writing.phrases.elements("code", code, form),
        },
    )
    return writing.part(pairs, rows, entries)


def _dosage(writing: Writing, form: Column) -> object:
    forms = writing.batch.forms

    def words(number: int) -> bytes | None:
        details = forms[number].details
        said = details.get("dosage") or details.get("dose")
        return xml_text(str(said)) if said else None

    return writing.phrases.column("dosage", form, words)


def immunisations(writing: Writing) -> Part:
    """Vaccines given, and those not given with the reason."""
    kind = writing.kind("immunisation")
    pairs = writing.held("immunisation")
    pairs = pairs.where(~np.isin(kind["status"][pairs.row], PLANNED))
    row, form = pairs.row, kind.form[pairs.row]
    undone = np.isin(kind["status"][row], NOT_DONE)
    code, name, dose = kind.code[row], writing.name("vaccine", pairs), numbers(kind.said("value")[row])
    reason, began = np.where(undone, kind.said("value_code")[row], 0), Times(kind.begins[row])
    rows = _VACCINE.render(
        len(pairs),
        {
            "name": name,
            "what": writing.phrases.words(code, form),
            "dose": dose,
            "since": began.readable,
            "state": chosen(undone, b"Not given", b"Given"),
            "why": writing.phrases.called(reason, before=": "),
        },
    )
    entries = template("immunisation").render(
        len(pairs),
        {
            "id": writing.id("immunisation", row),
            "name": name,
            "negation": chosen(undone, b"true", b"false"),
            "code": writing.phrases.elements("code", code, form),
            "from": began.stamp,
            "dose": dose,
            "product": _vaccine(writing, code, form),
            "reason": writing.phrases.coded("code", reason),
        },
    )
    return writing.part(pairs, rows, entries)


def _vaccine(writing: Writing, code: Column, form: Column) -> object:
    """The product; where the record does not name one, the vaccination in words."""
    forms, lists = writing.batch.forms, writing.batch.codelists

    def product(number: int) -> bytes | None:
        key = str(forms[number].details.get("product", ""))
        return element("code", lists.concept(key)) if key in lists else None

    words = writing.phrases.words(code, form).column()
    unnamed = join([b'<code nullFlavor="OTH"><originalText>', words, b"</originalText></code>"])
    return pc.coalesce(writing.phrases.column("product", form, product).column(), unnamed)


def allergies(writing: Writing) -> Part:
    """Allergies, or the statement that none is known, in whichever care episode it was asked."""
    kind, pairs = writing.kind("allergy"), writing.held("allergy", everywhere=True)
    code = kind.code[pairs.row]
    none_known = saying(writing.batch.forms, "none_known")[kind["form"][pairs.row]]
    keep = _told(pairs, none_known)
    pairs, code, none_known = pairs.where(keep), code[keep], none_known[keep]
    form = kind.form[pairs.row]
    agent = writing.phrases.elements("code", code, form).column()
    agents = pc.coalesce(chosen(none_known, b'<code nullFlavor="NA"/>', None).column(), agent)
    more = {
        "agent": agents,
        "value": _kind_of_allergy(writing, code, form),
        # That none is known is said by negating that there is one: readers take any other form for an allergy.
        "negation": chosen(none_known, b"true", None),
    }
    return _concerns(writing, "allergy", "allergy", pairs, more)


def _told(pairs: Held, none_known: Column) -> Column:
    """Which statements a document makes (bool): every allergy; that none is known once, the latest, where none is."""
    question = pairs.question
    allergic = np.unique(question[~none_known])
    alone = np.flatnonzero(none_known & ~np.isin(question, allergic))
    latest = np.ones(len(alone), dtype=bool)
    latest[:-1] = question[alone][1:] != question[alone][:-1]
    keep = ~none_known
    keep[alone[latest]] = True
    return keep


_TYPES = ("allergy_type_substance", "allergy_type_drug", "allergy_type_food")
_TYPE_OF = {"medication": 1, "food": 2}


def _kind_of_allergy(writing: Writing, code: Column, form: Column) -> object:
    """What kind of allergy each is, as C-CDA asks, with what it is to as a translation."""
    phrases, lists = writing.phrases, writing.batch.codelists
    kinds = phrases.by_form("allergy type", lambda each: _TYPE_OF.get(str(each.details.get("category", "")), 0))[form]

    def value(number: int) -> bytes:
        index, kind = divmod(number, len(_TYPES))
        of_kind, to = lists.concept(_TYPES[kind]), lists.concepts[index]
        return element("value", replace(of_kind, codings=(*of_kind.codings, *to.codings)), "CD")

    return phrases.column("allergy value", code * len(_TYPES) + kinds, value)
