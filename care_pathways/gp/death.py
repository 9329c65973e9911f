"""What is written when someone has died: verification, the medical certificate of its cause, where it was.

The doctor who looked after the patient certifies the cause: in hospital a doctor of the ward, elsewhere the GP. What is
reported to the coroner is certified once the coroner has let it be; deaths by accident, violence or one's own hand go
to an inquest, whose conclusion comes months later and is entered by the practice. A medical examiner looks at every
other certificate: in hospitals for some years, everywhere by law since 9 September 2024.
"""

from care_pathways import beside
from care_pathways.gp._review import GP
from synth.pathway.language.expressions import Expression, Fact, Now, where
from synth.pathway.language.model import Pathway, Step, Write
from synth.pathway.language.notes import Notes, instant, option, whether
from synth.pathway.language.options import code_of
from synth.pathway.language.time import in_office
from synth.pathway.language.writes import communicate, observe
from synth.world.demography.deaths import CAUSES

p = beside(__file__)

WARD = "hospital ward"
PLACES = {
    "hospital": "died_in_hospital",
    "home": "died_at_home",
    "care_home": "died_in_care_home",
    "hospice": "died_in_hospice",
    "elsewhere": "died_elsewhere",
}
STATED = {
    "ischaemic heart disease": "chd",
    "cerebrovascular disease": "stroke",
    "lung and other intrathoracic cancer": "cancer_lung",
    "breast cancer": "cancer_breast",
    "prostate cancer": "cancer_prostate",
    "dementia and Alzheimer disease": "dementia",
    "chronic obstructive pulmonary disease": "copd",
    "influenza and pneumonia": "pneumonia",
    "COVID-19": "covid19",
}
"""Causes for which one concept stands; every other has its words alone."""
WORDS = (
    "other_circulatory", "colorectal_cancer", "digestive_cancer", "gynaecological_cancer", "lymphoid_cancer",
    "other_cancer", "neurological", "mental", "respiratory", "liver", "digestive", "diabetes", "kidney", "infection",
    "suicide", "poisoning", "transport", "fall", "other_external", "perinatal", "congenital", "infant", "old_age",
    "other", "stillbirth",
)  # fmt: skip
_WORDED = dict(zip((cause for cause in CAUSES if cause not in STATED), WORDS, strict=True))
CAUSE = {cause: STATED.get(cause) or f"cause_of_death_{_WORDED[cause]}" for cause in CAUSES}
"""What a certificate says of each cause: a key of the codelists."""
SUDDEN = "sudden or unexplained infant death"
EXTERNAL = ("suicide (intentional self-harm)", "accidental or undetermined poisoning", "transport accidents", "falls",
            "other external")  # fmt: skip

ILLNESSES = ("cancer", "dementia", "lung disease", "stroke", "injury", "other")
"""Kinds of illness by which it differs where people die."""
_ILL = {
    "dementia and Alzheimer disease": "dementia",
    "chronic obstructive pulmonary disease": "lung disease",
    "cerebrovascular disease": "stroke",
    **{cause: "injury" for cause in EXTERNAL if cause != "falls"},  # of a fall people die as of an illness
}
ILLNESS = {cause: "cancer" if "cancer" in cause else _ILL.get(cause, "other") for cause in CAUSES}
"""Of which of them each cause is."""


class Death(Notes):
    """How someone died, as those know who write it down."""

    cause = option("the underlying cause of death", *CAUSES)
    registered = whether("a practice knew the patient")
    place = option("where it was", *PLACES)
    moment = instant("when it was")
    coroner = whether("the coroner holds an inquest")
    reported = whether("it is reported to the coroner")
    could_tell = instant("when the coroner could be told, if it were always a working day")
    told_coroner = instant("when it is reported to the coroner, if it is")
    word = instant("when word of the death would reach the practice, if it were always open")
    noticed = instant("when the ward tells the practice of a death in hospital")
    entered = instant("when the practice would write it down, if it were always open")
    heard = instant("when the practice writes down that its patient has died, and where")
    examined = whether("a medical examiner looks at the certificate")
    could_certify = instant("when its cause could be certified, if it were always a working day")
    could_look = instant("when the medical examiner could look at the certificate, alike")
    could_copy = instant("when the practice could enter the cause, alike")
    certified = instant("when its cause is certified")


