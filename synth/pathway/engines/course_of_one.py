"""Where one person stands in a course at one moment: the reference engine's reading of it, in plain whole numbers."""

from __future__ import annotations

from synth import chance
from synth.evidence import scores
from synth.pathway.compiled.courses import Coursed, Part
from synth.world.population import Population


def place(e: Coursed, population: Population, family: range, person: int, now: int, by: int) -> int:
    """The place (0 to 65,535) of a person of a family; facts move it by so many thousandths of an SD."""
    if person < 0:
        return scores.MIDDLE
    total = sum(part.weight * _part(part, population, family, person, now) for part in e.parts_) >> 16
    total += by * scores.SD // 1000
    at = min(max(total + scores.REACH * scores.SD // scores.FINENESS, 0), (2 * scores.REACH << 8) - 1)
    low, high = scores.places()[at >> 8], scores.places()[(at >> 8) + 1]
    return low + (((high - low) * (at & 255)) >> 8)


def _part(part: Part, population: Population, family: range, person: int, now: int) -> int:
    key = _key(population, person)
    if part.kind == "person":
        return _score(chance.draw_one(key, part.name))
    if part.kind == "family":
        return _score(chance.draw_one(_key(population, family.start), part.name))
    if part.kind == "inherited":
        return _inherited(part, population, person)
    if part.kind == "reading":
        return _score(chance.draw_one(key, part.name, now))
    turn, past = divmod(now + chance.below_one(chance.draw_one(key, part.phase), part.keeps), part.keeps)
    was, will_be = scores.turning()[past * scores.FINENESS // part.keeps]
    before, after = (_score(chance.draw_one(key, part.name, turn + k)) for k in (0, 1))
    return (was * before + will_be * after) >> 16


def _inherited(part: Part, population: Population, person: int) -> int:
    """Half of what each parent has, and what the mixing adds; a parent who is not known adds to the mixing."""
    own = _score(chance.draw_one(int(population["genes"][person]), part.name))
    parents = [int(population[who][person]) for who in ("mother", "father") if population[who][person] >= 0]
    if not parents:
        return own
    mixing = scores.weight(1, 2) if len(parents) == 2 else scores.weight(3, 4)
    return (scores.SD // 2 * sum(_inherited(part, population, p) for p in parents) + mixing * own) >> 16


def _score(bits: int) -> int:
    knot, part = bits >> 54, (bits >> 38) & 0xFFFF
    low, high = scores.scores()[knot], scores.scores()[knot + 1]
    return low + (((high - low) * part) >> 16)


def _key(population: Population, person: int) -> int:
    return int(population["key"][person])
