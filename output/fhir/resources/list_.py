"""List: the problems, the medicines and the allergies of a patient, as their practice keeps them.

An empty list of allergies says that nobody has asked; where someone has, the statement that none is known is on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.columns import BYTES, Column, array, join, json_text, lookup, only, starts_of, text, xml_text
from output.distinct import distinct
from output.fhir.base import fragments
from output.fhir.base.fragments import HL7, META, dumps
from output.fhir.reference import directory
from output.fhir.resources import allergy_intolerance, condition, medication_request
from output.fhir.subject.context import Context
from output.fhir.subject.entries import Entries
from output.template import Rows, Template
from synth import chance, clock
from synth.record.forms import saying
from synth.systems import authorship
from synth.systems import kinds as systems
from synth.systems.directory import organisations

TYPE = "List"

TEMPLATE = Template(
    """{
    "resourceType": "List",
    "id": "${id}",
    "meta": ${meta},
    "text": {"status": "generated", "div": "<div xmlns=\\"http://www.w3.org/1999/xhtml\\"><p>${title}</p>${told}</div>"},
    "identifier": [{"system": "${system}", "value": "${original}"}],
    "status": "current",
    "mode": "working",
    "title": "${title}",
    "code": ${list},
    "subject": {"reference": "Patient/${patient}"},
    "date": "${recorded}",
    "source"?: ${doctor},
    "orderedBy": {"coding": [${order}]},
    "entry"?: [ ...items {"item": {"reference": "${item}", "display": "${what}"}} ],
    "emptyReason"?: {"coding": [${empty}]}
}""",
    meta=META,
)

_TOLD = Template("<ul><li*rows>${what}</li></ul>")

PROBLEMS, MEDICINES, ALLERGIES = range(3)
LISTS = (
    ("Problems", "problems_heading"),
    ("Active medications", "list_active_medications"),
    ("Allergies and adverse reactions", "allergies_heading"),
)
"""What each list is called, and the key of its code."""
_KEYS = np.array([chance.name_hash(f"list of {title}") for title, _ in LISTS], dtype=np.uint64)
_OVER = ("completed", "resolved", "stopped", "revoked", "refuted", "cancelled", "not-done", "declined")


@dataclass
class _Items:
    """What stands on lists: rows of entries, in the order of person, list and time of recording."""

    list_of: np.ndarray
    reference: pa.LargeBinaryArray
    words: pa.LargeBinaryArray
    told: pa.LargeBinaryArray
    recorded: np.ndarray


def _items(context: Context) -> _Items:
    """Every item of every list, sorted by person and list (person * 3 + list)."""
    found = []
    for number, module in ((PROBLEMS, condition), (MEDICINES, medication_request), (ALLERGIES, allergy_intolerance)):
        entries = Entries.kept(context, module.TYPE)
        if len(entries):
            rows = np.flatnonzero(_listed(entries, number))
            names = [str(entries.code_of(kind)["text"]) for kind in entries.kinds]
            kind, take = entries.kind_index[rows], pa.array(rows)
            found.append((
                entries.person[rows] * len(LISTS) + number,
                join([f"{module.TYPE}/".encode(), entries.id.take(take)]),
                lookup(kind, [json_text(name) for name in names]).column(),
                lookup(kind, [json_text(xml_text(name).decode()) for name in names]).column(),
                entries["recorded"][rows],
            ))  # fmt: skip
    if not found:
        none = np.zeros(0, dtype=np.int64)
        nothing = pa.array([], BYTES)
        return _Items(none, nothing, nothing, nothing, none)
    list_of = np.concatenate([each[0] for each in found])
    order = np.argsort(list_of, kind="stable")
    take = pa.array(order)
    reference, words, told = (pa.concat_arrays([each[n] for each in found]).take(take) for n in (1, 2, 3))
    return _Items(list_of[order], reference, words, told, np.concatenate([each[4] for each in found])[order])


def _listed(entries: Entries, number: int) -> np.ndarray:
    """What a practice's list holds: what it wrote down itself and is not over."""
    own = (entries["system"] == systems.INDEX["gp"]) & entries.context.batch.own(entries.table)
    now = entries.context.settings.ends
    if number == MEDICINES:
        running = entries.flags(lambda kind: bool(kind.first.entry) and kind.status not in _OVER)
        return own & running & (entries["until"] >= now)
    if number == PROBLEMS:
        return (
            own
            & ~((entries["until"] < clock.NEVER) & entries.flags(lambda kind: kind.status in _OVER))
            & ~(entries.flags(lambda kind: kind.status in ("revoked", "refuted")))
        )
    gone = allergy_intolerance.over(entries)
    return own & ~gone & entries.flags(lambda kind: kind.status not in ("revoked", "refuted"))


def gathered(context: Context) -> Entries:
    """The lists, made of each person's latest registration with a practice: one of allergies, others with items."""
    registered = Entries.kept(context, "Registration")
    if not len(registered):
        return registered
    # A temporary resident's lists stay with the practice at home; other systems know of the practice, and have none.
    home = np.flatnonzero(
        ~saying(context.batch.forms, "temporary")[registered["form"]] & context.batch.own(registered.table)
    )
    person = registered.person[home]
    last = np.ones(len(home), dtype=bool)
    last[:-1] = person[1:] != person[:-1]
    row = home[last]
    wanted = np.zeros((len(row), len(LISTS)), dtype=bool)
    wanted[:, ALLERGIES] = True
    items = context.kept("list items", _items)
    person = registered.person[row]
    for number in (PROBLEMS, MEDICINES):
        wanted[:, number] = np.isin(person * len(LISTS) + number, items.list_of)
    which, lists = np.nonzero(wanted)
    rows = row[which]
    return registered.made_of(rows, _key(registered.owner[rows], registered["organisation"][rows], _KEYS[lists]), TYPE)


def _key(owner: np.ndarray, practice: np.ndarray, which: np.ndarray) -> np.ndarray:
    """The key of a list of someone at a practice: the next practice keeps a list of its own."""
    return chance.join(chance.join(owner, which), practice.astype(np.uint64))


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    context, codelists = entries.context, entries.context.codelists
    items: _Items = context.kept("list items", _items)
    n = len(entries)
    number = _numbers(entries)
    list_of = entries.person * len(LISTS) + number
    place = np.searchsorted(list_of, items.list_of)
    there = (place < n) & (list_of[np.minimum(place, n - 1)] == items.list_of)
    starts = starts_of(place[there], n)
    take = pa.array(np.flatnonzero(there))
    known = entries["recorded"].copy()
    np.maximum.at(known, place[there], items.recorded[there])
    words = items.words.take(take)
    listed = _TOLD.render(n, {"rows": Rows(starts, {"what": items.told.take(take)})})
    empty = starts[1:] == starts[:-1]
    nothing = b"<p>Nobody has asked about allergies.</p>"
    return {
        **entries.common("List"),
        "recorded": text(clock.instant_text(known)),
        "list": lookup(number, [dumps(fragments.of_key(codelists, key)) for _, key in LISTS]),
        "title": lookup(number, [title.encode() for title, _ in LISTS]),
        "order": dumps(fragments.find(codelists, f"{HL7}list-order", "entry-date")),
        "doctor": _doctor(entries, known),
        "items": Rows(starts, {"item": items.reference.take(take), "what": words}),
        "told": _either(empty, nothing, listed),
        "empty": only(empty, dumps(fragments.find(codelists, f"{HL7}list-empty-reason", "notasked"))),
    }


def _doctor(entries: Entries, known: np.ndarray) -> Column:
    """The doctor of the practice whom each person had when something was last put on the list; null who has left."""
    settings, organisation = entries.context.settings, entries["organisation"]
    setting = np.full(len(entries), authorship.INDEX["general practice (GP)"], dtype=np.int64)
    place, slot = np.divmod(organisation, organisations.SLOTS)
    practice = slot - organisations.KINDS["practice"].slot
    there, someone = authorship.complete(setting, place, practice, entries.owner, settings.run)
    practitioner = authorship.practitioners(setting, there, someone, known, known, settings.begins)
    unique, index = distinct(practitioner)
    return lookup(index, directory.role_references(unique.tolist(), settings))


def _numbers(entries: Entries) -> np.ndarray:
    """Which list each is, from its key."""
    found = np.zeros(len(entries), dtype=np.int64)
    for number, key in enumerate(_KEYS):
        which = np.full(len(entries), key, dtype=np.uint64)
        found[entries["entry"] == _key(entries.owner, entries["organisation"], which)] = number
    return found


def _either(mask: np.ndarray, one: bytes, other: pa.LargeBinaryArray) -> pa.LargeBinaryArray:
    return pc.if_else(pa.array(mask), pa.scalar(one, BYTES), array(other, len(mask)))
