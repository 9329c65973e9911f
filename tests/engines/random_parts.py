"""Pathways made up at random of parts: ladders, appointments, recalls, stays and plans with turns and conditions of chance."""

from __future__ import annotations

from synth.pathway.language import expressions as x
from synth.pathway.language.model import Beside, Pathway, Signal, Step, When
from synth.pathway.language.notes import Notes, count, day, instant, option, person, whether
from synth.pathway.language.time import day_of
from synth.pathway.language.writes import observe
from synth.pathway.parts import appointment as visit
from synth.pathway.parts import plan, recall, stay
from synth.pathway.parts.ladder import Rung, Swap, ladder, rung, stop, swap
from synth.pathway.parts.treatment import Medicine, Treatment, medicine_of, treatment
from tests.engines.random_pathways import FACTS, KIND, SETTINGS, Maker

AGAIN = "offered again"
TAKES = ("climbed", "kind", "baby_1")


def pack(key: str) -> Medicine:
    return Medicine(
        key, "Take one once a day", 28, days=28, repeats=13, course="repeat", stands_from=x.Constant(23_000_000)
    )


MEDICINES = dict(zip(KIND.options, map(pack, ("amlodipine_5mg_tab", "ramipril_2_5mg_cap", "losartan_50mg_tab")),
                     strict=True))  # fmt: skip


class Lived(Notes):
    """What made-up parts keep."""

    climbed = count("rungs climbed")
    first = medicine_of("a medicine", MEDICINES)
    second = medicine_of("another", MEDICINES)
    third = medicine_of("a third", MEDICINES)
    one = whether("a flag")
    two = whether("another flag")
    three = whether("a third flag")
    four = whether("a fourth flag")
    day = day("a day")
    at = instant("a moment")
    kind = option("one of several", *KIND.options)
    baby_1 = person("a child, perhaps not yet born")


n = Lived


