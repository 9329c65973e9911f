"""Rules that guests bring are tried before they judge: on a life that keeps each, and on one that breaks it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from output.check.brought import Brought
from output.check.clinical import judged, own
from output.check.clinical.examples import example
from output.check.clinical.rule import Rule
from output.check.clinical.rules import keys_of
from synth.errors import BrokenSource
from synth.evidence.units import among
from synth.guests import Guests


def faults(brought: Brought, codelists: Collection[str], guests: Collection[str]) -> list[str]:
    """What is wrong with the rules that guests bring, a line each with its mend.

    Each rule must catch a life that breaks it and let one pass that keeps it, as ours must. guests: the names of their
    pathways.
    """
    found: list[str] = []
    names: set[str] = set()
    for path in brought.rules:
        try:
            written, rules, excepted = own.read(path)
        except BrokenSource as error:
            found += str(error).splitlines()
            continue
        for at, rule in rules.items():
            twice = ["another rule of guests has this name: give it one of its own"] * (rule.name in names)
            found += [f"{written.at(own.RULE, at)}: {rule.name}: {said}" for said in (*twice, *_amiss(rule, codelists))]
            names.add(rule.name)
        found += [f"{written.at(own.EXCEPT, at, 'pathway')}: there is no pathway '{one.pathway}' among those that are "
                  f"brought: {among(sorted(guests), one.pathway)}"
                  for at, one in excepted.items() if one.pathway not in guests]  # fmt: skip
    return found


def faults_of(guests: Guests, known: Callable[[Guests], tuple[Collection[str], Collection[str]]]) -> list[str]:
    """What is wrong with the rules of guests whose pathways are sound; known: what `faults` asks for beside them."""
    theirs = Brought(guests.folders)
    return faults(theirs, *known(guests)) if theirs.rules else []


def _amiss(rule: Rule, codelists: Collection[str]) -> Iterator[str]:
    """What is wrong with a rule that could be read."""
    unknown = sorted(keys_of(rule) - set(codelists))
    if unknown:
        yield f"{', '.join(unknown)} stands in no codelist: write its key there, or mend the name"
        return
    try:
        [(_, kept, well)], [(_, _, ill)] = (list(judged(example(rule, sound), (rule,))) for sound in (True, False))
    except (TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
        yield f"no life can be made that it judges ({error}): write its parts as those of ours have them"
        return
    if not len(kept) or len(well):
        yield "a life that keeps it is not judged by it, or does not pass: mend its claim or its conditions"
    if not len(ill):
        yield "no life breaks it, so that it can find nothing: mend its claim or its conditions"
