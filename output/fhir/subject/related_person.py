"""RelatedPerson: a person's near kin, in the person's own bundle, with the kin's NHS number if there is one.

So mother and baby find each other from either side, in any order of loading, and no bundle refers to another.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from output.columns import Column, gather_list, lookup, only, text, uuid_text
from output.fhir.base import fragments
from output.fhir.base.distinct import combined
from output.fhir.base.fragments import META, UK_CORE, dumps
from output.fhir.base.rendered import Rendered
from output.fhir.base.words import date_column
from output.fhir.reference import directory
from output.template import Template
from synth import chance, clock, keys
from synth.codes import Codelists
from synth.systems import kinds as systems
from synth.systems.directory import organisations
from synth.world.families import relationships
from synth.world.identity import gender

if TYPE_CHECKING:
    from output.fhir.subject.context import Context
    from synth.world.population import Population, Table

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
"""The kinds of relationship that a record names, with the keys of their codes.

Brothers and sisters, grandparents and former partners are kin in truth; no system writes them down as a
matter of course.
"""

_ADULT = 18


class Related:
    """Who stands as a RelatedPerson in whose bundle, sorted by person and relative."""

    def __init__(self, context: Context) -> None:
        self.context = context
        p, r = context.population, context.population.relationships
        begins, now = context.settings.begins, context.people.now
        kinds = [relationships.KINDS.index(kind) for kind in CODES]
        person, other = r["person"], r["other"]
        # Parents and children only while the child is one, at some time in the window.
        child = np.where(r["kind"] == relationships.CHILD, other, person)
        grown = clock.birthday(clock.uk_day(p["born"][child]), _ADULT) * clock.DAY < begins
        keep = p["patient"][person] & np.isin(r["kind"], kinds) & (r["from"] <= now[person]) & (r["until"] > begins)
        keep &= (r["kind"] == relationships.PARTNER) | ~grown
        keep &= ~_sealed(p, r)
        rows = np.flatnonzero(keep)
        pair = person[rows] * (len(p) + 1) + other[rows]
        rows = rows[np.argsort(pair, kind="stable")]
        pair = np.sort(pair)
        # One RelatedPerson for two people, however often they came together: the latest row says how it is.
        last = np.ones(len(rows), dtype=bool)
        last[:-1] = pair[1:] != pair[:-1]
        self.rows, self.pair = rows[last], pair[last]
        self.person, self.other, self.kind = (r[c][self.rows] for c in ("person", "other", "kind"))
        self.begins, self.until = r["from"][self.rows], r["until"][self.rows]

    @cached_property
    def id(self) -> pa.LargeBinaryArray:
        """The id of each."""
        key = self.context.population["key"]
        return uuid_text(keys.uuids(key[self.person], chance.join(_RELATED, key[self.other]), TYPE))

    def of(self, person: np.ndarray, member: np.ndarray, mask: np.ndarray) -> Column:
        """The id of the RelatedPerson that a member of the family is in each person's bundle, or null."""
        if not mask.any() or not len(self.pair):
            return None
        p = self.context.population
        start = np.searchsorted(p["family"], p["family"][person])
        # Members are sorted within the family, and few.
        family_size = 64
        code = p["family"] * family_size + p["member"]
        row = np.minimum(np.searchsorted(code, p["family"][person] * family_size + member), len(p) - 1)
        row = np.where(start > row, start, row)
        wanted = person * (len(p) + 1) + row
        place = np.minimum(np.searchsorted(self.pair, wanted), len(self.pair) - 1)
        found = mask & (self.pair[place] == wanted)
        return only(found, self.id.take(pa.array(place)))


def _sealed(p: Population, r: Table) -> np.ndarray:
    """Which relationships an adoption has taken out of the child's record: those with whoever had the child before."""
    adopted = np.full(len(p), clock.LONG_AGO)
    if len(p.adoptions):
        adopted[p.adoptions["person"]] = p.adoptions["from"]
    return r["until"] <= adopted[r["person"]]


def render(context: Context) -> Rendered:
    """The RelatedPerson of everyone's near kin."""
    related = context.relatives
    columns = columns_of(context, related)
    return Rendered(TYPE, TEMPLATE.render(len(related.person), columns, b"\n"), related.person, related.id)


def columns_of(context: Context, related: Related) -> dict[str, Any]:
    """What fills the slots."""
    p, known, codelists = context.population, context.people, context.codelists
    other, person = related.other, related.person
    at = pa.array(other)
    custodian = int(organisations.organisation_of(np.zeros(1, np.int64), "demographics_service")[0])
    codes, code = combined(related.kind)
    over = related.until < context.settings.ends
    # A tie that has ended shows what was known of the other while it lasted: an adoption is not betrayed.
    last = np.where(over, related.until - 1, context.settings.ends - 1)
    shown = ~(known.restricted[other] | known.restricted[person] | over)
    told = np.maximum(np.maximum(known.first_known[person], known.first_known[other]), related.begins)
    updated = np.where(over, np.maximum(related.until, told), told)
    return {
        "id": related.id,
        "version": lookup(over.astype(np.int64), [b"1", b"2"]),
        "recorded": text(clock.instant_text(updated)),
        "source": directory.source(systems.INDEX["demographics"], custodian),
        "profile": f"{UK_CORE}RelatedPerson".encode(),
        "security": context.security("normal"),
        "nhs_number": known.nhs_number_at(known.number_row(other, last)),
        "active": lookup(over.astype(np.int64), [b"true", b"false"]),
        "patient": lookup(person, context.patient_ids),
        "relationship": lookup(code, [_concepts(codelists, relationships.KINDS[kind]) for (kind,) in codes]),
        "name": known.name_at(other, np.minimum(last, known.now[other])),
        "telecom": only(shown, gather_list(known.telecom.columns["json"], known.telecom.starts).take(at)),
        "gender": lookup(gender.recorded(p, other, last) - 1, [b"male", b"female"]),
        "birth_date": date_column(p["born"][other]),
        "address": only(shown, known.address_now.take(at)),
        "start": date_column(related.begins),
        "end": date_column(related.until, over),
    }  # fmt: skip


def _concepts(codelists: Codelists, kind: str) -> bytes:
    return b",".join(dumps(fragments.concept(codelists.concept(key))) for key in CODES[kind])


_RELATED = chance.name_hash("related person")
