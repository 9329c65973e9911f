"""Injuries and poisoning with which people come to an emergency department, and how clinicians write them down."""

from care_pathways.acute._presentation import GRAVE, MIDDLING, MINOR, Presentation

_WOUND = ("Wound clean, no foreign body, movement and feeling beyond it normal.", "Clean, no FB, NVI distally.")
_STITCHED = ("Cleaned and closed. Wound care and when to have stitches out explained.",
             "Irrigated, closed, dressed. Wound advice, ROS at practice.")  # fmt: skip
_REST = ("Rest, ice, raise it. Leaflet given.", "RICE, analgesia, leaflet.")
_PLASTER = ("In plaster, to the fracture clinic. Plaster care explained.", "POP, NVI post, # clinic, POP advice.")

INJURIES = {
    "head_injury": Presentation(
        "chief_head_injury", "head_injury_minor", MINOR,
        ("Knocked the head, knew at once what had happened, not sick.", "HI, no LOC, nil vomiting, behaving normally."),
        ("Alert, small swelling, neck moves freely, no weakness.", "GCS 15, boggy swelling nil, neuro NAD."),
        ("Home with head injury advice and someone to watch.", "D/c HI advice sheet, responsible adult at home.")),
    "head_injury_scanned": Presentation(
        "chief_head_injury", "head_injury_minor", MIDDLING,
        ("Fell and hit the head, a little muddled since.", "Fall with HI, ?LOC, confused since per family."),
        ("Graze over the brow, no weakness, pupils equal.", "GCS 14-15, PEARL, no focal neuro."),
        ("Scan shows no bleeding. Head injury advice.", "CT head NAD, HI advice."),
        tests=("ct_head", "bloods")),
    "cut": Presentation(
        "chief_laceration", "laceration_of_hand", MINOR,
        ("Cut the hand on something sharp at home.", "Lac to hand, kitchen."),
        _WOUND, _STITCHED, treated=("closure_of_skin_wound",)),
    "forearm_fracture": Presentation(
        "chief_injury_wrist", "forearm_fracture", MINOR,
        ("Fell from play equipment on to an outstretched arm.", "FOOSH, playground."),
        ("Swollen tender forearm, fingers warm and moving. Story fits the injury, came with parent.",
         "Tender deformed forearm, NVI. Mechanism consistent, attended promptly with parent."),
        _PLASTER, tests=("xray",), treated=("plaster_cast",), broken=True),
    "wrist_fracture": Presentation(
        "chief_injury_wrist", "wrist_fracture", MIDDLING,
        ("Tripped and fell on to the hand.", "Trip, FOOSH."),
        ("Dinner fork wrist, fingers warm and moving.", "Dinner fork deformity, median n intact."),
        _PLASTER, tests=("xray",), treated=("plaster_cast",), broken=True),
    "ankle_sprain": Presentation(
        "chief_injury_ankle", "ankle_sprain", MINOR,
        ("Turned the ankle, could walk on it after.", "Inversion injury, WB since."),
        ("Swollen on the outside, bones not tender.", "Lat swelling, no bony tenderness."),
        _REST, tests=("xray",)),
    "ankle_fracture": Presentation(
        "chief_injury_ankle", "ankle_fracture", MIDDLING,
        ("Ankle gave way on a step, cannot stand on it.", "Twisted ankle off kerb, NWB."),
        ("Swollen and tender over the bone, skin whole.", "Bony tenderness, skin intact, NVI."),
        _PLASTER, tests=("xray",), treated=("plaster_cast",), broken=True),
    "hip_fracture": Presentation(
        "chief_fall", "hip_fracture", GRAVE,
        ("Fell at home, could not get up, groin hurts.", "Fall from standing, unable to WB, groin pain."),
        ("Leg short and turned out, foot warm.", "SER leg, NVI, other injuries nil."),
        ("Admitted for an operation.", "#NOF pathway, nerve block, T&O aware."),
        tests=("xray", "chest_xray", "ecg", "bloods"), treated=("iv_fluids",), surgical=True, broken=True),
    "finger_fracture": Presentation(
        "finger_injury", "finger_fracture", MINOR,
        ("Finger caught by a ball or a door.", "Jammed finger."),
        ("Swollen, straight, skin whole.", "Swollen PIPJ, no rotation."),
        ("Strapped to the next finger, to the fracture clinic.", "Neighbour strapped, # clinic."),
        tests=("xray",), broken=True),
    "toe_fracture": Presentation(
        "foot_injury", "toe_fracture", MINOR,
        ("Stubbed the toe on furniture.", "Stubbed toe."),
        ("Bruised and tender, straight.", "Bruised, no deformity."),
        ("Strapped, stiff shoe, to the fracture clinic if no better.", "Neighbour strapped, # clinic."),
        tests=("xray",), broken=True),
    "clavicle_fracture": Presentation(
        "soft_tissue_injury", "clavicle_fracture", MINOR,
        ("Fell on to the shoulder from a bicycle.", "Fall off bike on to shoulder."),
        ("Tender over the collar bone, skin not stretched.", "Tender clavicle, skin not tented, NVI."),
        ("In a sling, to the fracture clinic.", "Broad arm sling, # clinic."),
        tests=("xray",), broken=True),
    "hand_bruise": Presentation(
        "hand_injury", "soft_tissue_injury", MINOR,
        ("Hit the hand, it swelled.", "Punch/knock, swollen hand."),
        ("Bruised, grip full.", "Bruised, full ROM, no rotation."),
        _REST, tests=("xray",)),
    "knee_sprain": Presentation(
        "knee_injury", "knee_sprain", MINOR,
        ("Twisted the knee at sport.", "Twisting injury, football."),
        ("Small swelling, straightens fully.", "Mild effusion, SLR ok, ligaments stable."),
        _REST, tests=("xray",)),
    "elder_fall": Presentation(
        "chief_fall", "soft_tissue_injury", MIDDLING,
        ("Found on the floor at home, remembers falling.", "Fall, long lie nil, recalls it."),
        ("Bruised, hips move freely, no new confusion.", "Bruising, hips NAD, at baseline."),
        ("Seen by the therapists, walks as before.", "Therapy review, mobilising at baseline, falls advice."),
        tests=("xray", "ecg", "bloods")),
    "burn": Presentation(
        "burn", "burn", MINOR,
        ("Hot drink spilt, cooled under the tap.", "Scald, hot drink, cooled 20 min."),
        ("Small and pink, a few blisters. Shape fits the story.", "<2 pc partial thickness, consistent with hx."),
        ("Dressed, to be dressed again at the practice.", "Dressed, burns advice, redress 48/24."),
        treated=("dressing_of_wound",)),
    "nose_bead": Presentation(
        "foreign_body_in_nose", "foreign_body_in_nose", MINOR,
        ("Pushed a bead up the nose.", "Bead up nostril."),
        ("Seen in the nostril, breathes easily.", "FB visible in nostril, airway fine."),
        ("Out by parent's kiss, both nostrils clear.", "Removed, mother's kiss, nil left.")),
    "swallowed_tablets": Presentation(
        "accidental_poisoning", "accidental_poisoning", MIDDLING,
        ("Found with a grandparent's tablets, a few are missing.", "?Ingested few tabs of relative's meds, <1/24 ago."),
        ("Playing, pulse and breathing as they should be. Left for moments only.",
         "Well, obs normal for age. Hx consistent, brief lapse of supervision."),
        ("Watched for some hours as the poisons service advises. Storing medicines talked about.",
         "TOXBASE followed, obs'd, asymptomatic. Safe storage d/w parents."),
        tests=("ecg",)),
    "swallowed_product": Presentation(
        "accidental_poisoning", "accidental_poisoning", MINOR,
        ("Put a cleaning capsule in the mouth, spat it out.", "Bit laundry capsule, spat out."),
        ("Mouth clean, drinks, no drooling.", "Oropharynx NAD, drinking, no stridor."),
        ("Home after a drink and two hours. Storing cleaners talked about.", "TOXBASE, obs 2/24, prevention advice.")),
    "overdose": Presentation(
        "chief_overdose", "chief_overdose", GRAVE,
        ("Took a handful of tablets after a quarrel, told someone at once.", "Impulsive OD, disclosed, regrets."),
        ("Awake, tearful, says it was not to die.", "GCS 15, low, no ongoing intent stated."),
        ("Bloods timed, seen by the mental health liaison team.", "Levels at 4/24, MH liaison review, safety plan."),
        tests=("paracetamol_level", "bloods", "ecg")),
    "self_harm": Presentation(
        "chief_self_harm", "chief_self_harm", MIDDLING,
        ("Cut the forearm, wants to be seen.", "DSH, superficial cuts to forearm."),
        ("Shallow cuts, hand moves and feels normally.", "Superficial, tendons intact, NVI."),
        ("Closed, seen by the mental health liaison team.", "Steristrips, MH liaison review, safety plan."),
        treated=("closure_of_skin_wound",)),
    "drunk": Presentation(
        "alcohol_intoxication", "alcohol_intoxication", MINOR,
        ("Found asleep in the street after drinking.", "Found on street, ETOH++."),
        ("Rousable, smells of drink, no injury.", "E3V4M6, no HI, BM ok."),
        ("Walked out steady some hours later.", "Sobered, mobilising, brief advice."),
        tests=("bloods",)),
    "eye_scratch": Presentation(
        "eye_injury", "corneal_abrasion", MINOR,
        ("Poked in the eye, waters and hurts.", "Poked eye, FB sensation."),
        ("Scratch that stains, sees as well as ever.", "Fluorescein +ve, VA normal."),
        ("Drops given, better in days.", "Chloramphenicol, RV eye casualty if worse.")),
    "eye_grit": Presentation(
        "eye_injury", "corneal_foreign_body", MINOR,
        ("Something flew into the eye at work.", "Grinding, ?FB."),
        ("Grit on the cornea, sees well.", "Corneal FB, VA 6/6."),
        ("Grit out, drops.", "Removed with needle, chloramphenicol.")),
    "crushed_finger": Presentation(
        "finger_injury", "crushing_injury_of_finger", MINOR,
        ("Fingertip shut in a door.", "Fingertip in car door."),
        ("Nail loose, tip pink. Story fits, brought at once.", "Nailbed inj, cap refill ok, consistent hx."),
        _STITCHED, tests=("xray",), treated=("closure_of_skin_wound",)),
}  # fmt: skip
