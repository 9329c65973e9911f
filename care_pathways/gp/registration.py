"""Registration with a general practice: newborns within weeks, whoever moves or arrives after some days.

The old practice has a patient on its list until the new one has accepted him or her.

Who stays elsewhere for some weeks, and needs a doctor there, is a temporary resident with a practice of that area, and
stays on the list at home."""

from care_pathways import beside
from synth.pathway.language.expressions import Fact, Now, where
from synth.pathway.language.model import END, REST, Choice, Pathway, Signal, Step
from synth.pathway.language.notes import Notes, count, instant, whether
from synth.pathway.language.options import either
from synth.pathway.language.time import in_office
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import BEGUN, ENDED, register

p = beside(__file__)


class Registered(Notes):
    """What is known of a registration."""

    turn = count("which of the practices in turn it is; 0 for the first of those who did not come from abroad")
    registers = instant("when the practice takes the person on")
    removed = instant("when the practice takes the person off its list, as another has accepted him or her")
    registered = whether("the person is on the list")
    taken_off = instant("when the practice would write that down, if it were always open")


class Temporary(Notes):
    """What is known of a temporary resident."""

    until = instant("when the person goes home")
    registered = whether("the person is registered there")
    taken_off = instant("when the practice would write the end down, if it were always open")


n, t = Registered, Temporary


ON_A_LIST = Fact("on_list_until") > Now()
"""Whether a practice has the person on its list."""

REGISTRATION = Pathway(
    "GP registration",
    starts_on="joins a practice",
    takes=(n.turn, n.registers, n.removed),
    until=n.removed,
    ending="moves to another practice",
    at_death="removed from the list",
    notes=Registered,
    guideline="NHS England, Primary Medical Care Policy and Guidance Manual",
    steps=[
        Step("registered", "general practice (reception)",
             at=n.registers, hours="always",
             # Those there from the first joined their practice at some age before.
             after=where(n.registers.equals(Fact("born")), p.age_when_registered, 0),
             draws={n.registered: 1}, sets={"on_list_until": n.removed},
             writes=[register("registration_type_regular", BEGUN)],
             raises=Signal("registered with a practice"),
             then="on the list"),
        # On the list until a move, death or departure, which cut this wait short.
        Step("on the list", "general practice (reception)", at=n.removed),
        Step("moves to another practice", "general practice (reception)",
             draws={n.taken_off: Now() + p.death_to_removal},
             writes=[register("registration_type_regular", ENDED, recorded=in_office(n.taken_off) - Now(),
                              when=n.registered,
                              value_code="gp_removal_address_out_of_practice_area")]),
        Step("removed from the list", "general practice (reception)",
             draws={n.taken_off: Now() + p.death_to_removal},
             writes=[register("registration_type_regular", ENDED, recorded=in_office(n.taken_off) - Now(),
                              when=n.registered,
                              value_code=either(Fact("emigrates"), "gp_removal_embarkation", "gp_removal_death"))]),
    ],
)  # fmt: skip

TEMPORARY = Pathway(
    "temporary registration",
    starts_on="stays elsewhere for a time",
    takes=(t.until,),
    until=t.until,
    ending="goes home",
    at_death="dies there",
    notes=Temporary,
    guideline="NHS England, Primary Medical Care Policy and Guidance Manual: temporary residents",
    steps=[
        Step("needs a doctor", after=p.stay_to_need, then=Choice({"temporary resident": p.registers, END: REST})),
        Step("temporary resident", "general practice (temporary resident)",
             draws={t.registered: 1},
             writes=[register("registration_type_temporary", BEGUN, entry="temporary registration", temporary=True)],
             then="seen there"),
        Step("seen there", "general practice (GP, temporary resident)", contact="consultation_encounter",
             then="stays on"),
        Step("stays on", at=t.until),
        Step("goes home", "general practice (temporary resident)",
             draws={t.taken_off: Now() + p.death_to_removal},
             writes=[register("registration_type_temporary", ENDED, entry="temporary registration",
                              recorded=in_office(t.taken_off) - Now(), when=t.registered)]),
        Step("dies there", "general practice (temporary resident)",
             draws={t.taken_off: Now() + p.death_to_removal},
             writes=[register("registration_type_temporary", ENDED, entry="temporary registration",
                              recorded=in_office(t.taken_off) - Now(), when=t.registered,
                              value_code="gp_removal_death")]),
    ],
)  # fmt: skip

SIGNALS = [
    signal("registered with a practice", "a practice has the person on its list"),
]
FACTS = [
    fact("on_list_until", "the instant until which the practice has the person on its list"),
]
PATHWAYS = [REGISTRATION, TEMPORARY]
