"""Stroke and transient ischaemic attack: known from the hospital's letter, prevention of another, the annual review."""

from care_pathways import beside
from care_pathways.gp import allergies
from care_pathways.gp._arteries import Arteries, prevention, statin
from care_pathways.gp._long_term import begun, death, reviews
from care_pathways.gp._pregnancy import on
from care_pathways.gp._review import GP
from synth.pathway.language.expressions import Started
from synth.pathway.language.model import Pathway, Step
from synth.pathway.language.notes import option
from synth.pathway.language.options import code_of
from synth.pathway.language.writes import diagnose

p = beside(__file__)


class Stroke(Arteries):
    """What the practice keeps of someone's stroke."""

    event = option("what it was", "stroke", "transient")


n = Stroke

TAKEN = {n.takes_statin: statin("stroke")}

STROKE = Pathway(
    "stroke",
    starts_on="stroke begins",
    at_death="death",
    guideline="NICE NG128; National Clinical Guideline for Stroke",
    notes=Stroke,
    steps=[
        Step("struck", draws={n.event: p.event}, then="letter"),
        Step("letter", GP, after=p.stroke_to_letter,
             writes=[diagnose(code_of(n.event, stroke="stroke", transient="tia"), begins=Started(), lasting=True)],
             then="seen after it"),
        Step("seen after it", GP, after=p.letter_to_review, contact="gp_consultation",
             **prevention("stroke", antiplatelet=p.antiplatelet_begun, statin=p.statin_begun),
             writes=[allergies.checked(), *begun(TAKEN)], then=on("annual review")),
        *reviews("stroke_review", TAKEN),
        death(TAKEN),
    ],
)  # fmt: skip

PATHWAYS = [STROKE]
