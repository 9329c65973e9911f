"""Allergies: a first reaction that the GP writes down, and what is said to whoever asks about allergies.

Nobody is asked without cause: a midwife asks at booking, the GP before the first medicine for life. That nobody has
asked is another thing than that no allergy is known.
"""

from __future__ import annotations

from care_pathways import beside
from synth.pathway.language.conditions import both
from synth.pathway.language.expressions import Expression, Fact, where
from synth.pathway.language.model import END, Pathway, Step, When, Write
from synth.pathway.language.notes import Notes, option
from synth.pathway.language.options import code_of
from synth.pathway.language.time import birthday, in_days, midnight
from synth.pathway.language.words import fact
from synth.pathway.language.writes import allergy

p = beside(__file__)

KINDS = {
    "medication": ("penicillin", "erythromycin", "aspirin", "codeine", "trimethoprim"),
    "food": ("nut", "peanut", "egg"),
    "environment": ("latex",),
}
"""What people are allergic to, by the kind of substance."""
SUBSTANCES = ("none", *(to for kind in KINDS.values() for to in kind))
_CODES = {to: "" if to == "none" else f"allergy_{to}" for to in SUBSTANCES}
_REACTIONS = {"rash": ("mild", "low"), "urticaria": ("moderate", "low"), "anaphylaxis": ("severe", "high")}


MEDICINES = {
    "penicillin": (
        "amoxicillin_125_5ml_susp", "amoxicillin_250_5ml_susp", "amoxicillin_500mg_cap", "benzylpenicillin_600mg_inj",
        "coamoxiclav_500_125_tab", "flucloxacillin_500mg_cap", "phenoxymethylpenicillin_250mg_tab",
    ),
    "erythromycin": (
        "azithromycin_250mg_tab", "azithromycin_500mg_tab", "clarithromycin_500mg_tab", "erythromycin_250mg_gr_tab",
    ),
    "aspirin": (
        "aspirin_75mg_disp_tab", "aspirin_75mg_gr_tab", "ibuprofen_100_5ml_susp", "ibuprofen_200mg_tab",
        "ibuprofen_400mg_tab", "mefenamic_acid_500mg_tab", "naproxen_250mg_tab", "naproxen_500mg_tab",
    ),
    "codeine": ("cocodamol_30_500_tab", "cocodamol_8_500_tab", "codeine_30mg_tab"),
    "trimethoprim": ("trimethoprim_200mg_tab",),
}  # fmt: skip
"""The medicines that nobody is given who is allergic to a substance: all of its class."""

MET_FROM = {
    "penicillin": p.penicillin_begins,
    "erythromycin": p.erythromycin_begins,
    "trimethoprim": p.trimethoprim_begins,
}
"""Medicines that older people cannot have met as children, and the day from which on there is each."""


class Allergic(Notes):
    """What is known of an allergy."""

    to = option("what the person is allergic to", *SUBSTANCES)
    reaction = option("the first reaction", *_REACTIONS)


n = Allergic


def _met_from() -> Expression:
    """The day from which on somebody can meet the substance: that of the birth, or when the medicine comes."""
    day: Expression = birthday()
    for substance, begins in MET_FROM.items():
        day = where(n.to.is_(substance) & (day < in_days(begins)), in_days(begins), day)
    return day


def _noted() -> list[Write]:
    """The allergy with its first reaction, by the kind of substance and how bad the reaction was."""
    return [
        allergy(code_of(n.to, _CODES), slot=f"{category}, {reaction}", value_code=reaction,
                when=n.to.is_(*substances) & n.reaction.is_(reaction),
                category=category, severity=severity, criticality=criticality)
        for category, substances in KINDS.items() for reaction, (severity, criticality) in _REACTIONS.items()
    ]  # fmt: skip


def asked(when: Expression | None = None) -> list[Write]:
    """What is written where someone asks about allergies: the one that is known, or that none is."""
    return [
        *(allergy(code_of(Fact("allergy"), _CODES), slot=f"allergy told, {category}", category=category,
                  enduring=False, when=both(when, Fact("allergy").is_(*substances)))
          for category, substances in KINDS.items()),
        allergy("nka", none_known=True, enduring=False, when=both(when, Fact("allergy").is_("none"))),
    ]  # fmt: skip


def allergic(to: str) -> Expression:
    """Whether a reaction to a medicine is known by now, so that none of its class is given. to: one of MEDICINES."""
    if to not in MEDICINES:
        raise ValueError(f"no medicines are known to be of the class of '{to}': there are {', '.join(MEDICINES)}")
    return Fact("allergy").is_(to)


def checked() -> Write:
    """What the GP, who has every allergy on record already, adds before a first medicine: that none is known."""
    return allergy("nka", none_known=True, enduring=False, when=Fact("allergy").is_("none"))


ALLERGY = Pathway(
    "allergy",
    starts_on="birth",
    only=~Fact("stillborn"),
    notes=Allergic,
    guideline="NICE CG183: drug allergy, documenting and sharing information",
    steps=[
        Step("born", draws={n.to: p.allergy}, then=When({"first reaction": ~n.to.is_("none")}, END)),
        Step("first reaction", "general practice (GP)", at=midnight(_met_from()), after=p.age_at_first_reaction,
             draws={n.reaction: p.reaction}, writes=_noted(), sets={"allergy": n.to}),
    ],
)  # fmt: skip

FACTS = [fact("allergy", "what the person is allergic to", *SUBSTANCES)]
PATHWAYS = [ALLERGY]
