"""Columns and tables that are worked out when they are first asked for: most are read by few runs, or by none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Lazy(Mapping[str, T], Generic[T]):
    """Things by name; those of a maker are made together, the first time that one of them is asked for.

    known: what is there; makers: names in order, and a function that returns one thing for each."""

    def __init__(
        self, known: Mapping[str, T], makers: Sequence[tuple[tuple[str, ...], Callable[[], Sequence[T]]]] = ()
    ) -> None:
        self._known = dict(known)
        self._makers = {name: maker for maker in makers for name in maker[0]}
        self._names = (*known, *self._makers)

    def __getitem__(self, name: str) -> T:
        if name not in self._known:
            names, make = self._makers[name]
            for one, thing in zip(names, make(), strict=True):
                self._known[one] = thing
                del self._makers[one]
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def each(things: Mapping[str, T], change: Callable[[T], T]) -> Lazy[T]:
    """The same names, each thing changed, and still worked out only when it is asked for."""

    def one(name: str) -> Callable[[], Sequence[T]]:
        return lambda: (change(things[name]),)

    return Lazy({}, [((name,), one(name)) for name in things])


def beside(things: Mapping[str, T], name: str, make: Callable[[], T]) -> Lazy[T]:
    """The same things and one more, which is worked out when it is asked for."""

    def one(known: str) -> Callable[[], Sequence[T]]:
        return lambda: (things[known],)

    return Lazy({}, [*(((known,), one(known)) for known in things), ((name,), lambda: (make(),))])
