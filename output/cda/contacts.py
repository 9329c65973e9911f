"""The sections of care itself: stays and consultations, and how a stay ended."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from output.cda import bodies
from output.cda.wording import OIDS, Times, attributes, distinct, element
from output.cda.writing import Part, Writing, chosen, prose
from output.columns import BYTES
from output.documents import selection
from output.documents.selection import not_after
from output.template import Template, join, only
from synth import clock
from synth.codes import Coding
from synth.record.forms import Form
from synth.systems.authorship import AMBULATORY, SETTINGS

Column = np.ndarray

_ACT_CODE = next(system for system in OIDS if system.endswith("v3-ActCode"))

_CONTACT = Template("""<tr ID="${name}">
    <td>${what}</td><td>${since}</td><td>${ended?}</td><td>${place}</td>
    <td>
        <paragraph?>${reason}</paragraph>
        <paragraph?>Admission: ${admission}</paragraph>
        <paragraph?>From: ${source}</paragraph>
    </td>
</tr>""")


def encounters(writing: Writing) -> Part:
    """Stays in hospital, or consultations."""
    kind = writing.kind("contact")
    pairs = selection.contacts(writing.telling)
    row, form, last = pairs.row, kind.form[pairs.row], kind["form"][pairs.row]
    ends = not_after(kind.ends[row], writing.moments(pairs))
    began, ended = writing.began("contact", row), Times(ends)
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
            "source": writing.phrases.detail("admission_source", form, last),
        },
    )
    entries = writing.entries(
        "encounter",
        len(pairs),
        {
            "id": writing.id("contact", row),
            "name": name,
            "code": _coded(writing, code, form),
            "status": chosen(ends < clock.NEVER, b"completed", b"active"),
            "from": began.stamp,
            "until": ended.stamp,
            "performer": bodies.performers(writing, kind["practitioner"][row], place),
            "location": bodies.locations(writing, kind["location"][row]),
            "reason_code": lambda: writing.phrases.coded("value", kind.said("value_code")[row], "CV"),
            "method": lambda: writing.phrases.detail_element("admission_method", "value", form, last, "CV"),
            "source": lambda: writing.phrases.detail_element("admission_source", "value", form, last, "CV"),
        },
    )
    return writing.part(pairs, ("Contact", "From", "Until", "Where", "Details"), rows, entries)


def _coded(writing: Writing, code: Column, form: Column) -> Any:
    """The code of each contact, with its class (a stay, a visit at home) as a translation."""
    phrases, forms = writing.phrases, writing.batch.forms

    def make(place: int, what: int) -> bytes:
        concept = phrases.concept(what)
        coding = _class(writing, forms[place])
        made = element("code", concept)
        if coding is None:
            return made
        translation = f"<translation {attributes(coding)}/></code>".encode()
        return (
            made.removesuffix(b"</code>") + translation if made.endswith(b"</code>") else made[:-2] + b">" + translation
        )

    return phrases.of_pairs("contact with its class", form, phrases.named(code, form), make)


def _class(writing: Writing, form: Form) -> Coding | None:
    """The class of the contacts that a form writes: that of its setting unless it says another."""
    where = SETTINGS.get(form.setting)
    said = str(form.details.get("class") or (where.contact if where else AMBULATORY))
    every = (coding for concept in writing.batch.codelists.concepts for coding in concept.codings)
    return next((coding for coding in every if coding.system == _ACT_CODE and coding.code == said), None)


# ---------------------------------------------------------------- the stay that a document closes


def header(writing: Writing) -> dict[str, Any]:
    """The slots of the contact that a document closes."""
    kind, row = writing.kind("contact"), writing.telling.stay
    there = row >= 0
    if not there.any():
        names = ("stay", "stay_code", "stay_from", "stay_until", "stay_place", "stay_disposition")
        return dict.fromkeys(names)
    row = np.maximum(row, 0)
    began = Times(kind.begins[row])
    ended = Times(not_after(kind.ends[row], writing.documents.moment))
    return {
        "stay": only(there, writing.id("contact", row)),
        "stay_code": _coded(writing, kind.code[row], kind.form[row]),
        "stay_from": began.stamp,
        "stay_until": ended.stamp,
        "stay_disposition": writing.phrases.detail_element(
            "discharge_destination", "dischargeDispositionCode", kind.form[row], kind["form"][row]
        ),
        "stay_place": distinct(kind["organisation"][row], bodies.organisation),
    }


_DISCHARGE = Template("""
    <paragraph>Discharged ${when} from ${place}.</paragraph>
    <paragraph?>To: ${destination}</paragraph>
    <paragraph?>How: ${method}</paragraph>
""")


def discharge(writing: Writing) -> Part:
    """When, from where and to where a stay ended."""
    kind, row = writing.kind("contact"), writing.telling.stay
    there = row >= 0
    if not there.any():
        return prose(pa.nulls(len(row), BYTES))
    row = np.maximum(row, 0)
    ends = not_after(kind.ends[row], writing.documents.moment)
    form, last = kind.form[row], kind["form"][row]
    when = Times(np.where(ends < clock.NEVER, ends, 0)).readable
    said = _DISCHARGE.render(
        len(row),
        {
            "when": when,
            "place": distinct(kind["organisation"][row], bodies.name),
            "destination": writing.phrases.detail("discharge_destination", form, last),
            "method": writing.phrases.detail("discharge_method", form, last),
        },
    )
    ended = there & (ends < clock.NEVER)
    entries = writing.entries(
        "discharge",
        len(row),
        {
            "id": writing.id("contact", row),
            "at": only(ended, Times(np.where(ended, ends, 0)).stamp),
            "method": lambda: writing.phrases.detail_element("discharge_method", "value", form, last, "CV"),
            "destination": lambda: writing.phrases.detail_element("discharge_destination", "value", form, last, "CV"),
        },
    )
    return replace(prose(only(ended, join([said]))), entries=entries)
