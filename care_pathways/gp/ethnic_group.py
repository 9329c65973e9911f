"""The practice asks for the ethnic group: of new patients on their form, of those there before when they come."""

from care_pathways.ethnic_group import ASKED, answered, p
from synth.pathway.language.expressions import Local, Now
from synth.pathway.language.model import END, Pathway, Step, When

AT_THE_PRACTICE = Pathway(
    "ethnic group asked by the practice",
    starts_on="registered with a practice",
    takes=("removed",),
    until=Local("removed"),
    guideline="NHS Data Model and Dictionary: ethnic category",
    steps=[
        Step("registered", draws={"before": Now() < p.asking_begins},
             then=When({"there before": Local("before")}, "form")),
        Step("form", "general practice (reception)", after=p.form_to_record, draws={"asked": p.asked_by_the_practice},
             writes=answered(), then=When({"later": ~ASKED}, END)),
        Step("there before", at=p.asking_begins, after=p.first_asked, then="form"),
        Step("later", after=p.asked_again, then="form"),
    ],
)  # fmt: skip

PATHWAYS = [AT_THE_PRACTICE]
