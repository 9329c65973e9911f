"""The dialects of CDA: how each writes ids and codes, and in which folder its templates stand.

`hl7` is strict CDA R2, with templates of C-CDA and IHE. `nhs-itk` is the NHS's own (Interoperability Toolkit): it names
its templates and parts in a namespace of its own, writes ids in capitals and SNOMED CT as the UK's edition. `pdf` and
`text` are documents of HL7 whose body is not coded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from output.cda import wording
from output.columns import BYTES
from output.template import Template
from synth.dataset.layout import DIALECTS

_FOLDER = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Dialect:
    """A dialect of CDA.

    element: of a tag, a concept and a data type, the coded element. capitals: whether ids are written in them. coded:
    whether documents have sections and entries, and not words alone; these have the header of HL7."""

    name: str
    folder: Path
    element: Callable[..., bytes]
    capitals: bool = False
    coded: bool = True

    def template(self, name: str) -> Template | None:
        """One of its templates, None where it has none of that name: it says nothing of such a thing in a code."""
        return _template(self.folder / f"{name}.xml") if self.coded or name == "document" else None

    def ids(self, ids: Any) -> Any:
        """Ids (large_binary) as it writes them: the same ones."""
        return pc.ascii_upper(ids.cast(pa.large_string())).cast(BYTES) if self.capitals else ids


@cache
def _template(path: Path) -> Template | None:
    return Template(path.read_text("utf-8")) if path.exists() else None


HL7 = Dialect("hl7", _FOLDER, wording.element)
ITK = Dialect("nhs-itk", _FOLDER / "itk", wording.uk_element, capitals=True)
PDF = Dialect("pdf", _FOLDER, wording.element, coded=False)
TEXT = Dialect("text", _FOLDER, wording.element, coded=False)
NAMED = {each.name: each for each in (HL7, ITK, PDF, TEXT)}
"""The dialects by the name that is asked for."""

assert tuple(NAMED) == DIALECTS
