"""Where a doctor sends a patient on: the service by what is complained of, and when cancer must be ruled out.

Children go to the paediatrician. Who has a red flag is referred urgently: to be seen within two weeks until September
2023, to be told within 28 days since.
"""

from __future__ import annotations

from care_pathways import beside
from synth.pathway.language.expressions import Expression, Fact, Now, where
from synth.pathway.language.model import Write
from synth.pathway.language.notes import Note
from synth.pathway.language.options import code_of, option_of
from synth.pathway.language.time import in_days, midnight
from synth.pathway.language.writes import Code, refer

p = beside(__file__)

NOWHERE = "nowhere"
CLINICS = {
    "dermatology": "referral_dermatology",
    "ear, nose and throat": "referral_ent",
    "ophthalmology": "referral_ophthalmology",
    "gastroenterology": "referral_gastro",
    "gynaecology": "referral_gynae",
    "orthopaedics": "referral_ortho",
    "neurology": "referral_neurology",
    "cardiology": "referral_cardiology",
    "paediatrics": "referral_paeds",
}
PHYSIOTHERAPY, TALKING = "physiotherapy", "talking therapies"
SERVICES = (NOWHERE, *CLINICS, PHYSIOTHERAPY, TALKING)
"""Where someone may be referred to; clinics are of the hospital."""
_BY = {
    "dermatology": ("eczema", "contact_dermatitis", "acne", "urticaria", "skin_lesion", "rash"),
    "ear, nose and throat": ("sinusitis", "allergic_rhinitis", "tonsillitis", "otitis_externa", "hearing_loss",
                             "vertigo"),
    "ophthalmology": ("blepharitis", "dry_eyes"),
    "gastroenterology": ("diarrhoea", "constipation", "dyspepsia", "abdominal_pain", "haemorrhoids"),
    "gynaecology": ("vaginal_discharge", "heavy_periods", "painful_periods", "menopause"),
    "orthopaedics": ("knee_pain", "hip_pain", "hand_pain", "foot_pain"),
    "neurology": ("headache", "migraine", "dizziness"),
    "cardiology": ("chest_pain", "palpitations", "breathlessness", "leg_swelling"),
    PHYSIOTHERAPY: ("low_back_pain", "sciatica", "neck_pain", "shoulder_pain", "joint_pain", "tennis_elbow",
                    "plantar_fasciitis", "muscle_strain", "ankle_sprain"),
    TALKING: ("anxiety", "low_mood", "stress"),
}  # fmt: skip
SERVICE = {reason: service for service, reasons in _BY.items() for reason in reasons}
"""The service to which an adult with a complaint is referred, if to any."""
OF_THE_MIND = _BY[TALKING]
COLORECTAL = ("diarrhoea", "constipation", "abdominal_pain", "haemorrhoids")
RED_FLAGS = ("cough", "hearing_loss", "skin_lesion", *COLORECTAL, "dyspepsia", "heavy_periods", "menopause", "tired")
"""Complaints behind which a cancer may stand that is to be ruled out within weeks (NICE NG12)."""


def service(reason: Expression, referred: Expression) -> Expression:
    """The service to which someone is referred; children to the paediatrician, but not for the mind."""
    names = reason_names(reason)
    adult = option_of(reason, {name: SERVICE.get(name, NOWHERE) for name in names})
    child = option_of(reason, {name: NOWHERE if name in OF_THE_MIND or name not in SERVICE else "paediatrics"
                               for name in names})  # fmt: skip
    return where(referred, where(Fact("age") < p.grown_up, child, adult), NOWHERE)


def reason_names(reason: Expression) -> tuple[str, ...]:
    """The names of all complaints."""
    assert isinstance(reason, Note)
    return tuple(reason.options)


def red_flag(reason: Expression, asked: Expression) -> Expression:
    """Whether an adult is to be referred to rule out cancer."""
    return reason.is_(*RED_FLAGS) & (Fact("age") >= p.suspected_from) & asked


def referrals(reason: Expression, to: Expression, urgent: Expression, code: Code) -> list[Write]:
    """What is written of a referral. to: the service. urgent: whether to rule out cancer. code: of the complaint."""
    bowel, before = reason.is_(*COLORECTAL), Now() < midnight(in_days(p.standard_changes))
    fast = (
        ("referral_fast_track", ~bowel),
        ("referral_fast_track_colorectal", bowel),
    )
    said = ((before, "Two-week wait."), (~before, "Faster diagnosis standard: to be told within 28 days."))
    planned = ~urgent
    return [
        refer(code_of(to, {name: CLINICS.get(name, "") for name in SERVICES}), slot="clinic",
              to="outpatient clinic", value_code=code, when=planned & to.is_(*CLINICS)),
        refer("referral_physio", to="community physiotherapist", value_code=code, when=planned & to.is_(PHYSIOTHERAPY)),
        refer("referral_mh", to="talking therapies", value_code=code, when=planned & to.is_(TALKING)),
        *(refer(key, slot=f"{key}: {text}", to="outpatient clinic", priority="two week wait", text=text,
                value_code=code, when=urgent & where & now)
          for key, where in fast for now, text in said),
    ]  # fmt: skip
