"""The context that all resources of a batch share: the record, the ids of its people, values worked out once.

It knows none of those who ask it: what is made of a context is made and kept by its own class (`Entries.kept`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from output.columns import Coded, lookup, uuid_text
from output.fhir.base import fragments
from output.fhir.base.fragments import dumps
from synth import keys
from synth.codes import Codelists
from synth.record.batch import Batch
from synth.record.forms import Form

_CONFIDENTIALITY = {"normal": "", "restricted": "R", "third-party": "R", "legally protected": "V"}


_MADE: list[tuple[Sequence[Form], Codelists, dict]] = []
_MADE_AT_MOST = 4


def _made(forms: Sequence[Form], codelists: Codelists) -> dict:
    """What was made of forms and codelists before: batches of one run share both, and so all that follows."""
    for known, codes, made in _MADE:
        if known is forms and codes is codelists:
            return made
    _MADE.append((forms, codelists, {}))
    del _MADE[:-_MADE_AT_MOST]
    return _MADE[-1][2]


class Documents(Protocol):
    """Documents written beside the resources: their texts and ids (large_binary)."""

    data: Any
    id: Any


class Context:
    """A batch, and what its people are referred to by; documents: what is written beside the resources, if any is."""

    def __init__(self, batch: Batch, documents: Documents | None = None) -> None:
        self.documents = documents
        self.batch, self.codelists, self.settings = batch, batch.codelists, batch.settings
        self.who = batch.who
        self.concepts = fragments.concepts(batch.codelists)
        self.made = _made(batch.forms, batch.codelists)
        self._kept: dict[str, Any] = {}

    @cached_property
    def patient_ids(self) -> pa.LargeBinaryArray:
        """The id of each person's Patient."""
        return uuid_text(keys.uuids(self.batch.people["key"], self.batch.patient_keys, "Patient"))

    def kept(self, what: str, make: Callable[[Context], Any]) -> Any:
        """What several resources are made of, made once for each `what`."""
        if what not in self._kept:
            self._kept[what] = make(self)
        return self._kept[what]

    def concept(self, codes: np.ndarray) -> Coded:
        """The CodeableConcept of each code, null for 0."""
        return lookup(codes, self.concepts)

    def security(self, confidentiality: str) -> bytes:
        """The labels of a resource: that it is test data, and how confidential."""
        labels = [fragments.find(self.codelists, f"{fragments.HL7}v3-ActReason", "HTEST")]
        level = _CONFIDENTIALITY[confidentiality]
        if level:
            labels.append(fragments.find(self.codelists, f"{fragments.HL7}v3-Confidentiality", level))
        return dumps(labels)[1:-1]
