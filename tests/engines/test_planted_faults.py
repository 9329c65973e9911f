"""A fault planted in the columnar engine is found by comparing it with the reference engine."""

from __future__ import annotations

import importlib
import inspect
from contextlib import contextmanager
from random import Random

import pytest

from synth.made import Made
from synth.pathway.compiled import groups, least, nodes, placing, stepping, waiting
from synth.pathway.engines import (
    awaited,
    columnar,
    episodes,
    facts,
    moment_of_one,
    moments,
    one_by_one,
    operations,
    operations_of_one,
    scene,
    written,
)
from tests.engines import waiting_pathways
from tests.engines.compare import IN_COLUMNS, ONE_BY_ONE, expected_of
from tests.engines.people import population
from tests.engines.random_pathways import numbers
from tests.engines.test_random_pathways import WINDOW, agreement, made

MODULES = (
    least,
    waiting,
    groups,
    nodes,
    placing,
    stepping,
    facts,
    episodes,
    scene,
    operations,
    moments,
    written,
    awaited,
    operations_of_one,
    moment_of_one,
    one_by_one,
    columnar,
)
"""All of the columnar engine, in the order in which they import each other."""
FAULTS = [
    ("a fact is seen at its own moment", facts, 'side="left") - 1', 'side="right") - 1'),
    ("the first of several changes at one moment counts", facts, "(changes[_OCCURRENCE], changes[_STEP], episode, changes[_PATHWAY], changes[_MOMENT])",
     "(-changes[_OCCURRENCE], -changes[_STEP], episode, -changes[_PATHWAY], changes[_MOMENT])"),
    ("changes at one moment count as they come", facts, "if (moment[1:] == moment[:-1]).any():", "if False:"),
    ("a fact of another person is read", facts, "found = (place >= 0) & ((at[place] >> 32) == person)", "found = place >= 0"),
    ("a step that must wait does not", episodes, "if step in self.program.waits:", "if False:"),
    ("those that must wait all go at once", awaited, "comes[comes >= time[free]] = _NOBODY", "comes[:] = _NOBODY"),
    ("what comes soon before it is not waited for", awaited, "comes[comes >= time[free]]", "comes[comes >= time[free] - 60 * clock.DAY]"),
    ("nobody waits for what others in the family may yet set", awaited,
     "np.where(asks.own[each, None], person[free], family[free])", "person[free][None, :].repeat(len(each), axis=0)"),
    ("what comes of being cut short is not waited for", awaited, "for cut, after in ((False, w.after), (True, w.after_cut))",
     "for cut, after in ((False, w.after),)"),
    ("what is said of the way from the cut is said of the moment", awaited, "((False, w.after), (True, w.after_cut))",
     "((False, w.after_cut), (True, w.after))"),
    ("a way to what is asked about is thought longer than it is", waiting, "max(given, 0) + max(lowest(s.after), 0)",
     "max(given, 0) + max(lowest(s.after), 0) + 60 * clock.DAY"),
    ("what is heard by others is not of the family", waiting, "signal.to not in _WHOSE", "False"),
    ("who asks about others minds its own alone", waiting, "(of_kin, False, False)", "(of_kin, True, False)"),
    ("of two branches the longer way counts", least, "return min(lowest(e.then), lowest(e.otherwise))",
     "return max(lowest(e.then), lowest(e.otherwise))"),
    ("an episode is thought never to be over at its start", waiting, "((end, 0, False) for end in self.ends[i])",
     "((end, _FAR, False) for end in self.ends[i])"),
    ("what has changed since is waited for as it was", awaited, "changed |= 1 << line\n                        self._find", "changed |= 1 << line; 0 and self._find"),
    ("of many that are pending one is minded", awaited, "np.minimum.at(moments[:persons], e.person[rows], e.cut[rows] if cut else e.time[rows])",
     "moments[e.person[rows]] = e.cut[rows] if cut else e.time[rows]"),
    ("those who are ready are pending no longer", episodes, "_joined([*self._ready.get(step, ()), *self.held.get(step, ())])",
     "_joined([*self.held.get(step, ())])"),
    ("what held someone back holds the next", episodes, "self.blocker[rows] = -1", "pass"),
    ("what is pending already when someone first asks about it is not minded", awaited, "self._begun[pathway].fresh[step] = None", "pass"),
    ("the dead are treated", columnar, "(time < self.gone[safe]) |", "(time < clock.NEVER) |"),
    ("care begins before birth", columnar, '(p["born"][safe] <= time)', "(time == time)"),
    ("those who are nobody's patient are treated", columnar, ' & p["patient"][safe]', ""),
    ("an end is missed by a minute", columnar, "cut = time >= e.cut[rows]", "cut = time > e.cut[rows]"),
    ("an episode ends again and again", columnar, "e.cut[ending] = gone[ends]", "pass"),
    ("the ending comes at death", columnar, "self.push(plan, plan.ending, ending, times)",
     "self.push(plan, plan.ending, ending, gone[ends])"),
    ("nothing follows death", columnar, "if plan.at_death >= 0:", "if False:"),
    ("steps run past --to", columnar, "within = time < self.settings.ends", "within = time < clock.NEVER"),
    ("who takes it up is not asked", columnar, "taken = at.holds(s.only)", "taken = at.holds(s.only) | True"),
    ("repeats draw the same", episodes, "self.counts[step][rows] += 1", "pass"),
    ("the occurrence does not enter a draw", moments, "chance.draws(self.r[KEY], names, self.r[OCCURRENCE])",
     "chance.draws(self.r[KEY], names, 0)"),
    ("all decisions have the bits of the first", moments, "self.r[register] = column", "self.r[register] = bits[0]"),
    ("a signal has one key for all to whom it goes", columnar, 'at.occurrences()[rows]), self.population["key"][person]',
     "at.occurrences()[rows]), 0"),
    ("signals to others are lost", columnar, "heard = person >= 0", "heard = (person >= 0) & (person == at.person)"),
    ("a signal's condition is not asked", columnar, "heard &= at.holds(signal.when)", "pass"),
    ("care episodes are handed to other people", columnar, "care = np.where(own, e.care_episode[episodes], np.uint64(0))",
     "care = e.care_episode[episodes]"),
    ("the step's own contact is forgotten", columnar, "own = made.keys_of(len(stage) - 1)", "pass"),
    ("a contact is part of itself", written, "np.where(held != self.key, held, _NONE)", "np.where(held == 0, self.key, held)"),
    ("a stay that ended goes on", columnar, "np.uint64(0) if last.ends else key[wrote]", "key[wrote]"),
    ("a change forgets when its entry began", stepping,
     'begins = nodes.where(nodes.operation("==", known, nodes.constant(clock.NEVER)), begins, known)', "pass"),
    ("nobody notes when an entry began", columnar, "e.begun[slot][rows] = at.number(register)", "pass"),
    ("the second option takes the chance of the first", columnar, "total = total + at.number(option)", "total = at.number(option)"),
    ("the last condition that holds counts", columnar, "open_ &= ~holds", "pass"),
    ("a band of a number begins one late", operations, 'inner.searchsorted(r[value], side="right")', 'inner.searchsorted(r[value], side="left")'),
    ("quantities are not read between the knots", operations, "((r[bits] >> _PART) & _PART_MASK).view(np.int64)",
     "np.zeros(len(r[bits]), dtype=np.int64)"),
    ("one's own fact counts among the others'", scene, "np.where(other != person.take(each), other, -1)", "other"),
    ("what is drawn is not noted", columnar, "e.locals[name][rows] = at.number(register)", "pass"),
    ("a draw sees what was noted before, not what the step has drawn", nodes,
     "return self.locals[name] if name in self.locals else", "return"),
    ("opening hours are not kept", columnar, "time = opening.fit(time, at.number(s.bits), s.hours)", "pass"),
    ("a note of a parent is read one moment late", columnar, "        for signal in s.signals:\n            self.raise_signal(at, signal)\n",
     "        at.r[0] = at.now + 1\n        at.run(s.code)\n        for signal in s.signals:\n            self.raise_signal(at, signal)\n"),
    ("what is carried is not taken", episodes, "if name in carries:", "if name not in carries:"),
    ("nobody is the first of the family", episodes, "-1 if local in self.program.people else 0", "0"),
    ("those who are gone at birth hear nothing", columnar, "(time < self.gone[safe]) | (time == p[\"born\"][safe])", "(time < self.gone[safe])"),
    ("a step does not wait for its instant", columnar, "np.maximum(now, at.number(s.at))", "now"),
    ("a step comes at its instant though it is past", columnar, "np.maximum(now, at.number(s.at))", "at.number(s.at)"),
    ("an episode that is over at its start ends before it", columnar, "np.maximum(at.number(s.until), now)", "at.number(s.until)"),
    ("those whom no practice has registered are seen there", columnar, "if s.floor >= 0:", "if False:"),
    ("an entry is written whether its condition holds or not", columnar, "at.holds(w.when) if w.when >= 0 else None", "None"),
    ("the condition of one write holds for the next", columnar, "masks.append(mask)", "masks.append(masks[-1] if masks else mask)"),
    ("an author knows at once", stepping, 'nodes.add("at least 0", nodes.whole(nodes.of(w.recorded)))', "nodes.constant(0)"),
    ("the changes of one entry have several keys", written, "np.where(self.each(layout.run), 0, number)", "number"),
    ("an entry about another person is about a fetus", stepping, "kind = nodes.where(there, nodes.constant(2), zero if kind < 0 else kind)", "kind = zero"),
    ("contacts are handed to other people", columnar, "contact = np.where(own, e.contact[episodes], np.uint64(0))", "contact = e.contact[episodes]"),
    ("a signal's key is the same each time", columnar, 'at.occurrences()[rows]), self.population["key"][person]', '0), self.population["key"][person]'),
    ("of several steps the first comes next", columnar, "to[holds] = follower", "to[holds] = s.options[0][1]"),
    ("two values that differ in their names are one", nodes, "known = op, of, extra", "known = op, of, extra if op in (\"constant\", \"bits\") else None"),
    ("what is not so is so", nodes, 'return self.add("not", a, flag=True) if right == 0 else a', "return a if right == 0 else a"),
    ("and is or", operations, '"and": np.logical_and', '"and": np.logical_or'),
    ("a value that writes share is worked out for one of them", placing, "return WRITES if one in inside and other in inside else STEP",
     "return max(one, other)"),
    ("new rows keep what stood in the old", episodes, "where[name][: self.n] = known[: self.n]", "pass"),
    ("a write says what the one before it says", written, "table[i] = unsaid[i] if at is None else r[at]",
     "table[i] = unsaid if of[0] is None else r[of[0]]"),
]  # fmt: skip
OF_ONE = [
    ("one: a fact is seen at its own moment", facts, 'at.searchsorted(_moment(person, time), side="left")',
     'at.searchsorted(_moment(person, time), side="right")'),
    ("one: a fact of another person is read", facts, "if place >= 0 and at.item(place) >> 32 == person", "if place >= 0"),
    ("one: an end is missed by a minute", one_by_one, "if time >= e.cut.item(row):", "if time > e.cut.item(row):"),
    ("one: the ending comes at death", one_by_one, "return e.program.ending, time", "return e.program.ending, gone"),
    ("one: nothing follows death", one_by_one, "return e.program.at_death, gone", "return -1, gone"),
    ("one: an episode ends again and again", one_by_one, "            e.cut[row] = gone\n", "            pass\n"),
    ("one: who takes it up is not asked", one_by_one, "if s.only < 0 or at.r[s.only]:", "if True:"),
    ("one: an episode that is over at its start ends before it", one_by_one, "max(at.r[s.until], now)", "at.r[s.until]"),
    ("one: a step does not wait for its instant", one_by_one, "now if s.at < 0 else max(now, r[s.at])", "now"),
    ("one: opening hours are not kept", one_by_one, "if s.hours != days.ALWAYS:", "if False:"),
    ("one: those whom no practice has registered are seen there", one_by_one, "if s.floor >= 0 and", "if False and"),
    ("one: steps run past --to", one_by_one, "if step >= 0 and time < self._ends:", "if step >= 0:"),
    ("one: repeats draw the same", episodes, "self.counts[step][row] += 1", "pass"),
    ("one: what is drawn is not noted", one_by_one, "e.locals[name][row] = r[register]", "pass"),
    ("one: what is carried is not taken", episodes,
     "            if name in carries:\n                self.locals[name][new] = carries[name]\n        self.n = new + 1",
     "            if name not in carries:\n                self.locals[name][new] = 0\n        self.n = new + 1"),
    ("one: the dead are treated", one_by_one, "(born <= time < self.gone.item(person) or time == born)", "born <= time"),
    ("one: those who are nobody's patient are treated", one_by_one, " or not self._patient.item(person)", ""),
    ("one: a signal's condition is not asked", one_by_one, "(signal.when >= 0 and not at.r[signal.when])", "False"),
    ("one: a signal has one key for all to whom it goes", one_by_one, "self._key.item(to)", "0"),
    ("one: a signal's key is the same each time", one_by_one, "at.key ^ signal.name, at.occurrence", "at.key ^ signal.name, 0"),
    ("one: care episodes are handed to other people", one_by_one, "if own else (0, 0)", "if True else (0, 0)"),
    ("one: the second option takes the chance of the first", one_by_one, "total += r[option]", "total = r[option]"),
    ("one: what is written is written whether it is so or not", one_by_one, "(w.when >= 0 and not at.r[w.when]) or", ""),
    ("one: the changes of one entry have several keys", one_by_one, "0 if w.run else at.occurrence", "at.occurrence"),
    ("one: the step's own contact is forgotten", one_by_one, "own = key", "own = 0"),
    ("one: a contact is part of itself", one_by_one, "held if held != key else 0", "held or key"),
    ("one: a stay that ended goes on", one_by_one, "0 if last.ends else key", "key"),
    ("one: nobody notes when an entry began", one_by_one, "e.begun[slot][row] = r[register]", "pass"),
    ("one: an author knows at once", one_by_one, 'said(of("until"), now), recorded', 'said(of("until"), now), now'),
    ("one: a decision is drawn as another", moment_of_one, "chance.draw_one(key, name, occurrence)", "chance.draw_one(key, 0, occurrence)"),
    ("one: the occurrence does not enter a draw", moment_of_one, "draw_one(key, name, occurrence)", "draw_one(key, name, 0)"),
    ("one: a band of a number begins one late", operations_of_one, "bisect_right(edges, r[value])", "bisect_right(edges, r[value] - 1)"),
    ("one: quantities are not read between the knots", operations_of_one, "(drawn >> 38) & 0xFFFF", "0"),
    ("one: one's own fact counts among the others'", operations_of_one, "if person != own)", ")"),
    ("one: and is or", operations_of_one, '"and": operator.and_', '"and": operator.or_'),
    ("one: of two values the other is taken", operations_of_one, "r[then] if r[condition] else r[otherwise]", "r[otherwise] if r[condition] else r[then]"),
    ("one: siblings are all of the family", scene, " and mothers.item(other) == mother]", "]"),
]  # fmt: skip
"""The same of steps that few are ready for, when all are taken one by one."""


