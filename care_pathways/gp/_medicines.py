"""Repeat medicines in general practice: packs of four weeks, and from when on a course can stand in the record."""

from care_pathways import beside
from care_pathways.gp._review import GP
from synth.clock import DAY, YEAR
from synth.pathway.language.expressions import Expression
from synth.pathway.language.time import birthday
from synth.pathway.parts.treatment import Medicine

p = beside(__file__)


NEWER = {
    "adalimumab_40mg_pen": p.adalimumab_begins,
    "apixaban_2_5mg_tab": p.apixaban_begins,
    "apixaban_5mg_tab": p.apixaban_begins,
    "aripiprazole_10mg_tab": p.aripiprazole_begins,
    "colecalciferol_800unit_cap": p.colecalciferol_begins,
    "dapagliflozin_10mg_tab": p.dapagliflozin_begins,
    "edoxaban_30mg_tab": p.edoxaban_begins,
    "edoxaban_60mg_tab": p.edoxaban_begins,
    "empagliflozin_10mg_tab": p.empagliflozin_begins,
    "fostair_generic": p.beclometasone_formoterol_begins,
    "insulin_glargine_pen": p.glargine_begins,
    "letrozole_2_5mg_tab": p.letrozole_begins,
    "levetiracetam_500mg_tab": p.levetiracetam_begins,
    "linagliptin_5mg_tab": p.linagliptin_begins,
    "memantine_10mg_tab": p.memantine_begins,
    "pregabalin_75mg_cap": p.pregabalin_begins,
    "rivaroxaban_15mg_tab": p.rivaroxaban_begins,
    "rivaroxaban_20mg_tab": p.rivaroxaban_begins,
    "sitagliptin_100mg_tab": p.sitagliptin_begins,
    "sitagliptin_25mg_tab": p.sitagliptin_begins,
    "sitagliptin_50mg_tab": p.sitagliptin_begins,
    "solifenacin_5mg_tab": p.solifenacin_begins,
    "tiotropium_inhaler": p.tiotropium_begins,
    "umeclidinium_vilanterol": p.umeclidinium_vilanterol_begins,
}
"""Medicines that are newer than the practice's computer, and from which instant on there is each."""


def repeated(key: str, dosage: str, quantity: int = 28, *, held: bool = False, days: int = 28) -> Medicine:
    """A repeat medicine: key of the codelists, what the label says, how many are dispensed at a time.

    days: for how long a pack lasts; so many are authorised as last a year. held: whether it is held back in pregnancy
    (NICE NG133, NG3; MHRA). A doctor signs for it, whoever does the review.

    A course that began before its medicine can stand in the practice's record, or before there was such a medicine
    (`NEWER`), is shown as of that day.
    """
    stands = NEWER[key] if key in NEWER else _copied()
    return Medicine(key, dosage, quantity, days=days, repeats=YEAR // DAY // days, course="repeat", stands_from=stands,
                    prescriber=GP, held=held, supplied=True)  # fmt: skip


ALL_COPIED = p.record_begins + p.copying_takes
"""The moment from which on every older course has been copied: one that was over before stands in no record."""


def _copied() -> Expression:
    """The moment from which on courses of older medicines stand in the record."""
    return p.record_begins + birthday() * DAY % p.copying_takes


STATINS = {"atorvastatin": repeated("atorvastatin_20mg_tab", "Take one tablet at night", held=True)}
RELIEVERS = {"salbutamol": repeated("salbutamol_inhaler", "Inhale two puffs when needed", 1, days=60)}
"""Inhalers for when it is needed, in asthma and in COPD alike."""
