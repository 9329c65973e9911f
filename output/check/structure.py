"""The structural second opinion: does fhir.resources (its R4B models) take a resource as it stands?"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from output.check import Findings

RULE = "structure"


@lru_cache
def model(kind: str) -> Any:
    """The model of a type of resource, or None if R4B has none of that name."""
    from fhir.resources.R4B import get_fhir_model_class

    try:
        return get_fhir_model_class(kind)
    except (KeyError, LookupError, ValueError, ImportError, AttributeError):
        return None


def check(where: str, kind: str, text: bytes, findings: Findings) -> None:
    """Load one resource; what the model says against it is a finding."""
    findings.checked[RULE] += 1
    for what in faults(kind, text):
        findings.found(RULE, where, what)


def faults(kind: str, text: bytes) -> list[str]:
    """What the model of a type says against a resource."""
    from pydantic import ValidationError

    made = model(kind)
    if made is None:
        return [f"FHIR R4 has no resource '{kind}'"]
    try:
        made.model_validate_json(text)
    except ValidationError as error:
        return [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
    except (ValueError, TypeError) as error:
        return [" ".join(str(error).split())]
    return []
