"""The systems of a block in some formats: all are rendered at once, and cut; and the reference data of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

import numpy as np
import pyarrow as pa

from output import fhir
from output.columns import BYTES
from output.fhir.bundles.linking import Ids, links, parsed
from output.formats import FORMATS, Rendered, Rendering, SharedRendering, counts, shared
from synth import keys
from synth.dataset.content import Content, OneFile
from synth.dataset.layout import Layout
from synth.dataset.systems import named_path
from synth.record.batch import Batch
from synth.settings import Settings
from synth.sharing.views import System, Views


class Part(Rendering):
    """One system's part of a block: its resources are a slice of those of all systems."""

    def __init__(self, whole: Rendering, system: System, batch: Batch) -> None:
        super().__init__(batch, whole.block, whole.formats, whole.layout)
        self._whole, self._system = whole, system

    @cached_property
    def resources(self) -> dict[str, fhir.Rendered]:
        """The FHIR resources by type."""
        return {kind: self._cut(rendered) for kind, rendered in self._whole.resources.items()}

    def _cut(self, rendered: fhir.Rendered) -> fhir.Rendered:
        begin, end = self._system.begin, self._system.end
        low, high = np.searchsorted(rendered.person, [begin, end]).tolist()
        some = slice(low, high)
        return fhir.Rendered(
            rendered.resource_type,
            rendered.lines.slice(low, high - low),
            rendered.person[some] - begin,
            rendered.id.slice(low, high - low),
        )


def render(
    views: Views, formats: Sequence[str], block: int, layout: Layout
) -> Iterator[tuple[System, Batch, Rendered]]:
    """Each system of a block with what it holds, and its files; one of them tells what it needs of reference data."""
    whole = Rendering(views.batch, block, formats, layout)
    for system, batch in views.each():
        part = Part(whole, system, batch)
        yield system, batch, Rendered(counts(part, formats), _files(part, formats))


def named(part: Part) -> bytes:
    """The ids of what a part refers to and does not hold itself, a line each in ascending order."""
    every = list(part.resources.values())
    own = Ids(every)
    target = np.unique(links(every).target, axis=0)
    other = target[own.rows(target) < 0]
    return b"".join(bytes(line) + b"\n" for line in keys.uuid_text(other)) if len(other) else b""


class SharedPart(SharedRendering):
    """The reference data that one system's resources name, and what that names in turn."""

    def __init__(self, settings: Settings, places: Sequence[int], layout: Layout, named: Iterable[bytes]) -> None:
        super().__init__(settings, places, layout)
        self._named = pa.array(sorted(set(named)), BYTES)

    @cached_property
    def resources(self) -> dict[str, fhir.Rendered]:
        """The FHIR resources by type."""
        whole = _reference(self.settings, tuple(self.places))
        every = list(whole.values())
        ids = Ids(every)
        found = links(every)
        row = found.rows(ids)
        # Questionnaires are named by their addresses, which are no references.
        keep = np.concatenate([np.full(len(one), one.resource_type == "Questionnaire") for one in every])
        if len(self._named):
            start = ids.rows(parsed(self._named))
            keep[start[start >= 0]] = True
        while True:
            more = row[keep[found.source] & (row >= 0)]
            if keep[more].all():
                break
            keep[more] = True
        first = np.cumsum([0, *map(len, every)]).tolist()
        bounds = zip(whole.items(), first, first[1:], strict=False)
        return {kind: _some(rendered, np.flatnonzero(keep[a:b])) for (kind, rendered), a, b in bounds}


@lru_cache(maxsize=2)
def _reference(settings: Settings, places: tuple[int, ...]) -> dict[str, fhir.Rendered]:
    return fhir.reference(settings, places)


def _some(rendered: fhir.Rendered, rows: np.ndarray) -> fhir.Rendered:
    take = pa.array(rows)
    return fhir.Rendered(
        rendered.resource_type, rendered.lines.take(take), rendered.person[rows], rendered.id.take(take)
    )


def reference(
    settings: Settings, places: Sequence[int], formats: Sequence[str], layout: Layout, named: Iterable[bytes]
) -> Rendered:
    """The reference data of one system: what its resources name (ids) and, of the national bodies, all."""
    rendering = SharedPart(settings, places, layout, named)
    return shared(rendering, formats)


def _files(part: Part, formats: Sequence[str]) -> Iterator[Content]:
    for name in formats:
        yield from FORMATS[name].files(part)
    if any(FORMATS[name].fhir for name in formats):
        lines = named(part)
        yield OneFile(named_path(part.block), "named", "reference", lines.count(b"\n"), [lines])
