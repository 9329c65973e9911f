"""High blood pressure before it is known: it rises, is found by chance, and is confirmed or not."""

from care_pathways import beside
from care_pathways.courses.blood_pressure import COURSE
from care_pathways.gp import body
from synth.pathway.language.expressions import Fact, Local, at_centile
from synth.pathway.language.model import END, REST, Choice, Pathway, Signal, Step, When
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import perform

p = beside(__file__)

RISING = Pathway(
    "raised blood pressure",
    starts_on="coming of age",
    steps=[
        Step("grown up", draws={"rises": at_centile(p.pressure_rises, body.PLACES - 1 - COURSE.lasting()),
                                "seldom_seen": p.seldom_seen}, then="raised"),
        Step("raised", after=Local("rises"), sets={"raised_blood_pressure": 1}, then="reading by chance"),
        Step("reading by chance", "general practice (nurse)", after=p.until_a_reading,
             contact="nurse_consultation",
             contact_when=~Fact("hypertension"),
             draws={"systolic": body.systolic(), "diastolic": body.diastolic()},
             writes=[body.write_pressure(Local("systolic"), Local("diastolic"), ~Fact("hypertension"))],
             raises=Signal("high reading", carries={"systolic": Local("systolic")},
                           when=(Local("systolic") >= p.clinic_threshold) & ~Fact("hypertension")),
             then=When({END: Fact("hypertension")}, otherwise="reading by chance")),
    ],
)  # fmt: skip

CONFIRMING = Pathway(
    "confirmation of high blood pressure",
    starts_on="high reading",
    takes=("systolic",),
    only=~Fact("hypertension") & ~Fact("pressure_in_question"),
    guideline="NICE NG136, 1.2",
    steps=[
        Step("in question", sets={"pressure_in_question": 1},
             then=Choice({"ambulatory monitoring": p.ambulatory, "home monitoring": p.home,
                          "not followed up": REST})),
        Step("ambulatory monitoring", "general practice (healthcare assistant)", after=p.wait_for_monitoring,
             contact="nurse_consultation",
             draws={"average": body.usual_systolic() - p.average_below_clinic + p.average_variation,
                    "average_diastolic": body.diastolic() - p.average_below_clinic},
             writes=[perform("ambulatory_bp_monitoring"),
                     body.write_pressure(Local("average"), Local("average_diastolic"), slot="daytime average",
                                         text="Average of daytime readings")],
             then=When({"confirmed": Local("average") >= p.monitoring_threshold}, otherwise="not confirmed")),
        Step("home monitoring", "general practice (nurse)", after=p.wait_for_monitoring,
             contact="nurse_consultation",
             draws={"average": body.usual_systolic() - p.average_below_clinic + p.average_variation,
                    "average_diastolic": body.diastolic() - p.average_below_clinic},
             writes=[perform("home_bp_monitoring"),
                     body.write_pressure(Local("average"), Local("average_diastolic"), slot="home average",
                                         text="Average of readings at home")],
             then=When({"confirmed": Local("average") >= p.monitoring_threshold}, otherwise="not confirmed")),
        Step("confirmed", after=p.result_to_review, sets={"hypertension": 1, "pressure_in_question": 0},
             raises=Signal("hypertension diagnosed", carries={"average": Local("average")})),
        Step("not confirmed", after=p.result_to_review, sets={"pressure_in_question": 0}),
        Step("not followed up", after=p.forgotten_for, sets={"pressure_in_question": 0}),
    ],
)  # fmt: skip

SIGNALS = [
    signal("hypertension diagnosed", "high blood pressure is confirmed", ("average",)),
]
FACTS = [
    fact("raised_blood_pressure", "1 from the day on which blood pressure is raised, known or not"),
    fact("pressure_in_question", "1 while a high reading waits for confirmation"),
    fact("hypertension", "1 from the diagnosis on"),
]
PATHWAYS = [RISING, CONFIRMING]
