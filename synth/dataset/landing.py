"""How a block lands: written under `.partial/`, moved, and committed by its mark, which lands last."""

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

from synth.dataset.content import Content, ManyFiles, OneFile
from synth.dataset.folder import BLOCKS, PARTIAL, replace_text
from synth.dataset.packing import packer, text_size
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


def land(out: Path | None, name: str, facts: Mapping[str, Any], contents: Iterable[Content]) -> Mark:
    """Write the files of one block and commit them; with `out` None they are hashed and let go.

    `contents` is taken one at a time, so that only one has to be in memory.
    """
    mark = Mark(name, dict(facts))
    partial = _fresh_partial(out, name) if out is not None else None
    placed: list[str] = []
    for content in contents:
        if isinstance(content, OneFile):
            _write_one(partial, content, mark)
            placed.append(content.path)
        else:
            _write_many(partial, content, mark)
            placed.append(content.folder)
    if out is not None and partial is not None:
        _move(partial, out, placed)
        replace_text(out / BLOCKS / f"{name}.json", mark.text())
        shutil.rmtree(partial, ignore_errors=True)
    return mark


def place(out: Path, name: str, contents: Iterable[Content]) -> list[dict[str, Any]]:
    """Write files that stand once in a dataset and in no mark; what the manifest says of each."""
    mark = Mark(name, {})
    partial = _fresh_partial(out, name)
    for content in contents:
        assert isinstance(content, OneFile)
        _write_one(partial, content, mark)
    said = [json.loads(line) for line in mark.files]
    _move(partial, out, [file["path"] for file in said])
    shutil.rmtree(partial, ignore_errors=True)
    return said


def _fresh_partial(out: Path, name: str) -> Path:
    partial = out / PARTIAL / f"{name}-{os.getpid()}"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    return partial


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


def _move(partial: Path, out: Path, placed: Iterable[str]) -> None:
    """Move what was written to where it belongs, over anything that an interrupted run left there."""
    for path in placed:
        source, target = partial / path, out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            shutil.rmtree(target)
        os.replace(source, target)


def committed(out: Path, name: str, run: str) -> bool:
    """Whether a block stands in a folder: its mark is of this dataset and its files are there in their full size."""
    facts = read_mark(out / BLOCKS / f"{name}.json")
    if facts is None or facts.get("run") != run:
        return False
    try:
        return all(_whole(out / f["path"], f["bytes"]) for f in facts["files"])
    except OSError:
        return False


def _whole(path: Path, size: int) -> bool:
    if path.suffix == ".gz":
        return text_size(path) == size % (1 << 32)
    return (text_size(path) if path.suffix == ".zst" else os.stat(path).st_size) == size


def read_mark(path: Path) -> dict[str, Any] | None:
    """What a mark says, or None where there is none that can be believed."""
    from synth.dataset import shapes

    try:
        return shapes.mark(path)
    except BrokenData:
        return None


def copy_block(source: Path, out: Path, name: str) -> None:
    """Copy a block that stands in one folder into another, as if it had been made there."""
    mark = source / BLOCKS / f"{name}.json"
    facts = read_mark(mark)
    if facts is None:
        raise FileNotFoundError(2, "there is no such mark", str(mark))
    partial = _fresh_partial(out, name)
    paths = [file["path"] for file in facts["files"]]
    for path in paths:
        (partial / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / path, partial / path)
    for path in paths:
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        os.replace(partial / path, out / path)
    replace_text(out / BLOCKS / f"{name}.json", mark.read_text(encoding="utf-8"))
    shutil.rmtree(partial, ignore_errors=True)
