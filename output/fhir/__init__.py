"""A batch as FHIR R4 (UK Core): resources, and NDJSON and bundles of the same bytes."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from output import registry
from output.fhir.base.rendered import Rendered, ndjson
from output.fhir.bundles.bundling import bundles, reference_bundles
from output.fhir.documents import composition
from output.fhir.documents.document import documents
from output.fhir.reference.shared import reference
from output.fhir.resources import patient
from output.fhir.subject import related_person
from output.fhir.subject.context import Context, Documents
from output.fhir.subject.entries import Entries
from synth.record.batch import Batch

__all__ = ["RESOURCES", "Rendered", "bundles", "documents", "ndjson", "reference", "reference_bundles", "render"]

RESOURCES: tuple[ModuleType, ...] = tuple(
    import_module(f"output.fhir.resources.{name}") for name in registry.modules().values()
)
"""One module for each type of resource made of entries, as `output.registry` says: TYPE, TEMPLATE and `columns`.

What is made of several entries, or of those of others, has `gathered` beside, which finds them.
"""


def render(batch: Batch, compositions: bool = False, documents: Documents | None = None) -> dict[str, Rendered]:
    """Every resource of the patients of a batch, by type, as each stood when the window closed.

    compositions: with the Composition of each patient's record. documents: those of the batch as CDA, if they are
    written beside the resources, which then say their size and hash.
    """
    context = Context(batch, documents)
    found = {patient.TYPE: patient.render(context), related_person.TYPE: related_person.render(context)}
    for module in RESOURCES:
        found[module.TYPE] = of_entries(module, context)
    if compositions:
        found[composition.TYPE] = composition.render(context, found)
    return found


def entries_of(module: ModuleType, context: Context) -> Entries:
    """What the resources of a type are made of: entries of its kinds, or what it gathers of other entries."""
    return module.gathered(context) if hasattr(module, "gathered") else Entries.kept(context, module.TYPE)


def of_entries(module: ModuleType, context: Context) -> Rendered:
    """The resources of one type that are made of entries."""
    entries = entries_of(module, context)
    if not len(entries):
        return Rendered.nothing(module.TYPE)
    lines = module.TEMPLATE.render(len(entries), module.columns(entries), b"\n")
    return Rendered(module.TYPE, lines, entries.person, entries.id)
