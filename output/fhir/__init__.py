"""What a batch looks like as FHIR R4 (UK Core): resources, and NDJSON and bundles of the same bytes."""

from __future__ import annotations

from types import ModuleType

from output.fhir import (
    allergy_intolerance,
    appointment,
    care_plan,
    communication,
    condition,
    consent,
    document_reference,
    encounter,
    episode_of_care,
    family_member_history,
    flag,
    immunization,
    medication_request,
    observation,
    patient,
    procedure,
    related_person,
    service_request,
)
from output.fhir.bundling import bundles, reference_bundles
from output.fhir.context import Context
from output.fhir.entries import Entries
from output.fhir.rendered import Rendered, ndjson
from output.fhir.shared import reference
from synth.record.batch import Batch

__all__ = ["RESOURCES", "Rendered", "bundles", "ndjson", "reference", "reference_bundles", "render"]

RESOURCES: tuple[ModuleType, ...] = (
    episode_of_care,
    encounter,
    condition,
    observation,
    procedure,
    immunization,
    medication_request,
    service_request,
    care_plan,
    flag,
    allergy_intolerance,
    appointment,
    consent,
    communication,
    document_reference,
    family_member_history,
)
"""One module for each type of resource made of entries: TYPE, KINDS (of entry), TEMPLATE and `columns`."""


def render(batch: Batch) -> dict[str, Rendered]:
    """Every resource of the patients of a batch, by type, as each stood when the window closed."""
    context = Context(batch)
    found = {patient.TYPE: patient.render(context), related_person.TYPE: related_person.render(context)}
    for module in RESOURCES:
        found[module.TYPE] = of_entries(module, context)
    return found


def of_entries(module: ModuleType, context: Context) -> Rendered:
    """The resources of one type that are made of entries."""
    entries = Entries(context, module.TYPE, *module.KINDS)
    if not len(entries):
        return Rendered.nothing(module.TYPE)
    lines = module.TEMPLATE.render(len(entries), module.columns(entries), b"\n")
    return Rendered(module.TYPE, lines, entries.person, entries.id)
