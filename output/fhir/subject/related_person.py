"""RelatedPerson: a person's near kin, in the person's own bundle, with the kin's NHS number if there is one.

So mother and baby find each other from either side, in any order of loading, and no bundle refers to another.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from output.columns import Column, gather_list, lookup, numbers, only, text, uuid_text
from output.distinct import combined
from output.fhir.base import fragments
from output.fhir.base.fragments import META, UK_CORE, dumps
from output.fhir.base.rendered import Rendered
from output.fhir.base.words import date_column
from output.fhir.reference import directory
from output.fhir.subject.context import Context
from output.fhir.subject.people import People
from output.template import Template
from synth import clock, keys
from synth.codes import Codelists
from synth.record.kinds import RELATIONSHIPS
from synth.systems import kinds as systems
from synth.systems.directory import organisations
from synth.table import position

TYPE = "RelatedPerson"

TEMPLATE = Template(
    """{
    "resourceType": "RelatedPerson",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [
        ?{"use": "official", "system": "https://fhir.nhs.uk/Id/nhs-number", "value": "${nhs_number}"},
        {"use": "secondary", "system": "https://synth.example.org/Id/related-person", "value": "${id}"}
    ],
    "active": ${active},
    "patient": {"reference": "Patient/${patient}"},
    "relationship": [${relationship}],
    "name": [${name}],
    "telecom"?: [${telecom}],
    "gender": "${gender}",
    "birthDate": "${birth_date}",
    "address"?: [${address}],
    "period": {"start": "${start}", "end"?: "${end}"}
}""",
    meta=META,
)

CODES = {
    "gestational mother": ("relationship_gestational_mother", "relationship_mother"),
    "father": ("relationship_father",),
    "second parent": ("relationship_parent",),
    "child": ("relationship_child",),
    "partner": ("relationship_domestic_partner",),
    "foster carer": ("relationship_foster_parent",),
    "guardian": ("relationship_role_guardian",),
    "adoptive parent": ("relationship_adoptive_parent",),
}
"""The keys of the codes of each kind of relationship that a record names."""


class Related:
    """Relatives who stand in a person's bundle: the record's relationships, sorted by person and relative."""

    def __init__(self, context: Context) -> None:
        self.context = context
        table = context.who.last("relationship")
        order = np.lexsort((table["from"], table["other_member"], table["person"]))
        person, other = table["person"][order], table["other"][order]
        # One RelatedPerson for two people, however often they came together: the latest entry says how it is.
        last = np.ones(len(order), dtype=bool)
        last[:-1] = (person[1:] != person[:-1]) | (other[1:] != other[:-1])
        self.table = table.take(order[last])
        self.over = context.who.over("relationship")[order[last]]
        self.person, self.other = self.table["person"], self.table["other"]
        self.pair = self.person * _MEMBERS + self.table["other_member"]

    @classmethod
    def kept(cls, context: Context) -> Related:
        """The relatives of a batch, found once."""
        return context.kept("relatives", cls)

    @cached_property
    def id(self) -> pa.LargeBinaryArray:
        """The id of each."""
        return ids(self.context, self.person, self.other)

    def of(self, person: np.ndarray, member: np.ndarray, mask: np.ndarray) -> Column:
        """The id of the RelatedPerson that a member of the family is in each person's bundle, or null."""
        if not mask.any() or not len(self.pair):
            return None
        wanted = person * _MEMBERS + member
        place = position(self.pair, wanted)
        return only(mask & (place >= 0), self.id.take(pa.array(np.maximum(place, 0))))


def ids(context: Context, person: np.ndarray, other: np.ndarray) -> pa.LargeBinaryArray:
    """The id of the RelatedPerson that each other person is in each person's record (rows)."""
    return uuid_text(keys.uuids(*context.batch.kin_keys(person, other), TYPE))


def render(context: Context) -> Rendered:
    """The RelatedPerson of everyone's near kin."""
    related = Related.kept(context)
    columns = columns_of(context, related)
    return Rendered(TYPE, TEMPLATE.render(len(related.person), columns, b"\n"), related.person, related.id)


def columns_of(context: Context, related: Related) -> dict[str, Any]:
    """What fills the slots."""
    who, known, codelists, t = context.who, People.kept(context), context.codelists, related.table
    other, person, over = related.other, related.person, related.over
    at = pa.array(other)
    custodian = int(organisations.organisation_of(np.zeros(1, np.int64), "demographics_service")[0])
    codes, code = combined(t["relationship"])
    # A tie that has ended shows what was known of the other while it lasted: an adoption is not betrayed.
    last = np.where(over, t["until"] - 1, who.end)
    shown = ~(who.withheld(other, last) | who.withheld(person, last) | over)
    return {
        "id": related.id,
        "version": numbers(t["version"]),
        "recorded": text(clock.instant_text(t["recorded"])),
        "source": directory.source(systems.INDEX["demographics"], custodian),
        "profile": f"{UK_CORE}RelatedPerson".encode(),
        "security": context.security("normal"),
        "nhs_number": only(t["sealed"] == 0, known.nhs_number(who.nhs_number(other, last))),
        "active": lookup(over.astype(np.int64), [b"true", b"false"]),
        "patient": lookup(person, context.patient_ids),
        "relationship": lookup(code, [_concepts(codelists, RELATIONSHIPS[kind]) for (kind,) in codes]),
        "name": known.name(who.name(other, np.minimum(last, who.now[other]))),
        "telecom": only(shown, gather_list(known.telecom.columns["json"], known.telecom.starts).take(at)),
        "gender": lookup(who.sex(other, last) - 1, [b"male", b"female"]),
        "birth_date": date_column(who.born[other]),
        "address": only(shown, known.address_now.take(at)),
        "start": date_column(t["from"]),
        "end": date_column(t["until"], over),
    }  # fmt: skip


def _concepts(codelists: Codelists, kind: str) -> bytes:
    return b",".join(dumps(fragments.concept(codelists.concept(key))) for key in CODES[kind])


_MEMBERS = 64
"""More than the members of any family, so that a person and a member of the family share one integer."""
