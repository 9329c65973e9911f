"""Where someone was born, in which language to speak with them, and whether an interpreter is needed: of a Patient."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from output.columns import Column, lookup, only
from output.fhir.fragments import dumps
from synth.codes import Codelists
from synth.world.origins import COUNTRIES, LANGUAGES, SIGN
from synth.world.population import Population

BCP47, UK_LANGUAGE = "urn:ietf:bcp:47", "https://fhir.hl7.org.uk/CodeSystem/UKCore-HumanLanguage"


@lru_cache(maxsize=4)
def _languages(codelists: Codelists) -> list[bytes | None]:
    """Each main language as a concept, or None.

    Validators refuse a coding of any other system beside the one that is required, so there is only that one. Where
    no list of BCP 47 attests the language, its code is that of UKCore-HumanLanguage, which is ISO 639-1: BCP 47 takes
    those of two letters as they are (RFC 5646, 2.2.1). British Sign Language has no such code, so it goes without."""
    out: list[bytes | None] = []
    for name in LANGUAGES:
        key = "language_british_sign" if name == SIGN else f"language_{name.lower()}"
        codings = codelists.concept(key).codings
        of = {coding.system: coding for coding in codings}
        coding = of.get(BCP47) or of[UK_LANGUAGE]
        if coding.system != BCP47 and not coding.code.isalpha():
            out.append(None)
            continue
        told = {"system": BCP47, "code": coding.code, "display": coding.display}
        out.append(dumps({"coding": [told], "text": name}))
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
