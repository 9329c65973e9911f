"""What the child health information service writes of a child: the report of its screening, its vaccines for school."""

from care_pathways import beside
from care_pathways.child_health._measuring import FOLLOWED, RECEPTION, school_year_starts
from care_pathways.child_health.newborn import BORN
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import Pathway, Step
from synth.pathway.language.writes import communicate, document

p = beside(__file__)

SERVICE = "child health information service"

OF_SCREENING = Pathway(
    "report of newborn screening",
    part_of=BORN,
    starts_on="newborn screening due",
    guideline="NHS newborn blood spot screening programme: results to parents by six weeks",
    steps=[
        Step("reported", SERVICE, at=Fact("born"), after=p.birth_to_report,
             writes=[document("newborn_screening_report", details={"document": "newborn_screening"}),
                     communicate("newborn_screening_letter", details={"to": "parents"})]),
    ],
)  # fmt: skip

OF_VACCINES = Pathway(
    "immunisation history for school",
    starts_on="birth",
    only=~Fact("stillborn") & FOLLOWED,
    guideline="NHS England section 7A service specification 28: child health information services",
    steps=[
        Step("goes to school", SERVICE, at=school_year_starts(RECEPTION), after=p.into_the_year,
             writes=[document("immunisation_history_document", details={"document": "immunisation_history"},
                              to="school nurse")]),
    ],
)  # fmt: skip

PATHWAYS = [OF_SCREENING, OF_VACCINES]