SOON = (9, 3, 17, 7, 33, 11, 43, 26, 157)
"""Seeds of random pathways which show every fault that the waiting pathways do not: those that show most come first.

What these miss is looked for with all the others before it counts as missed."""


class Case:
    """A library and people on which the true engine agrees with the reference, and what the reference gives."""

    def __init__(self, library, people) -> None:
        self.library, self.people = library, people
        self.expected = expected_of(library, people, WINDOW)

    def differs(self, few: int) -> bool:
        # What was made of its programs before the fault was planted is made anew.
        plans = groups.mark_readers(self.library.pathways, self.library.groups)
        self.library.programs = Made(len(plans), lambda at: stepping.program(plans[at]))
        try:
            return agreement(self.library, self.people, few, expected=self.expected) != []
        except Exception:
            return True


class Cases:
    """The cases on which faults are looked for: few, and many more once those few have missed one."""

    def __init__(self, evidence) -> None:
        self.evidence = evidence
        library = waiting_pathways.library()
        first, *more = (Case(library, population(seed, 12, WINDOW)) for seed in range(3))
        self.made = [first, *self._random(SOON), *more]
        self._others = [seed for seed in range(170) if seed not in SOON]

    def others(self) -> list[Case]:
        """Those that were not made yet: never while a fault is planted, for the true engine must agree on them."""
        more, self._others = self._random(self._others), []
        self.made += more
        return more

    def _random(self, seeds) -> list[Case]:
        built = ((made(Random(seed), self.evidence), population(seed, 12, WINDOW)) for seed in seeds)
        return [
            Case(library, people)
            for library, people in built
            if library is not None and agreement(library, people, IN_COLUMNS, ONE_BY_ONE) == []
        ]


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    return Cases(numbers(str(tmp_path_factory.mktemp("evidence"))))


