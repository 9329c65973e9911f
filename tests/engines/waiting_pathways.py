"""Pathways that wait for one another: facts set after a known time, at the end of an episode, and in another person."""

from __future__ import annotations

import care_pathways
from synth.clock import DAY
from synth.pathway.compiled import prepare
from synth.pathway.compiled.plan import Library
from synth.pathway.language import expressions as x
from synth.pathway.language import writes as w
from synth.pathway.language.model import Pathway, Signal, Step

BORN = ["birth", "coming of age"]
LONG, SHORT = 47 * DAY, 20 * DAY


def library() -> Library:
    """A setter, whose course an ending cuts short, what it starts in the mother, and two that ask about all of it."""
    odd = x.Fact("beta") % 2
    setter = Pathway("setter", BORN, [
        Step("asks", after=30 * DAY, draws={"odd": odd}, then="sets"),
        Step("sets", after=x.where(x.Local("odd") > 0, LONG, SHORT), sets={"alpha": x.Fact("alpha") + 1},
             raises=[Signal("told", to="mother"), Signal("once more")], then="asks"),
        Step("over", sets={"alpha": 100 + x.Fact("beta")}),
    ], until=x.Started() + x.Fact("decile") * 60 * DAY // 2, ending="over")  # fmt: skip
    told = Pathway("of the mother", ["told"], [Step("hears", sets={"gamma": x.Fact("gamma") + 1})])
    again = Pathway("of oneself", ["once more"], [
        Step("ends at once", after=90 * DAY),
        Step("cut", sets={"delta": x.Fact("delta") + 1}),
    ], until=x.Started() + (x.Fact("beta") % 3) * 9 * DAY, ending="cut")  # fmt: skip
    reader = Pathway("reader", BORN, [
        Step("reads", after=9 * DAY + 7, writes=[_said("alpha", x.Fact("alpha")), _said("gamma", x.Fact("gamma")),
                                                 _said("delta", x.Fact("delta"))],
             sets={"beta": x.Occurrence() + x.Fact("alpha")}, then="reads"),
    ], until=x.Started() + 360 * DAY)  # fmt: skip
    of_others = Pathway("of others", BORN, [
        Step("reads", after=31 * DAY, writes=[_said("others", x.OthersInFamily("alpha"))], then="reads",
             sets={"beta": x.OthersInFamily("alpha")}),
    ], until=x.Started() + 720 * DAY)  # fmt: skip
    slow = Pathway("slow", BORN, [
        Step("sets", after=40 * DAY + x.Fact("decile") * 30 * DAY, sets={"epsilon": x.Fact("beta") + 1}),
    ])  # fmt: skip
    late = Pathway("of what nobody asked before", ["once more"], [
        Step("looks", after=165 * DAY, writes=[_said("epsilon", x.Fact("epsilon"))], sets={"beta": x.Fact("epsilon")}),
    ])  # fmt: skip
    return prepare.build([setter, told, again, reader, of_others, slow, late], care_pathways.codelists())


def _said(name: str, value: x.Expression) -> w.Write:
    return w.observe("parity", value, slot=name, enduring=True)
