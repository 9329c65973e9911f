"""The reference engine: one family at a time, a queue in time. It is slow and meant to be obvious.

All pending steps of a family run in order of time; at one time, in the order of pathway, member, episode, step.
A step sees the facts that were true before its moment. What it gives is the meaning of a pathway; the columnar
engine must give the same.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from synth import chance, clock, keys
from synth.calendar import days, opening, reckoning
from synth.evidence.exact import KNOTS
from synth.pathway.compiled import plan as q
from synth.pathway.compiled.courses import Coursed
from synth.pathway.engines import course_of_one
from synth.pathway.engines.rules import world_signals
from synth.pathway.language import expressions as x
from synth.record.changing import INHERIT, default_until, form_change
from synth.record.kinds import ENGINE_COLUMNS, MISSING
from synth.settings import Settings
from synth.world.population import Population

START = -1


@dataclass
class Episode:
    """One episode of a pathway in one person, and where it stands."""

    key: int
    pathway: q.PathwayPlan
    person: int
    started: int
    locals: dict[str, int]
    care_episode: int = 0
    contact: int = 0
    cut: int = clock.NEVER
    begun: dict[int, int] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


class Family:
    """The queue, the facts and the entries of one family."""

    def __init__(self, library: q.Library, population: Population, rows: range, settings: Settings) -> None:
        self.library, self.population, self.rows, self.settings = library, population, rows, settings
        self.queue: list[tuple[tuple[int, ...], int, Episode]] = []
        self.facts: dict[tuple[int, str], list[tuple[tuple[int, ...], int]]] = {}
        self.entries: list[dict[str, Any]] = []
        self.pushed = 0

    # ---------------------------------------------------------------- the queue

    def signal(self, starts: Sequence[int], person: int, time: int, key: int, carries: dict[str, int],
               care_episode: int = 0, contact: int = 0) -> None:  # fmt: skip
        """Queue the start of every pathway that listens, if the person is there to take it up."""
        p = self.population
        if person < 0 or time >= self.settings.ends or not p["patient"][person]:
            return
        born = int(p["born"][person])
        if not (born <= time < self.gone(person) or time == born):
            return
        for index in starts:
            pathway = self.library.pathways[index]
            unset = {name: -1 if name in pathway.people else 0 for name in pathway.locals}
            taken = {**unset, **{name: carries[name] for name in pathway.takes if name in carries}}
            episode_key = chance.join_one(key, chance.name_hash(pathway.name))
            episode = Episode(episode_key, pathway, person, time, taken, care_episode, contact)
            self.push(episode, START, time)

    def gone(self, person: int) -> int:
        """When the person dies or leaves for good."""
        return int(min(self.population["died"][person], self.population["leaves"][person]))

    def push(self, episode: Episode, step: int, time: int) -> None:
        if time < self.settings.ends:
            count = episode.counts.get(step, 0)
            member = int(self.population["member"][episode.person])
            order = (time, episode.pathway.index, member, episode.key, step, count)
            self.pushed += 1
            heapq.heappush(self.queue, (order, self.pushed, episode))

    def run(self) -> None:
        """Run every pending step in order of time."""
        while self.queue:
            order, _, episode = heapq.heappop(self.queue)
            time, step = order[0], order[4]
            if step == START:
                self.start(episode, time)
            else:
                self.take(episode, episode.pathway.steps[step], time)

    def start(self, e: Episode, now: int) -> None:
        at = Moment(self, e, now, 0)
        if e.pathway.only is not None and not at.value(e.pathway.only):
            return
        e.cut = self.gone(e.person)
        if e.pathway.until is not None:
            e.cut = min(e.cut, max(at.value(e.pathway.until), now))
        self.arrive(e, 0, now)

    def arrive(self, e: Episode, step: int, now: int) -> None:
        """Decide when the next step comes, and queue it; the end of the episode may come first."""
        if step < 0:
            return
        plan = e.pathway.steps[step]
        at = Moment(self, e, now, e.counts.get(step, 0))
        time = now if plan.at is None else max(now, at.value(plan.at))
        time += max(0, at.value(plan.after))
        if plan.floor is not None and time >= self.population["arrives"][e.person]:
            time = max(time, at.value(plan.floor))
        if plan.hours != days.ALWAYS:
            time = opening.fit_one(time, at.bits(plan.hours_name), plan.hours)
        if time >= e.cut:
            step, time = self.cut(e)
            if step < 0:
                return
        self.push(e, step, time)

    def cut(self, e: Episode) -> tuple[int, int]:
        """Where an episode goes that is cut short: to its ending, to the step at death, or nowhere."""
        gone = self.gone(e.person)
        time = e.cut
        if time < gone:
            e.cut = gone
            return e.pathway.ending, time
        e.cut = clock.NEVER
        return e.pathway.at_death, gone

    # ---------------------------------------------------------------- a step

    def take(self, e: Episode, step: q.StepPlan, now: int) -> None:
        """One step: draws, entries, facts, signals, and what comes next."""
        occurrence = e.counts.get(step.index, 0)
        at = Moment(self, e, now, occurrence)
        for name, expression in step.draws:
            e.locals[name] = at.value(expression)
        contact = 0
        for write in step.writes:
            key = self.write(at, e, write, now, contact or e.contact, occurrence)
            if write.form.slot == q.CONTACT:
                contact = key
        order = (now, e.pathway.index, e.key, step.index, occurrence)
        values = [(fact, at.value(expression)) for fact, expression in step.sets]
        for fact, value in values:
            changes = self.facts.setdefault((e.person, fact), [])
            changes.append((order, value))
            changes.sort()
        for signal in step.signals:
            if signal.when is not None and not at.value(signal.when):
                continue
            carries = {name: at.value(expression) for name, expression in signal.carries}
            for person in self.siblings(e.person) if signal.to == q.SIBLINGS else [at.person(signal.to)]:
                if person < 0:
                    continue
                key = chance.join_one(chance.join_one(e.key ^ signal.name, occurrence), self.person_key(person))
                care, contact = (e.care_episode, e.contact) if person == e.person else (0, 0)
                self.signal(signal.starts, person, now, key, carries, care, contact)
        e.counts[step.index] = occurrence + 1
        self.arrive(e, self.next(at, step), now)

    def next(self, at: Moment, step: q.StepPlan) -> int:
        """Which step comes next."""
        if step.by_chance:
            bits, total = at.bits(step.choice_name) >> 1, 0
            for option, to in step.options:
                total += at.threshold(option)  # type: ignore[arg-type]
                if bits < total:
                    return to
        else:
            for option, to in step.options:
                if at.value(option):  # type: ignore[arg-type]
                    return to
        return step.otherwise

    def siblings(self, person: int) -> list[int]:
        """The other children of someone's mother."""
        mother = self.population["mother"]
        return [p for p in self.rows if p != person and mother[p] >= 0 and mother[p] == mother[person]]

    def person_key(self, person: int) -> int:
        return int(self.population["key"][person])

    def write(self, at: Moment, e: Episode, w: q.WritePlan, now: int, contact: int, occurrence: int) -> int:
        """Write one entry, or one change to one; gives its key, or 0 if nothing was written."""
        if w.when is not None and not at.value(w.when):
            return 0
        form = w.form
        number = 0 if w.run else occurrence
        key = keys.entry_key_one(self.person_key(e.person), e.key, w.slot, number)
        own_begin = now if w.begins is None else at.value(w.begins)
        begins = own_begin if not w.run or w.begins is not None else e.begun.get(w.slot, own_begin)
        if w.run and form.change in ("planned", "begun"):
            e.begun[w.slot] = begins
        value = MISSING if w.value is None else at.value(w.value)
        recorded = now + (0 if w.recorded is None else max(0, at.value(w.recorded)))
        if form.slot == q.CONTACT:
            recorded, until, value = now + value, now + value, MISSING
        elif w.until is not None:
            until = at.value(w.until)
        else:
            until = default_until(form, begins, now)
        about = 0 if w.about is None else at.value(w.about)
        other = at.person(w.about_person) if w.about_person else -1
        self.entries.append({
            "person": e.person, "entry": key, "episode": e.key, "occurrence": occurrence,
            "form": form.index if w.worded is None else at.value(w.worded),
            "change": form_change(form), "about_kind": 2 if other >= 0 else int(about > 0),
            "about_number": int(self.population["member"][other]) if other >= 0 else about,
            "care_episode": 0 if form.kind == "care_episode" else e.care_episode,
            "contact": contact if key != contact else 0,
            "from": begins, "until": until, "recorded": recorded, "code": at.value(w.code), "value": value,
            "value2": MISSING if w.value2 is None else at.value(w.value2),
            "value_code": 0 if w.value_code is None else at.value(w.value_code),
            "value_time": MISSING if w.value_time is None else at.value(w.value_time),
        })  # fmt: skip
        inherit = INHERIT.get(form.kind) if w.run else None
        if inherit:
            setattr(e, inherit, key if form.change != "ended" else 0)
        return key


