"""Things as bytes and back: a text in JSON for the structure, and the numbers of arrays behind it, to be mapped.

What can be kept is plain: None, truth values, numbers, texts, decimals, fractions, tuples, lists, dicts, frozen sets of
texts, arrays of numbers, and objects of the classes that the caller names. Nothing in a file says which code is run: a
class is found in the caller's list, by its place there. An object or array that stands in several places is kept once,
and so are frozen ones that are equal in every part.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

_DTYPES = ("<i8", "<u8", "<i4", "<u4", "<f8", "|b1", "|u1", "|i1", "<i2", "<u2")
_ALIGNED = 16


def packed(thing: Any, classes: Sequence[type] = ()) -> bytes:
    """A thing as bytes; TypeError names what cannot be kept."""
    into = _Packing(tuple(classes))
    said = into.down(thing)
    text = _json([into.shapes, into.objects, said])
    heads, at, bodies = [], 0, []
    for array in into.arrays:
        body = np.ascontiguousarray(array).tobytes()
        heads.append([array.dtype.str, list(array.shape), at])
        at += len(body) + -len(body) % _ALIGNED
        bodies.append(body + bytes(-len(body) % _ALIGNED))
    head = _json(heads)
    front = len(head).to_bytes(8, "little") + len(text).to_bytes(8, "little") + head + text
    return b"".join([front, bytes(-len(front) % _ALIGNED), *bodies])


def unpacked(content: memoryview | bytes, classes: Sequence[type] = ()) -> Any:
    """The thing that some bytes stand for; its arrays lie in those bytes and cannot be written to.

    ValueError, or another error of what stands in it, if they stand for nothing.
    """
    view = memoryview(content)
    head_size, text_size = int.from_bytes(view[:8], "little"), int.from_bytes(view[8:16], "little")
    end = 16 + head_size + text_size
    heads = json.loads(bytes(view[16 : 16 + head_size]))
    start = end + -end % _ALIGNED
    arrays = []
    for kind, shape, at in heads:
        if kind not in _DTYPES or at < 0:
            raise ValueError(f"no array of numbers: {kind}")
        count = 1
        for length in shape:
            count *= length
        array = np.frombuffer(view, np.dtype(kind), count, start + at).reshape(shape)
        array.flags.writeable = False
        arrays.append(array)
    shapes, objects, said = json.loads(bytes(view[16 + head_size : end]))
    return _made(shapes, objects, said, tuple(classes), arrays)


def _json(said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


class _Packing:
    """What is gathered on the way down: arrays, and objects with the shapes (class and names) that they share.

    An object comes after all that it holds, so that it can be made of what is made already.
    """

    def __init__(self, classes: tuple[type, ...]) -> None:
        self.classes = classes
        self.shapes: list[Any] = []
        self.objects: list[Any] = []
        self.arrays: list[np.ndarray] = []
        self._shape: dict[tuple[Any, ...], int] = {}
        self._known: dict[int, int] = {}
        self._equal: dict[bytes, int] = {}
        self._array: dict[int, int] = {}

    def down(self, thing: Any) -> Any:
        """A thing as JSON has it: no plain number or text is a list that begins with the letter of its kind."""
        if thing is None or type(thing) in (bool, int, float, str):
            return thing
        if isinstance(thing, np.ndarray):
            if thing.dtype.str not in _DTYPES:
                raise TypeError(f"an array of {thing.dtype} cannot be kept")
            if id(thing) not in self._array:
                self._array[id(thing)] = len(self.arrays)
                self.arrays.append(thing)
            return ["a", self._array[id(thing)]]
        if isinstance(thing, Decimal):
            return ["n", str(thing)]
        if isinstance(thing, Fraction):
            return ["f", thing.numerator, thing.denominator]
        if type(thing) is frozenset:
            return ["s", *sorted(thing)]
        for letter, kind in (("t", tuple), ("l", list)):
            if type(thing) is kind:
                return [letter, *(self.down(each) for each in thing)]
        if type(thing) is dict:
            return ["d", *(self.down(each) for pair in thing.items() for each in pair)]
        if type(thing) in self.classes:
            return ["o", self._object(thing)]
        raise TypeError(f"{type(thing).__name__} cannot be kept: name its class, or make it of plain parts")

    def _object(self, thing: Any) -> int:
        if id(thing) in self._known:
            return self._known[id(thing)]
        members = _members(thing)
        shape = self.classes.index(type(thing)), tuple(name for name, _ in members)
        if shape not in self._shape:
            self._shape[shape] = len(self.shapes)
            self.shapes.append([shape[0], list(shape[1])])
        said = [self._shape[shape], *(self.down(value) for _, value in members)]
        frozen = dataclasses.is_dataclass(thing) and getattr(thing, "__dataclass_params__").frozen  # noqa: B009
        place = self._equal.get(_json(said)) if frozen else None
        if place is None:
            place = len(self.objects)
            self.objects.append(said)
            if frozen:
                self._equal[_json(said)] = place
        self._known[id(thing)] = place
        return place


def _members(thing: Any) -> list[tuple[str, Any]]:
    if dataclasses.is_dataclass(thing):
        return [(field.name, getattr(thing, field.name)) for field in dataclasses.fields(thing)]
    return list(vars(thing).items())


def _made(shapes: Any, objects: Any, said: Any, classes: tuple[type, ...], arrays: list[np.ndarray]) -> Any:
    """The thing that is said, made of its objects, each of which is made of those before it."""
    done: list[Any] = []

    def up(said: Any) -> Any:
        if type(said) is not list:
            return said
        letter = said[0]
        if letter == "o":
            return done[said[1]]
        if letter == "a":
            return arrays[said[1]]
        if letter == "n":
            return Decimal(said[1])
        if letter == "f":
            return Fraction(said[1], said[2])
        inner = [each if type(each) is not list else done[each[1]] if each[0] == "o" else up(each) for each in said[1:]]
        if letter == "t":
            return tuple(inner)
        if letter == "l":
            return inner
        if letter == "d":
            return dict(zip(inner[::2], inner[1::2], strict=True))
        if letter == "s":
            return frozenset(inner)
        raise ValueError(f"nothing is kept as {letter!r}")

    kinds = [(classes[at], names) for at, names in shapes]
    for shape, *values in objects:
        kind, names = kinds[shape]
        made: Any = object.__new__(kind)
        held = [
            value if type(value) is not list else done[value[1]] if value[0] == "o" else up(value) for value in values
        ]
        if hasattr(made, "__dict__"):  # a third of the time of setting each, which a frozen one forbids
            made.__dict__.update(zip(names, held, strict=True))
        else:
            for name, value in zip(names, held, strict=True):
                object.__setattr__(made, name, value)
        done.append(made)
    return up(said)
