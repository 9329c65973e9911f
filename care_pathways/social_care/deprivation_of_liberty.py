"""Deprivation of liberty in a care home: the home applies, capacity and interests are assessed, the council decides.

An authorisation lasts for a year at the most; then the home applies again."""

from care_pathways import beside
from care_pathways.social_care.requests import CARE_HOME, DESK, WORKER
from synth.pathway.language.model import END, REST, Choice, Pathway, Signal, Step, When
from synth.pathway.language.notes import Notes, whether
from synth.pathway.language.options import either
from synth.pathway.language.words import signal
from synth.pathway.language.writes import BEGUN, ENDED, assess, flag, observe, refer

p = beside(__file__)


class Liberty(Notes):
    """What is known of someone who may be deprived of liberty."""

    again = whether("an authorisation has run out, and the home applies again")
    lacks = whether("the person cannot consent to how care is given")
    granted = whether("the council authorises it")
    alone = whether("nobody but paid staff can speak for the person, and an advocate is instructed")
    open = whether("an authorisation is in force")


n = Liberty

LIBERTY = Pathway(
    "deprivation of liberty in a care home",
    starts_on=("enters a care home", "authorisation runs out"),
    takes=(n.again,),
    at_death="at death",
    notes=Liberty,
    guideline="Mental Capacity Act 2005, schedule A1",
    steps=[
        Step("moves in", draws={n.lacks: n.again | p.lacks_capacity},
             then=When({"application": n.lacks}, otherwise=END)),
        Step("application", CARE_HOME, after=p.to_application, writes=[refer("dols", to=WORKER)],
             then=Choice({"assessed": p.completed, "overtaken": REST})),
        Step("overtaken", DESK, after=p.to_decision, writes=[observe("dols_not_granted", slot="overtaken")]),
        Step("assessed", WORKER, after=p.to_decision, contact="mental_capacity_assessment",
             lasts=p.length_of_assessment, draws={n.granted: p.granted, n.alone: n.granted & p.advocate},
             writes=[assess("mental_capacity_assessment"), assess("best_interests", when=n.granted),
                     observe(either(n.granted, "dols_granted", "dols_not_granted"), slot="decision"),
                     observe("imca", when=n.alone)],
             then=When({"authorised": n.granted}, otherwise=END)),
        Step("authorised", DESK, after=p.moment, draws={n.open: 1}, writes=[flag("dols", BEGUN)], then="runs out"),
        Step("runs out", DESK, after=p.authorised_for, writes=[flag("dols", ENDED)], draws={n.open: 0},
             raises=Signal("authorisation runs out", carries={"again": 1})),
        Step("at death", DESK, writes=[flag("dols", ENDED, when=n.open)]),
    ],
)  # fmt: skip

SIGNALS = [
    signal("authorisation runs out", "the authorisation of a deprivation of liberty has run out", ("again",)),
]
PATHWAYS = [LIBERTY]