class Moment:
    """An episode at one moment: reads expressions as of just before it."""

    def __init__(self, family: Family, e: Episode, now: int, occurrence: int) -> None:
        self.family, self.e, self.now, self.occurrence = family, e, now, occurrence

    def bits(self, name: int) -> int:
        return chance.draw_one(self.e.key, name, self.occurrence)

    def person(self, who: str) -> int:
        """The row of a person by relation or local, or -1."""
        if who in ("", "self"):
            return self.e.person
        if who in ("mother", "father"):
            return int(self.family.population[who][self.e.person])
        return self.e.locals.get(who, -1)

    def attribute(self, name: str, person: int) -> int:
        p = self.family.population
        if person < 0:
            return 0
        return int(p.persons.columns[name][person] if name in p.persons.columns else p.attributes[name][person])

    def changing(self, name: str, person: int) -> int:
        """The latest value of a fact before this moment."""
        if person < 0:
            return 0
        value = 0
        world = self.family.population.facts.get(name)
        changes = self.family.facts.get((person, name), [])
        before = [(o, v) for o, v in changes if o[0] < self.now]
        if world is not None:
            first, last = np.searchsorted(world["person"], [person, person + 1])
            for time, given in zip(world["time"][first:last], world["value"][first:last], strict=True):
                if time < self.now:
                    before.append(((int(time), -1), int(given)))
        if before:
            value = max(before, key=lambda change: change[0])[1]
        return value

    def cell(self, e: q.Drawn | q.Placed | q.Shared) -> int:
        """Which cell of a number applies."""
        cell = 0
        for dimension, expression in zip(e.number.dimensions, e.dimensions, strict=True):
            value = self.value(expression)
            band = sum(edge <= value for edge in dimension.edges) - 1
            cell = cell * len(dimension.edges) + max(band, 0)
        return cell

    def threshold(self, e: q.Drawn) -> int:
        return int(e.number.table[self.cell(e)])

    def drawn(self, e: q.Drawn) -> int:
        number, cell = e.number, self.cell(e)
        if number.form == "value":
            return int(number.table[cell])
        bits = self.bits(e.name)
        if number.form == "probability":
            return int(bits >> 1 < int(number.table[cell]))
        if number.form == "shares":
            return sum(bits >> 1 >= int(t) for t in number.table[cell][:-1])
        return self.knot(e, cell, bits >> 54, (bits >> 38) & 0xFFFF)

    def knot(self, e: q.Drawn | q.Placed, cell: int, knot: int, part: int) -> int:
        """A quantity, a part (of 65,536) of the way from one knot of its distribution to the next."""
        number = e.number
        assert knot < KNOTS
        low, high = int(number.table[cell][knot]), int(number.table[cell][knot + 1])
        return low + (((high - low) * part) >> 16)

    def value(self, e: x.Expression) -> int:
        """The whole number that an expression gives."""
        if isinstance(e, x.Constant):
            return e.value
        if isinstance(e, x.Local):
            return self.e.locals.get(e.name, 0)
        if isinstance(e, q.Attribute):
            return self.attribute(e.name, self.person(e.who))
        if isinstance(e, q.Changing):
            return self.changing(e.name, self.person(e.who))
        if isinstance(e, q.Drawn):
            return self.drawn(e)
        if isinstance(e, x.Operation):
            return _operate(e.sign, self.value(e.left), self.value(e.right))
        if isinstance(e, x.Where):
            return self.value(e.then) if self.value(e.condition) else self.value(e.otherwise)
        if isinstance(e, x.Now):
            return self.now
        if isinstance(e, x.Started):
            return self.e.started
        if isinstance(e, x.Occurrence):
            return self.occurrence
        if isinstance(e, x.Age):
            born, day = (reckoning.day_of_one(t) for t in (self.attribute("born", self.e.person), self.now))
            return day - born if e.days else clock.age_years_one(born, day)
        if isinstance(e, x.Calendar):
            return reckoning.ONES[e.word](self.value(e.part))
        if isinstance(e, q.Placed):
            place = min(max(self.value(e.place), 0), 65_535)
            return self.knot(e, self.cell(e), place >> 6, (place & 63) << 10)
        if isinstance(e, q.Shared):
            return (int(e.number.table[self.cell(e)]) + (1 << 46)) >> 47
        if isinstance(e, Coursed):
            by = 0 if e.moved is None else self.value(e.moved)
            family = self.family
            return course_of_one.place(e, family.population, family.rows, self.person(e.who), self.now, by)
        if isinstance(e, q.Even):
            return chance.below_one(self.bits(e.name), e.n)
        if isinstance(e, q.Listed):
            position = self.value(e.position)
            return e.codes[position] if 0 <= position < len(e.codes) else 0
        if isinstance(e, x.OthersInFamily):
            return sum(self.changing(e.fact, p) for p in self.family.rows if p != self.e.person)
        raise TypeError(f"the reference engine cannot read {type(e).__name__}")


