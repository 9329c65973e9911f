"""From pathways as they are written to plans that the engines read: every name found, every fault gathered."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from synth import chance, clock
from synth.calendar import days
from synth.codes import Codelists
from synth.evidence import Number, Risk
from synth.pathway.compiled import sorts
from synth.pathway.compiled.plan import (
    CONTACT,
    RELATIONS,
    Attribute,
    Changing,
    Drawn,
    Even,
    Library,
    Listed,
    PathwayPlan,
    Placed,
    SignalPlan,
    StepPlan,
    WritePlan,
)
from synth.pathway.language import expressions as x
from synth.pathway.language.model import END, REST, Choice, Pathway, Step, When, Write
from synth.record.forms import Form
from synth.record.kinds import CONFIDENTIALITY
from synth.world import vocabulary


class _Resolver:
    """Makes the expressions of one step ready; gathers faults instead of stopping at the first."""

    def __init__(self, library: _Builder, pathway: Pathway, place: str, known: set[str]) -> None:
        self.library, self.pathway, self.place, self.known = library, pathway, place, known

    def fault(self, text: str) -> None:
        self.library.faults.append(f"{self.place}: {text}")

    def name(self, what: str) -> int:
        """The hash of a decision of this step; the same name twice is a fault."""
        full = f"{self.place}.{what}"
        value = chance.name_hash(full)
        if value in self.library.names:
            self.fault(f"two decisions are named '{full}': give one of them another name, with .named(...)")
        self.library.names[value] = full
        return value

    def fact(self, name: str) -> x.Expression:
        if name == "age":
            return x.Age()
        if name == "age_days":
            return x.Age(days=True)
        if name == "date":
            return x.Operation("//", x.Now(), x.Constant(clock.DAY))
        if name in self.library.changing:
            return Changing(name)
        if name == "born" or name in vocabulary.ATTRIBUTES:
            return Attribute(name)
        self.fault(f"unknown fact '{name}': the world does not give it and no step sets it")
        return x.Constant(0)

    def dimensions(self, number: Number) -> tuple[x.Expression, ...]:
        """What tells the cell of a number that applies."""
        risks = {f"risk:{r.name}": r for r in number.risks}
        return tuple(self.risk(risks[d.fact]) if d.fact in risks else self.dimension(d.fact) for d in number.dimensions)

    def dimension(self, name: str) -> x.Expression:
        if name in self.known:
            return x.Local(name)
        if name == "born":
            return x.Operation("//", Attribute("born"), x.Constant(clock.DAY))
        return self.fact(name)

    def risk(self, risk: Risk) -> x.Expression:
        fact = self.dimension(risk.fact)
        tests: list[x.Expression] = []
        if risk.at_least is not None:
            tests.append(fact >= risk.at_least)
        if risk.below is not None:
            tests.append(fact < risk.below)
        return tests[0] if len(tests) == 1 else tests[0] & tests[1]

    def ready(self, e: x.Expression | None, what: str) -> x.Expression | None:
        """An expression as the engines read it; `what` names its place within the step."""
        if e is None:
            return None
        return self._ready(e, what)

    def sure(self, e: x.Value | None, what: str) -> x.Expression:
        return self._ready(x.whole(0 if e is None else e), what)

    def _ready(self, e: x.Expression, what: str) -> x.Expression:
        if isinstance(e, x.Draw):
            number = e.number
            if number.form == "value":
                return Drawn(number, 0, self.dimensions(number))
            name = self.name(f"{what}:{e.name or number.name}")
            return Drawn(number, name, self.dimensions(number))
        if isinstance(e, x.AtCentile):
            number = e.number.number
            return Placed(number, self.dimensions(number), self._ready(e.place, what))
        if isinstance(e, x.OneOf):
            return Even(e.n, self.name(f"{what}:{e.name}"))
        if isinstance(e, x.Fact):
            return self.fact(e.name)
        if isinstance(e, x.Of):
            self.person(e.who)
            found = self.fact(e.fact)
            if isinstance(found, (Attribute, Changing)):
                return dataclasses.replace(found, who=e.who)
            self.fault(f"'{e.fact}' of someone else cannot be asked: ask for 'born' and count from there")
            return found
        if isinstance(e, x.Local):
            if e.name not in self.known:
                self.fault(f"unknown local '{e.name}': draw it in a step, or take it from the signal")
            return e
        if isinstance(e, x.Coded):
            return Listed(self._ready(e.position, what), tuple(self.code(k) for k in e.keys))
        if isinstance(e, x.OthersInFamily):
            if e.fact not in self.library.changing:
                self.fault(f"'{e.fact}' never changes: others in the family are asked about changing facts")
            return e
        changes = {}
        for member in x.members(type(e)):
            part = getattr(e, member)
            if isinstance(part, x.Expression):
                changes[member] = self._ready(part, what)
        return dataclasses.replace(e, **changes) if changes else e  # type: ignore[type-var]

    def person(self, who: str) -> None:
        if who not in RELATIONS and who not in self.known:
            self.fault(f"unknown person '{who}': use mother, father or a local that holds a person")
        elif who not in RELATIONS:
            self.library.people.setdefault(self.pathway.name, set()).add(who)

    def code(self, key: str) -> int:
        if not key:
            return 0
        if key not in self.library.codelists:
            self.fault(f"code '{key}' stands in no codelist: add it to care_pathways/codelists with its source")
            return 0
        return self.library.codelists.index(key)


@dataclass
class _Builder:
    codelists: Codelists
    changing: tuple[str, ...]
    names: dict[int, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    people: dict[str, set[str]] = field(default_factory=dict)


def reads(*expressions: x.Expression | None) -> frozenset[str]:
    """The changing facts that some expressions read (of anyone in the family)."""
    found = set()
    for e in expressions:
        for part in e.walk() if e is not None else ():
            if isinstance(part, Changing):
                found.add(part.name)
            elif isinstance(part, x.OthersInFamily):
                found.add(part.fact)
    return frozenset(found)


def build(pathways: Sequence[Pathway], codelists: Codelists, *, sound: bool = False) -> Library:
    """Make pathways ready; the faults found are in `Library.faults`, all together.

    sound: these very pathways were checked before, so only what is met on the way is looked at.
    """
    from synth.pathway.compiled.checks import check
    from synth.pathway.compiled.groups import groups, mark_readers

    wrong = [] if sound else [fault for p in pathways for fault in sorts.check(p)]
    if wrong:  # nothing can be made of them, so no more is looked at
        return Library([], [], [], {}, (), codelists, wrong)
    set_by_steps = {fact for p in pathways for s in p.steps for fact in s.sets}
    changing = tuple(sorted(set_by_steps | set(vocabulary.FACTS)))
    builder = _Builder(codelists, changing)
    seen: set[str] = set()
    for p in pathways:
        if p.name in seen:
            builder.faults.append(f"{p.name}: two pathways have this name: rename one")
        seen.add(p.name)
    listeners: dict[str, tuple[int, ...]] = {}
    for i, p in enumerate(pathways):
        for signal in p.signals:
            listeners[signal] = (*listeners.get(signal, ()), i)
    builder.faults += [] if sound else check(pathways)
    plans = [_pathway(builder, i, p, listeners) for i, p in enumerate(pathways)]
    order = groups(plans)
    return Library(mark_readers(plans, order), builder.forms, order, listeners, changing, codelists, builder.faults)


def local_names(p: Pathway) -> tuple[str, ...]:
    """The locals of a pathway: what it takes and what its steps draw, in that order."""
    drawn = [name for s in p.steps for name in s.draws]
    return tuple(dict.fromkeys([*p.takes, *drawn]))


def _pathway(builder: _Builder, index: int, p: Pathway, listeners: dict[str, tuple[int, ...]]) -> PathwayPlan:
    known = set(local_names(p))
    places = {s.name: i for i, s in enumerate(p.steps)}
    start = _Resolver(builder, p, p.name, known)
    only, until = start.ready(p.only, "only"), start.ready(p.until, "until")
    steps = tuple(_step(builder, p, i, s, known, places, listeners) for i, s in enumerate(p.steps))
    first = steps[0].arrival_reads if steps else frozenset()
    return PathwayPlan(
        index, p.name, p, steps, only, until, places.get(p.ending or "", -1), places.get(p.at_death or "", -1),
        local_names(p), frozenset(builder.people.pop(p.name, ())), reads(only, until) | first,
    )  # fmt: skip


def _step(builder: _Builder, p: Pathway, index: int, s: Step, known: set[str], places: Mapping[str, int],
          listeners: Mapping[str, tuple[int, ...]]) -> StepPlan:  # fmt: skip
    r = _Resolver(builder, p, f"{p.name}.{s.name}", known)
    after, at = r.sure(s.after, "after"), r.ready(s.at, "at")
    draws = tuple((name, r.sure(value, name)) for name, value in s.draws.items())
    written = list(s.writes)
    if s.contact is not None:
        written.append(Write(kind="contact", slot=CONTACT, code=s.contact, when=s.contact_when, status="finished",
                             value=x.whole(s.lasts)))  # fmt: skip
    writes = tuple(_write(builder, r, p, s, w) for w in sorted(written, key=_turn))
    if len({w.form.name for w in writes}) < len(writes):
        r.fault("two writes have one slot: give one of them slot=...")
    sets = tuple((fact, r.sure(value, f"sets {fact}")) for fact, value in s.sets.items())
    signals = []
    for signal in s.signals:
        carries = tuple((name, r.sure(v, f"{signal.name}.{name}")) for name, v in signal.carries.items())
        condition = r.ready(signal.when, f"{signal.name}.when")
        for to in signal.targets:
            r.person(to)
            name = chance.name_hash(f"signal {p.name}.{s.name}.{signal.name}.{to}")
            signals.append(SignalPlan(name, to, listeners.get(signal.name, ()), carries, condition))
    if len({s.name for s in signals}) < len(signals):
        r.fault("one signal is raised twice to one person: raise it once, with a condition that covers both")
    options: list[tuple[x.Expression | None, int]] = []
    otherwise, choice_name = -1, 0
    if isinstance(s.then, Choice):
        choice_name = r.name("then")
        for follower, chance_of in s.then.options.items():
            to_step = places.get(follower, -1)
            if chance_of == REST:
                otherwise = to_step
            elif isinstance(chance_of, x.Draw) and chance_of.number.form == "probability":
                number = chance_of.number
                options.append((Drawn(number, 0, r.dimensions(number)), to_step))
            else:
                r.fault(f"the chance of '{follower}' is not a probability of the evidence")
    elif isinstance(s.then, When):
        options = [(r.ready(e, f"then {f}"), places.get(f, -1)) for f, e in s.then.conditions.items()]
        otherwise = places.get(s.then.otherwise, -1) if s.then.otherwise != END else -1
    elif s.then:
        otherwise = places.get(s.then, -1)
    own = [e for _, e in (*draws, *sets)] + [e for e, _ in options]
    for w in writes:
        own += [w.code, w.value, w.value2, w.value_code, w.value_time, w.begins, w.until, w.recorded, w.when, w.about]
    for signal_plan in signals:
        own += [signal_plan.when, *(e for _, e in signal_plan.carries)]
    hours = s.hours or _hours(s.setting)
    return StepPlan(
        index, s.name, after, at, _floor(s.setting), hours, chance.name_hash(f"{p.name}.{s.name}.hours"), draws,
        writes, sets, tuple(signals), choice_name, tuple(options), isinstance(s.then, Choice), otherwise, reads(*own),
        reads(after, at),
    )  # fmt: skip


def _turn(w: Write) -> int:
    """In which turn a step writes: what others belong to is opened before them and closed after them."""
    if w.kind in ("care_episode", "contact") and w.entry:
        first, last = (0, 5) if w.kind == "care_episode" else (2, 4)
        return last if w.change == "ended" else first
    return 1 if w.slot == CONTACT else 3


def _hours(setting: str) -> str:
    from synth.systems.authorship import SETTINGS

    return SETTINGS[setting].hours if setting in SETTINGS else days.ALWAYS


def _floor(setting: str) -> x.Expression | None:
    """The instant before which a setting sees nobody: a practice sees those whom it has registered."""
    from synth.systems.authorship import SETTINGS

    return Attribute("registered_from") if setting in SETTINGS and SETTINGS[setting].of_the_list else None


def _write(builder: _Builder, r: _Resolver, p: Pathway, s: Step, w: Write) -> WritePlan:
    constant = w.code if isinstance(w.code, str) else ""
    setting = w.setting or s.setting
    form = Form(
        len(builder.forms), p.name, s.name, w.slot, w.kind, w.change, w.entry or "", constant, w.unit, w.decimals,
        w.category, w.text, w.status, setting, _guarded(p, w), w.enduring, _by_day(w), dict(w.details),
    )  # fmt: skip
    builder.forms.append(form)
    code = x.Constant(r.code(constant)) if not isinstance(w.code, x.Expression) else r.sure(w.code, f"{w.slot}.code")
    run = bool(w.entry)
    slot = chance.name_hash(f"{p.name}.{w.entry}" if run else form.name)
    about_person = str(w.details.get("about_person", ""))
    if about_person:
        r.person(about_person)
    if w.unit and w.unit not in builder.codelists:
        r.fault(f"unit '{w.unit}' of '{w.slot}' stands in no codelist")
    values = {name: r.ready(getattr(w, name), f"{w.slot}.{name}") for name in _VALUES}
    return WritePlan(form=form, slot=slot, run=run, code=code, about_person=about_person, **values)


def _by_day(w: Write) -> str:
    """The column of a write that is known by the day only: the instant that is its value, or else its beginning."""
    return "" if not w.by_day else "value_time" if w.value_time is not None else "from"


def _guarded(p: Pathway, w: Write) -> str:
    """How confidential an entry is: as much as its pathway, itself, or any change of its run, whichever is most."""
    run = [v.confidentiality for s in p.steps for v in s.writes if w.entry and (v.kind, v.entry) == (w.kind, w.entry)]
    return max((w.confidentiality, p.confidentiality or "normal", *run), key=CONFIDENTIALITY.index)


_VALUES = ("value", "value2", "value_code", "value_time", "begins", "until", "recorded", "when", "about")
"""The expressions of a write, beside its code."""
