"""Steps that few are ready for, taken by one episode after the other: what the columnar engine does, without columns.

Of a thousand patients half of all calls of steps have four rows or fewer, and a call costs nearly the same for each
number of rows; so these few run the same programs in plain whole numbers (`operations_of_one`) over the same episodes,
facts and record. What each reads is read for all of them before any sets a fact, as in columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from synth import chance, clock, keys
from synth.calendar import days, opening
from synth.pathway.compiled.programs import Raise, StepProgram, Write
from synth.pathway.engines.episodes import Episodes
from synth.pathway.engines.moment_of_one import Moment
from synth.pathway.engines.scene import Scene
from synth.pathway.engines.written import Written
from synth.record.kinds import MISSING
from synth.settings import Settings

Column = np.ndarray


class OneByOne:
    """What takes steps for few: over the people, facts, episodes and record of a batch."""

    def __init__(self, scene: Scene, episodes: Mapping[int, Episodes], written: Written, settings: Settings,
                 gone: Column) -> None:  # fmt: skip
        self.scene, self.episodes, self.written, self.settings, self.gone = scene, episodes, written, settings, gone
        p = scene.population
        self._patient, self._born, self._key = p["patient"], p["born"], p["key"]
        self._begins, self._ends = settings.begins, settings.ends

    # ---------------------------------------------------------------- starting

    def start(self, e: Episodes, rows: Sequence[int]) -> None:
        """The start of some episodes: who takes it up, and when it will be cut short."""
        s = e.program.start
        for row in rows:
            now = e.time.item(row)
            at = Moment(self.scene, e, row, now, 0, s.registers)
            at.run(s.code)
            gone = self.gone.item(at.person)
            e.cut[row] = gone if s.until < 0 else min(gone, max(at.r[s.until], now))
            if s.only < 0 or at.r[s.only]:
                self._arrive(e, 0, row, now)

    def _arrive(self, e: Episodes, step: int, row: int, now: int) -> None:
        """Decide when the next step of an episode comes; the end of the episode may come first."""
        if step < 0:
            return
        s = e.program.steps[step].arrival
        at = Moment(self.scene, e, row, now, e.count_of_one(step, row), s.registers)
        at.run(s.code)
        r = at.r
        time = now if s.at < 0 else max(now, r[s.at])
        time += max(r[s.after], 0)
        if s.floor >= 0 and time >= r[s.arrives]:
            time = max(time, r[s.floor])
        if s.hours != days.ALWAYS:
            time = opening.fit_one(time, r[s.bits], s.hours)
        if time >= e.cut.item(row):
            step, time = self._cut(e, row)
        if step >= 0 and time < self._ends:
            e.wait(step, np.array([row], dtype=np.int64), time)

    def _cut(self, e: Episodes, row: int) -> tuple[int, int]:
        """Where an episode goes that is cut short, and when: to its ending, to the step at death, or nowhere (-1)."""
        gone, time = self.gone.item(e.person.item(row)), e.cut.item(row)
        if time < gone:
            e.cut[row] = gone
            return e.program.ending, time
        e.cut[row] = clock.NEVER
        return e.program.at_death, gone

    # ---------------------------------------------------------------- a step

    def take(self, e: Episodes, s: StepProgram, rows: Sequence[int]) -> None:
        """One step of some episodes: draws, entries, facts, signals, and what comes next."""
        every = [
            Moment(self.scene, e, row, e.time.item(row), e.count_of_one(s.index, row), s.registers) for row in rows
        ]
        for at in every:
            at.run(s.code)
            r, row = at.r, at.row
            for name, register in s.locals:
                e.locals[name][row] = r[register]
            if s.stages:
                self._write(at, s)
            for slot, register in s.begun:
                e.begun[slot][row] = r[register]
        for at in every:
            for fact, register in s.sets:
                self.scene.facts.set_one(
                    fact, at.person, at.now, e.program.index, at.key, s.index, at.occurrence, at.r[register]
                )
            for signal in s.signals:
                self._raise(at, signal)
        for at in every:
            e.counted_one(s.index, at.row)
            self._arrive(e, _next(s, at), at.row, at.now)

    def _raise(self, at: Moment, signal: Raise) -> None:
        """Raise one signal of a step where its condition holds and there is someone to hear it."""
        person = at.r[signal.to]
        if person < 0 or (signal.when >= 0 and not at.r[signal.when]):
            return
        at.run(signal.code)
        key = chance.join_one(at.key ^ signal.name, at.occurrence)
        for to in self.scene.siblings_of(person) if signal.siblings else (person,):
            own = to == at.person
            care, contact = (at.e.care_episode.item(at.row), at.e.contact.item(at.row)) if own else (0, 0)
            self._signal(signal, to, at, chance.join_one(key, self._key.item(to)), care, contact)

    def _signal(self, signal: Raise, person: int, at: Moment, key: int, care: int, contact: int) -> None:
        """Start every pathway that listens, if the person is there to take it up."""
        time, born = at.now, self._born.item(person)
        if time >= self._ends or not self._patient.item(person):
            return
        if not (born <= time < self.gone.item(person) or time == born):
            return
        carries = {name: at.r[register] for name, register in signal.carries}
        for index in signal.starts:
            e = self.episodes[index]
            e.add_one(person, chance.join_one(key, e.program.hash), time, care, contact, carries)

    # ---------------------------------------------------------------- what is written

    def _write(self, at: Moment, s: StepProgram) -> None:
        """Write the entries of a step; what only counts in the window is not written before it."""
        e, row, inside = at.e, at.row, at.now >= self._begins
        if not inside and not any(w.always or (w.later and not w.own) for stage in s.stages for w in stage):
            return
        at.run(s.shared)
        person = self._key.item(at.person)
        own = 0
        for stage in s.stages:
            care, held, key = e.care_episode.item(row), own or e.contact.item(row), 0
            for w in stage:
                key = 0
                if (w.when >= 0 and not at.r[w.when]) or not (inside or w.always or w.later):
                    continue
                at.run(w.code)
                key = keys.entry_key_one(person, at.key, w.slot, 0 if w.run else at.occurrence)
                self._keep(at, w, key, care, held, inside)
            last = stage[-1]
            if last.own:
                own = key
            elif last.opens and key:
                getattr(e, last.opens)[row] = 0 if last.ends else key

    def _keep(self, at: Moment, w: Write, key: int, care: int, held: int, inside: bool) -> None:
        """Keep one entry, in the order of `record.kinds.ENGINE_COLUMNS`, unless it was recorded before the window."""
        said, of, now = at.said, w.columns.get, at.now
        recorded = said(of("recorded"), now)
        if not (inside or w.always or recorded >= self._begins):
            return
        self.written.keep_one((
            at.person, key, at.key, said(of("form"), w.form), at.occurrence, w.change, said(of("about_kind"), 0),
            said(of("about_number"), 0), 0 if w.kind == "care_episode" else care, held if held != key else 0,
            said(of("from"), now), said(of("until"), now), recorded, said(of("code"), 0), said(of("value"), MISSING),
            said(of("value2"), MISSING), said(of("value_code"), 0), said(of("value_time"), MISSING),
        ))  # fmt: skip


def _next(s: StepProgram, at: Moment) -> int:
    """Which step comes next."""
    r, total = at.r, 0
    for option, follower in s.options:
        if s.by_chance:
            total += r[option]
            if r[s.bits] < total:
                return follower
        elif r[option]:
            return follower
    return s.otherwise
