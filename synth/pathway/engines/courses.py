"""Where many people stand in a course, each at their own moment: the columnar engine's reading of it."""

from __future__ import annotations

import numpy as np

from synth import chance
from synth.evidence import scores, standing
from synth.pathway.compiled.courses import WANDERS, Part
from synth.pathway.compiled.programs import Course
from synth.pathway.engines.scene import Scene
from synth.pathway.language import courses as c
from synth.world.families.heredity import handed_down

Column = np.ndarray


def places(e: Course, scene: Scene, person: Column, now: Column) -> Column:
    """The place (0 to 65,535) of each person at each instant, by the parts of the course alone."""
    return _place(_scores(e, scene, person, now), person)


def moved(e: Course, scene: Scene, person: Column, now: Column, by: Column) -> Column:
    """The same where facts move it, by so many thousandths of a standard deviation each."""
    return _place(_scores(e, scene, person, now) + by * scores.SD // 1000, person)


def _scores(e: Course, scene: Scene, person: Column, now: Column) -> Column:
    total = np.zeros(len(person), dtype=np.int64)
    for part in e.parts_:
        if part.kind == c.READING:
            score = standing.drawn(chance.draw(scene.population["key"][person], part.name, now))
        elif part.kind == WANDERS:
            score = _wandering(part, scene, person, now)
        else:
            score = _staying(part, scene)[person]
        total += part.weight * score
    return total >> 16


def _place(score: Column, person: Column) -> Column:
    return np.where(person >= 0, standing.place(score), scores.MIDDLE)


def _staying(part: Part, scene: Scene) -> Column:
    """What stays for life, of every person of the scene."""
    found = scene.lasting.get(part.name)
    if found is None:
        key = scene.population["genes" if part.kind == c.INHERITED else "key"]
        if part.kind == c.FAMILY:
            key = key[scene.population.family_start[scene.family_row]]
        found = standing.drawn(chance.draw(key, part.name))
        if part.kind == c.INHERITED:
            found = handed_down(found, scene.population["mother"], scene.population["father"])
        scene.lasting[part.name] = found
    return found


def _wandering(part: Part, scene: Scene, person: Column, now: Column) -> Column:
    """What wanders: on the way from one score to the next, each kept for a time."""
    key = scene.population["key"]
    phase = scene.lasting.get(part.phase)
    if phase is None:
        phase = scene.lasting[part.phase] = chance.below(chance.draw(key, part.phase), part.keeps)
    turn, past = np.divmod(now + phase[person], part.keeps)
    way = past * scores.FINENESS // part.keeps
    key, weights = key[person], standing.tables()[2]
    before, after = (
        standing.drawn(chance.draw(key, part.name, turn)),
        standing.drawn(chance.draw(key, part.name, turn + 1)),
    )
    return (weights[way, 0] * before + weights[way, 1] * after) >> 16
