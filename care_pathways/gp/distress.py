"""An antidepressant for anxiety or low mood that is never coded as an illness: some months of it, and reviews.

A consultation asks for it. Who is ill with depression or an anxiety disorder has another pathway, which begins no
second medicine while this course goes on (`TAKEN`).
"""

from care_pathways import beside
from care_pathways.gp._review import GP, TELEPHONE
from care_pathways.gp.depression import ANTIDEPRESSANTS
from synth.pathway.language.conditions import both
from synth.pathway.language.expressions import Expression, Fact, Now
from synth.pathway.language.model import END, Pathway, Step, When, Write
from synth.pathway.language.notes import Notes, instant, option, whether
from synth.pathway.language.options import code_of
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import observe, perform
from synth.pathway.parts.treatment import medicine_of, treatment

p = beside(__file__)

FOR = {"anxiety": "anxiety_symptom", "low_mood": "low_mood"}
"""For what it is begun: keys of the codelists, by the reasons of consultations."""

TAKEN = Fact("treated_for_distress")
"""Who takes one already, and so is given no second."""


class Distress(Notes):
    """What the practice keeps of a course of antidepressants."""

    complaint = option("what it is begun for", *FOR)
    which = medicine_of("the antidepressant", ANTIDEPRESSANTS)
    until = instant("when it is to be stopped")
    over = whether("it is stopped now")


n = Distress
COURSES = {
    name: treatment(f"antidepressant for {name.replace('_', ' ')}", n.which, ANTIDEPRESSANTS, reason=code)
    for name, code in FOR.items()
}


def _stopped(when: Expression | None = None) -> list[Write]:
    return [course.stopped(both(n.complaint.is_(name), when)) for name, course in COURSES.items()]


DISTRESS = Pathway(
    "antidepressant for distress",
    starts_on="antidepressant wanted",
    takes=(n.complaint,),
    only=~TAKEN,
    at_death="death",
    guideline="NICE NG222; CG113",
    notes=Distress,
    steps=[
        # At the consultation itself, and so with it where that has to wait.
        Step("begun", GP, hours="always", draws={n.which: p.which, n.until: Now() + p.course},
             writes=[write for name, course in COURSES.items() for write in course.begun(n.complaint.is_(name))],
             sets={"treated_for_distress": 1}, then="seen again"),
        Step("seen again", TELEPHONE, after=p.until_seen_again, contact="telephone_consultation",
             writes=[observe(code_of(n.complaint, FOR), text="Some better, tablets suit, carries on")],
             then="reviewed"),
        Step("reviewed", TELEPHONE, after=p.between_reviews, contact="telephone_consultation",
             draws={n.over: Now() >= n.until},
             writes=[perform("medication_review_done"), *_stopped(n.over),
                     *(write for name, course in COURSES.items()
                       for write in course.authorised(n.complaint.is_(name) & ~n.over))],
             then=When({"over": n.over}, otherwise="reviewed")),
        Step("over", after=p.moment, sets={"treated_for_distress": 0}, then=END),
        Step("death", GP, writes=_stopped()),
    ],
)  # fmt: skip

FACTS = [fact("treated_for_distress", "1 while an antidepressant is taken for what is not coded as an illness")]
SIGNALS = [signal("antidepressant wanted", "a doctor begins an antidepressant for a complaint", ("complaint",))]
PATHWAYS = [DISTRESS]
