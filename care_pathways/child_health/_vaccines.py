"""The vaccines of childhood: for each its codes, product, site and the diseases it protects from, and what is written.

A pathway keeps three notes of each vaccine, added to its own by `counting`: how many doses were given, whether one is
due, and whether one is given now. What it keeps of the visit itself is `Visit`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from care_pathways.programmes import since
from synth.pathway.language.expressions import Code, Draw, Expression, Fact, Of, where
from synth.pathway.language.model import Write
from synth.pathway.language.notes import Kept, Note, Notes, count, keeping, option, whether
from synth.pathway.language.options import code_by
from synth.pathway.language.writes import consent, immunise

VIEWS = ("accepts", "puts_off", "declines")


class Visit(Notes):
    """What is known at a visit or session for vaccines."""

    view = option("how the family sees vaccines", *VIEWS)
    wanted = whether("some vaccine is due")
    declines = whether("the parents decline")
    comes = whether("the child is brought, or is at school with a parent's consent")
    by_mother = whether("the mother decides")
    by_father = whether("the father decides")


n = Visit


def doses_of(vaccine: str) -> Note:
    """The note that counts the doses of a vaccine, by its name."""
    return count(f"how many doses of {vaccine.replace('_', ' ')} were given", "doses", called=vaccine)


@dataclass(frozen=True)
class Vaccine:
    """A vaccine: the codes of its first, second ... dose, of its refusal, and of all that is recorded with it.

    after: the vaccine whose doses count before its own; each_season: it has no course, only a dose each season;
    product_since: from when on the product is the one that is given: what was given before is written without one.
    """

    name: str
    codes: tuple[str, ...]
    declined: str
    targets: tuple[str, ...]
    product: str = ""
    site: str = "imm_site_left_quadriceps"
    route: str = "route_im"
    after: str = ""
    each_season: bool = False
    product_since: Expression | None = None

    @property
    def doses(self) -> Note:
        """How many were given."""
        return doses_of(self.name)

    @property
    def due(self) -> Note:
        """Whether a dose is due at this visit."""
        return whether(f"a dose of {self._words} is due", called=f"{self.name}_due")

    @property
    def given(self) -> Note:
        """Whether a dose is given at this visit."""
        return whether(f"a dose of {self._words} is given", called=f"{self.name}_given")

    @property
    def _words(self) -> str:
        return self.name.replace("_", " ")

    @property
    def number(self) -> Expression:
        """The number of the latest dose: it counts the doses of the vaccine it came after."""
        number: Expression = self.doses + doses_of(self.after) if self.after else self.doses
        return where(self.given, 1, 0) if self.each_season else number

    def _code(self, number: Expression) -> Expression:
        """The code of a dose by its number; beyond the last it is the last's."""
        last = self.codes[-1]
        return code_by(number, 1, *self.codes, last, last)

    def dose(self) -> list[Write]:
        """The dose given, with its number in the course."""
        said: dict[str, object] = {"targets": self.targets}
        said |= {name: key for name, key in (("route", self.route), ("site", self.site)) if key}
        named = {**said, "product": self.product} if self.product else said
        if self.product_since is None:
            return [immunise(self._code(self.number), self.number, slot=self.name, when=self.given, details=named)]
        return [
            immunise(self._code(self.number), self.number, slot=slot, when=self.given & when, details=details)
            for slot, when, details in ((self.name, self.product_since, named),
                                        (f"{self.name} of before", ~self.product_since, said))
        ]  # fmt: skip

    def written(self) -> list[Write]:
        """The dose given, or not given with the reason."""
        return [
            *self.dose(),
            immunise(self._code(self.number + 1), self.number + 1, slot=f"{self.name} not given",
                     status="not-done", value_code=self.declined, details={"targets": self.targets},
                     when=self.due & ~self.given & (n.comes | n.declines)),
        ]  # fmt: skip


def decided(
    needs: Mapping[Vaccine, Expression],
    declines: Expression,
    comes: Expression,
    one_declined: Draw,
    more_declined: Mapping[Vaccine, Draw] | None = None,
) -> dict:
    """The draws of a visit: what is due, whether the child is brought or the parents decline, and what is given.

    Nobody is brought to be given nothing: parents who want none of what is due decline the visit.
    """
    draws: dict[Any, Expression] = {vaccine.due: due for vaccine, due in needs.items()}
    first, *others = needs
    wanted: Expression = first.due
    for vaccine in others:
        wanted = wanted | vaccine.due
    declined = {vaccine: (more_declined or {}).get(vaccine, one_declined).named(vaccine.name) for vaccine in needs}
    all_declined: Expression = ~first.due | declined[first]
    for vaccine in others:
        all_declined = all_declined & (~vaccine.due | declined[vaccine])
    draws |= {
        n.wanted: wanted,
        n.declines: n.wanted & (declines | all_declined),
        n.comes: n.wanted & ~n.declines & comes,
    }
    for vaccine in needs:
        draws[vaccine.given] = vaccine.due & n.comes & ~declined[vaccine]
        draws[vaccine.doses] = vaccine.doses + vaccine.given
    return draws


