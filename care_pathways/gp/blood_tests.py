"""Blood tests asked for at a consultation: taken within days, filed when they are back, and followed where unusual.

Which panels are asked for goes by what is complained of. What a panel finds of one person keeps to a course of its own.
Kidneys and glucose are tested where they are looked after.
"""

from __future__ import annotations

from typing import Any

from care_pathways import beside
from care_pathways.courses import blood
from care_pathways.gp._review import GP, HCA, TELEPHONE
from care_pathways.gp.consultations import CONSULTATION, Consultation
from care_pathways.gp.registration import Registered
from care_pathways.laboratory import (
    FULL_BLOOD_COUNT,
    INFLAMMATION,
    LIVER,
    RESULTS,
    THYROID,
    WHEN_THERE,
    Awaited,
    awaited,
    usual,
)
from synth.pathway.language.expressions import Expression, Fact, Now, Value, at_centile, where
from synth.pathway.language.model import END, Pathway, Step, When, Write
from synth.pathway.language.notes import quantity, whether
from synth.pathway.language.words import fact, unanswered
from synth.pathway.language.writes import AMENDED, BEGUN, ENDED, diagnose, observe, prescribe

p = beside(__file__)

INFLAMED = ("joint_pain", "hand_pain", "abdominal_pain", "diarrhoea", "headache", "hip_pain", "shoulder_pain", "lrti")
"""Complaints for which inflammation is looked for."""
OF_THE_LIVER = ("abdominal_pain", "diarrhoea", "dyspepsia", "tired", "leg_swelling", "constipation")
OF_THE_THYROID = ("tired", "palpitations", "heavy_periods", "constipation", "low_mood", "anxiety", "menopause",
                  "dizziness", "insomnia")  # fmt: skip


class Tested(Awaited):
    """What is found in the blood."""

    haemoglobin = quantity("haemoglobin in the blood", "g/L")
    white_cells = quantity("white cells in the blood", "10*9/L", decimals=1)
    platelets = quantity("platelets in the blood", "10*9/L")
    cell_volume = quantity("volume of a red cell", "fL")
    alt = quantity("alanine aminotransferase", "U/L")
    bilirubin = quantity("bilirubin", "umol/L")
    alp = quantity("alkaline phosphatase", "U/L")
    albumin = quantity("albumin in the blood", "g/L")
    tsh = quantity("thyroid stimulating hormone", "mU/L", decimals=1)
    crp = quantity("C-reactive protein", "mg/L")
    liver = whether("the liver is tested")
    thyroid = whether("the thyroid is tested")
    inflammation = whether("inflammation is looked for")
    anaemic = whether("the haemoglobin is low")
    followed = whether("a result that is not usual is acted on")


class Sample(Tested):
    """What is known of a sample that is taken for a complaint."""

    corrected = whether("the laboratory has taken another's sample for this one, and puts its report right")
    first_told = quantity("C-reactive protein as it is first reported", "mg/L")


t, n = Tested, Sample
REASON = Consultation.reason


def found(number: Expression, course: str) -> Expression:
    """What is found of someone now."""
    return at_centile(number, blood.OF[course].now())


CELLS: dict[Any, Value] = {
    t.haemoglobin: found(p.haemoglobin, "haemoglobin"), t.white_cells: found(p.white_cells, "white cells"),
    t.platelets: found(p.platelets, "platelets"), t.cell_volume: found(p.cell_volume, "cell volume"),
}  # fmt: skip
"""What is drawn where blood is counted."""
OF_LIVER: dict[Any, Value] = {
    t.alt: found(p.alt, "alanine aminotransferase"), t.bilirubin: found(p.bilirubin, "bilirubin"),
    t.alp: found(p.alp, "alkaline phosphatase"), t.albumin: found(p.albumin, "albumin"),
}  # fmt: skip
"""What is drawn where the liver is tested."""
SAMPLE: dict[Any, Value] = {
    t.liver: REASON.is_(*OF_THE_LIVER), t.thyroid: REASON.is_(*OF_THE_THYROID), t.inflammation: REASON.is_(*INFLAMED),
    **CELLS, **OF_LIVER,
    t.tsh: found(p.tsh, "thyroid stimulating hormone"), t.crp: found(p.crp, "C-reactive protein"),
    **awaited(p.turnaround),
}  # fmt: skip
"""What is drawn where blood is taken."""


def _result(code: str, value: Expression, unit: str, panel: dict[str, Any], when: Expression | None = None,
            decimals: int = 0, bounds: str = "", **more: Any) -> Write:  # fmt: skip
    return observe(code, value, unit, when=when, decimals=decimals, **panel, **usual(bounds or code),
                   **{"recorded": WHEN_THERE, **more})  # fmt: skip


def _protein(value: Expression, slot: str, change: str, **more: Any) -> Write:
    """The report of C-reactive protein, which may be put right."""
    return _result("crp", value, "unit_milligram_per_litre", INFLAMMATION, t.inflammation,
                   slot=slot, entry="protein", change=change, **more)  # fmt: skip


