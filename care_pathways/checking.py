"""Every file of sources behind the pathways, read and checked: what is wrong with them, all together."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from care_pathways import CODELISTS, DOMAINS, FIGURES, HERE, QUESTIONNAIRES, RULES, STORIES
from synth import codes, evidence, questionnaires
from synth.errors import BrokenSource
from synth.finding import scenarios
from synth.guests import Guests
from synth.record import stories


def faults_of_guests(guests: Guests) -> list[str]:
    """One line for each fault of the evidence and codelists that a user brings, each with its mend."""
    found: list[str] = []
    try:
        risks = evidence.read(HERE / "risks.toml").risks
    except BrokenSource:
        return found  # which is said of ours
    for folder in guests.folders:
        for path in sorted(folder.glob("*.toml")):
            if path.name in (STORIES.name, RULES):
                continue  # which are read with the codelists
            try:
                evidence.read(path, risks)
            except BrokenSource as error:
                found += str(error).splitlines()
    own = [folder / CODELISTS.name for folder in guests.folders if (folder / CODELISTS.name).is_dir()]
    return found + (codes.faults(CODELISTS, *own) if own else [])


def _unheard_of(here: Path) -> Iterator[str]:
    """Folders with pathways that are no domain, so that nobody reads them."""
    for folder in sorted(path for path in here.iterdir() if path.is_dir() and path.name not in DOMAINS):
        for path in sorted(folder.glob("[a-z]*.py")):
            if "\nPATHWAYS = " in path.read_text(encoding="utf-8"):
                yield (f"{path}: its folder is no domain, so nobody reads it: add '{folder.name}' to DOMAINS of "
                       "care_pathways/__init__.py, or move it")  # fmt: skip


def faults(here: Path = HERE) -> list[str]:
    """One line for each fault of the evidence, codelists, questionnaires and stories of a folder, with its mend."""
    risks = {}
    found: list[str] = list(_unheard_of(here))
    shared, asked, told = here / "risks.toml", here / QUESTIONNAIRES.name, here / STORIES.name
    shared_sound = True
    try:
        risks = evidence.read(shared).risks
    except BrokenSource as error:
        shared_sound = False
        found += str(error).splitlines()
    for path in sorted(here.rglob("*.toml")):
        if path in (shared, asked, told) or path.parent.name == FIGURES.name:  # figures are read by what measures them
            continue
        try:
            evidence.read(path, risks)
        except BrokenSource as error:
            said = str(error).splitlines()
            found += said if shared_sound else [line for line in said if "unknown risk" not in line]
    folder = here / CODELISTS.name
    found += codes.faults(folder)
    known = None if found else codes.Codelists.load(folder)
    for read, path in ((questionnaires.read, asked), (_told, told)):
        try:
            read(path, known)
        except BrokenSource as error:
            found += str(error).splitlines()
    return found


def _told(path: Path, codes: Collection[str] | None) -> None:
    """Read a file of stories: the words, and the scenarios whose conditions say them."""
    words = stories.read(path, codes)
    scenarios.read(path, codes, [story.name for story in words])
