"""Columns that are worked out when they are first asked for: most attributes are read by few runs, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

Column = np.ndarray


class Columns(Mapping[str, Column]):
    """Columns by name; those of a maker are made together, the first time that one of them is asked for.

    known: columns that are there; makers: names in order, and a function that returns a column for each."""

    def __init__(
        self, known: Mapping[str, Column], makers: Sequence[tuple[tuple[str, ...], Callable[[], Sequence[Column]]]] = ()
    ) -> None:
        self._known = dict(known)
        self._makers = {name: maker for maker in makers for name in maker[0]}
        self._names = (*known, *self._makers)

    def __getitem__(self, name: str) -> Column:
        if name not in self._known:
            names, make = self._makers[name]
            for one, column in zip(names, make(), strict=True):
                self._known[one] = column
                del self._makers[one]
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def part(columns: Mapping[str, Column], begin: int, end: int) -> Columns:
    """Rows begin .. end-1 of columns, each still worked out (for all rows) when it is first asked for."""

    def cut(name: str) -> Callable[[], Sequence[Column]]:
        return lambda: (columns[name][begin:end],)

    return Columns({}, [((name,), cut(name)) for name in columns])
