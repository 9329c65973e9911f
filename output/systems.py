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


class Whole(Rendering):
    """A block of all systems, rendered at once."""

    @cached_property
    def _elsewhere(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Ids that resources refer to and none of them has, ascending; and each such reference: whose, and which."""
        every = list(self.resources.values())
        found = links(every)
        other = np.flatnonzero(found.rows(Ids(every)) < 0)
        ids, which = _distinct(found.target[other])
        person = np.concatenate([np.zeros(0, np.int64), *(each.person for each in every)])[found.source[other]]
        order = np.argsort(person, kind="stable")
        return keys.uuid_text(ids), person[order], which[order]

    def named(self, system: System) -> bytes:
        """The ids of what a system's resources refer to and it does not hold itself, a line each in ascending order.

        No system refers to what another holds: what none of them holds is reference data."""
        text, person, which = self._elsewhere
        begin, end = np.searchsorted(person, [system.begin, system.end])
        return b"".join(bytes(line) + b"\n" for line in text[np.unique(which[begin:end])])


def _distinct(ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ids (uint64 pairs) once each, ascending, and the position of each given one among them."""
    _, first, which = np.unique(ids[:, 0], return_index=True, return_inverse=True)
    found = ids[first]
    if np.array_equal(found[which, 1], ids[:, 1]):  # half of an id tells all apart
        return found, which.reshape(-1)
    found, which = np.unique(ids, axis=0, return_inverse=True)
    return found, which.reshape(-1)


class Part(Rendering):
    """One system's part of a block: its resources are a slice of those of all systems."""

    def __init__(self, whole: Whole, system: System, batch: Batch) -> None:
        super().__init__(batch, whole.block, whole.formats, whole.layout)
        self._whole, self._system = whole, system

    @cached_property
    def resources(self) -> dict[str, fhir.Rendered]:
        """The FHIR resources by type."""
        return {kind: self._cut(rendered) for kind, rendered in self._whole.resources.items()}

    @property
    def named(self) -> bytes:
        """As `Whole.named`."""
        return self._whole.named(self._system)

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
    whole = Whole(views.batch, block, formats, layout)
    for system, batch in views.each():
        part = Part(whole, system, batch)
        yield system, batch, Rendered(counts(part, formats), _files(part, formats))


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
        lines = part.named
        yield OneFile(named_path(part.block), "named", "reference", lines.count(b"\n"), [lines])
