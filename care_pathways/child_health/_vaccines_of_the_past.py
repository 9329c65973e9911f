"""The vaccines that others have replaced, as `_vaccines` has those of today: those of infants, then of the older.

The product is never said: each had several makers, and a record rarely shows which.
"""

from care_pathways.child_health._vaccines import Vaccine

_DIPHTHERIA_TETANUS = ("target_diphtheria", "target_tetanus")
_TRIPLE = (*_DIPHTHERIA_TETANUS, "target_pertussis")
_POLIO = ("target_polio",)
_ARM = "imm_site_left_upper_limb"
_DOSES = (1, 2, 3)

TRIPLE = Vaccine("triple", tuple(f"dtp_dose{n}" for n in _DOSES), "dtp_no_consent", _TRIPLE)
TRIPLE_WITH_HIB = Vaccine("triple_with_hib", tuple(f"dtp_hib_dose{n}" for n in _DOSES), "dtp_no_consent",
                          (*_TRIPLE, "target_hib"))  # fmt: skip
DOUBLE = Vaccine("double", tuple(f"dt_dose{n}" for n in _DOSES), "vaccine_declined", _DIPHTHERIA_TETANUS)
"""Diphtheria and tetanus, for those whose parents did not want the vaccine against whooping cough."""
HIB = Vaccine("hib", tuple(f"hib_dose{n}" for n in _DOSES), "vaccine_declined", ("target_hib",),
              site="imm_site_right_quadriceps")  # fmt: skip
ORAL_POLIO = Vaccine("oral_polio", tuple(f"polio_dose{n}" for n in _DOSES), "polio_no_consent", _POLIO, site="",
                     route="route_oral")  # fmt: skip
SMALLPOX = Vaccine("smallpox", ("smallpox",), "vaccine_declined", ("target_smallpox",), site=_ARM, route="")
MEASLES = Vaccine("measles", ("measles",), "vaccine_declined", ("target_measles",), site=_ARM)

DOUBLE_BOOSTER = Vaccine("double_booster", ("dt_booster",), "vaccine_declined", _DIPHTHERIA_TETANUS, site=_ARM)
ACELLULAR_BOOSTER = Vaccine("acellular_booster", ("dtap_booster",), "imm_no_consent_preschool", _TRIPLE, site=_ARM)
POLIO_BOOSTER = Vaccine("polio_booster", ("polio_booster",), "polio_no_consent", _POLIO, site="", route="route_oral")
SECOND_POLIO_BOOSTER = Vaccine("second_polio_booster", ("polio_booster",), "polio_no_consent", _POLIO, site="",
                               route="route_oral")  # fmt: skip
HIB_BOOSTER = Vaccine("hib_booster", ("hib_booster",), "vaccine_declined", ("target_hib",), site=_ARM)
HIB_CATCH_UP = Vaccine("hib_catch_up", ("hib",), "vaccine_declined", ("target_hib",), site=_ARM)

RUBELLA = Vaccine("rubella", ("rubella",), "vaccine_declined", ("target_rubella",), site=_ARM)
BCG = Vaccine("bcg", ("bcg",), "bcg_declined", ("target_tuberculosis",), site=_ARM, route="")
MEASLES_RUBELLA = Vaccine("measles_rubella", ("measles_rubella",), "vaccine_declined",
                          ("target_measles", "target_rubella"), site=_ARM)  # fmt: skip
TETANUS_BOOSTER = Vaccine("tetanus_booster", ("tetanus_booster",), "vaccine_declined", ("target_tetanus",), site=_ARM)
LOW_DOSE_BOOSTER = Vaccine("low_dose_booster", ("td_booster",), "imm_no_consent_school_exit", _DIPHTHERIA_TETANUS,
                           site=_ARM)  # fmt: skip
MEN_C_SINGLE = Vaccine("men_c_single", ("men_c_single",), "men_c_declined", ("target_meningococcal",), site=_ARM)
MEN_C_BOOSTER = Vaccine("men_c_booster", ("men_c_booster",), "men_c_declined", ("target_meningococcal",), site=_ARM)
