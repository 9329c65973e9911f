"""From pathways as they are written to plans that the engines read: every name found, every fault gathered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from synth import chance
from synth.calendar import days
from synth.codes import UCUM, Codelists
from synth.made import Made
from synth.pathway.compiled import kinds, naming, parents, same_unit, sorts, stepping, wordings
from synth.pathway.compiled.apart import apart, begun
from synth.pathway.compiled.plan import (
    CONTACT,
    SIBLINGS,
    Attribute,
    Changing,
    Drawn,
    Library,
    PathwayPlan,
    SignalPlan,
    StepPlan,
    WritePlan,
)
from synth.pathway.compiled.resolving import Builder, Resolver
from synth.pathway.language import expressions as x
from synth.pathway.language.model import END, REST, Choice, Pathway, Step, When, Write
from synth.pathway.language.words import Words
from synth.record import supply
from synth.record.forms import Form
from synth.record.kinds import CONFIDENTIALITY
from synth.world import vocabulary

_NONE = Words()
_KEY = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
"""What looks like a key of the codelists, and not like words."""
_PERCENT = 100


def reads(*expressions: x.Expression | None) -> frozenset[str]:
    """The changing facts that some expressions read (of anyone in the family)."""
    return frozenset(name for name, _ in _read(expressions))


def reads_of_kin(*expressions: x.Expression | None) -> frozenset[str]:
    """The changing facts that some expressions read of others in the family."""
    return frozenset(name for name, own in _read(expressions) if not own)


def _read(expressions: Sequence[x.Expression | None]) -> Iterator[tuple[str, bool]]:
    """Each changing fact that some expressions read, and whether of the person."""
    for e in expressions:
        for part in e.walk() if e is not None else ():
            if isinstance(part, Changing):
                yield part.name, part.who in ("", "self")
            elif isinstance(part, x.OthersInFamily):
                yield part.fact, False


def build(pathways: Sequence[Pathway], codelists: Codelists, words: Words = _NONE, *, sound: bool = False) -> Library:
    """Make pathways ready; the faults found are in `Library.faults`, all together.

    words: the facts that steps set, as they are declared. sound: these very pathways were checked before, so
    only what is met on the way is looked at.
    """
    from synth.pathway.compiled.checks import check
    from synth.pathway.compiled.groups import groups, mark_readers

    wrong = [] if sound else [fault for p in pathways for fault in sorts.check(p)]
    if wrong:  # nothing can be made of them, so no more is looked at
        return Library([], [], [], {}, (), codelists, wrong)
    pathways = apart(pathways)
    words = replace(words, signals=(*words.signals, *begun(pathways)))
    written, said_of_parents = pathways, list[str]()
    joined = parents.joined(written, said_of_parents)
    pathways = joined.pathways
    set_by_steps = {fact for p in pathways for s in p.steps for fact in s.sets}
    # Of some pathways alone, what others declare and set is not so of anyone.
    elsewhere = set() if words.whole else {f.name for f in words.facts}
    changing = tuple(sorted(set_by_steps | set(vocabulary.FACTS) | elsewhere))
    builder = Builder(codelists, changing, aliases=joined.aliases)
    builder.facts = {**vocabulary.OPTIONS, **{f.name: f.options for f in words.facts if f.options}}
    for p in pathways:
        builder.notes[p.name] = naming.notes_of(p, said := builder.at(p.name))
        naming.from_events(p, builder.names_of(p), said)
    naming.handed_on(pathways, builder.notes)
    seen: set[str] = set()
    for p in pathways:
        if p.name in seen:
            builder.faults.append(f"{p.name}: two pathways have this name: rename one")
        seen.add(p.name)
    listeners: dict[str, tuple[int, ...]] = {}
    for i, p in enumerate(pathways):
        for signal in p.signals:
            listeners[signal] = (*listeners.get(signal, ()), i)
    if not sound:
        builder.faults += [*said_of_parents, *check(pathways, words, written), *kinds.check(pathways, builder.notes)]
        builder.faults += same_unit.check(pathways, builder.notes, codelists)
    plans = [_pathway(builder, i, pathways, listeners, written[i]) for i in range(len(pathways))]
    builder.forms += supply.forms_of(builder.forms)
    order = groups(plans)
    marked = mark_readers(plans, order)
    return Library(marked, builder.forms, order, listeners, changing, codelists, builder.faults, words=words,
                   programs=Made(len(marked), lambda at: stepping.program(marked[at])))  # fmt: skip


def local_names(p: Pathway) -> tuple[str, ...]:
    """The locals of a pathway: what it takes and what its steps draw, in that order."""
    drawn = [name for s in p.steps for name in s.draws]
    return tuple(dict.fromkeys([*p.takes, *drawn]))


def _pathway(builder: Builder, index: int, pathways: Sequence[Pathway],
             listeners: dict[str, tuple[int, ...]], written: Pathway) -> PathwayPlan:  # fmt: skip
    p = pathways[index]
    known = set(local_names(p))
    places = {s.name: i for i, s in enumerate(p.steps)}
    start = Resolver(builder, p, p.name, known)
    only, until = start.ready(p.only, "only"), start.ready(p.until, "until")
    steps = tuple(_step(builder, p, i, s, known, places, listeners, pathways) for i, s in enumerate(p.steps))
    first = (steps[0].arrival_reads, steps[0].arrival_reads_of_kin) if steps else (frozenset(), frozenset())
    people = frozenset(builder.people.pop(p.name, set()) | (known & set(vocabulary.PEOPLE)))
    return PathwayPlan(
        index, p.name, tuple(p.takes), lambda: written, steps, only, until, places.get(p.ending or "", -1),
        places.get(p.at_death or "", -1),
        local_names(p), people, reads(only, until) | first[0], reads_of_kin(only, until) | first[1],
    )  # fmt: skip


def _step(builder: Builder, p: Pathway, index: int, s: Step, known: set[str], places: Mapping[str, int],
          listeners: Mapping[str, tuple[int, ...]], pathways: Sequence[Pathway]) -> StepPlan:  # fmt: skip
    r = Resolver(builder, p, f"{p.name}.{s.name}", known)
    after, at = r.sure(s.after, "after"), r.ready(s.at, "at")
    draws = tuple((name, r.given(value, r.names.locals.get(name, ()), name, name)) for name, value in s.draws.items())
    written = list(s.writes)
    if s.contact is not None:
        written.append(Write(kind="contact", slot=CONTACT, code=s.contact, when=s.contact_when, status="finished",
                             value=_length(s)))  # fmt: skip
    writes = tuple(_write(builder, r, p, s, w) for w in sorted(written, key=_turn))
    if len({w.form.name for w in writes}) < len(writes):
        r.fault("two writes have one slot: give one of them slot=...")
    sets = tuple((fact, r.given(value, builder.facts.get(fact, ()), fact, f"sets {fact}"))
                 for fact, value in s.sets.items())  # fmt: skip
    signals = []
    for signal in s.signals:
        starts = listeners.get(signal.name, ())
        carries = tuple((name, r.given(v, builder.hears(starts, pathways, name), name, f"{signal.name}.{name}")
                         if any(name in pathways[i].takes for i in starts) else r.sure(v, f"{signal.name}.{name}"))
                        for name, v in signal.carries.items()
                        # Where nobody hears it, nothing says of which list a name is an option.
                        if starts or not isinstance(v, str))  # fmt: skip
        condition = r.ready(signal.when, f"{signal.name}.when")
        for to in signal.targets:
            if to != SIBLINGS:
                r.person(to)
            name = chance.name_hash(f"signal {p.name}.{s.name}.{signal.name}.{r.as_named(to)}")
            signals.append(SignalPlan(name, to, starts, carries, condition))
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
        own += [w.code, w.value, w.value2, w.value_code, w.value_time, w.begins, w.until, w.recorded, w.when, w.about,
                w.worded]  # fmt: skip
    for signal_plan in signals:
        own += [signal_plan.when, *(e for _, e in signal_plan.carries)]
    hours = s.hours or _hours(s.setting)
    return StepPlan(
        index, s.name, after, at, _floor(s.setting), hours, chance.name_hash(f"{p.name}.{s.name}.hours"), draws,
        writes, sets, tuple(signals), choice_name, tuple(options), isinstance(s.then, Choice), otherwise, reads(*own),
        reads_of_kin(*own), reads(after, at), reads_of_kin(after, at),
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


def _length(s: Step) -> x.Expression:
    """How long the contact of a step lasts: what is usual in its setting, or about what was planned."""
    from synth.systems import lengths
    from synth.systems.authorship import SETTINGS

    if s.lasts is None:
        return x.Draw(lengths.usual(SETTINGS.get(s.setting)), "length of contact")
    planned = x.whole(s.lasts)
    if isinstance(planned, x.Constant) or (isinstance(planned, x.Draw) and planned.number.form == "value"):
        return (planned * x.Draw(lengths.of_what_was_planned(), "length of contact") + _PERCENT - 1) // _PERCENT
    return planned


def _floor(setting: str) -> x.Expression | None:
    """The instant before which a setting sees nobody: a practice sees those whom it has registered."""
    from synth.systems.authorship import SETTINGS

    return Attribute("registered_from") if setting in SETTINGS and SETTINGS[setting].of_the_list else None


def _write(builder: Builder, r: Resolver, p: Pathway, s: Step, w: Write) -> WritePlan:
    constant = w.code if isinstance(w.code, str) else ""
    setting = w.setting or s.setting
    form = Form(
        len(builder.forms), p.name, s.name, w.slot, w.kind, w.change, w.entry or "", constant, w.unit, w.decimals,
        w.category, w.text, w.status, setting, _guarded(p, w), w.enduring, _by_day(w), dict(w.details),
    )  # fmt: skip
    builder.forms.append(form)
    worded = wordings.forms_of(builder, r, form, w)
    code = x.Constant(r.code(constant)) if not isinstance(w.code, x.Expression) else r.sure(w.code, f"{w.slot}.code")
    run = bool(w.entry)
    slot = chance.name_hash(f"{p.name}.{w.entry}" if run else form.name)
    about_person = str(w.details.get("about_person", ""))
    if about_person:
        r.person(about_person)
    _measured(builder, r, w)
    for said in (w.details, *(way for ways in w.wordings.values() for way in ways)):
        reason = said.get("reason")
        if isinstance(reason, str) and _KEY.fullmatch(reason) and reason not in builder.codelists:
            r.fault(f"reason '{reason}' of '{w.slot}' stands in no codelist: write its key there, or say it in words")
    values = {name: r.ready(getattr(w, name), f"{w.slot}.{name}") for name in _VALUES}
    return WritePlan(form=form, slot=slot, run=run, code=code, about_person=about_person, worded=worded,
                     **values)  # fmt: skip


def _measured(builder: Builder, r: Resolver, w: Write) -> None:
    """A fault where what is measured has no unit that a reader could know."""
    if not w.unit and w.decimals:
        r.fault(f"'{w.slot}' has decimals and no unit: give the unit, a key of codelists/unit.csv")
    elif w.unit and w.unit not in builder.codelists:
        r.fault(f"unit '{w.unit}' of '{w.slot}' stands in no codelist")
    elif w.unit and not any(coding.system == UCUM for coding in builder.codelists.concept(w.unit).codings):
        r.fault(f"unit '{w.unit}' of '{w.slot}' has no code of UCUM: give one that has (codelists/unit.csv), or say it "
                "in text=\"...\"")  # fmt: skip


def _by_day(w: Write) -> str:
    """The column of a write that is known by the day only: the instant that is its value, or else its beginning."""
    return "" if not w.by_day else "value_time" if w.value_time is not None else "from"


def _guarded(p: Pathway, w: Write) -> str:
    """How confidential an entry is: as much as its pathway, itself, or any change of its run, whichever is most."""
    run = [v.confidentiality for s in p.steps for v in s.writes if w.entry and (v.kind, v.entry) == (w.kind, w.entry)]
    return max((w.confidentiality, p.confidentiality or "normal", *run), key=CONFIDENTIALITY.index)


_VALUES = ("value", "value2", "value_code", "value_time", "begins", "until", "recorded", "when", "about")
"""The expressions of a write, beside its code."""
