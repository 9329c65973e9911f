"""Pains, moods, injuries and other complaints, and the tasks of a practice: reasons to see it."""

from care_pathways.gp._reasons import HANDS, SEEN, TALK, Reason

_KEEP_MOVING = ("Keep moving, exercises given, better in weeks.", "Exercises, analgesia, RV 6/52 if nil better.")
WOMEN = {
    "vaginal_thrush": Reason(
        "vaginal_candidiasis", TALK,
        ("Itching and thick white discharge.", "Thrush sx, itch, white d/c."),
        ("Treatment from the pharmacy.", "OTC tx advised."),
        ("", "")),
    "vaginal_discharge": Reason(
        "vaginal_discharge", SEEN,
        ("Discharge different from usual, no pain.", "PV d/c, no pain, no IMB."),
        ("Swabs by the sexual health clinic, told how to be seen there.", "Advised SHC for swabs, details given."),
        ("No tenderness.", "NAD seen.")),
    "heavy_periods": Reason(
        "menorrhagia", TALK,
        ("Heavy periods, floods on the first days.", "HMB, flooding d1-2."),
        ("Talked over the choices.", "Options d/w pt."),
        ("", "")),
    "painful_periods": Reason(
        "dysmenorrhoea", TALK,
        ("Cramps with periods, has to stay at home.", "Dysmenorrhoea, time off."),
        ("Pain relief from the pharmacy, heat.", "Simple analgesia."),
        ("", "")),
    "menopause": Reason(
        "menopausal_symptoms", TALK,
        ("Flushes, poor sleep, periods changing.", "Vasomotor sx, poor sleep."),
        ("Information on the choices, will think it over.", "Options incl HRT d/w, leaflet."),
        ("", "")),
    "contraception": Reason(
        "contraception_review", TALK,
        ("Asks about contraception.", "Contraception discussion."),
        ("Choices gone through, leaflet given.", "Options d/w, leaflet."),
        ("", "")),
}  # fmt: skip
JOINTS = {
    "low_back_pain": Reason(
        "low_back_pain", TALK,
        ("Low back pain since lifting, no numbness, bladder and bowels normal.",
         "LBP ~1/52, no red flags, bladder/bowels ok."),
        _KEEP_MOVING,
        ("Stiff, straight leg raise normal.", "Reduced flexion, SLR normal, power 5/5.")),
    "sciatica": Reason(
        "sciatica", TALK,
        ("Back pain down the leg to the foot, no weakness.", "Leg pain, dermatomal, no CES sx."),
        _KEEP_MOVING,
        ("Straight leg raise limited, power normal.", "SLR +ve, power ok.")),
    "neck_pain": Reason(
        "neck_pain", TALK,
        ("Stiff painful neck on waking.", "Neck pain, stiff."),
        _KEEP_MOVING,
        ("Movement limited, arms normal.", "Reduced ROM, neuro NAD.")),
    "shoulder_pain": Reason(
        "shoulder_pain", SEEN,
        ("Shoulder hurts on lifting the arm.", "Shoulder pain on abduction."),
        _KEEP_MOVING,
        ("Painful arc.", "Painful arc, ROM near full.")),
    "knee_pain": Reason(
        "knee_pain", SEEN,
        ("Knee aches on stairs, no locking.", "Knee pain, no locking/giving way."),
        _KEEP_MOVING,
        ("No effusion, stable.", "No effusion, ligaments ok.")),
    "hip_pain": Reason(
        "hip_pain", SEEN,
        ("Groin ache on walking.", "Hip pain, walking reduced."),
        _KEEP_MOVING,
        ("Turning in is limited.", "Int rotation reduced.")),
    "hand_pain": Reason(
        "hand_pain", SEEN,
        ("Sore stiff fingers in the morning.", "Hand pain, stiff am <30 min."),
        _KEEP_MOVING,
        ("No swelling of joints.", "No synovitis.")),
    "joint_pain": Reason(
        "joint_pain", TALK,
        ("Aching joints, worse after use.", "Arthralgia, mechanical."),
        _KEEP_MOVING,
        ("No swelling.", "No synovitis.")),
    "tennis_elbow": Reason(
        "tennis_elbow", SEEN,
        ("Outer elbow hurts on gripping.", "Lat elbow pain on grip."),
        _KEEP_MOVING,
        ("Tender over the outer elbow.", "Tender lat epicondyle.")),
    "foot_pain": Reason(
        "foot_pain", SEEN,
        ("Foot sore on walking.", "Foot pain, no injury."),
        ("Footwear and stretches.", "Footwear, stretches."),
        ("Tender under the arch.", "Tender plantar, no deformity.")),
    "plantar_fasciitis": Reason(
        "plantar_fasciitis", SEEN,
        ("Heel pain with the first steps.", "Heel pain first steps."),
        ("Stretches, cushioned shoes.", "Stretches, heel cups."),
        ("Tender heel.", "Tender medial calcaneum.")),
    "muscle_strain": Reason(
        "muscle_strain", TALK,
        ("Pulled a muscle, sore to move.", "Muscular strain."),
        _KEEP_MOVING,
        ("Tender muscle, no bruise.", "Tender, power ok.")),
}  # fmt: skip
MIND = {
    "anxiety": Reason(
        "anxiety_symptom", TALK,
        ("Worries, tense and on edge, sleeps badly.", "Anxious, tense, no thoughts of self harm."),
        ("Talked through; talking therapies by self-referral.", "Self-refer NHS talking therapies, crisis info.")),
    "low_mood": Reason(
        "low_mood", TALK,
        ("Low for some weeks, little pleasure, no plans to come to harm.", "Low mood, no active SI, good support."),
        ("Self-referral to talking therapies, to be seen again.", "Talking therapies, RV 2-3/52.")),
    "stress": Reason(
        "stress_at_work", TALK,
        ("Overwhelmed by work, cannot switch off.", "Work stress, poor sleep."),
        ("Talked over what could change.", "Discussed coping, workplace.")),
    "bereavement": Reason(
        "bereavement", TALK,
        ("Has lost someone close, tearful.", "Bereaved, tearful, coping."),
        ("Normal grief; where to find support.", "Bereavement support info.")),
    "insomnia": Reason(
        "insomnia", TALK,
        ("Lies awake for hours, tired by day.", "Poor sleep, initial insomnia."),
        ("Sleep habits gone through.", "Sleep hygiene.")),
}  # fmt: skip
HEAD = {
    "headache": Reason(
        "headache", TALK,
        ("Headaches on most days, none sudden or on waking.", "HA, no red flags."),
        ("Diary, regular sleep and fluids.", "HA diary, SN."),
        ("Neurology and discs normal.", "Neuro NAD, fundi ok.")),
    "tension_headache": Reason(
        "tension_headache", TALK,
        ("Tight band round the head by evening.", "TTH, band-like."),
        ("Pain relief not more than twice a week.", "Avoid analgesic overuse."),
        ("Tense neck muscles.", "Neuro NAD.")),
    "migraine": Reason(
        "migraine", TALK,
        ("One-sided throbbing headache with sickness, as before.", "Migraine, typical for pt."),
        ("Triggers gone through.", "Trigger advice, OTC analgesia early."),
        ("Neurology normal.", "Neuro NAD.")),
    "dizziness": Reason(
        "dizziness", SEEN,
        ("Light-headed on standing up.", "Dizzy on standing, no LOC."),
        ("Rise slowly, drink enough.", "Fluids, postural advice."),
        ("Gait steady.", "Gait ok, no nystagmus.")),
    "vertigo": Reason(
        "vertigo", SEEN,
        ("Room spins on turning over in bed.", "Vertigo on head turn."),
        ("Exercises, passes in weeks.", "Exercises given."),
        ("Hearing normal, no weakness.", "Neuro NAD.")),
    "tired": Reason(
        "tired_all_the_time", TALK,
        ("Tired all the time, no weight loss.", "TATT, no wt loss, mood ok."),
        ("Rest and regular meals; blood tests if no better in a month.", "Lifestyle, bloods if persists >4/52."),
        ("Looks well.", "Well, not pale.")),
}  # fmt: skip
HEART_AND_CHEST = {
    "chest_pain": Reason(
        "chest_pain", SEEN,
        ("Sharp pain on moving, no breathlessness.", "Musculoskeletal sounding CP, no SOB."),
        ("Not of the heart; to call 999 if it changes.", "MSK, 999 advice if cardiac sx."),
        ("Chest wall tender.", "Reproducible on palpation.")),
    "palpitations": Reason(
        "chief_palpitations", SEEN,
        ("Heart flutters for seconds, no faint.", "Palps, brief, no syncope."),
        ("Less coffee; tracing if it comes back.", "Caffeine advice, ECG if recurs."),
        ("Pulse regular.", "Pulse reg.")),
    "breathlessness": Reason(
        "breathlessness", SEEN,
        ("Puffed on hills for some weeks.", "SOBOE few weeks."),
        ("To come back at once if worse; looked at again in weeks.", "SN, RV 2-4/52."),
        ("Chest clear.", "Chest clear, comfortable.")),
    "leg_swelling": Reason(
        "leg_swelling", SEEN,
        ("Ankles swell by evening.", "Bilat ankle swelling, worse pm."),
        ("Legs up, keep walking.", "Elevation, mobilise."),
        ("Pitting at both ankles, calves soft.", "Mild bilat pitting, calves SNT.")),
}  # fmt: skip
INJURY = {
    "ankle_sprain": Reason(
        "ankle_sprain", SEEN,
        ("Turned the ankle, can walk.", "Inversion injury, WB."),
        ("Rest, ice, lift it; then exercises.", "PRICE, exercises."),
        ("Swollen, bone not tender.", "Swollen, no bony tenderness.")),
    "laceration": Reason(
        "chief_laceration", HANDS,
        ("Cut, bleeding stopped.", "Laceration, clean."),
        ("Cleaned and closed with strips.", "Cleaned, steristrips."),
        ("Edges clean, feeling and movement normal.", "Clean edges, NV intact.")),
    "head_injury": Reason(
        "head_injury_minor", SEEN,
        ("Bumped the head, not knocked out.", "Minor HI, no LOC, no vomiting."),
        ("Head injury leaflet.", "HI advice sheet."),
        ("Alert, small bump.", "GCS 15, small haematoma.")),
    "bruise": Reason(
        "contusion", SEEN,
        ("Bruised after a knock.", "Contusion, knock."),
        ("Ice and rest.", "Ice, analgesia."),
        ("Bruise, full movement.", "Bruising, full ROM.")),
    "fall": Reason(
        "falls", SEEN,
        ("Tripped and fell at home, no blackout.", "Mechanical fall, no LOC."),
        ("Home hazards gone through.", "Falls advice."),
        ("No bone tender, walks as usual.", "No bony injury, mobilising.")),
    "burn": Reason(
        "burn", HANDS,
        ("Small scald.", "Minor burn, cooled."),
        ("Cooled and dressed.", "Dressed, RV 48h."),
        ("Red, small blister.", "Superficial, small blister.")),
    "insect_bite": Reason(
        "insect_bite", TALK,
        ("Itchy swollen bite.", "Insect bite, local reaction."),
        ("Cold compress, antihistamine from the pharmacy.", "OTC antihistamine, SN."),
        ("Red swelling, not tracking.", "Local erythema.")),
}  # fmt: skip
TASKS = {
    "dressing": Reason(
        "dressing_of_wound", HANDS,
        ("Wound looked at and dressed.", "Wound redressed."),
        ("Healing, clean.", "Clean, granulating.")),
    "ear_irrigation": Reason(
        "ear_irrigation", HANDS,
        ("Ears cleared with water after drops.", "Ears irrigated."),
        ("Hears better.", "Clear, TMs seen.")),
    "medication_query": Reason(
        "medication_query", TALK,
        ("Asks about a medicine.", "Medication query."),
        ("Question answered.", "Query resolved.")),
    "letter": Reason(
        "letter_discussed", TALK,
        ("Letter from the hospital talked over.", "Hospital letter d/w pt."),
        ("Nothing further to do here.", "NFA.")),
    "form": Reason(
        "administrative_request", TALK,
        ("Asks for a letter.", "Letter requested."),
        ("Done.", "Done.")),
}  # fmt: skip
