"""The columnar engine: a whole batch of families at once, in numpy, with no loop over people or entries.

Pathways are run group by group (`pathway.groups`). Within a group, a step that reads nothing the group sets may
run as soon as it is reached, whatever the time; a step that does read such a fact waits until no pending step of
its family is earlier. Either way it sees the facts that were true before its moment, as in the reference engine.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from synth import chance, clock, keys
from synth.calendar import days, opening
from synth.pathway.compiled import plan as q
from synth.pathway.engines.episodes import Episodes
from synth.pathway.engines.moments import Moments
from synth.pathway.engines.rules import INHERIT, default_until, form_change, world_signals
from synth.pathway.engines.scene import Scene
from synth.record.kinds import ENGINE_COLUMNS, KINDS, MISSING
from synth.settings import Settings
from synth.world.population import Population, Table

Column = np.ndarray
START = -1


class Engine:
    """One batch: its people, facts and episodes, and the entries written so far."""

    def __init__(self, library: q.Library, population: Population, settings: Settings) -> None:
        self.library, self.population, self.settings = library, population, settings
        self.gone = np.minimum(population["died"], population["leaves"])
        self.scene = Scene(population)
        self.episodes = [Episodes(p) for p in library.pathways]
        self.chunks: dict[str, list[dict[str, Column | int]]] = {kind: [] for kind in KINDS}
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
        carries = {name: column[rows] for name, column in carries.items()}
        for index in starts:
            pathway_hash = chance.name_hash(self.library.pathways[index].name)
            self.episodes[index].add(
                person[rows],
                chance.join(key[rows], pathway_hash),
                time[rows],
                care_episode[rows],
                contact[rows],
                carries,
            )

    def start(self, plan: q.PathwayPlan, rows: Column) -> None:
        """The start of some episodes: who takes it up, and when it will be cut short."""
        e = self.episodes[plan.index]
        at = Moments(self.scene, e, rows, e.time[rows], 0)
        if plan.only is not None:
            taken = at.value(plan.only) != 0
            rows = rows[taken]
            at = at.only(taken)
        e.cut[rows] = self.gone[e.person[rows]]
        if plan.until is not None:
            e.cut[rows] = np.minimum(e.cut[rows], np.maximum(at.value(plan.until), at.now))
        self.arrive(plan, 0, rows, at.now)

    def arrive(self, plan: q.PathwayPlan, step: int, rows: Column, now: Column) -> None:
        """Decide when the next step of each episode comes; the end of the episode may come first."""
        if step < 0 or not len(rows):
            return
        e, s = self.episodes[plan.index], plan.steps[step]
        at = Moments(self.scene, e, rows, now, e.count(step, rows))
        time = now if s.at is None else np.maximum(now, at.value(s.at))
        time = time + np.maximum(at.value(s.after), 0)
        if s.floor is not None:
            # What was done abroad was done by others.
            time = np.where(time < at.attribute("arrives", ""), time, np.maximum(time, at.value(s.floor)))
        if s.hours != days.ALWAYS:
            time = opening.fit(time, at.bits(s.hours_name), s.hours)
        cut = time >= e.cut[rows]
        if cut.any():
            self.cut(plan, rows[cut])
            rows, time = rows[~cut], time[~cut]
        self.push(plan, step, rows, time)

    def cut(self, plan: q.PathwayPlan, rows: Column) -> None:
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

    def push(self, plan: q.PathwayPlan, step: int, rows: Column, time: Column) -> None:
        within = time < self.settings.ends
        self.episodes[plan.index].wait(step, rows[within], time[within])

    # ---------------------------------------------------------------- running

    def run(self) -> None:
        """Run every group to its end."""
        for s in world_signals(self.population, self.library.listeners):
            none = np.zeros(len(s.person), dtype=np.uint64)
            self.signal(s.starts, s.person, s.time, s.key, dict(s.carries), none, none)
        for group in self.library.groups:
            plans = [self.library.pathways[i] for i in group]
            while self.run_most(plans):
                pass

    def run_most(self, plans: Sequence[q.PathwayPlan]) -> bool:
        """Run, of the steps of a group, the one that most episodes are ready for; says whether there was any.

        Any order is right in which a step that must wait comes when its family has nothing earlier pending; taking
        the largest each time keeps the number of calls small, and with it their fixed cost.
        """
        waiting = [(plan, step) for plan in plans for step in self.episodes[plan.index].waiting()]
        if not waiting:
            return False
        earliest = None
        best: tuple[q.PathwayPlan, int, Column | None] | None = None
        most = 0
        for plan, step in waiting:
            e = self.episodes[plan.index]
            count, ready = e.waiting_for(step), None
            if count <= most:
                continue
            if plan.start_reader if step == START else plan.steps[step].reader:
                earliest = self.earliest(waiting) if earliest is None else earliest
                rows = e.look(step)
                ready = e.time[rows] == earliest[self.scene.family_row[e.person[rows]]]
                count = int(np.count_nonzero(ready))
            if count > most:
                best, most = (plan, step, ready), count
        if best is None:
            raise AssertionError("no step is ready, though some wait: the earliest of a family always is")
        plan, step, ready = best
        e = self.episodes[plan.index]
        rows = e.take(step)
        if ready is not None:
            e.wait(step, rows[~ready], e.time[rows[~ready]])
            rows = rows[ready]
        if step == START:
            self.start(plan, rows)
        else:
            self.take(plan, plan.steps[step], rows)
        return True

    def earliest(self, waiting: Sequence[tuple[q.PathwayPlan, int]]) -> Column:
        """The time of the earliest pending step of each family."""
        earliest = np.full(len(self.population.families), clock.NEVER, dtype=np.int64)
        for plan, step in waiting:
            e = self.episodes[plan.index]
            rows = e.look(step)
            np.minimum.at(earliest, self.scene.family_row[e.person[rows]], e.time[rows])
        return earliest

    # ---------------------------------------------------------------- a step

    def take(self, plan: q.PathwayPlan, s: q.StepPlan, rows: Column) -> None:
        """One step of many episodes: draws, entries, facts, signals, and what comes next."""
        self.steps_called += 1
        self.taken[plan.index, s.index] = self.taken.get((plan.index, s.index), 0) + len(rows)
        e = self.episodes[plan.index]
        now, occurrence = e.time[rows], e.count(s.index, rows)
        at = Moments(self.scene, e, rows, now, occurrence)
        for name, expression in s.draws:
            e.locals[name][rows] = at.value(expression)
            at.forget_locals()
        contact = np.zeros(len(rows), dtype=np.uint64)
        for w in s.writes:
            key = self.write(at, w, np.where(contact != 0, contact, e.contact[rows]))
            if w.form.slot == q.CONTACT:
                contact = key
        values = [(fact, at.value(expression)) for fact, expression in s.sets]
        for fact, value in values:
            self.scene.facts.set(fact, at.person, now, plan.index, e.key[rows], s.index, at.occurrences(), value)
        for signal in s.signals:
            self.raise_signal(at, signal)
        e.counted(s.index, rows)
        self.leave(plan, s, at)

    def raise_signal(self, at: Moments, signal: q.SignalPlan) -> None:
        """Raise one signal of a step where its condition holds and there is someone to hear it."""
        if not signal.starts:
            return
        e = at.e
        person = at.who(signal.to)
        heard = person >= 0
        if signal.when is not None:
            heard &= at.value(signal.when) != 0
        if not heard.any():
            return
        at, person = at.only(heard), person[heard]
        key = chance.join(
            chance.join(e.key[at.rows] ^ np.uint64(signal.name), at.occurrences()), self.population["key"][person]
        )
        own = person == at.person
        care = np.where(own, e.care_episode[at.rows], np.uint64(0))
        contact = np.where(own, e.contact[at.rows], np.uint64(0))
        carries = {name: at.value(expression) for name, expression in signal.carries}
        self.signal(signal.starts, person, at.now, key, carries, care, contact)

    def leave(self, plan: q.PathwayPlan, s: q.StepPlan, at: Moments) -> None:
        """Send each episode to the step that comes next."""
        if not s.options:
            self.arrive(plan, s.otherwise, at.rows, at.now)
            return
        to = np.full(len(at.rows), s.otherwise, dtype=np.int64)
        open_ = np.ones(len(at.rows), dtype=bool)
        bits = at.bits(s.choice_name) >> np.uint64(1) if s.by_chance else np.zeros(0, dtype=np.uint64)
        total = np.zeros(len(at.rows), dtype=np.uint64)
        for option, follower in s.options:
            if s.by_chance:
                total = total + at.threshold(option)  # type: ignore[arg-type]
                holds = open_ & (bits < total)
            else:
                holds = open_ & (at.value(option) != 0)  # type: ignore[arg-type]
            to[holds] = follower
            open_ &= ~holds
        for follower in sorted({f for _, f in s.options} | {s.otherwise}):
            goes = to == follower
            self.arrive(plan, follower, at.rows[goes], at.now[goes])

    def write(self, at: Moments, w: q.WritePlan, contact: Column) -> Column:
        """Write one entry of many episodes; gives the key of each, 0 where nothing was written."""
        form, every, e = w.form, at, at.e
        written = None
        if w.when is not None:
            written = at.value(w.when) != 0
            at, contact = at.only(written), contact[written]
        keys_of = np.zeros(len(every.rows), dtype=np.uint64)
        if not len(at.rows):
            return keys_of
        now = at.now
        number: Column | int = 0 if w.run else at.occurrences()
        key = keys.entry_key(self.population["key"][at.person], e.key[at.rows], w.slot, number)
        keys_of[slice(None) if written is None else written] = key
        begins = now if w.begins is None else at.value(w.begins)
        if w.run:
            begins = e.run(w, at.rows, begins)
        until: Column | int
        value: Column | int = MISSING
        if form.slot == q.CONTACT:
            recorded = until = now + at.number(w.value)
        else:
            recorded = now if w.recorded is None else now + np.maximum(at.value(w.recorded), 0)
            if w.value is not None:
                value = at.number(w.value)
            if w.until is not None:
                until = at.value(w.until)
            else:
                until = default_until(form, begins, now)
        other = at.who(w.about_person) if w.about_person else None
        about: Column | int = 0 if w.about is None else at.value(w.about)
        about_kind: Column | int = 0 if w.about is None else np.greater(about, 0).astype(np.int64)
        if other is not None:
            about_kind = np.where(other >= 0, 2, about_kind)
            about = np.where(other >= 0, self.population["member"][np.maximum(other, 0)], about)
        row = {
            "person": at.person, "entry": key, "episode": e.key[at.rows], "form": form.index,
            "occurrence": at.occurrence, "change": form_change(form), "about_kind": about_kind, "about_number": about,
            "care_episode": 0 if form.kind == "care_episode" else e.care_episode[at.rows],
            "contact": np.where(contact != key, contact, np.uint64(0)), "from": begins, "until": until,
            "recorded": recorded, "code": at.number(w.code), "value": value,
            "value2": at.number(w.value2, MISSING), "value_code": at.number(w.value_code),
            "value_time": at.number(w.value_time, MISSING),
        }  # fmt: skip
        self.keep(form.kind, row, None if (form.enduring or w.run) else recorded >= self.settings.begins)
        inherit = INHERIT.get(form.kind) if w.run else None
        if inherit:
            getattr(e, inherit)[at.rows] = key if form.change != "ended" else np.uint64(0)
        return keys_of

    def keep(self, kind: str, row: dict[str, Column | int], mask: Column | None) -> None:
        """Keep what was written; what only counts in the window is dropped before it."""
        if mask is not None and not mask.all():
            if not mask.any():
                return
            row = {name: c[mask] if isinstance(c, np.ndarray) else c for name, c in row.items()}
        self.chunks[kind].append(row)

    def tables(self) -> dict[str, Table]:
        """What was written, one table per kind with the columns of `ENGINE_COLUMNS`, in no particular order.

        Each kind's pieces are let go as they are joined: memory holds one copy of the record, not two.
        """
        return {kind: _join(self.chunks.pop(kind)) for kind in list(self.chunks)}


def _join(chunks: Sequence[dict[str, Column | int]]) -> Table:
    sizes = [len(c["person"]) for c in chunks]  # type: ignore[arg-type]
    starts = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64)
    columns = {}
    for name in ENGINE_COLUMNS:
        keyed = name in ("entry", "episode", "care_episode", "contact")
        column = np.empty(int(starts[-1]), dtype=np.uint64 if keyed else np.int64)
        for chunk, a, b in zip(chunks, starts[:-1], starts[1:], strict=True):
            column[a:b] = chunk[name]
        columns[name] = column
    return Table(columns)


def run(library: q.Library, population: Population, settings: Settings) -> dict[str, Table]:
    """Every entry of a batch of families, by kind of entry: columns of `record.kinds.ENGINE_COLUMNS`."""
    engine = Engine(library, population, settings)
    engine.run()
    engine.episodes.clear()
    return engine.tables()
