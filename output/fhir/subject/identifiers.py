"""Patient.identifier beyond the present NHS number: numbers that were replaced, and those of local systems."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from output.columns import Column, gather_list, lookup, numbers, starts_of
from output.fhir.base.distinct import combined
from output.fhir.base.fragments import OWN
from output.fhir.base.words import date_column
from output.fhir.reference import directory
from output.template import Template
from synth.systems import kinds, local
from synth.systems.directory import organisations

if TYPE_CHECKING:
    from output.fhir.subject.context import Context

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
def _system_of(system: int, organisation: int) -> bytes:
    return kinds.KINDS[system].identifier_system(organisations.code_of(organisation)).encode()


def more(context: Context) -> Column:
    """For each person: the old NHS numbers, then the local ones, as one list; null where there is none.

    A restricted record names no organisation: where someone goes tells where they live."""
    known, settings = context.people, context.settings
    n = len(context.population)
    t = context.population.numbers
    over = np.flatnonzero(t["until"] <= known.now[t["person"]]) if len(t) else np.zeros(0, dtype=np.int64)
    old = OLD.render(len(over), {
        "system": PREVIOUS.encode(), "value": numbers(t["nhs_number"][over]), "start": date_column(t["from"][over]),
        "end": date_column(t["until"][over]),
    }) if len(over) else None  # fmt: skip
    found = local.known(context.batch)
    shown = np.flatnonzero(~known.restricted[found.person]) if len(found.person) else np.zeros(0, dtype=np.int64)
    person, system, organisation = found.person[shown], found.system[shown], found.organisation[shown]
    pairs, index = combined(system, organisation)
    who, index_ = combined(organisation)
    titles = [kind.identifier_title.encode() for kind in kinds.KINDS]
    there = LOCAL.render(len(shown), {
        "title": lookup(system, titles),
        "system": lookup(index, [_system_of(s, o) for s, o in pairs]),
        "value": numbers(found.number[shown] + local.FIRST),
        "start": date_column(found.since[shown]),
        "assigner": lookup(index_, [directory.organisation_reference(o, settings) for (o,) in who]),
    }) if len(shown) else None  # fmt: skip
    owner = np.concatenate([t["person"][over] if len(over) else over, person])
    parts = [column for column in (old, there) if column is not None]
    if not parts:
        return None
    order = np.argsort(owner, kind="stable")
    every = pa.concat_arrays(parts).take(pa.array(order))
    return gather_list(every, starts_of(owner[order], n))
