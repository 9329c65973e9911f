"""Medicines: to take from now on, given, and no longer taken, each with how it is to be taken."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from output.cda.wording import Times, element
from output.cda.writing import Part, Writing, table
from output.documents import selection
from output.documents.kinds import KINDS
from output.documents.selection import GIVEN, STOPPED, TO_TAKE, not_after
from output.fhir.resources import dosage
from output.template import Template, gather, lookup, xml_text
from synth import clock
from synth.codes import Codelists
from synth.record.forms import Form
from synth.record.state import Held

Column = np.ndarray

_COLUMNS = ("Medicine", "Dosage", "Since", "Until", "Status")
_ROW = Template("""<tr ID="${name}">
    <td>${what}</td><td>${dosage?}</td><td>${since}</td><td>${ended?}</td><td>${state}</td>
</tr>""")
_STATES = {TO_TAKE: (b"To take", b"active", b"INT"), GIVEN: (b"Given", b"completed", b"EVN"),
           STOPPED: (b"Stopped", b"aborted", b"EVN")}  # fmt: skip


def medications(writing: Writing) -> Part:
    """A table for each of the three, which the kind of document names, and an entry for each medicine."""
    kind = writing.kind("prescription")
    pairs, state = selection.medicines(writing.telling)
    told = writing.telling.by_kind(lambda each: each.has("medications"))[pairs.question]
    pairs, state = pairs.where(told), state[told]
    row, form, moments = pairs.row, kind.form[pairs.row], writing.moments(pairs)
    begins, until = kind.begins[row], kind["until"][row]
    # How long a medicine is to be taken is known when it is ordered.
    ended = np.where((until > begins) & ((state == TO_TAKE) | (until <= moments)), until, clock.NEVER)
    code, name = kind.code[row], writing.name("medicine", pairs)
    began, ends = writing.began("prescription", row), Times(ended)
    finished = (state == STOPPED) & (not_after(kind.ends[row], moments) == clock.NEVER)
    rows = _ROW.render(
        len(pairs),
        {
            "name": name,
            "what": writing.phrases.words(code, form),
            "dosage": writing.phrases.column("dosage", form, lambda n: _words(writing.batch.forms[n])),
            "since": began.readable_date,
            "ended": ends.readable_date,
            "state": lookup(np.where(finished, len(_STATES), state), [*_each(0), b"Finished"]),
        },
    )
    entries = writing.entries(
        "medication",
        len(pairs),
        {
            "id": writing.id("prescription", row),
            "name": name,
            "mood": lookup(state, _each(2)),
            "status": lookup(np.where(finished, GIVEN, state), _each(1)),
            "from": began.stamp,
            "until": ends.stamp,
            "dose": _structured(writing, form, "dose", _dose),
            "code": writing.phrases.elements("code", code, form),
            "needed": _structured(writing, form, "needed", _needed),
        },
    )
    return _tables(writing, pairs, state, rows, entries)


def _each(place: int) -> list[bytes]:
    return [_STATES[state][place] for state in (TO_TAKE, GIVEN, STOPPED)]


def _tables(writing: Writing, pairs: Held, state: Column, rows: Any, entries: Any) -> Part:
    """A table for each state, of the documents that have it."""
    n, states = len(writing.documents), len(_STATES)
    bounds = np.searchsorted(pairs.question * states + state, np.arange(n * states + 1)).astype(np.int64)
    blocks = []
    for which in (TO_TAKE, GIVEN, STOPPED):
        some = bounds[which + 1 :: states] > bounds[which:-1:states]
        caption = lookup(writing.documents.type, [xml_text(kind.medicines[which]) for kind in KINDS])
        # What stands from one bound to the next is of this state; between these, of the others.
        cut = np.stack([bounds[which:-1:states], bounds[which + 1 :: states]], axis=1).reshape(-1)
        inside = gather(rows, np.append(cut, bounds[-1])).take(_every_other(n))
        blocks.append(table(_COLUMNS, inside, some, caption))
    starts = pairs.starts(n)
    written = None if entries is None else gather(entries, starts)
    return Part(blocks, written, starts[1:] > starts[:-1])


def _every_other(n: int) -> Any:
    import pyarrow as pa

    return pa.array(np.arange(n, dtype=np.int64) * 2)


# ---------------------------------------------------------------- how it is to be taken


def _said(form: Form) -> str:
    return str(form.details.get("dosage") or form.text or "")


def _words(form: Form) -> bytes | None:
    said = _said(form)
    return xml_text(said) if said else None


def _structured(writing: Writing, form: Column, what: str, of: Any) -> Any:
    """What is made of the structure of each form's dosage, which is read as FHIR reads it."""
    forms, lists = writing.batch.forms, writing.batch.codelists

    def make(number: int) -> bytes | None:
        said = _said(forms[number])
        return of(dosage.instruction(said, lists) if said else {}, lists)

    return writing.phrases.column(f"structured {what}", form, make)


