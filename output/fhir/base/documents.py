"""What a document is, in the codes of FHIR, as its kind says: the same in its reference and in its Composition."""

from __future__ import annotations

from typing import Any

from output.documents.kinds import Kind
from output.fhir.base import fragments
from synth.codes import LOINC, SNOMED, Codelists


def type_of(kind: Kind, codelists: Codelists) -> dict[str, Any]:
    """What a kind of document is, as a CodeableConcept: LOINC and SNOMED CT as far as it has them, and its title."""
    named = [(key, system) for key, system in ((kind.loinc, LOINC), (kind.snomed, SNOMED)) if key]
    codings = [fragments.coding(codelists.of_system(key, system)) for key, system in named]
    return {**({"coding": codings} if codings else {}), "text": kind.title}


def class_of(kind: Kind, codelists: Codelists) -> dict[str, str] | None:
    """What it is in the coarse, as a Coding; None where its kind does not say."""
    return fragments.coding(codelists.of_system(kind.category, LOINC)) if kind.category else None
