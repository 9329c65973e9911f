"""What the laboratory finds in blood: one level for every laboratory, about which samples differ."""

from care_pathways import beside
from synth.pathway.language.courses import Course

p = beside(__file__)

CHOLESTEROL = Course(
    "cholesterol", p.cholesterol, keeps={"years": p.years_keep, "weeks": p.weeks_keep}, passing=("weeks",)
)
POTASSIUM = Course("potassium", p.potassium, keeps={"years": p.years_keep, "weeks": p.weeks_keep}, passing=("weeks",))

OF = {
    name: Course(name, p.analyte, keeps={"years": p.years_keep, "weeks": p.weeks_keep}, passing=("weeks",))
    for name in ("haemoglobin", "white cells", "platelets", "cell volume", "alanine aminotransferase", "bilirubin",
                 "alkaline phosphatase", "albumin", "thyroid stimulating hormone", "C-reactive protein", "sodium",
                 "urea", "HDL cholesterol")
}  # fmt: skip
"""What belongs to panels for all kinds of complaint, by name."""
