"""What is kept, compared, handed on and written goes by one unit and as many decimals; what is reckoned over is let be."""

from __future__ import annotations

import pytest

import care_pathways
from synth import evidence
from synth.pathway.compiled import naming, same_unit
from synth.pathway.language.expressions import Now, where
from synth.pathway.language.model import END, Pathway, Signal, Step, When
from synth.pathway.language.notes import Notes, quantity
from synth.pathway.language.numbers import Numbers
from synth.pathway.language.writes import observe

NURSE = "general practice (nurse)"
p = Numbers(evidence.read_text("""
[in_grams]
value = 3500
unit = "g"
source = "test"
[in_kilograms]
value = 3.5
decimals = 1
unit = "kg"
source = "test"
[whole_kilograms]
value = 3
unit = "kg"
source = "test"
[term]
value = 280
unit = "days of gestation"
source = "test"
[week]
value = 1
unit = "weeks"
source = "test"
""", "units.toml"))  # fmt: skip


class Weighed(Notes):
    """What is kept of whoever is weighed."""

    grams = quantity("weight", "g")
    kilograms = quantity("weight", "kg", decimals=1)
    days = quantity("how long it has been", "days")
    wait = quantity("how long to wait", "minutes")


class Told(Notes):
    """What is kept of what is handed on."""

    weight = quantity("weight", "kg", decimals=1)


n = Weighed


def faults(*writes, draws=None, asked=None, raises=()) -> list[str]:
    first = Step("visit", NURSE, contact="antenatal_visit", draws=draws or {}, writes=writes, raises=raises,
                 then=When({"later": asked}, END) if asked is not None else "later")  # fmt: skip
    care = Pathway("care", "birth", [first, Step("later", NURSE, contact="antenatal_visit")], notes=Weighed)
    hearer = Pathway("hearer", "told", [Step("a", NURSE, contact="antenatal_visit")], takes=(Told.weight,), notes=Told)
    declared = {each.name: naming.notes_of(each, lambda said: None) for each in (care, hearer)}
    return list(same_unit.check([care, hearer], declared, care_pathways.codelists()))


REFUSED = {
    "kept in another unit": (lambda: faults(draws={n.kilograms: p.in_grams}), "'kilograms' is in kg with 1 decimals"),
    "kept in other decimals": (lambda: faults(draws={n.kilograms: p.whole_kilograms}), "in kg: reckon"),
    "compared in another unit": (lambda: faults(asked=n.kilograms >= p.in_grams), "grams is in g, but kilograms"),
    "added in another unit": (lambda: faults(draws={n.grams: n.grams + n.kilograms}), "grams is in g, but kilograms"),
    "chosen in another unit": (
        lambda: faults(draws={n.grams: where(Now() > 0, p.in_grams, p.in_kilograms)}), "in grams is in g, but in"),
    "handed on in another unit": (
        lambda: faults(raises=Signal("told", carries={"weight": n.grams})), "'weight' is in kg with 1 decimals"),
    "written with other decimals": (
        lambda: faults(observe("body_weight", n.kilograms, "unit_kilogram")), "is written with 0 decimals"),
}  # fmt: skip
SOUND = {
    "the same": lambda: faults(draws={n.kilograms: p.in_kilograms, n.grams: p.in_grams, n.wait: p.week}),
    "reckoned over": lambda: faults(draws={n.kilograms: p.in_grams // 100}, asked=n.kilograms * 100 >= n.grams),
    "days of gestation as days": lambda: faults(draws={n.days: p.term - n.days}),
    "written in another unit": lambda: faults(observe("body_weight", n.grams, "unit_kilogram", decimals=3)),
    "handed on as it is": lambda: faults(raises=Signal("told", carries={"weight": n.kilograms})),
}


@pytest.mark.parametrize("case", REFUSED)
def test_two_units_do_not_meet(case):
    made, says = REFUSED[case]
    found = made()
    assert len(found) == 1 and says in found[0], found


@pytest.mark.parametrize("case", SOUND)
def test_what_is_of_one_unit_or_reckoned_over_is_let_be(case):
    assert SOUND[case]() == []
