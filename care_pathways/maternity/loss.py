"""Pregnancies that end before 24 weeks: miscarriage, ectopic pregnancy, termination.

Terminations are mostly given by an independent provider, whose system nobody else sees; in hospital or there, all that
is written of one, the attendance too, is restricted to those who gave the care, and nobody else is told.
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.maternity._course import Conceived, weeks_and_days
from synth.pathway.language.expressions import Expression, Fact, Now
from synth.pathway.language.model import Pathway, Signal, Step, When
from synth.pathway.language.notes import by_name, option, whether
from synth.pathway.language.options import code_of, either
from synth.pathway.language.time import in_days
from synth.pathway.language.words import signal
from synth.pathway.language.writes import BEGUN, ENDED, diagnose, observe, perform

p = beside(__file__)


class Loss(Conceived):
    """What is known of a pregnancy that ends early."""

    how = option("how it is managed", "expectant", "medical", "surgical")
    found = whether("it is found to lie outside the womb")
    late = whether("it ends so late that surgery is more usual")
    hospital = whether("it is ended in an NHS hospital, not by an independent provider")
    surgical = whether("it is ended by surgery")


n = Loss
_TOLD = (n.outcome, n.ends, n.gestation)
"""What each of them takes of the pregnancy."""
_late = n.gestation >= in_days(p.late_loss)


def _anti_d(due: Expression) -> Step:
    """Anti-D for who is known to be rhesus negative, within three days of what may mix the bloods."""
    return Step("anti-D", "antenatal clinic (obstetrician)", after=p.to_anti_d, hours="always",
                writes=[perform("anti_d_given", when=due & Fact("rhesus").is_("negative"))],
                then="follow-up")  # fmt: skip


MISCARRIED = Pathway(
    "miscarriage",
    starts_on="conception",
    takes=_TOLD,
    only=n.outcome.is_("miscarriage"),
    notes=Loss,
    guideline="NICE NG126",
    steps=[
        Step("seen", "antenatal clinic (obstetrician)", at=n.ends, after=p.to_early_pregnancy_unit,
             contact="seen_in_early_pregnancy_unit", lasts=p.visit,
             draws={n.how: p.miscarriage_management},
             writes=[diagnose("miscarriage", begins=n.ends, until=Now()),
                     weeks_and_days(n.gestation, slot="gestation"),
                     perform("early_pregnancy_scan", when=~_late),
                     perform(code_of(n.how, {how: f"miscarriage_{how}_management" for how in n.how.options}),
                             slot="management")],
             raises=Signal("after a loss", carries=by_name(n.outcome)), then="anti-D"),
        _anti_d(n.how.is_("surgical") | _late),
        Step("follow-up", "antenatal clinic (obstetrician)", after=p.to_follow_up,
             contact="telephone_follow_up",
             writes=[observe("bereavement_support", when=p.support_taken)]),
    ],
)  # fmt: skip

ECTOPIC_PREGNANCY = Pathway(
    "ectopic pregnancy",
    starts_on="conception",
    takes=_TOLD,
    only=n.outcome.is_("ectopic pregnancy"),
    at_death="died",
    notes=Loss,
    guideline="NICE NG126",
    steps=[
        Step("found", "antenatal clinic (obstetrician)", at=n.ends,
             contact="seen_in_early_pregnancy_unit",
             lasts=p.visit, draws={n.how: p.ectopic_management, n.found: 1},
             writes=[diagnose("ectopic_pregnancy", entry="ectopic", change=BEGUN),
                     weeks_and_days(n.gestation, slot="gestation"),
                     perform("early_pregnancy_scan"),
                     perform(code_of(n.how, {how: f"ectopic_{how}_management" for how in n.how.options}),
                             slot="management", enduring=True)],
             raises=Signal("after a loss", carries=by_name(n.outcome)), then="anti-D"),
        _anti_d(n.how.is_("surgical")),
        Step("follow-up", "antenatal clinic (obstetrician)", after=p.to_follow_up,
             contact="seen_in_early_pregnancy_unit", lasts=p.visit,
             writes=[observe("normal_result", text="Pregnancy hormone has fallen to normal"),
                     diagnose("ectopic_pregnancy", entry="ectopic", change=ENDED)]),
        Step("died", "antenatal clinic (obstetrician)",
             writes=[diagnose("ectopic_pregnancy", entry="ectopic", change=ENDED, when=n.found)]),
    ],
)  # fmt: skip


def _treated(name: str, place: str, contact: str) -> Step:
    return Step(name, place, hours="office", contact=contact, lasts=p.visit,
                writes=[perform(either(n.surgical, "termination_surgical", "termination_medical"),
                                slot=f"termination {name}", enduring=True),
                        weeks_and_days(n.gestation, slot=f"gestation {name}")])  # fmt: skip


TERMINATED = Pathway(
    "termination of pregnancy",
    starts_on="conception",
    takes=_TOLD,
    only=n.outcome.is_("termination"),
    confidentiality="restricted",
    notes=Loss,
    guideline="NICE NG140",
    steps=[
        Step("decided", at=n.ends, draws={n.late: _late, n.surgical: p.surgical, n.hospital: p.in_hospital},
             raises=Signal("after a loss", carries=by_name(n.outcome)),
             then=When({"in hospital": n.hospital}, "by an independent provider")),
        _treated("in hospital", "outpatient clinic (surgeon)", "seen_in_hospital_clinic"),
        _treated("by an independent provider", "pregnancy advice clinic", "seen_in_clinic"),
    ],
)  # fmt: skip

SIGNALS = [
    signal("after a loss", "a pregnancy has ended early", ("outcome",), for_later="bereavement care and mental health"),
]
PATHWAYS = [MISCARRIED, ECTOPIC_PREGNANCY, TERMINATED]
