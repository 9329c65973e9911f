"""Allergies: a first reaction that the GP writes down, and what is said to whoever asks about allergies.

Nobody is asked without cause: a midwife asks at booking, the GP before the first medicine for life. That nobody has
asked is another thing than that no allergy is known.
"""

from __future__ import annotations

from care_pathways import beside
from synth.pathway.language.expressions import Expression, Fact, Local, coded
from synth.pathway.language.model import END, Pathway, Step, When, Write
from synth.pathway.language.time import birthday, midnight
from synth.pathway.language.writes import allergy

p = beside(__file__)

NONE = 0
MEDICINES = ("allergy_penicillin", "allergy_erythromycin", "allergy_aspirin", "allergy_codeine", "allergy_trimethoprim")
FOODS = ("allergy_nut", "allergy_peanut", "allergy_egg")
OTHER = ("allergy_latex",)
EVERY = (*MEDICINES, *FOODS, *OTHER)
"""What people are allergic to: the fact "allergy" is one more than the position here, 0 for nothing."""
_KINDS = (("medication", 0, len(MEDICINES)), ("food", len(MEDICINES), len(MEDICINES) + len(FOODS)),
          ("environment", len(MEDICINES) + len(FOODS), len(EVERY)))  # fmt: skip
_REACTIONS = (("rash", "mild", "low"), ("urticaria", "moderate", "low"), ("anaphylaxis", "severe", "high"))


def _noted() -> list[Write]:
    """The allergy with its first reaction, by the kind of substance and how bad the reaction was."""
    to = Local("to") - 1
    return [
        allergy(coded(to - first, *EVERY[first:last]), slot=f"{category}, {reaction}",
                value_code=coded(0, reaction), when=(to >= first) & (to < last) & Local("reaction").equals(bad),
                category=category, severity=severity, criticality=criticality)
        for category, first, last in _KINDS for bad, (reaction, severity, criticality) in enumerate(_REACTIONS)
    ]  # fmt: skip


def asked(when: Expression | None = None) -> list[Write]:
    """What is written where someone asks about allergies: the one that is known, or that none is."""
    known, none = Fact("allergy") > NONE, Fact("allergy").equals(NONE)
    to = Fact("allergy") - 1
    return [
        *(allergy(coded(to - first, *EVERY[first:last]), slot=f"allergy told, {category}", category=category,
                  enduring=False, when=_both(when, known & (to >= first) & (to < last)))
          for category, first, last in _KINDS),
        allergy("nka", enduring=False, when=_both(when, none)),
    ]  # fmt: skip


def checked() -> Write:
    """What the GP, who has every allergy on record already, adds before a first medicine: that none is known."""
    return allergy("nka", enduring=False, when=Fact("allergy").equals(NONE))


def _both(when: Expression | None, also: Expression) -> Expression:
    return also if when is None else when & also


ALLERGY = Pathway(
    "allergy",
    starts_on="birth",
    only=~Fact("stillborn"),
    guideline="NICE CG183: drug allergy, documenting and sharing information",
    steps=[
        Step("born", draws={"to": p.allergy}, then=When({"first reaction": Local("to") > NONE}, END)),
        Step("first reaction", "general practice (GP)", at=midnight(birthday()), after=p.age_at_first_reaction,
             draws={"reaction": p.reaction}, writes=_noted(), sets={"allergy": Local("to")}),
    ],
)  # fmt: skip

PATHWAYS = [ALLERGY]
