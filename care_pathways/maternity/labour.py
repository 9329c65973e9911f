"""The course of a labour: how it was begun or hastened, examinations, waters, the second stage, why theatre was needed.

How and when the babies are born is decided before (`birth`); this says how labour went that came to it, hour by hour,
on the labour ward, at the birth centre or at home.
"""

from __future__ import annotations

from care_pathways import beside
from care_pathways.maternity._birth import RAISED, Birth
from care_pathways.maternity._course import Pregnancy
from care_pathways.maternity._heart import fetal_heart
from care_pathways.maternity.birth import BIRTH
from synth.pathway.language.conditions import higher_of, lower_of
from synth.pathway.language.expressions import Fact, Now, where
from synth.pathway.language.model import Pathway, Step, When, Write
from synth.pathway.language.notes import instant, option, quantity, whether
from synth.pathway.language.options import code_of, either, option_of
from synth.pathway.language.time import in_days
from synth.pathway.language.writes import diagnose, observe, perform, prescribe

p = beside(__file__)


INDICATIONS = {
    "previous caesarean": "previous_cs", "breech": "breech_presentation", "twins": "multiple_pregnancy",
    "her wish": "maternal_request_for_caesarean", "other": "obstetric_indication_for_caesarean",
    "pre-eclampsia": "preeclampsia", "hypertension": "gestational_hypertension", "fetal distress": "fetal_distress",
    "abruption": "placental_abruption",
    "early labour": "previous_cs", "low placenta": "placenta_praevia",
}  # fmt: skip
"""Why a caesarean is done before labour, with the code of each reason."""


class Labour(Birth):
    """What those know of a labour who look after it."""

    admitted = instant("when she is admitted, or the midwife comes to her")
    established = instant("when labour is established")
    full = instant("when the cervix is fully dilated; when theatre is reached, where it never was")
    dilated = quantity("how far the cervix is dilated", "cm")
    method = option("how labour is induced", "prostaglandin", "balloon", "membranes")
    early_by = quantity("how long before labour the waters break, where they break before it", "minutes")
    waits_with = quantity("how long she waits at most with broken waters before she comes", "minutes")
    waters = instant("when the waters break")
    broken = whether("the waters are broken by the midwife")
    meconium = whether("the waters are stained")
    hastened = whether("labour is hastened by oxytocin")
    why = option("why it is by caesarean in labour", "fetal distress", "failure to progress", "cord prolapse")
    failed = whether("forceps or a ventouse were tried before theatre")
    decided = instant("when the caesarean is decided on")
    tried_for = quantity("how long before that she was fully dilated, if instruments were tried", "minutes")
    beforehand = quantity("how long before a caesarean it would be decided on", "minutes")
    before_labour_for = option("why it is by caesarean before labour", *INDICATIONS)


n = Labour
_caesarean = n.mode.is_("elective", "emergency")
_dead = Pregnancy.outcome.is_("stillbirth")
_cord = n.why.is_("cord prolapse")
_distress = n.why.is_("fetal distress")
_on_ward = n.place.is_("labour_ward")
_raised = Fact("hypertension_in_pregnancy")
_too_early = Pregnancy.gestation < in_days(p.too_early)
_broken_before = n.onset.is_("induced") & n.induced_for.is_("waters", "early waters")


def _heart() -> Write:
    return fetal_heart(when=~_dead)