@contextmanager
def planted(*faults):
    """Modules of the engine with their sources as they are given, and all of it as it was afterwards."""
    try:
        for module, source in faults:
            exec(compile(source, module.__file__, "exec"), module.__dict__)
        _rebind()
        yield
    finally:
        for each in MODULES:
            importlib.reload(each)


def test_there_are_forty_faults():
    assert len({name for name, *_ in FAULTS}) == len(FAULTS) >= 70
    assert len({name for name, *_ in OF_ONE}) == len(OF_ONE) >= 36


@pytest.mark.parametrize(("name", "module", "old", "new"), FAULTS + OF_ONE, ids=[f[0] for f in FAULTS + OF_ONE])
def test_a_planted_fault_is_found(cases, name, module, old, new):
    few = ONE_BY_ONE if name.startswith("one: ") else IN_COLUMNS
    source = inspect.getsource(module)
    assert old in source, "the fault is planted nowhere: the engine has changed"
    fault = module, source.replace(old, new, 1)
    with planted(fault):
        found = any(case.differs(few) for case in cases.made)
    if not found:
        others = cases.others()
        with planted(fault):
            found = any(case.differs(few) for case in others)
    assert found


def test_an_engine_in_which_nothing_is_planted_agrees(cases):
    with planted(*((module, inspect.getsource(module)) for module in MODULES)):
        assert len(cases.made) > len(SOON)
        assert not any(case.differs(few) for case in cases.made for few in (IN_COLUMNS, ONE_BY_ONE))


def _rebind() -> None:
    """Let every module of the engine use what the others are now."""
    for user in MODULES:
        for name, known in list(vars(user).items()):
            home = next((m for m in MODULES if m is not user and getattr(known, "__module__", "") == m.__name__), None)
            if home is not None and name in vars(home):
                vars(user)[name] = vars(home)[name]
