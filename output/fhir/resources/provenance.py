"""Provenance: who wrote a document, and who put right what had been written otherwise before."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.columns import join, lookup, numbers, only, uuid_text
from output.fhir.base import fragments
from output.fhir.base.fragments import HL7, META, dumps
from output.fhir.subject.context import Context
from output.fhir.subject.entries import Entries
from output.fhir.subject.entries import gathered as together
from output.template import Template
from synth import keys
from synth.record.kinds import CHANGES
from synth.table import Table

TYPE = "Provenance"

TEMPLATE = Template(
    """{
    "resourceType": "Provenance",
    "id": "${id}",
    "meta": ${meta},
    "target": [{"reference": "${target}", "display": "${what}"}],
    "occurredDateTime": "${begins}",
    "recorded": "${recorded}",
    "activity": {"coding": [${activity}]},
    "agent": [
        {
            "type": {"coding": [${author_type}]},
            "who"?: ${practitioner} | "who": ${organisation},
            "onBehalfOf": ${organisation}
        },
        {"type": {"coding": [${custodian_type}]}, "who": ${organisation}}
    ],
    "entity"?: [{
        "role": "revision",
        "what": {"identifier": {"system": "${system}", "value": "${target_id}"}, "display": "Version ${before}"}
    }]
}""",
    meta=META,
)

_OF = ("DocumentReference", "Observation", "CarePlan")
"""The types whose entries have a provenance: documents all, others where they were amended last."""
_AMENDED = CHANGES.index("amended")


def gathered(context: Context) -> Entries:
    """Documents, and what was amended, with the type of each as `target`."""
    tables = []
    for number, kind in enumerate(_OF):
        entries = Entries.kept(context, kind)
        rows = np.flatnonzero(_wanted(entries, kind))
        target = np.full(len(rows), number, dtype=np.int64)
        tables.append(Table({**entries.table.take(rows).columns, "target": target}))
    return Entries.of_table(context, TYPE, together(tables))


def _wanted(entries: Entries, kind: str) -> np.ndarray:
    if kind == "DocumentReference":
        return entries.flags(lambda one: one.status != "revoked")
    return (entries["change"] == _AMENDED) & (entries["version"] > 1)


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    codelists = entries.context.codelists
    target, version = entries["target"], entries["version"]
    amended = target > 0
    ids = pa.array([None] * len(entries), pa.large_binary())
    for number, kind in enumerate(_OF):
        mine = uuid_text(keys.uuids(entries.owner, entries["entry"], kind))
        ids = pc.if_else(pa.array(target == number), mine, ids)
    words = lookup(target, [f"{kind}/".encode() for kind in _OF]).column()
    type_ = f"{HL7}provenance-participant-type"
    activities = [fragments.find(codelists, f"{HL7}v3-DataOperation", code) for code in ("CREATE", "UPDATE")]
    return {
        **entries.common("Provenance"),
        "version": b"1",
        "target": join([words, ids]),
        "target_id": ids,
        "what": entries.each(lambda kind: dumps(str(entries.code_of(kind)["text"]))[1:-1]),
        "activity": lookup(amended.astype(np.int64), [dumps(each) for each in activities]),
        "author_type": dumps(fragments.find(codelists, type_, "author")),
        "custodian_type": dumps(fragments.find(codelists, type_, "custodian")),
        "before": only(amended, numbers(version - 1)),
    }
