"""Identity over time: names, numbers, recorded sex, what people are called, and restrictions.

Each is a table of intervals with the reason of every change (`reasons`)."""

from __future__ import annotations

from synth.settings import Settings
from synth.world import lazily
from synth.world.identity import gender, names, nicknames, numbering, restricted
from synth.world.population import Population


def assign(population: Population, settings: Settings) -> None:
    """Fill in the identities of a population whose families, homes and marriages stand."""
    changed = gender.changes(population)
    population.sexes = gender.sexes(population, settings, changed)
    population.numbers = numbering.assign(population, settings, changed)
    population.names = names.assign(population, settings)
    population.known_as = nicknames.assign(population)
    population.facts = lazily.beside(population.facts, "restricted", lambda: restricted.fact(population))
