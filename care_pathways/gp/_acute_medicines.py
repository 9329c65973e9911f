"""Medicines for a few days in general practice: which are given for what, and to whom not.

The first choice for a reason is by age; who must not have it gets the other, and who must not have that gets none.
Children are given what is made for them, or nothing.
"""

from __future__ import annotations

from care_pathways.gp.allergies import allergic
from synth.pathway.language.conditions import any_of
from synth.pathway.language.expressions import Expression, Fact, where
from synth.pathway.language.options import option_of
from synth.pathway.parts.treatment import Medicine

NONE = "none"


MEDICINES: dict[str, Medicine] = {
    "penicillin V": Medicine(
        "phenoxymethylpenicillin_250mg_tab", "Take two tablets four times a day", 40, 5, 0, "acute"),
    "amoxicillin": Medicine("amoxicillin_500mg_cap", "Take one capsule three times a day", 15, 5, 0, "acute"),
    "amoxicillin for a child": Medicine(
        "amoxicillin_250_5ml_susp", "Give 10 ml three times a day, as directed", 200, 5, 0, "acute"),
    "amoxicillin for a young child": Medicine(
        "amoxicillin_250_5ml_susp", "Give 5 ml three times a day, as directed", 100, 5, 0, "acute"),
    "amoxicillin for an infant": Medicine(
        "amoxicillin_125_5ml_susp", "Give 5 ml three times a day, as directed", 100, 5, 0, "acute"),
    "flucloxacillin": Medicine("flucloxacillin_500mg_cap", "Take one capsule four times a day", 28, 7, 0, "acute"),
    "clarithromycin": Medicine("clarithromycin_500mg_tab", "Take one tablet twice a day", 10, 5, 0, "acute"),
    "doxycycline": Medicine(
        "doxycycline_100mg_cap", "Take two capsules on the first day, then one a day", 6, 5, 0, "acute"),
    "lymecycline": Medicine("lymecycline_408mg_cap", "Take one capsule once a day", 56, 56, 0, "acute"),
    "nitrofurantoin": Medicine("nitrofurantoin_100mg_mr_cap", "Take one capsule twice a day", 6, 3, 0, "acute"),
    "nitrofurantoin for a man": Medicine(
        "nitrofurantoin_100mg_mr_cap", "Take one capsule twice a day", 14, 7, 0, "acute"),
    "trimethoprim": Medicine("trimethoprim_200mg_tab", "Take one tablet twice a day", 6, 3, 0, "acute"),
    "trimethoprim for a man": Medicine("trimethoprim_200mg_tab", "Take one tablet twice a day", 14, 7, 0, "acute"),
    "cefalexin": Medicine("cefalexin_500mg_cap", "Take one capsule twice a day", 14, 7, 0, "acute"),
    "fusidic acid": Medicine("fusidic_acid_cream", "Apply three times a day, as directed", 30, 7, 0, "acute"),
    "chloramphenicol": Medicine(
        "chloramphenicol_eye_drops", "One drop into the eye every two hours, then four times a day", 10, 5, 0, "acute"),
    "hydrocortisone": Medicine(
        "hydrocortisone_1_cream", "Apply thinly once or twice a day, as directed", 30, 7, 0, "acute"),
    "clobetasone": Medicine("clobetasone_cream", "Apply thinly once or twice a day, as directed", 30, 7, 0, "acute"),
    "emollient": Medicine("emollient_white_soft", "Apply as often as needed, as directed", 500, 28, 0, "acute"),
    "clotrimazole": Medicine("clotrimazole_cream", "Apply two or three times a day, as directed", 20, 14, 0, "acute"),
    "clotrimazole pessary": Medicine(
        "clotrimazole_pessary", "Insert one pessary at night, as directed", 1, 1, 0, "acute"),
    "fluconazole": Medicine("fluconazole_150mg_cap", "Take one capsule", 1, 1, 0, "acute"),
    "mebendazole": Medicine("mebendazole_100mg_tab", "Chew one tablet now and one after two weeks", 2, 14, 0, "acute"),
    "cetirizine": Medicine("cetirizine_10mg_tab", "Take one tablet once a day", 30, 30, 0, "acute"),
    "cetirizine for a child": Medicine("cetirizine_oral_sol", "Give 5 ml once a day, as directed", 200, 28, 0, "acute"),
    "cetirizine for a young child": Medicine(
        "cetirizine_oral_sol", "Give 2.5 ml twice a day, as directed", 200, 28, 0, "acute"),
    "nasal spray": Medicine(
        "beclometasone_nasal_spray", "Two sprays into each nostril twice a day", 200, 28, 0, "acute"),
    "rehydration": Medicine(
        "oral_rehydration", "One sachet in water after each loose stool, as directed", 20, 4, 0, "acute"),
    "macrogol": Medicine("macrogol_sachets", "One to three sachets a day, as directed", 30, 15, 0, "acute"),
    "macrogol for a child": Medicine(
        "macrogol_paed_sachets", "One to four sachets a day, as directed", 30, 15, 0, "acute"),
    "omeprazole": Medicine("omeprazole_20mg_cap", "Take one capsule once a day", 28, 28, 0, "acute"),
    "paracetamol": Medicine("paracetamol_500mg_tab", "Take two tablets up to four times a day", 100, 12, 0, "acute"),
    "naproxen": Medicine("naproxen_250mg_tab", "Take one tablet twice a day with food", 28, 14, 0, "acute"),
    "sumatriptan": Medicine("sumatriptan_50mg_tab", "Take one tablet at the start of a migraine", 6, 28, 0, "acute"),
    "prochlorperazine": Medicine("prochlorperazine_5mg_tab", "Take one tablet three times a day", 21, 7, 0, "acute"),
    "zopiclone": Medicine("zopiclone_3_75mg_tab", "Take one tablet at night", 7, 7, 0, "acute"),
}  # fmt: skip
"""Medicines for a few days by a short name."""

