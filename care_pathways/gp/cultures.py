"""Urine sent from a consultation: what has grown, and for whom it has, the medicine that answers it.

Most whose water is infected are treated at once; of the others, and of those in doubt, the laboratory decides.
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.gp import _acute_medicines as acute
from care_pathways.gp._review import HCA, TELEPHONE
from care_pathways.gp.consultations import CONSULTATION
from care_pathways.gp.consultations import p as consulted
from care_pathways.gp.registration import Registered
from care_pathways.laboratory import RESULTS, URINE_CULTURE, WHEN_THERE, Awaited, awaited
from synth.pathway.language.expressions import Fact, where
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import option, whether
from synth.pathway.language.options import either
from synth.pathway.language.writes import observe
from synth.pathway.parts.treatment import issued

p = beside(__file__)


class Cultured(Awaited):
    """What the laboratory finds in the urine, and what is done about it."""

    grown = whether("the urine grows what makes such an infection")
    first_choice = option("the medicine of first choice", *acute.CHOICES)
    second_choice = option("the medicine for whom the first must not have it", *acute.CHOICES)
    medicine = option("the medicine that is prescribed", *acute.CHOICES)


u = Cultured
_child = Fact("age") < consulted.child

CULTURE = Pathway(
    "urine culture",
    part_of=CONSULTATION,
    starts_on="urine sent",
    until=Registered.removed,
    guideline="NICE NG109; UKHSA, Diagnosis of urinary tract infections: quick reference tool for primary care",
    notes=Cultured,
    steps=[
        Step("sample", HCA, after=p.until_handed_in, draws={u.grown: p.grown, **awaited(p.turnaround)},
             writes=[observe("urinalysis", value_code=either(u.grown, "abnormal_result", "normal_result"),
                             recorded=WHEN_THERE, **URINE_CULTURE)],
             then="result"),
        Step("result", at=RESULTS, then=When({"told": u.grown}, END)),
        Step("told", TELEPHONE, after=p.until_told, contact="telephone_consultation",
             draws={u.first_choice: where(_child, acute.NONE, acute.for_infected_water()),
                    u.second_choice: acute.instead_of(u.first_choice),
                    u.medicine: acute.safe(u.first_choice, u.second_choice, consulted.works_from, consulted.old)},
             writes=[observe("uti", slot="treated", text="Urine has grown bacteria, still sore. Treated.",
                             when=~u.medicine.is_(acute.NONE)),
                     observe("uti", slot="a child", text="Urine has grown bacteria. Talked over with the paediatrician "
                             "on call, to be seen there today.", when=u.medicine.is_(acute.NONE) & _child),
                     observe("uti", slot="settled", text="Urine has grown bacteria, but settling. Nothing given; "
                             "another sample if it comes back.", when=u.medicine.is_(acute.NONE) & ~_child),
                     issued(u.medicine, acute.MEDICINES, slot="medicine", value_code="uti", status="completed")]),
    ],
)  # fmt: skip

PATHWAYS = [CULTURE]
