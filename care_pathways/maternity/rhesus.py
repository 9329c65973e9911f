"""Rhesus negative women after a birth: the group of the baby, how much of its blood went over to her, and anti-D."""

from __future__ import annotations

from care_pathways import beside
from care_pathways.laboratory import BLOOD_GROUP
from care_pathways.maternity._birth import Birth
from care_pathways.maternity._course import Pregnancy
from care_pathways.maternity.birth import BIRTH
from synth.pathway.language.model import END, Pathway, Step, When
from synth.pathway.language.notes import quantity, whether
from synth.pathway.language.options import either
from synth.pathway.language.writes import observe, perform

p = beside(__file__)


class Sensitised(Birth):
    """What is known of whose blood could turn against a baby's."""

    positive = whether("the baby is rhesus positive")
    known_after = quantity("how long the laboratory takes", "minutes")
    much = whether("more of the baby's blood went over than one dose is enough for")


n = Sensitised

AFTER_BIRTH = Pathway(
    "anti-D after birth",
    part_of=BIRTH,
    starts_on="mother after birth",
    only=Pregnancy.rhesus_negative,
    notes=Sensitised,
    guideline="BSH, Anti-D for the prevention of haemolytic disease of the fetus and newborn, 2014; NICE TA156",
    steps=[
        Step("cord blood taken", "labour ward", after=p.cord_sample, hours="always",
             draws={n.positive: p.baby_positive, n.known_after: p.group_known, n.much: p.much_blood},
             writes=[observe("cord_blood_group", about=1, recorded=n.known_after, **BLOOD_GROUP,
                             value_code=either(n.positive, "rhesus_positive", "rhesus_negative")),
                     observe("kleihauer", when=n.positive, recorded=n.known_after, **BLOOD_GROUP,
                             value_code=either(n.much, "fetal_cells_many", "fetal_cells_few"))],
             then="group known"),
        Step("group known", after=n.known_after, then=When({"anti-D": n.positive}, END)),
        Step("anti-D", "labour ward", after=p.to_anti_d, hours="always", draws={n.positive: ~p.declined},
             writes=[perform("anti_d_given", when=n.positive),
                     perform("anti_d_given", slot="declined", status="not-done", when=~n.positive),
                     perform("anti_d_given", slot="further dose", when=n.positive & n.much)]),
    ],
)  # fmt: skip

PATHWAYS = [AFTER_BIRTH]