def _operate(sign: str, a: int, b: int) -> int:
    if sign == "+":
        return a + b
    if sign == "-":
        return a - b
    if sign == "*":
        return a * b
    if sign == "//":
        return a // b if b else 0
    if sign == "%":
        return a % b if b else 0
    if sign == "<":
        return int(a < b)
    if sign == "<=":
        return int(a <= b)
    if sign == "==":
        return int(a == b)
    if sign == "and":
        return int(bool(a) and bool(b))
    if sign == "or":
        return int(bool(a) or bool(b))
    raise ValueError(f"no operation {sign}")


def run(library: q.Library, population: Population, settings: Settings) -> dict[str, list[dict[str, Any]]]:
    """Every entry of some families, by kind of entry: rows with the columns of `record.kinds.ENGINE_COLUMNS`."""
    out: dict[str, list[dict[str, Any]]] = {}
    signals = world_signals(population, library.listeners)
    for i in range(len(population.families)):
        rows = range(int(population.family_start[i]), int(population.family_start[i + 1]))
        family = Family(library, population, rows, settings)
        for signal in signals:
            for row in signal.rows_of(rows):
                carries = {name: int(column[row]) for name, column in signal.carries.items()}
                person, time = int(signal.person[row]), int(signal.time[row])
                family.signal(signal.starts, person, time, int(signal.key[row]), carries)
        family.run()
        for entry in family.entries:
            out.setdefault(library.forms[entry["form"]].kind, []).append(entry)
    assert all(set(e) == set(ENGINE_COLUMNS) for entries in out.values() for e in entries[:1])
    return out
