"""What is asked for one by one and is far quicker to make together: known by its key, made for all that are new."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")


class Known(Generic[Key, Thing]):
    """Things by key; make: gives those of some keys, which are all different; most: so many are kept, about."""

    def __init__(self, make: Callable[[list[Key]], Sequence[Thing]], most: int) -> None:
        self._make, self._most = make, most
        self._things: dict[Key, Thing] = {}

    def of(self, keys: Iterable[Key]) -> list[Thing]:
        """The thing of each key: those that are not known yet are made together."""
        wanted, things = list(keys), self._things
        new = [key for key in dict.fromkeys(wanted) if key not in things]
        if new:
            if len(things) + len(new) > self._most:  # of those before only the ones asked for now stay
                things = {key: things[key] for key in wanted if key in things}
            things.update(zip(new, self._make(new), strict=True))
            self._things = things
        return [things[key] for key in wanted]

    def one(self, key: Key) -> Thing:
        """The thing of one key."""
        found = self._things.get(key)
        return found if found is not None else self.of([key])[0]