_UNITS = {"units": "{unit}"}
"""What is counted under another word than UCUM writes."""


def _ucum(quantity: dict[str, Any]) -> str:
    """The unit of a dose by UCUM; of what is counted (tablets, puffs) the word itself, in braces."""
    said = str(quantity["unit"])
    return _UNITS.get(said) or quantity.get("code") or "{" + "_".join(said.split()) + "}"


def _dose(read: dict[str, Any], lists: Codelists) -> bytes:
    """How often, by which route, how much and at most how much, in the order of the schema."""
    repeat = read.get("timing", {}).get("repeat", {})
    count = repeat.get("frequencyMax") or repeat.get("frequency")
    rate = read["doseAndRate"][0] if "doseAndRate" in read else {}
    between = rate.get("doseRange")
    quantity = between["high"] if between else rate.get("doseQuantity")  # the most of it, where it is left open
    found = b""
    if count and not repeat.get("frequencyMax"):
        every = repeat["period"] if repeat["periodUnit"] == "h" else 24 // count
        hours = b'<period value="' + str(every).encode() + b'" unit="h"/>'
        found += (
            b'<effectiveTime xsi:type="PIVL_TS" operator="A" institutionSpecified="true">' + hours + b"</effectiveTime>"
        )
    if "route" in read:
        codings = read["route"]["coding"]
        found += element("routeCode", lists.concept(_routes(lists)[codings[0]["code"]]))
    unit = "" if quantity is None else _ucum(quantity)
    if quantity is None:
        found += b'<doseQuantity nullFlavor="UNK"/>'
    elif between:
        ends = "".join(f'<{end} value="{one["value"]}" unit="{unit}"/>' for end, one in between.items())
        found += f"<doseQuantity>{ends}</doseQuantity>".encode()
    else:
        found += f'<doseQuantity value="{quantity["value"]}" unit="{unit}"/>'.encode()
    if quantity is not None and repeat.get("frequencyMax"):
        most = f'<numerator value="{quantity["value"] * count}" unit="{unit}"/><denominator value="1" unit="d"/>'
        found += b"<maxDoseQuantity>" + most.encode() + b"</maxDoseQuantity>"
    return found


@lru_cache(maxsize=4)
def _routes(lists: Codelists) -> dict[str, str]:
    """The keys of routes by their codes; of several with one code the first."""
    keys = [key for key in lists if key.startswith("route_")]
    return {coding.code: key for key in reversed(keys) for coding in lists.concept(key).codings}


def _needed(read: dict[str, Any], _: Codelists) -> bytes | None:
    """That it is taken when needed alone, as a precondition."""
    if not read.get("asNeededBoolean"):
        return None
    return (
        b'<precondition typeCode="PRCN"><criterion>'
        b'<templateId root="2.16.840.1.113883.10.20.22.4.25" extension="2014-06-09"/>'
        b'<code code="ASSERTION" codeSystem="2.16.840.1.113883.5.4"/><value xsi:type="ST">When needed</value>'
        b"</criterion></precondition>"
    )
