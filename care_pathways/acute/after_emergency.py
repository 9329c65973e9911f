"""What the practice does after someone was at the emergency department: letter filed, patient seen where asked."""

from care_pathways import beside
from care_pathways.gp._review import GP, NURSE, RECEPTION
from care_pathways.gp.letters import UNTIL_FILED
from synth.pathway.language.expressions import Fact, OneOf, where
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import Notes, count, day, instant, option, whether
from synth.pathway.language.time import in_days, today
from synth.pathway.language.wording import said_of
from synth.pathway.language.writes import observe
from synth.pathway.parts.appointment import appointment, booked, kept, missed, on_working_day, withdrawn

p = beside(__file__)

OUTCOMES = {
    "better": ("Letter from the hospital gone through. Much better, nothing more to do.",
               "RV post hosp, letter noted. Settled, SN."),
    "the_same": ("Letter from the hospital gone through. Not yet right, seen again if no better in two weeks.",
                 "RV post hosp, letter noted. Slow to settle, plan agreed, SN."),
}  # fmt: skip
"""What is written of someone who is seen after it, in two voices."""


STITCHES_OUT = {
    "better": ("Stitches taken out, wound closed.", "ROS. Healed well."),
    "the_same": ("Stitches taken out, strips put over a small gap.", "ROS, steristrips."),
}
"""What is written of stitches that are taken out, in two voices."""


class Followed(Notes):
    """What the practice knows of an attendance."""

    asked = whether("the hospital asks the practice to see the patient")
    stitched = whether("there are stitches to be taken out")
    offered = whether("an appointment has been booked")
    sought = day("the day that is sought for an appointment")
    at = instant("when the appointment is")
    missed = whether("the patient does not come")
    outcome = option("how it goes by now", *OUTCOMES)
    voice = count("which of two ways of writing the clinician has")


n = Followed

AFTER = Pathway(
    "practice after the emergency department",
    starts_on="has been to the emergency department",
    takes=(n.asked, n.stitched),
    until=Fact("on_list_until"),
    ending="withdrawn",
    at_death="withdrawn",
    guideline="NHS England, NHS Standard Contract, SC11: what the practice is asked to do stands in the letter",
    notes=Followed,
    steps=[
        Step("letter comes", RECEPTION, after=UNTIL_FILED,
             writes=[observe("seen_in_ed_casualty", text="Letter from the hospital filed")],
             then=When({"books": (n.asked & p.books) | n.stitched}, END)),
        Step("books", after=p.until_booked, then="booked"),
        *appointment(
            "gp_consultation",
            booked("booked", hours="", draws={
                n.sought: today() + in_days(where(n.stitched, p.stitches_stay, p.wait)),
                n.at: on_working_day(n.sought, p.time_of_day, where(n.stitched, n.sought, today())),
                n.missed: p.missed, n.offered: 1}),
            missed("did not come", when=n.missed, reason="did_not_attend"),
            kept("stitches out", when=n.stitched, setting=NURSE, contact="nurse_consultation", lasts=None,
                 draws={n.voice: OneOf(2, "voice"), n.outcome: p.healed},
                 writes=[said_of(observe("suture_removal"), n.outcome, STITCHES_OUT, voice=n.voice)]),
            kept("seen after it", setting=GP, lasts=None, draws={n.outcome: p.outcome, n.voice: OneOf(2, "voice")},
                 writes=[said_of(observe("ed_review_at_practice"), n.outcome, OUTCOMES, voice=n.voice)]),
            withdrawn("withdrawn"),
            setting=RECEPTION, begins=n.at, lasts=p.length, offered=n.offered),  # before that there is none to withdraw
    ],
)  # fmt: skip

PATHWAYS = [AFTER]
