"""What a step that reads facts of its own group must wait for: the steps from which one may yet be set, and when.

A step is asked about what was true before its moment. Whatever is pending for an earlier moment may change that only if
a way leads from it, by what follows, what ends it and what its signals start, to a step that sets what is asked about;
and no sooner than the way takes. Who asks about itself alone minds others only if the way comes to it by a signal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from synth import clock
from synth.pathway.compiled import plan as q
from synth.pathway.compiled.least import UNKNOWN, lowest
from synth.pathway.compiled.programs import START, Wait
from synth.pathway.language import expressions as x

Place = tuple[int, int]
"""A step of a pathway, by the indices of both; -1 is its start."""
_WHOSE = ("", "self")
"""How the person is named whose episode it is."""
_FAR = clock.NEVER


class Ways:
    """The ways through the steps of one group, with the least time that each takes.

    follows: from each place, the places that come next, the least minutes until then, and whether in another person;
    ends: the places to which an episode of each pathway is sent when it is cut short.
    """

    def __init__(self, plans: Sequence[q.PathwayPlan], group: Sequence[int]) -> None:
        self.follows: dict[Place, list[tuple[Place, int, bool]]] = {}
        self.sets: dict[Place, frozenset[str]] = {}
        self.ends: dict[int, list[Place]] = {}
        for i in group:
            p = plans[i]
            least = [least_delay(s) for s in p.steps]
            self.ends[i] = [(i, step) for step in (p.ending, p.at_death) if step >= 0]
            self.sets[i, START] = frozenset()
            # When an episode is cut short is settled as it starts: that may be at once.
            self.follows[i, START] = [((i, 0), least[0], False), *((end, 0, False) for end in self.ends[i])]
            for s in p.steps:
                self.sets[i, s.index] = frozenset(fact for fact, _ in s.sets)
                next_ = sorted({s.otherwise, *(to for _, to in s.options)} - {-1})
                heard = [((j, START), 0, signal.to not in _WHOSE) for signal in s.signals for j in signal.starts]
                self.follows[i, s.index] = [*(((i, step), least[step], False) for step in next_),
                                            *(way for way in heard if way[0][0] in group)]  # fmt: skip

    def to(self, read: frozenset[str], *, of_others: bool) -> dict[Place, tuple[int, int]]:
        """From where some facts may yet be set: the least minutes until then, after the moment of a place, and after
        its episode is cut short. NEVER: no such way. of_others: only by ways that go over to someone else."""
        anyhow = self._least({place: 0 for place, facts in self.sets.items() if facts & read}, {})
        least = self._least({}, anyhow) if of_others else anyhow
        found = {}
        for i, step in self.follows:
            cut = min((least.get(end, _FAR) for end in self.ends[i]), default=_FAR) if step != START else _FAR
            times = least.get((i, step), _FAR), cut
            if min(times) < _FAR:
                found[i, step] = times
        return found

    def _least(self, at: dict[Place, int], across: Mapping[Place, int]) -> dict[Place, int]:
        """The least minutes from each place to one of `at`, or over to another person and on as `across` has it."""
        changed = True
        while changed:
            changed = False
            for place, ways in self.follows.items():
                least = at.get(place, _FAR)
                for next_, minutes, over in ways:
                    least = min(least, minutes + at.get(next_, _FAR))
                    if over:
                        least = min(least, minutes + across.get(next_, _FAR))
                # Where it goes round, each round takes time or none: a least is found.
                if least < at.get(place, _FAR):
                    at[place], changed = least, True
        return at


def waits(ways: Ways, own: frozenset[str], of_kin: frozenset[str]) -> tuple[Wait, ...]:
    """What a step must wait for that reads some facts of the person and some of others in the family, in order."""
    found: dict[tuple[Place, bool], tuple[int, int]] = {}
    for read, whose, of_others in ((own, True, False), (own, False, True), (of_kin, False, False)):
        for place, (after, cut) in ways.to(read, of_others=of_others).items() if read else ():
            known = found.get((place, whose), (_FAR, _FAR))
            found[place, whose] = min(known[0], after), min(known[1], cut)
    return tuple(Wait(*place, whose, *times) for (place, whose), times in sorted(found.items()))


def least_delay(s: q.StepPlan) -> int:
    """The least minutes from the step before to this one."""
    given = 0 if s.at is None else _from_now(s.at)
    return max(given, 0) + max(lowest(s.after), 0)


def _from_now(e: x.Expression) -> int:
    """The least minutes from this moment to the instant that an expression gives; UNKNOWN where that is not known."""
    if isinstance(e, x.Now):
        return 0
    if isinstance(e, x.Where):
        return min(_from_now(e.then), _from_now(e.otherwise))
    if isinstance(e, x.Operation) and e.sign == "+":
        ways = (_from_now(e.left), lowest(e.right)), (_from_now(e.right), lowest(e.left))
        return max(UNKNOWN, *(since + more for since, more in ways))
    return UNKNOWN
