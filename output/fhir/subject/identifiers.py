"""Patient.identifier beyond the present NHS number: numbers that were replaced, and those of local systems."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa

from output.columns import Column, gather_list, lookup, numbers, starts_of
from output.distinct import combined
from output.fhir.base.fragments import OWN
from output.fhir.base.words import date_column
from output.fhir.reference import directory
from output.fhir.subject.context import Context
from output.template import Template
from synth.systems import kinds
from synth.systems.directory import organisations

PREVIOUS = f"{OWN}Id/previous-nhs-number"
"""UK Core allows one identifier of the NHS number's system; a number that was replaced stands under our own."""

OLD = Template("""{
    "use": "old",
    "type": {"text": "Previous NHS number"},
    "system": "${system}",
    "value": "${value}",
    "period": {"start": "${start}", "end": "${end}"}
}""")

LOCAL = Template("""{
    "use": "secondary",
    "type": {"text": "${title}"},
    "system": "${system}",
    "value": "${value}",
    "period": {"start": "${start}"},
    "assigner": ${assigner}
}""")


@lru_cache(maxsize=1 << 14)
def system_of(system: int, organisation: int) -> bytes:
    """The address of the local numbers of a kind of system at the organisation that keeps it."""
    return kinds.KINDS[system].identifier_system(organisations.code_of(organisation)).encode()


def more(context: Context) -> Column:
    """For each person: the old NHS numbers, then the local ones, as one list; null where there is none.

    A restricted record names no organisation: where someone goes tells where they live. Nor does any Patient name a
    system of which it is restricted that it knows the person, but that system's own."""
    who, settings = context.who, context.settings
    t = who.last("nhs_number")
    over = np.flatnonzero(who.over("nhs_number"))
    old = OLD.render(len(over), {
        "system": PREVIOUS.encode(), "value": numbers(t["number"][over]), "start": date_column(t["from"][over]),
        "end": date_column(t["until"][over]),
    }) if len(over) else None  # fmt: skip
    found = who.last("local_number")
    found = found.take(np.flatnonzero(~who.withheld(found["person"], np.full(len(found), who.end))))
    copies = context.batch.copies
    own = False if copies is None else copies.system[found["person"]] == found["system"]
    found = found.take(np.flatnonzero((found["confidentiality"] == 0) | own))
    found = found.take(np.lexsort((found["organisation"], found["system"], found["person"])))
    pairs, index = combined(found["system"], found["organisation"])
    bodies, body = combined(found["organisation"])
    titles = [kind.identifier_title.encode() for kind in kinds.KINDS]
    there = LOCAL.render(len(found), {
        "title": lookup(found["system"], titles),
        "system": lookup(index, [system_of(s, o) for s, o in pairs]),
        "value": numbers(found["number"]),
        "start": date_column(found["from"]),
        "assigner": lookup(body, directory.organisation_references((o for (o,) in bodies), settings)),
    }) if len(found) else None  # fmt: skip
    owner = np.concatenate([t["person"][over], found["person"]])
    parts = [column for column in (old, there) if column is not None]
    if not parts:
        return None
    order = np.argsort(owner, kind="stable")
    every = pa.concat_arrays(parts).take(pa.array(order))
    return gather_list(every, starts_of(owner[order], who.n))
