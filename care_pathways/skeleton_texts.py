"""What skeletons of pathways are made of, by shape: the texts of module, evidence, codes, rules and test.

simple: it begins, is reviewed and is over. long-term: onset, diagnosis, a ladder of treatment, annual review, attacks.
@name@, @Name@, @key@, @CONSTANT@, @Notes@ and @HERE@ stand for what the name makes of them.
"""

SIMPLE_MODULE = '''"""@Name@: how it begins, is reviewed and is over."""  # a skeleton: mend this too

from care_pathways import beside
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import REST, Choice, Pathway, Step, When
from synth.pathway.language.notes import Notes, whether
from synth.pathway.language.writes import BEGUN, ENDED, diagnose

p = beside(__file__)

GP = "general practice (GP)"


class @Notes@(Notes):
    """What is known of someone who may have it."""

    affected = whether("the person ever has it")
    begun = whether("it has begun")


n = @Notes@

@CONSTANT@ = Pathway(
    "@name@",
    starts_on="birth",  # a life event of the world, or the signal of another pathway
    only=~Fact("stillborn"),
    at_death="died",
    notes=@Notes@,
    guideline="",  # such as "NICE NG136"
    steps=[
        Step("whether", draws={n.affected: p.ever_affected}, then=When({"onset": n.affected})),
        Step("onset", GP, after=p.age_at_onset, contact="gp_consultation", lasts=p.length_of_visit, draws={n.begun: 1},
             writes=[diagnose("@key@", entry="@key@", change=BEGUN)], then="review"),
        Step("review", GP, after=p.between_reviews, contact="gp_consultation", lasts=p.length_of_visit,
             then=Choice({"over": p.over_at_review, "review": REST})),
        Step("over", GP, writes=[diagnose("@key@", entry="@key@", change=ENDED)]),
        Step("died", GP, writes=[diagnose("@key@", entry="@key@", change=ENDED, when=n.begun)]),
    ],
)  # fmt: skip

PATHWAYS = [@CONSTANT@]
'''

SIMPLE_EVIDENCE = """# @Name@. Every number is a skeleton's: put in yours, each with publication, year and table.

[ever_affected]
average = 0.05
unit = "probability"
source = "assumption: a skeleton's number; how many ever have it"

[age_at_onset]
quantiles = [[0, 2], [0.5, 40], [1, 80]]
unit = "years"
source = "assumption: a skeleton's number; how old those are who have it when it begins"

[between_reviews]
quantiles = [[0, 300], [0.5, 365], [1, 450]]
unit = "days"
source = "assumption: a skeleton's number; a review about once a year"

[over_at_review]
average = 0.05
unit = "probability"
source = "assumption: a skeleton's number; for how many of those reviewed it is over"

[length_of_visit]
value = 10
unit = "minutes"
source = "assumption: an appointment in general practice"
"""

CODES = """key,system,code,display,source
@key@,,,@Name@,text only: no code evidenced
"""

RULES = """# Clinical rules of one's own, by which `synth validate --pathways` judges (docs/guides/pathways.md).

[[rule]]
name = "@name@ is written down by the practice"
of = ["@key@"]
kind = "condition"
systems = ["General practice"]
reason = "the practice makes the diagnosis"
source = "assumption: a skeleton's rule; say what nobody who has @name@ may lack, and who says so"
"""

SIMPLE_TEST = '''"""@Name@: it is sound, every step is reached, and about as many have it as its evidence says."""

from pathlib import Path

import synth.api

HERE = @HERE@


def test_it_is_sound():
    assert synth.api.pathway_faults(pathways=HERE) == []


def test_every_step_is_reached_and_some_have_it():
    tried = synth.api.pathway_trial("@name@", families=2000, pathways=HERE)
    assert [step for step, count in tried.reached.items() if not count] == []
    share = tried.reached["onset"] / tried.reached["whether"]
    assert 0.005 < share < 0.05  # of 5 in 100 who ever have it, those have not begun who are too young
'''

