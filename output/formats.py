"""The formats of a dataset: which files each makes of a block, and of the reference data.

Resources are rendered once; NDJSON and bundles are two cuts of the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from output import columns, tables
from synth.dataset.content import Content, ManyFiles, OneFile, block_name
from synth.record.batch import Batch
from synth.settings import Settings


@dataclass
class Rendered:
    """What a block becomes: how many resources of each type it has, and its files, made one at a time."""

    resources: dict[str, int]
    contents: Iterable[Content]


@dataclass(frozen=True)
class Format:
    """A format: what it is, whether it needs the resources, and what makes its files."""

    name: str
    title: str
    fhir: bool
    files: Callable[[Batch, int, Any], Iterator[Content]]
    reference: Callable[[Any], Iterator[Content]] | None = None


def render(batch: Batch, formats: Sequence[str], block: int) -> Rendered:
    """The files of one block in some formats."""
    resources = None
    if any(FORMATS[name].fhir for name in formats):
        from output import fhir

        resources = fhir.render(batch)
    counts = {kind: len(rendered) for kind, rendered in (resources or {}).items()}
    return Rendered(counts, _files(batch, formats, block, resources))


def _files(batch: Batch, formats: Sequence[str], block: int, resources: Any) -> Iterator[Content]:
    for name in formats:
        yield from FORMATS[name].files(batch, block, resources)


def reference(settings: Settings, places: Sequence[int], formats: Sequence[str]) -> Rendered:
    """The reference data of the places touched: organisations, locations, practitioners and their roles."""
    if not any(FORMATS[name].fhir for name in formats):
        return Rendered({}, ())
    from output import fhir

    resources = fhir.reference(settings, places)
    counts = {kind: len(rendered) for kind, rendered in resources.items()}
    return Rendered(counts, _reference_files(formats, resources))


def _reference_files(formats: Sequence[str], resources: Any) -> Iterator[Content]:
    for name in formats:
        make = FORMATS[name].reference
        if make is not None:
            yield from make(resources)


# ---------------------------------------------------------------- the formats


def _ndjson(batch: Batch, block: int, resources: Any) -> Iterator[Content]:
    yield from _ndjson_files(resources, block_name(block))


def _ndjson_reference(resources: Any) -> Iterator[Content]:
    yield from _ndjson_files(resources, "reference")


def _ndjson_files(resources: Any, name: str) -> Iterator[Content]:
    from output import fhir

    for kind, rendered in resources.items():
        if len(rendered):
            yield OneFile(f"ndjson/{kind}-{name}.ndjson", "ndjson", kind, len(rendered), [fhir.ndjson(rendered)])


def _bundles(batch: Batch, block: int, resources: Any) -> Iterator[Content]:
    from output import fhir

    made = fhir.bundles(batch, resources)
    yield ManyFiles(
        f"bundles/{block_name(block)}",
        "bundles",
        "Bundle",
        made.names,
        ".json",
        made.starts,
        made.data,
        made.counts,
    )


def _bundles_reference(resources: Any) -> Iterator[Content]:
    from output import fhir

    for n, (count, pieces) in enumerate(fhir.reference_bundles(resources)):
        yield OneFile(f"bundles/reference-{n}.json", "bundles", "Bundle", count, pieces)


def _cda(batch: Batch, block: int, resources: Any) -> Iterator[Content]:
    from output import cda

    made = cda.render(batch)
    if len(made):
        folder = f"cda/{block_name(block)}"
        yield _many(folder, "cda", "ClinicalDocument", made.id, ".xml", made.data, np.ones(len(made), np.int64))


def _many(folder: str, form: str, kind: str, names: Any, suffix: str, data: Any, counts: np.ndarray) -> ManyFiles:
    """Small files from columns (large_binary) of their names and of their bytes."""
    starts, whole = columns.buffers(data)
    called = [name.decode() for name in names.to_pylist()]
    return ManyFiles(folder, form, kind, called, suffix, starts, memoryview(whole), counts)


def _parquet(batch: Batch, block: int, resources: Any) -> Iterator[Content]:
    yield from tables.files(batch, block, "parquet")


def _csv(batch: Batch, block: int, resources: Any) -> Iterator[Content]:
    yield from tables.files(batch, block, "csv")


FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format("bundles", "FHIR, one transaction bundle for each patient", True, _bundles, _bundles_reference),
        Format("ndjson", "FHIR, one file for each type of resource", True, _ndjson, _ndjson_reference),
        Format("cda", "CDA documents", False, _cda),
        Format("parquet", "tables for each kind of entry, as Parquet", False, _parquet),
        Format("csv", "tables for each kind of entry, as CSV", False, _csv),
    )
}
"""The formats that there are, by name, in the order in which they are written."""
