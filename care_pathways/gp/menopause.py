"""The menopause of women whose symptoms bring them to the practice, and hormone replacement."""

from care_pathways import beside
from care_pathways.gp._condition import condition, given
from care_pathways.gp._medicines import repeated
from synth.pathway.language.expressions import Fact
from synth.pathway.language.writes import observe

p = beside(__file__)

SAFE = ~Fact("breast_cancer") & ~Fact("stroke") & ~Fact("coronary_heart_disease") & ~Fact("pregnant")

OESTROGEN = given("oestrogen", {"patch": repeated("estradiol_patch", "Apply one patch twice a week", 8)},
                  reason="menopause", begun=p.oestrogen, stops=p.oestrogen_stops, safe=SAFE)  # fmt: skip

MENOPAUSE = condition(
    "menopause", "menopause", guideline="NICE NG23", only=Fact("sex").is_("female"),
    told=[observe("menopausal_symptoms")],
    given=[
        OESTROGEN,
        given("progesterone", {"progesterone": repeated(
            "progesterone_100mg_cap", "Take one capsule at night", 28)},
              reason="menopause", begun=p.progesterone, beside=OESTROGEN),
    ],
)  # fmt: skip

PATHWAYS = [MENOPAUSE]
