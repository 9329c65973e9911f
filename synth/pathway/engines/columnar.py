"""The columnar engine: a whole batch of families at once, in numpy, with no loop over people or entries.

Pathways are run group by group (`pathway.groups`). Within a group, a step that reads nothing the group sets may
run as soon as it is reached, whatever the time; a step that does read such a fact waits until nothing that is pending
may yet set it before its moment (`compiled.waiting`), of the person alone where it asks about nobody else. Either way
it sees the facts that were true before its moment, as in the reference engine.
What a step does is a program (`compiled.programs`), which runs for all its episodes at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from synth import chance, clock
from synth.calendar import days, opening
from synth.pathway.compiled import plan as q
from synth.pathway.compiled.programs import START, PathwayProgram, Raise, StepProgram
from synth.pathway.engines.awaited import Awaited
from synth.pathway.engines.episodes import Episodes
from synth.pathway.engines.moments import Moments
from synth.pathway.engines.one_by_one import OneByOne
from synth.pathway.engines.rules import world_signals
from synth.pathway.engines.scene import Scene
from synth.pathway.engines.written import Layout, Stage, Written, within
from synth.settings import Settings
from synth.world.population import Population, Table

Column = np.ndarray
_MUCH = 0.5
"""What share of the best that there was is worth running before anyone looks who else is ready."""


class Engine:
    """One batch: its people, facts and episodes, and the entries written so far."""

    few = 8
    """Up to how many are taken one by one."""

    def __init__(self, library: q.Library, population: Population, settings: Settings) -> None:
        self.library, self.population, self.settings = library, population, settings
        self.gone = np.minimum(population["died"], population["leaves"])
        self.scene = Scene(population)
        self.episodes = _Each(library)
        self.written = Written(library.forms)
        self.one_by_one = OneByOne(self.scene, self.episodes, self.written, settings, self.gone)
        self.steps_called = 0
        self.taken: dict[tuple[int, int], int] = {}
        """How many episodes have come to each step, by pathway and step."""

    # ---------------------------------------------------------------- starting

    def signal(self, starts: Sequence[int], person: Column, time: Column, key: Column, carries: dict[str, Column],
               care_episode: Column, contact: Column) -> None:  # fmt: skip
        """Start every pathway that listens, in each person who is there to take it up."""
        p = self.population
        safe = np.maximum(person, 0)
        there = (person >= 0) & (time < self.settings.ends) & p["patient"][safe]
        # A stillborn baby is gone at the moment of birth: what starts then goes at once to the step at death.
        there &= (p["born"][safe] <= time) & ((time < self.gone[safe]) | (time == p["born"][safe]))
        rows = np.flatnonzero(there)
        if not len(rows):
            return
        if len(rows) < len(person):
            person, time, key, care_episode, contact = (c[rows] for c in (person, time, key, care_episode, contact))
            carries = {name: column[rows] for name, column in carries.items()}
        for index in starts:
            e = self.episodes[index]
            e.add(person, chance.join(key, e.program.hash), time, care_episode, contact, carries)

    def start(self, plan: PathwayProgram, rows: Column) -> None:
        """The start of some episodes: who takes it up, and when it will be cut short."""
        e, s = self.episodes[plan.index], plan.start
        at = Moments(self.scene, e, rows, e.time[rows], 0, s.registers)
        at.run(s.code)
        now, gone = at.now, self.gone[at.person]
        if s.until >= 0:
            gone = np.minimum(gone, np.maximum(at.number(s.until), now))
        e.cut[rows] = gone
        if s.only >= 0:
            taken = at.holds(s.only)
            rows, now = rows[taken], now[taken]
        self.arrive(plan, 0, rows, now)

    def arrive(self, plan: PathwayProgram, step: int, rows: Column, now: Column) -> None:
        """Decide when the next step of each episode comes; the end of the episode may come first."""
        if step < 0 or not len(rows):
            return
        e, s = self.episodes[plan.index], plan.steps[step].arrival
        at = Moments(self.scene, e, rows, now, e.count(step, rows), s.registers)
        at.run(s.code)
        time = now if s.at < 0 else np.maximum(now, at.number(s.at))
        time = time + np.maximum(at.number(s.after), 0)
        if s.floor >= 0:
            # What was done abroad was done by others.
            time = np.where(time < at.number(s.arrives), time, np.maximum(time, at.number(s.floor)))
        if s.hours != days.ALWAYS:
            time = opening.fit(time, at.number(s.bits), s.hours)
        cut = time >= e.cut[rows]
        if cut.any():
            self.cut(plan, rows[cut])
            rows, time = rows[~cut], time[~cut]
        self.push(plan, step, rows, time)

    def cut(self, plan: PathwayProgram, rows: Column) -> None:
        """Send episodes that are cut short to their ending, to the step at death, or nowhere."""
        e = self.episodes[plan.index]
        gone = self.gone[e.person[rows]]
        ends = e.cut[rows] < gone
        ending, dead = rows[ends], rows[~ends]
        times = e.cut[ending].copy()
        e.cut[ending] = gone[ends]
        e.cut[dead] = clock.NEVER
        if plan.ending >= 0:
            self.push(plan, plan.ending, ending, times)
        if plan.at_death >= 0:
            self.push(plan, plan.at_death, dead, gone[~ends])

    def push(self, plan: PathwayProgram, step: int, rows: Column, time: Column) -> None:
        within = time < self.settings.ends
        self.episodes[plan.index].wait(step, rows[within], time[within])

    # ---------------------------------------------------------------- running

    def run(self) -> None:
        """Run every group to its end."""
        for s in world_signals(self.population, self.library.listeners):
            none = np.zeros(len(s.person), dtype=np.uint64)
            self.signal(s.starts, s.person, s.time, s.key, dict(s.carries), none, none)
        for group in self.library.groups:
            self.run_group(group)

    def run_group(self, group: Sequence[int]) -> None:
        """Run a group until nobody waits, the steps first for which it is worth most.

        Any order is right in which a step that must wait comes when nothing pending may set what it reads any earlier;
        large steps keep the number of calls small, and with it their fixed cost. So does looking who has become ready
        only when nothing is left that is worth much.
        """
        awaited = Awaited(group, self.episodes, self.population.family_start, self.scene.family_row)
        awaited.settle()
        while best := awaited.best():
            least = best[0] * _MUCH
            while best and best[0] >= least:
                _, index, step = best
                self.run_step(self.episodes[-index], -step)
                best = awaited.best()
            awaited.settle()
        awaited.check_done()

    def run_step(self, e: Episodes, step: int) -> None:
        """Run one step of all episodes that are ready for it."""
        rows = e.take(step)
        if step != START:
            self.steps_called += 1
            self.taken[e.program.index, step] = self.taken.get((e.program.index, step), 0) + len(rows)
        if len(rows) <= self.few:
            if step == START:
                self.one_by_one.start(e, rows.tolist())
            else:
                self.one_by_one.take(e, e.program.steps[step], rows.tolist())
        elif step == START:
            self.start(e.program, rows)
        else:
            self.take(e.program, e.program.steps[step], rows)

    # ---------------------------------------------------------------- a step

    def take(self, plan: PathwayProgram, s: StepProgram, rows: Column) -> None:
        """One step of many episodes: draws, entries, facts, signals, and what comes next."""
        e = self.episodes[plan.index]
        at = Moments(self.scene, e, rows, e.time[rows], e.count(s.index, rows), s.registers)
        at.run(s.code)
        for name, register in s.locals:
            e.locals[name][rows] = at.number(register)
        if s.stages:
            self.write(at, s)
        for slot, register in s.begun:
            e.begun[slot][rows] = at.number(register)
        for fact, register in s.sets:
            value = at.column(register)
            self.scene.facts.set(fact, at.person, at.now, plan.index, at.key, s.index, at.occurrences(), value)
        for signal in s.signals:
            self.raise_signal(at, signal)
        e.counted(s.index, rows)
        self.leave(plan, s, at)

    def raise_signal(self, at: Moments, signal: Raise) -> None:
        """Raise one signal of a step where its condition holds and there is someone to hear it."""
        e, person = at.e, at.number(signal.to)
        heard = person >= 0
        if signal.when >= 0:
            heard &= at.holds(signal.when)
        rows = heard.nonzero()[0]
        if not len(rows):
            return
        at.run(signal.code)
        person = person[rows]
        if signal.siblings:
            each, person = self.scene.siblings(person)
            rows = rows[each]
        episodes = at.rows[rows]
        key = chance.join(
            chance.join(at.key[rows] ^ np.uint64(signal.name), at.occurrences()[rows]), self.population["key"][person]
        )
        own = person == at.person[rows]
        care = np.where(own, e.care_episode[episodes], np.uint64(0))
        contact = np.where(own, e.contact[episodes], np.uint64(0))
        carries = {name: at.column(register)[rows] for name, register in signal.carries}
        self.signal(signal.starts, person, at.now[rows], key, carries, care, contact)

    def leave(self, plan: PathwayProgram, s: StepProgram, at: Moments) -> None:
        """Send each episode to the step that comes next."""
        if not s.options:
            self.arrive(plan, s.otherwise, at.rows, at.now)
            return
        to = np.full(len(at.rows), s.otherwise, dtype=np.int64)
        open_ = np.ones(len(at.rows), dtype=bool)
        total = np.zeros(len(at.rows), dtype=np.uint64)
        for option, follower in s.options:
            if s.by_chance:
                total = total + at.number(option)
                holds = open_ & (at.number(s.bits) < total)
            else:
                holds = open_ & at.holds(option)
            to[holds] = follower
            open_ &= ~holds
        for follower in sorted({f for _, f in s.options} | {s.otherwise}):
            if follower >= 0:
                goes = (to == follower).nonzero()[0]
                self.arrive(plan, follower, at.rows[goes], at.now[goes])

    def write(self, at: Moments, s: StepProgram) -> None:
        """Write the entries of a step, stage by stage; what only counts in the window is not written before it."""
        e, begins = at.e, self.settings.begins
        counts = at.now >= begins
        inside = None if counts.all() else counts
        if inside is not None and not inside.any() and not any(w.always or (w.later and not w.own)
                                                               for stage in s.stages for w in stage):  # fmt: skip
            return
        at.run(s.shared)
        own: Column | None = None
        for stage, layout in zip(s.stages, _layouts(s), strict=True):
            masks: list[Column | bool | None] = []
            for w in stage:
                mask = at.holds(w.when) if w.when >= 0 else None
                if inside is not None and not (w.always or w.later):
                    mask = inside if mask is None else mask & inside
                if mask is None or mask.any():
                    at.run(w.code)
                    masks.append(mask)
                else:
                    masks.append(False)
            if all(mask is False for mask in masks):
                continue
            made, last = Stage(at, layout, masks, self.population["key"]), stage[-1]
            held = e.contact.take(at.rows)
            rows = made.rows(e.care_episode.take(at.rows), held if own is None else np.where(own != 0, own, held))
            if inside is not None:
                kept = (rows["recorded"] >= begins) | made.each(layout.always)
                rows = rows if kept.all() else within(rows, kept)
            self.written.keep(rows)
            if last.own:
                own = made.keys_of(len(stage) - 1)
            elif last.opens:
                key = made.keys_of(len(stage) - 1)
                wrote = key != 0
                getattr(e, last.opens)[at.rows[wrote]] = np.uint64(0) if last.ends else key[wrote]

    def tables(self) -> dict[str, Table]:
        """What was written, one table per kind with the columns of `ENGINE_COLUMNS`, in no particular order."""
        return self.written.tables()


def _layouts(s: StepProgram) -> list[Layout]:
    """How the stages of a step fill the columns; made when it is first run."""
    if "layouts" not in s.bound:
        s.bound["layouts"] = [Layout(stage, s.registers) for stage in s.stages]
    return s.bound["layouts"]


class _Each(dict[int, Episodes]):
    """The episodes of each pathway, made when the first is begun."""

    def __init__(self, library: q.Library) -> None:
        self._library = library

    def __missing__(self, index: int) -> Episodes:
        made = self[index] = Episodes(self._library.programs[index])
        return made


def run(library: q.Library, population: Population, settings: Settings) -> dict[str, Table]:
    """Every entry of a batch of families, by kind of entry: columns of `record.kinds.ENGINE_COLUMNS`."""
    engine = Engine(library, population, settings)
    engine.run()
    engine.episodes.clear()
    return engine.tables()
