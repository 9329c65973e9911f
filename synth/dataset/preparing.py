"""A dataset's folder made ready or refused: never taken by mistake, and nothing in it lost that is not ours."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from synth.dataset import removing, sweeping
from synth.dataset.digests import text_of
from synth.dataset.folder import BLOCKS, LOCK, MANIFEST, OURS, PARTIAL, PLAN, put_text, read_plan
from synth.dataset.landing import read_mark
from synth.dataset.plan import differences, run_digest
from synth.dataset.sweeping import Blocks
from synth.errors import BadArguments, CannotWrite, one_line


def refuse(out: Path, document: Mapping[str, Any], *, force: bool, resume: bool, joining: bool) -> None:
    """Raise BadArguments, in one line and with nothing touched, if a folder cannot be taken for what is planned.

    A folder that holds something is refused unless `force` (the dataset that is there goes first) or `resume` (it
    must be the same dataset). `joining` is another shard of the dataset that was begun there.
    """
    if not os.path.lexists(out):
        return
    if not out.is_dir():
        raise BadArguments(f"--out {out} is a file: name a folder")
    for name in OURS:
        if (out / name).is_symlink():
            raise BadArguments(f"{out / name} is a link, and what it leads to is left alone: remove it")
    if force:
        if any(out.iterdir()) and not _just_begun(out):
            removing.recognise(out)
        return
    begun = read_plan(out)
    if begun is not None:
        _same(out, document, begun, resume=resume, joining=joining)
    elif not _just_begun(out) and not (resume and _landed_of(out, document)):
        raise BadArguments(_not_empty(out, resume))


def prepare(
    out: Path, document: Mapping[str, Any], *, force: bool, resume: bool, joining: bool, blocks: Blocks = None
) -> list[str]:
    """Make a folder ready for the dataset that `document` plans, or refuse; what is left in it of the user's own.

    `blocks` are those that are to be made, as a range, or None for all: what killed runs left of them is swept.
    """
    try:
        refuse(out, document, force=force, resume=resume, joining=joining)
        out.mkdir(parents=True, exist_ok=True)
        left: list[str] = []
        if force and any(out.iterdir()) and (not _just_begun(out) or _of_another(out, document)):
            left = removing.remove_dataset(out)
        for name in (PARTIAL, BLOCKS, f"{PARTIAL}/people"):
            (out / name).mkdir(exist_ok=True)
        _keep_plan(out, document)
        sweeping.sweep(out, blocks)
    except OSError as error:
        raise CannotWrite(f"--out {out} cannot be written: {error.strerror or one_line(error)}") from None
    return left


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


def _landed_of(out: Path, document: Mapping[str, Any]) -> bool:
    """Whether blocks of this dataset stand in a folder, and none of another, though its plan was lost."""
    run = run_digest(document)
    runs = {(read_mark(path) or {}).get("run") for path in removing.marks_in(out)}
    return runs == {run}


def _just_begun(out: Path) -> bool:
    """Whether a folder is empty, or holds only what another shard has just put there, whose plan is about to follow."""
    if any(path.name not in (PARTIAL, BLOCKS) for path in out.iterdir()):
        return False
    inside = [path for name in (PARTIAL, f"{PARTIAL}/people", BLOCKS) for path in _listed(out / name)]
    return all(
        path.parent.name == PARTIAL and (path.name in (LOCK, "people") or path.name.startswith((PLAN, f".{PLAN}.")))
        for path in inside
    )


def _of_another(out: Path, document: Mapping[str, Any]) -> bool:
    """Whether the plan in a folder is that of another dataset, as a run leaves it that was killed right after it."""
    begun = read_plan(out)
    return begun is not None and bool(differences(document, begun))


def _listed(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _keep_plan(out: Path, document: Mapping[str, Any]) -> None:
    path = out / PARTIAL / PLAN
    if not path.exists() and not (out / MANIFEST).exists():
        put_text(out, f"{PARTIAL}/{PLAN}", text_of(document))
    kept = read_plan(out)
    differ = differences(document, kept) if kept is not None else []
    if differ:  # another process began a different dataset here at the same time
        raise BadArguments(f"--out {out} was taken by another dataset ({'; '.join(differ)}): use another --out")
