"""Very many CDA documents of both dialects, against the schemas of HL7 and of the NHS.

`python -m tests.conformance.test_documents 20000` does the same without pytest, and tells how far it is.
"""

from __future__ import annotations

import os
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from lxml import etree

import care_pathways
from output import cda
from output.documents.kinds import KINDS
from synth import keys
from synth.settings import Settings
from synth.simulate import simulate
from tests.fixtures.nhs_form import templated, without_localisation

SHARED = Path(__file__).parents[3] / "shared" / "conformance" / "cda"
SCHEMAS = {
    "hl7": ("hl7-cda-r2-xsd", "normative/infrastructure/cda/CDA.xsd"),
    "wire": ("nhs-edischarge-xsd", "Schemas/POCD_MT000002UK01.xsd"),
    "templates": ("nhs-edischarge-xsd", "Schemas/POCD_MT000026GB01.xsd"),
}
"""The schemas by what they judge: the archive that holds each, and where."""
DOCUMENTS = int(os.environ.get("SYNTH_DOCUMENTS", "20000"))
"""How many of each dialect are judged."""
FAMILIES = 4 * keys.BLOCK

pytestmark = [pytest.mark.conformance, pytest.mark.slow]


@dataclass
class Judged:
    """How many documents of each kind were judged in a dialect, and the first faults found."""

    kinds: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return self.kinds.total()


def schemas(to: Path) -> dict[str, etree.XMLSchema]:
    """The schemas, unpacked into a folder; the test is left out where there are none."""
    for name in {archive for archive, _ in SCHEMAS.values()}:
        if not (SHARED / f"{name}.tgz").exists():
            pytest.skip(f"{name}.tgz is not there: the schemas stand in ../shared only")
        with tarfile.open(SHARED / f"{name}.tgz") as tar:
            tar.extractall(to, filter="data")
    return {name: etree.XMLSchema(etree.parse(to / path)) for name, (_, path) in SCHEMAS.items()}


def forms(data: bytes, dialect: str) -> Iterator[tuple[str, etree._Element]]:
    """The forms in which a document is judged, each with its schema."""
    root = etree.fromstring(data)
    if dialect == "hl7":
        yield "hl7", root
        return
    yield "wire", root
    yield "hl7", without_localisation(root)
    # What is made anew is read anew, as a schema looks at prefixes too.
    yield "templates", etree.fromstring(etree.tostring(templated(root)))


def judge(by: dict[str, etree.XMLSchema], wanted: int, seed: int = 20) -> Iterator[dict[str, Judged]]:
    """Judge the documents of families in turn, until so many of each dialect are; yields what is known after each run."""
    found = {"hl7": Judged(), "nhs-itk": Judged()}
    library, first = care_pathways.library(), 0
    while any(len(each) < wanted for each in found.values()):
        batch = simulate(np.arange(first, first + FAMILIES), Settings(seed=seed), library)
        first += FAMILIES
        for dialect, judged in found.items():
            if len(judged) >= wanted:
                continue
            made = cda.render(batch, dialect)
            for identity, kind, data in zip(
                made.id.to_pylist(), made.type.tolist(), made.data.to_pylist(), strict=True
            ):
                judged.kinds[KINDS[kind].key] += 1
                for name, form in forms(data, dialect):
                    if not by[name].validate(form):
                        judged.faults.append(f"{identity.decode()} {name}: {by[name].error_log[0]}")
        yield found


def test_every_one_of_very_many_documents_is_valid_in_both_dialects(tmp_path):
    for found in judge(schemas(tmp_path), DOCUMENTS):
        for dialect, judged in found.items():
            assert judged.faults[:3] == [], dialect
    assert min(map(len, found.values())) >= DOCUMENTS


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for found in judge(schemas(Path(folder)), int(sys.argv[1])):
            print({name: (len(one), len(one.faults), one.faults[:1]) for name, one in found.items()}, flush=True)
    print({name: dict(one.kinds) for name, one in found.items()})
