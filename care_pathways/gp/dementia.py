"""Dementia: worry about memory, the memory clinic, the diagnosis by kind, the annual review with a care plan."""

from care_pathways import beside
from care_pathways.gp import allergies
from care_pathways.gp._long_term import LongTerm, annual_review, death, raised
from care_pathways.gp._medicines import repeated
from care_pathways.gp._review import GP
from synth.pathway.language.expressions import where
from synth.pathway.language.model import Pathway, Step, When
from synth.pathway.language.notes import option, whether
from synth.pathway.language.options import code_of
from synth.pathway.language.writes import diagnose, observe, perform, refer
from synth.pathway.parts.treatment import Medicine, medicine_of, treatment

p = beside(__file__)

CODES = {
    "alzheimers": "alzheimers",
    "vascular": "vascular_dementia",
    "mixed": "mixed_dementia",
    "lewy_body": "lewy_body_disease",
    "unspecified": "dementia",
}
STARTING = {
    "donepezil": repeated("donepezil_5mg_tab", "Take one tablet once a day, at bedtime"),
    "memantine": Medicine("memantine_initiation_pack", "Take one tablet once a day, as marked on the pack", 28, 28, 0,
                          "acute", prescriber=GP),
}  # fmt: skip
MEDICINES = {
    "donepezil": repeated("donepezil_10mg_tab", "Take one tablet once a day, at bedtime"),
    "memantine": repeated("memantine_10mg_tab", "Take two tablets once a day", 56),
}
"""The dose aimed at, which follows the first weeks at less (BNF)."""


class Dementia(LongTerm):
    """What the practice keeps of someone's dementia."""

    kind = option("the kind of dementia", *CODES)
    medicine = medicine_of("the medicine for memory", MEDICINES)
    starts = whether("takes a medicine for memory at the starting dose")
    takes_medicine = whether("takes a medicine for memory at the dose aimed at")


n = Dementia

START = treatment("medicine for memory, starting dose", n.medicine, STARTING, reason="dementia")
FULL = treatment("medicine for memory", n.medicine, MEDICINES, reason="dementia")
TAKEN = {n.starts: START, n.takes_medicine: FULL}

DEMENTIA = Pathway(
    "dementia",
    starts_on="dementia begins",
    at_death="death",
    guideline="NICE NG97",
    notes=Dementia,
    steps=[
        Step("worry about memory", GP, after=p.until_seen, contact="gp_consultation",
             writes=[observe("memory_impairment"), refer("referral_memory_clinic", to="psychiatrist")],
             then="diagnosed"),
        Step("diagnosed", GP, after=p.referral_to_letter, contact="gp_consultation",
             draws={n.kind: p.kind, n.medicine: p.medicine,
                    n.starts: n.kind.is_("alzheimers", "mixed", "lewy_body") & p.medicine_begun},
             writes=[diagnose(code_of(n.kind, CODES), lasting=True), allergies.checked(), *START.begun(n.starts)],
             then=When({"dose raised": n.starts}, otherwise="annual review")),
        raised("dose raised", (n.starts, START), (n.takes_medicine, FULL),
               after=where(n.medicine.is_("memantine"), p.pack_lasts, p.to_full_dose),
               when=n.medicine.is_("memantine") | p.full_dose_tolerated, then="annual review"),
        annual_review("dementia_review", TAKEN, setting=GP,
                      writes=[perform("dementia_care_plan", when=n.attended & p.planned)]),
        death(TAKEN),
    ],
)  # fmt: skip

PATHWAYS = [DEMENTIA]
