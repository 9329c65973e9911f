"""Letters that come to the practice: each is filed, days after it was written; of a baby once it is on the list."""

from __future__ import annotations

from care_pathways import beside
from care_pathways.gp._review import RECEPTION
from care_pathways.gp.registration import ON_A_LIST
from care_pathways.letters import BY_POST, LETTER, TEXTS
from synth.pathway.language.expressions import Fact, Now, where
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import Notes, option
from synth.pathway.language.wording import said_of
from synth.pathway.language.words import signal
from synth.pathway.language.writes import observe

p = beside(__file__)


class Letter(Notes):
    """What the practice knows of a letter."""

    letter = option("which letter it is", *TEXTS)


n = Letter
UNTIL_FILED = p.until_filed
"""How long after it was written what comes as a document is filed."""
_A_BABY = Fact("age") < p.kept_for

LETTERS = Pathway(
    "letters to the practice",
    starts_on=LETTER,
    takes=(n.letter,),
    only=(Fact("arrives") <= Now()) & (ON_A_LIST | _A_BABY),  # who is born abroad has no letters from here before
    until=where(ON_A_LIST, Fact("on_list_until"), Now() + p.given_up),
    notes=Letter,
    guideline="NHS England, Good practice guidelines for GP electronic patient records: letters are filed and coded",
    steps=[
        Step("comes", after=where(n.letter.is_(*BY_POST), p.until_filed_by_post,
                                  where(n.letter.is_("outpatient_letter"), p.until_filed_of_clinic, UNTIL_FILED)),
             then=When({"filed": ON_A_LIST}, otherwise="kept")),
        # Of a baby on no list yet it came to the mother's practice, which has no record to file it in.
        Step("kept", after=p.looked_for_again, then=When({"filed": ON_A_LIST, "kept": _A_BABY}, END)),
        Step("filed", RECEPTION, writes=[said_of(observe("letter_received"), n.letter,
                                                 {which: [text] for which, text in TEXTS.items()})]),
    ],
)  # fmt: skip

SIGNALS = [signal(LETTER, "someone writes to the practice, which files the letter", ("letter",))]
PATHWAYS = [LETTERS]
