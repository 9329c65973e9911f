"""What the server states that it can: the searches of `search.PATHS` that mean there what they mean in FHIR."""

from __future__ import annotations

from typing import Any

from output.delivery.verify.answers import parameters
from tests.servers.faulty.search import PATHS

KINDS = {"token": "token", "string": "text", "date": "date", "reference": "reference"}
OTHERWISE = {
    ("Appointment", "patient"), ("Appointment", "location"), ("Procedure", "performer"), ("Immunization", "performer"), ("Task", "subject")
}  # fmt: skip
"""Searches that look at more here than they should: not stated."""


def stated() -> list[dict[str, Any]]:
    """The types that it holds, with what it can do with each."""
    names = {
        kind: [
            name
            for name, each in own.items()
            if PATHS.get(name, ("",))[0] == KINDS[each.kind] and (kind, name) not in OTHERWISE
        ]
        for kind, own in parameters().items()
    }
    references = {
        kind: [name for name in own if parameters()[kind][name].kind == "reference"] for kind, own in names.items()
    }
    return [
        {
            "type": kind,
            "interaction": [{"code": code} for code in ("read", "search-type", "update", "delete")],
            "searchParam": [{"name": name} for name in ["_id", "_tag", "_security", *own]],
            "searchInclude": [f"{kind}:{name}" for name in references[kind]],
            "searchRevInclude": [f"{other}:{name}" for other, some in references.items() for name in some],
            **({"operation": [{"name": "everything"}]} if kind == "Patient" else {}),
        }
        for kind, own in names.items()
    ]
