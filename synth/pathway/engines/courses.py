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


def place_of_one(e: Course, scene: Scene, person: int, now: int, by: int) -> int:
    """The place of one person at one instant, moved by so many thousandths of a standard deviation."""
    if person < 0:
        return scores.MIDDLE
    key, total = scene.population["key"].item(person), _lasting(e, scene).item(person)
    for part in e.parts_:
        if part.kind == c.READING:
            total += part.weight * standing.drawn_one(chance.draw_one(key, part.name, now))
        elif part.kind == WANDERS:
            turn, past = divmod(_phase(part, scene).item(person) + now, part.keeps)
            was, will_be = scores.turning()[past * scores.FINENESS // part.keeps]
            before, after = (standing.drawn_one(chance.draw_one(key, part.name, turn + k)) for k in (0, 1))
            total += part.weight * ((was * before + will_be * after) >> 16)
    return standing.place_one((total >> 16) + by * scores.SD // 1000)


def _scores(e: Course, scene: Scene, person: Column, now: Column) -> Column:
    total = _lasting(e, scene).take(person)
    moving = scene.moving.get(e.name)
    if moving is None:
        moving = scene.moving[e.name] = _Moving(e)
    if len(moving.names):
        total = total + moving.scores(scene, person, now)
    return total >> 16


def _place(score: Column, person: Column) -> Column:
    return np.where(person >= 0, standing.place(score), scores.MIDDLE)


def _lasting(e: Course, scene: Scene) -> Column:
    """What a course is for life, of every person of the scene: its parts that stay, each with its weight."""
    found = scene.lasting.get(e.name)
    if found is None:
        found = np.zeros(len(scene.population), dtype=np.int64)
        for part in e.parts_:
            if part.kind not in (c.READING, WANDERS):
                found += part.weight * _staying(part, scene)
        scene.lasting[e.name] = found
    return found


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


class _Moving:
    """The parts of a course that move, all drawn at once: those that wander first, and then those of a reading.

    names: of the draws (uint64, a column): twice of those that wander, for what they come from and what they go to.
    """

    def __init__(self, e: Course) -> None:
        wander, reading = ([p for p in e.parts_ if p.kind == kind] for kind in (WANDERS, c.READING))
        self.wander = wander
        self.names = np.array([p.name for p in (*wander, *wander, *reading)], dtype=np.uint64)
        self.weights = np.array([p.weight for p in (*wander, *reading)], dtype=np.int64)[:, None]
        self.keeps = np.array([p.keeps for p in wander], dtype=np.int64)[:, None]

    def scores(self, scene: Scene, person: Column, now: Column) -> Column:
        """The sum of the scores of these parts, each with its weight, for each person at each instant."""
        many = len(self.wander)
        when = np.empty((len(self.names), len(person)), dtype=np.int64)
        when[2 * many :] = now
        if many:
            phases = np.array([_phase(part, scene).take(person) for part in self.wander])
            when[:many], past = np.divmod(phases + now, self.keeps)
            when[many : 2 * many] = when[:many] + 1
        drawn = standing.drawn(np.array(chance.draws(scene.population["key"].take(person), self.names, when)))
        if not many:
            return (self.weights * drawn).sum(axis=0)
        # On the way from one score to the next, each kept for a time.
        way = standing.tables()[2].take(past * scores.FINENESS // self.keeps, axis=0)
        wandering = (way[..., 0] * drawn[:many] + way[..., 1] * drawn[many : 2 * many]) >> 16
        total = (self.weights[:many] * wandering).sum(axis=0)
        return total if len(drawn) == 2 * many else total + (self.weights[many:] * drawn[2 * many :]).sum(axis=0)


def _phase(part: Part, scene: Scene) -> Column:
    """How far into the first of its turns each person of the scene is born, minutes."""
    phase = scene.lasting.get(part.phase)
    if phase is None:
        key = scene.population["key"]
        phase = scene.lasting[part.phase] = chance.below(chance.draw(key, part.phase), part.keeps)
    return phase
