"""What guests bring to the check of a dataset: their codelists and clinical rules, and how their entries are known."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.guests import Guests

CODELISTS, RULES = "codelists", "rules.toml"
"""What a folder of pathways may hold beside them, as `care_pathways` has it."""


@dataclass(frozen=True)
class Brought:
    """The folders that were brought, and the names of the pathways that are ours: all others are guests'.

    ours: empty where no guest wrote anything.
    """

    folders: tuple[Path, ...] = ()
    ours: frozenset[str] = frozenset()

    @property
    def codelists(self) -> tuple[Path, ...]:
        """The folders with codelists besides ours."""
        return tuple(path for folder in self.folders if (path := folder / CODELISTS).is_dir())

    @property
    def rules(self) -> tuple[Path, ...]:
        """The files with clinical rules besides ours."""
        return tuple(path for folder in self.folders if (path := folder / RULES).is_file())


NOTHING = Brought()


def missing(manifest: dict[str, Any], folders: tuple[Path, ...]) -> dict[str, str]:
    """What cannot be asked of a dataset, each with why: what it was made with is not brought, or has changed since."""
    told, why = Guests(folders).told().get("pathways", ()), {}
    for said in manifest["arguments"].get("pathways", ()):
        if said not in told:
            name = said.split()[0]
            here = name in {folder.name for folder in folders}
            lacks = "is not what it was made with" if here else "is not brought: name it by --pathways"
            why[f"what the pathways of {name} say"] = f"since the folder {lacks}"
    return why
