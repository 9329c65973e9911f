"""What a run prints when it is done: what it wrote, how fast, and what to look at."""

from __future__ import annotations

from pathlib import Path

from synth.dataset.folder import BLOCKS, PEOPLE
from synth.dataset.landing import read_mark
from synth.scale.generate import Outcome


def lines(outcome: Outcome) -> list[str]:
    """The report, line by line."""
    said = _whole(outcome) if outcome.manifest is not None else _part(outcome)
    return [*said, *_left(outcome), *_speed(outcome), *_look(outcome)]


def _whole(outcome: Outcome) -> list[str]:
    assert outcome.manifest is not None
    totals = outcome.manifest["totals"]
    asked = outcome.manifest["arguments"]
    where = str(outcome.out) if outcome.out is not None else "null: (rendered, hashed, not kept)"
    said = [
        f"{totals['patients']:,} patients in {totals['families']:,} families, {asked['from']} to {asked['to']}, "
        f"seed {asked['seed']}: {where}"
    ]
    entries = sum(totals["entries"].values())
    said.append(f"{entries:,} entries in their records")
    if totals["resources"]:
        said.append(f"{sum(totals['resources'].values()):,} FHIR resources:")
        width = max(len(name) for name in totals["resources"])
        said += [f"  {name:<{width}}  {n:>12,}" for name, n in totals["resources"].items()]
    if totals["documents"]:
        said.append(f"{totals['documents']:,} CDA documents")
    sizes = ", ".join(f"{name} {size / 1e6:,.1f} MB" for name, size in totals["bytes"].items())
    done = "written" if outcome.out is not None else "rendered"
    said.append(f"{sum(totals['bytes'].values()) / 1e6:,.1f} MB {done} ({sizes})")
    said.append(f"digest of the blocks: {outcome.manifest['blocks']}")
    return said


def _part(outcome: Outcome) -> list[str]:
    made = outcome.made
    return [
        f"{len(made.blocks):,} blocks made with {made.patients:,} patients, {outcome.found:,} were there; "
        f"{outcome.missing:,} blocks of the dataset are still to come"
    ]


def _left(outcome: Outcome) -> list[str]:
    """What stands in the dataset's folders and is the user's own."""
    if not outcome.left:
        return []
    more = ", ..." if len(outcome.left) > 5 else ""
    names = f"{', '.join(outcome.left[:5])}{more} ({len(outcome.left):,} files)"
    return [f"left as it was, since no mark names it: {names}"]


def _speed(outcome: Outcome) -> list[str]:
    """How fast this process was, over what it made itself."""
    made, seconds = outcome.made, max(outcome.seconds, 1e-9)
    if not made.blocks:
        return ["nothing was left to make"]
    resources, size = sum(made.resources.values()), sum(made.bytes.values())
    workers = f"{outcome.workers} worker{'s' if outcome.workers > 1 else ''}"
    return [
        f"{outcome.seconds:,.1f} s with {workers}: {made.patients / seconds:,.0f} patients/s, "
        f"{resources / seconds:,.0f} resources/s, {size / seconds / 1e6:,.1f} MB/s"
    ]


def _look(outcome: Outcome) -> list[str]:
    """What is worth opening first."""
    out = outcome.out
    if out is None or outcome.manifest is None:
        return []
    said = ["look at:", f"  {out / PEOPLE}  who there is, and the stories their records hold"]
    for form, what in (("bundles", "one patient's bundle"), ("cda", "one document"), ("ndjson", "resources")):
        path = _largest(out, form)
        if path:
            said.append(f"  {out / path}  {what}")
    brought = " --pathways FOLDER" if outcome.manifest["arguments"].get("pathways") else ""
    return [*said, f"  synth validate {out}{brought}"]


def _largest(out: Path, form: str) -> str:
    """The file of a format in the first block that holds most."""
    mark = next(iter(sorted((out / BLOCKS).glob("[0-9]*.json"))), None)
    facts = read_mark(mark) if mark is not None else None
    files = [file for file in (facts or {"files": []})["files"] if file["format"] == form]
    return max(files, key=lambda file: file["bytes"])["path"] if files else ""
