"""What happens to people: one small protocol for each pathway, beside the evidence for its numbers.

Each module in a folder here holds `PATHWAYS`, a list, and may hold `FACTS` and `SIGNALS`, which it declares;
its numbers stand in the TOML file of the same name. Codes come from `codelists/`. `library()` makes all of them ready
for the engines.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from synth.codes import Codelists
    from synth.evidence import Evidence
    from synth.finding.scenarios import Scenario
    from synth.pathway.compiled.plan import Library
    from synth.pathway.language.model import Pathway
    from synth.pathway.language.numbers import Numbers
    from synth.pathway.language.words import Words
    from synth.record.stories import Story

HERE = Path(__file__).parent
DOMAINS = ("maternity", "child_health", "gp", "acute", "community", "mental_health", "social_care")
CODELISTS = HERE / "codelists"
QUESTIONNAIRES = HERE / "questionnaires.toml"
STORIES = HERE / "stories.toml"
RULES = "rules.toml"
"""The clinical rules of guests, beside their pathways; ours stand with what judges by them, in `output`."""
FIGURES = HERE / "figures"


@lru_cache(maxsize=1)
def shared_risks() -> Evidence:
    """The risks that all evidence may name."""
    from synth.evidence import compiled

    return compiled.read(HERE / "risks.toml")


def beside(module_file: str) -> Numbers:
    """The numbers that stand beside a module of pathways; they may use the risks that all share."""
    from synth.evidence import compiled
    from synth.pathway.language.numbers import Numbers

    return Numbers(compiled.read(Path(module_file).with_suffix(".toml"), shared_risks().risks))


@lru_cache(maxsize=1)
def codelists() -> Codelists:
    """Every codelist of the project; a CodeError names all that is wrong with them."""
    from synth import codes

    return codes.sound(CODELISTS)


@lru_cache(maxsize=1)
def stories() -> tuple[Story, ...]:
    """The stories by which a tester finds a patient, in the order of their file; a BrokenSource names all faults."""
    from synth.record import stories as told

    return told.read(STORIES, codelists())


@lru_cache(maxsize=1)
def scenarios() -> tuple[Scenario, ...]:
    """The stories of several people with a name, in the order of their file; a BrokenSource names all faults."""
    from synth.finding import scenarios as told

    return told.read(STORIES, codelists(), [story.name for story in stories()])


def modules() -> list[str]:
    """The names of the modules that hold pathways, in order of domain and name."""
    return [
        f"care_pathways.{domain}.{path.stem}"
        for domain in DOMAINS
        for path in sorted((HERE / domain).glob("[a-z]*.py"))
    ]


def pathways() -> list[Pathway]:
    """Every pathway of the project, in order of domain and name."""
    return _of_files()


_PATHWAYS = pathways


@lru_cache(maxsize=1)
def words() -> Words:
    """What modules declare beside their pathways (facts, signals, results that need no answer), by domain and name."""
    from synth.pathway.language.words import declared

    return declared([importlib.import_module(name) for name in modules()])


@lru_cache(maxsize=1)
def library() -> Library:
    """Every pathway, made ready for the engines; a PathwayError names all faults together.

    It is made once and kept, for as long as neither the pathways nor the machine change.
    """
    if pathways is not _PATHWAYS:  # someone put others in their place, of whom no file tells
        return ready(pathways())
    from synth import cache
    from synth.pathway.compiled import kept

    made = lru_cache(maxsize=1)(lambda: ready(_of_files()))
    parts = cache.kept("library", [_sources()], lambda: kept.parts(made()), kept.CLASSES)
    plans = lru_cache(maxsize=1)(lambda: cache.kept("plans", [_sources()], lambda: kept.plans(made())))
    return kept.library(parts, plans, codelists(), pathways)


def ready(chosen: Sequence[Pathway]) -> Library:
    """Some pathways, made ready for the engines; a PathwayError names all faults together."""
    from synth.pathway.compiled import plan, prepare
    from synth.pathway.compiled.apart import apart

    chosen = _with_letters(chosen)
    built = prepare.build(chosen, codelists(), replace(words(), whole=apart(chosen) == _of_files()))
    if built.faults:
        raise plan.PathwayError("\n".join(built.faults))
    built.stories = stories()
    return built


def _of_files() -> list[Pathway]:
    """The pathways that stand in the files of this package."""
    from synth.pathway.compiled.apart import apart

    return apart(_with_letters([pathway for name in modules() for pathway in importlib.import_module(name).PATHWAYS]))


def _with_letters(pathways: Sequence[Pathway]) -> list[Pathway]:
    """The pathways, of which each step that writes to the practice tells of it; content stands on this file, and not
    the other way round, so that it is found by its name."""
    told: list[Pathway] = importlib.import_module("care_pathways.letters").told(pathways)
    return told


def _sources() -> str:
    """The digest of all that the library depends on: every file of pathways, and of the machine."""
    from synth import cache

    machine = Path(find_spec("synth").origin).parent  # type: ignore[union-attr, arg-type]
    return cache.code_of(HERE, machine)
