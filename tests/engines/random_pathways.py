"""Pathways made up at random: every construct of the language, with ties, zero delays and circles through signals."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from random import Random

from synth import evidence
from synth.pathway.language import expressions as x
from synth.pathway.language import time
from synth.pathway.language import writes as w
from synth.pathway.language.courses import Course, place_within
from synth.pathway.language.model import END, REST, Choice, Pathway, Signal, Step, When
from synth.pathway.language.notes import Note, Notes, count, instant, notes_of, option, person
from synth.pathway.language.numbers import Numbers
from synth.pathway.language.options import code_by, code_of, either, number_of, option_of
from synth.pathway.language.wording import said_of

KIND = option("one of several", "a", "b", "c", called="kind")
FACTS = ("alpha", "beta", "gamma")
BEGUN, GOES_ON = "part is begun", "part goes on"


class Kept(Notes):
    """What the first of random pathways keeps, and its parts read."""

    first = count("a number")
    second = count("another")
    kind = option("one of several", *KIND.options)
    ends = instant("when it is over, perhaps")
    baby_1 = person("a child, perhaps not yet born")


class KeptByPart(Notes):
    """What a part keeps, and its own parts read."""

    first = count("a number by the name of one of its parent's")
    second = count("another")
    kind = option("one of several", *KIND.options)


class KeptAtLast(Notes):
    """What a part keeps that may be part of a part."""

    first = count("a number by the name of one of its parent's")
    second = count("another")
    kind = option("one of several", *KIND.options)


SIGNALS = ("one", "two", "three")
CODES = ("antenatal_visit", "postnatal_visit", "delivery_normal", "birth_weight", "parity", "gravida")
SETTINGS = ("community midwife", "labour ward", "general practice (GP)", "midwife at home")

EVIDENCE = """
[risks.alpha_on]
fact = "alpha"
at_least = 2
prevalence = 0.3
source = "test"
[risks.smokes]
fact = "smoker"
prevalence = 0.2
source = "test"
[rare]
average = 0.2
odds = { alpha_on = 3, smokes = 1.5 }
unit = "probability"
source = "test"
[[common]]
reference = 0.5
risk = { smokes = 1.2 }
unit = "probability"
until = 2016-06-01
source = "test"
[[common]]
reference = 0.7
risk = { smokes = 1.1 }
unit = "probability"
from = 2016-06-01
source = "test"
[by_age]
by = { age = [0, 10, 30], beta = [0, 2] }
average = [[0.1, 0.4], [0.2, 0.5], [0.3, 0.45]]
unit = "probability"
source = "test"
[at_once]
value = 0
unit = "days"
source = "test"
[soon]
quantiles = [[0.0, 0], [0.3, 0], [0.9, 3], [1.0, 20]]
unit = "days"
source = "test"
[month]
value = 30
unit = "days"
source = "test"
[season]
by = { gamma = [0, 1] }
quantiles = [[[0.0, 60], [1.0, 120]], [[0.0, 90], [1.0, 90]]]
unit = "days"
source = "test"
[year]
quantiles = [[0.0, 250], [1.0, 500]]
unit = "days"
source = "test"
[weight]
normal = { mean = 70, sd = 10, min = 40, max = 140 }
decimals = 1
unit = "kg"
source = "test"
[kind]
shares = { a = 0.2, b = 0.5, c = 0.3 }
unit = "share"
source = "test"
[parts]
shares = { inherited = 0.3, family = 0.2, person = 0.1, months = 0.3, reading = 0.1 }
unit = "share"
source = "test"
[growth]
by = { sex = ["male", "female"], age_days = [0, 300, 3000] }
lms = [[[0.2, 3.5, 0.14], [0.1, 9, 0.12], [0, 20, 0.1]], [[0.2, 3.4, 0.14], [0.1, 8, 0.12], [0, 19, 0.1]]]
decimals = 3
unit = "kg"
source = "test"
"""


@lru_cache(maxsize=1)
def numbers(folder: str) -> Numbers:
    """The evidence of random pathways, read from a file written to a folder."""
    path = Path(folder) / "random.toml"
    path.write_text(EVIDENCE, encoding="utf-8")
    return Numbers(evidence.read(path))


class Maker:
    """Makes random pathways with one source of chance."""

    def __init__(self, chance: Random, p: Numbers) -> None:
        self.r, self.p = chance, p
        self.names = 0
        self.reads: list[Note] = []
        self.course = Course("made up", p.parts, keeps={"months": p.month}, passing=("months",))
        moved = x.Fact("alpha") * 40 - x.Age()
        self.moved = Course("made up and moved", p.parts, keeps={"months": p.month}, moved_by=moved)

    def pathways(self) -> list[Pathway]:
        """One to four pathways."""
        count = self.r.randint(1, 4)
        made = [self.pathway(i, count) for i in range(count)]
        made[:1] = self.with_parts(made[0]) if self.r.random() < 0.6 else made[:1]
        every = Pathway(
            "every fact", "coming of age", [Step("set", sets={fact: i + 1 for i, fact in enumerate(FACTS)})]
        )
        return [*made, every]

    def with_parts(self, parent: Pathway) -> list[Pathway]:
        """A pathway, a part of it, and one of the one or of the other: begun by their parent, each other, themselves."""
        r = self.r
        parent = replace(parent, notes=Kept, steps=[self.begins(s, BEGUN) for s in parent.steps])
        first = self.part("first part", parent, KeptByPart, [BEGUN], [GOES_ON], [Kept])
        nested = r.random() < 0.5
        of, read = (first, [Kept, KeptByPart]) if nested else (parent, [Kept])
        second = self.part("second part", of, KeptAtLast, [GOES_ON], [GOES_ON] if r.random() < 0.3 else [], read)
        return [parent, first, second]

    def begins(self, step: Step, *signals: str) -> Step:
        """The same step, which begins parts, sometimes in someone else."""
        raised = []
        for name in signals:
            to = self.r.choice(["self", "self", "baby_1", "mother", "siblings"])
            when = x.OneOf(2, f"begun {self._next()}").equals(0)
            raised.append(Signal(name, to=to, when=when, hands_over=to != "self"))
        return replace(step, raises=[*step.signals, *raised])

    def part(
        self,
        name: str,
        parent: Pathway,
        notes: type[Notes],
        starts: list[str],
        begins: list[str],
        reads: list[type[Notes]],
    ) -> Pathway:
        """A part of a pathway, which reads notes of that one and of its parents as often as its own."""
        r = self.r
        names = [f"step {i}" for i in range(r.randint(1, 3))]
        self.reads = [note for each in reads for note in notes_of(each).values()]
        locals_ = ["first", "second"]
        steps = [self.begins(self.step(i, names, locals_, False), *begins) for i in range(len(names))]
        only = self.value(locals_) > 0 if r.random() < 0.3 else None
        until = x.Started() + self.value(locals_) % 300 * 1440 if r.random() < 0.4 else None
        self.reads = []
        return Pathway(name, starts, steps, only=only, until=until, takes=("first", "second", "kind"), notes=notes,
                       part_of=parent)  # fmt: skip

    def draw(self, name: str) -> x.Draw:
        self.names += 1
        return getattr(self.p, name).named(f"{name} {self.names}")

    def value(self, locals_: list[str], depth: int = 0) -> x.Expression:
        r = self.r
        simple = [
            lambda: x.Constant(r.randint(-3, 9)),
            lambda: x.Fact(r.choice([*FACTS, "smoker", "age", "decile"])),
            lambda: x.Local(r.choice(locals_)),
            lambda: x.Occurrence(),
            lambda: x.OneOf(r.randint(2, 5), f"even {self._next()}"),
            lambda: self.draw(r.choice(["rare", "common", "by_age", "weight"])),
            lambda: x.Of(r.choice(["mother", "father", "baby_1"]), r.choice([*FACTS, "smoker", "height"])),
            lambda: number_of(r.choice([self.draw("kind"), KIND]), a=2, b=0, c=7),
            lambda: r.choice([self.draw("kind"), KIND]).is_(*r.sample(KIND.options, r.randint(1, 2))),
            lambda: number_of(x.Fact("sex"), nobody=0, male=1, female=2),
            lambda: x.OthersInFamily(r.choice(FACTS)),
            lambda: x.at_centile(self.p.growth, x.Fact("height") * 5000),
            lambda: x.Age(days=r.random() < 0.5),
            lambda: x.at_centile(self.p.growth, self.course.now(r.choice(["self", "mother", "baby_1"]))),
            # Places are made small: products of several of them would pass 64 bits.
            lambda: (
                r.choice([self.moved.now(), self.moved.usual(), self.course.usual("father"), self.course.lasting()])
                // 1000
            ),
            lambda: place_within(getattr(self.p, r.choice(["rare", "by_age"])), self.course.now()) // 1000,
        ]
        if self.reads and r.random() < 0.4:
            note = r.choice(self.reads)
            return number_of(note, a=2, b=0, c=7) if note.options else note
        if depth >= 2 or r.random() < 0.6:
            return r.choice(simple)()
        a, b = self.value(locals_, depth + 1), self.value(locals_, depth + 1)
        kinds = [
            lambda: a + b, lambda: a - b, lambda: a * b, lambda: a // b, lambda: a % b, lambda: a < b, lambda: a >= b,
            lambda: a.equals(b), lambda: a & b, lambda: a | b, lambda: ~a, lambda: x.where(a > 0, b, 4),
            lambda: x.Calendar(r.choice(time.WORDS), a * 997 + x.Now() * r.randint(0, 1)),
        ]  # fmt: skip
        return r.choice(kinds)()

    def _next(self) -> int:
        self.names += 1
        return self.names

    def code(self, locals_: list[str]) -> x.Expression:
        """A code by a number, by an option, or by a condition."""
        by_option = code_of(KIND, a=CODES[0], b="", c=CODES[2])
        return self.r.choice([
            lambda: code_by(self.value(locals_), self.r.randint(0, 1), *CODES[:3]), lambda: by_option,
            lambda: either(self.value(locals_) > 2, CODES[1], by_option),
        ])()  # fmt: skip

    def kind(self, locals_: list[str]) -> x.Value:
        """One of several: by name, drawn, kept, or from another list."""
        drawn = self.draw("kind")
        return self.r.choice([
            "b", drawn, x.where(self.value(locals_) > 1, "c", KIND),
            x.where(self.value(locals_) > 1, option_of(drawn, a="c", b="b", c="a"), "a"),
        ])  # fmt: skip

    def delay(self, way_back: bool) -> x.Draw:
        return self.draw(
            self.r.choice(["season", "year", "month"] if way_back else ["at_once", "soon", "month", "season"])
        )

    def pathway(self, index: int, count: int) -> Pathway:
        r = self.r
        locals_ = ["first", "second", "baby_1"]
        size = r.randint(1, 4)
        starts = (
            r.sample(["birth", "conception", "coming of age"], r.randint(0, 2)) if index else ["birth", "conception"]
        )
        starts = [*starts, SIGNALS[index % 3]]
        over = r.random() < 0.5
        names = [f"step {i}" for i in range(size)]
        steps = [self.step(i, names, locals_, over) for i in range(size)]
        if index == 0 and r.random() < 0.5:
            steps[0] = self.of_a_child(steps[0])
        extra = []
        if over:
            extra.append(self.closing("ending", names[r.randrange(size)] if r.random() < 0.4 else None))
        dies = r.random() < 0.4
        if dies:
            extra.append(self.closing("at death", None))
        return Pathway(
            f"pathway {index}", starts, [*steps, *extra],
            only=self.value(locals_) > 0 if r.random() < 0.3 else None,
            takes=("baby_1", "ends", "first", "second", "kind"),
            until=(x.Local("ends") if r.random() < 0.5 else x.Started() + r.randint(0, 4) * 30 * 1440) if over else None,
            ending="ending" if over else None, at_death="at death" if dies else None,
        )  # fmt: skip

    def of_a_child(self, step: Step) -> Step:
        """The same step, in a care episode of its own, with a signal to a child who may not be born yet."""
        signal = Signal(self.r.choice(SIGNALS), to="baby_1", when=x.Occurrence().equals(0))
        care = w.care_episode("antenatal_care", w.BEGUN, slot="care of a child", entry="child")
        return replace(step, writes=[*step.writes, care], raises=[*step.signals, signal])

    def closing(self, name: str, then: str | None) -> Step:
        r = self.r
        writes = [w.care_episode("antenatal_care", w.ENDED, slot="closed")] if r.random() < 0.5 else []
        writes.append(w.observe("parity", x.Fact(r.choice(FACTS)), slot="at the end"))
        return Step(name, "general practice (GP)", writes=writes, sets=self.sets(["first"]), raises=self.signals(["first"]),
                    then=then)  # fmt: skip

    def sets(self, locals_: list[str]) -> dict[str, x.Expression]:
        if self.r.random() < 0.5:
            return {}
        return {fact: self.value(locals_) % 97 for fact in self.r.sample(FACTS, self.r.randint(1, 2))}

    def signals(self, locals_: list[str]) -> list[Signal]:
        r = self.r
        if r.random() < 0.6:
            return []
        to = r.choice(["self", "mother", "father", "baby_1", ["self", "mother"], "siblings", ["self", "siblings"]])
        carries: dict[str, x.Value] = {"baby_1": x.Local("baby_1")} if "baby_1" in locals_ and r.random() < 0.7 else {}
        if r.random() < 0.5:
            carries["kind"] = self.kind(locals_)
        if r.random() < 0.5:
            carries["ends"] = x.Now() + r.randint(0, 300) * 1440
        when = x.OneOf(3, f"heard {self._next()}").equals(0)  # most are not raised, or they would multiply without end
        if r.random() < 0.5:
            when = when & (self.value(locals_) > 1)
        return [Signal(r.choice(SIGNALS), to=to, carries=carries, when=when)]

    def step(self, i: int, names: list[str], locals_: list[str], over: bool) -> Step:
        r = self.r
        steps_on = [*names[i + 1 :], END]
        loops = r.random() < 0.3
        forward = [names[i + 1]] if i + 1 < len(names) else [END]
        back = [names[r.choice([0, i])]] if loops else []
        chosen = list(dict.fromkeys([*forward, *r.sample(steps_on, min(len(steps_on), 2)), *back]))
        then: str | Choice | When | None
        if len(chosen) == 1:
            then = None if chosen[0] == END else chosen[0]
        elif r.random() < 0.5:
            options = {name: self.draw("rare") for name in chosen[:-1]}
            then = Choice({**options, chosen[-1]: REST})
        else:
            then = When({name: self.value(locals_) > 1 for name in chosen[:-1]}, otherwise=chosen[-1])
        writes = [
            w.observe(
                r.choice(CODES),
                self.value(locals_),
                slot="seen",
                when=self.value(locals_) if r.random() < 0.4 else None,
            ),
            w.diagnose(self.code(locals_), slot="found", recorded=self.draw("soon"), lasting=True),
        ]
        if i % 2:
            writes[0] = said_of(
                writes[0], KIND, {"a": ["One way.", "Another way."], "c": ["A third."]}, voice=x.Fact("decile")
            )
        if r.random() < 0.3:
            writes.append(w.stay("antenatal_visit", r.choice([w.BEGUN, w.ENDED]), slot="stay"))
        if r.random() < 0.3:
            writes.append(w.care_episode("antenatal_care", r.choice([w.BEGUN, w.AMENDED, w.ENDED]), slot="care"))
        if r.random() < 0.3:
            writes.append(w.consent("parity", slot="by another", about_person=r.choice(["mother", "baby_1"])))
        if r.random() < 0.2:
            writes.append(w.observe("gravida", self.value(locals_), slot="of a fetus", about=self.value(locals_)))
        return Step(
            names[i], r.choice(SETTINGS), after=self.delay(way_back=True if i == 0 else loops or r.random() < 0.2),
            at=x.Started() + r.randint(0, 60) * 1440 if r.random() < 0.2 else None,
            draws={**{name: self.value(locals_) % 1009 for name in r.sample(["first", "second"], r.randint(0, 2))},
                   **({KIND: self.kind(locals_)} if r.random() < 0.4 else {})},
            contact=r.choice(CODES) if r.random() < 0.5 else None, lasts=r.randint(1, 100),
            contact_when=self.value(locals_) if r.random() < 0.2 else None,
            writes=r.sample(writes, r.randint(0, len(writes))), sets=self.sets(locals_), raises=self.signals(locals_),
            then=then, hours=r.choice(["", "always", "always"]),
        )  # fmt: skip
