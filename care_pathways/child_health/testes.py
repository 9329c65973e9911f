"""A testis that is not down at birth: looked at again at six weeks and at four to five months, then the surgeon."""

from __future__ import annotations

from care_pathways import beside
from care_pathways.child_health.newborn import BORN
from synth.pathway.language.expressions import Expression, Fact
from synth.pathway.language.model import END, Pathway, Step, When, Write
from synth.pathway.language.notes import Notes, whether
from synth.pathway.language.options import either
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import BEGUN, ENDED, diagnose, observe, perform, refer

p = beside(__file__)


class Testes(Notes):
    """What is known of a boy whose testes are not both down."""

    still = whether("it is still so")
    known = whether("it is known not to be down")
    comes = whether("he is brought to the surgeon")


n = Testes
_born = Fact("born")
EXAMINED, CLINIC = "newborn examination (paediatrician)", "outpatient clinic (surgeon)"


def _over(step: str, when: Expression | None = None) -> Write:
    """The end of it, in the record of those who found it: whoever sees the boy since tells them."""
    return diagnose("undescended_testis", entry="testis", slot=f"down at {step}", change=ENDED, when=when,
                    setting=EXAMINED)  # fmt: skip


UNDESCENDED = Pathway(
    "undescended testis",
    part_of=BORN,
    starts_on="testis not down",
    at_death="died",
    notes=Testes,
    guideline="UK NSC, NIPE: referral to the surgeon by six months; British Association of Paediatric Urologists",
    steps=[
        Step("found", EXAMINED, hours="always",
             writes=[diagnose("undescended_testis", entry="testis", change=BEGUN)],
             draws={n.known: 1}, sets={"testis_not_down": 1}, then="six weeks"),
        # What the GP finds at six to eight weeks stands in that examination.
        Step("six weeks", at=_born + p.six_weeks, draws={n.still: p.still_at_six_weeks},
             sets={"testis_not_down": n.still}, then=When({"four months": n.still}, otherwise="down")),
        Step("down", "general practice (GP)", at=_born + p.examined_by, draws={n.known: 0},
             writes=[_over("six weeks")]),
        Step("four months", "general practice (GP)", at=_born + p.four_months, after=p.around,
             contact="gp_consultation", draws={n.still: p.still_at_four_months, n.known: n.still},
             writes=[observe(either(n.still, "nipe_testes_left_abnormality", "nipe_testes_no_abnormality"),
                             category="exam"),
                     refer("referral_paediatric_surgery", when=n.still, details={"to": CLINIC}),
                     _over("four months", ~n.still)],
             sets={"testis_not_down": n.still}, then=When({"surgeon": n.still}, END)),
        Step("surgeon", CLINIC, after=p.to_surgeon, contact="outpatient", contact_when=n.comes,
             draws={n.comes: p.comes_to_surgeon},
             writes=[observe("listed_for_operation", when=n.comes)],
             then=When({"operation": n.comes}, END)),
        Step("operation", "operating theatre", after=p.to_operation, contact="day_case", lasts=p.operation_takes,
             draws={n.known: 0}, writes=[perform("orchidopexy"), _over("operation")], sets={"testis_not_down": 0}),
        Step("died", CLINIC, writes=[_over("death", n.known)]),
    ],
)  # fmt: skip

SIGNALS = [signal("testis not down", "the examination of a newborn boy finds a testis that is not down")]
FACTS = [fact("testis_not_down", "1 while a testis is known not to be down")]
PATHWAYS = [UNDESCENDED]
