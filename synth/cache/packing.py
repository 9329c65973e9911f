"""Things as bytes and back: a text in JSON for the structure, and the numbers of arrays behind it, to be mapped.

What can be kept is plain: None, truth values, numbers, texts, decimals, fractions, tuples, lists, dicts, arrays of
numbers, and objects of the classes that the caller names. Nothing in a file says which code is run: a class is found
in the caller's list, by its place there.
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
    arrays: list[np.ndarray] = []
    text = json.dumps(_down(thing, tuple(classes), arrays), ensure_ascii=False, separators=(",", ":")).encode()
    heads, at, bodies = [], 0, []
    for array in arrays:
        body = np.ascontiguousarray(array).tobytes()
        heads.append([array.dtype.str, list(array.shape), at])
        at += len(body) + -len(body) % _ALIGNED
        bodies.append(body + bytes(-len(body) % _ALIGNED))
    head = json.dumps(heads, separators=(",", ":")).encode()
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
    return _up(json.loads(bytes(view[16 + head_size : end])), tuple(classes), arrays)


def _down(thing: Any, classes: tuple[type, ...], arrays: list[np.ndarray]) -> Any:
    """A thing as JSON has it: what is no plain number or text is a list that begins with the letter of its kind."""
    if thing is None or type(thing) in (bool, int, float, str):
        return thing
    if isinstance(thing, np.ndarray):
        if thing.dtype.str not in _DTYPES:
            raise TypeError(f"an array of {thing.dtype} cannot be kept")
        arrays.append(thing)
        return ["a", len(arrays) - 1]
    if isinstance(thing, Decimal):
        return ["n", str(thing)]
    if isinstance(thing, Fraction):
        return ["f", thing.numerator, thing.denominator]
    for letter, kind in (("t", tuple), ("l", list)):
        if type(thing) is kind:
            return [letter, *(_down(each, classes, arrays) for each in thing)]
    if type(thing) is dict:
        pairs = [_down(each, classes, arrays) for pair in thing.items() for each in pair]
        return ["d", *pairs]
    if type(thing) in classes:
        values = [_down(value, classes, arrays) for _, value in _members(thing)]
        return ["c", classes.index(type(thing)), [name for name, _ in _members(thing)], *values]
    raise TypeError(f"{type(thing).__name__} cannot be kept: name its class, or make it of plain parts")


def _members(thing: Any) -> list[tuple[str, Any]]:
    if dataclasses.is_dataclass(thing):
        return [(field.name, getattr(thing, field.name)) for field in dataclasses.fields(thing)]
    return list(vars(thing).items())


def _up(said: Any, classes: tuple[type, ...], arrays: list[np.ndarray]) -> Any:
    if type(said) is not list:
        return said
    letter = said[0]
    if letter == "a":
        return arrays[said[1]]
    if letter == "n":
        return Decimal(said[1])
    if letter == "f":
        return Fraction(said[1], said[2])
    if letter == "c":
        made: Any = object.__new__(classes[said[1]])
        for name, value in zip(said[2], said[3:], strict=True):
            object.__setattr__(made, name, value if type(value) is not list else _up(value, classes, arrays))
        return made
    inner = [each if type(each) is not list else _up(each, classes, arrays) for each in said[1:]]
    if letter == "t":
        return tuple(inner)
    if letter == "l":
        return inner
    if letter == "d":
        return dict(zip(inner[::2], inner[1::2], strict=True))
    raise ValueError(f"nothing is kept as {letter!r}")