_TRIPLE = ("target_diphtheria", "target_tetanus", "target_pertussis")
_DTP = (*_TRIPLE, "target_polio")

SIX_IN_ONE = Vaccine(
    "six_in_one", (*(f"dtap_ipv_hib_hepb_dose{n}" for n in (1, 2, 3)), "dtap_ipv_hib_hepb"),
    "dtap_ipv_hib_hepb_declined", (*_DTP, "target_hib", "target_hepatitis_b"), "product_infanrix_hexa",
)  # fmt: skip
FIVE_IN_ONE = Vaccine(
    "five_in_one", tuple(f"dtap_ipv_hib_dose{n}" for n in (1, 2, 3)), "dtap_ipv_hib_declined", (*_DTP, "target_hib"),
    after="triple_with_hib",
)  # fmt: skip
MEN_B = Vaccine("men_b", ("men_b_dose1", "men_b_dose2", "men_b_booster"), "men_b_declined", ("target_meningococcal",),
                "product_bexsero")  # fmt: skip
ROTAVIRUS = Vaccine("rotavirus", ("rotavirus_dose1", "rotavirus_dose2"), "rotavirus_declined", ("target_rotavirus",),
                    "product_rotarix", "", "route_oral")  # fmt: skip
PCV = Vaccine("pcv", ("pcv_dose1", "pcv_dose2", "pcv_dose3"), "pneumococcal_declined", ("target_pneumococcal",),
              "product_prevenar13", "imm_site_right_quadriceps",
              product_since=since.pneumococcal_13_valent_vaccine)  # fmt: skip
MEN_C = Vaccine("men_c", ("men_c_dose1", "men_c_dose2", "men_c_dose3"), "men_c_declined", ("target_meningococcal",),
                site="imm_site_right_quadriceps")  # fmt: skip
HIB_MEN_C = Vaccine("hib_men_c", ("hib_menc",), "hib_menc_declined", ("target_hib", "target_meningococcal"))
_MMR = ("target_measles", "target_mumps", "target_rubella")
MMR = Vaccine("mmr", ("mmr_dose1", "mmr_dose2"), "mmr_declined", _MMR, "product_priorix", "imm_site_right_upper_limb")
MMRV = Vaccine("mmrv", ("mmrv_dose1", "mmrv_dose2"), "mmr_declined", (*_MMR, "target_varicella"),
               "product_priorix_tetra", "imm_site_right_upper_limb", after="mmr")  # fmt: skip
PRESCHOOL = Vaccine("preschool", ("preschool_booster",), "dtap_ipv_declined", _DTP, site="imm_site_left_upper_limb")
HPV = Vaccine("hpv", ("hpv_dose1", "hpv_dose2", "hpv_dose3"), "hpv_declined", ("target_hpv",), "product_gardasil9",
              "imm_site_left_upper_limb", product_since=since.hpv_9_valent_vaccine)  # fmt: skip
TD_IPV = Vaccine("td_ipv", ("td_ipv_second_booster",), "td_ipv_declined",
                 ("target_tetanus", "target_diphtheria", "target_polio"), site="imm_site_left_upper_limb")  # fmt: skip
MEN_ACWY = Vaccine("men_acwy", ("men_acwy_first",), "men_acwy_declined", ("target_meningococcal",), "product_nimenrix",
                   "imm_site_right_upper_limb")  # fmt: skip
FLU = Vaccine("flu", ("flu_child_nasal",), "flu_declined", ("target_influenza",), "product_flu_live_nasal_vmp", "",
              "route_nasal", each_season=True)  # fmt: skip


def counting(*vaccines: Vaccine) -> Callable[[type[Kept]], type[Kept]]:
    """A decorator that adds what is kept of some vaccines to a class of notes."""
    return keeping(*(note for vaccine in vaccines for note in (vaccine.doses, vaccine.due, vaccine.given)))


def parent(father_brings: Draw) -> dict[Any, Expression]:
    """Draws: which parent decides. Both are responsible: the mother, and a father who lived with her at the birth."""
    return {
        n.by_father: father_brings & Fact("born_to_a_couple") & Of("father", "has_record") & ~Of("father", "dead"),
        n.by_mother: ~Of("mother", "sex").is_("nobody") & ~Of("mother", "dead") & ~n.by_father,
    }


def consents() -> list[Write]:
    """Consent given or refused by the parent who decides, to vaccination."""
    return [
        consent(code, slot=f"{what} by {who}", about_person=who, status=status, when=condition & decides)
        for who, decides in (("mother", n.by_mother), ("father", n.by_father))
        for what, code, status, condition in (("consent", "parental_consent_given", "active", n.comes),
                                              ("refusal", "parental_consent_declined", "declined", n.declines))
    ]  # fmt: skip


def not_brought(code: str, setting: str, when: Expression) -> Write:
    """An appointment to which the child was not brought."""
    return Write(
        kind="appointment",
        slot="not brought",
        code=code,
        status="noshow",
        setting=setting,
        value_code=Code("was_not_brought"),
        when=when,
    )
