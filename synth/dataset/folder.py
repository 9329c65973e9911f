"""The dataset's folder: made ready or refused, never taken by mistake."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from synth.dataset.digests import text_of
from synth.dataset.inside import AT_THE_TOP
from synth.dataset.plan import differences
from synth.errors import BadArguments, CannotWrite, one_line

MANIFEST, PEOPLE, BLOCKS, PARTIAL = "manifest.json", "people.csv", "blocks", ".partial"
EXPORT, PACKAGE = AT_THE_TOP
PLAN = "plan.json"
OURS = (MANIFEST, PEOPLE, EXPORT, PACKAGE, BLOCKS, PARTIAL, "ndjson", "bundles", "cda", "messages", "tables", "truth")
"""Everything that a dataset puts at the top of its folder; nothing else is ever removed."""
NULL = "null:"


def prepare(out: Path, document: Mapping[str, Any], *, force: bool, resume: bool, joining: bool) -> None:
    """Make a folder ready for the dataset that `document` plans, or refuse in one line.

    A folder that holds something is refused unless `force` (what a dataset wrote there is removed first) or
    `resume` (it must be the same dataset). `joining` is another shard of the dataset that was begun there.
    """
    try:
        if out.exists() and not out.is_dir():
            raise BadArguments(f"--out {out} is a file: name a folder")
        out.mkdir(parents=True, exist_ok=True)
        removed = force and any(out.iterdir())
        if removed:
            _remove_dataset(out)
        begun = read_plan(out)
        if begun is not None:
            _same(out, document, begun, resume=resume, joining=joining)
        elif not removed and not _just_begun(out):
            raise BadArguments(_not_empty(out, resume))
        (out / PARTIAL).mkdir(exist_ok=True)
        (out / BLOCKS).mkdir(exist_ok=True)
        _keep_plan(out, document)
    except OSError as error:
        raise CannotWrite(f"--out {out} cannot be written: {error.strerror or one_line(error)}") from None


def read_plan(out: Path) -> dict[str, Any] | None:
    """The plan of the dataset that stands or was begun in a folder, or None."""
    from synth.dataset import outside, shapes

    for path, read in ((out / MANIFEST, shapes.manifest), (out / PARTIAL / PLAN, shapes.plan)):
        if os.path.lexists(path):
            said = outside.read(path)
            if isinstance(said, dict) and {"synth", "arguments"} <= said.keys():  # else it is not ours
                return read(path)
    return None


def replace_text(path: Path, text: str) -> None:
    """Put a text file in place whole: nobody ever sees half of it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with open(beside, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


def _same(out: Path, document: Mapping[str, Any], begun: Mapping[str, Any], *, resume: bool, joining: bool) -> None:
    complete = (out / MANIFEST).exists()
    differ = differences(document, begun)
    if not differ and (resume or joining):
        return
    if resume or (joining and not complete):
        raise BadArguments(f"--out {out} holds another dataset ({'; '.join(differ)}): give the same, or another --out")
    state = "a dataset" if complete else "a dataset that was begun"
    mend = "--force replaces it" if complete else "--resume goes on with it, --force replaces it"
    raise BadArguments(f"--out {out} holds {state}: {mend}, or name another folder")


def _not_empty(out: Path, resume: bool) -> str:
    if resume:
        return f"--out {out} holds no dataset that could be resumed, and is not empty: name another folder"
    return f"--out {out} is not empty: name another folder"


def _just_begun(out: Path) -> bool:
    """Whether a folder is empty, or holds only what another shard has just put there, whose plan is about to follow."""
    if any(path.name not in (PARTIAL, BLOCKS) for path in out.iterdir()):
        return False
    inside = [path for name in (PARTIAL, BLOCKS) if (out / name).is_dir() for path in (out / name).iterdir()]
    return all(path.parent.name == PARTIAL and path.name.startswith((PLAN, f".{PLAN}.")) for path in inside)


def _remove_dataset(out: Path) -> None:
    """Remove what a dataset wrote, and only that; refuse where none is to be seen."""
    if read_plan(out) is None and not _has_marks(out):
        raise BadArguments(f"--out {out} is not empty and holds no dataset, so --force leaves it alone: name another")
    # The manifest goes first, so that nothing here passes for whole; the marks go last, so that --force can go on.
    for name in (MANIFEST, *(name for name in OURS if name not in (MANIFEST, BLOCKS)), BLOCKS):
        path = out / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.is_symlink() or path.exists():
            path.unlink()


def _has_marks(out: Path) -> bool:
    for path in sorted((out / BLOCKS).glob("*.json"))[:1]:
        try:
            return "run" in json.loads(path.read_text(encoding="utf-8"))
        except (ValueError, OSError):
            return False
    return False


def _keep_plan(out: Path, document: Mapping[str, Any]) -> None:
    path = out / PARTIAL / PLAN
    if not path.exists() and not (out / MANIFEST).exists():
        replace_text(path, text_of(document))
    kept = read_plan(out)
    differ = differences(document, kept) if kept is not None else []
    if differ:  # another process began a different dataset here at the same time
        raise BadArguments(f"--out {out} was taken by another dataset ({'; '.join(differ)}): use another --out")