n = Death

IN_HOSPITAL = n.place.is_("hospital")


def written(setting: str, when: Expression) -> list[Write]:
    """What the doctor writes who saw the patient: that it is death, what to the coroner, and the certificate."""
    verified = p.death_to_verification_on_ward if setting == WARD else p.death_to_verification
    return [
        observe("verification_of_death", slot=f"verification ({setting})", setting=setting, begins=n.moment,
                recorded=1 + verified.named(setting), when=when),
        communicate("report_to_coroner", slot=f"report ({setting})", setting=setting, begins=n.moment,
                    recorded=n.told_coroner - Now(), when=when & n.reported),
        communicate("medical_certificate_of_cause_of_death", slot=f"certificate ({setting})", setting=setting,
                    begins=n.moment, recorded=n.certified - Now(), when=when & ~n.coroner),
        communicate("medical_examiner_scrutiny", slot=f"scrutiny ({setting})", setting=setting, begins=n.certified,
                    recorded=in_office(n.could_look) - Now(), when=when & n.examined),
        observe("certified_cause_of_death", slot=f"cause ({setting})", setting=setting,
                value_code=code_of(n.cause, CAUSE), begins=n.moment, recorded=n.certified - Now(),
                when=when & ~n.coroner & IN_HOSPITAL),
    ]  # fmt: skip


DEATH = Pathway(
    "death and its certificate",
    starts_on="death",
    takes=(n.cause,),
    guideline="Births and Deaths Registration Act 1953, section 22; Notification of Deaths Regulations 2019",
    notes=Death,
    steps=[
        Step("died", WARD,  # which never closes; each write says who it is of
             draws={n.moment: Now() + 1,
                    n.registered: Fact("registered_from") <= Now(),
                    # Where the last days were spent (`end_of_life`), unless an illness or an accident came between.
                    n.place: where(~n.registered | Fact("in_hospital"), "hospital",
                                   Fact("place_of_death")),
                    n.coroner: n.cause.is_(*EXTERNAL),
                    n.reported: n.coroner | n.cause.is_(SUDDEN) | p.reported,
                    n.could_tell: n.moment + p.death_to_report,
                    n.told_coroner: in_office(n.could_tell),
                    n.could_certify: where(n.reported, n.told_coroner + p.report_to_answer,
                                           n.moment + p.death_to_certificate),
                    n.certified: in_office(n.could_certify),
                    n.could_look: n.certified + p.certificate_to_scrutiny,
                    n.could_copy: where(n.coroner, n.moment + p.death_to_conclusion, n.certified + p.copy_comes),
                    n.word: n.moment + p.death_to_notice,
                    n.noticed: in_office(n.word),
                    n.entered: where(IN_HOSPITAL, n.noticed + p.notice_to_entry, n.word),
                    n.heard: in_office(n.entered),
                    n.examined: ~n.coroner & where(IN_HOSPITAL, p.examined_in_hospital, p.examined_elsewhere)},
             writes=[
                 *written(GP, ~IN_HOSPITAL),
                 *written(WARD, IN_HOSPITAL),
                 communicate("notification_of_death", slot="to the practice", begins=n.moment,
                             recorded=n.noticed - Now(), setting=WARD, to=GP,
                             when=IN_HOSPITAL & n.registered),
                 observe("place_of_death", setting=GP, value_code=code_of(n.place, PLACES), begins=n.moment,
                         recorded=n.heard - Now(), tells_of_death=True, when=n.registered),
                 observe("certified_cause_of_death", slot="copy of the certificate", setting=GP,
                         value_code=code_of(n.cause, CAUSE), begins=n.moment, demographic="cause_of_death",
                         when=n.registered,
                         recorded=in_office(n.could_copy) - Now()),
             ]),
    ],
)  # fmt: skip

PATHWAYS = [DEATH]
