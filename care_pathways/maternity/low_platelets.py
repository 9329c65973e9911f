"""Low platelets in pregnancy: counted again until birth, and a plan for an anaesthetic where they fall further."""

from __future__ import annotations

from care_pathways import beside, laboratory
from care_pathways.courses import blood
from care_pathways.laboratory import FULL_BLOOD_COUNT, usual
from care_pathways.maternity._course import Pregnancy
from care_pathways.maternity.pregnancy import PREGNANCY
from synth.pathway.language.expressions import Expression, Now, at_centile
from synth.pathway.language.model import END, Step, When, Write, finding
from synth.pathway.language.notes import quantity, whether
from synth.pathway.language.time import midnight
from synth.pathway.language.words import signal, unanswered
from synth.pathway.language.writes import BEGUN, ENDED, diagnose, observe, refer
from synth.pathway.parts.consequence import consequence

p = beside(__file__)


class Counted(Pregnancy):
    """What is known of a pregnant woman with few platelets."""

    platelets = quantity("platelets when they were counted last", "10*9/L")
    known = whether("her few platelets have a name in her record")


n = Counted
LOW = laboratory.p.platelets_low
LOW_PLATELETS = finding("low platelets in pregnancy", of="platelets", below=LOW, ignored=p.not_counted_again)


def _counted(slot: str) -> list[Write]:
    return [observe("platelets", n.platelets, "unit_billion_per_litre", slot=slot, **FULL_BLOOD_COUNT,
                    **usual("platelets"))]  # fmt: skip


# They fall as pregnancy goes on, in who had few from the first as in others.
LATER = at_centile(p.platelets_later, blood.OF["platelets"].now())

_late = midnight(Pregnancy.last_period) + p.before_birth


def _named(change: str, **when: Expression) -> Write:
    return diagnose("gestational_thrombocytopenia", slot=f"few {change}", entry="few", change=change, **when)


COUNTED = consequence(
    LOW_PLATELETS,
    Step("counted again", "community midwife", after=p.until_counted, hours="always", draws={n.platelets: LATER},
         writes=_counted("counted again"),
         then=When({"few": n.platelets < p.few,
                    "counted before birth": (n.platelets < LOW) & (_late > Now())}, END)),
    Step("counted before birth", "community midwife", at=_late,
         after=p.late_count, hours="always", draws={n.platelets: LATER}, writes=_counted("counted before birth"),
         then=When({"few": n.platelets < p.few}, END)),
    Step("few", "antenatal clinic (obstetrician)", after=p.to_clinic, contact="seen_in_antenatal_clinic",
         draws={n.known: 1}, writes=[_named(BEGUN),
                 refer("referral_obstetric_anaesthetist", to="labour ward (anaesthetist)",
                       reason="Low platelets: which anaesthetic can be given at the birth")],
         then="until the birth"),
    Step("until the birth", at=Pregnancy.ends),
    Step("over", "labour ward", writes=[_named(ENDED, when=n.known)]),
    part_of=PREGNANCY,
    until=Pregnancy.ends,
    ending="over",
    at_death="over",
    name="low platelets counted again",
    guideline="British Society for Haematology; RCOG and OAA: platelets before a spinal or an epidural",
    notes=Counted,
)  # fmt: skip

SIGNALS = [signal("low platelets in pregnancy", "a count of platelets at booking below what is usual")]
UNANSWERED = [
    unanswered("low platelets in pregnancy", "they are part of what pre-eclampsia is watched and treated by",
               within="hypertension in pregnancy"),
    unanswered("low platelets in pregnancy", "outside pregnancy they are read beside the rest of the blood count",
               within="blood tests"),
]  # fmt: skip
PATHWAYS = [COUNTED]
