"""Specimen: what was taken for one panel of tests, by whom, and when the laboratory had it."""

from __future__ import annotations

from typing import Any

import numpy as np

from output.columns import text
from output.fhir.base.fragments import META
from output.fhir.subject import laboratory
from output.fhir.subject.context import Context
from output.fhir.subject.entries import Entries
from output.template import Template
from synth import clock

TYPE = "Specimen"

TEMPLATE = Template(
    """{
    "resourceType": "Specimen",
    "id": "${id}",
    "meta": ${meta},
    "identifier": [{"system": "https://synth.example.org/Id/specimen", "value": "${id}"}],
    "status": "available",
    "type": ${substance},
    "subject": {"reference": "Patient/${patient}"},
    "receivedTime": "${received}",
    "collection": {"collector"?: ${practitioner}, "collectedDateTime": "${begins}"}
}""",
    meta=META,
)

ON_THE_ROAD = 3 * clock.HOUR
"""Minutes from the clinic to the laboratory; never more than half the time to the result.

Assumption: a van fetches samples twice a day.
"""


def gathered(context: Context) -> Entries:
    """The panels, one specimen each."""
    return laboratory.panels(context).gathered(TYPE)


def columns(entries: Entries) -> dict[str, Any]:
    """What fills the slots."""
    taken, known = entries["from"], entries["recorded"]
    received = taken + np.minimum(ON_THE_ROAD, np.maximum(known - taken, 0) // 2)
    return {
        **entries.common("Specimen"),
        "recorded": text(clock.instant_text(received)),
        "received": text(clock.instant_text(received)),
        "substance": entries.said("specimen"),
    }
