"""What someone is told who goes home from the emergency department or its ward: what to do, and when to come back.

It is told in the words of whoever wrote the letter, and says nothing that another entry could contradict: no side, no
medicine by its name, no appointment.
"""

from care_pathways.acute._presentation import Presentation

_WOUND = ("Keep it clean and dry. Come back if it gets red, swollen or hot, or if it opens.",
          "Wound care. Return if red, hot, swollen or gaping.")  # fmt: skip
_BONE = ("Keep it raised and move what is free. Come back if the pain gets worse, or if it goes cold, blue or numb.",
         "Elevate, mobilise free joints. Return if pain up, cold, blue or numb.")  # fmt: skip
_SPRAIN = ("Rest it for two days, then move it. Come back if you cannot use it within a week.",
           "RICE 48h then mobilise. Return if no better in 1/52.")  # fmt: skip
_HEAD = ("Stay with someone for a day. Come back at once if drowsy, sick again and again, muddled, fitting or weak.",
         "HI advice sheet. Return if drowsy, vomiting, confused, fit or weakness.")  # fmt: skip
_EYE = ("Do not rub it, no contact lenses until healed. Come back if it hurts more or sight is worse.",
        "No lenses till healed. Return if pain up or VA down.")  # fmt: skip
_FEVERISH = ("Give drinks. Come back at once if drowsy, hard to wake, breathing fast, or with a rash that does "
             "not fade when pressed.",
             "Fluids. Return if drowsy, fast breathing, passing little urine or non-blanching rash.")  # fmt: skip
_BREATH = ("Come back at once if breathing gets harder, too breathless to speak or feed, or if lips turn blue.",
           "Return if WOB up, too SOB to talk or feed, colour change.")  # fmt: skip
_BELLY = ("Come back if the pain gets worse or does not go away, with fever, or if you cannot keep fluids down.",
          "Return if pain up or constant, fever, vomiting.")  # fmt: skip
_HEART = ("Call 999 if there is pain or tightness in the chest that does not go, a faint, or hard breathing.",
          "999 if chest pain >15 min, collapse or SOB.")  # fmt: skip
_LEFT_ABOUT = ("Keep medicines and cleaners locked and out of reach. Come back if drowsy, sick or not as usual.",
               "Safe storage d/w family. Return if drowsy, vomiting or not right.")  # fmt: skip
_DISTRESS = ("Call the crisis line at any hour, or come back, if thoughts of harming yourself return.",
             "Crisis line given. Return or ring any time if thoughts recur.")  # fmt: skip

ADVICE: dict[str, tuple[str, str]] = {
    "head_injury": _HEAD, "head_injury_scanned": _HEAD,
    "cut": _WOUND, "crushed_finger": _WOUND,
    "forearm_fracture": _BONE, "wrist_fracture": _BONE, "ankle_fracture": _BONE, "finger_fracture": _BONE,
    "toe_fracture": _BONE, "clavicle_fracture": _BONE,
    "hip_fracture": ("Walk a little more each day with the aid. Come back if the wound weeps or a calf swells.",
                     "Mobilise with aid. Return if wound oozes, calf swells or NWB."),
    "ankle_sprain": _SPRAIN, "hand_bruise": _SPRAIN, "knee_sprain": _SPRAIN,
    "elder_fall": ("Keep moving, loose rugs away, a light on at night. Come back after another fall or if muddled.",
                   "Falls advice. Return if further fall, head injury or new confusion."),
    "burn": ("Keep the dressing dry. Come back if it gets red around it, smells, or with fever.",
             "Keep dry. Return if spreading redness, smell, fever or unwell."),
    "nose_bead": ("Come back if the nose bleeds, smells or runs from one side.",
                  "Return if bleed, or unilateral or foul discharge."),
    "swallowed_tablets": _LEFT_ABOUT, "swallowed_product": _LEFT_ABOUT,
    "overdose": _DISTRESS, "self_harm": _DISTRESS,
    "drunk": ("Drink water, do not be alone tonight. The practice can help with drinking less.",
              "Fluids, responsible adult, brief alcohol advice."),
    "eye_scratch": _EYE, "eye_grit": _EYE,
    "fever": _FEVERISH, "fever_of_young_infant": _FEVERISH,
    "bronchiolitis": _BREATH, "croup": _BREATH, "viral_wheeze": _BREATH, "pneumonia": _BREATH,
    "asthma_attack": _BREATH, "copd_attack": _BREATH,
    "febrile_convulsion": ("In another fit lay on the side and time it, call 999 if it lasts five minutes.",
                           "Fit advice: recovery position, 999 if >5 min. Return if drowsy or rash."),
    "gastroenteritis": ("Small drinks often, away from others till two days clear. Return if nothing stays down.",
                        "Little and often, 48h exclusion. Return if not tolerating, blood or drowsy."),
    "chest_pain": _HEART, "palpitations": _HEART,
    "chest_wall_pain": ("Pain relief and keep moving. Come back if short of breath, faint or coughing blood.",
                        "Simple analgesia. Return if SOB, syncope or haemoptysis."),
    "faint": ("Drink enough, sit or lie down when it comes on. Come back after a faint without warning.",
              "Fluids, counter-manoeuvres. Return if LOC without prodrome, CP or palps."),
    "belly_ache": _BELLY,
    "kidney_stone": ("Drink plenty. Come back at once with fever or shivering, or pain that tablets do not hold.",
                     "Push fluids. Return if fever, rigors or pain uncontrolled."),
    "kidney_infection": ("Finish the course, drink plenty. Come back if shivering goes on two days or nothing "
                         "stays down.", "Complete abx, push fluids. Return if rigors beyond 48/24 or vomiting."),
    "red_leg": ("Finish the course, leg up. Come back if it spreads past the line, or with shivering or fever.",
                "Complete abx, elevate. Return if beyond mark, rigors or fever."),
    "headache": ("Come back if it gets worse, with fever, a stiff neck, weakness, or trouble with sight or speech.",
                 "Return if worse, fever, neck stiff, weakness, visual or speech change."),
    "back_pain": ("Keep moving. Come back at once if numb between the legs, or if bladder or bowels do not work.",
                  "Mobilise. Return if saddle numbness, bladder, bowel or leg weakness."),
    "hives": ("Call 999 if tongue or face swell or breathing is hard. Write down what was eaten before.",
              "999 if swelling of face or SOB. Diary of triggers."),
    "tooth": ("See a dentist this week. Come back if the swelling spreads, or you cannot swallow or open the mouth.",
              "Dentist this week. Return if swelling spreads, trismus or dysphagia."),
    "nosebleed": ("If it bleeds again, lean forward and pinch for fifteen minutes. Come back if it does not stop.",
                  "Pinch 15 min if rebleeds. Return if persists."),
    "dizzy": ("No driving till it has passed. Come back with bad headache, weakness, or trouble walking or speaking.",
              "No driving till settled. Return if HA, weakness, ataxia or speech change."),
    "muddled": ("Drink enough, glasses and hearing aids on. Family to bring back if drowsy, feverish or more muddled.",
                "Fluids, orientate. NOK to return if drowsy, febrile or worse."),
}  # fmt: skip
"""What each is told who goes home, by what they came with, by two clinicians."""


def advice_of(presentations: dict[str, Presentation]) -> dict[str, tuple[str, str]]:
    """What is told, by each presentation; ValueError names those for which nothing is."""
    missing = sorted(presentations.keys() - ADVICE.keys())
    if missing:
        raise ValueError(f"nobody who comes with {', '.join(missing)} is told when to come back: add it to ADVICE")
    return {name: ADVICE[name] for name in presentations}
