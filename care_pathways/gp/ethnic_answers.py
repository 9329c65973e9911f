"""Whether someone states an ethnic group to whoever asks: settled for life, and for a child as for its mother."""

from care_pathways.ethnic_group import p
from synth.pathway.language.expressions import Fact, Of, where
from synth.pathway.language.model import Pathway, Step
from synth.pathway.language.words import fact

ANSWERS = Pathway(
    "whether someone states an ethnic group",
    starts_on="birth",
    only=~Fact("stillborn"),
    steps=[
        Step("settled",
             sets={"states_ethnic_group": where(Of("mother", "sex").is_("nobody"), p.states_ethnic_group,
                                                Of("mother", "states_ethnic_group"))}),
    ],
)  # fmt: skip

FACTS = [fact("states_ethnic_group", "1 for who states an ethnic group when asked for it")]
PATHWAYS = [ANSWERS]
