"""Who objects to a record that is shared between the services of a place, and so has nothing in it.

Nobody is asked for consent to care, and what one service tells another for it; but who objects to the shared record is
heard, as a rule by the practice, and nothing is given to it from then on."""

from care_pathways import beside
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.writes import consent

p = beside(__file__)

OBJECTION = Pathway(
    "objection to the shared care record",
    starts_on="coming of age",
    guideline="NHS England, Shared care records: right to object (UK GDPR, article 21)",
    steps=[
        Step("heard of it", at=p.sharing_begins, then=When({"objects": p.objects}, END)),
        Step("objects", "general practice (reception)", after=p.heard_until_objecting,
             writes=[consent("", slot="objection", status="declined",
                             category="patient-privacy", text="Objection to the shared care record",
                             withholds_record=True)]),
    ],
)  # fmt: skip

PATHWAYS = [OBJECTION]
