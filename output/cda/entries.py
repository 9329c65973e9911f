"""The sections whose entries stand alone: problems, procedures, vaccines, allergies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow.compute as pc

from output.cda import bodies
from output.cda.wording import Times, attributes, element, lowered
from output.cda.writing import Part, Writing, chosen
from output.documents import selection
from output.documents.selection import NOT_DONE, not_after
from output.template import Template, join, numbers, only, xml_text
from synth import clock
from synth.codes import Coding, Concept
from synth.record.forms import STATUSES, Form
from synth.record.state import Held

Column = np.ndarray

_RESOLVED = STATUSES.index("resolved")

_PROBLEM = Template("""<tr ID="${name}">
    <td>${what}</td><td?>${reaction}</td><td>${since}</td><td>${ended?}</td><td>${state}</td>
</tr>""")
_PROCEDURE = Template('<tr ID="${name}"><td>${what}</td><td>${since}</td><td>${state}${why?}</td></tr>')
_VACCINE = Template('<tr ID="${name}"><td>${what}</td><td>${dose?}</td><td>${since}</td><td>${state}${why?}</td></tr>')


def problems(writing: Writing) -> Part:
    """Conditions, each with its start and, if it is over, its end."""
    pairs = writing.telling.told("problems", selection.conditions(writing.telling))
    return _concerns(writing, "condition", "problem", pairs, {"reaction": None}, {})


def _concerns(
    writing: Writing, kind_name: str, name: str, pairs: Held, shown: dict[str, Any], more: dict[str, Any]
) -> Part:
    """What someone has or had: conditions and allergies, as rows (`shown` besides) and as concern acts (`more`)."""
    kind = writing.kind(kind_name)
    row, form = pairs.row, kind.form[pairs.row]
    ends = not_after(kind.ends[row], writing.moments(pairs))
    over = (ends < clock.NEVER) | (kind["status"][row] == _RESOLVED)
    code, place = kind.code[row], writing.name(name, pairs)
    began, ended = writing.began(kind_name, row), Times(ends)
    rows = _PROBLEM.render(
        len(pairs),
        {
            "name": place,
            "what": writing.phrases.words(code, form),
            "since": began.readable_date,
            "ended": ended.readable_date,
            "state": chosen(over, b"Resolved", b"Active"),
            **shown,
        },
    )
    entries = writing.entries(
        name,
        len(pairs),
        {
            "id": writing.id(kind_name, row),
            "name": place,
            "status": chosen(over, b"completed", b"active"),
            # Of what was over before it was taken down, the concern began and ended with it.
            "recorded": Times(np.minimum(kind["recorded"][kind.first[row]], ends)).stamp,
            "from": began.stamp,
            "until": ended.stamp,
            "value": writing.phrases.elements("value", code, form, "CD"),
            **more,
        },
    )
    columns = ("Problem", "Since", "Until", "Status") if kind_name == "condition" else _ALLERGY
    return writing.part(pairs, columns, rows, entries)


def procedures(writing: Writing) -> Part:
    """Procedures that were done, or were not, with the outcome or the reason."""
    kind = writing.kind("procedure")
    pairs = writing.telling.told("procedures", selection.procedures(writing.telling))
    row, form = pairs.row, kind.form[pairs.row]
    ends = not_after(kind.ends[row], writing.moments(pairs))
    undone = NOT_DONE[kind["status"][row]]
    code, name = kind.code[row], writing.name("procedure", pairs)
    began, outcome = writing.began("procedure", row), kind.said("value_code")[row]
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
    entries = writing.entries(
        "procedure",
        len(pairs),
        {
            "id": writing.id("procedure", row),
            "name": name,
            "code": writing.phrases.elements("code", code, form),
            "done": lambda: only(~undone, writing.phrases.elements("code", code, form)),
            "negation": chosen(undone, b"true", None),
            "status": b"completed",
            "at": only(~lasted, began.stamp),
            "from": only(lasted, began.stamp),
            "until": Times(ends).stamp,
            "performer": bodies.performers(writing, kind["practitioner"][row], kind["organisation"][row], whole=False),
            "relation": chosen(undone, b"RSON", b"COMP"),
            "outcome": writing.phrases.coded("value", outcome, "CD"),
        },
    )
    return writing.part(pairs, ("Procedure", "When", "Status"), rows, entries)


def immunisations(writing: Writing) -> Part:
    """Vaccines given, and those not given with the reason."""
    kind = writing.kind("immunisation")
    pairs = writing.telling.told("immunisations", selection.immunisations(writing.telling))
    row, form = pairs.row, kind.form[pairs.row]
    undone = NOT_DONE[kind["status"][row]]
    code, name, dose = kind.code[row], writing.name("vaccine", pairs), numbers(kind.said("value")[row])
    reason, began = np.where(undone, kind.said("value_code")[row], 0), writing.began("immunisation", row)
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
    entries = writing.entries(
        "immunisation",
        len(pairs),
        {
            "id": writing.id("immunisation", row),
            "name": name,
            "negation": chosen(undone, b"true", b"false"),
            "code": writing.phrases.elements("code", code, form),
            "from": began.stamp,
            "dose": dose,
            "route": _of_form(writing, "route", form, "routeCode"),
            "site": _of_form(writing, "site", form, "approachSiteCode"),
            "product": _vaccine(writing, code, form),
            "performer": bodies.performers(writing, kind["practitioner"][row], kind["organisation"][row], whole=False),
            "reason": writing.phrases.coded("code", reason),
        },
    )
    return writing.part(pairs, ("Vaccine", "Dose", "When", "Status"), rows, entries)


def _of_form(writing: Writing, detail: str, form: Column, tag: str) -> Any:
    """The coded element that each form names in a detail; null where it names none."""
    forms, lists = writing.batch.forms, writing.batch.codelists

    def make(number: int) -> bytes | None:
        said = str(forms[number].details.get(detail, ""))
        return element(tag, lists.concept(said)) if said in lists else None

    return writing.phrases.column(f"{detail} as {tag}", form, make)


def _vaccine(writing: Writing, code: Column, form: Column) -> object:
    """The product; where the record does not name one, the vaccination in words."""
    forms, lists = writing.batch.forms, writing.batch.codelists

    def product(number: int) -> bytes | None:
        key = str(forms[number].details.get("product", ""))
        return element("code", lists.concept(key)) if key in lists else None

    words = writing.phrases.words(code, form).column()
    unnamed = join([b'<code nullFlavor="OTH"><originalText>', words, b"</originalText></code>"])
    return pc.coalesce(writing.phrases.column("product", form, product).column(), unnamed)


# ---------------------------------------------------------------- allergies

_ALLERGY: Sequence[str] = ("Allergy", "Reaction", "Since", "Until", "Status")


def allergies(writing: Writing) -> Part:
    """Allergies with their reactions, or the statement that none is known."""
    kind = writing.kind("allergy")
    pairs, none_known = selection.allergies(writing.telling)
    code, form, reaction = kind.code[pairs.row], kind.form[pairs.row], kind.said("value_code")[pairs.row]
    agent = writing.phrases.column("agent", writing.phrases.named(code, form), lambda n: _agent(writing, n)).column()
    agents = pc.coalesce(chosen(none_known, b'<code nullFlavor="NA"/>', None).column(), agent)
    more = {
        "event": lambda: only(~none_known, writing.phrases.elements("code", code, form)),
        "reaction_id": lambda: writing.derived_id("allergy", pairs.row, "reaction"),
        "finding": lambda: writing.phrases.coded("value", reaction, "CV"),
        "agent": agents,
        "value": _kind_of_allergy(writing, code, form),
        # That none is known is said by negating that there is one: readers take any other form for an allergy.
        "negation": chosen(none_known, b"true", None),
        "reaction": writing.phrases.coded("value", reaction, "CD"),
        "severity": _by_form(writing, "severity", form, _severity),
        "criticality": _by_form(writing, "criticality", form, _criticality),
    }
    said = join([writing.phrases.called(reaction).column(), _by_form(writing, "worded", form, _worded).column()])
    return _concerns(writing, "allergy", "allergy", pairs, {"reaction": said}, more)


_TYPES = ("allergy_type_substance", "allergy_type_drug", "allergy_type_food")
_TYPE_OF = {"medication": 1, "food": 2}


def _kind_of_allergy(writing: Writing, code: Column, form: Column) -> object:
    """What kind of allergy each is, as C-CDA asks, with what it is to as a translation."""
    phrases, lists = writing.phrases, writing.batch.codelists
    kinds = phrases.by_form("allergy type", lambda each: _TYPE_OF.get(each.category, 0))[form]

    def value(number: int) -> bytes:
        index, kind = divmod(number, len(_TYPES))
        of_kind, to = lists.concept(_TYPES[kind]), lists.concepts[index]
        return element("value", replace(of_kind, codings=(*of_kind.codings, *to.codings)), "CD")

    return phrases.column("allergy value", code * len(_TYPES) + kinds, value)


def _agent(writing: Writing, number: int) -> bytes:
    """What an allergy is to: the substance, where a codelist has it, and the words of the record in any case."""
    concept = writing.phrases.concept(number)
    key = f"substance_{concept.key.removeprefix('allergy_')}"
    lists = writing.batch.codelists
    codings = lists.concept(key).codings if key in lists else ()
    words = b"<originalText>" + xml_text(concept.text) + b"</originalText>"
    if not codings:
        return b'<code nullFlavor="OTH">' + words + b"</code>"
    return f"<code {attributes(codings[0])}>".encode() + words + b"</code>"


def _by_form(writing: Writing, what: str, form: Column, of: Any) -> Any:
    forms = writing.batch.forms
    return writing.phrases.column(f"allergy {what}", form, lambda number: of(writing, forms[number]))


_SEVERITY = Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "SEV", "Severity Observation")
_CRITICALITY = {
    key: Coding("http://terminology.hl7.org/CodeSystem/v3-ObservationValue", code, display)
    for key, code, display in (("low", "CRITL", "low criticality"), ("high", "CRITH", "high criticality"))
}


def _severity(writing: Writing, form: Form) -> bytes | None:
    """How bad a reaction was, as an observation of it."""
    key = f"severity_{form.details.get('severity', '')}"
    lists = writing.batch.codelists
    if key not in lists:
        return None
    return (
        b'<entryRelationship typeCode="SUBJ" inversionInd="true"><observation classCode="OBS" moodCode="EVN">'
        b'<templateId root="2.16.840.1.113883.10.20.22.4.8" extension="2014-06-09"/>'
        + element("code", Concept("", (_SEVERITY,), ""))
        + b'<statusCode code="completed"/>'
        + element("value", lists.concept(key), "CD")
        + b"</observation></entryRelationship>"
    )


def _criticality(writing: Writing, form: Form) -> bytes | None:
    coding = _CRITICALITY.get(str(form.details.get("criticality", "")))
    return element("value", Concept("", (coding,), ""), "CD") if coding else None


def _worded(writing: Writing, form: Form) -> bytes:
    """How bad a reaction was and how great the risk is, for a reader."""
    said = []
    key = f"severity_{form.details.get('severity', '')}"
    if key in writing.batch.codelists:
        said.append(lowered(writing.batch.codelists.concept(key).text))
    if form.details.get("criticality"):
        said.append(f"{form.details['criticality']} criticality")
    return xml_text("".join(f", {words}" for words in said))
