"""How a block lands: written under `.partial/`, moved, and committed by its mark, which lands last.

The mark is whole in `.partial` before the first file is moved, so that what a killed run moved is known by name; no
file is removed to make room for its successor, which takes its place at once.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from synth.dataset import own
from synth.dataset.content import Content, ManyFiles, OneFile, block_name
from synth.dataset.folder import BLOCKS, PARTIAL, put_text
from synth.dataset.intact import intact
from synth.dataset.owner import Token, still_ours
from synth.dataset.packing import packer
from synth.errors import BrokenData

_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


@dataclass
class Mark:
    """What `blocks/<name>.json` says of one block, or of the reference data, and the digest of that."""

    name: str
    facts: dict[str, Any]
    files: list[str] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)
    bytes: Counter = field(default_factory=Counter)

    def text(self) -> str:
        """The mark as it is kept: its facts, then one line for each file."""
        head = json.dumps(self.facts, ensure_ascii=False)[:-1]
        lines = ",\n".join(self.files)
        return f'{head}, "files": [\n{lines}\n]}}\n'

    def digest(self) -> str:
        """The SHA-256 of its text."""
        return hashlib.sha256(self.text().encode()).hexdigest()


def land(
    out: Path | None, name: str, facts: Mapping[str, Any], contents: Iterable[Content], owned: Token | None = None
) -> Mark:
    """Write the files of one block and commit them; with `out` None they are hashed and let go.

    `contents` is taken one at a time, so that only one has to be in memory. owned: the lock under which it lands;
    CannotWrite if that is no longer there.
    """
    mark = Mark(name, dict(facts))
    partial = fresh_partial(out, name, owned) if out is not None else None
    placed: list[str] = []
    for content in contents:
        if isinstance(content, OneFile):
            _write_one(partial, content, mark)
            placed.append(content.path)
        else:
            _write_many(partial, content, mark)
            placed.append(content.folder)
    if out is not None and partial is not None:
        commit(out, partial, mark, placed, owned)
    return mark


def place(out: Path, name: str, contents: Iterable[Content], owned: Token | None = None) -> list[dict[str, Any]]:
    """Write files that stand once in a dataset and in no mark; what the manifest, which is to follow, says of each."""
    mark = Mark(name, {})
    partial = fresh_partial(out, name, owned)
    for content in contents:
        assert isinstance(content, OneFile)
        _write_one(partial, content, mark)
    said = [json.loads(line) for line in mark.files]
    commit(out, partial, mark, [file["path"] for file in said], owned, keep=False)
    return said


def fresh_partial(out: Path, name: str, owned: Token | None = None) -> Path:
    """An empty folder in which the files of a block are written; `.partial` itself is never made here."""
    still_ours(out, owned)
    partial = out / PARTIAL / f"{name}-{os.getpid()}"
    shutil.rmtree(partial, ignore_errors=True)
    if owned is None:
        (out / PARTIAL).mkdir(exist_ok=True)
    partial.mkdir()
    return partial


def commit(
    out: Path, partial: Path, mark: Mark, placed: Iterable[str], owned: Token | None = None, keep: bool = True
) -> None:
    """Move what was written to where it belongs, and then its mark; without `keep` that stays in `.partial`."""
    still_ours(out, owned)
    moving = f"{PARTIAL}/{mark.name}.json"
    put_text(out, moving, mark.text())
    placed = list(placed)
    for folder in dict.fromkeys(path.rpartition("/")[0] for path in placed):
        _make_folders(out, folder)
    for path in placed:
        _move(partial / path, out / path)
    if keep:
        still_ours(out, owned)
        _make_folders(out, BLOCKS)
        os.replace(out / moving, out / BLOCKS / f"{mark.name}.json")
    shutil.rmtree(partial, ignore_errors=True)


def _make_folders(out: Path, below: str) -> None:
    """Make a folder below the dataset's, which is never made again itself once it is gone."""
    path = out
    for part in filter(None, below.split("/")):
        path = path / part
        path.mkdir(exist_ok=True)


