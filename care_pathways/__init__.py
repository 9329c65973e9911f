"""What happens to people: one small protocol for each pathway, beside the evidence for its numbers.

Each module in a folder here holds `PATHWAYS`, a list; its numbers stand in the TOML file of the same name. Codes
come from `codelists/`. `library()` makes all of them ready for the engines.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from synth.codes import Codelists
    from synth.evidence import Evidence
    from synth.pathway.compiled.plan import Library
    from synth.pathway.language.model import Pathway
    from synth.pathway.language.numbers import Numbers

HERE = Path(__file__).parent
DOMAINS = ("maternity", "child_health", "gp", "acute", "community", "mental_health", "social_care")
CODELISTS = HERE / "codelists"
QUESTIONNAIRES = HERE / "questionnaires.toml"


@lru_cache(maxsize=1)
def _risks() -> Evidence:
    from synth import evidence

    return evidence.read(HERE / "risks.toml")


def beside(module_file: str) -> Numbers:
    """The numbers that stand beside a module of pathways; they may use the risks that all share."""
    from synth import evidence
    from synth.pathway.language.numbers import Numbers

    return Numbers(evidence.read(Path(module_file).with_suffix(".toml"), _risks().risks))


@lru_cache(maxsize=1)
def codelists() -> Codelists:
    """Every codelist of the project; a CodeError names all that is wrong with them."""
    from synth.codes import CodeError, Codelists, check

    found = Codelists.load(CODELISTS)
    problems = check(found)
    if problems:
        raise CodeError("\n".join(problems))
    return found


def modules() -> list[str]:
    """The names of the modules that hold pathways, in order of domain and name."""
    return [
        f"care_pathways.{domain}.{path.stem}"
        for domain in DOMAINS
        for path in sorted((HERE / domain).glob("[a-z]*.py"))
    ]


def pathways() -> list[Pathway]:
    """Every pathway of the project, in order of domain and name."""
    found: list[Pathway] = []
    for name in modules():
        found += importlib.import_module(name).PATHWAYS
    return found


@lru_cache(maxsize=1)
def library() -> Library:
    """Every pathway, made ready for the engines; a PathwayError names all faults together."""
    return ready(pathways())


def ready(chosen: Sequence[Pathway]) -> Library:
    """Some pathways, made ready for the engines; a PathwayError names all faults together."""
    from synth.pathway.compiled import plan, prepare

    built = prepare.build(chosen, codelists())
    if built.faults:
        raise plan.PathwayError("\n".join(built.faults))
    return built
