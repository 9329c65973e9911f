"""Registration with a general practice: newborns within weeks, the others since before the records begin."""

from care_pathways import beside
from synth.pathway.expressions import Fact, Local, coded
from synth.pathway.model import Pathway, Step
from synth.pathway.writes import BEGUN, ENDED, register

p = beside(__file__)

REGISTRATION = Pathway(
    "GP registration",
    starts_on="birth",
    only=~Fact("stillborn"),
    at_death="removed from the list",
    guideline="NHS England, Primary Medical Care Policy and Guidance Manual",
    steps=[
        Step("registered", "general practice (reception)", after=p.age_when_registered,
             draws={"registered": 1},
             writes=[register("registration_type_regular", BEGUN)]),
        Step("removed from the list", "general practice (reception)",
             writes=[register("registration_type_regular", ENDED, recorded=p.death_to_removal,
                              when=Local("registered"),
                              value_code=coded(0, "gp_removal_death"))]),
    ],
)  # fmt: skip

PATHWAYS = [REGISTRATION]
