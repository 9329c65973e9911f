"""Frailty in old age as general practice has looked for it since 2017: found, graded, medicines gone through."""

from care_pathways import beside
from care_pathways.gp._review import GP
from synth.pathway.language.expressions import Fact, Started, where
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import Notes, option, whether
from synth.pathway.language.options import code_of
from synth.pathway.language.writes import diagnose, perform

p = beside(__file__)

GRADES = {"moderate": "frailty_moderate", "severe": "frailty_severe"}


class Frailty(Notes):
    """What the practice keeps of how frail someone is."""

    grade = option("how frail someone is", *GRADES)
    looked_for = whether("the practice looks for it")


n = Frailty

FRAILTY = Pathway(
    "frailty",
    starts_on="frailty begins",
    guideline="GMS contract 2017-18: routine frailty identification for patients of 65 and over",
    notes=Frailty,
    steps=[
        Step("begins", draws={n.looked_for: p.looked_for}, then=When({"found": n.looked_for}, otherwise=END)),
        Step("found", GP, at=where(Started() < p.contract_begins, p.contract_begins, Started()), after=p.until_found,
             contact="gp_consultation", contact_when=Fact("age") >= p.from_age, draws={n.grade: p.grade},
             writes=[diagnose(code_of(n.grade, GRADES), lasting=True, when=Fact("age") >= p.from_age),
                     perform("medication_review_done", when=n.grade.is_("severe") & (Fact("age") >= p.from_age))]),
    ],
)  # fmt: skip

PATHWAYS = [FRAILTY]
