"""Maternity asks for the ethnic group: the mother's at booking, and the baby's, as the mother gives it, after birth."""

from care_pathways.ethnic_group import Asked, answered, p
from synth.pathway.language.model import Pathway, Step

AT_BOOKING = Pathway(
    "ethnic group asked at booking",
    starts_on="booked for maternity care",
    notes=Asked,
    guideline="NHS Digital, Maternity Services Data Set: ethnic category of the mother",
    steps=[Step("asked", "community midwife", draws={Asked.asked: p.asked_at_booking}, writes=answered())],
)

OF_THE_NEWBORN = Pathway(
    "ethnic group of a newborn",
    starts_on="birth recorded",
    notes=Asked,
    guideline="NHS Data Model and Dictionary: ethnic category (baby)",
    steps=[
        Step("asked", "postnatal ward", after=p.birth_to_question, hours="always",
             draws={Asked.asked: p.asked_of_the_newborn}, writes=answered()),
    ],
)  # fmt: skip

PATHWAYS = [AT_BOOKING, OF_THE_NEWBORN]
