"""A fault planted in the columnar engine is found by comparing it with the reference engine."""

from __future__ import annotations

import importlib
import inspect
from random import Random

import pytest

from synth.pathway.engines import columnar, episodes, facts, moments, scene
from tests.engines.people import population
from tests.engines.random_pathways import numbers
from tests.engines.test_random_pathways import WINDOW, agreement, made

FAULTS = [
    ("a fact is seen at its own moment", facts, 'side="left") - 1', 'side="right") - 1'),
    ("the first of several changes at one moment counts", facts, "columns[4], columns[3], columns[2], columns[1], columns[0]",
     "-columns[4], -columns[3], columns[2], -columns[1], columns[0]"),
    ("a fact of another person is read", facts, "found &= (at[place] >> 32) == who", "pass"),
    ("a step that must wait does not", columnar,
     "if plan.start_reader if step == START else plan.steps[step].reader:", "if False:"),
    ("those that must wait all go at once", columnar,
     "ready = e.time[rows] == earliest", "ready = e.time[rows] != earliest"),
    ("the dead are treated", columnar, "(time < self.gone[safe]) |", "(time < clock.NEVER) |"),
    ("care begins before birth", columnar, '(p["born"][safe] <= time)', "(time == time)"),
    ("those who are nobody's patient are treated", columnar, ' & p["patient"][safe]', ""),
    ("an end is missed by a minute", columnar, "cut = time >= e.cut[rows]", "cut = time > e.cut[rows]"),
    ("an episode ends again and again", columnar, "e.cut[ending] = gone[ends]", "pass"),
    ("the ending comes at death", columnar, "self.push(plan, plan.ending, ending, times)",
     "self.push(plan, plan.ending, ending, gone[ends])"),
    ("nothing follows death", columnar, "if plan.at_death >= 0:", "if False:"),
    ("steps run past --to", columnar, "within = time < self.settings.ends", "within = time < clock.NEVER"),
    ("who takes it up is not asked", columnar, "taken = at.value(plan.only) != 0", "taken = at.value(plan.only) == at.value(plan.only)"),
    ("repeats draw the same", episodes, "self.counts[step][rows] += 1", "pass"),
    ("the occurrence does not enter a draw", moments, "chance.draw(self._key, name, self.occurrence)", "chance.draw(self._key, name, 0)"),
    ("a signal has one key for all to whom it goes", columnar, 'at.occurrences()), self.population["key"][person]',
     "at.occurrences()), 0"),
    ("signals to others are lost", columnar, "heard = person >= 0", "heard = (person >= 0) & (person == at.person)"),
    ("a signal's condition is not asked", columnar, "heard &= at.value(signal.when) != 0", "pass"),
    ("care episodes are handed to other people", columnar, "care = np.where(own, e.care_episode[at.rows], np.uint64(0))",
     "care = e.care_episode[at.rows]"),
    ("the step's own contact is forgotten", columnar, "contact = key\n        values", "pass\n        values"),
    ("a stay that ended goes on", columnar, 'key if form.change != "ended" else np.uint64(0)', "key"),
    ("a change forgets when its entry began", episodes, "begins = np.where(known != clock.NEVER, known, begins)", "pass"),
    ("the second option takes the chance of the first", columnar, "total = total + at.threshold(option)", "total = at.threshold(option)"),
    ("the last condition that holds counts", columnar, "open_ &= ~holds", "pass"),
    ("a band of a number begins one late", moments, 'side="right") - 1, 0)', 'side="left") - 1, 0)'),
    ("quantities are not read between the knots", moments, "(((flat[first + 1] - low) * part) >> 16)", "0"),
    ("one's own fact counts among the others'", moments, "(other < last) & (other != self.person[rows])", "(other < last)"),
    ("values are handed over one draw late", columnar, "e.locals[name][rows] = at.value(expression)",
     "e.locals[name][rows] = at.value(expression) + 0 * at.forget_locals() if False else at.value(expression) + 1"),
    ("opening hours are not kept", columnar, "time = opening.fit(time, at.bits(s.hours_name), s.hours)", "pass"),
    ("a note of a parent is read one moment late", columnar, "        for signal in s.signals:\n            self.raise_signal(at, signal)\n",
     "        for name, later in plan.steps[max(s.otherwise, 0)].draws if s.signals else ():\n"
     "            e.locals[name][rows] = at.value(later)\n            at.forget_locals()\n"
     "        for signal in s.signals:\n            self.raise_signal(at, signal)\n"),
    ("what is carried is not taken", episodes, "if name in self.plan.takes else unset", "if name not in self.plan.takes else unset"),
    ("nobody is the first of the family", episodes, "zeros - 1 if name in self.plan.people else zeros", "zeros"),
    ("those who are gone at birth hear nothing", columnar, "(time < self.gone[safe]) | (time == p[\"born\"][safe])", "(time < self.gone[safe])"),
    ("a step does not wait for its instant", columnar, "np.maximum(now, at.value(s.at))", "now"),
    ("a step comes at its instant though it is past", columnar, "np.maximum(now, at.value(s.at))", "at.value(s.at)"),
    ("an episode that is over at its start ends before it", columnar, "np.maximum(at.value(plan.until), at.now)", "at.value(plan.until)"),
    ("those whom no practice has registered are seen there", columnar, "if s.floor is not None:", "if False:"),
    ("an entry is written whether its condition holds or not", columnar, "if w.when is not None:", "if False:"),
    ("an author knows at once", columnar, "now + np.maximum(at.value(w.recorded), 0)", "now"),
    ("the changes of one entry have several keys", columnar, "number: Column | int = 0 if w.run else at.occurrences()",
     "number: Column | int = at.occurrences()"),
    ("an entry about another person is about a fetus", columnar, "about_kind = np.where(other >= 0, 2, about_kind)", "pass"),
    ("contacts are handed to other people", columnar, "contact = np.where(own, e.contact[at.rows], np.uint64(0))", "contact = e.contact[at.rows]"),
    ("a signal's key is the same each time", columnar, 'at.occurrences()), self.population["key"][person]', '0), self.population["key"][person]'),
    ("of several steps the first comes next", columnar, "to[holds] = follower", "to[holds] = s.options[0][1]"),
]  # fmt: skip


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """Libraries and people on which the true engine agrees with the reference."""
    evidence = numbers(str(tmp_path_factory.mktemp("evidence")))
    found = []
    for seed in range(120):
        library = made(Random(seed), evidence)
        if library is not None and agreement(library, population(seed, 12, WINDOW)) == []:
            found.append((library, population(seed, 12, WINDOW)))
    return found


def test_there_are_forty_faults():
    assert len({name for name, *_ in FAULTS}) == len(FAULTS) >= 40


@pytest.mark.parametrize(("name", "module", "old", "new"), FAULTS, ids=[f[0] for f in FAULTS])
def test_a_planted_fault_is_found(cases, name, module, old, new):
    source = inspect.getsource(module)
    assert old in source, "the fault is planted nowhere: the engine has changed"
    try:
        exec(compile(source.replace(old, new, 1), module.__file__, "exec"), module.__dict__)
        _rebind()
        assert any(_differs(library, people) for library, people in cases)
    finally:
        for each in (facts, episodes, scene, moments, columnar):
            importlib.reload(each)


def _rebind() -> None:
    """Let the engine use the classes of the modules as they are now."""
    for each in (episodes, facts, moments):
        for name in ("Episodes", "FactStore", "Moments"):
            if name in each.__dict__ and each.__dict__[name].__module__ == each.__name__:
                for user in (columnar, scene):
                    if name in user.__dict__:
                        user.__dict__[name] = each.__dict__[name]


def _differs(library, people) -> bool:
    try:
        return agreement(library, people) != []
    except Exception:
        return True
