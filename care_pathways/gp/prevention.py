"""Medicines that prevent heart attacks and strokes, and that one illness begins and another changes.

A statin that was begun for pressure or diabetes is raised when the arteries prove to be ill; a medicine against clots
is stopped when an anticoagulant is begun. The practice sees to it at the next request for repeat medicines.
"""

from collections.abc import Mapping

from care_pathways import beside
from care_pathways.gp._medicines import STATINS, repeated
from care_pathways.gp._pregnancy import BETWEEN, CHILDBEARING, NOT_EXPECTING, Expecting, steps
from care_pathways.gp._review import GP, TELEPHONE
from care_pathways.gp.allergies import allergic
from synth.pathway.language.conditions import any_of
from synth.pathway.language.expressions import Expression, Fact, Now, where
from synth.pathway.language.model import END, Pathway, Step, Write
from synth.pathway.language.notes import Note, whether
from synth.pathway.language.words import fact, signal
from synth.pathway.parts.treatment import Treatment, medicine_of, treatment

p = beside(__file__)

ANTIPLATELETS = {
    "aspirin": repeated("aspirin_75mg_disp_tab", "Take one tablet once a day, dispersed in water"),
    "clopidogrel": repeated("clopidogrel_75mg_tab", "Take one tablet once a day"),
}
HIGH_INTENSITY = {"atorvastatin": repeated("atorvastatin_80mg_tab", "Take one tablet at night", held=True)}
LOOK = where((Now() < Fact("record_begins") - p.early) & ~CHILDBEARING, p.between_reviews, p.between_looks)
"""How long it is from one look at the medicine to the next; long ago nobody can tell, but by a pregnancy on record."""


class Statin(Expecting):
    """What the practice keeps of a statin."""

    low = whether("takes the dose of those whose arteries are not known to be ill")
    high = whether("takes the dose of those whose arteries are")
    agrees = whether("would take the higher dose")


class Antiplatelet(Expecting):
    """What the practice keeps of a medicine against clots."""

    which = medicine_of("the medicine against clots", ANTIPLATELETS)
    takes = whether("takes it")


n, a = Statin, Antiplatelet


def _kept(taken: Mapping[Note, Treatment], others: Mapping[str, Expression]) -> list[Step]:
    """The looks at a medicine, its yearly authorisation, and its end with a life."""

    def every(write: str) -> list[Write]:
        return [one for takes, each in taken.items() for one in getattr(each, write)(takes)]

    anything = any_of(taken)
    assert anything is not None
    return [
        *steps("authorised again", p.between_reviews, takes=anything, held=every("held"), resumed=every("resumed"),
               others=others, look=LOOK),
        Step("authorised again", GP, draws={Expecting.due: 0},
             writes=[one for takes, each in taken.items() for one in each.authorised(takes & ~Expecting.held_back)],
             then=BETWEEN),
        Step("death", GP, writes=[each.stopped(takes) for takes, each in taken.items()]),
    ]  # fmt: skip


def statin(illness: str, reason: str) -> Pathway:
    """A statin that an illness other than of the arteries calls for. reason: the key of the condition."""
    low = treatment("statin", None, STATINS, reason=reason)
    high = treatment("statin, high intensity", None, HIGH_INTENSITY, reason=reason)
    return Pathway(
        f"statin for {illness}",
        starts_on=f"statin wanted for {illness}",
        at_death="death",
        guideline="NICE NG238",
        notes=Statin,
        steps=[
            # The results that called for it are back: it is told by telephone.
            Step("begun", TELEPHONE, contact="telephone_consultation", draws={n.low: 1, n.agrees: p.raised},
                 writes=low.begun(), then=BETWEEN),
            *_kept({n.low: low, n.high: high},
                   {"raised": n.low & n.agrees & NOT_EXPECTING & Fact("arterial_disease")}),
            Step("raised", TELEPHONE, contact="telephone_consultation", draws={n.low: 0, n.high: 1},
                 writes=[low.stopped(), *high.begun()], then=BETWEEN),
        ],
    )  # fmt: skip


def antiplatelet(illness: str, reason: str) -> Pathway:
    """A medicine against clots that an illness of the arteries calls for, until an anticoagulant takes its place."""
    course = treatment("antiplatelet", a.which, ANTIPLATELETS, reason=reason)
    share = p.for_the_heart if reason == "chd" else p.after_stroke
    return Pathway(
        f"antiplatelet for {illness}",
        starts_on=f"antiplatelet wanted for {illness}",
        at_death="death",
        guideline="NICE NG185, NG128; NG196 on whoever is anticoagulated",
        notes=Antiplatelet,
        steps=[
            # Prescribed at the consultation that decides on it.
            Step("begun", GP, hours="always",
                 draws={a.which: where(allergic("aspirin"), "clopidogrel", share), a.takes: 1},
                 writes=course.begun(), then=BETWEEN),
            *_kept({a.takes: course}, {"stopped": Fact("anticoagulated")}),
            Step("stopped", GP, draws={a.takes: 0}, writes=[course.stopped()], then=END),
        ],
    )  # fmt: skip


STATIN_FOR = {"high blood pressure": "hypertension", "diabetes": "t2dm"}
ANTIPLATELET_FOR = {"heart disease": "chd", "stroke": "stroke", "peripheral arterial disease": "pad"}

FACTS = [
    fact("on_statin", "1 from the first statin on"),
    fact("on_antiplatelet", "1 from the first medicine against clots on, anticoagulants aside"),
    fact("arterial_disease", "1 once the arteries of the heart, the brain or the legs are known to be ill"),
]
SIGNALS = [
    *(signal(f"statin wanted for {illness}", "a statin is to be begun") for illness in STATIN_FOR),
    *(signal(f"antiplatelet wanted for {illness}", "a medicine against clots is to be begun")
      for illness in ANTIPLATELET_FOR),
]  # fmt: skip
PATHWAYS = [
    *(statin(illness, reason) for illness, reason in STATIN_FOR.items()),
    *(antiplatelet(illness, reason) for illness, reason in ANTIPLATELET_FOR.items()),
]
