"""Signals and facts that do not meet: raised and unheard, heard and unraised, carried and untaken, set and unread.

Who raises and hears a signal, and who sets and reads a fact, is found in the pathways; what they mean, and what a
signal carries, is declared (`language.words`). Only a whole library can be looked at so: in a part much is unheard.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from synth.pathway.compiled import naming
from synth.pathway.language import expressions as x
from synth.pathway.language.model import Choice, Pathway
from synth.pathway.language.words import Words
from synth.world import vocabulary


@dataclass
class Met:
    """Where a signal or a fact is met: the steps that raise or set it, the pathways that hear or read it."""

    by: list[str] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    carried: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)


def signals(pathways: Sequence[Pathway]) -> dict[str, Met]:
    """Every signal that is raised or heard, with what is carried (and where) and taken, in order of name."""
    found: dict[str, Met] = {}
    for p in pathways:
        for name in p.signals:
            met = found.setdefault(name, Met())
            met.to.append(p.name)
            met.taken |= set(p.takes)
        for s in p.steps:
            for signal in s.signals:
                met = found.setdefault(signal.name, Met())
                met.by.append(f"{p.name}.{s.name}")
                met.carried |= dict.fromkeys(signal.carries, f"{p.name}.{s.name}")
    return dict(sorted(found.items()))


def facts(pathways: Sequence[Pathway]) -> dict[str, Met]:
    """Every fact that steps set, with those who set and who read it, in order of name."""
    found: dict[str, Met] = {}
    for p in pathways:
        for s in p.steps:
            for name in s.sets:
                found.setdefault(name, Met()).by.append(f"{p.name}.{s.name}")
    for p in pathways:
        for name in sorted(_read(p) & found.keys()):
            found[name].to.append(p.name)
    return dict(sorted(found.items()))


def _read(p: Pathway) -> set[str]:
    """The facts that a pathway asks about, its numbers' among them."""
    read: set[str] = set()
    draws = [c for s in p.steps if isinstance(s.then, Choice) for c in s.then.options.values()]
    for e in (*naming.expressions(p), *(c for c in draws if isinstance(c, x.Expression))):
        if isinstance(e, x.Fact):
            read.add(e.name)
        elif isinstance(e, (x.Of, x.OthersInFamily)):
            read.add(e.fact)
        elif isinstance(e, x.Draw):
            risks = {f"risk:{r.name}": r.fact for r in e.number.risks}
            read |= {risks.get(d.fact, d.fact) for d in e.number.dimensions}
    return read


def _mend(known: Iterable[str], name: str, otherwise: str) -> str:
    """The nearest of the names that there are, if one is near, and what to do if that is not meant."""
    near = difflib.get_close_matches(name, [n for n in known if n != name], n=1, cutoff=0.7)
    return f"did you mean '{near[0]}'? If not, {otherwise}" if near else otherwise


def check(pathways: Sequence[Pathway], words: Words) -> Iterator[str]:
    """The faults of the signals and facts of a whole library, each with its mend."""
    yield from _signals(pathways, words)
    yield from _taken(pathways)
    yield from _facts(pathways, words)


def _signals(pathways: Sequence[Pathway], words: Words) -> Iterator[str]:
    declared = {word.name: word for word in words.signals}
    known = [*declared, *vocabulary.EVENTS]
    for name in sorted(n for n in declared if [w.name for w in words.signals].count(n) > 1 or n in vocabulary.EVENTS):
        yield f"signal '{name}' is declared twice: declare it once, where it is raised"
    met = signals(pathways)
    for name, word in declared.items():
        if name not in met:
            yield f"signal '{name}' is declared, but nobody raises or hears it: take it out of SIGNALS"
        for carried in word.carries if name in met and met[name].by else ():
            if carried not in met[name].carried:
                yield f"signal '{name}' is declared to carry '{carried}', which nobody gives it: take it out of SIGNALS"
    for name, at in met.items():
        event = name in vocabulary.EVENTS
        if event:
            for place in at.by:
                yield f"{place}: it raises '{name}', which is the world's to raise: give the signal another name"
            continue
        if name not in declared:
            mend = _mend(known, name, "declare it in SIGNALS")
            if not at.by and not mend.startswith("did you mean"):
                mend += f" and raise it, or start on an event of the world ({', '.join(vocabulary.EVENTS)})"
            for place in (*at.by, *at.to):
                yield f"{place}: unknown signal '{name}': {mend}"
            continue
        word = declared[name]
        if not at.by:
            mend = _mend(known, name, "raise it at a step")
            yield f"{at.to[0]}: it starts on '{name}', which nobody raises: {mend}"
        if not at.to and not word.for_later:
            yield (f"{at.by[0]}: it raises '{name}', which nobody hears: let a pathway start on it, or say in SIGNALS "
                   'for_later="what it is for"')  # fmt: skip
        if at.to and word.for_later:
            yield f"{at.to[0]}: it starts on '{name}', which SIGNALS says is for later: take for_later out"
        for carried, place in at.carried.items():
            if carried not in word.carries:
                mend = _mend(word.carries, carried, "add it there")
                yield f"{place}: '{name}' carries '{carried}', of which SIGNALS tells nothing: {mend}"
            elif at.to and carried not in at.taken:
                yield f"{place}: '{name}' carries '{carried}', which nobody takes: leave it out, or let one take it"


def _taken(pathways: Sequence[Pathway]) -> Iterator[str]:
    """What a pathway takes and no signal that starts it carries."""
    met = signals(pathways)
    for p in pathways:
        given = {c for name in p.signals for c in (*met[name].carried, *vocabulary.EVENTS.get(name, ()))}
        for name in p.takes:
            if name not in given:
                mend = _mend(sorted(given), name, "let the signal carry it")
                yield f"{p.name}: it takes '{name}', which nothing that starts it carries: {mend}"


def _facts(pathways: Sequence[Pathway], words: Words) -> Iterator[str]:
    declared = {word.name: word for word in words.facts}
    for name in sorted(n for n in declared if [w.name for w in words.facts].count(n) > 1):
        yield f"fact '{name}' is declared twice: declare it once"
    met = facts(pathways)
    for name in declared:
        if name not in met:
            yield f"fact '{name}' is declared, but no step sets it: take it out of FACTS"
    for name, at in met.items():
        if name in vocabulary.FACTS:
            continue
        if name not in declared:
            for place in at.by:
                yield f"{place}: it sets an unknown fact '{name}': {_mend(declared, name, 'declare it in FACTS')}"
        elif not at.to and not declared[name].for_later:
            yield (f"{at.by[0]}: it sets '{name}', which nobody asks about: let a pathway ask, or say in FACTS "
                   'for_later="what it is for"')  # fmt: skip
        elif at.to and declared[name].for_later:
            yield f"{at.to[0]}: it asks about '{name}', which FACTS says is for later: take for_later out"
