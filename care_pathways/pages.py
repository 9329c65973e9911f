"""The pages of the reference that are printed from the pathways: one for each domain that holds any."""

from __future__ import annotations

import importlib
import inspect

import care_pathways
from synth.pathway.compiled.apart import apart
from synth.pathway.shown import domain

NOTE = "Made by `make pages` from care_pathways: change it there."
_TITLES = {"gp": "General practice", "courses": "Courses"}


def of_domains() -> dict[str, str]:
    """The page of each domain, by the name of its folder, as Markdown."""
    everything, found = care_pathways.pathways(), dict[str, list[domain.Module]]()
    for name in care_pathways.modules():
        module = importlib.import_module(name)
        opens = (inspect.getdoc(module) or "").split("\n\n")[0].replace("\n", " ")
        folder, short = name.split(".")[1:]
        if module.PATHWAYS:
            found.setdefault(folder, []).append(domain.Module(short, opens, apart(module.PATHWAYS)))
    return {
        folder: domain.page(_title(folder), NOTE, modules, everything, care_pathways.words(), care_pathways.codelists())
        for folder, modules in found.items()
    }


def _title(folder: str) -> str:
    return _TITLES.get(folder, folder.replace("_", " ").capitalize())