CHOICES = (NONE, *MEDICINES)
ADULT = {
    "cough": "amoxicillin", "sore_throat": "penicillin V",
    "lrti": "amoxicillin", "sinusitis": "penicillin V", "allergic_rhinitis": "cetirizine",
    "tonsillitis": "penicillin V",
    "otitis_media": "amoxicillin", "conjunctivitis": "chloramphenicol", "eczema": "clobetasone",
    "contact_dermatitis": "hydrocortisone", "impetigo": "fusidic acid", "cellulitis": "flucloxacillin",
    "acne": "lymecycline", "tinea_pedis": "clotrimazole", "urticaria": "cetirizine", "gastroenteritis": "rehydration",
    "constipation": "macrogol", "dyspepsia": "omeprazole", "threadworm": "mebendazole", "uti": "nitrofurantoin",
    "vaginal_thrush": "fluconazole", "painful_periods": "naproxen", "low_back_pain": "naproxen", "sciatica": "naproxen",
    "neck_pain": "naproxen", "shoulder_pain": "naproxen", "knee_pain": "naproxen", "hip_pain": "naproxen",
    "joint_pain": "naproxen", "muscle_strain": "naproxen", "migraine": "sumatriptan", "vertigo": "prochlorperazine",
    "insomnia": "zopiclone", "insect_bite": "cetirizine",
}  # fmt: skip
"""What an adult is given first, by reason."""
CHILD = {
    "sore_throat": "amoxicillin for a child",
    "lrti": "amoxicillin for a child", "allergic_rhinitis": "cetirizine for a child",
    "tonsillitis": "amoxicillin for a child", "otitis_media": "amoxicillin for a child",
    "conjunctivitis": "chloramphenicol", "eczema": "hydrocortisone", "contact_dermatitis": "hydrocortisone",
    "impetigo": "fusidic acid", "tinea_pedis": "clotrimazole", "urticaria": "cetirizine for a child",
    "gastroenteritis": "rehydration", "constipation": "macrogol for a child", "threadworm": "mebendazole",
    "nappy_rash": "clotrimazole", "insect_bite": "cetirizine for a child",
}  # fmt: skip
"""What a child under twelve is given."""
_BY_SIZE = ("amoxicillin for a child", "cetirizine for a child")
YOUNG = {
    reason: name.replace("a child", "a young child") if name in _BY_SIZE else name for reason, name in CHILD.items()
}
"""What a child under five is given."""
INFANT = {
    "lrti": "amoxicillin for an infant", "otitis_media": "amoxicillin for an infant", "eczema": "emollient",
    "impetigo": "fusidic acid", "nappy_rash": "clotrimazole",
    "gastroenteritis": "rehydration", "conjunctivitis": "chloramphenicol",
}  # fmt: skip
"""What a baby under one is given."""
OTHER = {
    "penicillin V": "clarithromycin", "amoxicillin": "doxycycline", "flucloxacillin": "doxycycline",
    "clarithromycin": "penicillin V", "nitrofurantoin": "trimethoprim",
    "nitrofurantoin for a man": "trimethoprim for a man",
    "fluconazole": "clotrimazole pessary", "naproxen": "paracetamol", "clobetasone": "emollient",
}  # fmt: skip
"""What is given to whom the first choice must not be."""

