"""What is kept of a birth: by the mother's record, and of each baby by its own."""

from __future__ import annotations

from care_pathways.maternity._course import Pregnancy
from synth.pathway.language.notes import Note, Notes, count, instant, keeping, notes_of, option, quantity, whether

MODE_CODES = {"vertex": "delivery_normal", "forceps": "delivery_forceps", "ventouse": "delivery_ventouse",
              "elective": "delivery_elective_cs", "emergency": "delivery_emergency_cs",
              "breech": "delivery_breech"}  # fmt: skip
PLACE_CODES = {"labour_ward": "delivery_place_consultant_ward", "birth_centre": "delivery_place_midwife_ward",
               "home": "delivery_place_domestic_address"}  # fmt: skip
INDUCED_FOR = {
    "death of the baby": "intrauterine_death", "pre-eclampsia": "preeclampsia",
    "hypertension": "gestational_hypertension", "diabetes": "gestational_diabetes", "twins": "multiple_pregnancy",
    "prolonged": "prolonged_pregnancy", "waters": "prom", "early waters": "preterm_prom",
    "her wish": "maternal_request_for_induction", "other": "obstetric_indication_for_induction",
}  # fmt: skip
"""Why labour is induced, with the code of each reason."""
RAISED = {"none": "hypertension", "gestational": "hypertension", "pre-eclampsia": "pre-eclampsia"}
"""What raised pressure of a pregnancy is called as a reason to end it."""
BABIES = {1: Pregnancy.baby_1, 2: Pregnancy.baby_2, 3: Pregnancy.baby_3}
"""The babies of a pregnancy, in the order of their birth."""


def _scores(name: str, at: str) -> dict[int, Note]:
    return {baby: count(f"Apgar score of baby {baby} at {at}", "points", called=f"{name}_{baby}") for baby in BABIES}


ONE, FIVE, TEN = _scores("one", "one minute"), _scores("five", "five minutes"), _scores("ten", "ten minutes")
"""The Apgar scores of each baby."""
RISE = {baby: count(f"how much the score of baby {baby} rises from one minute to five", "points", called=f"rise_{baby}")
        for baby in BABIES}  # fmt: skip


@keeping(*ONE.values(), *FIVE.values(), *TEN.values(), *RISE.values())
class Birth(Pregnancy):
    """What is known of labour and birth."""

    mother_diabetic = whether("she has diabetes in this pregnancy")
    nulliparous = whether("she has not given birth before")
    parous = whether("she has given birth through the vagina before")
    preterm = whether("the birth comes before 37 weeks")
    several = whether("she carries more than one baby")
    low_risk = whether("care was led by midwives")
    theatre_hours = whether("it comes when planned caesareans are done: on a working day, in the hours of the theatre")
    quiet_day = whether("it comes on a Sunday or a Monday")
    part_of_day = option("the part of the day in which it comes", "about midnight", "morning", "later")
    planned = whether("it is by planned caesarean")
    before_labour = whether("it is by caesarean before labour began, planned or not")
    in_labour = whether("it is by caesarean in labour")
    instrument = whether("forceps or a ventouse are needed")
    eligible = whether("all went so well that it could be at the birth centre or at home")
    at_home = whether("it is at home")
    onset = option("how labour began", "spontaneous", "induced", "no labour")
    induced_for = option("why labour would be induced", *INDUCED_FOR)
    mode = option("how the babies were born", *MODE_CODES)
    place = option("where they were born", *PLACE_CODES)
    kind = option("what was done for it", "unassisted", "instrumental", "caesarean")
    could_last = quantity("how long she would labour before the second stage, if nothing set a limit", "minutes")
    before = quantity("how long before the birth she is admitted", "minutes")
    epidural = whether("she has an epidural in labour")
    attended = option("the stay or the attendance that is open", "none", "in hospital", "at home")
    tear = option("how torn she is", "intact", "first", "second", "third", "fourth")
    episiotomy = whether("she was cut")
    first_stage = quantity("how long she was in labour before the second stage, or the caesarean", "minutes")
    second_stage = quantity("how long the second stage lasted", "minutes")
    active = whether("the third stage is hastened by a medicine")
    loss = quantity("how much blood she lost", "mL")
    one_dead = whether("one of twins is stillborn")
    usual_stay = quantity("how long she would stay if nothing kept her", "minutes")
    kept_for = quantity("how long at least she or the baby is kept, who lost much blood or was born early", "minutes")
    leaves = instant("when she is well enough to go home, or the midwife to leave")
    goes_home = instant("when she goes home, which is by day, or the midwife leaves a birth at home")
    visit_1 = instant("when the midwife visits on the day after")
    visit_5 = instant("when the midwife visits on about day 5")
    visit_10 = instant("when the midwife visits on about day 10")


class Told(Notes):
    """What the mother's record of a birth tells the record of each baby, beside what all babies of it share."""

    order = count("which it is of those born together")
    one = count("Apgar score at one minute", "points")
    five = count("Apgar score at five minutes", "points")
    ten = count("Apgar score at ten minutes", "points")


TOLD = tuple(notes_of(Told).values())
"""The notes of what is told of each baby."""
