"""The summary of a pregnancy that the midwives write when the place of birth takes over, some weeks before it is due.

The woman has it with her, and her practice is sent it.
"""

from care_pathways import beside
from care_pathways.maternity._course import Conceived
from care_pathways.maternity.pregnancy import PREGNANCY
from synth.pathway.language.model import Pathway, Step
from synth.pathway.language.time import midnight
from synth.pathway.language.writes import document

p = beside(__file__)

n = Conceived

BEFORE_BIRTH = Pathway(
    "antenatal summary",
    part_of=PREGNANCY,
    starts_on="booked for maternity care",
    until=n.ends,
    notes=Conceived,
    guideline="NICE NG201: by 36 weeks, where to give birth and the plan for it",
    steps=[
        Step("handed over", "community midwife", at=midnight(n.last_period) + p.written_at, after=p.around_then,
             writes=[document("antenatal_summary_document", details={"document": "antenatal_summary"})]),
    ],
)  # fmt: skip

PATHWAYS = [BEFORE_BIRTH]
