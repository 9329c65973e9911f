"""A batch, and what its people are known and referred to by."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa

from output.columns import Coded, lookup, uuid_text
from output.fhir import fragments
from output.fhir.fragments import dumps
from output.fhir.people import People
from output.fhir.related_person import Related
from synth import chance, keys
from synth.codes import Codelists
from synth.record.batch import Batch
from synth.record.forms import Form
from synth.world.population import Population

PATIENT = chance.name_hash("patient")
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


class Context:
    """A batch, and what its people are referred to by."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.codelists, self.settings = batch, batch.codelists, batch.settings
        self.population: Population = batch.population
        self.concepts = fragments.concepts(batch.codelists)
        self.made = _made(batch.forms, batch.codelists)

    @cached_property
    def patient_ids(self) -> pa.LargeBinaryArray:
        """The id of each person's Patient."""
        key = self.population["key"]
        return uuid_text(keys.uuids(key, np.full(len(key), PATIENT, dtype=np.uint64), "Patient"))

    @cached_property
    def people(self) -> People:
        """What is known of each person."""
        return People(self)

    @cached_property
    def relatives(self) -> Related:
        """Who stands as a RelatedPerson in whose bundle."""
        return Related(self)

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