LONG_TERM_MODULE = '''"""@Name@: how it begins, is found and treated by steps, is reviewed, and comes in attacks."""

from care_pathways import beside
from care_pathways.acute.emergency import FIRST_LOOK
from care_pathways.gp._medicines import repeated
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import END, REST, Choice, Pathway, Signal, Step, When
from synth.pathway.language.notes import Notes, count, whether
from synth.pathway.language.words import fact, signal
from synth.pathway.language.writes import BEGUN, ENDED, diagnose, perform, prescribe
from synth.pathway.parts.ladder import ladder, rung
from synth.pathway.parts.recall import did_not_come
from synth.pathway.parts.treatment import medicine_of, treatment

p = beside(__file__)

GP, NURSE = "general practice (GP)", "general practice (nurse)"
RECEPTION, EMERGENCY = "general practice (reception)", "emergency department"

# The medicines of each step of treatment, by the names that the evidence gives them: put in those of this condition.
# These may be taken in pregnancy; one that may not be asks `Fact("pregnant")` before it is begun, and is stopped.
FIRST_LINE = {
    "paracetamol": repeated("paracetamol_500mg_tab", "Take two tablets four times a day", quantity=224),
    "cetirizine": repeated("cetirizine_10mg_tab", "Take one tablet once a day", quantity=28),
}
SECOND_LINE = {"only": repeated("chlorphenamine_4mg_tab", "Take one tablet three times a day", quantity=84)}


class @Notes@(Notes):
    """What is remembered of someone who may have it: each with its kind and what it means."""

    affected = whether("the person ever has it")
    diagnosed = whether("it has been diagnosed and is not over")
    first = medicine_of("the medicine of the first step", FIRST_LINE)
    treated = count("the steps of treatment that are climbed")
    controlled = whether("it was controlled when last asked")
    attended = whether("the person comes to the review")
    act = whether("what is not controlled is acted on")


n = @Notes@

# ---------------------------------------------------------------- treatment by steps

FIRST = treatment("first medicine", n.first, FIRST_LINE, reason="@key@")
SECOND = treatment("second medicine", None, SECOND_LINE, reason="@key@")
LADDER = ladder(
    n.treated,
    rung("first step", FIRST, draws={n.first: p.first_medicine}),
    rung("second step", SECOND),  # replaces=FIRST where it is not added but takes its place
    setting=GP, after=p.wait_for_appointment, contact="gp_consultation", lasts=p.length_of_visit,
    sets={"@key@_treated": n.treated}, then="check of treatment",
)  # fmt: skip
STEPPED_UP = LADDER.up(~n.controlled & n.act)

# ---------------------------------------------------------------- onset, diagnosis, annual review

@CONSTANT@ = Pathway(
    "@name@",
    starts_on="coming of age",  # a life event of the world (what begins in children: "birth"), or a signal
    at_death="died",
    notes=@Notes@,
    guideline="",  # such as "NICE NG136"
    steps=[
        Step("whether", draws={n.affected: p.ever_affected}, then=When({"onset": n.affected})),
        Step("onset", GP, after=p.from_18_to_onset, contact="gp_consultation", lasts=p.length_of_visit,
             then="diagnosis"),
        Step("diagnosis", GP, after=p.until_diagnosis, contact="gp_consultation", lasts=p.length_of_visit,
             draws={n.diagnosed: 1}, sets={"@key@": 1}, writes=[diagnose("@key@", entry="@key@", change=BEGUN)],
             raises=Signal("@name@ diagnosed"),
             then=Choice({"first step": p.treated_at_once, "annual review": REST})),
        *LADDER.steps,
        Step("check of treatment", NURSE, after=p.until_check, contact="nurse_consultation", lasts=p.length_of_visit,
             draws={n.controlled: p.controlled, n.act: p.acted_on},
             then=When(STEPPED_UP, otherwise="annual review")),
        Step("annual review", NURSE, after=p.between_reviews, contact="nurse_consultation", contact_when=n.attended,
             lasts=p.length_of_visit,
             draws={n.attended: p.attended, n.controlled: p.controlled, n.act: n.attended & p.acted_on},
             writes=[perform("medication_review_done", when=n.attended & (n.treated >= 1)),
                     *LADDER.authorised(n.attended),
                     *did_not_come("medication_review", came=n.attended, letter="qof_invite", sender=RECEPTION)],
             then=When({"over": n.attended & p.over_at_review, **STEPPED_UP}, otherwise="annual review")),
        Step("over", GP, draws={n.diagnosed: 0}, sets={"@key@": 0, "@key@_treated": 0},
             writes=[diagnose("@key@", entry="@key@", change=ENDED), *LADDER.stopped()]),
        Step("died", GP,
             writes=[diagnose("@key@", entry="@key@", change=ENDED, when=n.diagnosed), *LADDER.stopped()]),
    ],
)  # fmt: skip

# ---------------------------------------------------------------- attacks, as long as the condition is there

ATTACKS = Pathway(
    "attacks of @name@",
    part_of=@CONSTANT@,
    starts_on="@name@ diagnosed",
    steps=[
        Step("waits", after=p.between_attacks,
             then=When({"attack": Fact("@key@").equals(1)}, otherwise=END)),
        Step("attack", then=Choice({"in hospital": p.goes_to_hospital, "at the practice": REST})),
        Step("at the practice", GP, contact="gp_consultation", lasts=p.length_of_visit, then="waits",
             writes=[prescribe("prednisolone_5mg_tab", dosage="Take eight tablets once a day", quantity=40, days=5,
                               course="acute", reason="@key@")]),
        Step("in hospital", EMERGENCY, contact="ed_attendance", lasts=p.time_in_hospital,
             writes=[*FIRST_LOOK], then="waits"),
    ],
)  # fmt: skip

SIGNALS = [signal("@name@ diagnosed", "the practice has made the diagnosis")]
FACTS = [
    fact("@key@", "1 while it is diagnosed and not over"),
    fact("@key@_treated", "the steps of treatment that are climbed, by which attacks are fewer"),
]
PATHWAYS = [@CONSTANT@, ATTACKS]
'''

