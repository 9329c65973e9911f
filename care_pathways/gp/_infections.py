"""Infections and the illnesses of airways, ears, eyes, skin, bowels and water: reasons to see a practice."""

from care_pathways.gp._reasons import HANDS, SEEN, TALK, Reason

_COLD = ("Self-limiting, advised fluids and paracetamol. Return if worse or no better in three weeks.",
         "Viral. Simple analgesia, fluids. SN given.")  # fmt: skip

_SKIN = ("Advised on skin care and what to look out for.", "Skin care advice. RV prn.")
RESPIRATORY = {
    "urti": Reason(
        "urti", TALK,
        ("Cold with runny nose and cough for some days, eating and drinking.", "Coryzal, cough ~4/7, E+D ok."),
        _COLD,
        ("Throat slightly red, chest clear.", "O/E well, throat pink, chest NAD.")),
    "cough": Reason(
        "cough", TALK,
        ("Cough for two to three weeks after a cold, no blood, not short of breath.",
         "Cough 2/52, no haemoptysis, no SOB."),
        ("Likely to settle by itself, to be seen again if it lasts beyond three more weeks.",
         "Post viral. RV if >3/52 or red flags."),
        ("Chest clear, no wheeze.", "Chest NAD, no LN.")),
    "lrti": Reason(
        "lrti", SEEN,
        ("Cough with green sputum, tired and off food.", "Productive cough, green sputum, fatigued."),
        ("No antibiotic needed for now, to come back if worse.", "No abx today, SN given."),
        ("Crackles at one base, not distressed.", "O/E comfortable at rest, coarse creps.")),
    "sinusitis": Reason(
        "sinusitis", TALK,
        ("Facial pain and blocked nose for about a week.", "Facial pressure, nasal congestion ~1/52."),
        ("Most clear within three weeks; analgesia, saline rinses.", "Analgesia, saline. RV if >10/7 and worse."),
        ("Tender over the cheeks.", "Maxillary tenderness, teeth ok.")),
    "viral_illness": Reason(
        "viral_illness", TALK,
        ("Aching, tired and hot and cold for a few days.", "Myalgia, malaise 3/7."),
        _COLD,
        ("No focus of infection found, no rash.", "No focus, no rash, well hydrated.")),
    "allergic_rhinitis": Reason(
        "allergic_rhinitis", TALK,
        ("Sneezing and itchy eyes, as in other years.", "Hayfever sx, itchy eyes, sneezing."),
        ("Advised an antihistamine from the pharmacy.", "OTC antihistamine advised."),
        ("Nose pale and swollen.", "Boggy turbinates.")),
    "croup": Reason(
        "croup", SEEN,
        ("Barking cough in the night, hoarse, playing today.", "Barking cough o/n, hoarse, happy now."),
        ("Mild croup; parent knows when to call for help.", "Mild. Parent advised re stridor at rest."),
        ("No stridor at rest, no recession.", "No stridor, no recession.")),
    "bronchiolitis": Reason(
        "bronchiolitis", SEEN,
        ("Runny nose, cough and wheeze, taking more than half of feeds.",
         "Coryza, wheeze, feeds >50 %, wet nappies ok."),
        ("Small frequent feeds; parent advised what should worry.", "Feeding advice, red flags d/w parent."),
        ("Fine crackles, mild recession, alert.", "Widespread fine creps, alert.")),
}  # fmt: skip
EAR_AND_THROAT = {
    "sore_throat": Reason(
        "sore_throat", TALK,
        ("Sore throat for two days, can drink.", "ST 2/7, swallowing fluids."),
        _COLD,
        ("Throat red, no pus.", "Pharynx injected, no exudate.")),
    "tonsillitis": Reason(
        "tonsillitis", SEEN,
        ("Very sore throat, no cough, hurts to swallow.", "ST, no cough, odynophagia."),
        _COLD,
        ("Tonsils large with pus, tender glands.", "Tonsils exudate bilat, tender ant cerv LN.")),
    "otitis_media": Reason(
        "otitis_media", SEEN,
        ("Earache since the night.", "Otalgia <48h."),
        ("Usually better within three days without antibiotics; pain relief.",
         "Analgesia, no abx, RV if not settling 3/7."),
        ("Drum red and bulging.", "TM red, bulging, no perforation.")),
    "otitis_externa": Reason(
        "otitis_externa", SEEN,
        ("Itchy sore ear with discharge.", "Itchy ear, d/c."),
        ("Keep the ear dry; acetic acid spray from the pharmacy.", "Dry ear, acetic acid spray OTC."),
        ("Canal swollen with debris.", "EAC inflamed, debris, TM seen.")),
    "ear_wax": Reason(
        "impacted_cerumen", SEEN,
        ("Muffled hearing.", "Blocked ear, reduced hearing."),
        ("Olive oil drops, then to be looked at again.", "Olive oil drops 2/52."),
        ("Wax fills the canal.", "Occlusive wax.")),
    "earache": Reason(
        "otalgia", SEEN,
        ("Ear hurts, no discharge, hearing as usual.", "Otalgia, no d/c."),
        ("Pain relief, to come back if no better.", "Analgesia, RV prn."),
        ("Canal and drum normal.", "Canal + TM normal.")),
    "hearing_loss": Reason(
        "hearing_loss", SEEN,
        ("Finds it hard to follow talk in company.", "Gradual HL, struggles in groups."),
        ("Self-referral for a hearing test explained.", "Audiology self-referral info given."),
        ("Canals clear.", "No wax, TMs normal.")),
}  # fmt: skip
EYE = {
    "conjunctivitis": Reason(
        "conjunctivitis", SEEN,
        ("Red sticky eye, sees well.", "Red eye, sticky, VA ok."),
        ("Clean with cool boiled water, usually clears within a week.", "Eye hygiene, self-limiting."),
        ("Conjunctiva red, cornea clear.", "Injected conj, cornea clear.")),
    "blepharitis": Reason(
        "blepharitis", TALK,
        ("Sore gritty lids, worse in the morning.", "Gritty, crusting lids."),
        ("Lid cleaning and warm compresses.", "Lid hygiene advice."),
        ("Lid margins red.", "Lid margins inflamed.")),
    "dry_eyes": Reason(
        "dry_eyes", TALK,
        ("Eyes feel dry and tired.", "Dry eyes, no pain, VA ok."),
        ("Lubricating drops from the pharmacy.", "OTC lubricants."),
        ("Eyes white.", "White eyes.")),
    "stye": Reason(
        "stye", SEEN,
        ("Tender lump on the lid.", "Lump lid, tender."),
        ("Warm compresses.", "Warm compresses, RV prn."),
        ("Small red lump at the lid margin.", "Hordeolum, no cellulitis.")),
}  # fmt: skip
SKIN = {
    "eczema": Reason(
        "eczema_unspecified", SEEN,
        ("Itchy dry patches, flaring again.", "Flare of eczema, itch++."),
        _SKIN,
        ("Dry red patches, not infected.", "Dry erythematous patches, no inf.")),
    "contact_dermatitis": Reason(
        "contact_dermatitis", SEEN,
        ("Itchy red rash where something touched the skin.", "Localised itchy rash ?contact."),
        _SKIN,
        ("Red scaly area with a clear edge.", "Demarcated erythema.")),
    "impetigo": Reason(
        "impetigo", SEEN,
        ("Crusting sores, spreading.", "Crusted lesions few days."),
        ("Hygiene, stay off until crusted.", "Hygiene advice."),
        ("Golden crusts.", "Honey crusted lesions.")),
    "cellulitis": Reason(
        "cellulitis", HANDS,
        ("Red hot painful skin, spreading since yesterday.", "Hot red skin, spreading."),
        ("Observe, come back the same day if it spreads.", "Mark edge, SN."),
        ("Warm red area, no fluctuance.", "Warm erythema, marked, NV intact.")),
    "acne": Reason(
        "acne", TALK,
        ("Spots on the face, washes and creams have not helped.", "Acne, OTC no help."),
        ("Benzoyl peroxide from the pharmacy, takes two months.", "BPO OTC, review 8/52."),
        ("Comedones and papules.", "Papulopustular, no scarring.")),
    "tinea_pedis": Reason(
        "tinea_pedis", SEEN,
        ("Itchy peeling skin between the toes.", "Itchy toes, peeling."),
        ("Antifungal cream from the pharmacy.", "OTC antifungal."),
        ("Scaling between toes.", "Interdigital scale.")),
    "urticaria": Reason(
        "urticaria", TALK,
        ("Itchy wheals that come and go, breathing normal.", "Hives, no angioedema, no SOB."),
        ("Likely to settle; antihistamine from the pharmacy.", "OTC antihistamine, SN."),
        ("Wheals.", "Urticarial wheals.")),
    "skin_lesion": Reason(
        "skin_lesion", HANDS,
        ("Worried about a mark on the skin.", "Skin lesion, pt concerned."),
        ("Looks harmless; photograph and watch for change.", "Benign looking, reassured, RV if changes."),
        ("Small, even in colour, regular edge.", "Regular border, uniform colour.")),
    "rash": Reason(
        "rash", SEEN,
        ("Rash for a few days, otherwise well.", "Rash few days, well in self."),
        ("Looks viral, will fade.", "?viral exanthem, reassure."),
        ("Fine blanching rash.", "Maculopapular, blanches.")),
    "viral_wart": Reason(
        "viral_wart", TALK,
        ("Wart that will not go.", "Wart, persistent."),
        ("Go by themselves in time; salicylic acid from the pharmacy.", "OTC salicylic acid."),
        ("Wart.", "Verrucous lesion.")),
    "ingrowing_nail": Reason(
        "ingrowing_nail", SEEN,
        ("Sore big toe at the edge of the nail.", "Painful nail fold, big toe."),
        ("Salt water soaks, cut straight.", "Soaks, nail care advice."),
        ("Nail fold tender, no pus.", "Tender nail fold.")),
    "nappy_rash": Reason(
        "nappy_rash", SEEN,
        ("Sore red bottom.", "Nappy rash."),
        ("Barrier cream, nappy-free time.", "Barrier cream."),
        ("Red, creases spared.", "Erythema, flexures spared.")),
    "chickenpox": Reason(
        "chickenpox", TALK,
        ("Itchy blisters in crops, playing.", "Chickenpox, vesicles, well."),
        ("Keep cool, no ibuprofen, off until crusted.", "Supportive, avoid NSAID, exclusion advice."),
        ("Vesicles of different ages.", "Vesicles, crusting.")),
    "hand_foot_mouth": Reason(
        "hand_foot_mouth", TALK,
        ("Spots on hands and feet, sore mouth, drinking.", "HFM like illness, drinking."),
        ("Clears in a week; fluids.", "Viral, fluids."),
        ("Small blisters on palms and mouth.", "Vesicles palms + oral.")),
}  # fmt: skip
BOWEL = {
    "gastroenteritis": Reason(
        "gastroenteritis", TALK,
        ("Diarrhoea and vomiting for two days, passing urine.", "D+V 2/7, PU ok, no blood."),
        ("Fluids, stay off until 48 hours clear.", "Fluids, 48h rule, SN."),
        ("Abdomen soft, not dry.", "Abdo SNT, hydrated.")),
    "diarrhoea": Reason(
        "diarrhoea", TALK,
        ("Loose stools for a week, no blood.", "Loose stools 1/52, no PR bleed."),
        ("Fluids; stool sample if it goes on.", "Fluids, stool sample if persists."),
        ("Abdomen soft.", "Abdo SNT.")),
    "constipation": Reason(
        "constipation", TALK,
        ("Hard stools every few days.", "BO every 3-4/7, hard."),
        ("More fibre and fluids.", "Diet and fluid advice."),
        ("Abdomen soft.", "Abdo soft, no masses.")),
    "dyspepsia": Reason(
        "dyspepsia", TALK,
        ("Burning after meals, no trouble swallowing.", "Indigestion, no dysphagia, no wt loss."),
        ("Smaller meals, antacid from the pharmacy.", "Lifestyle, OTC antacid."),
        ("Slight epigastric tenderness.", "Mild epigastric tenderness.")),
    "abdominal_pain": Reason(
        "abdominal_pain", SEEN,
        ("Tummy ache on and off, eating.", "Intermittent abdo pain, E+D."),
        ("No cause for alarm today; come back if it gets worse.", "No red flags, SN."),
        ("Abdomen soft, no guarding.", "Abdo SNT, no guarding.")),
    "haemorrhoids": Reason(
        "haemorrhoids", SEEN,
        ("Itching and bright red blood on the paper.", "Piles sx, bright blood on wiping."),
        ("Avoid straining, cream from the pharmacy.", "Fibre, OTC cream, RV if persists."),
        ("Small external piles.", "Ext haemorrhoids.")),
    "infantile_colic": Reason(
        "infantile_colic", TALK,
        ("Cries in the evening, feeding and growing.", "Evening crying, feeding well."),
        ("Settles by itself; support for parents.", "Reassured, support offered."),
        ("Well baby.", "O/E normal.")),
    "reflux_of_infants": Reason(
        "gord_infant", TALK,
        ("Brings milk back after feeds, content.", "Posseting, thriving."),
        ("Smaller feeds, upright after; grows out of it.", "Positioning, feeding advice."),
        ("Well baby.", "O/E normal.")),
    "threadworm": Reason(
        "threadworm", TALK,
        ("Itchy bottom at night, threads seen.", "Pruritus ani, worms seen."),
        ("Hygiene for six weeks.", "Hygiene 6/52."),
        ("", "")),
}  # fmt: skip
WATER = {
    "uti": Reason(
        "uti", TALK,
        ("Burning and going often, no loin pain.", "Dysuria, frequency, no loin pain."),
        ("Urine sent, fluids and pain relief until the result.", "MSU, fluids, SN."),
        ("Loins not tender.", "Abdo SNT, no loin tenderness.")),
    "dysuria": Reason(
        "dysuria", TALK,
        ("Stings on passing urine since today.", "Dysuria 1/7."),
        ("Urine to be dropped in.", "Sample requested."),
        ("Abdomen soft.", "Abdo SNT.")),
    "erectile_dysfunction": Reason(
        "erectile_dysfunction", TALK,
        ("Trouble with erections for some months.", "ED few months."),
        ("Talked about causes, to come back with a decision.", "Discussed options."),
        ("", "")),
}  # fmt: skip