def _move(source: Path, target: Path) -> None:
    """Move a file or a folder of files to its place; where one is, each file takes the place of its predecessor."""
    if not source.is_dir() or not target.is_dir() or target.is_symlink():
        os.replace(source, target)
        return
    for path in source.iterdir():
        os.replace(path, target / path.name)


def _line(path: str, content: Content, count: int, size: int, digest: str) -> str:
    return (
        f'{{"path": "{path}", "format": "{content.format}", "kind": "{content.kind}", '
        f'"count": {count}, "bytes": {size}, "sha256": "{digest}"}}'
    )


def _write_one(partial: Path | None, content: OneFile, mark: Mark) -> None:
    digest, size, descriptor = hashlib.sha256(), 0, -1
    packed = None
    if content.compress:  # also where nothing is kept: a run without a disk takes the time of one with it
        packed = packer(content.compress, sum(memoryview(piece).nbytes for piece in content.pieces))
    if partial is not None:
        path = partial / content.path
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, _NEW, 0o666)
    try:
        for piece in content.pieces:
            digest.update(piece)
            size += memoryview(piece).nbytes
            written = piece if packed is None else packed.compress(piece)
            if descriptor >= 0:
                _write_all(descriptor, memoryview(written))
        if packed is not None:
            rest = packed.flush()
            if descriptor >= 0:
                _write_all(descriptor, memoryview(rest))
    finally:
        if descriptor >= 0:
            os.close(descriptor)
    mark.files.append(_line(content.path, content, content.count, size, digest.hexdigest()))
    mark.counts[content.format, content.kind] += content.count
    mark.bytes[content.format] += size


def _write_many(partial: Path | None, content: ManyFiles, mark: Mark) -> None:
    view = memoryview(content.data)
    starts, counts = content.starts.tolist(), content.counts.tolist()
    names = [f"{name}{content.suffix}" for name in content.names]
    if partial is not None:
        folder = partial / content.folder
        folder.mkdir(parents=True, exist_ok=True)
        at = f"{folder}{os.sep}"
        for name, begin, end in zip(names, starts, starts[1:], strict=False):
            descriptor = os.open(at + name, _NEW, 0o666)
            try:
                if os.write(descriptor, view[begin:end]) != end - begin:
                    os.lseek(descriptor, 0, os.SEEK_SET)
                    _write_all(descriptor, view[begin:end])
            finally:
                os.close(descriptor)
    sha256, stem = hashlib.sha256, content.folder
    mark.files.extend(
        _line(f"{stem}/{name}", content, count, end - begin, sha256(view[begin:end]).hexdigest())
        for name, count, begin, end in zip(names, counts, starts, starts[1:], strict=False)
    )
    mark.counts[content.format, content.kind] += sum(counts)
    mark.bytes[content.format] += starts[-1] - starts[0]


def _write_all(descriptor: int, view: memoryview) -> None:
    view = view.cast("B")
    while len(view):
        view = view[os.write(descriptor, view[: 1 << 30]) :]


def committed(out: Path, name: str, run: str, digests: bool = False) -> bool:
    """Whether a block stands in a folder: its mark is of this dataset and its files are there in their full size.

    digests: their contents are what the mark says, too.
    """
    facts = read_mark(out / BLOCKS / f"{name}.json")
    if facts is None or facts.get("run") != run:
        return False
    return all(intact(out / file["path"], file, digests) for file in facts["files"])


def read_mark(path: Path) -> dict[str, Any] | None:
    """What a mark says, or None where there is none that can be believed."""
    written = own.said(path)
    if isinstance(written, dict) and "files" in written:
        block = written["block"]
        if path.stem == (block_name(block) if isinstance(block, int) else block):
            return written
    if not os.path.lexists(path):
        return None
    from synth.dataset import shapes

    try:
        return shapes.mark(path)
    except BrokenData:
        return None
