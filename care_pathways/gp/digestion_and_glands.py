"""Reflux, bowels that trouble for years, an underactive thyroid, and vitamins that someone lacks."""

from care_pathways import beside
from care_pathways.gp._condition import condition, given, test
from care_pathways.gp._medicines import repeated
from care_pathways.gp._review import HCA
from care_pathways.laboratory import THYROID, sent, usual
from synth.pathway.language.expressions import Fact
from synth.pathway.language.words import unanswered
from synth.pathway.language.writes import observe

p = beside(__file__)

CHEMISTRY = ("specimen_serum", "diagnostic_service_chemistry")
GROWN = Fact("age") >= p.tablets_from

REFLUX = condition(
    "acid reflux", "gord", guideline="NICE CG184", told=[observe("dyspepsia")],
    given=[given("acid suppressant", {
        "omeprazole": repeated("omeprazole_20mg_cap", "Take one capsule once a day"),
        "lansoprazole_15": repeated("lansoprazole_15mg_cap", "Take one capsule once a day"),
        "lansoprazole_30": repeated("lansoprazole_30mg_cap", "Take one capsule once a day"),
        "famotidine": repeated("famotidine_20mg_tab", "Take one tablet twice a day", 56),
    }, reason="gord", begun=p.suppressant, which=p.which_suppressant, stops=p.suppressant_stops)],
)  # fmt: skip

BOWEL = condition(
    "irritable bowel", "ibs", guideline="NICE CG61", told=[observe("abdominal_pain")],
    given=[given("antispasmodic", {"mebeverine": repeated(
        "mebeverine_135mg_tab", "Take one tablet three times a day, before food", 84)},
        reason="ibs", begun=p.mebeverine, stops=p.mebeverine_stops, safe=GROWN)],
)  # fmt: skip

CONSTIPATION = condition(
    "chronic constipation", "constipation_chronic", guideline="NICE CKS, constipation; CG99",
    told=[observe("constipation")],
    given=[
        given("laxative", {
            "macrogol": repeated("macrogol_sachets", "One or two sachets a day, as directed", 60),
            "senna": repeated("senna_7_5mg_tab", "Take two tablets at night", 56),
            "lactulose": repeated("lactulose_sol", "Take 15 ml twice a day", 1000),
            "docusate": repeated("docusate_100mg_cap", "Take one capsule twice a day", 56),
        }, reason="constipation_chronic", begun=p.laxative, which=p.which_laxative, stops=p.laxative_stops, safe=GROWN),
        given("laxative for a child", {"macrogol": repeated(
            "macrogol_paed_sachets", "One to four sachets a day, as directed", 60)},
            reason="constipation_chronic", begun=p.laxative, stops=p.child_grows_out, safe=~GROWN),
    ],
)  # fmt: skip

HYPOTHYROIDISM = condition(
    "underactive thyroid", "hypothyroidism", guideline="NICE NG145", told=[observe("tired_all_the_time")],
    tests=[test("tsh", p.tsh_raised, "unit_milliunit_per_litre", {**THYROID, **usual("tsh")}, decimals=1)],
    again=[test("tsh", p.tsh_treated, "unit_milliunit_per_litre", {**THYROID, **usual("tsh")}, decimals=1)],
    review="hypothyroidism_review", setting=HCA,
    given=[given("thyroid hormone", {
        "25": repeated("levothyroxine_25mcg_tab", "Take one tablet once a day, before breakfast"),
        "50": repeated("levothyroxine_50mcg_tab", "Take one tablet once a day, before breakfast"),
        "75": repeated("levothyroxine_25mcg_tab", "Take three tablets once a day, before breakfast", 84),
        "100": repeated("levothyroxine_100mcg_tab", "Take one tablet once a day, before breakfast"),
        "150": repeated("levothyroxine_50mcg_tab", "Take three tablets once a day, before breakfast", 84),
    }, reason="hypothyroidism", begun=p.levothyroxine, which=p.which_levothyroxine)],
)  # fmt: skip

VITAMIN_D = condition(
    "vitamin d deficiency", "vitamin_d_deficiency", guideline="NICE CKS, vitamin D deficiency in adults",
    told=[observe("tired_all_the_time")],
    tests=[test("vitamin_d", p.vitamin_d, "unit_nanomole_per_litre", {**sent("vitamin_d", *CHEMISTRY),
                                                                      **usual("vitamin_d")})],
    given=[given("vitamin D", {"colecalciferol": repeated("colecalciferol_800unit_cap", "Take one capsule once a day")},
                 reason="vitamin_d_deficiency", begun=p.colecalciferol, stops=p.vitamin_stops,
                 safe=~Fact("osteoporosis"))],
)  # fmt: skip

B12 = condition(
    "vitamin b12 deficiency", "b12_deficiency", guideline="NICE NG239", told=[observe("tired_all_the_time")],
    tests=[test("b12", p.b12, "unit_nanogram_per_litre", {**sent("b12", *CHEMISTRY), **usual("b12")})],
    given=[given("vitamin B12", {"hydroxocobalamin": repeated(
        "hydroxocobalamin_inj", "Inject 1 mg into a muscle every three months", 1, days=91)},
        reason="b12_deficiency", begun=p.hydroxocobalamin, stops=p.hydroxocobalamin_stops)],
)  # fmt: skip

UNANSWERED = [unanswered(code, "the treatment that follows it stands in the same pathway") for code in
              ("vitamin_d", "b12")]  # fmt: skip
PATHWAYS = [REFLUX, BOWEL, CONSTIPATION, HYPOTHYROIDISM, VITAMIN_D, B12]
