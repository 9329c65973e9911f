"""Diabetic eye screening: photographs of the retina once a year, on a day of its own, by the programme that invites."""

from care_pathways import beside
from care_pathways.closures import services
from synth.pathway.language.model import Pathway, Step
from synth.pathway.language.notes import Notes, whether
from synth.pathway.language.writes import perform

p = beside(__file__)


class Screened(Notes):
    """What the programme keeps of someone."""

    comes = whether("is invited and comes")


n = Screened

EYE_SCREENING = Pathway(
    "diabetic eye screening",
    starts_on="type 2 diabetes diagnosed",
    guideline="NHS Diabetic Eye Screening Programme: everyone with diabetes from 12 years on, once a year",
    notes=Screened,
    steps=[
        Step("invited", "outpatient clinic", after=p.diagnosis_to_invitation, then="screening"),
        Step("screening", "outpatient clinic", after=p.invitation_to_day,
             draws={n.comes: services.eye_screening & p.comes},
             writes=[perform("retinal_screening", when=n.comes)], then="next year"),
        Step("next year", after=p.until_next, then="screening"),
    ],
)  # fmt: skip

PATHWAYS = [EYE_SCREENING]
