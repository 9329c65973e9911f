"""What is asked about the pathways themselves: their list, faults, numbers, pictures, words, and a trial of one.

Every function takes the guests: the pathways and the evidence that a user brings.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import care_pathways
from synth.errors import BadArguments, BrokenSource
from synth.guests import Guests

if TYPE_CHECKING:
    from synth.pathway.compiled.plan import Library, PathwayPlan
    from synth.pathway.trying import Tried


def lines(guests: Guests) -> list[str]:
    """One line for each pathway: its name, what starts it, its steps, its guideline."""
    said = []
    for plan in _library(guests).pathways:
        pathway = plan.pathway
        starts = ", ".join(pathway.signals)
        tail = f" ({pathway.guideline})" if pathway.guideline else ""
        said.append(f"{pathway.name}: {len(pathway.steps)} steps, starts on {starts}{tail}")
    return said


def faults(guests: Guests, elsewhere: Iterable[str]) -> list[str]:
    """What is wrong with the pathways and all other sources, all together; elsewhere: faults of sources of output."""
    from care_pathways import checking
    from synth.codes import Codelists
    from synth.realism import figures
    from synth.realism.recorded.declared import read_folders
    from synth.scale.sources import read_library
    from synth.world import sources

    def settings() -> list[object]:
        from synth.systems import settings  # which reads the world's evidence when it is imported

        return list(settings.read())

    def recorded() -> list[object]:
        return list(read_folders([care_pathways.FIGURES], Codelists.load(care_pathways.CODELISTS)).rows)

    found = [*sources.faults(), *checking.faults(), *checking.faults_of_guests(guests), *elsewhere]
    for read in (figures.read_figures, settings, recorded):
        try:
            read()
        except BrokenSource as error:
            found += [line for line in str(error).splitlines() if line not in found]
    if found:  # of what rests on them nothing can be said yet
        return found
    try:
        return list(read_library(guests=guests).faults)
    except BrokenSource as error:
        return str(error).splitlines()


def numbers(guests: Guests) -> list[str]:
    """How many numbers there are, how many assumed, the reference values solved: of the guests' pathways, or all."""
    from synth.pathway.compiled.numbers import lines

    library = _library(guests)
    if not guests.folders:
        return lines(library)
    return lines(library, known_by(guests)[1])


def names() -> list[str]:
    """The names of our pathways."""
    return [plan.name for plan in care_pathways.library().pathways]


def known_by(guests: Guests) -> tuple[set[str], set[str]]:
    """The keys of the codelists with those of guests, and the names of the guests' pathways."""
    library = _library(guests)
    return set(library.codelists), {plan.name for plan in library.pathways}.difference(names())


def diagram(name: str, guests: Guests) -> str:
    """A pathway as a Mermaid diagram."""
    from synth.pathway.compiled.drawing import mermaid

    return mermaid(_named(_library(guests), name).pathway)


def in_words(name: str, guests: Guests) -> list[str]:
    """A pathway and what goes on beside it in words, line by line."""
    from synth.pathway.shown import lines, steps

    library = _library(guests)
    own = _named(library, name).pathway
    whole = [own, *(_named(library, one.name).pathway for one in own.beside)]
    return [line for p in whole for line in lines.lines(steps.told(p, library.codelists))]


def page(name: str, guests: Guests) -> str:
    """A pathway in words as a page of HTML that stands alone."""
    from synth.pathway.shown import page, steps

    library = _library(guests)
    return page.page(steps.told(_named(library, name).pathway, library.codelists))


def trial(name: str, families: int, seed: int, guests: Guests) -> Tried:
    """What a pathway does, run with what it rests on over the first families of a seed."""
    import numpy as np

    from synth.pathway import trying
    from synth.settings import Settings
    from synth.world.building import build

    settings = Settings(seed)
    library = _library(guests)
    _named(library, name)
    population = build(np.arange(families, dtype=np.int64), settings)
    return trying.tried(trying.subset(library, trying.needed(library, name)), name, population, settings)


def _library(guests: Guests) -> Library:
    from synth.scale.sources import read_library

    found: Library = read_library(guests=guests)
    return found


def _named(library: Library, name: str) -> PathwayPlan:
    """The pathway of a name; BadArguments names those that are near."""
    from synth.evidence.units import among

    known = [plan.name for plan in library.pathways]
    if name not in known:
        raise BadArguments(f"there is no pathway '{name}': {among(known, name) if known else 'there are none'}")
    return library.named(name)