_FORESEEN = {
    # Whoever comes unbooked is with nobody before she comes.
    n.admitted: higher_of(Pregnancy.ends - n.before, Now()),
    n.established: Pregnancy.ends - n.first_stage - n.second_stage,
    # Who is induced as the waters have broken is given a prostaglandin.
    n.method: where(_broken_before, "prostaglandin", p.method),
    # A labour that comes far too early is not hastened.
    n.hastened: ~_too_early & p.hastened,
    n.why: where(_too_early, "fetal distress", p.why_in_labour),
    n.failed: _caesarean & ~_cord & p.failed_instrument,
    n.beforehand: where(_cord | n.failed, p.decision_to_birth_immediate, p.decision_to_birth),
    # Theatre is decided on in labour, however short it was.
    n.decided: Pregnancy.ends - lower_of(n.beforehand, n.first_stage * p.labour_first // 100),
    n.tried_for: p.tried_for,
    n.full: where(_caesarean, n.decided, Pregnancy.ends - n.second_stage),
    n.early_by: p.waters_before_labour,
    n.waits_with: p.comes_with_waters,
    n.waters: where(
        _broken_before,
        lower_of(n.admitted, n.established) - n.early_by,
        where(
            n.onset.is_("induced") | p.broken_in_labour,
            n.established + (n.full - n.established) * p.waters_break // 100,
            lower_of(n.established, higher_of(n.established - n.early_by, n.admitted - n.waits_with)),
        ),
    ),
    n.broken: n.waters > n.established,
    n.meconium: p.meconium,
}
_dilating = p.dilated_when_established + (p.full_dilation - p.dilated_when_established) * (Now() - n.established) // (
    n.full - n.established + 1
)
_BEGUN = [
    prescribe("dinoprostone_pessary", when=n.method.is_("prostaglandin"), until=Now(),
              details={"dosage": "10 mg into the vagina"}),
    perform("cervical_ripening_balloon", when=n.method.is_("balloon")),
    perform("artificial_rupture_of_membranes", when=n.method.is_("membranes")),
    observe("rupture_of_membranes_time", when=n.method.is_("membranes")),
]  # fmt: skip
_by_hand = n.onset.is_("induced") & n.method.is_("membranes")
"""Whether labour was induced by breaking the waters."""
_IN_THEATRE = [
    observe("onset_second_stage", when=n.failed,
            begins=n.decided - lower_of(n.tried_for, (n.decided - n.established) * p.tried_at_most // 100)),
    diagnose(code_of(n.why, {"fetal distress": "fetal_distress", "failure to progress": "failure_to_progress",
                             "cord prolapse": "cord_prolapse"}), slot="why", until=Now(), when=~n.failed,
             enduring=False),
    observe(either(p.forceps_tried, "forceps_delivery_failed", "ventouse_delivery_failed"), slot="failed",
            when=n.failed),
    observe("urgency_of_caesarean", value_code=either(
        _cord | n.failed | (_distress & p.at_once), "caesarean_category_1", "caesarean_category_2")),
]  # fmt: skip


def _course(setting: str, called: str, place: str) -> Pathway:
    """A labour in one place; who is there writes of it, and on the labour ward alone it is begun or goes to theatre."""
    ward = place == "labour_ward"
    begun = [Step("induction", "antenatal ward", at=n.admitted, after=p.to_induction, hours="always", writes=_BEGUN,
                  then="established")]  # fmt: skip
    theatre = [Step("theatre", "labour ward (obstetrician)", hours="always", writes=_IN_THEATRE, then="waters")]
    end = When({"theatre": _caesarean}, "second stage") if ward else "second stage"
    return Pathway(
        f"labour {called}",
        part_of=BIRTH,
        starts_on="birth decided",
        only=n.place.is_(place) & ~n.onset.is_("no labour"),
        until=Pregnancy.ends,
        notes=Labour,
        guideline="NICE NG235; NICE NG207",
        steps=[
            Step("foreseen", draws=_FORESEEN,
                 then=When({"induction": n.onset.is_("induced")}, "established") if ward else "established"),
            *(begun if ward else []),
            Step("established", setting, at=where(n.established > n.admitted, n.established, n.admitted),
                 after=p.to_first_look, hours="always",
                 draws={n.dilated: lower_of(_dilating, p.full_dilation)},
                 writes=[observe("labour_established", begins=lower_of(n.established, Now())),
                         observe("cervical_dilatation", n.dilated, "unit_centimetre"),
                         observe("pulse_rate", p.pulse, "unit_per_minute", category="vital-signs"),
                         _heart(),
                         *([perform("ctg", about=1, when=~_dead & p.traced)] if ward else [])],
                 then=When({"examined again": Now() + p.longest_between < n.full}, "full or decided")),
            Step("examined again", setting, after=p.between_examinations, hours="always",
                 draws={n.dilated: lower_of(_dilating, p.full_dilation - 1)},
                 writes=[observe("cervical_dilatation", n.dilated, "unit_centimetre"), _heart()],
                 then=When({"examined again": Now() + p.longest_between < n.full}, "full or decided")),
            Step("full or decided", at=n.full, then=end),
            *(theatre if ward else []),
            Step("second stage", setting, hours="always",
                 writes=[observe("onset_second_stage"), _heart()], then="waters"),
            Step("waters", setting, hours="always", writes=[
                observe("rupture_of_membranes_time", begins=lower_of(n.waters, Now()), when=~_by_hand),
                perform("artificial_rupture_of_membranes", slot="membranes", begins=lower_of(n.waters, Now()),
                        when=n.broken & ~_by_hand & (n.waters >= n.admitted) & ~n.place.is_("home")
                        & p.by_the_midwife),
                observe("meconium_liquor", when=n.meconium & ~_dead),
                *([perform("augmentation_of_labour", begins=n.established + p.to_augmentation,
                           when=n.hastened & (Now() > n.established + p.to_augmentation)
                           & (n.established + p.to_augmentation >= n.admitted))] if ward else [])]),
        ],
    )  # fmt: skip


BEFORE_LABOUR = Pathway(
    "caesarean before labour",
    part_of=BIRTH,
    starts_on="birth decided",
    only=n.onset.is_("no labour"),
    until=Pregnancy.ends,
    notes=Labour,
    guideline="NICE NG192",
    steps=[
        Step("foreseen", draws={n.beforehand: where(n.planned, p.consent_before, p.decision_before_labour),
                               n.decided: Pregnancy.ends - lower_of(n.before, n.beforehand)}, then="why"),
        Step("why", "labour ward (obstetrician)", at=n.decided, hours="always",
             draws={n.before_labour_for: where(Pregnancy.placenta.is_("over the cervix"), "low placenta", where(
                 n.planned,
                 where(Pregnancy.sections >= 1, "previous caesarean", where(
                     Pregnancy.breech, "breech", where(n.several, "twins", p.why_planned))),
                 where(_raised, option_of(Pregnancy.hypertension, RAISED),
                       where(Pregnancy.sections >= 1, "early labour", p.why_before_labour))))},
             writes=[observe("indication_for_caesarean", value_code=code_of(n.before_labour_for, INDICATIONS)),
                     observe("urgency_of_caesarean", value_code=either(
                         n.planned, "caesarean_category_4", either(
                             n.before_labour_for.is_("abruption"), "caesarean_category_1", either(
                                 n.before_labour_for.is_("fetal distress"), "caesarean_category_2",
                                 "caesarean_category_3"))))]),
    ],
)  # fmt: skip

RELIEF = Pathway(
    "epidural in labour",
    part_of=BIRTH,
    starts_on="birth decided",
    only=n.epidural,
    until=Pregnancy.ends,
    notes=Labour,
    guideline="NICE NG235",
    steps=[
        Step("epidural", "labour ward (anaesthetist)", hours="always",
             at=Pregnancy.ends - lower_of(n.before, n.first_stage + n.second_stage) * p.relief_before_birth // 100,
             writes=[perform("epidural_labour")]),
    ],
)  # fmt: skip

HAPPENED = Pathway(
    "what happened at the birth",
    part_of=BIRTH,
    starts_on="birth decided",
    only=n.onset.is_("spontaneous", "induced"),
    notes=Labour,
    guideline="NICE NG235; RCOG GTG 42; RCOG GTG 45",
    steps=[
        Step("born", "labour ward", at=Pregnancy.ends, hours="always",
             writes=[
                 diagnose("shoulder_dystocia", until=Now(), enduring=False,
                          when=~_caesarean & ~n.preterm & ~_dead & p.shoulder_dystocia),
                 diagnose("retained_placenta", until=Now(), enduring=False,
                          when=~_caesarean & _on_ward & p.retained_placenta),
                 perform("water_birth", when=n.mode.is_("vertex") & (
                     n.place.is_("birth_centre") & p.in_water | (n.place.is_("home") & p.in_water.named("home")))),
                 observe("trial_of_labour", when=Pregnancy.sections >= 1),
                 perform("vbac", when=~_caesarean & (Pregnancy.sections >= 1)),
                 diagnose("prolonged_labour", until=Now(), enduring=False,
                          when=n.first_stage + n.second_stage >= where(n.parous, p.long_for_later, p.long_for_first)),
             ]),
    ],
)  # fmt: skip

PATHWAYS = [
    _course("labour ward", "on the labour ward", "labour_ward"),
    _course("birth centre", "at the birth centre", "birth_centre"),
    _course("midwife at home", "at home", "home"),
    BEFORE_LABOUR,
    RELIEF,
    HAPPENED,
]
