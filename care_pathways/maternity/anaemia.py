"""Low haemoglobin in pregnancy: the midwife sees to it that iron is taken, or nobody does."""

from care_pathways import beside
from care_pathways.maternity._course import Pregnancy
from care_pathways.maternity.pregnancy import PREGNANCY
from synth.pathway.language.expressions import Now
from synth.pathway.language.model import Step, finding
from synth.pathway.language.words import signal, unanswered
from synth.pathway.language.writes import prescribe
from synth.pathway.parts.consequence import consequence

p = beside(__file__)

LOW_HAEMOGLOBIN = finding("low haemoglobin in pregnancy", of="haemoglobin", below=p.low, ignored=p.not_treated)

IRON = consequence(
    LOW_HAEMOGLOBIN,
    Step("iron", "community midwife", after=p.until_iron,
         writes=[prescribe("ferrous_sulfate_200mg_tab", until=Now() + p.iron_course,
                           details={"dosage": "One tablet daily on an empty stomach"})]),
    name="iron in pregnancy",
    part_of=PREGNANCY,
    until=Pregnancy.ends,
    guideline="British Society for Haematology, iron deficiency in pregnancy, 2019",
    notes=Pregnancy,
)  # fmt: skip

SIGNALS = [signal("low haemoglobin in pregnancy", "a haemoglobin below what is usual at that time of pregnancy")]
UNANSWERED = [
    unanswered("mcv", "it is read with the screening for sickle cell and thalassaemia, whose result is acted on"),
    unanswered("alt", "pre-eclampsia, of which it is a sign, is what is treated"),
    unanswered("glucose_plasma_fasting", "diabetes in pregnancy is diagnosed by it and treated in the same pathway"),
    unanswered("glucose_plasma_120_minute", "diabetes in pregnancy is diagnosed by it and treated in the same pathway"),
]  # fmt: skip
PATHWAYS = [IRON]
