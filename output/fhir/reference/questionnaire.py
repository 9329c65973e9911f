"""Questionnaire: those whose answers records keep, as reference data."""

from __future__ import annotations

from typing import Any

import numpy as np

from output.columns import json_text, table
from output.fhir.base import fragments
from output.fhir.base.fragments import META_OF_REFERENCE, dumps
from output.fhir.reference.questionnaires import every, url
from output.template import Template
from synth import chance, keys
from synth.codes import Codelists
from synth.settings import Settings
from synth.systems.directory import listed

TEMPLATE = Template("""{
    "resourceType": "Questionnaire",
    "id": "${id}",
    "meta": ${meta},
    "url": "${url}",
    "identifier": [{"system": "https://synth.example.org/Id/questionnaire", "value": "${name}"}],
    "version": "1.0.0",
    "name": "${computable}",
    "title": "${title}",
    "status": "active",
    "subjectType": ["Patient"],
    "publisher": "${publisher}",
    "description": "${description}",
    "code"?: ${code},
    "item": [${items}]
}""", meta=META_OF_REFERENCE)  # fmt: skip


def columns(settings: Settings, codelists: Codelists) -> tuple[np.ndarray, np.ndarray, dict[str, Any]]:
    """The ids of the questionnaires, the instants at which they were entered, and what fills the slots."""
    names = np.array([chance.name_hash(each.name) for each in every()], dtype=np.uint64)
    ids = keys.uuids(settings.run, names, "Questionnaire")
    return (
        ids,
        listed.organisations_since(names, settings),
        {
            "url": table(url(each).encode() for each in every()),
            "name": table(each.name.replace("_", "-").encode() for each in every()),
            "computable": table(each.name.title().replace("_", "").encode() for each in every()),
            "title": table(json_text(each.title) for each in every()),
            "publisher": table(json_text(each.publisher) for each in every()),
            "description": table(json_text(each.description) for each in every()),
            "code": table(_codings(codelists, each.code) for each in every()),
            "items": table(
                b",".join(_item(codelists, key, text, each.type) for key, text in each.items.items())
                for each in every()
            ),
        },
    )


def _codings(codelists: Codelists, key: str) -> bytes | None:
    codings = fragments.concept(codelists.concept(key)).get("coding") if key in codelists else None
    return dumps(codings) if codings else None


def _item(codelists: Codelists, key: str, text: str, kind: str) -> bytes:
    codings = fragments.concept(codelists.concept(key)).get("coding") if key in codelists else None
    return dumps({"linkId": key, **({"code": codings} if codings else {}), "text": text, "type": kind})