_PENICILLINS = ("penicillin V", "amoxicillin", "amoxicillin for a child", "amoxicillin for a young child",
                "amoxicillin for an infant", "flucloxacillin")  # fmt: skip
_GROWN_UP = ("sumatriptan", "zopiclone", "prochlorperazine", "fluconazole", "clotrimazole pessary")
_NOT_IN_PREGNANCY = ("doxycycline", "lymecycline", "trimethoprim", "trimethoprim for a man", "fluconazole", "naproxen",
                     "mebendazole", "chloramphenicol", "clarithromycin", "nitrofurantoin", "sumatriptan", "zopiclone",
                     "prochlorperazine", "nitrofurantoin for a man")  # fmt: skip
_ILL = ("raised_blood_pressure", "chronic_kidney_disease", "coronary_heart_disease", "atrial_fibrillation", "stroke",
        "heart_failure")  # fmt: skip


_ON_REPEAT = {
    "acid_reflux": ("omeprazole",),
    "migraine": ("sumatriptan",),
    "perennial_rhinitis": ("cetirizine", "nasal spray"),
    "chronic_constipation": ("macrogol", "macrogol for a child"),
    "atopic_eczema": ("clobetasone", "hydrocortisone", "emollient"),
    "osteoarthritis": ("paracetamol",),
    "chronic_back_pain": ("paracetamol",),
    "bronchiectasis": ("amoxicillin", "doxycycline", "clarithromycin"),
}
"""What those with a long-term condition have already, on repeat or for two weeks at each attack."""


def for_infected_water() -> Expression:
    """The first choice for an adult whose urine is infected: by pregnancy, kidneys and sex."""
    return where(Fact("pregnant") | Fact("chronic_kidney_disease"), "cefalexin",
                 where(Fact("sex").is_("male"), "nitrofurantoin for a man", ADULT["uti"]))  # fmt: skip


def instead_of(choice: Expression) -> Expression:
    """What is given to whom a first choice, an option of CHOICES, must not be."""
    return option_of(choice, {name: OTHER.get(name, NONE) for name in CHOICES})


def safe(first: Expression, second: Expression, grown_up: Expression, oldest: Expression) -> Expression:
    """The first of two choices, the second where someone must not have that, or none; the others as of `unsafe`."""
    return where(~unsafe(first, grown_up, oldest), first, where(unsafe(second, grown_up, oldest), NONE, second))


def unsafe(choice: Expression, grown_up: Expression, oldest: Expression) -> Expression:
    """Whether someone must not have a medicine, an option of CHOICES: by allergy, pregnancy, illness or age, or has it.

    grown_up: the years of age before which some medicines are not given. oldest: those from which on no
    anti-inflammatory is.
    """
    heart = Fact("coronary_heart_disease") | Fact("stroke")
    ill: Expression = Fact("age") >= oldest
    for illness in _ILL:
        ill = ill | Fact(illness)
    at_home = any_of(Fact(illness) & choice.is_(*names) for illness, names in _ON_REPEAT.items())
    assert at_home is not None
    kidneys = Fact("chronic_kidney_disease") & choice.is_("nitrofurantoin", "nitrofurantoin for a man", "trimethoprim",
                                                          "trimethoprim for a man")  # fmt: skip
    return (
        (allergic("penicillin") & choice.is_(*_PENICILLINS, "cefalexin"))
        | (allergic("erythromycin") & choice.is_("clarithromycin"))
        | (allergic("trimethoprim") & choice.is_("trimethoprim", "trimethoprim for a man"))
        | (allergic("aspirin") & choice.is_("naproxen"))
        | (Fact("pregnant") & choice.is_(*_NOT_IN_PREGNANCY))
        | (ill & choice.is_("naproxen"))
        | ((heart | Fact("raised_blood_pressure") | (Fact("age") >= oldest)) & choice.is_("sumatriptan"))
        | ((Fact("age") < grown_up) & choice.is_(*_GROWN_UP))
        | ((Fact("age") < 2) & choice.is_("mebendazole"))
        # A statin is not taken beside clarithromycin, and most of those who are ill so take one.
        | ((ill | Fact("raised_blood_glucose")) & choice.is_("clarithromycin"))
        | kidneys
        | at_home
        | ((Fact("dementia") | Fact("frailty")) & choice.is_("zopiclone", "prochlorperazine"))
    )  # fmt: skip
