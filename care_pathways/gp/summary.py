"""The summary of a woman's record that her practice sends to the midwives when she has booked.

A woman books herself; what the practice knows of her, the midwives learn from it.
"""

from care_pathways import beside
from care_pathways.maternity._course import Conceived
from care_pathways.maternity.pregnancy import PREGNANCY
from synth.pathway.language.model import END, REST, Choice, Pathway, Step
from synth.pathway.language.writes import document

p = beside(__file__)

FOR_MATERNITY = Pathway(
    "summary for maternity care",
    part_of=PREGNANCY,
    starts_on="booked for maternity care",
    until=Conceived.ends,
    notes=Conceived,
    guideline="NICE NG201: relevant history from the GP, with the woman's consent",
    steps=[
        Step("asked", then=Choice({"sent": p.sent, END: REST})),
        Step("sent", "general practice (GP)", after=p.booking_to_summary,
             writes=[document("summary_record", document="gp_summary", to="community midwife")]),
    ],
)  # fmt: skip

PATHWAYS = [FOR_MATERNITY]
