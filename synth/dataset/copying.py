"""A block copied from one folder to another as if it had been made there, if it is what its mark says."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from synth.dataset.content import block_name
from synth.dataset.folder import BLOCKS, PEOPLE
from synth.dataset.inside import Inside
from synth.dataset.intact import intact
from synth.dataset.landing import Mark, commit, fresh_partial, read_mark
from synth.dataset.owner import Token
from synth.dataset.people import keep_people, part_path
from synth.errors import BadArguments, one_line


def copy_block(source: Path, out: Path, block: int, run: str, owned: Token | None = None) -> bool:
    """Copy a block that stands in one folder into another; whether it was there.

    Raises BadArguments if a file is not the one that the mark names, is a link, or would lead out of the folder.
    """
    name = block_name(block)
    path, part = source / BLOCKS / f"{name}.json", part_path(source, block)
    facts = read_mark(path) if path.is_file() and not path.is_symlink() else None
    if facts is None or facts.get("run") != run:
        return False
    if not part.exists() and (source / PEOPLE).is_file():
        raise BadArguments(f"{source} is a whole dataset and no shard: use it as it is, or copy the folder")
    inside = Inside(source)
    try:
        lines = part.read_bytes() if part.is_file() and not part.is_symlink() else b""
        _check(part, lines, facts["people"])
        partial = fresh_partial(out, name, owned)
        placed = [str(file["path"]) for file in facts["files"]]
        for file in facts["files"]:
            _copy(inside.file(file["path"], path), partial, file)
    except FileNotFoundError as error:
        raise BadArguments(f"{error.filename} is missing, which {path} names: {_MEND}") from None
    except (KeyError, TypeError) as error:
        raise BadArguments(f"{path} is not a mark ({one_line(error)}): {_MEND}") from None
    mark = Mark(name, {key: value for key, value in facts.items() if key != "files"})
    mark.files = [json.dumps(file, ensure_ascii=False) for file in facts["files"]]
    if mark.text().encode() != path.read_bytes():
        raise BadArguments(f"{path} is not written as a mark is: {_MEND}")
    keep_people(out, block, lines, owned)
    commit(out, partial, mark, placed, owned)
    return True


_MEND = "make the shard again with --resume, or leave it out"


def _check(part: Path, lines: bytes, said: Mapping[str, Any]) -> None:
    if len(lines) != said["bytes"] or hashlib.sha256(lines).hexdigest() != said["sha256"]:
        raise BadArguments(f"{part} is not what its mark says: {_MEND}")


def _copy(source: Path, partial: Path, said: Mapping[str, Any]) -> None:
    if not intact(source, said, digests=False):  # before it is copied, however large it may be
        raise BadArguments(f"{source} is not what its mark says: {_MEND}")
    target = partial / str(said["path"])
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(source, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file, open(target, "wb") as copy:
        shutil.copyfileobj(file, copy, 1 << 20)
    if not intact(target, said, digests=True):
        raise BadArguments(f"{source} is not what its mark says: {_MEND}")
