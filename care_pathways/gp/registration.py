"""Registration with a general practice: newborns within weeks, whoever moves or arrives after some days."""

from care_pathways import beside
from synth.pathway.expressions import Fact, Local, coded, where
from synth.pathway.model import Pathway, Step
from synth.pathway.writes import BEGUN, ENDED, register

p = beside(__file__)

REGISTRATION = Pathway(
    "GP registration",
    starts_on="joins a practice",
    takes=("turn", "until"),
    until=Local("until"),
    ending="moves to another practice",
    at_death="removed from the list",
    guideline="NHS England, Primary Medical Care Policy and Guidance Manual",
    steps=[
        Step("registered", "general practice (reception)",
             after=where(Local("turn") > 0, p.move_to_registration, p.age_when_registered),
             draws={"registered": 1},
             writes=[register("registration_type_regular", BEGUN)],
             then="on the list"),
        # On the list until a move, death or departure, which cut this wait short.
        Step("on the list", "general practice (reception)", at=Local("until")),
        Step("moves to another practice", "general practice (reception)",
             writes=[register("registration_type_regular", ENDED, recorded=p.death_to_removal,
                              when=Local("registered"),
                              value_code=coded(0, "gp_removal_address_out_of_practice_area"))]),
        Step("removed from the list", "general practice (reception)",
             writes=[register("registration_type_regular", ENDED, recorded=p.death_to_removal,
                              when=Local("registered"),
                              value_code=coded(Fact("emigrates"), "gp_removal_death", "gp_removal_embarkation"))]),
    ],
)  # fmt: skip

PATHWAYS = [REGISTRATION]
