"""The truth of some families: what they died of and had, whose children they are, and where they stand among others."""

from __future__ import annotations

from math import isqrt

import numpy as np

from synth import clock
from synth.pathway.compiled.courses import Part
from synth.pathway.compiled.plan import Library
from synth.pathway.compiled.programs import Course
from synth.pathway.engines import courses
from synth.pathway.engines.scene import Scene
from synth.pathway.language.courses import STAYS
from synth.record.truth import CONDITION, COURSE, KIN, PERSON, Truth
from synth.settings import Settings
from synth.table import Table
from synth.world.demography.deaths import CAUSES, ICD10
from synth.world.families.relationships import KINDS
from synth.world.illness.risks import ILLNESSES
from synth.world.population import Population


def truth_of(population: Population, library: Library, settings: Settings) -> Truth:
    """What was so of everyone until the window closed: nothing is told of what comes later, which only adds to it."""
    named = lasting_courses(library)
    tables = {
        PERSON: _persons(population, settings.ends),
        CONDITION: _conditions(population, settings.ends),
        KIN: _kin(population, settings.ends),
        COURSE: _courses(population, list(named.values())),
    }
    words = {"cause": CAUSES, "icd10": ICD10, "condition": ILLNESSES, "kind": KINDS, "course": tuple(named)}
    return Truth(tables, words)


def _persons(population: Population, ends: int) -> Table:
    p = population.persons
    dead = p["died"] < ends
    return Table({
        "person": np.arange(len(p), dtype=np.int64),
        "born": p["born"],
        "died": np.where(dead, p["died"], clock.NEVER),
        "cause": np.where(dead, p["cause"], -1),
        "mother": p["mother"],
        "father": p["father"],
    }).take(p["born"] < ends)  # fmt: skip


def _conditions(population: Population, ends: int) -> Table:
    """The day on which each illness of the world began, known or not."""
    parts = []
    for number, illness in enumerate(ILLNESSES):
        fact = population.facts[illness]
        fact = fact.take((fact["value"] > 0) & (fact["time"] < ends))
        parts.append((fact["person"], np.full(len(fact), number, dtype=np.int64), fact["time"]))
    person, condition, onset = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((condition, onset, person))
    found = Table({"person": person, "condition": condition, "onset": onset})
    return found.take(order)


def _kin(population: Population, ends: int) -> Table:
    r = population.relationships
    r = r.take(r["from"] < ends)
    columns = {name: r[name] for name in ("person", "other", "kind", "from", "responsibility")}
    return Table({
        **columns,
        "until": np.where(r["until"] < ends, r["until"], clock.NEVER),
    })  # fmt: skip


def _courses(population: Population, named: list[Course]) -> Table:
    """Where everyone stands in each course by what stays for life: no illness, treatment or day is in it."""
    scene, n = Scene(population), len(population)
    everyone = np.arange(n, dtype=np.int64)
    places = [courses.places(course, scene, everyone, np.zeros(n, dtype=np.int64)) for course in named]
    person = np.repeat(everyone, len(named))
    return Table({
        "person": person,
        "course": np.tile(np.arange(len(named), dtype=np.int64), n),
        "place": np.stack(places, axis=1).ravel() if places else person,
    })  # fmt: skip


def lasting_courses(library: Library) -> dict[str, Course]:
    """Every course of the library, by name in their order, by the parts of it that stay for life."""
    found: dict[str, Course] = {}
    for program in library.programs:
        for course in program.courses:
            name = course.name.partition(" ")[2]
            staying = tuple(part for part in course.parts_ if part.kind in STAYS)
            if staying and name not in found:
                found[name] = Course(name, _whole(staying))
    return dict(sorted(found.items()))


def _whole(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Some parts of a variance as the whole of it."""
    length = isqrt(sum(part.weight**2 for part in parts))
    return tuple(Part(p.kind, p.name, p.phase, (p.weight << 16) // length, p.keeps) for p in parts)
