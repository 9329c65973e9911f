"""High blood pressure before it is known: it rises, is found by chance, and is confirmed or not; what is very high."""

from care_pathways import beside, body
from care_pathways.closures import services
from care_pathways.gp._review import HCA
from synth.pathway.language.expressions import Expression, Fact, where
from synth.pathway.language.model import END, REST, Choice, Pathway, Signal, Step, When, finding
from synth.pathway.language.notes import Notes, quantity, whether
from synth.pathway.language.words import fact, signal, unanswered
from synth.pathway.language.writes import perform
from synth.pathway.parts.consequence import consequence

p = beside(__file__)

NURSE, GP = "general practice (nurse)", "general practice (GP)"


MATERNITY = ("pregnancy", "antenatal contact", "growth scans", "hypertension in pregnancy", "postnatal visits")


class Pressure(Notes):
    """What is read of someone's blood pressure before it is known to be high."""

    seldom_seen = whether("comes to the practice seldom, and so is seldom measured")
    read = whether("a pressure is read, by chance")
    systolic = quantity("systolic pressure as read", "mmHg")
    diastolic = quantity("diastolic pressure as read", "mmHg")
    average = quantity("average systolic pressure of a day, or of a week at home", "mmHg")
    average_diastolic = quantity("average diastolic pressure of a day, or of a week at home", "mmHg")


n = Pressure

RAISED = finding("high reading", of="blood_pressure", at_least=p.clinic_threshold, ignored=p.not_followed_up)
VERY_HIGH = finding("very high reading", of="blood_pressure", at_least=p.very_high, ignored=p.not_seen_again)


def told_of(systolic: Expression, diastolic: Expression, when: Expression | None = None) -> list[Signal]:
    """What whoever reads a pressure raises: a reading that is high, or so high that it is read again within days."""
    return [RAISED.found(systolic, when, also=diastolic >= p.clinic_threshold_diastolic),
            very_high(systolic, diastolic, when)]  # fmt: skip


def very_high(systolic: Expression, diastolic: Expression, when: Expression | None = None) -> Signal:
    """What whoever reads the pressure of someone whose hypertension is known raises."""
    return VERY_HIGH.found(systolic, when, also=diastolic >= p.very_high_diastolic)


RISING = Pathway(
    "raised blood pressure",
    starts_on="raised blood pressure begins",
    notes=Pressure,
    steps=[
        Step("raised", draws={n.seldom_seen: p.seldom_seen & ~Fact("had_preeclampsia")}, then="reading by chance"),
        Step("reading by chance", NURSE, after=p.until_a_reading, contact="nurse_consultation",
             contact_when=n.read,
             draws={n.read: ~Fact("hypertension") & services.readings_in_passing,
                    n.systolic: body.systolic(), n.diastolic: body.diastolic()},
             writes=[body.write_pressure(n.systolic, n.diastolic, n.read)],
             raises=told_of(n.systolic, n.diastolic, n.read),
             then=When({END: Fact("hypertension")}, otherwise="reading by chance")),
    ],
)  # fmt: skip


def monitoring(name: str, setting: str, procedure: str, slot: str, text: str) -> Step:
    """Blood pressure measured many times away from the practice, and its average."""
    return Step(name, setting, after=p.wait_for_monitoring, contact="nurse_consultation",
                draws={n.average: body.usual_systolic() - p.average_below_clinic + p.average_variation
                       - where(Fact("raised_blood_pressure"), 0, p.white_coat),
                       n.average_diastolic: body.usual_diastolic() - p.average_below_clinic
                       - where(Fact("raised_blood_pressure"), 0, p.white_coat_diastolic)},
                writes=[perform(procedure), body.write_pressure(n.average, n.average_diastolic, slot=slot, text=text)],
                then=When({"confirmed": (n.average >= p.monitoring_threshold)
                            | (n.average_diastolic >= p.monitoring_threshold_diastolic)},
                           otherwise="not confirmed"))  # fmt: skip


CONFIRMING = consequence(
    RAISED,
    Step("asked to come", NURSE, after=p.until_asked, sets={"pressure_in_question": 1},
         then=Choice({"ambulatory monitoring": p.ambulatory, "home monitoring": REST})),
    monitoring("ambulatory monitoring", HCA, "ambulatory_bp_monitoring",
               "daytime average", "Average of daytime readings"),
    monitoring("home monitoring", NURSE, "home_bp_monitoring", "home average", "Average of readings at home"),
    Step("confirmed", after=p.result_to_review, sets={"hypertension": 1, "pressure_in_question": 0},
         raises=Signal("hypertension diagnosed", when=~Fact("hypertension"))),
    Step("not confirmed", after=p.result_to_review, sets={"pressure_in_question": 0}),
    name="confirmation of high blood pressure",
    only=~Fact("hypertension") & ~Fact("pressure_in_question"),
    guideline="NICE NG136, 1.2",
    notes=Pressure,
)  # fmt: skip

SEEN_AGAIN = consequence(
    VERY_HIGH,
    Step("seen again", GP, after=p.until_seen_again, contact="gp_consultation",
         draws=body.pressure_read(n.systolic, n.diastolic),
         writes=[body.write_pressure(n.systolic, n.diastolic)],
         raises=RAISED.found(n.systolic, also=n.diastolic >= p.clinic_threshold_diastolic)),
    name="very high pressure seen again",
    guideline="NICE NG136, 1.5: assessed the same day with signs, within seven days without",
    notes=Pressure,
)  # fmt: skip

SIGNALS = [
    signal("high reading", "a blood pressure above the threshold is measured"),
    signal("very high reading", "a blood pressure is measured that must be seen again within days"),
    signal("hypertension diagnosed", "high blood pressure is confirmed"),
]
FACTS = [
    fact("pressure_in_question", "1 while a high reading waits for confirmation"),
    fact("hypertension", "1 from the diagnosis on"),
]
UNANSWERED = [
    unanswered("high reading", "it is known, and stepping up treatment is what follows", within="hypertension"),
    unanswered("high reading", "the maternity service judges it (NICE NG133)", within=MATERNITY),
    unanswered("very high reading", "the maternity service judges it (NICE NG133)", within=MATERNITY),
    unanswered(
        "very high reading",
        "an average of many readings, of which the single ones were seen",
        within="confirmation of high blood pressure",
    ),
]
PATHWAYS = [RISING, CONFIRMING, SEEN_AGAIN]
