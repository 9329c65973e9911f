"""Dementia: worry about memory, the memory clinic, the diagnosis by kind, the annual review with a care plan."""

from care_pathways import beside
from care_pathways.gp import allergies
from care_pathways.gp._long_term import LongTerm, annual_review, begun, death, reviewed_for
from care_pathways.gp._medicines import repeated
from care_pathways.gp._review import GP
from synth.pathway.language.model import Pathway, Step
from synth.pathway.language.notes import option, whether
from synth.pathway.language.options import code_of
from synth.pathway.language.writes import diagnose, observe, perform, refer
from synth.pathway.parts.treatment import medicine_of, treatment

p = beside(__file__)

CODES = {
    "alzheimers": "alzheimers",
    "vascular": "vascular_dementia",
    "mixed": "mixed_dementia",
    "lewy_body": "lewy_body_disease",
    "unspecified": "dementia",
}
MEDICINES = {
    "donepezil": repeated("donepezil_10mg_tab", "Take one tablet once a day, at bedtime"),
    "memantine": repeated("memantine_10mg_tab", "Take one tablet twice a day", 56),
}


class Dementia(LongTerm):
    """What the practice keeps of someone's dementia."""

    kind = option("the kind of dementia", *CODES)
    medicine = medicine_of("the medicine for memory", MEDICINES)
    takes_medicine = whether("takes a medicine for memory")


n = Dementia

TAKEN = {n.takes_medicine: treatment("medicine for memory", n.medicine, MEDICINES, reason="dementia")}

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
                    n.takes_medicine: n.kind.is_("alzheimers", "mixed", "lewy_body") & p.medicine_begun},
             writes=[diagnose(code_of(n.kind, CODES), lasting=True), allergies.checked(), *begun(TAKEN)],
             sets=reviewed_for("dementia_review"), then="annual review"),
        annual_review("dementia_review", TAKEN, setting=GP,
                      writes=[perform("dementia_care_plan", when=n.attended & p.planned)]),
        death(TAKEN),
    ],
)  # fmt: skip

PATHWAYS = [DEMENTIA]
