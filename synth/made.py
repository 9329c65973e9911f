"""A sequence whose members are each made when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar, overload

Thing = TypeVar("Thing")


class Made(Sequence[Thing], Generic[Thing]):
    """Some things in order; make: gives the one of a place, and is asked once for each."""

    def __init__(self, many: int, make: Callable[[int], Thing]) -> None:
        self._many, self._make = many, make
        self._found: dict[int, Thing] = {}

    def __len__(self) -> int:
        return self._many

    @overload
    def __getitem__(self, at: int) -> Thing: ...
    @overload
    def __getitem__(self, at: slice) -> list[Thing]: ...
    def __getitem__(self, at: int | slice) -> Thing | list[Thing]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        at = range(len(self))[at]
        if at not in self._found:
            self._found[at] = self._make(at)
        return self._found[at]

    def __iter__(self) -> Iterator[Thing]:
        return (self[at] for at in range(len(self)))
