"""Where someone was born, in which language to speak with them, and whether an interpreter is needed: of a Patient."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from output.columns import Column, lookup, only
from output.fhir.base.fragments import dumps
from synth.codes import Codelists
from synth.world.population import Population
from synth.world.traits.origins import COUNTRIES, LANGUAGES, SIGN

BCP47 = "urn:ietf:bcp:47"


@lru_cache(maxsize=4)
def _languages(codelists: Codelists) -> list[bytes | None]:
    """Each main language as a concept, or None where FHIR's list of languages has no code for it.

    The HL7 validator refuses any other code (and a coding of any other system beside it), though BCP 47 has one: such
    a language stands in what the practice recorded alone."""
    out: list[bytes | None] = []
    for name in LANGUAGES:
        key = "language_british_sign" if name == SIGN else f"language_{name.lower()}"
        found = [coding for coding in codelists.concept(key).codings if coding.system == BCP47]
        told = [{"system": BCP47, "code": coding.code, "display": coding.display} for coding in found]
        out.append(dumps({"coding": told, "text": name}) if told else None)
    return out


def language(population: Population, person: np.ndarray, codelists: Codelists) -> Column:
    """The main language of each of some persons; null where it has no code of the system that is required."""
    return lookup(population.attributes["language"][person], _languages(codelists))


def interpreter(population: Population, person: np.ndarray) -> Column:
    """`true` for those who need an interpreter, null for all others."""
    return only(population.attributes["interpreter"][person] == 1, b"true")


def birth_place(population: Population, person: np.ndarray) -> Column:
    """The country in which each was born, as an Address."""
    return lookup(population.attributes["born_in"][person], [dumps({"country": name}) for name in COUNTRIES])
