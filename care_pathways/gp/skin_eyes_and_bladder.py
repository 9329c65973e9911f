"""Eczema, psoriasis, a nose that always runs, glaucoma, dry eyes, an enlarged prostate and an overactive bladder."""

from care_pathways import beside
from care_pathways.gp._condition import condition, given, test
from care_pathways.gp._medicines import repeated
from care_pathways.laboratory import sent
from synth.pathway.language.expressions import Fact
from synth.pathway.language.writes import observe

p = beside(__file__)

GROWN = Fact("age") >= p.tablets_from
EMOLLIENT = {
    "emollient": repeated("emollient_white_soft", "Apply as often as needed and for washing, as directed", 500)
}

ECZEMA = condition(
    "atopic eczema", "eczema", guideline="NICE CG57", told=[observe("rash")],
    given=[
        given("emollient", EMOLLIENT, reason="eczema", begun=p.emollient, stops=p.eczema_heals,
              safe=~Fact("psoriasis")),
        given("steroid cream", {
            "hydrocortisone": repeated("hydrocortisone_1_cream", "Apply thinly once a day, as directed", 30),
            "clobetasone": repeated("clobetasone_cream", "Apply thinly once a day, as directed", 30),
        }, reason="eczema", begun=p.steroid_cream, which=p.which_steroid_cream, stops=p.eczema_heals),
    ],
)  # fmt: skip

PSORIASIS = condition(
    "psoriasis", "psoriasis", guideline="NICE CG153", told=[observe("rash")],
    given=[
        given("emollient", EMOLLIENT, reason="psoriasis", begun=p.emollient, stops=p.cream_stops,
              safe=~Fact("atopic_eczema")),
        given("strong steroid cream", {"betamethasone": repeated(
            "betamethasone_valerate_cream", "Apply thinly once a day, as directed", 100)},
              reason="psoriasis", begun=p.strong_cream, stops=p.cream_stops, safe=GROWN),
    ],
)  # fmt: skip

RHINITIS = condition(
    "perennial rhinitis", "perennial_rhinitis", guideline="NICE CKS, allergic rhinitis",
    told=[observe("nose_blocked")],
    given=[
        given("antihistamine", {
            "cetirizine": repeated("cetirizine_10mg_tab", "Take one tablet once a day"),
            "fexofenadine": repeated("fexofenadine_120mg_tab", "Take one tablet once a day"),
            "loratadine": repeated("loratadine_10mg_tab", "Take one tablet once a day"),
        }, reason="perennial_rhinitis", begun=p.antihistamine, which=p.which_antihistamine, stops=p.rhinitis_stops,
            safe=GROWN & ~Fact("pregnant")),
        given("nasal spray", {
            "mometasone": repeated("mometasone_nasal_spray", "Two sprays into each nostril once a day", 1),
            "beclometasone": repeated("beclometasone_nasal_spray", "Two sprays into each nostril twice a day", 1),
        }, reason="perennial_rhinitis", begun=p.spray, which=p.which_spray, stops=p.rhinitis_stops, safe=GROWN),
    ],
)  # fmt: skip

GLAUCOMA = condition(
    "glaucoma", "glaucoma", guideline="NICE NG81", told=[observe("optician_asks")],
    referral="referral_ophthalmology",
    given=[given("eye drops", {"latanoprost": repeated("latanoprost_eye_drops", "One drop into each eye at night", 1)},
                 reason="glaucoma", begun=p.eye_drops, stops=p.eye_drops_stop)],
)  # fmt: skip

DRY_EYES = condition(
    "dry eye disease", "dry_eyes", guideline="NICE CKS, dry eye disease", told=[observe("eyes_gritty")],
    given=[given("artificial tears", {
        "hypromellose": repeated("hypromellose_0_3_eye_drops", "One drop into each eye four times a day", 1),
        "carbomer": repeated("carbomer_0_2_eye_gel", "One drop into each eye four times a day", 1),
        "carmellose": repeated("carmellose_0_5_eye_drops", "One drop into each eye four times a day", 90),
    }, reason="dry_eyes", begun=p.tears, which=p.which_tears, stops=p.tears_stop)],
)  # fmt: skip

PROSTATE = condition(
    "enlarged prostate", "benign_prostatic_hyperplasia", guideline="NICE CG97", only=Fact("sex").is_("male"),
    told=[observe("nocturia_and_hesitancy")],
    tests=[test("psa", p.psa, "unit_microgram_per_litre",
                sent("psa", "specimen_serum", "diagnostic_service_chemistry"), decimals=1)],
    given=[
        given("alpha blocker for the prostate", {"tamsulosin": repeated(
            "tamsulosin_400mcg_mr_cap", "Take one capsule once a day, after breakfast")},
              reason="benign_prostatic_hyperplasia", begun=p.tamsulosin, stops=p.prostate_stops),
        given("medicine that shrinks the prostate", {"finasteride": repeated(
            "finasteride_5mg_tab", "Take one tablet once a day")},
              reason="benign_prostatic_hyperplasia", begun=p.finasteride, stops=p.prostate_stops),
    ],
)  # fmt: skip

BLADDER = condition(
    "overactive bladder", "urge_incontinence", guideline="NICE NG123; CG97", told=[observe("urgency_of_urine")],
    given=[given("medicine for the bladder", {"solifenacin": repeated(
        "solifenacin_5mg_tab", "Take one tablet once a day")},
        reason="urge_incontinence", begun=p.solifenacin, stops=p.solifenacin_stops,
        safe=~Fact("dementia") & ~Fact("glaucoma"))],
)  # fmt: skip

PATHWAYS = [ECZEMA, PSORIASIS, RHINITIS, GLAUCOMA, DRY_EYES, PROSTATE, BLADDER]
