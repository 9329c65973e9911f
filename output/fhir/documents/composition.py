"""Composition: the first resource of a patient's document, which says in words and by reference what is in it.

A section for each type of resource, made of the resources themselves, so that a type which is new has its section.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from output.columns import BYTES, Column, gather, gather_list, join, lookup, only, text, uuid_text
from output.fhir.base import fragments
from output.fhir.base.fragments import META, UK_CORE, dumps
from output.fhir.base.rendered import Rendered
from output.fhir.documents.saying import plain, said
from output.fhir.resources import patient
from output.fhir.subject.context import Context
from output.template import Template
from synth import chance, clock, keys
from synth.record.copies import PATIENT

TYPE = "Composition"
_MADE = chance.name_hash("record summary made")

TEMPLATE = Template(
    """{
    "resourceType": "Composition",
    "id": "${id}",
    "meta": ${meta},
    "language": "en-GB",
    "identifier": {"system": "https://synth.example.org/Id/record-summary", "value": "${id}"},
    "status": "final",
    "type": ${type},
    "subject": {"reference": "Patient/${patient}"},
    "date": "${recorded}",
    "author": [${author}],
    "title": "Record summary",
    "confidentiality": "N",
    "custodian": ${author},
    "section"?: [${sections}]
}""",
    meta=META,
)

_HEADINGS = "https://fhir.hl7.org.uk/CodeSystem/UKCore-RecordStandardHeadings"

SECTIONS = {
    "Condition": ("Problems", "problems_heading"),
    "AllergyIntolerance": ("Allergies and adverse reactions", "allergies_heading"),
    "MedicationRequest": ("Medications", "medications_heading"),
    "Immunization": ("Immunisations", "vaccinations_heading"),
    "Procedure": ("Procedures", "procedures_heading"),
    "DiagnosticReport": ("Investigation results", "investigation_results_heading"),
    "Observation": ("Observations", "observations_heading"),
    "Flag": ("Safety alerts", "safety_alerts_heading"),
    "CarePlan": ("Plans", "plan_heading"),
    "ServiceRequest": ("Referrals and requests", "outbound_referral_heading"),
    "FamilyMemberHistory": ("Family history", "family_history_heading"),
    "Consent": ("Legal information", "legal_info_heading"),
    "Communication": ("Information and advice given", "info_advice_heading"),
    "Encounter": ("Contacts", "attendance_details_heading"),
    "EpisodeOfCare": ("Care episodes", ""),
    "Appointment": ("Appointments", ""),
    "DocumentReference": ("Documents", ""),
    "RelatedPerson": ("Family and carers", ""),
    "CareTeam": ("Care teams", ""),
    "Goal": ("Goals", ""),
    "Task": ("Tasks", ""),
    "QuestionnaireResponse": ("Questionnaires", ""),
    "Specimen": ("Specimens", ""),
    "List": ("Lists", ""),
    "Provenance": ("Origins", ""),
}
"""What a section is called and the heading of the record standards that it stands under, in order; others follow."""


def render(context: Context, found: Mapping[str, Rendered]) -> Rendered:
    """The Composition of everyone who has a record, given all that is in the records of a batch."""
    person = np.flatnonzero(context.batch.people["patient"])
    key = context.batch.people["key"][person]
    ids = uuid_text(keys.uuids(key, np.full(len(key), PATIENT, dtype=np.uint64), TYPE))
    kind = fragments.of_key(context.codelists, "summary_record")
    whole = patient.columns_of(context, person)
    practice = whole["practice"]
    columns: dict[str, Column] = {
        "id": ids,
        "version": b"1",
        "recorded": text(clock.instant_text(made(context, person))),
        "source": None,
        "profile": f"{UK_CORE}{TYPE}".encode(),
        "security": context.security("normal"),
        "type": dumps(kind),
        "patient": context.patient_ids.take(pa.array(person)),
        "author": _first(practice, whole["custodian"], len(person)),
        "sections": _sections(context, found, person),
    }
    return Rendered(TYPE, TEMPLATE.render(len(person), columns, b"\n"), person, ids)


def made(context: Context, person: np.ndarray) -> np.ndarray:
    """The instant (int64) at which each person's summary is made: on the last day of the window, after all in it.

    A minute of that day is drawn for each, as documents are not all made at once.
    """
    who, ends = context.who, context.settings.ends
    latest = who.versions[1].copy()
    for entries in context.batch.record.values():
        np.maximum.at(latest, entries["person"], np.minimum(entries["recorded"], ends - 1))
    drawn = ends - 1 - chance.below(chance.draw(context.batch.people["key"][person], _MADE), clock.DAY)
    return np.maximum(drawn, latest[person])


def _first(practice: Column, custodian: bytes, n: int) -> Column:
    """The practice at which each person is registered; the keeper of the record, for those who are at none."""
    import pyarrow.compute as pc

    from output.columns import array

    return pc.fill_null(array(practice, n), pa.scalar(custodian, BYTES))


def _sections(context: Context, found: Mapping[str, Rendered], person: np.ndarray) -> Column:
    known = [kind for kind in SECTIONS if kind in found]
    rest = [kind for kind in found if kind not in SECTIONS and kind != patient.TYPE]
    every, some = [], np.zeros(len(person), dtype=bool)
    for kind in (*known, *rest):
        each = found[kind]
        if not len(each):
            continue
        starts = np.append(np.searchsorted(each.person, person), len(each))
        here = np.diff(starts) > 0
        lines = gather(join([b"<li>", said(each), b"</li>"]), starts)
        entries = gather_list(join([b'{"reference":"' + kind.encode() + b"/", each.id, b'"}']), starts)
        comma = lookup((here & some).astype(np.int64), [b"", b","]).column()
        section = join([comma, _opening(context, kind), lines, b'</ul></div>"},"entry":[', entries, b"]}"])
        every.append(only(here, section))
        some |= here
    return only(some, join(every)) if every else None


def _opening(context: Context, kind: str) -> bytes:
    """What a section says before its list."""
    title, heading = SECTIONS.get(kind, (plain(kind), ""))
    # That one system is what UK Core binds a section's code to; validators doubt it where others stand beside it.
    code = fragments.coding(context.codelists.of_system(heading, _HEADINGS)) if heading else None
    concept = {"code": {"coding": [code], "text": title}} if code else {}
    head = dumps({"title": title, **concept})[:-1]
    return head + b',"text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\"><ul>'
