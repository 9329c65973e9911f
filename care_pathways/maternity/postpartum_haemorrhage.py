"""A haemorrhage after birth: what makes the womb contract, the blood count next day, transfusion and iron."""

from __future__ import annotations

from care_pathways import beside
from care_pathways.laboratory import FULL_BLOOD_COUNT, usual
from care_pathways.maternity import birth
from care_pathways.maternity._birth import Birth
from synth.pathway.language.conditions import lower_of
from synth.pathway.language.expressions import Expression, Fact, Now, where
from synth.pathway.language.model import Pathway, Step, When, Write
from synth.pathway.language.notes import instant, option, quantity, whether
from synth.pathway.language.time import midnight, today
from synth.pathway.language.words import unanswered
from synth.pathway.language.writes import observe, perform, prescribe

p = beside(__file__)


class Bled(Birth):
    """What is known of a woman who lost half a litre or more."""

    major = whether("she lost a litre or more")
    first = option("what makes the womb contract first", "oxytocin", "ergometrine")
    morning = instant("the next morning, when blood is taken")
    counted = whether("her blood is counted after it")
    haemoglobin = quantity("haemoglobin after it", "g/L")


n = Bled
_at_home = Birth.place.is_("home")
# Ergometrine raises the pressure, and carboprost narrows the airways.
_could_have_ergometrine = ~Fact("hypertension_in_pregnancy") & ~Fact("hypertension")
_could_have_carboprost = ~Fact("asthma")
_again = Birth.loss >= p.second_medicine_from


def _given(medicine: str, dosage: str, when: Expression, slot: str = "") -> Write:
    """A medicine that is given once, at once."""
    return prescribe(medicine, when=when, until=Now(), slot=slot, details={"dosage": dosage})


def _first(setting: str) -> list[Write]:
    """The medicine that is given as soon as she bleeds, by whoever is there."""
    return [
        _given("oxytocin_5unit_inj", "5 units by slow intravenous injection once", n.first.is_("oxytocin"),
               slot=f"oxytocin by {setting}"),
        _given("ergometrine_500microgram_inj", "500 micrograms by intramuscular injection once",
               n.first.is_("ergometrine"), slot=f"ergometrine by {setting}"),
    ]  # fmt: skip


_DECIDED = {
    n.major: Birth.loss >= birth.p.major_haemorrhage,
    n.morning: midnight(today() + 1) + p.morning,
    n.first: where(_could_have_ergometrine & p.ergometrine_first, "ergometrine", "oxytocin"),
}

# What she had, less the share of her blood that she lost.
_COUNT = {
    n.haemoglobin: where(Birth.anaemic, p.haemoglobin_if_anaemic, p.haemoglobin)
    * (p.blood_of_a_mother - Birth.loss) // p.blood_of_a_mother,
}  # fmt: skip


def _counted(place: str) -> list[Write]:
    """The blood count after it, and iron for her whose count is low."""
    return [
        observe("haemoglobin", n.haemoglobin, "unit_gram_per_litre", slot=f"haemoglobin {place}", when=n.counted,
                **FULL_BLOOD_COUNT, **usual("haemoglobin_in_pregnancy")),
        prescribe("ferrous_sulfate_200mg_tab", slot=f"iron {place}", until=Now() + p.iron_course,
                  when=n.counted & (n.haemoglobin < p.iron_below) & ~p.no_iron.named(place),
                  details={"dosage": "One tablet daily on an empty stomach"}),
    ]  # fmt: skip


BLEEDING = Pathway(
    "haemorrhage after birth",
    part_of=birth.BIRTH,
    starts_on="mother after birth",
    only=Birth.loss >= birth.p.haemorrhage,
    notes=Bled,
    guideline="NICE NG235; RCOG GTG 52",
    steps=[
        Step("seen", after=p.at_once, draws=_DECIDED, then=When({"treated at home": _at_home}, "treated")),
        Step("treated", "labour ward (obstetrician)", after=p.to_treatment, hours="always",
             writes=[
                 *_first("labour ward"),
                 _given("oxytocin_10unit_inj", "40 units in 500 mL by intravenous infusion over 4 hours",
                        n.major | p.infusion_if_minor, slot="oxytocin infusion"),
                 _given("tranexamic_acid_500mg_inj", "1 g by slow intravenous injection once",
                        n.major & p.tranexamic_acid),
                 _given("carboprost_250microgram_inj", "250 micrograms by intramuscular injection once",
                        _again & _could_have_carboprost),
                 _given("misoprostol_200microgram_tab", "Five tablets rectally once",
                        _again & ~_could_have_carboprost),
             ],
             then="counted"),
        Step("treated at home", "midwife at home", after=p.to_treatment.named("at home"), hours="always",
             writes=_first("midwife at home"), then=When({"counted at home": n.major})),
        Step("counted at home", "midwife at home", at=Birth.visit_1, after=p.at_once.named("counted at home"),
             hours="always", draws={n.counted: 1, **_COUNT}, writes=_counted("at home")),
        # On the morning after, or before she goes home if that is sooner.
        Step("counted", "postnatal ward", hours="always",
             at=lower_of(n.morning, Birth.goes_home - p.before_home), after=p.at_once.named("counted"),
             draws={n.counted: n.major | p.counted_if_minor, **_COUNT},
             writes=[*_counted("on the ward"),
                     perform("transfusion_of_red_cells",
                             when=n.counted & (n.haemoglobin < p.transfused_below) & p.transfused)]),
    ],
)  # fmt: skip

UNANSWERED = [
    unanswered("low haemoglobin in pregnancy", "the ward treats there and then what she has lost",
               within="haemorrhage after birth"),
]  # fmt: skip
PATHWAYS = [BLEEDING]
