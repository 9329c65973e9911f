"""Illness with which people come to an emergency department, and how clinicians write it down."""

from care_pathways.acute._presentation import GRAVE, MIDDLING, MINOR, Presentation

_WATCHED = ("Watched, better, home with advice on when to come back.", "Obs'd, improved, d/c, safety netted.")
_FLUIDS = ("Keeps fluids down, home with advice.", "Fluid challenge tolerated, d/c, D&V advice.")

ILLNESSES = {
    "fever": Presentation(
        "chief_fever", "viral_illness", MINOR,
        ("Hot since yesterday, off food, drinks.", "Temp 1/7, off food, drinking, wet nappies."),
        ("Alert, no rash, throat pink, chest clear.", "Well, no rash, ENT mild, chest clear, no meningism."),
        ("Viral. Home with advice on fever.", "Viral, traffic light green, safety netted.")),
    # In the first three months of life fever is taken for an infection of the blood until it is known not to be.
    "fever_of_young_infant": Presentation(
        "chief_fever", "chief_fever", GRAVE,
        ("Hot today, sleepy, takes less milk.", "Temp today, feeds down, wet nappies fewer."),
        ("Rouses and cries, no cause to be seen.", "Rousable, CRT ok, no focus found."),
        ("Watched, home.", "Obs'd, d/c."),
        tests=("bloods", "urine", "cultures"), treated=("iv_antibiotics",), inflames=True),
    "bronchiolitis": Presentation(
        "chief_sob", "bronchiolitis", MIDDLING,
        ("Snuffly for days, now breathes fast and feeds half.", "Coryza 3/7, WOB up, feeds ~50 pc."),
        ("Ribs show, fine crackles, alert.", "Mild recession, bilat creps, no apnoeas."),
        ("Feeds enough, home with advice.", "Sats fine in air, feeding >50 pc, d/c, safety netted.")),
    "croup": Presentation(
        "chief_sob", "croup", MIDDLING,
        ("Woke with a barking cough.", "Barking cough, woke 2am."),
        ("Noise on breathing in when upset, none at rest.", "Stridor on crying only, no recession."),
        ("A dose of steroid, watched, home.", "Dex PO, obs'd, settled, d/c.")),
    "viral_wheeze": Presentation(
        "chief_sob", "viral_wheeze", MIDDLING,
        ("Cold for two days, wheezy tonight.", "Coryza, wheeze tonight."),
        ("Wheeze all over, talks and plays.", "Bilat wheeze, mild WOB, active."),
        ("Better after inhalers through a spacer, home with a plan.", "Burst tx, stretched to 4/24, wheeze plan."),
        treated=("nebuliser",)),
    "febrile_convulsion": Presentation(
        "febrile_convulsion", "febrile_convulsion", MIDDLING,
        ("Hot all day, then went stiff and shook for some minutes.", "Febrile, GTC <5 min, self-terminated."),
        ("Sleepy, then back to normal, throat red.", "Post-ictal then GCS 15, no focal signs, ENT source."),
        _WATCHED),
    "gastroenteritis": Presentation(
        "chief_vomiting", "gastroenteritis", MINOR,
        ("Vomiting and loose stools since yesterday.", "D&V 1/7, nil blood."),
        ("Belly soft, mouth moist.", "Abdo SNT, euvolaemic."),
        _FLUIDS),
    "chest_pain": Presentation(
        "chief_chest_pain", "non_cardiac_chest_pain", MIDDLING,
        ("Pain across the chest since this morning, not on effort.", "CP, non-exertional, no radiation."),
        ("Comfortable, chest clear, no ankle swelling.", "Comfortable, HS normal, chest clear, calves SNT."),
        ("Heart tests normal twice, home.", "ECG no acute change, trops neg, low HEART, d/c."),
        tests=("ecg", "troponin", "chest_xray", "bloods")),
    "chest_wall_pain": Presentation(
        "chief_chest_pain", "musculoskeletal_chest_pain", MINOR,
        ("Sharp pain on moving or breathing in.", "Pleuritic/positional CP."),
        ("Tender over the ribs, chest clear.", "Reproducible on palpation, chest clear."),
        ("From the muscles. Pain relief, home.", "MSK, analgesia, d/c."),
        tests=("ecg",)),
    "palpitations": Presentation(
        "chief_palpitations", "chief_palpitations", MIDDLING,
        ("Heart raced for half an hour, stopped by itself.", "Palps 30 min, self-limiting."),
        ("Pulse regular now.", "SR, HS normal."),
        ("Tracing normal, to see the practice if it returns.", "ECG SR, bloods ok, GP ?tape."),
        tests=("ecg", "bloods")),
    "faint": Presentation(
        "chief_syncope", "chief_syncope", MIDDLING,
        ("Stood up, felt faint, was out for moments.", "Pre-syncopal prodrome then LOC secs."),
        ("No injury, blood pressure does not drop on standing.", "L/S BP ok, HS normal, neuro NAD."),
        ("A simple faint. Advice, home.", "Vasovagal, no red flags, d/c."),
        tests=("ecg", "glucose")),
    "belly_ache": Presentation(
        "chief_abdominal_pain", "abdominal_pain", MIDDLING,
        ("Cramps in the belly since last night.", "Abdo pain 1/7, colicky."),
        ("Soft, tender low down, no guarding.", "SNT, mild lower abdo tenderness, BS normal."),
        ("Settled. Home, to come back if worse.", "Pain settled, bloods ok, d/c, safety netted."),
        tests=("bloods", "urine"), surgical=True, inflames=True),
    "kidney_stone": Presentation(
        "chief_abdominal_pain", "renal_colic", MIDDLING,
        ("Waves of pain from loin to groin, cannot lie still.", "Loin to groin colic, restless."),
        ("Loin tender, belly soft.", "Renal angle tender, no AAA palpable."),
        ("Pain gone. Scan booked as an outpatient.", "Analgesia PR, pain-free, OP imaging."),
        tests=("bloods", "urine"), surgical=True),
    "kidney_infection": Presentation(
        "chief_fever", "pyelonephritis", GRAVE,
        ("Shivering, passing water hurts, back aches.", "Rigors, dysuria, loin pain."),
        ("Hot, loin tender.", "Febrile, renal angle tender."),
        ("Tablets by mouth, home, practice to see.", "PO abx, d/c, GP RV."),
        tests=("bloods", "urine"), treated=("iv_antibiotics", "iv_fluids"), inflames=True),
    "headache": Presentation(
        "headache", "headache", MINOR,
        ("Headache since this morning, came on slowly.", "HA, gradual onset, no red flags."),
        ("Neck free, eyes and limbs normal.", "No meningism, fundi/neuro NAD."),
        _WATCHED),
    "back_pain": Presentation(
        "low_back_pain", "low_back_pain", MINOR,
        ("Back seized on bending, waterworks and bowels normal.", "LBP, no CES sx."),
        ("Stiff, legs strong, saddle feels normal.", "SLR ok, power 5/5, saddle intact."),
        ("Pain relief, keep moving.", "Analgesia, mobilise, safety netted.")),
    "pneumonia": Presentation(
        "chief_sob", "pneumonia", GRAVE,
        ("Cough with green spit, short of breath, weak.", "Productive cough, SOB, off legs."),
        ("Crackles at one base, breathes fast.", "Unilat basal creps, RR up."),
        ("Tablets by mouth, home, practice to see.", "PO abx, low CURB, d/c, GP RV."),
        tests=("chest_xray", "bloods", "cultures", "ecg"), treated=("iv_antibiotics",),
        inflames=True),
    "asthma_attack": Presentation(
        "chief_sob", "asthma_exacerbation", MIDDLING,
        ("Tight chest, reliever lasts an hour.", "Wheeze, SABA not holding."),
        ("Wheeze, speaks in sentences.", "Bilat wheeze, full sentences."),
        ("Better after nebulisers, steroids for home, practice within two days.",
         "Nebs, pred, stable off nebs, asthma plan, GP 48/24."),
        tests=("chest_xray",), treated=("nebuliser",)),
    "copd_attack": Presentation(
        "chief_sob", "copd_exacerbation", GRAVE,
        ("More breathless than usual for days, more spit.", "IECOPD, sputum purulent."),
        ("Wheeze, pursed lips.", "Quiet chest, wheeze, no CO2 flap."),
        ("Back to usual, steroids and tablets for home.", "At baseline, pred + abx, COPD team f/u."),
        tests=("chest_xray", "bloods", "blood_gas", "ecg"), treated=("nebuliser",),
        inflames=True),
    "red_leg": Presentation(
        "cellulitis", "cellulitis", MIDDLING,
        ("Leg hot and red, spreading.", "Spreading erythema leg."),
        ("Warm, well marked, no blister.", "Erythema marked, calf SNT."),
        ("Tablets by mouth, line drawn, practice to see.", "PO abx, marked, GP RV 48/24."),
        tests=("bloods",), treated=("iv_antibiotics",), inflames=True),
    "hives": Presentation(
        "urticaria", "urticaria", MINOR,
        ("Itchy weals all over since supper.", "Urticarial rash, ?trigger."),
        ("Weals, tongue and breathing normal.", "No angioedema, chest clear."),
        ("Antihistamine, home.", "Antihistamine, obs'd, d/c.")),
    "tooth": Presentation(
        "dental_abscess", "dental_abscess", MINOR,
        ("Toothache, face a bit swollen, no dentist.", "Dental pain, no dentist."),
        ("Swollen gum, opens mouth fully.", "Gum abscess, no trismus, floor of mouth soft."),
        ("To the emergency dentist.", "Signposted emergency dental.")),
    "nosebleed": Presentation(
        "bleeding_from_nose", "bleeding_from_nose", MINOR,
        ("Nose has bled for half an hour.", "Epistaxis 30 min."),
        ("Bleeding point seen at the front.", "Ant bleed, Little's area."),
        ("Stopped by pressure, advice.", "Pressure, Naseptin, advice sheet.")),
    "dizzy": Presentation(
        "vertigo", "vertigo", MIDDLING,
        ("Room spins on turning over in bed.", "Rotational vertigo, positional."),
        ("Walks unaided, speech and face normal.", "Gait ok, HINTS peripheral, no focal neuro."),
        ("Passed. Exercises shown.", "BPPV, Epley, d/c."),
        tests=("ecg", "glucose")),
    "muddled": Presentation(
        "delirium", "delirium", GRAVE,
        ("Muddled since yesterday, sleeps by day, sees things.", "Acute confusion, fluctuating."),
        ("Drowsy, does not know the day.", "4AT positive, no focal neuro."),
        ("Cause treated, at the usual by evening, home with family.", "Improved, back to baseline, d/c with NOK."),
        tests=("bloods", "urine", "chest_xray", "ct_head"), treated=("iv_fluids",), inflames=True),
}  # fmt: skip
