"""The practice asks for the ethnic group: of new patients on their form, of those there before when they come."""

from care_pathways.ethnic_group import Asked, answered, p
from care_pathways.gp.registration import REGISTRATION, Registered
from synth.pathway.language.expressions import Now
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import whether


class AskedByThePractice(Asked):
    """What the practice knows of whom it asks."""

    before = whether("the person was on the list before practices began to ask")


n = AskedByThePractice

AT_THE_PRACTICE = Pathway(
    "ethnic group asked by the practice",
    part_of=REGISTRATION,
    starts_on="registered with a practice",
    until=Registered.removed,
    notes=AskedByThePractice,
    guideline="NHS Data Model and Dictionary: ethnic category",
    steps=[
        Step("registered", draws={n.before: Now() < p.asking_begins},
             then=When({"there before": n.before}, "form")),
        Step("form", "general practice (reception)", after=p.form_to_record, draws={n.asked: p.asked_by_the_practice},
             writes=answered(), then=When({"later": ~n.asked}, END)),
        Step("there before", at=p.asking_begins, after=p.first_asked, then="form"),
        Step("later", after=p.asked_again, then="form"),
    ],
)  # fmt: skip

PATHWAYS = [AT_THE_PRACTICE]