def blood_count(when: Expression | None = None) -> list[Write]:
    """A full blood count; the results come later."""
    return [
        _result("haemoglobin", t.haemoglobin, "unit_gram_per_litre", FULL_BLOOD_COUNT, when),
        _result("wbc", t.white_cells, "unit_billion_per_litre", FULL_BLOOD_COUNT, when, decimals=1),
        _result("platelets", t.platelets, "unit_billion_per_litre", FULL_BLOOD_COUNT, when),
        _result("mcv", t.cell_volume, "unit_femtolitre", FULL_BLOOD_COUNT, when),
    ]


def liver_tests(when: Expression | None = None) -> list[Write]:
    """Tests of the liver; the results come later."""
    return [
        _result("alt", t.alt, "unit_enzyme_unit_per_litre", LIVER, when),
        _result("bilirubin", t.bilirubin, "unit_micromole_per_litre", LIVER, when),
        _result("alp", t.alp, "unit_enzyme_unit_per_litre", LIVER, when),
        _result("albumin", t.albumin, "unit_gram_per_litre", LIVER, when),
    ]


REST = [
    *blood_count(),
    *liver_tests(t.liver),
    _result("tsh", t.tsh, "unit_milliunit_per_litre", THYROID, t.thyroid, decimals=1),
]
PANELS = [*REST, _result("crp", t.crp, "unit_milligram_per_litre", INFLAMMATION, t.inflammation)]
CORRECTED: dict[Any, Value] = {
    n.corrected: t.inflammation & p.another_s_sample,
    n.first_told: where(n.corrected, p.of_another, t.crp),
}
"""What is drawn beside the first sample: of another's the laboratory first reports what is usual."""
UNUSUAL = (
    (t.haemoglobin < p.anaemic)
    | (t.liver & (t.alt >= p.alt_followed))
    | (t.thyroid & (t.tsh >= p.tsh_followed))
    | (t.inflammation & (t.crp >= p.crp_followed))
)
"""Whether a result is one that someone is told of; others of a panel are read beside it."""
KNOWN = Fact("iron_deficiency_known")
ANAEMIA: dict[str, Any] = {"entry": "anaemia", "when": t.anaemic}

BLOOD_TESTS = Pathway(
    "blood tests",
    part_of=CONSULTATION,
    starts_on="tests wanted",
    until=Registered.removed,
    ending="over",
    at_death="over",
    guideline="NICE CKS, anaemia - iron deficiency; Royal College of Pathologists, minimum retesting intervals",
    notes=Sample,
    steps=[
        Step("sample", HCA, after=p.until_taken, draws={**SAMPLE, **CORRECTED},
             writes=[*REST, _protein(n.first_told, "protein", "recorded")],
             then=When({"put right": n.corrected}, otherwise="result")),
        # What was reported first was usual, so that nobody has acted on it.
        Step("put right", HCA, at=RESULTS, after=p.until_put_right,
             writes=[_protein(t.crp, "protein put right", AMENDED, recorded=None,
                              text="Corrected report: the first was of another sample")],
             then="result"),
        Step("result", at=RESULTS, draws={t.followed: UNUSUAL & ~p.not_followed},
             then=When({"told": t.followed}, otherwise=END)),
        Step("told", TELEPHONE, after=p.until_told, contact="telephone_consultation",
             draws={t.anaemic: ~KNOWN & (t.haemoglobin < p.anaemic)}, sets={"iron_deficiency_known": KNOWN | t.anaemic},
             writes=[diagnose("iron_deficiency_anaemia", change=BEGUN, **ANAEMIA),
                     prescribe("ferrous_sulfate_200mg_tab", until=Now() + p.iron_lasts, when=t.anaemic, setting=GP,
                               dosage="Take one tablet once a day, on an empty stomach", quantity=84, days=84,
                               course="acute", reason="iron_deficiency_anaemia")],
             then="sample again"),
        Step("sample again", HCA, after=p.until_repeated, draws=SAMPLE, writes=PANELS, then="result again"),
        Step("result again", GP, at=RESULTS, sets={"iron_deficiency_known": KNOWN & ~t.anaemic},
             writes=[diagnose("iron_deficiency_anaemia", change=ENDED, **ANAEMIA)]),
        Step("over", GP, sets={"iron_deficiency_known": KNOWN & ~t.anaemic},
             writes=[diagnose("iron_deficiency_anaemia", change=ENDED, **ANAEMIA)]),
    ],
)  # fmt: skip

FACTS = [fact("iron_deficiency_known", "1 while the practice treats anaemia for want of iron")]
UNANSWERED = [
    unanswered("low haemoglobin in pregnancy", "a low haemoglobin is followed in the same pathway",
               within="blood tests"),
    *(unanswered(code, "what is unusual of it is told and taken again in the same pathway")
      for code in ("wbc", "bilirubin", "alp", "albumin", "tsh", "crp")),
]  # fmt: skip
PATHWAYS = [BLOOD_TESTS]