LONG_TERM_EVIDENCE = """# @Name@. Every number is a skeleton's: put in yours, each with publication, year and table.

[ever_affected]
by = { sex = ["male", "female"] }
average = [0.08, 0.08]
unit = "probability"
source = "assumption: a skeleton's number; how many ever have it, men and women"

[from_18_to_onset]
quantiles = [[0, 0], [0.5, 20], [1, 62]]
unit = "years"
source = "assumption: a skeleton's number; the years from coming of age until it begins, of those who have it"

[until_diagnosis]
quantiles = [[0, 7], [0.5, 30], [1, 365]]
unit = "days"
source = "assumption: a skeleton's number; from the first visit to the diagnosis"

[treated_at_once]
average = 0.8
unit = "probability"
source = "assumption: a skeleton's number; how many are treated from the diagnosis on"

[first_medicine]
shares = { paracetamol = 0.6, cetirizine = 0.4 }
unit = "share"
source = "assumption: a skeleton's number; which medicine is the first"

[controlled]
by = { treated = [0, 1, 2] }  # bands of the note: the steps of treatment that are climbed
average = [0.3, 0.6, 0.8]
unit = "probability"
source = "assumption: a skeleton's number; how many say that it is controlled"

[acted_on]
average = 0.5
unit = "probability"
source = "assumption: a skeleton's number; for how many of those not controlled treatment is stepped up"

[wait_for_appointment]
quantiles = [[0, 1], [0.5, 7], [1, 21]]
unit = "days"
source = "assumption: an appointment within three weeks"

[until_check]
quantiles = [[0, 28], [0.5, 42], [1, 90]]
unit = "days"
source = "assumption: a skeleton's number; from a step of treatment to its check"

[between_reviews]
quantiles = [[0, 300], [0.5, 365], [1, 450]]
unit = "days"
source = "assumption: a skeleton's number; a review about once a year"

[attended]
average = 0.7
unit = "probability"
source = "assumption: a skeleton's number; how many come to a review"

[over_at_review]
average = 0.02
unit = "probability"
source = "assumption: a skeleton's number; for how many of those reviewed it is over (0 where it never is)"

[between_attacks]
by = { @key@_treated = [0, 1, 2] }  # bands of the fact
quantiles = [[[0, 30], [0.5, 400], [1, 2000]], [[0, 60], [0.5, 800], [1, 4000]], [[0, 60], [0.5, 800], [1, 4000]]]
unit = "days"
source = "assumption: a skeleton's number; from one attack to the next, without treatment and with it"

[goes_to_hospital]
average = 0.1
unit = "probability"
source = "assumption: a skeleton's number; how many attacks are seen at an emergency department"

[time_in_hospital]
quantiles = [[0, 1], [0.5, 3], [1, 12]]
unit = "hours"
source = "assumption: most within the standard of four hours"

[length_of_visit]
value = 10
unit = "minutes"
source = "assumption: an appointment in general practice"
"""

LONG_TERM_TEST = '''"""@Name@: it is sound, every step is reached, and about as many have it as its evidence says."""

from pathlib import Path

import synth.api

HERE = @HERE@


def test_it_is_sound():
    assert synth.api.pathway_faults(pathways=HERE) == []


def test_every_step_is_reached_and_some_have_it():
    tried = synth.api.pathway_trial("@name@", families=3000, pathways=HERE)
    assert [step for step, count in tried.reached.items() if not count] == []
    share = tried.reached["onset"] / tried.reached["whether"]
    assert 0.02 < share < 0.08  # of 8 in 100 who ever have it, those have not begun who are too young


def test_every_step_of_an_attack_is_reached():
    tried = synth.api.pathway_trial("attacks of @name@", families=1000, pathways=HERE)
    assert [step for step, count in tried.reached.items() if not count] == []
'''

SHAPES = {
    "simple": (SIMPLE_MODULE, SIMPLE_EVIDENCE, SIMPLE_TEST),
    "long-term": (LONG_TERM_MODULE, LONG_TERM_EVIDENCE, LONG_TERM_TEST),
}
"""The shapes of pathways: module, evidence and test of each."""
