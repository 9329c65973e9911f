"""The messages of a dataset in order of time, over all its blocks: as they were sent, or as they arrive."""

from __future__ import annotations

import datetime as dt
import heapq
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from synth.dataset import outside, packing, shapes
from synth.dataset.inside import Inside
from synth.dataset.reading import Dataset
from synth.errors import BadArguments, BrokenData

STREAMS = ("delivery", "messages")
"""The streams that a dataset may have, the one that is replayed unless told otherwise first."""

_SENT = re.compile(rb'"timestamp":"([^"\\]{1,40})"')
_RECEIVED = re.compile(rb'\{"received":"([^"\\]{1,40})","receiver":\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\}')
_ORGANISATION = re.compile(rb'"organisation":"([^"\\]{1,20})"')
_SYSTEM = re.compile(rb'"endpoint":"[^"\\]{1,100}/systems/([a-z-]{1,40})/([A-Z0-9]{1,20})"')
_WORKFLOW = re.compile(rb',"workflow":"([A-Z0-9_]{1,60})"')
_MESSAGE = re.compile(rb',"message":(\{.*\}|null)\}$', re.DOTALL)


@dataclass(frozen=True)
class Item:
    """A message: when it was sent or came, in seconds since 1970, the code of who receives it ("" for all), its text.

    body: None where its receiver cannot read it. system: the name of the system that it comes to, "" for all. workflow:
    of MESH, "" for what does not go that way."""

    moment: float
    receiver: str
    body: bytes | None
    system: str = ""
    workflow: str = ""


def stream_of(dataset: Dataset, name: str | None) -> str:
    """The stream to be replayed, or BadArguments in one line where the dataset has none such."""
    if name is not None and name not in STREAMS:
        raise BadArguments(f"--stream {outside.shown(name)}: there is no such stream; choose {' or '.join(STREAMS)}")
    there = [each for each in STREAMS if each in dataset.manifest["arguments"]["formats"]]
    found = [each for each in there if name in (None, each)]
    if not found:
        raise BadArguments(
            f"{dataset.path} holds no {name or 'messages'}: generate it with --format {name or 'messages'}"
        )
    return found[0]


def items(dataset: Dataset, stream: str, receiver: str = "") -> Iterator[Item]:
    """Every message of a stream in order of time; of several at one time, those of the earlier block come first.

    receiver: the code of the organisation to which they come, "" for all. BrokenData, in one line, for what is none."""
    inside = Inside(dataset.path)
    files = (file for mark in dataset.marks() for file in shapes.mark(mark)["files"] if file["format"] == stream)
    read = _arrived if stream == "delivery" else _sent
    lines = [_of_file(inside.file(file["path"]), read) for file in files]
    every = heapq.merge(*lines, key=lambda item: item.moment)
    return (item for item in every if not receiver or item.receiver == receiver)


def _of_file(path: Path, read: Callable[[bytes], Item]) -> Iterator[Item]:
    for number, line in enumerate(packing.lines(path), 1):
        try:
            yield read(line.rstrip(b"\n"))
        except ValueError:
            raise BrokenData(f"{path}: line {number} is no message: see `synth validate`") from None


def _sent(line: bytes) -> Item:
    return Item(_seconds(_SENT.search(line)), "", line)


def _arrived(line: bytes) -> Item:
    head = _RECEIVED.match(line)
    body = _MESSAGE.search(line)
    if head is None or body is None:
        raise ValueError("no arrival")
    whose, where = _ORGANISATION.search(head[0]), _SYSTEM.search(head[0])
    workflow = _WORKFLOW.match(line, head.end())
    return Item(
        _seconds(head), whose[1].decode() if whose else "", None if body[1] == b"null" else body[1],
        f"{where[1].decode().replace('-', '_')}-{where[2].decode()}" if where else "",
        workflow[1].decode() if workflow else "",
    )  # fmt: skip


def _seconds(found: re.Match[bytes] | None) -> float:
    if found is None:
        raise ValueError("no moment")
    return dt.datetime.fromisoformat(found[1].decode()).timestamp()
