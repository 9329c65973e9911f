"""Stroke and transient ischaemic attack: known from the hospital's letter, prevention of another, the annual review."""

from care_pathways import beside
from care_pathways.gp import allergies
from care_pathways.gp._long_term import LongTerm, begun, death, reviews
from care_pathways.gp._pregnancy import NOT_EXPECTING, on
from care_pathways.gp._review import GP
from care_pathways.gp.prevention import HIGH_INTENSITY
from synth.pathway.language.expressions import Fact, Started
from synth.pathway.language.model import Pathway, Signal, Step
from synth.pathway.language.notes import option, whether
from synth.pathway.language.options import code_of
from synth.pathway.language.writes import diagnose
from synth.pathway.parts.treatment import treatment

p = beside(__file__)


class Stroke(LongTerm):
    """What the practice keeps of someone's stroke."""

    event = option("what it was", "stroke", "transient")
    takes_antiplatelet = whether("a medicine against clots is begun")
    takes_statin = whether("takes a statin")


n = Stroke

TAKEN = {n.takes_statin: treatment("statin", None, HIGH_INTENSITY, reason="stroke")}

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
             draws={n.takes_antiplatelet: ~Fact("anticoagulated") & ~Fact("on_antiplatelet")
                    & p.antiplatelet_begun,
                    n.takes_statin: NOT_EXPECTING & ~Fact("on_statin") & p.statin_begun},
             writes=[allergies.checked(), *begun(TAKEN)],
             raises=Signal("antiplatelet wanted for stroke", when=n.takes_antiplatelet),
             sets={"arterial_disease": 1, "on_statin": Fact("on_statin") | n.takes_statin,
                   "on_antiplatelet": Fact("on_antiplatelet") | n.takes_antiplatelet}, then=on("annual review")),
        *reviews("stroke_review", TAKEN),
        death(TAKEN),
    ],
)  # fmt: skip

PATHWAYS = [STROKE]
