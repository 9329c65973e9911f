"""After a tear through the muscle of the anus: what the ward gives, and the clinic that sees her weeks later."""

from __future__ import annotations

from care_pathways import beside
from care_pathways.maternity._birth import Birth
from care_pathways.maternity.birth import BIRTH
from synth.pathway.language.expressions import Now
from synth.pathway.language.model import Pathway, Step, When
from synth.pathway.language.notes import whether
from synth.pathway.language.writes import observe, prescribe, refer

p = beside(__file__)


class Torn(Birth):
    """What is known of a woman with a severe tear."""

    comes = whether("she comes to the clinic")
    leaks = whether("she cannot hold wind or stool as before")


n = Torn

SEVERE_TEAR = Pathway(
    "after a severe tear",
    part_of=BIRTH,
    starts_on="mother after birth",
    only=Birth.tear.is_("third", "fourth"),
    notes=Torn,
    guideline="RCOG GTG 29",
    steps=[
        Step("treated", "postnatal ward", after=p.to_medicines, hours="always",
             writes=[prescribe("cefalexin_500mg_cap", until=Now() + p.antibiotic,
                               details={"dosage": "One capsule three times daily for five days"}),
                     prescribe("lactulose_sol", until=Now() + p.laxative,
                               details={"dosage": "15 mL twice daily"}),
                     refer("referral_physio", details={"to": "community physiotherapist"})],
             then="clinic"),
        Step("clinic", "antenatal clinic (obstetrician)", after=p.to_clinic, contact="seen_in_postnatal_clinic",
             draws={n.comes: p.comes, n.leaks: p.leaks}, contact_when=n.comes,
             writes=[observe("perineum_healed", when=n.comes),
                     observe("anal_incontinence_after_birth", when=n.comes & n.leaks)],
             then=When({"seen again": n.comes & n.leaks})),
        Step("seen again", "community physiotherapist", after=p.to_physiotherapist, contact="outpatient",
             writes=[observe("pelvic_floor_exercises_taught")]),
    ],
)  # fmt: skip

PATHWAYS = [SEVERE_TEAR]
