"""Rendered resources: those of one type, as bytes that serve every file they go into."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.columns import BYTES, buffers


@dataclass
class Rendered:
    """Resources of one type: one compact JSON text a row, each ending in a newline.

    lines: the texts (large_binary). The newline is part of each, so that a run of rows is NDJSON as it is;
    where a resource stands in a bundle it is mere space. person: the row of the person whose record it is in,
    ascending (int64; -1 for reference data). id: the logical ids (large_binary).
    """

    resource_type: str
    lines: pa.LargeBinaryArray
    person: np.ndarray
    id: pa.LargeBinaryArray

    @classmethod
    def nothing(cls, resource_type: str) -> Rendered:
        """No resource of a type."""
        none = pa.array([], BYTES)
        return cls(resource_type, none, np.zeros(0, dtype=np.int64), none)

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def data(self) -> pa.LargeBinaryArray:
        """The texts without their newlines; a copy."""
        return pc.binary_slice(self.lines, 0, -1)

    @property
    def size(self) -> int:
        """How many bytes all of it has."""
        offsets, _ = buffers(self.lines)
        return int(offsets[-1] - offsets[0])


def ndjson(rendered: Rendered, first_row: int = 0, last_row: int | None = None) -> memoryview:
    """Rows first_row to last_row (exclusive) as NDJSON: a slice of the same bytes, nothing is copied."""
    offsets, data = buffers(rendered.lines)
    last = len(rendered) if last_row is None else last_row
    return memoryview(data)[int(offsets[first_row]) : int(offsets[last])]
