"""Birth before 37 weeks: labour or waters that come too early, and what is given to the baby through its mother."""

from __future__ import annotations

from care_pathways import beside
from care_pathways.gp.allergies import allergic
from care_pathways.maternity._birth import Birth
from care_pathways.maternity._course import Pregnancy
from care_pathways.maternity.birth import BIRTH
from care_pathways.maternity.threatened_labour import TO_HOLD_UP, held_up_until, hold_up_for
from synth.pathway.language.conditions import lower_of
from synth.pathway.language.expressions import Now, where
from synth.pathway.language.model import Pathway, Step
from synth.pathway.language.notes import option, whether
from synth.pathway.language.options import code_of
from synth.pathway.language.time import in_days
from synth.pathway.language.writes import BEGUN, ENDED, diagnose, observe, perform, prescribe

p = beside(__file__)


class TooEarly(Birth):
    """What is known of a birth that comes too early."""

    how = option("what leads to it", "labour", "waters")
    on_ward = whether("she is on the ward, and her baby lives")


n = TooEarly
_alive = ~Pregnancy.outcome.is_("stillbirth")
_CODES = {"labour": "preterm_labour", "waters": "preterm_prom"}
_because = n.onset.is_("spontaneous") | (n.onset.is_("induced") & n.induced_for.is_("early waters"))

_labour = where(n.onset.is_("no labour"), 0, n.first_stage + n.second_stage)
"""How long labour lasts until the birth."""

PRETERM = Pathway(
    "birth before 37 weeks",
    part_of=BIRTH,
    starts_on="birth decided",
    only=Birth.preterm & (Birth.place.is_("labour_ward")),
    at_death="died",
    notes=TooEarly,
    guideline="NICE NG25; NNAP",
    steps=[
        Step("admitted", "labour ward", at=Pregnancy.ends - n.before, hours="always",
             draws={n.on_ward: 1, n.how: where(n.onset.is_("induced"), "waters", p.how)},
             writes=[diagnose(code_of(n.how, _CODES), entry="cause", slot="cause begun", change=BEGUN, enduring=False,
                              when=_because),
                     observe("in_utero_transfer", when=_alive & p.transferred
                             & (Pregnancy.gestation < in_days(p.needs_intensive_care))),
                     perform("steroid_fetal_lung", setting="labour ward (obstetrician)", when=_alive & p.steroids
                             & (Pregnancy.gestation < in_days(p.steroids_until))),
                     prescribe("atosiban_37_5mg_5ml_inf", setting="labour ward (obstetrician)",
                               until=lower_of(Now() + hold_up_for, Pregnancy.ends), details={"dosage": TO_HOLD_UP},
                               when=_alive & _because & n.how.is_("labour") & p.held_up
                               & (Pregnancy.gestation < in_days(held_up_until))),
                     prescribe("erythromycin_250mg_gr_tab", setting="labour ward (obstetrician)",
                               until=lower_of(Now() + p.erythromycin_for, Pregnancy.ends - _labour),
                               details={"dosage": "One tablet four times a day for up to 10 days, until labour"},
                               when=_because & n.how.is_("waters") & (n.before > _labour)
                               & ~allergic("erythromycin") & p.erythromycin)],
             then="magnesium"),
        Step("magnesium", "labour ward (obstetrician)",
             at=Pregnancy.ends - lower_of(n.before * p.magnesium_at_most // 100, p.magnesium_before),
             hours="always",
             writes=[prescribe("magnesium_sulfate_20ml", until=Now() + p.infusion,
                               details={"dosage": "4 g into a vein over 15 minutes, then 1 g an hour until birth"},
                               when=_alive & p.magnesium & (Pregnancy.gestation < in_days(p.magnesium_until)))],
             then="born"),
        Step("born", "labour ward", at=Pregnancy.ends, hours="always", draws={n.on_ward: 0},
             writes=[diagnose(code_of(n.how, _CODES), entry="cause", slot="cause ended", change=ENDED, enduring=False,
                              when=_because),
                     perform("deferred_cord_clamping", when=_alive & p.deferred_clamping)]),
        Step("died", "labour ward",
             writes=[diagnose(code_of(n.how, _CODES), entry="cause", slot="cause at death", change=ENDED,
                              enduring=False, when=_because & n.on_ward)]),
    ],
)  # fmt: skip

PATHWAYS = [PRETERM]
