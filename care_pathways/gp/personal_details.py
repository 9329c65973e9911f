"""What a patient says of himself or herself when a practice asks: language, religion, orientation, disability, care.

New patients hand in a form with their registration; the others are asked from time to time. What is not asked, or not
answered, is not in the record. An interpreter, a disability and a carer are noted where there is one."""

from care_pathways import beside, body
from care_pathways.body import Smoking
from care_pathways.gp.registration import REGISTRATION, Registered
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import Pathway, Step, When
from synth.pathway.language.notes import Notes, whether
from synth.pathway.language.options import code_of, either
from synth.pathway.language.writes import observe
from synth.world.traits.beliefs import ORIENTATIONS, RELIGIONS
from synth.world.traits.origins import LANGUAGES, SIGN

p = beside(__file__)

_LANGUAGE_KEYS = {name: "language_british_sign" if name == SIGN else f"language_{name.lower()}" for name in LANGUAGES}
_RELIGION_KEYS = {name: f"religion_{name.lower()}" for name in RELIGIONS}
_ORIENTATION_KEYS = {name: f"orientation_{name.replace(' ', '_')}" for name in ORIENTATIONS}
_HOURS = {"none": "", "up to 19 hours": "carer_hours_up_to_19", "20 to 49 hours": "carer_hours_20_to_49",
          "50 hours or more": "carer_hours_50_or_more"}  # fmt: skip


class Details(Notes):
    """What of the questions is answered, and entered in the record."""

    language = whether("main language, and whether an interpreter is needed")
    religion = whether("religion, or that the person does not say")
    orientation = whether("sexual orientation, or that the person does not say")
    disability = whether("disability by the person's own account")
    carer = whether("caring for someone, unpaid")
    cared_for = whether("being cared for by someone, unpaid")


class NewPatient(Details, Smoking):
    """What is known of a new patient."""

    returned = whether("the form is handed in")


d, n = Details, NewPatient


ASKED = {
    d.language: p.language_recorded,
    d.religion: p.religion_recorded,
    d.orientation: p.orientation_recorded,
    d.disability: p.disability_recorded,
    d.carer: p.carer_recorded,
    d.cared_for: p.cared_for_recorded,
}
"""What of the form is filled in and entered."""

DETAILS = [
    observe("main_spoken_language", value_code=code_of(Fact("language"), _LANGUAGE_KEYS), when=d.language,
            category="social-history", demographic="language"),
    observe("needs_interpreter", when=d.language & Fact("interpreter"), category="social-history",
            demographic="interpreter"),
    observe("religion",
            value_code=either(Fact("states_religion"), code_of(Fact("religion"), _RELIGION_KEYS),
                              "prefers_not_to_say"),
            when=d.religion, category="social-history"),
    observe("sexual_orientation",
            value_code=either(Fact("states_orientation"), code_of(Fact("orientation"), _ORIENTATION_KEYS),
                              "prefers_not_to_say"),
            when=d.orientation, category="social-history"),
    observe("disabled_by_own_account",
            value_code=code_of(Fact("disabled"), {
                "no": "", "a little": "disability_limited_a_little", "a lot": "disability_limited_a_lot"}),
            when=d.disability & ~Fact("disabled").is_("no"), category="social-history"),
    observe("informal_carer", value_code=code_of(Fact("carer"), _HOURS),
            when=d.carer & ~Fact("carer").is_("none"), category="social-history"),
    observe("has_voluntary_carer", when=d.cared_for & ~Fact("cared_for").is_("none"), category="social-history"),
]  # fmt: skip

NEW_PATIENT = Pathway(
    "new patient questionnaire",
    part_of=REGISTRATION,
    starts_on="registered with a practice",
    only=(Registered.turn >= 1) & (Fact("age") >= p.adult),
    until=Registered.removed,
    notes=NewPatient,
    guideline="NHS England, Register with a GP surgery (form PRF1): questions about the patient",
    steps=[
        Step("form", draws={n.returned: p.form_returned, **ASKED},
             then=When({"entered": n.returned})),
        Step("entered", "general practice (reception)", after=p.form_to_record, draws={n.smoked: body.SMOKED},
             writes=[*DETAILS, body.smoking(when=n.smoked | p.smoking_recorded)]),
    ],
)  # fmt: skip

KEPT_UP = Pathway(
    "personal details kept up to date",
    starts_on="coming of age",
    notes=Details,
    guideline="NHS England, Accessible Information Standard (DCB1605)",
    steps=[
        Step("begins", at=p.questions_begin, after=p.first_asked, then="asked"),
        Step("asked", "general practice (reception)", draws=ASKED, writes=DETAILS, then="some years on"),
        Step("some years on", after=p.between_asking, then="asked"),
    ],
)  # fmt: skip

PATHWAYS = [NEW_PATIENT, KEPT_UP]
