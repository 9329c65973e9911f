"""High blood pressure before it is known: it rises, is found by chance, and is confirmed or not."""

from care_pathways import beside, body
from care_pathways.closures import services
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import END, REST, Choice, Pathway, Signal, Step, When
from synth.pathway.language.notes import Notes, quantity, whether
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import perform

p = beside(__file__)

NURSE = "general practice (nurse)"


class Pressure(Notes):
    """What is read of someone's blood pressure before it is known to be high."""

    seldom_seen = whether("comes to the practice seldom, and so is seldom measured")
    read = whether("a pressure is read, by chance")
    systolic = quantity("systolic pressure as read", "mmHg")
    diastolic = quantity("diastolic pressure as read", "mmHg")
    average = quantity("average systolic pressure of a day, or of a week at home", "mmHg")
    average_diastolic = quantity("average diastolic pressure of a day, or of a week at home", "mmHg")


n = Pressure

RISING = Pathway(
    "raised blood pressure",
    starts_on="raised blood pressure begins",
    notes=Pressure,
    steps=[
        Step("raised", draws={n.seldom_seen: p.seldom_seen}, then="reading by chance"),
        Step("reading by chance", NURSE, after=p.until_a_reading, contact="nurse_consultation",
             contact_when=n.read,
             draws={n.read: ~Fact("hypertension") & services.readings_in_passing,
                    n.systolic: body.systolic(), n.diastolic: body.diastolic()},
             writes=[body.write_pressure(n.systolic, n.diastolic, n.read)],
             raises=Signal("high reading", carries={"systolic": n.systolic},
                           when=(n.systolic >= p.clinic_threshold) & n.read),
             then=When({END: Fact("hypertension")}, otherwise="reading by chance")),
    ],
)  # fmt: skip


def monitoring(name: str, setting: str, procedure: str, slot: str, text: str) -> Step:
    """Blood pressure measured many times away from the practice, and its average."""
    return Step(name, setting, after=p.wait_for_monitoring, contact="nurse_consultation",
                draws={n.average: body.usual_systolic() - p.average_below_clinic + p.average_variation,
                       n.average_diastolic: body.diastolic() - p.average_below_clinic},
                writes=[perform(procedure), body.write_pressure(n.average, n.average_diastolic, slot=slot, text=text)],
                then=When({"confirmed": n.average >= p.monitoring_threshold}, otherwise="not confirmed"))  # fmt: skip


CONFIRMING = Pathway(
    "confirmation of high blood pressure",
    starts_on="high reading",
    takes=("systolic",),
    only=~Fact("hypertension") & ~Fact("pressure_in_question"),
    guideline="NICE NG136, 1.2",
    notes=Pressure,
    steps=[
        Step("in question", sets={"pressure_in_question": 1},
             then=Choice({"ambulatory monitoring": p.ambulatory, "home monitoring": p.home,
                          "not followed up": REST})),
        monitoring("ambulatory monitoring", "general practice (healthcare assistant)", "ambulatory_bp_monitoring",
                   "daytime average", "Average of daytime readings"),
        monitoring("home monitoring", NURSE, "home_bp_monitoring", "home average", "Average of readings at home"),
        Step("confirmed", after=p.result_to_review, sets={"hypertension": 1, "pressure_in_question": 0},
             raises=Signal("hypertension diagnosed")),
        Step("not confirmed", after=p.result_to_review, sets={"pressure_in_question": 0}),
        Step("not followed up", after=p.forgotten_for, sets={"pressure_in_question": 0}),
    ],
)  # fmt: skip

SIGNALS = [
    signal("hypertension diagnosed", "high blood pressure is confirmed"),
]
FACTS = [
    fact("pressure_in_question", "1 while a high reading waits for confirmation"),
    fact("hypertension", "1 from the diagnosis on"),
]
PATHWAYS = [RISING, CONFIRMING]
