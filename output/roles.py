"""The codes of the roles in which staff are employed, for CDA and FHIR alike."""

from __future__ import annotations

from synth.codes import Codelists, Concept

CODES = {
    "general_medical_practitioner": "general_medical_practitioner",
    "practice_nurse": "practice_nurse",
    "clinical_pharmacist": "pharmacist",
    "healthcare_assistant": "healthcare_assistant",
    "receptionist": "receptionist",
    "midwife": "midwife",
    "obstetrician": "obstetrician",
    "sonographer": "sonographer",
    "neonatologist": "neonatologist",
    "neonatal_nurse": "neonatal_nurse",
    "paediatrician": "paediatrician",
    "hearing_screener": "healthcare_support_worker",
    "hospital_doctor": "specialist_registrar",
    "consultant_physician": "consultant_physician",
    "surgeon": "consultant",
    "staff_nurse": "staff_nurse",
    "health_visitor": "health_visitor",
    "school_nurse": "school_nurse",
    "community_nurse": "community_nurse",
    "physiotherapist": "physiotherapist",
    "occupational_therapist": "occupational_therapist",
    "speech_language_therapist": "speech_language_therapist",
    "dietitian": "dietitian",
    "podiatrist": "podiatrist",
    "child_health_administrator": "clerical_worker",
    "psychiatrist": "consultant",
    "community_mental_health_nurse": "community_mental_health_nurse",
    "clinical_psychologist": "clinical_psychologist",
    "talking_therapist": "counsellor",
    "social_worker": "social_worker",
    "conference_chair": "social_worker",
    "adult_social_worker": "social_worker",
    "approved_mental_health_professional": "approved_social_worker",
    "care_coordinator": "social_care_worker",
    "care_worker": "social_care_support_worker",
    "pharmacist": "pharmacist",
    "paramedic": "paramedic",
}
"""The code of each role that has one, by key of the codelists; what the others are is said in words alone."""


def concept_of(role: str, codelists: Codelists) -> Concept | None:
    """The concept of a role, None where the codelists have none."""
    key = CODES.get(role, "")
    return codelists.concept(key) if key in codelists else None
