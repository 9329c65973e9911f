"""DiagnosticReport: what the laboratory sent back of one panel of tests, with its results."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from output.columns import lookup, uuid_text
from output.distinct import distinct
from output.fhir.base import fragments
from output.fhir.base.fragments import HL7, META, dumps
from output.fhir.reference import directory
from output.fhir.subject import laboratory
from output.fhir.subject.context import Context
from output.fhir.subject.entries import Entries, Kind
from output.template import Rows, Template
from synth import keys
from synth.codes import Concept

TYPE = "DiagnosticReport"

TEMPLATE = Template(
    """{
    "resourceType": "DiagnosticReport",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "https://synth.example.org/Id/laboratory-report", "value": "${id}"}],
    "status": "final",
    "category": [{"coding": [${laboratory}]}, ${discipline}],
    "code": ${panel},
    "subject": {"reference": "Patient/${patient}"},
    "encounter"?: {"reference": "Encounter/${encounter}"},
    "effectiveDateTime": "${begins}",
    "issued": "${recorded}",
    "performer": [${performer}],
    "specimen": [{"reference": "Specimen/${specimen}", "display": "${material}"}],
    "result": [ ...results {"reference": "Observation/${result}", "display": "${what}"} ]
}""",
    meta=META,
)


def gathered(context: Context) -> Entries:
    """The panels, one report each."""
    return laboratory.panels(context).gathered(TYPE)


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    context, panels = entries.context, laboratory.panels(entries.context)
    number, place = distinct(entries["counterpart"])
    results = panels.entries
    names = results.each(lambda kind: _words(results, kind))
    return {
        **entries.common("DiagnosticReport-Lab"),
        "laboratory": dumps(fragments.find(context.codelists, f"{HL7}v2-0074", "LAB")),
        "discipline": entries.each(lambda kind: dumps(fragments.concept(_named(entries, kind, "discipline")))),
        "panel": entries.said("panel"),
        "performer": lookup(place, directory.organisation_references(number.tolist(), context.settings)),
        "specimen": uuid_text(keys.uuids(entries.owner, entries["entry"], "Specimen")),
        "material": entries.each(lambda kind: _escaped(_called(_named(entries, kind, "specimen")))),
        "results": Rows(
            panels.starts,
            {
                "result": results.id.take(pa.array(panels.members)),
                "what": lookup(names.index[panels.members], names.table),
            },
        ),
    }


def _called(concept: Concept) -> str:
    """What a concept is called: as its first code has it, or where it has none in our own words."""
    return fragments.coding(concept.codings[0])["display"] if concept.codings else concept.text


def _named(entries: Entries, kind: Kind, name: str) -> Concept:
    """The concept of what a form names."""
    return entries.context.codelists.concept(str(kind.says(name)))


def _words(entries: Entries, kind: Kind) -> bytes:
    return _escaped(str(entries.code_of(kind)["text"]))


def _escaped(words: str) -> bytes:
    return dumps(words)[1:-1]
