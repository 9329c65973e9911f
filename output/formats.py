"""The formats of a dataset: which files each makes of a block, and of the reference data.

Resources are rendered once; NDJSON and bundles are two cuts of the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from output import columns, tables
from synth.dataset.content import Content, ManyFiles, OneFile, block_name
from synth.dataset.folder import EXPORT
from synth.dataset.layout import Layout, ndjson_path
from synth.dataset.plan import Plan
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
    files: Callable[[Batch, int, Any, Layout], Iterator[Content]]
    reference: Callable[[Any, Layout], Iterator[Content]] | None = None


class _WithDocuments(dict[str, Any]):
    """Resources by type, with the documents that some of them speak of."""

    def __init__(self, resources: Mapping[str, Any], documents: Any) -> None:
        super().__init__(resources)
        self.documents = documents


def render(batch: Batch, formats: Sequence[str], block: int, layout: Layout) -> Rendered:
    """The files of one block in some formats."""
    resources = None
    if any(FORMATS[name].fhir for name in formats):
        from output import cda, fhir

        documents = cda.render(batch) if "cda" in formats else None
        resources = fhir.render(batch, layout.bundle == "document", documents)
        if documents is not None:
            resources = _WithDocuments(resources, documents)
    counts = {kind: len(rendered) for kind, rendered in (resources or {}).items()}
    return Rendered(counts, _files(batch, formats, block, resources, layout))


def _files(batch: Batch, formats: Sequence[str], block: int, resources: Any, layout: Layout) -> Iterator[Content]:
    for name in formats:
        yield from FORMATS[name].files(batch, block, resources, layout)


def reference(settings: Settings, places: Sequence[int], formats: Sequence[str], layout: Layout) -> Rendered:
    """The reference data of the places touched: organisations, locations, practitioners and their roles."""
    if not any(FORMATS[name].fhir for name in formats):
        return Rendered({}, ())
    from output import fhir

    resources = fhir.reference(settings, places)
    counts = {kind: len(rendered) for kind, rendered in resources.items()}
    return Rendered(counts, _reference_files(formats, resources, layout))


def _reference_files(formats: Sequence[str], resources: Any, layout: Layout) -> Iterator[Content]:
    for name in formats:
        make = FORMATS[name].reference
        if make is not None:
            yield from make(resources, layout)


def beside(plan: Plan, patients: Iterator[str], total: int, files: Sequence[Mapping[str, Any]]) -> Iterator[Content]:
    """What stands once in a dataset, beside its blocks: the data packages, the Group, the bulk-data manifest.

    patients: their ids in order, so many of them; files: what the marks say of every file of NDJSON and of CSV.
    """
    from output.tables import package

    yield from package.packages(file for file in files if file["format"] == "csv")
    if not any(FORMATS[name].fhir for name in plan.formats):
        return
    from output.fhir.bundles import cohort, export

    layout, listed = plan.layout, [file for file in files if file["format"] == "ndjson"]
    found = list(cohort.groups(plan.settings, patients, total, layout.size))
    if "ndjson" in plan.formats:
        if found:  # a dataset of nobody has no Group, and no file without a line
            lines = _lines(cohort.TYPE, "cohort", len(found), b"".join(text + b"\n" for _, text in found), layout)
            listed.append({"path": lines.path, "kind": lines.kind, "count": lines.count})
            yield lines
        yield OneFile(
            EXPORT, "export", "manifest", len(listed), list(export.manifest(plan.settings, listed, layout.base))
        )
    # A document holds one patient, and after a post no one knows the ids that a server gave.
    if "bundles" in plan.formats and layout.bundle not in ("document", "post"):
        for n, (identity, text) in enumerate(found):
            bundle = cohort.bundle(identity, text, layout.bundle)
            yield OneFile(f"bundles/cohort-{n}.json", "bundles", "Bundle", 1, [bundle])


# ---------------------------------------------------------------- the formats


def _ndjson(batch: Batch, block: int, resources: Any, layout: Layout) -> Iterator[Content]:
    yield from _ndjson_files(resources, block_name(block), layout)


def _ndjson_reference(resources: Any, layout: Layout) -> Iterator[Content]:
    yield from _ndjson_files(resources, "reference", layout)


def _ndjson_files(resources: Any, name: str, layout: Layout) -> Iterator[Content]:
    from output import fhir

    for kind, rendered in resources.items():
        if len(rendered):
            yield _lines(kind, name, len(rendered), fhir.ndjson(rendered), layout)


def _lines(kind: str, name: str, count: int, text: bytes | memoryview, layout: Layout) -> OneFile:
    return OneFile(ndjson_path(kind, name, layout.compress), "ndjson", kind, count, [text], layout.compress)


def _bundles(batch: Batch, block: int, resources: Any, layout: Layout) -> Iterator[Content]:
    from output import fhir

    document = layout.bundle == "document"
    made = fhir.documents(batch, resources) if document else fhir.bundles(batch, resources, layout)
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


def _bundles_reference(resources: Any, layout: Layout) -> Iterator[Content]:
    from output import fhir

    if layout.bundle == "document":
        return  # each document holds what it needs
    found = list(fhir.reference_bundles(resources, layout))
    width = len(str(len(found) - 1))  # so that their names sort in the order in which they are to be loaded
    for n, (count, pieces) in enumerate(found):
        yield OneFile(f"bundles/reference-{n:0{width}}.json", "bundles", "Bundle", count, pieces)


def _cda(batch: Batch, block: int, resources: Any, layout: Layout) -> Iterator[Content]:
    from output import cda

    made = resources.documents if isinstance(resources, _WithDocuments) else cda.render(batch)
    if len(made):
        folder = f"cda/{block_name(block)}"
        yield _many(folder, "cda", "ClinicalDocument", made.id, ".xml", made.data, np.ones(len(made), np.int64))


def _many(folder: str, form: str, kind: str, names: Any, suffix: str, data: Any, counts: np.ndarray) -> ManyFiles:
    """Small files from columns (large_binary) of their names and of their bytes."""
    starts, whole = columns.buffers(data)
    called = [name.decode() for name in names.to_pylist()]
    return ManyFiles(folder, form, kind, called, suffix, starts, memoryview(whole), counts)


def _parquet(batch: Batch, block: int, resources: Any, layout: Layout) -> Iterator[Content]:
    yield from tables.files(batch, block, "parquet")


def _csv(batch: Batch, block: int, resources: Any, layout: Layout) -> Iterator[Content]:
    yield from tables.files(batch, block, "csv")


FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format("bundles", "FHIR, a bundle for each patient", True, _bundles, _bundles_reference),
        Format("ndjson", "FHIR, one file for each type of resource", True, _ndjson, _ndjson_reference),
        Format("cda", "CDA documents", False, _cda),
        Format("parquet", "tables for each kind of entry, as Parquet", False, _parquet),
        Format("csv", "tables for each kind of entry, as CSV", False, _csv),
    )
}
"""The formats that there are, by name, in the order in which they are written."""
