"""The expressions of a pathway made ready: every name in them found, every fault gathered."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from synth import chance, clock
from synth.codes import Codelists
from synth.evidence import Dimension, Number, Risk
from synth.pathway.compiled import courses, naming
from synth.pathway.compiled.naming import Names
from synth.pathway.compiled.plan import RELATIONS, Attribute, Changing, Drawn, Even, Listed, Placed, Shared
from synth.pathway.language import expressions as x
from synth.pathway.language.courses import AtCourse, Course, ShareOf
from synth.pathway.language.model import Pathway
from synth.pathway.language.notes import PERSON, Note
from synth.record.forms import Form
from synth.world import vocabulary


@dataclass
class Builder:
    """What is gathered while a library is made ready: names of decisions, faults, forms, people, courses, notes."""

    codelists: Codelists
    changing: tuple[str, ...]
    names: dict[int, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    people: dict[str, set[str]] = field(default_factory=dict)
    courses: dict[str, Course] = field(default_factory=dict)
    notes: dict[str, dict[str, Note]] = field(default_factory=dict)
    facts: dict[str, naming.Options] = field(default_factory=dict)
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    """Codes that stand in no codelist, each of which was said to be so."""

    def at(self, place: str) -> naming.Fault:
        """What gathers the faults of a place."""
        return lambda said: self.faults.append(f"{place}: {said}")

    def names_of(self, p: Pathway) -> Names:
        """The options of the locals of a pathway and of facts."""
        return Names({name: note.options for name, note in self.notes[p.name].items() if note.options}, self.facts)

    def hears(self, starts: Sequence[int], pathways: Sequence[Pathway], name: str) -> naming.Options:
        """The options of a value that a signal hands over, as those see them that take it."""
        taken = [pathways[i].name for i in starts if name in pathways[i].takes]
        return next((n.options for who in taken if (n := self.notes[who].get(name)) and n.options), ())


class Resolver:
    """Makes the expressions of one step ready; gathers faults instead of stopping at the first."""

    def __init__(self, library: Builder, pathway: Pathway, place: str, known: set[str]) -> None:
        self.library, self.pathway, self.place, self.known = library, pathway, place, known
        self.names = library.names_of(pathway)
        self.aliases = library.aliases.get(pathway.name, {})
        self.elsewhere: tuple[str, ...] = ()

    def fault(self, text: str) -> None:
        """Gather a fault of this step."""
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
        """The value of a fact of the person."""
        if name == "age":
            return x.Age()
        if name == "age_days":
            return x.Age(days=True)
        if name == "date":
            return _day(x.Now())
        if name in self.library.changing or name in self.elsewhere:
            return Changing(name)
        if name == "born" or name in vocabulary.ATTRIBUTES:
            return Attribute(name)
        self.fault(f"unknown fact '{name}': the world does not give it and no step sets it")
        return x.Constant(0)

    def dimensions(self, number: Number, at: x.Expression | None = None) -> tuple[x.Expression, ...]:
        """What tells the cell of a number that applies; at: the instant as of which its dates are read."""
        risks = {f"risk:{r.name}": r for r in number.risks}
        if at is not None and not any(d.fact == "date" for d in number.dimensions):
            self.fault(f"[{number.name}] ({number.where}) is read as of another day and is the same on every day: give "
                       "it from and until, or leave as_of(...) out")  # fmt: skip
        return tuple(
            self.risk(risks[d.fact]) if d.fact in risks
            else _day(at) if at is not None and d.fact == "date"
            else self.banded(d, number)
            for d in number.dimensions
        )  # fmt: skip

    def banded(self, d: Dimension, number: Number) -> x.Expression:
        """What tells the band of one dimension of a number; bands of an option are named, and found by name."""
        found, options = self.dimension(d.fact), self.options(d.fact)
        if not d.words:
            if options:
                self.fault(f"[{number.name}] ({number.where}) has bands of '{d.fact}' by number: name the options at "
                           f"which they begin, of {', '.join(options)}")  # fmt: skip
            return found
        if not options:
            self.fault(f"[{number.name}] ({number.where}) names bands of '{d.fact}', which is no option: give numbers")
            return found
        places = [naming.place(word, options, f"'{d.fact}' of [{number.name}] ({number.where})", self.fault)
                  for word in d.words]  # fmt: skip
        if places != sorted(places):
            self.fault(f"[{number.name}] ({number.where}) has bands of '{d.fact}' in another order than its options, "
                       f"{', '.join(options)}: {naming.SAME}")  # fmt: skip
        return Listed(found, tuple(max(sum(p <= i for p in places) - 1, 0) for i in range(len(options))))

    def options(self, name: str) -> naming.Options:
        """The options of what a number depends on: a local, or else a fact."""
        if self.is_local(name):
            return self.names.locals.get(self.aliases.get(name, name), ())
        return self.names.facts.get(name, ())

    def as_named(self, local: str) -> str:
        """The name that an author gives a local, also one that is read of a parent: keys are made of it."""
        return next((name for name, kept in self.aliases.items() if kept == local), local)

    def is_local(self, name: str) -> bool:
        """Whether a name that evidence uses is a local of the episode, perhaps one read of its parent."""
        return name in self.known or self.aliases.get(name) in self.known

    def dimension(self, name: str) -> x.Expression:
        """What tells the band of one dimension: a local, or a fact."""
        if self.is_local(name):
            return x.Local(self.aliases.get(name, name))
        if name == "born":
            return x.Operation("//", Attribute("born"), x.Constant(clock.DAY))
        return self.fact(name)

    def risk(self, risk: Risk) -> x.Expression:
        """Whether a risk is present."""
        fact, options = self.dimension(risk.fact), self.options(risk.fact)
        if risk.words:
            if not options:
                self.fault(f"risk '{risk.name}' names options of '{risk.fact}', which has none: give at_least or below")
            places = {naming.place(w, options, f"'{risk.fact}' of risk '{risk.name}'", self.fault) for w in risk.words}
            return Listed(fact, tuple(int(i in places) for i in range(len(options))))
        if options:
            self.fault(
                f"risk '{risk.name}' speaks of '{risk.fact}' by number: write is = [...], of {', '.join(options)}"
            )
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
        """A value as the engines read it, 0 where there is none."""
        return self._ready(x.whole(0 if e is None else e), what)

    def given(self, e: x.Value, options: naming.Options, name: str, what: str) -> x.Expression:
        """What a local or a fact is given: one of its options, if it has any."""
        value = x.whole(e)
        if options:
            value = self.names.fitted(value, options, f"'{name}'", self.fault)
        elif self.names.is_option(value):
            self.fault(
                f"'{name}' is given an option but is declared as none: declare it with its "
                "options, or draw a number of the evidence that has none (one of two ways of writing: "
                "OneOf(2, 'voice'))"
            )
            return x.Constant(0)
        return self._ready(value, what)

    def option(self, e: x.Expression, options: naming.Options, what: str) -> x.Expression:
        """The place of an option in its list."""
        return self._ready(self.names.fitted(e, options, "it", self.fault) if options else e, what)

    def _ready(self, e: x.Expression, what: str) -> x.Expression:
        if isinstance(e, x.Draw):
            number = e.number
            dimensions = self.dimensions(number, None if e.at is None else self._ready(e.at, what))
            if number.form == "value":
                return Drawn(number, 0, dimensions)
            return Drawn(number, self.name(f"{what}:{e.name or number.name}"), dimensions)
        if isinstance(e, x.AtCentile):
            number = e.number.number
            return Placed(number, self.dimensions(number), self._ready(e.place, what))
        if isinstance(e, AtCourse):
            return courses.ready(e, self, Resolver(self.library, self.pathway, self.place, set()))
        if isinstance(e, ShareOf):
            return Shared(e.number.number, self.dimensions(e.number.number))
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
            said = isinstance(e, Note) and self.pathway.part_of is not None  # `parents` tells what a part may read
            if e.name not in self.known and not said:
                self.fault(f"unknown local '{e.name}': draw it in a step, or take it from the signal")
            return x.Local(e.name)
        if isinstance(e, x.Code):
            return x.Constant(self.code(e.key))
        if isinstance(e, x.CodeBy):
            counted = e.number if not e.first else e.number - e.first
            return Listed(self._ready(counted, what), tuple(self.code(k) for k in e.keys))
        if isinstance(e, x.Word):
            self.fault(f"nothing says of which list '{e.name}' is an option: put it where an option is meant")
            return x.Constant(0)
        if isinstance(e, x.Is):
            return self._is(e, what)
        if isinstance(e, x.ByOption):
            return self._by_option(e, what)
        if isinstance(e, x.Operation):
            for part in (e.left, e.right):
                if self.names.is_option(part):
                    self.fault(f"it counts with {naming.said(part)}, which is an option: ask .is_(...) of it, or say "
                               "number_of(...)")  # fmt: skip
                    return x.Constant(0)
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

    def _is(self, e: x.Is, what: str) -> x.Expression:
        options = self.names.of(e.option)
        if not options:
            naming.same((), options, e.option, self.fault)
            return x.Constant(0)
        places = {naming.place(name, options, naming.said(e.option), self.fault) for name in e.names}
        asked = self.option(e.option, options, what)
        if len(places) == 1:
            return x.Operation("==", asked, x.Constant(places.pop()))
        return Listed(asked, tuple(int(i in places) for i in range(len(options))))

    def _by_option(self, e: x.ByOption, what: str) -> x.Expression:
        options = self.names.of(e.option)
        naming.same(tuple(name for name, _ in e.values), options, e.option, self.fault)
        if e.sort == "option":
            self.fault("nothing says of which list these are options: put option_of(...) where an option is meant")
        values = [self.code(str(to)) if e.sort == "code" else to for _, to in e.values]
        return Listed(self.option(e.option, options, what), tuple(v for v in values if isinstance(v, int)))

    def person(self, who: str) -> None:
        """Keep in mind that a local holds a person; a name of nobody is a fault, and so is a note of something else."""
        note = self.library.notes[self.pathway.name].get(who)
        if note is not None and note.kind != PERSON:
            self.fault(f"'{who}' is no person: it is {note.means}; name mother, father or a note person(...)")
            return
        if who not in RELATIONS and who not in self.known:
            self.fault(
                f"unknown person '{who}': use mother, father or a local that holds a person"
                " (a signal may also go to siblings)"
            )
        elif who not in RELATIONS:
            self.library.people.setdefault(self.pathway.name, set()).add(who)

    def code(self, key: str) -> int:
        """The place of a code in the codelists; 0 for none."""
        if not key:
            return 0
        if key not in self.library.codelists:
            if key not in self.library.unknown:  # the same word amiss at many steps is one fault
                near = difflib.get_close_matches(key, list(self.library.codelists), n=1, cutoff=0.8)
                mend = f"did you mean '{near[0]}'? If not, " if near else ""
                self.fault(
                    f"code '{key}' stands in no codelist: {mend}add it to care_pathways/codelists with its source"
                )
            self.library.unknown.add(key)
            return 0
        return self.library.codelists.index(key)


def _day(instant: x.Expression) -> x.Expression:
    """The day of an instant, as the dates of evidence are counted."""
    return x.Operation("//", instant, x.Constant(clock.DAY))
