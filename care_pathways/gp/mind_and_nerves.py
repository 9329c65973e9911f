"""Migraine, epilepsy, anxiety, severe mental illness and learning disability, as the practice has them."""

from care_pathways import beside
from care_pathways.gp._condition import condition, given
from care_pathways.gp._medicines import repeated
from synth.pathway.language.expressions import Fact
from synth.pathway.language.notes import option
from synth.pathway.language.options import code_of
from synth.pathway.language.writes import observe, refer

p = beside(__file__)

GROWN = Fact("age") >= p.grown_up
ARTERIES_WELL = ~Fact("coronary_heart_disease") & ~Fact("stroke") & ~Fact("raised_blood_pressure")

MIGRAINE = condition(
    "migraine", "migraine", guideline="NICE CG150", told=[observe("headache")],
    given=[
        given("medicine for attacks", {"sumatriptan": repeated(
            "sumatriptan_50mg_tab", "Take one tablet at the start of a migraine", 6)},
              reason="migraine", begun=p.triptan, stops=p.triptan_stops,
              safe=GROWN & ARTERIES_WELL & ~Fact("pregnant") & (Fact("age") < p.triptan_until)),
        given("medicine to prevent attacks", {"amitriptyline": repeated(
            "amitriptyline_10mg_tab", "Take one or two tablets at night", 56)},
              reason="migraine", begun=p.prevention, stops=p.prevention_stops,
              safe=GROWN & ~Fact("pregnant") & ~Fact("chronic_back_pain")),
    ],
)  # fmt: skip

EPILEPSY = condition(
    "epilepsy", "epilepsy", guideline="NICE NG217", told=[observe("seizure")], referral="referral_neurology",
    review="epilepsy_review",
    given=[given("medicine against seizures", {
        "lamotrigine": repeated("lamotrigine_100mg_tab", "Take one tablet twice a day", 56),
        "levetiracetam": repeated("levetiracetam_500mg_tab", "Take one tablet twice a day", 56),
    }, reason="epilepsy", begun=p.against_seizures, which=p.which_against_seizures,
        safe=Fact("age") >= p.tablets_from)],
)  # fmt: skip

ANXIETY = condition(
    "anxiety disorder", "anxiety_disorder", guideline="NICE CG113", told=[observe("anxiety_symptom")],
    found=[refer("referral_mh", to="talking therapies", when=GROWN)],
    given=[given("antidepressant", {
        "sertraline": repeated("sertraline_50mg_tab", "Take one tablet once a day, in the morning"),
        "citalopram": repeated("citalopram_20mg_tab", "Take one tablet once a day, in the morning"),
        "venlafaxine": repeated("venlafaxine_75mg_mr_cap", "Take one capsule once a day, in the morning"),
    }, reason="anxiety_disorder", begun=p.antidepressant, which=p.which_antidepressant, stops=p.antidepressant_stops,
        safe=GROWN & ~Fact("depressive_illness") & ~Fact("severe_mental_illness")
        & ~Fact("treated_for_distress"))],
)  # fmt: skip

DIAGNOSES = {"schizophrenia": "schizophrenia", "bipolar": "bipolar", "psychosis": "psychosis"}
diagnosis = option("which severe mental illness it is", *DIAGNOSES, called="diagnosis")

SEVERE_MENTAL_ILLNESS = condition(
    "severe mental illness", code_of(diagnosis, DIAGNOSES), guideline="NICE CG178; CG185",
    told=[observe("hallucinations")], referral="referral_psychiatry", draws={diagnosis: p.diagnosis}, notes=[diagnosis],
    review="mental_health_review", measured=True,
    given=[
        given("antipsychotic", {
            "olanzapine": repeated("olanzapine_10mg_tab", "Take one tablet at night"),
            "quetiapine": repeated("quetiapine_25mg_tab", "Take two tablets at night", 56),
            "risperidone": repeated("risperidone_1mg_tab", "Take two tablets at night", 56),
            "aripiprazole": repeated("aripiprazole_10mg_tab", "Take one tablet in the morning"),
        }, reason="severe_mental_illness", begun=p.antipsychotic, which=p.which_antipsychotic,
            stops=p.antipsychotic_stops, safe=~Fact("dementia")),
    ],
)  # fmt: skip

LEARNING_DISABILITY = condition(
    "learning disability", "learning_disability", guideline="NHS England, annual health checks from 14 years of age",
    told=[observe("developmental_delay_told")], referral="referral_paeds", review="learning_disability_health_check",
    reviewed=Fact("age") >= p.checked_from, asked=Fact("age") < p.child_until,
)  # fmt: skip

PATHWAYS = [MIGRAINE, EPILEPSY, ANXIETY, SEVERE_MENTAL_ILLNESS, LEARNING_DISABILITY]
