"""The formats of a dataset: which files each makes of a block, and of the reference data.

A format asks a `Rendering` for what it needs. Resources are made once: NDJSON and bundles are two cuts of one text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from output import columns, tables
from synth.dataset.content import Content, ManyFiles, OneFile, block_name
from synth.dataset.folder import EXPORT
from synth.dataset.layout import TRUTH, Layout, messages_path, ndjson_path
from synth.dataset.plan import Plan
from synth.record.batch import Batch
from synth.settings import Settings

if TYPE_CHECKING:
    from output import cda, fhir


@dataclass
class Rendered:
    """What a block becomes: how many resources of each type it has, and its files, made one at a time."""

    resources: dict[str, int]
    contents: Iterable[Content]


class Rendering:
    """A block on its way into some formats: each product is made when first asked for, and kept for all who ask again.

    What else a batch can become (messages, views, pages) is a property here beside `resources` and `documents`.
    """

    def __init__(self, batch: Batch, block: int, formats: Sequence[str], layout: Layout) -> None:
        self.batch, self.block, self.formats, self.layout = batch, block, formats, layout

    @cached_property
    def documents(self) -> cda.Rendered:
        """The CDA documents."""
        from output import cda

        return cda.of_part(self.batch, self.layout.cda)

    @cached_property
    def resources(self) -> dict[str, fhir.Rendered]:
        """The FHIR resources by type; those that speak of documents say their size where these are written too."""
        from output import fhir

        documents = self.documents if "cda" in self.formats else None
        return fhir.render(self.batch, self.layout.bundle == "document", documents)

    @cached_property
    def tables(self) -> tables.Tables:
        """The tables, each kind made once for all formats of tables."""
        return tables.Tables(self.batch)


class SharedRendering:
    """The reference data of some places on its way into some formats: made when first asked for, and kept."""

    def __init__(self, settings: Settings, places: Sequence[int], layout: Layout) -> None:
        self.settings, self.places, self.layout = settings, places, layout

    @cached_property
    def resources(self) -> dict[str, fhir.Rendered]:
        """The FHIR resources by type."""
        from output import fhir

        return fhir.reference(self.settings, self.places)


@dataclass(frozen=True)
class Format:
    """A format: what it is, whether it is of FHIR resources, and what makes its files."""

    name: str
    title: str
    fhir: bool
    files: Callable[[Rendering], Iterator[Content]]
    reference: Callable[[SharedRendering], Iterator[Content]] | None = None


def render(batch: Batch, formats: Sequence[str], block: int, layout: Layout) -> Rendered:
    """The files of one block in some formats."""
    rendering = Rendering(batch, block, formats, layout)
    files = (content for name in formats for content in FORMATS[name].files(rendering))
    return Rendered(counts(rendering, formats), files)


def reference(settings: Settings, places: Sequence[int], formats: Sequence[str], layout: Layout) -> Rendered:
    """The reference data of the places touched: organisations, locations, practitioners and their roles."""
    return shared(SharedRendering(settings, places, layout), formats)


def shared(rendering: SharedRendering, formats: Sequence[str]) -> Rendered:
    """The files of some reference data in some formats."""
    makers = [make for name in formats if (make := FORMATS[name].reference) is not None]
    files = (content for make in makers for content in make(rendering))
    return Rendered(counts(rendering, formats), files)


def counts(rendering: Rendering | SharedRendering, formats: Sequence[str]) -> dict[str, int]:
    """How many resources of each type there are; none where no format is of resources."""
    if not any(FORMATS[name].fhir for name in formats):
        return {}
    return {kind: len(rendered) for kind, rendered in rendering.resources.items()}


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
    found = list(cohort.groups(plan.settings, patients, total, layout.size, plan.system))
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


def _ndjson(of: Rendering) -> Iterator[Content]:
    yield from _ndjson_files(of, block_name(of.block))


def _ndjson_reference(of: SharedRendering) -> Iterator[Content]:
    yield from _ndjson_files(of, "reference")


def _ndjson_files(of: Rendering | SharedRendering, name: str) -> Iterator[Content]:
    from output import fhir

    for kind, rendered in of.resources.items():
        if len(rendered):
            yield _lines(kind, name, len(rendered), fhir.ndjson(rendered), of.layout)


def _lines(kind: str, name: str, count: int, text: bytes | memoryview, layout: Layout) -> OneFile:
    return OneFile(ndjson_path(kind, name, layout.compress), "ndjson", kind, count, [text], layout.compress)


def _bundles(of: Rendering) -> Iterator[Content]:
    from output import fhir

    document = of.layout.bundle == "document"
    made = fhir.documents(of.batch, of.resources) if document else fhir.bundles(of.batch, of.resources, of.layout)
    yield ManyFiles(
        f"bundles/{block_name(of.block)}",
        "bundles",
        "Bundle",
        made.names,
        ".json",
        made.starts,
        made.data,
        made.counts,
    )


def _bundles_reference(of: SharedRendering) -> Iterator[Content]:
    from output import fhir

    if of.layout.bundle == "document":
        return  # each document holds what it needs
    found = list(fhir.reference_bundles(of.resources, of.layout))
    width = len(str(len(found) - 1))  # so that their names sort in the order in which they are to be loaded
    for n, (count, pieces) in enumerate(found):
        yield OneFile(f"bundles/reference-{n:0{width}}.json", "bundles", "Bundle", count, pieces)


def _cda(of: Rendering) -> Iterator[Content]:
    made = of.documents
    if len(made):
        folder = f"cda/{block_name(of.block)}"
        yield _many(folder, "cda", "ClinicalDocument", made.id, ".xml", made.data, np.ones(len(made), np.int64))


def _documents(of: Rendering) -> Iterator[Content]:
    from output import compositions

    made = compositions.render(of.batch)
    if len(made):
        folder = f"documents/{block_name(of.block)}"
        yield ManyFiles(folder, "documents", "Bundle", made.names, ".json", made.starts, made.data, made.counts)


def _many(folder: str, form: str, kind: str, names: Any, suffix: str, data: Any, counts: np.ndarray) -> ManyFiles:
    """Small files from columns (large_binary) of their names and of their bytes."""
    starts, whole = columns.buffers(data)
    called = [name.decode() for name in names.to_pylist()]
    return ManyFiles(folder, form, kind, called, suffix, starts, memoryview(whole), counts)


def _stream(name: str, title: str, kind: str) -> Format:
    """The format of a stream of messages: one file of a block, one item of a kind a line."""

    def files(of: Rendering) -> Iterator[Content]:
        from output import messages

        lines = messages.of_part(of.batch, name)
        if len(lines):
            path = messages_path(block_name(of.block), of.layout.compress, name)
            yield OneFile(path, name, kind, len(lines), [lines.data()], of.layout.compress)

    return Format(name, title, False, files)


def _parquet(of: Rendering) -> Iterator[Content]:
    yield from tables.files(of.tables, of.block, "parquet")


def _csv(of: Rendering) -> Iterator[Content]:
    yield from tables.files(of.tables, of.block, "csv")


def _truth(of: Rendering) -> Iterator[Content]:
    from output.tables import truth

    yield from truth.files(of.batch, of.block)


FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format("bundles", "FHIR, a bundle for each patient", True, _bundles, _bundles_reference),
        Format("ndjson", "FHIR, one file for each type of resource", True, _ndjson, _ndjson_reference),
        Format("cda", "CDA documents", False, _cda),
        Format("documents", "FHIR documents, a bundle for each", False, _documents),
        _stream("messages", "national events (FHIR STU3) and messages of R4, in the order of sending", "Bundle"),
        _stream("delivery", "these messages as they arrive: late, doubled, out of order, lossy", "Arrival"),
        _stream("requests", "what is asked of national services that speak FHIR R4, and their signals", "Request"),
        Format("parquet", "tables for each kind of entry, as Parquet", False, _parquet),
        Format("csv", "tables for each kind of entry, as CSV", False, _csv),
        Format(TRUTH, "what was so beside what was written down, as CSV", False, _truth),
    )
}
"""The formats that there are, by name, in the order in which they are written."""