class PartsMaker(Maker):
    """Makes pathways of parts with one source of chance."""

    def pathways(self) -> list[Pathway]:
        """Two to five pathways, each of a part, and one that sets every fact."""
        kinds = (self.of_a_ladder, self.of_an_appointment, self.of_a_recall, self.of_a_stay, self.of_a_plan)
        made = [make() for make in self.r.sample(kinds, self.r.randint(2, 5))]
        every = Pathway("every fact", "coming of age", [
            Step("set", sets={fact: i + 1 for i, fact in enumerate(FACTS)})])  # fmt: skip
        return [*made, every]

    def delay(self, way_back: bool) -> x.Draw:
        """A delay; on a way back a year or so, as lives are long."""
        return self.draw("year" if way_back else self.r.choice(["at_once", "soon", "month"]))

    def true(self) -> x.Expression:
        return self.r.choice(
            [lambda: self.value(["climbed"]) > 1, lambda: self.draw("common") > 0, lambda: n.one.equals(0)]
        )()

    def perhaps(self) -> x.Expression | None:
        return self.true() if self.r.random() < 0.5 else None

    def extra(self) -> dict[str, object]:
        """What a step may say besides."""
        found: dict[str, object] = {"sets": self.sets(["climbed"])}
        if self.r.random() < 0.5:
            found["writes"] = [observe("parity", self.value(["climbed"]), slot="besides")]
        return found

    def of_a_ladder(self) -> Pathway:
        r = self.r
        notes = (n.first, n.second, n.third)[: r.randint(1, 3)]
        taken = [treatment(f"medicine {i}", note, MEDICINES, reason="hypertension") for i, note in enumerate(notes)]
        parts: list[Rung | Swap] = []
        for i, (of, note) in enumerate(zip(taken, notes, strict=True)):
            below: dict[Treatment, x.Expression] = {t: of.is_("a") for t in taken[:i] if r.random() < 0.4}
            parts.append(rung(f"rung {i}", of, draws={note: self.draw("kind"), n.one: self.true()}, replaces=below))
        other = treatment("another", None, {"a": MEDICINES["a"]}, reason="hypertension")
        if r.random() < 0.6:
            parts.append(swap("swapped", taken[0], other, when=self.true(), noted=n.two))
        if r.random() < 0.6:
            parts.append(stop("stopped", taken[-1], when=self.true(), noted=n.three, up=self.perhaps()))
        beside = {treatment("beside", None, {"b": MEDICINES["b"]}, reason="hypertension"): n.four}
        made = ladder(n.climbed, *parts, beside=beside if r.random() < 0.5 else None, setting="general practice (GP)",
                      after=self.draw(r.choice(["at_once", "soon", "month"])), then="review")  # fmt: skip
        begins = next(iter(made.beside)).begun() if made.beside else []
        return Pathway(
            "a ladder", ["birth", "coming of age"], at_death="death", notes=Lived, takes=TAKES, only=self.perhaps(),
            steps=[
                Step("begins", "labour ward", after=self.delay(True), draws={n.four: 1}, writes=begins, then="review"),
                *made.steps,
                Step("review", "general practice (GP)", after=self.delay(True),
                     draws={n.one: self.true()}, writes=made.authorised(self.perhaps()),
                     then=When({**made.swapped(), **made.up(self.true())}, otherwise="review"), **self.extra_sets()),
                Step("death", "general practice (GP)", writes=made.stopped()),
            ],
        )  # fmt: skip

    def extra_sets(self) -> dict[str, object]:
        return {"sets": self.sets(["climbed"])}

    def of_an_appointment(self) -> Pathway:
        r = self.r
        again = Signal(AGAIN, when=x.OneOf(3, f"again {self._next()}").equals(0))
        turns = [visit.booked("booked", after=self.delay(True), draws={
            n.day: day_of(x.Now() + self.draw("month")),
            n.at: visit.on_working_day(n.day, 600 + x.OneOf(400, f"minute {self._next()}")), n.one: self.true()})]  # fmt: skip
        if r.random() < 0.6:
            turns.append(
                visit.cancelled("cancelled", when=self.true(), at=n.at - 14_400, after=self.draw("month"), raises=again)
            )
        if r.random() < 0.8:
            turns.append(
                visit.missed(
                    "missed", when=self.true(), reason="was_not_brought", after=self.draw("month"), raises=again
                )
            )
        if r.random() < 0.4:
            turns.append(visit.prevented("prevented", when=x.Fact(r.choice(FACTS)) % 2, raises=again))
        if r.random() < 0.5:
            turns.append(visit.kept("here", when=self.true(), setting=r.choice(SETTINGS), **self.extra()))
        follows = "later" if r.random() < 0.5 else None
        turns += [visit.kept("there", then=follows, **self.extra()), visit.withdrawn("gone")]
        made = visit.appointment("hv_1yr_review", *turns, setting="health visitor home", begins=n.at, lasts=30,
                                 offered=self.perhaps(), over=n.two)  # fmt: skip
        if follows:
            made.append(Step("later", "labour ward", after=self.draw("season"), contact="antenatal_visit"))
        return Pathway("an appointment", ["birth", "coming of age", AGAIN], made, at_death="gone", notes=Lived, takes=TAKES,
                       until=x.Started() + self.value(["climbed"]) % 300 * 1440, ending="gone")  # fmt: skip

    def of_a_recall(self) -> Pathway:
        letters = ["qof_invite", None]
        invited = [recall.invitation(f"invitation {i}", after=self.delay(True), comes=self.true(),
                                     letter=self.r.choice(letters)) for i in range(self.r.randint(1, 3))]  # fmt: skip
        left = Step("left alone", "labour ward", writes=[observe("gravida")]) if self.r.random() < 0.5 else None
        review = Step("review", "general practice (nurse)", after=self.delay(True), contact="hypertension_review",
                      contact_when=n.two, draws={n.two: self.true()}, then="invitation 0",
                      writes=recall.did_not_come("hypertension_review", came=n.two, letter=self.r.choice(letters)))  # fmt: skip
        steps = recall.recall(*invited, setting="general practice (reception)", came=n.one, then="review",
                              otherwise="invitation 0", exempted=left)  # fmt: skip
        return Pathway("a recall", ["birth", "coming of age"], [*steps, review], notes=Lived, takes=TAKES)

    def of_a_stay(self) -> Pathway:
        wards = {"labour ward": n.two.equals(1), "birth centre": n.two.equals(0)} if self.r.random() < 0.5 else None
        made = stay.hospital_stay(
            "inpatient", inside=n.one, wards=wards, said={"admission_method": "admission_method_birth"}
        )
        steps = made.steps(
            stay.admission("in", after=self.delay(True), draws={n.two: self.true(), n.at: x.Now() + self.draw("soon")},
                           then="out", **self.extra()),
            stay.discharge("out", at=n.at, said={"discharge_method": "discharge_method_clinical"}, then="later"),
            stay.cut_short("over", said={}), stay.cut_short("died", said={"discharge_method": "discharge_method_died"}),
            setting="labour ward",
        )  # fmt: skip
        later = Step("later", "labour ward", after=self.draw("season"), contact="antenatal_visit")
        return Pathway("a stay", ["birth", "coming of age"], [*steps, later], notes=Lived, takes=TAKES, ending="over", at_death="died",
                       until=x.Started() + self.value(["climbed"]) % 500 * 1440)  # fmt: skip

    def of_a_plan(self) -> Pathway:
        holds = [plan.holds("plan", "child_in_need_plan"), plan.holds("care_episode", "child_in_need"),
                 plan.holds("flag", "child_protection_plan"), plan.holds("plan", "day_care", entry="service")]  # fmt: skip
        made = plan.plan_of_care(*self.r.sample(holds, self.r.randint(1, 4)), open=n.one)
        planned = any(one.kind == "plan" for one in made.holds)
        reviews = [plan.review(f"review {i}", every=self.delay(True), contact="child_in_need_visit", held=self.perhaps(),
                               amended=planned and self.r.choice([True, False, self.true()]),
                               decides={"stepped down": self.true()} if self.r.random() < 0.5 else None, **self.extra())
                   for i in range(self.r.randint(1, 2))]  # fmt: skip
        early = [plan.ends("stepped down", **self.extra())] if any(turn.decides for turn in reviews) else []
        steps = made.steps(plan.begins("made", after=self.delay(False), **self.extra()), *reviews, *early, plan.ends("over"),
                           setting="children's social worker", lasts=60)  # fmt: skip
        return Pathway("a plan", ["birth", "coming of age"], steps, notes=Lived, takes=TAKES, ending="over", at_death="over",
                       until=x.Started() + self.value(["climbed"]) % 900 * 1440, beside=self.beside("a plan"))  # fmt: skip

    def told(self) -> x.Expression:
        """What a strand knows: notes of its pathway, facts of anyone, chance."""
        r = self.r
        return r.choice([
            lambda: n.climbed + x.Fact(r.choice(FACTS)), lambda: n.kind.is_("a", "b") + x.Occurrence(),
            lambda: x.Of(r.choice(["mother", "father", "baby_1"]), r.choice(FACTS)) + n.two,
            lambda: x.OneOf(5, f"even {self._next()}") + x.OthersInFamily(r.choice(FACTS)),
        ])()  # fmt: skip

    def beside(self, name: str) -> list[Beside]:
        """Up to three strands of what goes on beside a pathway: some only write, some set facts too."""
        r, found = self.r, []
        for i in range(r.randint(0, 3)):
            turn = f"visit {i}"
            visit = Step(turn, r.choice(SETTINGS), after=self.delay(True), contact="child_in_need_visit", then=turn,
                         draws={n.two: self.draw("common") > 0},
                         writes=[observe("parity", self.told(), slot="beside")],
                         sets={r.choice(FACTS): self.told()} if r.random() < 0.3 else {})  # fmt: skip
            gone = Step("gone", "labour ward", writes=[observe("gravida")])
            over = {"until": x.Started() + n.climbed % 300 * 1440, "ending": "gone"} if r.random() < 0.6 else {}
            found.append(Beside(f"{name}, strand {i}", [visit, gone], at_death="gone", **over))
        return found
